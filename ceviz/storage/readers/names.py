"""Names in files: labels written as text, those of another file, and the classes they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.guesses import Guess


def letters(name: str) -> str:
    """A name by its letters and digits alone: R's ``New.York`` and ``new_york`` are New York."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class TextLabels:
    """Labels written as text, each different text once.

    Attributes:
        codes: (N,) index into ``texts`` of each row.
        texts: the different labels, sorted; an empty one means that the label is missing.
    """

    codes: NDArray[np.integer[Any]]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, array: NDArray[Any]) -> TextLabels:
        """From an array of str or bytes."""
        texts, codes = np.unique(array, return_inverse=True)
        decoded = [t.decode("utf-8", "replace") if isinstance(t, bytes) else str(t) for t in texts]
        return cls(codes.reshape(array.shape), tuple(text.strip() for text in decoded))

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the labels, like an array's."""
        return self.codes.shape

    def reshape(self, shape: int | tuple[int, ...]) -> TextLabels:
        """The same labels in another shape, like an array's."""
        return TextLabels(self.codes.reshape(shape), self.texts)


#: A column whole: (N,) texts, or an array (N, …).
Values: TypeAlias = NDArray[Any] | TextLabels


def rows_of(values: Values, rows: NDArray[np.int64]) -> Values:
    """Some rows of a column, in the order of their places ``rows``."""
    if isinstance(values, TextLabels):
        return TextLabels(values.codes[rows], values.texts)
    return values[rows]


def are_same(first: Values, second: Values) -> bool:
    """Whether columns hold the same in every row; those of text if they have the same texts."""
    if isinstance(first, TextLabels) and isinstance(second, TextLabels):
        return bool((first.codes == second.codes).all())
    return bool(np.array_equal(first, second))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Labels from another file, one for each row of the predictions.

    Attributes:
        path: the other file.
        name: what its labels are called in messages.
        labels: (N, …) in the order of the predictions; for a look their first rows, or more.
        keys: the columns of the predictions by which they were joined; none for the order.
        guesses: which file, which of its columns, and by what they were joined.
    """

    path: Path
    name: str
    labels: Values
    keys: tuple[str, ...]
    guesses: tuple[Guess, ...]


class NamedBy(Enum):
    """Where the names of classes stand, and so what their order says."""

    #: Columns or keys of the scores: their order may be any.
    COLUMNS = auto()
    #: A list of names: its places are the numbers of the classes, unless the names are numbers.
    LIST = auto()
    #: Keys that every row has in an order of its own, which says nothing.
    ROWS = auto()


@dataclass(frozen=True, slots=True)
class Classes:
    """The names of the classes as far as the file tells them.

    Attributes:
        count: K.
        names: K names, or None if the file has none.
        aliases: other spellings of a name, each with its class (``Class_3``: 2).
        source: where the names stand.
        numbered: whether the names are nothing but 0 to K − 1.
    """

    count: int
    names: tuple[str, ...] | None
    aliases: Mapping[str, int]
    source: NamedBy = NamedBy.COLUMNS

    @property
    def numbered(self) -> bool:
        """Whether the classes have no names but their numbers."""
        return self.names is None or self.names == tuple(str(k) for k in range(self.count))

    def lookup(self) -> dict[str, int]:
        """Every spelling of every class; exact ones win over those that differ in case."""
        names = self.names or ()
        table = {name.casefold(): index for index, name in enumerate(names)}
        table |= {alias.casefold(): index for alias, index in self.aliases.items()}
        table |= dict(self.aliases)
        return table | {name: index for index, name in enumerate(names)}
