"""Columns of native tables whose cells are pairs of a class and its score: maps, lists of pairs.

``{cat: 0.9, dog: 0.1}`` and ``[{label: cat, score: 0.9}, …]``, or in two columns ``[cat, dog]``
and ``[0.9, 0.1]``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.formats.records.documents import CLASS_LISTS, NAME_KEYS, SCORE_KEYS

#: What the key and the value of a map are called here.
_PAIR = ("key", "value")


@dataclass(frozen=True, slots=True)
class ClassPairs:
    """A column of pairs: what they call the class and the score, and the type of the scores.

    Scores whose classes stand in lists ``beside`` them have no names for either.
    """

    column: str
    name: str
    score: str
    dtype: np.dtype[np.floating]
    is_map: bool = False
    beside: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file that hold them."""
        return (self.column,) if self.beside is None else (self.column, self.beside)

    def items(self, batch: Any) -> ClassItems | None:
        """The items of all rows, one after the other; None if some have no classes beside them."""
        column = batch.column(self.column)
        if self.beside is not None:
            classes = batch.column(self.beside)
            if not column.value_lengths().equals(classes.value_lengths()):
                return None
            names, scores = classes.flatten(), column.flatten()
        else:
            column = _as_lists(column) if self.is_map else column
            pairs = column.flatten()
            names, scores = (
                pairs.flatten()[pairs.type.get_field_index(key)] for key in (self.name, self.score)
            )
        encoded = _as_text(names).dictionary_encode()
        return ClassItems(
            column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False),
            encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False),
            [text.strip() for text in encoded.dictionary.to_pylist()],
            np.asarray(scores.to_numpy(zero_copy_only=False), self.dtype),
            scores.is_null().to_numpy(zero_copy_only=False),
            column.is_null().to_numpy(zero_copy_only=False),
        )


@dataclass(frozen=True, slots=True)
class ClassItems:
    """Items of n rows, one after the other.

    Attributes:
        lengths: (n,) how many each row has.
        codes: which of ``texts`` is the class of each, −1 if it has none.
        scores: the score of each, NaN where ``is_empty``.
        has_none: (n,) whether a row holds nothing, not even an empty list.
    """

    lengths: NDArray[np.int64]
    codes: NDArray[np.int64]
    texts: list[str]
    scores: NDArray[np.floating]
    is_empty: NDArray[np.bool_]
    has_none: NDArray[np.bool_]

    @property
    def rows(self) -> NDArray[np.int64]:
        """The row of each item."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def are_full(self, count: int) -> bool:
        """Whether every row has ``count`` classes."""
        return count > 0 and bool((self.lengths == count).all() and (self.codes >= 0).all())

    def have_twice(self, count: int) -> bool:
        """Whether a row has one of ``count`` classes twice, as the parts of a picture may."""
        has_class = self.codes >= 0
        places = np.sort(self.rows[has_class] * count + self.codes[has_class])
        return bool((np.diff(places) == 0).any())

    def are_in_order(self, count: int) -> bool:
        """Whether every row, of ``count`` classes, has them in the order of their codes."""
        return bool((self.codes.reshape(-1, count) == np.arange(count)).all())


def class_pairs(column: Any) -> ClassPairs | None:
    """Where a column has classes and scores, if it is one of maps or lists of such pairs."""
    import pyarrow.types as types

    kind = column.type
    if types.is_map(kind):
        if not _is_name(kind.key_type) or not _is_score(kind.item_type):
            return None
        return ClassPairs(column.name, *_PAIR, _dtype(kind.item_type), is_map=True)
    if not (types.is_list(kind) or types.is_large_list(kind)) or not types.is_struct(
        kind.value_type
    ):
        return None
    parts = {part.name: part.type for part in kind.value_type}
    name = next((key for key in NAME_KEYS if key in parts and _is_name(parts[key])), None)
    score = next((key for key in SCORE_KEYS if key in parts and _is_score(parts[key])), None)
    if name is None or score is None:
        return None
    return ClassPairs(column.name, name, score, _dtype(parts[score]))


def listed_pairs(columns: Sequence[Any]) -> list[ClassPairs]:
    """Columns of lists of scores, each with the one whose lists name their classes, if there is."""
    import pyarrow.types as types

    def holds(kind: Any, is_inner: Callable[[Any], bool]) -> bool:
        return (types.is_list(kind) or types.is_large_list(kind)) and is_inner(kind.value_type)

    named = [
        each.name for each in columns if each.name in CLASS_LISTS and holds(each.type, _is_text)
    ]
    return [
        ClassPairs(each.name, "", "", _dtype(each.type.value_type), beside=named[0])
        for each in columns
        if named and holds(each.type, types.is_floating)
    ]


def _is_text(kind: Any) -> bool:
    import pyarrow.types as types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_name(kind: Any) -> bool:
    import pyarrow.types as types

    return bool(_is_text(kind) or types.is_integer(kind))


def _is_score(kind: Any) -> bool:
    import pyarrow.types as types

    return bool(types.is_floating(kind) or types.is_integer(kind) or types.is_decimal(kind))


def _dtype(kind: Any) -> np.dtype[np.floating]:
    import pyarrow.types as types

    return np.dtype(kind.to_pandas_dtype() if types.is_floating(kind) else np.float64)


def _as_lists(maps: Any) -> Any:
    """Maps as lists of a key and its value."""
    import pyarrow

    kind = maps.type
    pair = zip(_PAIR, (kind.key_type, kind.item_type), strict=True)
    return maps.cast(pyarrow.list_(pyarrow.struct(list(pair))))


def _as_text(names: Any) -> Any:
    import pyarrow

    if pyarrow.types.is_dictionary(names.type):
        names = names.dictionary_decode()
    return names.cast(pyarrow.large_string())
