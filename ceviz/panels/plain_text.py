"""The words of others (names of classes and files, cells) in Qt's widgets, as they are written.

Qt takes what looks like HTML for HTML, and an ampersand in a menu for the mark of a key.
"""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtGui import Qt as Guess
from PySide6.QtWidgets import QLabel, QWidget

from ceviz.panels.overrides import guarded

#: Words longer than this many characters are names, and would make a label wider than a view.
LONGEST_WORD = 26

_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def plain_label(parent: QWidget, text: str = "") -> QLabel:
    """A label that shows every text letter by letter."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    return label


def show_wrapped(label: QLabel, text: str) -> None:
    """``text`` in a label that wraps: no word widens it, and what was cut is in the tool tip."""
    shown = _LONG_WORD.sub(lambda found: cut(found[0], LONGEST_WORD), text)
    label.setText(shown)
    label.setToolTip("" if shown == text else plain_tooltip(text))


def show_elided(label: QLabel, text: str, room: int) -> None:
    """The same where as much is kept of a word as ``room`` pixels have, its end with it.

    Of every word, however, as much as of one that is wrapped.
    """
    metrics = label.fontMetrics()
    room = max(room, metrics.averageCharWidth() * LONGEST_WORD)
    shown = re.sub(
        r"\S+",
        lambda found: metrics.elidedText(found[0], Qt.TextElideMode.ElideMiddle, room),
        text,
    )
    if shown != label.text():
        label.setText(shown)
    label.setToolTip("" if shown == text else plain_tooltip(text))


def cut(name: str, most: int) -> str:
    """``name`` in at most ``most`` characters."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def plain_tooltip(text: str) -> str:
    """``text`` for a tool tip or a question, where Qt guesses what is HTML; as it is if it may."""
    if not Guess.mightBeRichText(text):
        return text
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>")


def without_mnemonic(text: str) -> str:
    """``text`` for an entry of a menu: its ampersands are ampersands."""
    return text.replace("&", "&&")


@guarded
class ElidedLabel(QLabel):
    """Plain words on one line; whoever shortens them gives all of them in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def shown(self) -> str:
        """What of the words there is room for."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def minimumSizeHint(self) -> QSize:
        """As narrow as has to be."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words in the palette's colour, as any label has them."""
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter, self.contentsRect(), self.alignment().value, self.palette(),
                self.isEnabled(), self.shown(), self.foregroundRole(),
            )  # fmt: skip
