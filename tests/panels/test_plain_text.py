"""The words of others in Qt's widgets: letter by letter, whatever they look like."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ceviz.errors import InvalidInput
from ceviz.panels.fields import NumberField
from ceviz.panels.plain_text import (
    ElidedLabel,
    plain_label,
    plain_tooltip,
    show_wrapped,
    without_mnemonic,
)
from tests.helpers import user
from tests.helpers.fixtures import show


@pytest.mark.parametrize("words", ["cat", "1 < 2", "R&D", "two\nlines", "<", "a\n&lt;"])
def test_what_qt_shows_as_it_is_stays_as_it_is(words: str) -> None:
    assert plain_tooltip(words) == words


@pytest.mark.parametrize("words", ["<b>x</b>", "q(<i>x</i>)", "&lt;b&gt;", "<b>one\n& two"])
def test_what_qt_would_take_for_html_reads_as_it_was_written(words: str) -> None:
    shown = QTextDocument()
    shown.setHtml(plain_tooltip(words))
    assert plain_tooltip(words) != words
    assert shown.toPlainText() == words


def test_an_ampersand_in_a_menu_is_no_key() -> None:
    assert without_mnemonic("R&D & co") == "R&&D && co"


def test_a_label_is_as_wide_as_what_is_written(qtbot: QtBot) -> None:
    parent = show(qtbot, QWidget(), 200, 100)
    marked, bare = plain_label(parent, "<b>x</b>"), plain_label(parent, "x")
    assert marked.sizeHint().width() > 2 * bare.sizeHint().width()


def test_a_refused_text_is_told_of_as_it_was_typed(qtbot: QtBot) -> None:
    def refuse(_: float) -> None:
        raise InvalidInput("not for <b>x</b>")

    window = show(qtbot, QWidget(), 200, 60)
    field = NumberField("temperature", refuse, window)
    field.show()
    field.setFocus()
    user.write(window, "1")
    user.key(window, user.Key.Key_Return)
    shown = QTextDocument()
    shown.setHtml(field.toolTip())
    assert shown.toPlainText() == "not for <b>x</b>"
    assert field.property("reason") == "not for <b>x</b>"


def test_a_label_that_wraps_is_no_wider_for_a_long_name(qtbot: QtBot) -> None:
    parent = show(qtbot, QWidget(), 200, 100)
    label, name = plain_label(parent), "n02088466_" + "W" * 90
    label.setWordWrap(True)
    show_wrapped(label, f"Most of it is {name}'s, by far.")
    assert label.minimumSizeHint().width() < 340
    assert name in label.toolTip()
    show_wrapped(label, "Most of it is Banana's.")
    assert (label.text(), label.toolTip()) == ("Most of it is Banana's.", "")


def test_a_line_without_room_ends_in_dots_and_is_painted_so(qtbot: QtBot) -> None:
    label = ElidedLabel()
    label.setText("as long a line as there ever was in a label")
    whole = label.sizeHint().width()
    show(qtbot, label, whole + 4, 30)
    assert label.shown() == label.text()
    label.setFixedWidth(whole // 2)
    assert label.shown().endswith("…")
    assert label.minimumSizeHint().width() == 0
    short, half = label.grab().toImage(), ElidedLabel()
    half.setText(label.shown())
    show(qtbot, half, whole // 2, 30)
    assert half.grab().toImage() == short
