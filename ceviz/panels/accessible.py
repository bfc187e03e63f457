"""Bars and points for screen readers: every class of a picture is a slider with name and value.

Qt knows widgets only; a picture that sets numbers (:attr:`PicturePanel.kind`) answers for the
classes in it. Nothing here runs until a screen reader asks.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleValueChangeEvent,
)
from PySide6.QtWidgets import QAccessibleWidget

from ceviz.panels.accessible_bar import Bar, value_of
from ceviz.panels.picture_panel import PicturePanel

#: What Qt holds by address must not be freed by Python: interfaces by their id, until Qt lets go.
_held: dict[int, Bar] = {}


def install() -> None:
    """Let pictures answer screen readers; once, before there are windows."""
    QAccessible.installFactory(_interface_for)


def _interface_for(_: str, asked: QObject) -> QAccessibleInterface | None:
    """What Qt asks for every widget; PySide keeps what is returned."""
    return Chart(asked) if isinstance(asked, PicturePanel) and asked.kind else None


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
        panel.scene.spotlight.moved.connect(self._follow_selection)
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
