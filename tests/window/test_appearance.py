"""Theme and size of type: chosen by keys, wheel and menu, worn by everything, remembered."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPalette, QStyleHints, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ceviz.draw.theme import CONTRASTED, DARK, LIGHT, PROJECTOR, TEXT, Theme
from ceviz.panels import style
from ceviz.panels.fields import NumberField
from ceviz.window.appearance import TEXT_SIZES
from ceviz.window.main_window import MainWindow
from ceviz.window.memory import Memory
from tests.helpers import settings, user
from tests.helpers.fixtures import show_window
from tests.helpers.user import Key, Modifier

CONTROL = Modifier.ControlModifier


def turn(window: MainWindow, angle: int, modifier: Modifier = CONTROL) -> None:
    """The wheel over the curve, as the platform delivers it: to the window."""
    handle, curve = window.windowHandle(), window.pipeline.curve
    assert handle is not None
    at = QPointF(curve.mapTo(window, curve.rect().center()))
    event = QWheelEvent(
        at, handle.mapToGlobal(at), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton,
        modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(handle, event)


def sizes(window: MainWindow) -> tuple[float, int, int, float]:
    """Type of the pictures, of a label, the rows of the table, and of all programs to come."""
    return (
        window.scene.theme.scale,
        window.controls.kind.font().pixelSize(),
        window.table.rowHeight(0),
        window.memory.text_size,
    )


def test_keys_make_all_type_larger_smaller_and_usual(window: MainWindow) -> None:
    usual = sizes(window)
    assert usual == (1.0, TEXT, 23, 1.0), usual
    user.key(window, Key.Key_Plus, CONTROL)
    user.key(window, Key.Key_Equal, CONTROL)
    larger = sizes(window)
    assert larger[0] == larger[3] == TEXT_SIZES[TEXT_SIZES.index(1.0) + 2]
    assert larger[1] == round(TEXT * larger[0])
    assert larger[2] > usual[2]
    for _ in range(2 * len(TEXT_SIZES)):
        user.key(window, Key.Key_Minus, CONTROL)
    assert sizes(window)[0] == TEXT_SIZES[0]
    assert sizes(window)[2] < usual[2]
    user.key(window, Key.Key_0, CONTROL)
    assert sizes(window) == usual


def test_the_wheel_with_ctrl_changes_it_and_zooms_nothing(window: MainWindow) -> None:
    plot = window.pipeline.curve.plot
    assert plot is not None
    before = np.array(plot.getViewBox().viewRange())
    turn(window, 120)
    turn(window, 60)
    turn(window, 60)  # a touchpad's half notches are one together
    assert window.appearance.text_size == TEXT_SIZES[TEXT_SIZES.index(1.0) + 2]
    QApplication.processEvents()
    assert not plot.zoomed
    turn(window, -240)
    assert window.appearance.text_size == 1.0
    assert np.allclose(plot.getViewBox().viewRange(), before)
    turn(window, 120, Modifier.NoModifier)
    assert window.appearance.text_size == 1.0
    assert plot.zoomed


def test_it_is_remembered_and_nonsense_is_the_usual_size(qtbot: QtBot) -> None:
    first = show_window(qtbot)
    first.appearance.choose_text_size(1.6)
    first.memory.write()
    again = show_window(qtbot)
    assert again.scene.theme.scale == again.appearance.text_size == 1.6
    again.appearance.choose_text_size(1.0)
    for nonsense in ('"huge"', "NaN", "1e999", "-1e300", "[1, 2]"):
        settings.write(f'{{"ceviz_settings": 1, "text_size": {nonsense}}}'.encode())
        assert Memory().text_size == 1.0
    settings.remember(text_size=1.57)
    assert show_window(qtbot).appearance.text_size == 1.6


def test_a_theme_keeps_the_size_and_the_size_the_theme(window: MainWindow) -> None:
    window.appearance.choose_text_size(1.6)
    window.appearance.choose_theme("dark")
    assert window.scene.theme == DARK.scaled(1.6)
    window.appearance.choose_text_size(1.0)
    assert window.scene.theme == DARK
    window.appearance.toggle_theme()
    assert window.scene.theme == LIGHT


def test_lengths_of_the_style_sheet_grow_but_lines_stay() -> None:
    usual, large = style.sheet(LIGHT), style.sheet(LIGHT.scaled(2.0))
    assert "padding: 4px 10px 6px 10px" in usual
    assert "padding: 8px 20px 12px 20px" in large
    assert "border: 0px" not in style.sheet(LIGHT.scaled(0.3))


def test_fields_and_dialogs_are_as_wide_in_letters_as_before(
    qtbot: QtBot, window: MainWindow
) -> None:
    field = window.controls.temperature.field
    assert isinstance(field, NumberField)
    before = field.width()
    window.appearance.choose_text_size(1.6)
    QApplication.processEvents()
    digits = field.fontMetrics().horizontalAdvance("0") * field.letters
    assert digits < field.width()
    assert field.width() > 1.4 * before
    box = QWidget()
    qtbot.addWidget(box)
    large = style.in_type(box, QSize(200, 100))
    assert abs(large.width() - 320) <= 20
    assert style.in_type(box, QSize(90000, 90000)).width() < box.screen().availableSize().width()


@pytest.mark.parametrize(("width", "height", "size"), [(1280, 800, 1.0), (1920, 1080, 1.6)])
def test_ten_classes_need_no_scrolling(qtbot: QtBot, width: int, height: int, size: float) -> None:
    window = show_window(qtbot, "digits")
    window.appearance.choose_text_size(size)
    window.resize(width, height)
    QApplication.processEvents()
    assert window.width() == width
    assert window.height() == height
    assert window.table.model().rowCount() == 10
    assert window.table.verticalScrollBar().maximum() == 0
    assert window.table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_more_contrast_is_worn_when_the_desktop_asks(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, theme: Theme
) -> None:
    window.appearance.choose_theme(theme.name)
    assert window.scene.theme == theme
    monkeypatch.setattr(style, "prefers_contrast", lambda: True)
    style_hints().colorSchemeChanged.emit(Qt.ColorScheme.Unknown)  # told like a contrast
    worn = window.scene.theme
    assert worn == CONTRASTED[theme.name]
    assert (worn.name, worn.dark) == (theme.name, theme.dark)
    assert QApplication.palette().color(QPalette.ColorRole.WindowText).name() == worn.ink
    window.appearance.toggle_theme()
    assert window.scene.theme == CONTRASTED[LIGHT.name if theme is DARK else DARK.name]
    window.appearance.choose_theme("projector")
    assert window.scene.theme == PROJECTOR
    monkeypatch.undo()
    window.appearance.choose_theme(theme.name)
    assert window.scene.theme == theme


def style_hints() -> QStyleHints:
    return QGuiApplication.styleHints()
