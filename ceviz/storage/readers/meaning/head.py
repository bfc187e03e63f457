"""The first rows of a table, column by column, and what their content says."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import EDGE_TOLERANCE, MOST_PROBABLE
from ceviz.storage.readers.names import TextLabels, Truth, Values

_NUMBER = re.compile(
    r"[-+−]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?(\s?%)?|[-+−]?(inf(inity)?|∞)|nan", re.IGNORECASE
)


#: Of so many significant digits, the shortest text of a number may have some less by chance.
_PLENTY, _VARIES = 6, 3

#: What programs write where there is nothing, in lower case; any of them may be a class's name.
NOTHING_THERE = frozenset((
    "na", "n/a", "#n/a", "<na>", "nan", "null", "none", "nat", "missing", "?",
))  # fmt: skip

_WRITTEN = re.compile(r"[-+−]?0*(\d*)(?:[.,](\d*))?(?:e([-+]?\d+))?(?:\s?%)?", re.IGNORECASE)


def _digits(cell: str) -> tuple[int, int]:
    """Decimals and significant digits of a number as it is written; (0, 0) if it is none."""
    found = _WRITTEN.fullmatch(cell)
    if found is None:
        return 0, 0
    whole, fraction, power = found[1] or "", found[2] or "", int(found[3] or 0)
    return max(0, len(fraction) - power), len((whole + fraction).lstrip("0"))


def is_number(cell: str) -> bool:
    """Whether a cell is written as a number: ``-1.5e-3``, ``0,5``, ``85 %``, ``-inf``."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def number(cell: str) -> float:
    """What a cell that :func:`is_number` is worth."""
    plain = cell.strip().rstrip("%").replace(",", ".").replace("−", "-").replace("∞", "inf")
    return float(plain) / 100 if "%" in cell else float(plain)


@dataclass(frozen=True, eq=False)
class Column:
    """One column.

    Attributes:
        name: as the file has it.
        texts: its cells as text, blanks taken off; empty where nothing is.
        numbers: (n,) the same as numbers, NaN where a cell is none; None if most are none.
    """

    name: str
    texts: tuple[str, ...]
    numbers: NDArray[np.float64] | None

    @classmethod
    def of_texts(cls, name: str, cells: Sequence[str]) -> Column:
        """A column of a text file.

        A few cells that are no numbers do not cost it its numbers: they are reported when they
        are read.
        """
        texts = tuple(cell.strip() for cell in cells)
        filled = [text for text in texts if text]
        values = [number(text) if is_number(text) else np.nan for text in texts]
        is_numeric = 2 * sum(map(is_number, filled)) >= len(filled)
        return cls(name, texts, np.array(values, np.float64) if is_numeric else None)

    @classmethod
    def of_values(cls, name: str, values: Sequence[object]) -> Column:
        """A column of a typed file, None where nothing is."""
        texts = tuple(_text(value) for value in values)
        filled = [value for value in values if value is not None]
        is_numeric = 2 * sum(map(_is_numeric, filled)) >= len(filled)
        numbers = [_float(value) if _is_numeric(value) else np.nan for value in values]
        return cls(name, texts, np.array(numbers, np.float64) if is_numeric else None)

    @classmethod
    def of_truth(cls, truth: Truth, rows: int) -> Column:
        """The first of the labels from another file, as a column that stands beside the scores."""
        labels = truth.labels
        if isinstance(labels, TextLabels):
            return cls.of_texts(truth.name, [labels.texts[c] for c in labels.codes[:rows]])
        first = labels[:rows]
        classes = first if first.ndim == 1 else first.reshape(len(first), -1).argmax(axis=1)
        return cls.of_values(truth.name, classes.tolist())

    @cached_property
    def known(self) -> NDArray[np.float64]:
        """The numbers that are there, NaN left out."""
        if self.numbers is None:
            return np.empty(0)
        return self.numbers[~np.isnan(self.numbers)]

    @cached_property
    def is_whole(self) -> bool:
        """Whether it holds nothing but whole numbers."""
        return self.numbers is not None and bool((np.floor(self.known) == self.known).all())

    @cached_property
    def is_hard(self) -> bool:
        """Whether it could name one class a row: text, or whole numbers."""
        return self.numbers is None or self.is_whole

    @cached_property
    def counts_rows(self) -> bool:
        """Whether it counts the rows, from 0 or from 1."""
        if self.numbers is None or not self.is_whole:
            return False
        rows = np.arange(len(self.texts))
        return any(np.array_equal(self.numbers, rows + first) for first in (0, 1))

    @cached_property
    def is_written_whole(self) -> bool:
        """Whether every cell is digits alone, as classes are written and ``1.0`` is not."""
        return bool(self.texts) and all(text.lstrip("-").isdigit() for text in self.texts)

    @cached_property
    def is_binary(self) -> bool:
        """Whether it holds nothing but 0 and 1."""
        return self.numbers is not None and bool(np.isin(self.known, (0.0, 1.0)).all())

    @cached_property
    def is_share(self) -> bool:
        """Whether every number lies in [0, 1]."""
        known = self.known
        within = (known >= -EDGE_TOLERANCE) & (known <= MOST_PROBABLE)
        return known.size > 0 and bool(within.all())

    @cached_property
    def is_constant(self) -> bool:
        """Whether five rows or more hold the same number."""
        return self.known.size >= 5 and bool((self.known == self.known[0]).all())

    @cached_property
    def digits(self) -> tuple[int, int]:
        """The most decimals and the most significant digits that a number is written with."""
        found = [_digits(text) for text in self.texts if text]
        return max((d for d, _ in found), default=0), max((s for _, s in found), default=0)

    def is_written_as(self, other: Column) -> bool:
        """Whether both are written as the numbers of one table are: equally rounded."""
        (decimals, digits), (its_decimals, its_digits) = self.digits, other.digits
        if decimals == its_decimals or digits == its_digits:
            return True
        return min(digits, its_digits) >= _PLENTY and abs(digits - its_digits) <= _VARIES

    @cached_property
    def scale(self) -> float:
        """The largest finite number without its sign."""
        finite = self.known[np.isfinite(self.known)]
        return float(np.abs(finite).max()) if finite.size else 0.0

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The different texts; whole numbers as ``1``, however they are written."""
        if self.numbers is not None and self.is_whole:
            finite = self.known[np.isfinite(self.known)]
            return frozenset(str(int(value)) for value in np.unique(finite))
        return frozenset(text for text in self.texts if text)

    @cached_property
    def classes(self) -> NDArray[np.object_]:
        """(n,) what each row names, comparable with another such column."""
        if self.numbers is None or not self.is_whole:
            return np.array(self.texts, dtype=object)
        named = ["" if np.isnan(v) or np.isinf(v) else str(int(v)) for v in self.numbers]
        return np.array(named, dtype=object)


def different(labels: Values) -> frozenset[str]:
    """The different labels, as :attr:`Column.distinct` has them; of probabilities none."""
    if isinstance(labels, TextLabels):
        return Column.of_texts("", labels.texts).distinct
    if labels.ndim != 1:
        return frozenset()
    return Column.of_values("", np.unique(labels).tolist()).distinct


def missing_words(texts: Collection[str], names: Collection[str]) -> frozenset[str]:
    """Those of some labels that say that there is none, and are no class by one of ``names``."""
    known = {name.casefold() for name in names}
    return frozenset(
        text for text in texts if text.casefold() in NOTHING_THERE and text.casefold() not in known
    )


def table_of(columns: Sequence[Column]) -> NDArray[np.float64]:
    """(n, k) the numbers of some columns, rows with an empty cell left out."""
    numbers = [column.numbers for column in columns if column.numbers is not None]
    if not numbers:
        return np.empty((0, 0))
    table = np.stack(numbers, axis=1)
    return np.asarray(table[~np.isnan(table).any(axis=1)])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip()


def _is_numeric(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _float(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError:
        return np.nan
