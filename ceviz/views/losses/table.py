"""The losses compared, one row a loss.

The boxes, the charts with their legend, the notes by the pointer and the rows of the CSV follow
from :data:`LOSSES`; a loss that is added there is in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from ceviz.document.model import Unit
from ceviz.document.text.numbers import show_score
from ceviz.draw import primitives
from ceviz.draw.theme import Theme
from ceviz.maths import losses as maths
from ceviz.maths.losses import Grade

Line = Qt.PenStyle


@dataclass(frozen=True)
class Style:
    """How a loss is drawn; no loss is told from another by colour alone.

    Attributes:
        slot: of the palette.
        width: of the line, in pixels.
        line: solid, dashed or dotted.
    """

    slot: int
    width: float
    line: Qt.PenStyle

    def pen(self, theme: Theme) -> QPen:
        """The pen it is drawn with, everywhere."""
        return primitives.line(theme.class_colour(self.slot), theme.stroke(self.width), self.line)


@dataclass(frozen=True, eq=False, kw_only=True)
class ComparedLoss:
    """A loss that is compared.

    Attributes:
        key: what files call it.
        name: what it is called where there is little room.
        tip: what it is, in a line.
        grade: value and derivative, by the γ that is chosen.
        style: how it is drawn.
        information: whether it is measured in nats or bits.
        focused: whether it depends on γ.
        remark: what its slope is where the model is confidently wrong, the longest first; those
            that say nothing are not remarked on.
        flat: that slope is nearly 0, so that the remark stands on the other side of its curve.
    """

    key: str
    name: str
    tip: str
    grade: Callable[[float], Grade]
    style: Style
    information: bool = False
    focused: bool = False
    remark: tuple[str, ...] = ()
    flat: bool = False

    def factor(self, unit: Unit) -> float:
        """From nats to the unit shown; what is no information has none."""
        return unit.per_nat if self.information else 1.0

    def label(self, gamma: float) -> str:
        """What it is called in a legend."""
        return f"{self.name}, γ = {show_score(gamma)}" if self.focused else self.name

    def title(self, gamma: float, unit: Unit) -> str:
        """What heads its column in a file."""
        title = f"{self.name}, γ = {gamma:g}" if self.focused else self.key
        return f"{title} [{unit}]" if self.information else title


CROSS_ENTROPY = ComparedLoss(
    key="cross_entropy",
    name="cross-entropy",
    tip="−Σ p log q",
    grade=lambda _: maths.cross_entropy,
    style=Style(0, 2.5, Line.SolidLine),
    information=True,
    remark=("cross-entropy still pulls", "still pulls"),
)
SQUARED_ERROR = ComparedLoss(
    key="squared_error",
    name="Brier",
    tip="the squared error of the probabilities, Σ (q − p)²",
    grade=lambda _: maths.squared_error,
    style=Style(1, 2.0, Line.DashLine),
    remark=("Brier goes flat", "flat"),
    flat=True,
)
FOCAL = ComparedLoss(
    key="focal",
    name="focal",
    tip="−Σ p (1 − q)^γ log q: cross-entropy for γ = 0",
    grade=lambda gamma: partial(maths.focal, gamma=gamma),
    style=Style(4, 1.5, Line.DashDotLine),
    information=True,
    focused=True,
)
HINGE = ComparedLoss(
    key="hinge",
    name="hinge",
    tip="max(0, 1 + largest other score/T − true score/T)",
    grade=lambda _: maths.hinge,
    style=Style(2, 1.5, Line.DotLine),
)
ZERO_ONE = ComparedLoss(
    key="zero_one",
    name="0–1 error",
    tip="1 if the largest score is not the truth’s, else 0: what accuracy counts",
    grade=lambda _: maths.zero_one,
    style=Style(7, 1.5, Line.SolidLine),
    remark=("0–1 error: no slope", "no slope"),
)

#: All losses that are compared, in the order they are listed; the first is drawn on top.
LOSSES: tuple[ComparedLoss, ...] = (CROSS_ENTROPY, SQUARED_ERROR, FOCAL, HINGE, ZERO_ONE)


def keys() -> frozenset[str]:
    """The keys of all losses."""
    return frozenset(loss.key for loss in LOSSES)


def grades(gamma: float, shown: frozenset[str] | None = None) -> Mapping[ComparedLoss, Grade]:
    """How each loss is computed at a γ; all of them, or those with the keys that are shown."""
    return {loss: loss.grade(gamma) for loss in LOSSES if shown is None or loss.key in shown}
