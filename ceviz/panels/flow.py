"""A row of widgets that goes on in another line where the room ends."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QSizePolicy, QWidget

from ceviz.panels.overrides import guarded

#: A label that wraps is given this width before it goes on in another line, in pixels.
WRAPPED = 200

_Policy = QSizePolicy.Policy
_GREEDY = (_Policy.Expanding, _Policy.MinimumExpanding, _Policy.Ignored)


@dataclass(slots=True)
class _Entry:
    """A widget's item, and how it stands: what the rest of a line is given to, what it begins."""

    item: QLayoutItem
    greedy: bool = False
    breaks: bool = False
    springs: bool = False

    @property
    def label(self) -> bool:
        """It names what comes next, and stays with it."""
        widget = self.item.widget()
        return isinstance(widget, QLabel) and not widget.wordWrap()

    def width(self, room: int) -> int:
        """What it would like of ``room``."""
        like = max(self.item.sizeHint().width(), self.item.minimumSize().width())
        if self.item.hasHeightForWidth():
            like = min(like, WRAPPED)
        return min(like, room)

    def height(self, width: int) -> int:
        """How high it is when it is so wide."""
        if self.item.hasHeightForWidth():
            return self.item.heightForWidth(width)
        return self.item.sizeHint().height()


@guarded
class Flow(QLayout):
    """Widgets from left to right and on in the next line; labels stay with what they name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[_Entry] = []
        self._breaks = self._springs = False
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(8)

    # Filling

    def addWidget(self, widget: QWidget, stretch: int = 0) -> None:
        """Put ``widget`` at the end; with ``stretch`` it takes what is left of its line."""
        super().addWidget(widget)
        entry = self._entries[-1]
        entry.greedy = bool(stretch) or widget.sizePolicy().horizontalPolicy() in _GREEDY

    def addStretch(self, _: int = 0) -> None:
        """What comes next stands at the right end, if it is in the same line."""
        self._springs = True

    def add_break(self) -> None:
        """What comes next begins a line."""
        self._breaks = True

    def addItem(self, item: QLayoutItem) -> None:
        """Take over an item, at the end."""
        self._entries.append(_Entry(item, breaks=self._breaks, springs=self._springs))
        self._breaks = self._springs = False

    # What Qt asks

    def count(self) -> int:
        """How many items there are."""
        return len(self._entries)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at ``index``, if there is one."""
        return self._entries[index].item if 0 <= index < len(self._entries) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Let go of the item at ``index``."""
        return self._entries.pop(index).item if 0 <= index < len(self._entries) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more height than it needs."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """The narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Of all lines at ``width``."""
        return self._place(QRect(0, 0, width, 0), put=False)

    def sizeHint(self) -> QSize:
        """As wide as all in one line."""
        shown = self._shown()
        widths = [entry.width(1 << 16) for entry in shown]
        whole = sum(widths) + self.spacing() * max(len(widths) - 1, 0)
        return QSize(whole, self.heightForWidth(max(whole, 1)))

    def minimumSize(self) -> QSize:
        """Room for the widest of them."""
        least = QSize(0, 0)
        for entry in self._shown():
            least = least.expandedTo(entry.item.minimumSize())
        return least

    def setGeometry(self, rect: QRect) -> None:
        """Put all where they belong."""
        super().setGeometry(rect)
        self._place(rect, put=True)

    # Lines

    def _shown(self) -> list[_Entry]:
        return [entry for entry in self._entries if not entry.item.isEmpty()]

    def _lines(self, room: int) -> list[list[_Entry]]:
        """What stands together in ``room`` pixels."""
        lines: list[list[_Entry]] = []
        used, shown, place = 0, self._shown(), 0
        while place < len(shown):
            end = place + 1
            while end < len(shown) and shown[end - 1].label and not shown[end].breaks:
                end += 1
            group = shown[place:end]
            width = self._together(group, room)
            if width > room:
                # Not even together in a line of their own.
                group, end = shown[place : place + 1], place + 1
                width = self._together(group, room)
            if not lines or group[0].breaks or used + self.spacing() + width > room:
                lines.append([])
                used = -self.spacing()
            lines[-1] += group
            used += self.spacing() + width
            place = end
        return lines

    def _together(self, entries: list[_Entry], room: int) -> int:
        return sum(entry.width(room) for entry in entries) + self.spacing() * (len(entries) - 1)

    def _place(self, rect: QRect, *, put: bool) -> int:
        """Go through the lines; the height they take."""
        top = rect.top()
        for line in self._lines(rect.width()):
            widths = self._widths(line, rect.width())
            height = max(entry.height(width) for entry, width in zip(line, widths, strict=True))
            rest = rect.width() - sum(widths) - self.spacing() * (len(line) - 1)
            left = rect.left()
            for entry, width in zip(line, widths, strict=True):
                if entry.springs:
                    left += max(rest, 0)
                if put:
                    tall = height if entry.item.hasHeightForWidth() else entry.height(width)
                    entry.item.setGeometry(
                        QRect(left, top + (height - tall) // 2, width, tall)
                    )  # fmt: skip
                left += width + self.spacing()
            top += height + self.spacing() // 2
        return max(top - self.spacing() // 2 - rect.top(), 0)

    def _widths(self, line: list[_Entry], room: int) -> list[int]:
        """What each likes; what is left goes to the greedy ones, up to the most they can use."""
        widths = [entry.width(room) for entry in line]
        rest = room - sum(widths) - self.spacing() * (len(line) - 1)
        greedy = [place for place, entry in enumerate(line) if entry.greedy]
        for count, place in zip(range(len(greedy), 0, -1), greedy, strict=True):
            most = line[place].item.maximumSize().width()
            more = min(max(rest, 0) // count, max(most - widths[place], 0))
            widths[place] += more
            rest -= more
        return widths
