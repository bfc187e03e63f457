"""Which class the pointer is on and which one is selected, the same in every view."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Spotlight(QObject):
    """Shared hover and selection; not saved, not undone.

    Attributes:
        hovered: a class index, or None.
        selected: a class index; the tangent, the nudge keys and snapping follow it.

    Signals:
        moved(): either changed.
    """

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hovered: int | None = None
        self.selected = 0

    def hover(self, index: int | None) -> None:
        """Light class ``index`` everywhere, or none."""
        if index != self.hovered:
            self.hovered = index
            self.moved.emit()

    def select(self, index: int) -> None:
        """Select class ``index`` everywhere."""
        if index != self.selected:
            self.selected = index
            self.moved.emit()

    def keep_within(self, count: int) -> None:
        """Forget classes that are no longer there; tells nobody, the news is on its way."""
        if self.hovered is not None and self.hovered >= count:
            self.hovered = None
        self.selected = min(self.selected, count - 1)
