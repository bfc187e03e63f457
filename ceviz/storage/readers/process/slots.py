"""How numbers lie in a slot of the memory that both processes have open.

The process that reads fills the slots by turns, each when the other side has taken out of it what
it held before. That side takes by copying: rows are written once more, into memory of its own with
large pages, while the next are decoded. It would take longer to map fresh shared pages, which are
small; and what is a copy, nobody changes after it was checked.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.apart import SLOT

#: Arrays begin at multiples of this, as every type of numbers may.
_ALIGNED = 64

#: What the codes of a column of text are.
CODES = np.dtype(np.int32)


def layout(
    slot: memoryview, count: int, columns: int, texts: int, dtype: np.dtype[Any]
) -> tuple[NDArray[Any], list[NDArray[np.int32]]]:
    """Where the numbers (count, columns) of a block lie, and the codes (count,) of each text.

    Raises:
        ValueError: they find no room there.
    """
    size = count * columns * dtype.itemsize
    each = _aligned(count * CODES.itemsize)
    if min(count, columns, texts) < 0 or _aligned(size) + texts * each > SLOT:
        raise ValueError(f"no slot has room for {count} rows")
    table = np.ndarray((count, columns), dtype, slot)
    starts = [_aligned(size) + k * each for k in range(texts)]
    return table, [np.ndarray((count,), CODES, slot, start) for start in starts]


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
