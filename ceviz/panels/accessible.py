"""Pictures for screen readers: every class of those that set numbers is a slider.

Qt knows widgets only; a picture that sets numbers (:attr:`PicturePanel.kind`) answers for the
classes in it. Nothing here runs until a screen reader asks.
"""

from __future__ import annotations

from typing import Any, cast

import shiboken6
from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleValueChangeEvent,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget

from ceviz.document.text.numbers import show_information
from ceviz.panels.overrides import guarded
from ceviz.panels.painted_panel import PaintedPanel
from ceviz.panels.picture_panel import PicturePanel
from ceviz.store import moves

#: Half the width of a class that has no column, such as a point on the curve, in pixels.
REACH = 10

#: The address of nothing.
_NOTHING = shiboken6.VoidPtr(0)

#: What Qt holds by address must not be freed by Python: interfaces by their id, until Qt lets go.
_held: dict[int, Bar] = {}


def install() -> None:
    """Let pictures answer screen readers; once, before there are windows."""
    QAccessible.installFactory(_interface_for)


def _interface_for(_: str, asked: QObject) -> QAccessibleInterface | None:
    """What Qt asks for every widget; PySide keeps what is returned."""
    if isinstance(asked, PicturePanel) and asked.kind not in ("", "loss"):
        return Chart(asked)
    if isinstance(asked, PaintedPanel):
        return Drawing(asked)
    return None


@guarded
class Drawing(QAccessibleWidget):
    """A picture as a whole: what it is called, and in its description what it says."""

    def __init__(self, panel: PaintedPanel) -> None:
        super().__init__(panel, QAccessible.Role.Graphic)


@guarded
class Chart(QAccessibleWidget):
    """A picture: one child a class, then its child widgets."""

    def __init__(self, panel: PicturePanel) -> None:
        super().__init__(panel, QAccessible.Role.Chart)
        # Qt may ask again for a widget it knows: PySide's meta-objects grow with their signals.
        self._bars = panel.findChild(Bars) or Bars(panel)

    def childCount(self) -> int:
        """K, and what lies over the picture."""
        return self._bars.count() + super().childCount()

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The classes in order, then the widgets."""
        count = self._bars.count()
        if 0 <= index < count:
            return self._bars.bar(index)
        return super().child(index - count)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The place of ``child``, or −1."""
        if isinstance(child, Bar):
            return child.index if child.bars is self._bars else -1
        place = super().indexOfChild(child)
        return place + self._bars.count() if place >= 0 else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """What lies at a point of the screen: a widget over the picture, or a class."""
        over: QAccessibleInterface | None = super().childAt(x, y)
        return self._bars.at(x, y) if over is None else over

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The selected class, if the picture has the keyboard."""
        if self._bars.panel.hasFocus():
            return self._bars.bar(self._bars.panel.state.selected)
        return super().focusChild()


class Bars(QObject):
    """The classes of one picture, made when they are asked for; tells screen readers the news.

    A child of the picture, so that both go together.
    """

    def __init__(self, panel: PicturePanel) -> None:
        super().__init__(panel)
        self._made: dict[int, int] = {}
        self._selected = panel.state.selected
        self._told = self._value()
        panel.scene.class_selected.connect(self._follow_selection)
        panel.scene.document_changed.connect(self._follow_numbers)
        # A kept drag is no change of numbers any more, but a step of the history.
        panel.scene.store.history.indexChanged.connect(self._follow_numbers)
        made = self._made
        self.destroyed.connect(lambda: _let_go(made, 0))

    @property
    def panel(self) -> PicturePanel:
        """The picture; not kept, because PySide keeps whatever answered for it."""
        return cast(PicturePanel, self.parent())

    def count(self) -> int:
        """How many classes there are to read out."""
        return len(self.panel.state.document.classes)

    def bar(self, index: int) -> Bar:
        """Class ``index``; the same object every time."""
        if index not in self._made:
            made = Bar(self, index)
            self._made[index] = QAccessible.registerAccessibleInterface(made)
            _held[self._made[index]] = made
        return _held[self._made[index]]

    def at(self, x: int, y: int) -> Bar | None:
        """The class at a point of the screen."""
        panel = self.panel
        point = panel.mapFromGlobal(QRect(x, y, 1, 1).topLeft()).toPointF()
        index = panel.picture.class_at(panel.geometry_now(), point, panel.state)
        return None if index is None else self.bar(index)

    def _follow_selection(self) -> None:
        selected = self.panel.state.selected
        if selected != self._selected:
            self._selected, self._told = selected, self._value()
            if QAccessible.isActive() and self.panel.hasFocus():
                tell(QAccessibleEvent(self.bar(selected), QAccessible.Event.Focus))

    def _follow_numbers(self) -> None:
        """Say the selected class's value when it is another; not while it is being dragged."""
        _let_go(self._made, self.count())
        if self.panel.scene.store.in_gesture:
            return
        self._selected, before, self._told = self.panel.state.selected, self._told, self._value()
        if self._told != before and QAccessible.isActive():
            tell(QAccessibleValueChangeEvent(self.bar(self._selected), self._told))

    def _value(self) -> float:
        return value_of(self.panel, self.panel.state.selected)


def tell(event: QAccessibleEvent) -> None:
    """Pass ``event`` on to the screen reader."""
    QAccessible.updateAccessibility(event)


def _let_go(made: dict[int, int], count: int) -> None:
    """Give the interfaces of classes from ``count`` on back to Qt, which frees them."""
    for index in [index for index in made if index >= count]:
        QAccessible.deleteAccessibleInterface(made[index])
        _held.pop(made.pop(index))


@guarded
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
        # WORKAROUND: asked from C++ for anything else, None or 0 ends the process (PySide 6.11).
        return self._number if kind == QAccessible.InterfaceType.ValueInterface else _NOTHING


@guarded
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
    q = state.share(float(state.analysis.q[index]))
    if panel.kind == "z":
        return f"{moves.show('z', value_of(panel, index))}, q {q}"
    surprise = show_information(float(state.analysis.surprisal[index]) * state.per_nat)
    return f"{q}, −log q {surprise}"


def remarks_on(panel: PicturePanel, index: int) -> str:
    """What there is to say of a class: "true class, locked", "target 0.3000", or nothing."""
    state = panel.state
    p = float(state.analysis.p[index])
    # Of equals none is the true one; their targets are told.
    remarks = ["true class"] if state.analysis.truths.tolist() == [index] else []
    remarks += [f"target {state.share(p)}"] if 0.0 < p < 1.0 else []
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
