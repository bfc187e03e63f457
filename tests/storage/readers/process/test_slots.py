"""Numbers lie in a slot one after another, and never beyond it."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.storage.apart import SLOT
from ceviz.storage.readers.process.slots import CODES, layout

FLOAT = np.dtype(np.float32)


def test_what_one_side_writes_the_other_reads() -> None:
    slot = memoryview(bytearray(SLOT))
    table, (labels, predicted) = layout(slot, 3, 5, 2, FLOAT)
    table[:], labels[:], predicted[:] = np.arange(15).reshape(3, 5), [0, 1, 2], [2, 1, 0]
    again, texts = layout(slot.toreadonly(), 3, 5, 2, FLOAT)
    assert again.tolist() == np.arange(15.0).reshape(3, 5).tolist()
    assert [column.tolist() for column in texts] == [[0, 1, 2], [2, 1, 0]]
    assert {column.dtype for column in texts} == {CODES}


def test_the_largest_block_fits_and_one_byte_more_does_not() -> None:
    slot = memoryview(bytearray(SLOT))
    assert layout(slot, SLOT // 4, 1, 0, FLOAT)[0].nbytes == SLOT
    for shape in ((SLOT // 4 + 1, 1, 0), (SLOT // 4, 1, 1), (-1, 1, 0), (1, -1, 0), (1, 1, -1)):
        with pytest.raises(ValueError, match="no slot has room"):
            layout(slot, *shape, FLOAT)
