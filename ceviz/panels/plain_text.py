"""The words of others (names of classes and files, cells) in Qt's widgets, as they are written.

Qt takes what looks like HTML for HTML, and an ampersand in a menu for the mark of a key.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Guess
from PySide6.QtWidgets import QLabel, QWidget


def plain_label(parent: QWidget, text: str = "") -> QLabel:
    """A label that shows every text letter by letter."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    return label


def plain_tooltip(text: str) -> str:
    """``text`` for a tool tip or a question, where Qt guesses what is HTML; as it is if it may."""
    if not Guess.mightBeRichText(text):
        return text
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>")


def without_mnemonic(text: str) -> str:
    """``text`` for an entry of a menu: its ampersands are ampersands."""
    return text.replace("&", "&&")
