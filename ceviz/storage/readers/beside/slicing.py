"""The other columns of a file of predictions, whose values cut its rows into slices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ceviz.errors import FileRefused
from ceviz.maths.arrays import BoolArray, FloatArray, IntArray
from ceviz.maths.batch import Places
from ceviz.storage.readers import LIMIT_BYTES, Field, Predictions, ReadOptions
from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.detect import detect
from ceviz.storage.readers.edge import Job, listed, refusing, shown
from ceviz.storage.readers.meaning.head import is_number, number
from ceviz.storage.readers.names import TextLabels, Values

#: So many different values are slices; of more, numbers are cut into ranges.
MOST = 200

#: More different numbers than this are cut into so many ranges of equally many rows.
BY_VALUE, RANGES = 12, 4

#: The slice of rows that have no value.
NOTHING = "(no value)"


@dataclass(frozen=True, eq=False)
class Slicing:
    """Which slice each row of a file is in.

    Attributes:
        column: what the file calls it.
        codes: (N,) which of ``names`` each row has.
        names: of the slices: values, or ranges of numbers.
    """

    column: str
    codes: IntArray
    names: tuple[str, ...]


def columns_beside(
    path: Path, predictions: Predictions, options: ReadOptions | None = None
) -> tuple[str, ...]:
    """The columns that are neither labels nor scores, in the order of the file; reads its head.

    Raises:
        FileRefused: it cannot be read any more.
    """
    with refusing(path):
        try:
            heads = _columns(path, options, head=256).heads
        except FileRefused:
            return ()  # a format without columns
    # Arrays of a file that are shorter than the others are not of its rows.
    units = len(predictions) if predictions.places is None else predictions.places.shape[0]
    least = max(1, min(units, max((len(head.texts) for head in heads), default=0)))
    used = {guess.value for guess in predictions.guesses if guess.field in _USED}
    names = [head.name for head in heads if len(head.texts) >= least and head.name not in used]
    return tuple(name for name in names if name and not _is_score(name, predictions.class_names))


#: What the guesses name that is no column to slice by.
_USED = (Field.LABELS, Field.SCORES, Field.PREDICTION)


def sliced(
    path: Path,
    column: str,
    rows: int,
    options: ReadOptions | None = None,
    places: Places | None = None,
) -> Slicing:
    """The slices that the values of a column make of the rows of a file.

    Text and few different numbers make a slice each; of more numbers there are ranges with
    equally many rows in each.

    Args:
        path: the file.
        column: its name.
        rows: N, how many rows the predictions have.
        options: how the file was read.
        places: where the rows lay; a value for each image is that of all its pixels.

    Raises:
        FileRefused: there is no such column, it has not one value a row, or too many of them.
    """
    with refusing(path):
        columns = _columns(path, options)
        known = [head.name for head in columns.heads if head.texts]
        if column not in known:
            raise FileRefused(
                f"has no column “{shown(column)}”",
                why=f"its columns are {listed(known)}" if known else "it has no columns of values",
            )  # fmt: skip
        values = columns.values(column)
        if len(values.shape) != 1:
            raise FileRefused(f"“{shown(column)}” has more than one value a row")
        codes, names = _cut(values, column)
    return Slicing(column, _one_a_row(codes, column, rows, places), names)


def _columns(path: Path, options: ReadOptions | None, head: int | None = None) -> Columns:
    options = options or ReadOptions()
    limit = LIMIT_BYTES if options.limit is None else options.limit
    return detect(path)[0].columns(Job(path, options, limit, head))


def _one_a_row(codes: IntArray, column: str, rows: int, places: Places | None) -> IntArray:
    if len(codes) == rows:
        return codes
    if places is not None and places.shape and len(codes) == places.shape[0]:
        return np.repeat(codes, rows // len(codes))
    raise FileRefused(
        f"“{shown(column)}” has {len(codes):,} values for {rows:,} rows of predictions"
    )


def _cut(values: Values, column: str) -> tuple[IntArray, tuple[str, ...]]:
    """Codes and names of the slices, those without a value last."""
    if isinstance(values, TextLabels):
        texts = values.texts
        if any(texts) and all(is_number(text) for text in texts if text):
            each = np.array([number(text) if text else np.nan for text in texts])
            return _cut_numbers(each[values.codes], column)
        return _named([text or NOTHING for text in texts], values.codes, column)
    if values.dtype.kind == "b":
        return _named(["False", "True"], values.astype(np.int64), column)
    return _cut_numbers(values.astype(np.float64), column)


def _cut_numbers(values: FloatArray, column: str) -> tuple[IntArray, tuple[str, ...]]:
    missing: BoolArray = np.isnan(values)
    different, codes = np.unique(values[~missing], return_inverse=True)
    names = [f"{value:.12g}" for value in different.tolist()]
    if len(different) > BY_VALUE:
        shares = np.arange(1, RANGES) / RANGES
        inner = np.unique(np.quantile(values[~missing], shares, method="lower"))
        inner = inner[inner < different[-1]]
        # (lo, hi]: equal values lie in one range
        codes = np.searchsorted(inner, values[~missing], side="left")
        edges = [f"{value:.6g}" for value in (different[0], *inner, different[-1])]
        names = [f"above {low} to {high}" for low, high in pairwise(edges)]
        names[0] = f"{edges[0]} to {edges[1]}"
    made = np.full(len(values), len(names), np.int64)
    made[~missing] = codes
    return _named([*names, NOTHING] if missing.any() else names, made, column)


def _named(
    names: list[str], codes: npt.NDArray[np.integer[Any]], column: str
) -> tuple[IntArray, tuple[str, ...]]:
    """The slices by their names, of which each is there once and the one of no value last."""
    order = [name for name in dict.fromkeys(names) if name != NOTHING]
    if NOTHING in names:
        order.append(NOTHING)
    if len(order) > MOST:
        raise FileRefused(
            f"“{shown(column)}” has {len(order):,} different values, which are no slices",
            why=f"at most {MOST} are told apart",
            remedy="choose a column that several rows share the values of",
        )  # fmt: skip
    place = {name: k for k, name in enumerate(order)}
    lookup = np.array([place[name] for name in names], np.int64)
    return lookup[codes.astype(np.int64)], tuple(order)


def _is_score(name: str, classes: tuple[str, ...]) -> bool:
    """Whether a column is called as the score of a class is: ``cat``, ``p_cat``, ``logit.cat``."""
    return any(
        name == each or (name.endswith(each) and name[: -len(each)][-1:] in "_-. [:/")
        for each in classes
        if each
    )
