"""A table that comes in two parts: its rows block by block, and at the end what they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats.rowstore import Rows, RowStore
from ceviz.storage.readers.guesses import Guess, Kind
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.names import NamedBy, TextLabels
from ceviz.storage.readers.raw import ELSEWHERE, Raw


class Taker(Protocol):
    """Takes the rows of a table."""

    def add(self, rows: Rows, share: float = 1.0) -> None:
        """Take rows, after which ``share`` of the file has been read."""


#: Says what rows will come, and is told who takes them: how many columns of numbers and of text,
#: how many rows or None, and the type of the numbers.
Begin: TypeAlias = Callable[[int, int, "int | None", "np.dtype[np.floating]"], Taker]


@dataclass(frozen=True, slots=True)
class About:
    """What the rows of a table are.

    Attributes:
        targets: how many of the last columns are target probabilities.
        has_labels: whether the labels are in the table: the targets, or the first column of text.
        has_prediction: whether the last column of text is the predicted class.
        array, columns: what the scores are called, and each of their columns, or none to count
            them.
        labels_name, predicted_name, hint, guesses, class_names, aliases, total,
            is_told_by_prediction, is_vague, is_bare, named_by: as a
            :class:`~ceviz.storage.readers.raw.Raw` has them.
    """

    targets: int
    has_labels: bool
    has_prediction: bool
    array: str
    columns: tuple[str, ...]
    labels_name: str
    predicted_name: str
    hint: Kind | None
    guesses: tuple[Guess, ...]
    class_names: tuple[str, ...] | None
    aliases: dict[str, int]
    total: int | None
    is_told_by_prediction: bool
    is_vague: bool = False
    is_bare: bool = False
    named_by: NamedBy = NamedBy.COLUMNS


class Gathered:
    """The rows of one table on their way into memory, or into a scratch file."""

    def __init__(self, job: Job) -> None:
        self._job, self._stack = job, ExitStack()
        self._store: RowStore | None = None

    def __enter__(self) -> Gathered:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def begin(
        self, columns: int, texts: int, rows: int | None, dtype: np.dtype[np.floating]
    ) -> RowStore:
        """Make room, as :data:`Begin`.

        Raises:
            TooLarge: if it is known that there is none.
        """
        self._stack.close()
        store = RowStore(columns, self._job, texts, rows=rows, dtype=dtype)
        self._store = self._stack.enter_context(store)
        return store

    def raw(self, about: About, heads: Sequence[Column] | None) -> Raw:
        """The whole table; with ``heads``, its columns are known with their first rows.

        Raises:
            FileRefused: if no row came.
        """
        assert self._store is not None
        table, texts, _ = self._store.result()
        count = table.shape[1] - about.targets
        return Raw(
            scores=table[:, :count] if about.targets else table,
            labels=_labels(table[:, count:], texts, about),
            predicted=texts[-1] if about.has_prediction else None,
            predicted_name=about.predicted_name,
            place=Place(about.array, about.columns),
            labels_name=about.labels_name,
            hint=about.hint,
            guesses=about.guesses,
            class_names=about.class_names,
            names_reason="they are the names of the columns",
            named_by=about.named_by,
            aliases=about.aliases,
            total=about.total,
            is_told_by_prediction=about.is_told_by_prediction,
            is_vague=about.is_vague,
            is_bare=about.is_bare,
            heads=heads,
        )


def _labels(
    targets: NDArray[np.floating], texts: Sequence[TextLabels], about: About
) -> NDArray[Any] | TextLabels:
    if not about.has_labels:
        return ELSEWHERE
    return targets if about.targets else texts[0]
