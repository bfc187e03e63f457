"""The columns of the class table, one row a column.

The table in the window, its editors and its picture, the clipboard, the report and the CSV all
follow from :data:`COLUMNS`; a column that is added there is in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from ceviz.document import costs, edits
from ceviz.document.analysis import Analysis
from ceviz.document.model import Document, Unit
from ceviz.document.targets import OneHot
from ceviz.document.text.cells import safe_text
from ceviz.document.text.numbers import (
    NBSP,
    exact,
    minus,
    show_information,
    show_percent,
    show_probability,
    show_score,
    show_signed,
)
from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray

#: Which classes of a column: some of them by index, or a range.
Which = slice | Sequence[int] | NDArray[np.intp]


@dataclass(frozen=True, eq=False, kw_only=True)
class Column:
    """What a class is, whatever the numbers: its colour, its name, its padlock.

    Attributes:
        title: over the column in files and reports; empty if it is in the window alone.
        head: over it in the window, ``{log}`` for the logarithm of the unit shown.
        sign: over it where the window is narrow.
        hint: what it is and what can be done with it, in a sentence.
        widths: in the window, in logical pixels: as narrow as can be, and comfortable.
        text: a class's cell as people read it; None for what is painted and not written.
        plain: a newcomer needs it.
        known_as: the titles a pasted table may give it, in lower case; none for what is not
            pasted.
    """

    title: str = ""
    head: str = ""
    sign: str = ""
    hint: str
    widths: tuple[int, int]
    text: Callable[[Document, int], str] | None = None
    known_as: tuple[str, ...] = ()
    plain: bool = True

    @property
    def editable(self) -> bool:
        """Whether it can be typed into."""
        return self.pasted

    @property
    def pasted(self) -> bool:
        """Whether a pasted table may say it."""
        return bool(self.known_as)

    def heading(self, unit: Unit, *, narrow: bool = False) -> str:
        """What stands over it in the window."""
        return (self.sign if narrow else self.head).format(log=unit.log)


@dataclass(frozen=True, eq=False, kw_only=True)
class Number(Column):
    """A column of numbers, one a class.

    Attributes:
        key: what it is called in a report for programs.
        values: the numbers, (K,); in nats if they are information.
        write: a number as people read it.
        information: whether the numbers are scaled to the unit shown, which files name.
        total: the sum over classes as people read it; None for what does not add up.
        quiet: zeros are written in a muted tint.
        share: the numbers are probabilities, which can be written in percent.
    """

    key: str
    values: Callable[[Analysis], FloatArray]
    write: Callable[[float], str]
    information: bool = False
    total: Callable[[float], str] | None = None
    quiet: bool = False
    share: bool = False

    @property
    def word(self) -> str:
        """The title without the sign, for where the sign stands below it."""
        return self.title.removesuffix(f" {self.sign}")

    def shown(self, a: Analysis, unit: Unit, which: Which) -> list[float]:
        """The numbers of some classes in the unit shown."""
        values = self.values(a)[which]
        if self.information and unit is not Unit.NATS:
            values = values * unit.per_nat
        numbers: list[float] = values.tolist()
        return numbers

    def texts(self, a: Analysis, unit: Unit, which: Which, *, percent: bool = False) -> list[str]:
        """The numbers of some classes as people read them, probabilities in percent if asked."""
        write = show_percent if percent and self.share else self.write
        return [*map(write, self.shown(a, unit, which))]

    def sum_text(self, a: Analysis, unit: Unit, which: Which, *, percent: bool = False) -> str:
        """The sum over some classes as people read it; empty if there is none."""
        if self.total is None:
            return ""
        total = float(self.values(a)[which].sum())
        if percent and self.share:
            # Not as a probability: a sum that rounding left beside 1 is still the whole.
            return f"{100.0 * total:.2f}{NBSP}%" if total >= 5e-5 else show_percent(0.0)
        return self.total(total * unit.per_nat if self.information else total)

    def file_title(self, unit: Unit) -> str:
        """The title in a file, with the unit of information."""
        return f"{self.title} [{unit}]" if self.information else self.title


@dataclass(frozen=True, eq=False, kw_only=True)
class Entry(Number):
    """Numbers that can be typed, and pasted if a table may name them.

    Attributes:
        edit: the document with a class's number as it was typed, in the unit shown; may refuse.
        check: refuses what no cell of a pasted table can hold, as :class:`InvalidInput`.
    """

    edit: Callable[[Document, int, float], Document]
    check: Callable[[float], None] = lambda _: None

    @property
    def editable(self) -> bool:
        """Always: that is what it is for."""
        return True


def _name(document: Document, i: int) -> str:
    return document.classes.names[i]


def _lock(document: Document, i: int) -> str:
    return "locked" if i in document.classes.locked else ""


def _set_mass(document: Document, i: int, value: float) -> Document:
    """A 1 in a one-hot target names the truth; any other makes the target free."""
    if value == 1.0 and isinstance(document.sample.target, OneHot):
        return edits.set_true_class(document, i)
    return edits.set_target_mass_freely(document, i, value)


def _set_surprise(document: Document, i: int, value: float) -> Document:
    return costs.set_surprise(document, i, value / document.unit.per_nat)


def _check_probability(value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise InvalidInput(f"a probability lies between 0 and 1, not at {value:g}")


def _check_score(value: float) -> None:
    if value == np.inf:
        raise InvalidInput("a score is finite, or −inf for q = 0")


def _rounded(value: float) -> str:
    """Four decimals; of what rounding leaves of a sum that is 0, nothing is shown."""
    return minus(f"{value:.4f}") if abs(value) >= 5e-5 else "0"


def _rounded_signed(value: float) -> str:
    text = _rounded(value)
    return f"+{text}" if value > 0.0 and text != "0" else text


COLOUR = Column(hint="the class’s colour in every picture", widths=(20, 26))
NAME = Column(
    title="class",
    head="class",
    sign="class",
    hint="double-click to rename",
    widths=(72, 72),
    text=_name,
    known_as=("class", "class name", "name"),
)
LOCK = Column(
    head="lock",
    hint="click to hold this class’s probability while others are dragged (L)",
    widths=(22, 40),
    text=_lock,
    plain=False,
)
P = Entry(
    key="p",
    title="target p",
    head="target p",
    sign="p",
    hint="target probability; typing keeps the others’ ratios",
    widths=(51, 78),
    known_as=("target p", "target", "p"),
    values=attrgetter("p"),
    write=show_probability,
    total=_rounded,
    quiet=True,
    share=True,
    edit=_set_mass,
    check=_check_probability,
)
Z = Entry(
    key="z",
    title="score z",
    head="score z",
    sign="z",
    hint="score (logit); −inf makes a class impossible",
    widths=(52, 78),
    known_as=("score z", "score", "scores", "z", "logit", "logits"),
    values=attrgetter("z"),
    write=show_score,
    edit=edits.set_score,
    check=_check_score,
)
Q = Entry(
    key="q",
    title="probability q",
    head="prob. q",
    sign="q",
    hint="probability softmax(z/T); typing moves the others as the policy says",
    widths=(58, 104),
    known_as=("probability q", "probability", "q"),
    values=attrgetter("q"),
    write=show_probability,
    total=_rounded,
    share=True,
    edit=edits.set_probability,
    check=_check_probability,
)
SURPRISE = Entry(
    key="surprisal",
    title="surprise",
    head="−{log} q",
    sign="−{log} q",
    hint="surprise: what it would cost if this class came true; typing moves its probability",
    widths=(58, 82),
    values=attrgetter("surprisal"),
    write=show_information,
    information=True,
    edit=_set_surprise,
)
CONTRIBUTION = Number(
    key="contribution",
    title="contribution",
    head="−p {log} q",
    sign="−p {log} q",
    hint="contribution to the loss",
    widths=(68, 82),
    values=attrgetter("contribution"),
    write=show_information,
    information=True,
    total=show_information,
    plain=False,
)
GRADIENT = Number(
    key="gradient",
    title="gradient",
    head="(q − p)/T",
    sign="(q − p)/T",
    hint="gradient ∂L/∂z in nats: training moves the score the other way",
    widths=(68, 84),
    values=attrgetter("gradient"),
    write=show_signed,
    total=_rounded_signed,
    plain=False,
)

#: The gradient the other way round, as arrows show it: in files of pictures, not in the table.
NEGATIVE_GRADIENT = Number(
    key="negative_gradient",
    title="(p - q)/T",
    sign="(p − q)/T",
    hint="negative gradient −∂L/∂z in nats: where a step of training moves the score",
    widths=(68, 84),
    values=lambda a: 0.0 - a.gradient,
    write=show_signed,
)

#: All columns, in their order in the window and in files.
COLUMNS: tuple[Column, ...] = (
    COLOUR, NAME, LOCK, P, Z, Q, SURPRISE, CONTRIBUTION, GRADIENT,
)  # fmt: skip


def numbers() -> tuple[Number, ...]:
    """The columns of numbers."""
    return tuple(column for column in COLUMNS if isinstance(column, Number))


#: The columns of numbers that stay when there is no room for all, the longest first.
STAYING: tuple[Number, ...] = (Q, P, Z, SURPRISE, CONTRIBUTION)


def yielding() -> tuple[Number, ...]:
    """The columns of numbers in the order in which they go where there is no room for all."""
    others = [column for column in numbers() if column not in STAYING]
    return (*reversed(others), *reversed(STAYING))


def in_files() -> tuple[Column, ...]:
    """The columns that files have: name and numbers."""
    return tuple(column for column in COLUMNS if column.title)


def pasted() -> tuple[Column, ...]:
    """The columns that a pasted table may say."""
    return tuple(column for column in COLUMNS if column.pasted)


def table_rows(
    document: Document,
    analysis: Analysis,
    columns: Iterable[Number] | None = None,
    which: Sequence[int] | None = None,
) -> list[list[str]]:
    """A header, and a row a class with its name and its exact numbers, for files.

    Args:
        document, analysis: whose selected sample it is; information is in its unit.
        columns: which numbers, all of them for None.
        which: which classes, all of them for None.
    """
    columns = tuple(numbers() if columns is None else columns)
    chosen = range(len(document.classes)) if which is None else which
    unit, names = document.unit, document.classes.names
    bodies = [column.shown(analysis, unit, list(chosen)) for column in columns]
    cells = [[safe_text(names[i]) for i in chosen], *([*map(exact, body)] for body in bodies)]
    head = [NAME.title, *(column.file_title(unit) for column in columns)]
    return [head, *(list(row) for row in zip(*cells, strict=True))]
