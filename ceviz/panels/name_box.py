"""A box in which one of many names is chosen, however long the names are."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_tooltip

#: How many characters a box has room for before it is given more.
_LEAST = 8

#: The widest an open list becomes for its names, in average characters.
_WIDEST = 48

#: As many names are in an open list before it scrolls.
_OPEN = 20


@guarded
class NameBox(QComboBox):
    """Its width does not follow from its names: they are cut, and whole in the tool tips."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )  # fmt: skip
        self.setMinimumContentsLength(_LEAST)
        self.setIconSize(QSize(0, 0))  # names have none, and the box is not as high as for one
        self.setMaxVisibleItems(_OPEN)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentTextChanged.connect(lambda name: self.setToolTip(plain_tooltip(name)))

    def set_names(self, names: Iterable[str]) -> None:
        """Offer ``names`` instead of what was offered."""
        self.clear()
        for place, name in enumerate(names):
            self.addItem(name)
            self.setItemData(place, plain_tooltip(name), Qt.ItemDataRole.ToolTipRole)

    def names(self) -> list[str]:
        """The names that can be chosen, in order."""
        return [self.itemText(place) for place in range(self.count())]

    def showPopup(self) -> None:
        """The open list is wider than the box where names need it."""
        metrics, view = self.view().fontMetrics(), self.view()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        widest = max((metrics.horizontalAdvance(name) for name in self.names()), default=0)
        view.setMinimumWidth(min(widest, _WIDEST * metrics.averageCharWidth()) + 2 * bar)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt paints it, the name cut where the room ends."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self._room(option).width()
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def _room(self, option: QStyleOptionComboBox) -> QSize:
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        return field.size() - QSize(2, 0)  # Qt leaves a pixel at both ends
