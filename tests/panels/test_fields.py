"""Lines for numbers: they show what they are told, refuse in place and lose nothing."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.targets import check_epsilon
from ceviz.panels.fields import NumberField
from tests.helpers import user
from tests.helpers.fixtures import show
from tests.helpers.hearing import Told
from tests.helpers.user import Key


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A number field and a line beside it."""
    window = QWidget()
    column = QVBoxLayout(window)
    field = NumberField("ε", check_epsilon, window)
    field.setToolTip("label smoothing")
    field.show_number("0.1")
    for widget in (field, QLineEdit(window)):
        column.addWidget(widget)
    show(qtbot, window, 240, 90)
    field.setFocus()
    user.select_all(window)
    return window


@pytest.fixture
def field(window: QWidget) -> NumberField:
    found = window.findChild(NumberField)
    assert isinstance(found, NumberField)
    return found


def test_showing_says_nothing(field: NumberField) -> None:
    entered = Told(field.entered)
    field.show_number("0.2")
    assert field.text() == "0.2"
    assert entered == []


def test_enter_says_the_number_once(window: QWidget, field: NumberField) -> None:
    entered = Told(field.entered)
    user.write(window, "20 %")
    user.key(window, Key.Key_Return)
    field.clearFocus()
    assert entered == [0.2]


def test_leaving_says_the_number(window: QWidget, field: NumberField) -> None:
    entered = Told(field.entered)
    user.write(window, "1/4")
    user.key(window, Key.Key_Tab)
    assert entered == [0.25]


def test_what_is_shown_meanwhile_waits_for_the_typing(window: QWidget, field: NumberField) -> None:
    user.write(window, "0.3")
    field.show_number("0.7")
    assert field.text() == "0.3"
    user.key(window, Key.Key_Escape)
    assert field.text() == "0.7"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2", "label smoothing ε lies between 0 and 1, not at 2"),
        ("some", "“some” is not a number. Type for example 0.85, 85 %, 17/20, 1e-6 or -inf"),
    ],
)
def test_a_refused_number_stays_with_its_reason(
    window: QWidget, field: NumberField, text: str, reason: str
) -> None:
    entered = Told(field.entered)
    user.write(window, text)
    user.key(window, Key.Key_Return)
    assert field.text() == text
    assert field.property("refused")
    assert field.toolTip() == reason
    assert entered == []
    # Mended, it is an ordinary line again, with the hint it had.
    user.select_all(window)
    user.write(window, "0.5")
    assert not field.property("refused")
    assert field.toolTip() == "label smoothing"
    user.key(window, Key.Key_Return)
    assert entered == [0.5]


def test_a_refused_number_goes_when_it_is_left(
    qtbot: QtBot, window: QWidget, field: NumberField
) -> None:
    """Else it would stand over the number there is, whatever that becomes."""
    entered = Told(field.entered)
    user.write(window, "nan")
    user.key(window, Key.Key_Return)
    assert field.property("refused")
    user.key(window, Key.Key_Tab)
    assert field.text() == "0.1"
    assert not field.property("refused")
    qtbot.waitUntil(lambda: "stays 0.1" in QToolTip.text())
    field.show_number("0.2")
    assert field.text() == "0.2"
    assert entered == []


def test_escape_puts_back_what_was_shown(window: QWidget, field: NumberField) -> None:
    entered = Told(field.entered)
    user.write(window, "9")
    user.key(window, Key.Key_Return)
    user.key(window, Key.Key_Escape)
    assert field.text() == "0.1"
    assert not field.property("refused")
    user.key(window, Key.Key_Tab)
    assert entered == []


def test_enter_without_typing_says_nothing(window: QWidget, field: NumberField) -> None:
    entered = Told(field.entered)
    user.key(window, Key.Key_Return)
    assert entered == []
