"""Lists of numbers in the cells of a native table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers.formats.list_columns import (
    are_lists_of_numbers,
    list_length,
    list_table,
)


@pytest.mark.parametrize(
    ("kind", "of_fractions", "of_numbers"),
    [
        (pa.list_(pa.float32()), True, True),
        (pa.large_list(pa.float64()), True, True),
        (pa.list_(pa.float16(), 3), True, True),
        (pa.list_(pa.int64()), False, True),
        (pa.list_(pa.string()), False, False),
        (pa.float64(), False, False),
    ],
)
def test_lists_of_numbers(kind: Any, of_fractions: bool, of_numbers: bool) -> None:
    assert are_lists_of_numbers(kind, of_whole=False) == of_fractions
    assert are_lists_of_numbers(kind, of_whole=True) == of_numbers


def test_length() -> None:
    assert list_length([0.5, 0.25, 0.25], "q") == 3
    assert list_length("[0.5 0.5]", "q") == 2
    nothing: object
    for nothing in (None, [], ""):
        with pytest.raises(FileRefused, match="“q”: the list of scores is missing or empty"):
            list_length(nothing, "q")
    with pytest.raises(FileRefused, match="has 300,000 classes"):
        list_length([0.0] * 300_000, "q")


@pytest.mark.parametrize("kind", [pa.list_(pa.float32()), pa.large_list(pa.int8()), pa.string()])
def test_tables(kind: Any) -> None:
    rows = [[1, 2], [3, 4], [5, 6]]
    cells = list(map(str, rows)) if kind == pa.string() else rows
    found = list_table(pa.array(cells, kind)[1:], "q", 2, 1)
    np.testing.assert_array_equal(found, rows[1:])


def test_other_lengths_are_refused_by_row() -> None:
    column = pa.array([[1.0, 2.0], [1.0]])
    with pytest.raises(FileRefused, match="has 1 probabilities instead of 2") as caught:
        list_table(column, "q", 2, 40, of="probabilities")
    assert "row 41 (from 0), “q”" in caught.value.where
    with pytest.raises(FileRefused, match="has no list instead of 2"):
        list_table(pa.array([[1.0, 2.0], None]), "q", 2, 0)
