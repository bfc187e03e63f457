"""What of the cells of a column is a class, and what its score."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from ceviz.storage.readers.formats.class_pairs import class_pairs, listed_pairs

PAIR = pa.struct({"label": pa.string(), "score": pa.float32()})
TEXTS = pa.dictionary(pa.int8(), pa.string())


def batch(column: pa.Array, name: str = "probs") -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([column], [name])


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (pa.map_(pa.string(), pa.float64()), ("key", "value", np.float64)),
        (pa.map_(TEXTS, pa.float16()), ("key", "value", np.float16)),
        (pa.map_(pa.int64(), pa.int32()), ("key", "value", np.float64)),
        (pa.list_(PAIR), ("label", "score", np.float32)),
        (
            pa.large_list(pa.struct({"class": pa.string_view(), "confidence": pa.float64()})),
            ("class", "confidence", np.float64),
        ),
        (pa.map_(pa.string(), pa.string()), None),
        (pa.list_(pa.struct({"label": pa.string(), "box": pa.float32()})), None),
        (pa.list_(pa.float32()), None),
        (PAIR, None),
    ],
)
def test_which_columns_have_pairs(kind: Any, found: tuple[str, str, type] | None) -> None:
    pairs = class_pairs(pa.field("probs", kind))
    if found is None:
        assert pairs is None
    else:
        assert pairs is not None
        assert (pairs.name, pairs.score, pairs.dtype.type) == found


ROWS = [
    [{"label": "cat", "score": 0.5}, {"label": " dog ", "score": None}],
    None,
    [],
    [{"label": "dog", "score": 1.0}, None, {"label": None, "score": 0.25}],
]


@pytest.mark.parametrize("start", [0, 1, 3])
def test_items_of_rows(start: int) -> None:
    column = pa.array(ROWS, pa.list_(PAIR))[start:]
    pairs = class_pairs(pa.field("probs", column.type))
    assert pairs is not None
    items = pairs.items(batch(column))
    assert items is not None
    assert items.lengths.tolist() == [2, 0, 0, 3][start:]
    assert items.has_none.tolist() == [False, True, False, False][start:]
    named = [items.texts[code] if code >= 0 else None for code in items.codes]
    assert named == ["cat", "dog", "dog", None, None][0 if not start else 2 :]
    np.testing.assert_array_equal(items.scores[-3:], [1.0, np.nan, 0.25])
    assert items.is_empty.tolist()[-3:] == [False, True, False]
    assert items.rows.tolist()[-3:] == [3 - start] * 3


def test_items_of_maps() -> None:
    column = pa.array([[("a", 1.0)], None, [("b", 2.0), ("a", 3.0)]], pa.map_(TEXTS, pa.float32()))
    pairs = class_pairs(pa.field("probs", column.type))
    assert pairs is not None
    items = pairs.items(batch(column[1:]))
    assert items is not None
    assert items.lengths.tolist() == [0, 2]
    assert [items.texts[code] for code in items.codes] == ["b", "a"]
    assert items.scores.tolist() == [2.0, 3.0]


def test_full_rows_in_order_and_twice() -> None:
    def items(rows: list[str | None]) -> Any:
        cells = [None if row is None else [(name, 1.0) for name in row] for row in rows]
        pairs = class_pairs(pa.field("p", pa.map_(pa.string(), pa.float64())))
        assert pairs is not None
        return pairs.items(batch(pa.array(cells, pa.map_(pa.string(), pa.float64())), "p"))

    assert items(["ab", "ab"]).are_full(2)
    assert items(["ab", "ab"]).are_in_order(2)
    assert not items(["ab", "ba"]).are_in_order(2)
    assert not items(["ab", "a"]).are_full(2)
    assert not items([None]).are_full(0)
    assert items(["aa", "ab"]).have_twice(2)
    assert not items(["ab", "ab"]).have_twice(2)


def test_scores_in_one_column_and_their_classes_in_another() -> None:
    rows = pa.table(
        {
            "labels": [["a", "b"], None, ["b"]],
            "scores": pa.array([[0.5, 0.25], None, [1.0]], pa.list_(pa.float32())),
            "ids": [[1, 2], None, [3]],
        }
    ).to_batches()[0]
    (pairs,) = listed_pairs(list(rows.schema))
    assert pairs.columns == ("scores", "labels")
    items = pairs.items(rows)
    assert items is not None
    assert [items.texts[code] for code in items.codes] == ["a", "b", "b"]
    assert items.scores.tolist() == [0.5, 0.25, 1.0]
    assert items.has_none.tolist() == [False, True, False]
    shorter = rows.set_column(0, "labels", pa.array([["a"], None, ["b"]]))
    assert pairs.items(shorter) is None
    assert listed_pairs(list(rows.drop_columns(["labels"]).schema)) == []
