"""F8: one view or picture alone, and everything back to the pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ceviz.draw.theme import DARK
from ceviz.window.alone import Alone
from ceviz.window.main_window import MainWindow
from ceviz.window.workspaces.strip import Strip
from tests.helpers import user
from tests.helpers.images import pixels
from tests.helpers.user import Key, Modifier

CONTROL = Modifier.ControlModifier

#: Keys of views that are opened in the tests.
AREAS, SUMS, PLANE = Key.Key_1, Key.Key_2, Key.Key_4


def picture(window: MainWindow) -> np.ndarray:
    """The whole window as it is seen, once everything is where it belongs."""
    while not all(strip.drawn for strip in window.findChildren(Strip)):
        QApplication.processEvents()
    for _ in range(3):
        QApplication.processEvents()
    return pixels(window.grab().toImage())


def place(window: MainWindow, panel: QWidget) -> QRect:
    """Where ``panel`` lies in the window."""
    QApplication.processEvents()
    return QRect(panel.mapTo(window, QPoint(0, 0)), panel.size())


def fills(window: MainWindow, panel: QWidget) -> bool:
    """Whether ``panel`` has nearly all of the window, and lies on top."""
    here = place(window, panel)
    on_top = window.childAt(here.center())
    most = here.width() > 0.95 * window.width() and here.height() > 0.8 * window.height()
    return most and on_top is not None and (on_top is panel or panel.isAncestorOf(on_top))


def stage(window: MainWindow) -> Alone:
    assert window.alone is not None
    return window.alone


def view(window: MainWindow, name: str) -> QWidget:
    assert window.views is not None
    return window.views.view(name)


@pytest.mark.parametrize("views", [(AREAS,), (AREAS, SUMS, PLANE)], ids=["one", "three"])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (1024, 700)])
def test_twice_is_the_identity_to_the_pixel(
    window: MainWindow, size: tuple[int, int], views: tuple[Key, ...]
) -> None:
    window.resize(*size)
    for which in views:
        user.key(window, which, CONTROL)
    before = picture(window)
    user.key(window, Key.Key_F8)
    assert not np.array_equal(picture(window), before)
    user.key(window, Key.Key_F8)
    assert np.array_equal(picture(window), before)


@pytest.mark.parametrize("name", ["scores", "bars", "curve"])
def test_a_picture_of_the_lab_that_was_clicked_is_shown_alone(
    window: MainWindow, name: str
) -> None:
    user.key(window, AREAS, CONTROL)
    panel = getattr(window.pipeline, name)
    user.click(panel, QPointF(panel.width() / 2, 12))
    before, here = picture(window), place(window, panel)
    user.key(window, Key.Key_F8)
    assert fills(window, panel)
    user.key(window, Key.Key_F8)
    assert place(window, panel) == here
    assert np.array_equal(picture(window), before)


def test_the_view_last_opened_is_shown(window: MainWindow) -> None:
    for which in (AREAS, PLANE, SUMS):
        user.key(window, which, CONTROL)
    user.key(window, Key.Key_F8)
    assert fills(window, view(window, "sums"))


def test_a_view_that_was_clicked_after_another_was_opened_is_shown(window: MainWindow) -> None:
    user.key(window, AREAS, CONTROL)
    user.click(window.pipeline.bars, user.middle(window.pipeline.bars))
    user.click(view(window, "areas"), QPointF(20.0, 60.0))
    user.key(window, Key.Key_F8)
    assert fills(window, view(window, "areas"))


def test_a_view_in_a_window_of_its_own_stays_there(window: MainWindow) -> None:
    assert window.views is not None
    user.key(window, AREAS, CONTROL)
    torn = window.views.tear_off("areas")
    QApplication.processEvents()
    user.key(window, Key.Key_F8)
    assert torn.view.window() is torn
    assert fills(window, window.pipeline.bars)


def test_a_closed_view_is_not_shown(window: MainWindow) -> None:
    user.key(window, AREAS, CONTROL)
    user.key(window, AREAS, CONTROL)
    assert not view(window, "areas").isVisible()
    user.key(window, Key.Key_F8)
    assert fills(window, window.pipeline.bars)


def test_another_view_that_is_opened_takes_its_place(window: MainWindow) -> None:
    user.key(window, AREAS, CONTROL)
    user.key(window, Key.Key_F8)
    user.key(window, PLANE, CONTROL)
    assert fills(window, view(window, "plane"))
    user.key(window, Key.Key_F8)
    assert not fills(window, view(window, "plane"))
    assert window.pipeline.bars.isVisible()


def test_it_follows_the_window_and_comes_back_into_one_of_another_size(
    window: MainWindow,
) -> None:
    user.click(window.pipeline.curve, QPointF(40.0, 12.0))
    user.key(window, Key.Key_F8)
    window.resize(1500, 900)
    assert fills(window, window.pipeline.curve)
    window.appearance.choose_theme(DARK.name)
    user.key(window, Key.Key_F8)
    after = picture(window)
    window.resize(1280, 800)
    picture(window)
    window.resize(1500, 900)
    assert np.array_equal(picture(window), after)


def test_bars_are_dragged_alone(window: MainWindow) -> None:
    bars = window.pipeline.bars
    user.click(bars, QPointF(bars.width() / 2, 12))
    user.key(window, Key.Key_F8)
    g = bars.geometry_now()
    grip = QPointF(g.columns.centre(1), g.scale.at(float(window.store.analysis.q[1])))
    user.drag(bars, grip, QPointF(grip.x(), g.scale.at(0.5)))
    assert window.store.analysis.q[1] == pytest.approx(0.5, abs=0.01)
    user.key(window, Key.Key_Down)
    assert window.store.history.undoText().startswith("Nudge q[Banana]")


def test_tab_stays_with_what_is_seen(window: MainWindow) -> None:
    user.key(window, AREAS, CONTROL)
    user.key(window, Key.Key_F8)
    shown = view(window, "areas")
    for which in [Key.Key_Tab] * 5 + [Key.Key_Backtab] * 5:
        user.key(window, which)
        focused = window.focusWidget()
        assert focused is not None
        assert fills(window, shown)
        assert focused.mapTo(window, QPoint(0, 0)).y() < 60 or shown.isAncestorOf(focused)
    user.key(window, Key.Key_F8)
    assert window.pipeline.bars.hasFocus()


def test_what_the_view_was_set_to_is_still_exported(window: MainWindow) -> None:
    assert window.views is not None
    user.key(window, AREAS, CONTROL)
    before = window.views.pictures()
    user.key(window, Key.Key_F8)
    assert window.views.pictures() == before
    assert before


def test_the_menu_says_whether_one_is_alone(window: MainWindow) -> None:
    entry = next(
        action
        for action in user.menu(window, "View").actions()
        if action.text().replace("&", "") == "Show this view alone"
    )
    assert not entry.isChecked()
    user.key(window, Key.Key_F8)
    assert entry.isChecked()
    assert fills(window, window.pipeline.bars)
    user.key(window, Key.Key_F8)
    assert not entry.isChecked()


def test_a_field_that_was_left_half_typed_is_not_lost(window: MainWindow) -> None:
    field = window.controls.temperature.field
    user.click(field, user.middle(field))
    user.select_all(window)
    user.write(window, "3")
    user.key(window, Key.Key_F8)
    user.key(window, Key.Key_F8)
    assert isinstance(window.focusWidget(), QLineEdit)
    assert window.store.document.temperature == 3.0


def test_escape_goes_back_to_the_pixel(window: MainWindow) -> None:
    user.key(window, AREAS, CONTROL)
    before = picture(window)
    user.key(window, Key.Key_F8)
    assert fills(window, view(window, "areas"))
    user.key(window, Key.Key_Escape)
    assert stage(window).shown is None
    assert (picture(window) == before).all()


def test_escape_gives_a_drag_back_before_the_window(window: MainWindow) -> None:
    bars = window.pipeline.bars
    user.click(bars, QPointF(bars.anchor(1), bars.height() / 2.0))
    user.key(window, Key.Key_F8)
    q, start = window.store.analysis.q[1], QPointF(bars.anchor(1), bars.height() / 2.0)
    user.press(bars, start)
    user.move(bars, start + QPointF(0.0, 60.0))
    assert window.store.analysis.q[1] != q
    user.key(window, Key.Key_Escape)
    user.release(bars, start)
    assert window.store.analysis.q[1] == q
    assert stage(window).shown is bars
    user.key(window, Key.Key_Escape)
    assert stage(window).shown is None
