"""One class of a picture for screen readers: a slider with name, value and place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleValueInterface

from ceviz.document.numbers import show_information, show_probability
from ceviz.panels.picture_panel import PicturePanel
from ceviz.store import moves

if TYPE_CHECKING:
    from ceviz.panels.accessible import Bars

#: Half the width of a class that has no column, such as a point on the curve, in pixels.
REACH = 10


class Bar(QAccessibleInterface):
    """One class in one picture: a slider.

    Attributes:
        bars, index: where it belongs.
    """

    def __init__(self, bars: Bars, index: int) -> None:
        super().__init__()
        self.bars, self.index = bars, index
        self._number = Number(bars, index)

    def isValid(self) -> bool:
        """Whether picture and class are still there."""
        return shiboken6.isValid(self.bars) and self.index < self.bars.count()

    def object(self) -> None:  # type: ignore[override]
        """Nothing of Qt's: it is painted."""
        return

    def parent(self) -> QAccessibleInterface:
        """The interface of the picture the bar stands in."""
        return QAccessible.queryAccessibleInterface(self.bars.panel)

    def child(self, index: int) -> None:  # type: ignore[override]
        """A bar has nothing inside it."""
        return

    def childAt(self, x: int, y: int) -> None:  # type: ignore[override]
        """A bar has nothing inside it, wherever one asks."""
        return

    def childCount(self) -> int:
        """A bar has nothing inside it."""
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """A bar has nothing inside it, so −1."""
        return -1

    def rect(self) -> QRect:
        """Its column on the screen."""
        if not self.isValid():
            return QRect()
        panel = self.bars.panel
        return place_of(panel, self.index).translated(panel.mapToGlobal(panel.rect().topLeft()))

    def role(self) -> QAccessible.Role:
        """It is moved along a scale."""
        return QAccessible.Role.Slider

    def state(self) -> QAccessible.State:
        """Selected and focused as the picture is."""
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = 1
            return state
        panel = self.bars.panel
        selected = self.index == panel.state.selected
        state.focusable = state.selectable = 1
        state.selected = int(selected)
        state.focused = int(selected and panel.hasFocus())
        state.invisible = int(not panel.isVisible())
        return state

    def text(self, wanted: QAccessible.Text) -> str:
        """Name "q of Banana", value "0.9088, −log q 0.0957", and whether it is true or locked."""
        if not self.isValid():
            return ""
        match wanted:
            case QAccessible.Text.Name:
                names = self.bars.panel.state.document.classes.names
                return f"{self.bars.panel.kind} of {names[self.index]}"
            case QAccessible.Text.Value:
                return words_for(self.bars.panel, self.index)
            case QAccessible.Text.Description:
                return remarks_on(self.bars.panel, self.index)
        return ""

    def setText(self, wanted: QAccessible.Text, text: str) -> None:
        """Names are changed in the table."""

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        """Its number. PySide takes the object for its address."""
        return self._number if kind == QAccessible.InterfaceType.ValueInterface else None


class Number(QAccessibleValueInterface):
    """A class's probability or score as the value of a slider."""

    def __init__(self, bars: Bars, index: int) -> None:
        super().__init__()
        self._bars, self._index = bars, index

    def currentValue(self) -> float:
        """The probability or the score that the bar shows."""
        return value_of(self._bars.panel, self._index)

    def setCurrentValue(self, value: Any) -> None:
        """As if it had been typed."""
        panel = self._bars.panel
        document = panel.state.document
        panel.edited.emit(moves.typed_intent(panel.kind, self._index, float(value), document))

    def minimumValue(self) -> float:
        """0, or the low end of the score axis."""
        return 0.0 if self._bars.panel.kind == "q" else self._bars.panel.value_ends()[0]

    def maximumValue(self) -> float:
        """1, or the high end of the score axis."""
        return 1.0 if self._bars.panel.kind == "q" else self._bars.panel.value_ends()[1]

    def minimumStepSize(self) -> float:
        """One press of an arrow key."""
        return moves.NUDGES[self._bars.panel.kind][0]


def value_of(panel: PicturePanel, index: int) -> float:
    """What ``panel`` shows of class ``index``."""
    analysis = panel.state.analysis
    return float((analysis.z if panel.kind == "z" else analysis.q)[index])


def words_for(panel: PicturePanel, index: int) -> str:
    """The value with what it means."""
    state = panel.state
    q = show_probability(float(state.analysis.q[index]))
    if panel.kind == "z":
        return f"{moves.show('z', value_of(panel, index))}, q {q}"
    surprise = show_information(float(state.analysis.surprisal[index]) * state.per_nat)
    return f"{q}, −log q {surprise}"


def remarks_on(panel: PicturePanel, index: int) -> str:
    """What there is to say of a class: "true class, locked", "target 0.3000", or nothing."""
    state = panel.state
    p = float(state.analysis.p[index])
    remarks = ["true class"] if index == state.analysis.true else []
    remarks += [f"target {show_probability(p)}"] if 0.0 < p < 1.0 else []
    remarks += ["locked"] if index in state.document.classes.locked else []
    return ", ".join(remarks)


def place_of(panel: PicturePanel, index: int) -> QRect:
    """The column of class ``index`` in ``panel``, or a strip around its point."""
    geometry = panel.geometry_now()
    columns = getattr(geometry, "columns", None)
    if columns is None:
        return QRect(round(panel.anchor(index)) - REACH, 0, 2 * REACH, panel.height())
    centre, width = panel.anchor(index), max(columns.pitch, 1.0)
    top, bottom = geometry.frame.plot.top(), geometry.frame.footer.bottom()
    return QRectF(centre - width / 2.0, top, width, bottom - top).toAlignedRect()
