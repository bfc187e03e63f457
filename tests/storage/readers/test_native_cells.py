"""Cells of native columns: whole numbers that are counted say what hashing them says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow
import pytest

from ceviz.storage.readers.formats.native_cells import texts_of


def _said(column: Any) -> list[str]:
    found = texts_of(column)
    return [found.texts[code] for code in found.codes]


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("int8", [-128, 127, 0, *range(-128, 128)]),
        ("int64", [3, 5, 3, 4]),
        ("int64", [2**62, 2**62 + 1, 2**62]),
        ("int64", [-(2**63), 2**63 - 1]),
        ("uint64", [2**64 - 1, 2**64 - 2, 2**64 - 1]),
        ("int32", [-100, 0, 1, *[1] * 200]),
        ("uint8", [7]),
        ("int16", []),
    ],
)
def test_whole_numbers_are_their_digits(kind: str, numbers: list[int]) -> None:
    column = pyarrow.array(numbers, getattr(pyarrow, kind)())
    assert _said(column) == [str(number) for number in numbers]
    assert len(set(texts_of(column).texts)) == len(set(numbers))


def test_numbers_that_do_not_occur_are_no_texts() -> None:
    column = pyarrow.array(np.array([0, 9] * 50))
    assert sorted(texts_of(column).texts) == ["0", "9"]


def test_a_cell_of_nothing_is_empty() -> None:
    assert _said(pyarrow.array([1, None, 2])) == ["1", "", "2"]
