"""The line of each row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.storage.readers.lines import Lines


@given(st.lists(st.lists(st.integers(1, 4), max_size=6), max_size=6))
def test_lines_come_back(steps: list[list[int]]) -> None:
    lines, known = Lines(), []
    last = 0
    for piece in steps:
        part = (last + np.cumsum(piece, dtype=np.int64)) if piece else np.empty(0, np.int64)
        lines.add(part)
        known += part.tolist()
        last = known[-1] if known else 0
    assert [lines[row] for row in range(lines.count)] == known


def test_consecutive_lines_take_no_room() -> None:
    lines = Lines()
    for start in range(2, 1_000_002, 1000):
        lines.add(np.arange(start, start + 1000))
    assert len(lines._rows) == 1
    assert lines[999_999] == 1_000_001
    with pytest.raises(IndexError):
        lines[1_000_000]
