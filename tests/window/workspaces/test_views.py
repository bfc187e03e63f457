"""The views in the window: where they stand, which fill it, what comes back; nothing moves else."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ceviz.views import registry
from ceviz.window.main_window import MainWindow
from ceviz.window.workspaces.slots import Slot
from ceviz.window.workspaces.table import SLOTS
from ceviz.window.workspaces.views import Views
from tests.helpers import settings, user
from tests.helpers.files import sample_file
from tests.helpers.fixtures import show_window
from tests.helpers.images import pixels
from tests.helpers.user import Key, Modifier

THREE = ("areas", "simplex", "losses")


def views_of(window: MainWindow) -> Views:
    assert window.views is not None
    return window.views


def settled(window: MainWindow) -> Views:
    """All that is laid out is laid out, and painted."""
    for _ in range(4):
        QApplication.processEvents()
    return views_of(window)


def shown(window: MainWindow) -> list[str]:
    return [spec.name for spec in registry.VIEWS if views_of(window).is_shown(spec.name)]


def slots(window: MainWindow) -> list[Slot]:
    return [slot for slot in window.findChildren(Slot) if slot.isVisible()]


def picture(window: MainWindow) -> np.ndarray:
    settled(window)
    window.statusBar().clearMessage()
    return pixels(window.grab().toImage())


def on_digits(qtbot: QtBot) -> MainWindow:
    window = show_window(qtbot, str(sample_file("digits.npz")))
    qtbot.waitUntil(lambda: window.store.document.title == "digits.npz", timeout=20_000)
    qtbot.waitUntil(lambda: window.scene.state.data is not None, timeout=20_000)
    return window


def test_a_view_takes_the_place_of_the_one_in_use_or_stands_beside_it(window: MainWindow) -> None:
    views = views_of(window)
    first = views.open("areas")
    assert first.isVisible()
    views.open("simplex")
    assert not first.isVisible()
    assert shown(window) == ["simplex"]
    views.open("areas", beside=True)
    assert shown(window) == ["areas", "simplex"]
    assert first is views.open("areas")
    window.resize(1600, 900)
    for name in ("sums", "plane", "losses"):
        views.open(name, beside=True)
    assert len(slots(window)) == SLOTS
    for name in list(shown(window)):
        views.close(name)
    assert slots(window) == []


def test_the_button_beside_keeps_a_view_for_the_next(window: MainWindow) -> None:
    views = views_of(window)
    views.open("areas")
    (slot,) = slots(window)
    slot.beside_wanted.emit()
    views.open("simplex")
    assert shown(window) == ["areas", "simplex"]
    views.open("plane")
    assert shown(window) == ["areas", "plane"]


def test_the_button_in_its_head_fills_the_window_with_a_view(window: MainWindow) -> None:
    assert window.alone is not None
    view = views_of(window).open("areas")
    (slot,) = slots(window)
    slot.alone_wanted.emit()
    assert window.alone.shown is view
    views_of(window).close("areas")
    assert window.alone.shown is None
    assert slots(window) == []
    views_of(window).open("areas")
    window.alone.toggle()
    views_of(window).go_on()
    assert window.alone.shown is None
    assert not view.isVisible()


def test_a_view_that_was_clicked_gives_its_place_to_the_next(window: MainWindow) -> None:
    views = views_of(window)
    first = views.open("areas")
    views.open("simplex", beside=True)
    settled(window)
    user.click(first, QPointF(first.width() / 2.0, 4.0))
    views.open("plane")
    assert shown(window) == ["simplex", "plane"]


def test_a_view_is_torn_off_and_its_keys_work_there(window: MainWindow) -> None:
    views = views_of(window)
    views.open("areas")
    torn = views.tear_off("areas")
    assert torn.isVisible()
    assert torn.view.isVisible()
    assert slots(window) == []
    assert torn.actions()
    assert "areas" in views.pictures()
    torn.close()
    assert not views.is_shown("areas")
    again = views.open("areas")
    assert again.isVisible()


def test_windows_of_views_are_remembered_where_they_were(window: MainWindow, qtbot: QtBot) -> None:
    torn = views_of(window).tear_off("areas")
    screen = torn.screen().availableGeometry()
    torn.setGeometry(60, 70, 380, 300)
    window.remember()
    window.close()
    again = views_of(show_window(qtbot))
    (back,) = again.torn_off()
    assert back.spec.name == "areas"
    assert back.geometry().getRect() == (60, 70, 380, 300)
    # Of a screen that is gone, or a foreign hand: whole on a screen that is there.
    again._memory.keep_sizes("torn_areas", (90_000, -90_000, 50_000, 200, 0))
    back.close()
    elsewhere = again.tear_off("areas")
    # The platform may frame it.
    assert screen.adjusted(-8, -8, 8, 8).contains(elsewhere.geometry())
    elsewhere.close()
    again.remember()
    assert again._memory.names_of("torn") == ()


def test_the_list_of_samples_comes_home_from_a_window_of_its_own(window: MainWindow) -> None:
    views = views_of(window)
    view = views.open("samples")
    views.tear_off("samples")
    views.go_to("data")
    assert views.torn_off() == []
    settled(window)
    assert view.isVisible()
    assert view.window() is window
    assert "samples" in shown(window)


def test_a_window_that_has_lost_its_view_takes_nothing_along(window: MainWindow) -> None:
    views = views_of(window)
    torn = views.tear_off("areas")
    window.columns.addWidget(torn.view)
    torn.close()
    settled(window)
    assert torn.view.parentWidget() is window.columns


def test_workspaces_are_changed_by_key_and_come_back_as_they_were(window: MainWindow) -> None:
    views = views_of(window)
    views.open("areas")
    views.open("simplex", beside=True)
    before = picture(window)
    user.key(window, Key.Key_Tab, Modifier.ControlModifier)
    assert views.workspace.name == "data"
    assert not window.lab.isVisible()
    assert shown(window) == ["samples", "histogram"]
    user.key(window, Key.Key_Tab, Modifier.ControlModifier)
    assert views.workspace.name == "learn"
    assert window.lab.isVisible()
    user.key(window, Key.Key_Tab, Modifier.ControlModifier)
    assert views.workspace.name == "lab"
    assert np.array_equal(picture(window), before)
    user.key(window, Key.Key_2, Modifier.AltModifier)
    assert views.workspace.name == "data"
    user.key(window, Key.Key_1, Modifier.AltModifier)
    assert views.workspace.name == "lab"


def test_reset_puts_a_workspace_back(qtbot: QtBot, window: MainWindow) -> None:
    fresh = picture(window)
    views = views_of(window)
    views.open("areas")
    views.tear_off("simplex")
    window.lab.set_sizes((450, 0, 300, 900))
    user.trigger(user.menu(window, "View", "Workspace"), "Reset arrangement")
    assert views.torn_off() == []
    # Where the keyboard is is no part of the arrangement.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.pipeline.bars.setFocus()
    assert np.array_equal(picture(window), fresh)
    views.go_to("data")
    views.close("histogram")
    views.open("measure", beside=True)
    views.reset()
    assert shown(window) == ["samples", "histogram"]


def test_arrangements_outlive_the_window(qtbot: QtBot) -> None:
    first = show_window(qtbot)
    views = views_of(first)
    views.open("areas")
    views.open("plane", beside=True)
    settled(first)
    views.columns.setSizes([500, 0, 300, 400, 0])
    widths = [size for size in views.columns.sizes() if size]
    views.go_to("data")
    views.open("measure")
    first.close()
    again = show_window(qtbot)
    assert shown(again) == ["areas", "plane"]
    assert [s for s in views_of(again).columns.sizes() if s] == pytest.approx(widths, abs=3)
    views_of(again).go_to("data")
    assert shown(again) == ["samples", "measure"]


@pytest.mark.parametrize(
    ("names", "sizes"),
    [(("no_such", "views"), (-5, -7)), (("areas", "areas"), (1,) * 9), ((), (0, 0, 0))],
)
def test_nonsense_in_the_settings_is_the_usual_arrangement(
    qtbot: QtBot, names: tuple[str, ...], sizes: tuple[int, ...]
) -> None:
    settings.remember(
        views={"lab": names, "data": names},
        sizes={"columns_lab": sizes, "columns_data": sizes, "data_column": sizes},
    )
    window = show_window(qtbot)
    for workspace in ("lab", "data"):
        views_of(window).go_to(workspace)
        settled(window)
        assert all(slot.width() > 0 for slot in slots(window))
    assert "samples" in shown(window)


def test_a_file_opens_among_all_samples_on_the_dearest_mistake(qtbot: QtBot) -> None:
    window = on_digits(qtbot)
    assert views_of(window).workspace.name == "data"
    assert shown(window) == ["samples", "histogram"]
    state = window.scene.state
    assert state.data is not None
    e = state.data.evaluation
    wrong = np.flatnonzero(e.predicted != e.true)
    assert state.document.selected == wrong[np.argmax(e.loss[wrong])]
    assert not window.isWindowModified()
    assert (
        "899 samples cost 0.1677 nats on average, and 95.7\xa0% are right" in window.caption.text()
    )
    user.key(window, Key.Key_1, Modifier.AltModifier)
    assert window.lab.isVisible()
    assert window.scene.state.document.selected == state.document.selected


def test_what_is_made_by_hand_opens_in_the_lab(window: MainWindow) -> None:
    views_of(window).go_to("data")
    window.files.open_preset("very-sure")
    assert views_of(window).workspace.name == "lab"
    assert window.lab.isVisible()


@pytest.mark.parametrize("spec", registry.VIEWS, ids=lambda spec: spec.name)
def test_no_view_makes_the_window_wider_than_a_small_screen(
    window: MainWindow, spec: registry.ViewSpec
) -> None:
    window.resize(1024, 700)
    for workspace in ("lab", "data"):
        views = views_of(window)
        views.go_to(workspace)
        view = views.open(spec.name)
        settled(window)
        assert window.size() == QSize(1024, 700)
        inside = [child for child in view.findChildren(QWidget) if child.isVisibleTo(view)]
        options = getattr(view, "options", None)
        if options is not None:
            placed = [options.itemAt(k).widget() for k in range(options.count())]
            cut = [
                each
                for each in placed
                if each.isVisibleTo(view) and each.geometry().right() > view.width()
            ]
            assert cut == []
        assert inside


def test_three_views_beside_the_lab_fit_a_small_screen(window: MainWindow) -> None:
    window.resize(1600, 900)
    for name in THREE:
        views_of(window).open(name, beside=True)
    window.resize(1024, 700)
    settled(window)
    assert window.size() == QSize(1024, 700)


def test_the_whole_window_fits_very_small_screens(window: MainWindow) -> None:
    window.resize(960, 540)
    settled(window)
    assert window.size() == QSize(960, 540)
    foot = window.statusBar().geometry()
    assert foot.bottom() < 540
    lab = window.lab
    assert lab.mapTo(window, lab.rect().bottomLeft()).y() <= foot.top()
    lower = lab.table.mapTo(lab, lab.table.rect().bottomLeft()).y()
    assert lower <= lab.height()
