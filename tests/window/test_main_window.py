"""The window as a whole: shortcuts, notices, options, focus, what it remembers."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document import class_columns
from ceviz.document.classes import toggle_lock
from ceviz.document.edits import set_score
from ceviz.document.model import Unit
from ceviz.draw.lab.bar_layout import Names
from ceviz.draw.state import TOP, View
from ceviz.draw.theme import DARK, LIGHT
from ceviz.errors import InvalidInput
from ceviz.store import Intent
from ceviz.window.main_window import MainWindow
from tests.helpers import settings, user
from tests.helpers.documents import free_fruit, fruit, many
from tests.helpers.fixtures import show_window
from tests.helpers.images import pixels
from tests.helpers.user import Key, Modifier

CONTROL = Modifier.ControlModifier
CONTROL_SHIFT = Modifier.ControlModifier | Modifier.ShiftModifier
BANANA = 1


def bar(window: MainWindow, index: int = BANANA) -> QPointF:
    """The middle of a probability bar's column."""
    g = window.pipeline.bars.geometry_now()
    return QPointF(g.columns.centre(index), g.frame.plot.center().y())


def edit(window: MainWindow, value: float = 0.0) -> None:
    window.store.apply(Intent("z", partial(set_score, i=BANANA, value=value)))


def test_it_opens_on_the_fruit(window: MainWindow) -> None:
    assert window.windowTitle() == "Fruit[*] — ceviz"
    assert "Banana" in window.caption.text()
    words = [item.token.text for item in window.pipeline.equation.geometry_now().placed]
    assert words[:8] == [
        "H(p,q)", "=", "−Σ p log q", "=", "−log q(Banana)", "=", "−log 0.90876", "=",
    ]  # fmt: skip
    assert words[8] == "0.0957 nats"
    assert not window.samples.isVisible()
    assert not window.notice.isVisible()


def test_opening_and_showing_asks_for_nothing(qtbot: QtBot, window: MainWindow) -> None:
    assert window.store.history.count() == 0
    for document in (many(1000), free_fruit(), fruit()):
        window.store.open(document)
        window.grab()
    assert window.store.history.count() == 0
    assert not window.isWindowModified()


def test_the_bars_have_the_keyboard_first(window: MainWindow) -> None:
    assert window.pipeline.bars.hasFocus()
    user.key(window, Key.Key_Down)
    assert window.store.history.undoText() == "Nudge q[Banana] to 0.8988"


def test_tab_goes_through_everything_in_reading_order(window: MainWindow) -> None:
    window.pipeline.scores.setFocus()
    visited: list[QWidget] = []
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(focused)
        user.key(window, Key.Key_Tab)
    controls = window.controls
    assert visited[:5] == [
        window.pipeline.scores, window.pipeline.bars, window.pipeline.curve, window.pipeline.loss,
        window.table,
    ]  # fmt: skip
    assert visited[5:10] == [
        controls.kind, controls.temperature.slider, controls.temperature.field,
        controls.policy, controls.unit_buttons[Unit.NATS],
    ]  # fmt: skip
    user.key(window, Key.Key_Backtab, Modifier.ShiftModifier)


def test_undo_and_redo_by_key(window: MainWindow) -> None:
    before = window.store.document
    user.drag(window.pipeline.bars, bar(window), bar(window) + QPointF(0.0, 60.0))
    after = window.store.document
    assert window.isWindowModified()
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.same_as(before)
    assert not window.isWindowModified()
    user.key(window, Key.Key_Z, CONTROL_SHIFT)
    assert window.store.document.same_as(after)
    user.key(window, Key.Key_Z, CONTROL)
    user.key(window, Key.Key_Y, CONTROL)
    assert window.store.document.same_as(after)


def test_undo_by_key_in_a_drag_gives_the_drag_back(window: MainWindow) -> None:
    edit(window)
    before, start = window.store.document, bar(window)
    user.press(window.pipeline.bars, start)
    user.move(window.pipeline.bars, start + QPointF(0.0, -40.0))
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.same_as(before)
    user.move(window.pipeline.bars, start + QPointF(0.0, -80.0))
    user.release(window.pipeline.bars, start + QPointF(0.0, -80.0))
    assert window.store.document.same_as(before)
    assert window.store.history.count() == 1


def test_undo_in_a_line_of_text_is_the_lines_own(window: MainWindow) -> None:
    edit(window)
    field = window.controls.temperature.field
    field.setFocus()
    user.select_all(window)
    user.write(window, "25")
    user.key(window, Key.Key_Z, CONTROL)
    assert field.text() != "25"
    assert window.store.history.canUndo()
    user.key(window, Key.Key_Escape)


def test_the_unit_is_switched_everywhere_and_is_no_step(window: MainWindow) -> None:
    user.key(window, Key.Key_B, CONTROL)
    assert window.store.document.unit == Unit.BITS
    words = [item.token.text for item in window.pipeline.equation.geometry_now().placed]
    assert "0.1380 bits" in words
    assert window.controls.unit_buttons[Unit.BITS].isChecked()
    assert window.store.history.count() == 0
    user.key(window, Key.Key_B, CONTROL)
    assert window.scene.state.unit == "nats"


def test_the_theme_is_switched_everywhere_and_remembered(qtbot: QtBot, window: MainWindow) -> None:
    light = pixels(window.grab().toImage())
    user.key(window, Key.Key_F9)
    assert window.scene.theme == DARK
    dark = pixels(window.grab().toImage())
    assert dark[..., :3].mean() < 80 < 160 < light[..., :3].mean()
    window.close()
    again = show_window(qtbot)
    assert again.scene.theme == DARK
    user.key(again, Key.Key_F9)
    assert again.scene.theme == LIGHT


def test_the_menu_marks_the_theme_that_is_on(window: MainWindow) -> None:
    def marked() -> list[str]:
        actions = user.menu(window, "View", "Theme").actions()
        themes = ("Light", "Dark", "As the system")
        return [
            text for a in actions if a.isChecked() and (text := a.text().replace("&", "")) in themes
        ]

    assert marked() == ["As the system"]
    user.key(window, Key.Key_F9)
    assert marked() == ["Dark"]
    user.trigger(user.menu(window, "View", "Theme"), "Light")
    assert window.scene.theme == LIGHT
    assert marked() == ["Light"]


def test_options_outlive_the_window(qtbot: QtBot, window: MainWindow) -> None:
    window.scene.set_view(View(log_q=True, top=TOP))
    window.close()
    assert show_window(qtbot).scene.view == View(log_q=True, top=TOP)


def test_sizes_outlive_the_window(qtbot: QtBot, window: MainWindow) -> None:
    # Qt's offscreen display is 800 × 800, and windows come back within it.
    window.resize(780, 690)
    QApplication.processEvents()
    window.lab.set_sizes((300, 0, 400, 320))
    sizes = window.lab.sizes()
    window.close()
    from ceviz.app import open_window

    again = open_window()
    qtbot.addWidget(again)
    again.show()
    assert (again.width(), again.height()) == (780, 690)
    assert again.lab.sizes() == pytest.approx(sizes, abs=2)


def test_settings_that_make_no_sense_are_as_good_as_none(qtbot: QtBot) -> None:
    settings.write(b'{"ceviz_settings": 1, "theme": "sepia"}')
    window = show_window(qtbot)
    assert "settings.json, theme: “sepia” is not possible here" in window.notice.message.text()
    assert "settings.json.broken" in window.notice.message.text()
    assert window.scene.theme == LIGHT
    assert window.memory.recent == []


def test_a_refusal_is_told_until_the_next_change(window: MainWindow) -> None:
    window.store.open(toggle_lock(toggle_lock(fruit(), 0), 2))
    user.key(window, Key.Key_Down)
    assert window.notice.isVisible()
    assert window.notice.message.text() == "Every other class is locked. Unlock one to make room."
    user.key(window, Key.Key_L)
    assert not window.notice.isVisible()


def test_a_refusal_moves_nothing_in_the_window(window: MainWindow) -> None:
    def places() -> list[QRect]:
        QApplication.processEvents()
        parts = (
            window.pipeline,
            window.table,
            window.controls,
            window.readouts,
            window.statusBar(),
        )
        return [QRect(part.mapTo(window, QPoint(0, 0)), part.size()) for part in parts]

    before = places()
    window.store.refused.emit(InvalidInput("no " * 200))
    assert window.notice.isVisible()
    assert places() == before


def test_a_refusal_is_told_over_a_view_that_stands_alone(window: MainWindow) -> None:
    assert window.views is not None
    window.views.open("areas")
    assert window.alone is not None
    window.alone.toggle()
    window.store.refused.emit(InvalidInput("no"))
    assert window.notice.isVisible()
    place = window.notice.geometry()
    assert window.rect().contains(place)
    assert not place.intersects(window.menuBar().geometry())
    assert window.childAt(place.center()) in (window.notice, window.notice.message)


@pytest.mark.parametrize("place", ["bars", "table", "controls"])
def test_an_edit_that_was_refused_is_told_beside_it(window: MainWindow, place: str) -> None:
    places = {
        "bars": window.pipeline.bars,
        "table": window.table,
        "controls": next(f for f in window.controls.findChildren(QLineEdit) if f.isVisible()),
    }
    places[place].setFocus()
    window.store.refused.emit(InvalidInput("every other class is locked"))
    QApplication.processEvents()
    card = window.notice.geometry()
    assert window.notice.isVisible()
    assert window.rect().contains(card)
    about = QRect(places[place].mapTo(window, QPoint(0, 0)), places[place].size())
    assert about.adjusted(0, -40, 0, 40).intersects(card)
    if place == "bars":
        # On its heading, and on no bar.
        plot = window.pipeline.bars.geometry_now().frame.plot
        assert card.bottom() <= about.top() + plot.top()


def test_what_is_about_no_part_of_the_window_lies_on_the_caption_and_hides_no_number(
    window: MainWindow,
) -> None:
    window.files.refused.emit(InvalidInput("every other class is locked"))
    QApplication.processEvents()
    card = window.notice.geometry()
    assert window.rect().contains(card)
    centre = window.centralWidget()
    assert centre is not None
    assert not card.intersects(centre.geometry())
    # Nor any word of the caption, as long as both have room.
    words = window.caption.fontMetrics().horizontalAdvance(window.caption.text())
    assert window.caption.isVisible()
    assert card.left() > window.caption.contentsMargins().left() + words


def test_a_long_refusal_leaves_the_equation_and_the_tables_cell(window: MainWindow) -> None:
    table = window.table
    table.setCurrentIndex(table.cell(0, class_columns.Q))
    table.setFocus()
    window.store.refused.emit(InvalidInput("no " * 150))
    QApplication.processEvents()
    card = window.notice.geometry()
    equation = window.pipeline.equation
    assert not card.intersects(QRect(equation.mapTo(window, QPoint(0, 0)), equation.size()))
    cell = table.visualRect(table.currentIndex())
    cell.moveTopLeft(table.viewport().mapTo(window, cell.topLeft()))
    assert not card.intersects(cell)


def test_a_refusal_does_not_cover_the_cell_that_is_typed_into(window: MainWindow) -> None:
    window.store.open(many(100))
    table = window.table
    row = table.rowAt(table.viewport().height() - 20)
    cell = table.cell(row, class_columns.Q)
    table.setCurrentIndex(cell)
    table.setFocus()
    table.edit(cell)
    focused = window.focusWidget()
    assert isinstance(focused, QLineEdit)
    window.store.refused.emit(InvalidInput("no " * 100))
    there = QRect(focused.mapTo(window, QPoint(0, 0)), focused.size())
    assert window.notice.isVisible()
    assert not window.notice.geometry().intersects(there)


def test_a_target_that_does_not_sum_to_one_is_normalised_by_the_notice(
    window: MainWindow,
) -> None:
    window.store.open(free_fruit())
    window.controls.target.setFocus()
    user.select_all(window)
    user.write(window, "1, 1, 2")
    user.key(window, Key.Key_Return)
    assert window.notice.isVisible()
    assert window.store.document.same_as(free_fruit())
    user.click(window.notice.action, user.middle(window.notice.action))
    assert window.store.analysis.p.tolist() == [0.25, 0.25, 0.5]
    assert not window.notice.isVisible()
    assert window.controls.target.text() == "0.25, 0.25, 0.5"


def test_a_paste_that_does_not_sum_to_one_is_normalised_by_the_notice(
    window: MainWindow,
) -> None:
    QGuiApplication.clipboard().setText("probability q\n0.5\n1\n0.5\n")
    window.scene.select(0)
    window.table.setFocus()
    user.key(window, Key.Key_V, CONTROL)
    assert window.notice.isVisible()
    user.click(window.notice.action, user.middle(window.notice.action))
    assert window.store.analysis.q.tolist() == pytest.approx([0.25, 0.5, 0.25])


def test_the_picture_is_copied_by_key(window: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    user.key(window, Key.Key_C, CONTROL_SHIFT)
    image = QGuiApplication.clipboard().image()
    assert image.width() > 400
    assert image.height() > 200


def test_the_help_texts_are_shown(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.text()))
    user.trigger(user.menu(window, "Help"), "Keys and gestures")
    user.trigger(user.menu(window, "Help"), "About ceviz")
    assert "Esc" in shown[0]
    assert "LGPL" in shown[1]


def test_the_whole_curve_is_shown_by_key(window: MainWindow) -> None:
    plot = window.pipeline.curve.plot
    assert plot is not None
    whole = plot.getViewBox().viewRange()
    plot.getViewBox().setRange(xRange=(0.1, 0.2), yRange=(1.0, 2.0), padding=0)
    plot.zoomed = True
    user.key(window, Key.Key_F7)
    assert np.allclose(plot.getViewBox().viewRange(), whole)


def test_full_screen_and_back(window: MainWindow) -> None:
    window.toggle_full_screen()
    assert window.isFullScreen()
    window.toggle_full_screen()
    assert not window.isFullScreen()


def test_a_thousand_classes_in_the_window(window: MainWindow) -> None:
    window.store.open(many(1000))
    window.scene.set_view(View(every=True))
    window.grab()
    assert window.table.model().rowCount() == 1000
    assert window.controls.top.isVisible()
    largest = int(window.store.analysis.ranking[0])
    user.click(window.pipeline.bars, bar(window, largest))
    assert window.scene.state.selected == largest
    assert window.table.currentIndex().row() == largest


def test_beside_a_view_the_names_are_level_and_the_table_is_whole(window: MainWindow) -> None:
    assert window.views is not None
    window.views.open("areas")
    QApplication.processEvents()
    assert window.width() == 1280
    for panel in (window.pipeline.bars, window.pipeline.scores):
        assert panel.geometry_now().names in (Names.FLAT, Names.SMALL)
    assert window.table.horizontalScrollBar().maximum() == 0
