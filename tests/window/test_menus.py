"""Every verb of the program in the menus, with keys that work."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from ceviz.document.libraries import LIBRARIES, code
from ceviz.storage import presets
from ceviz.views.registry import plots
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.user import Key, Modifier

CONTROL = Modifier.ControlModifier
CONTROL_SHIFT = Modifier.ControlModifier | Modifier.ShiftModifier


def all_actions(menu: QMenu) -> list[tuple[str, list[str]]]:
    """Names and keys of everything below ``menu``."""
    found = []
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            found += all_actions(below)
        elif not action.isSeparator():
            found.append((action.text(), [key.toString() for key in action.shortcuts()]))
    return found


def test_no_two_verbs_share_a_key(window: MainWindow) -> None:
    taken: dict[str, str] = {}
    for top in window.menuBar().actions():
        below = top.menu()
        assert isinstance(below, QMenu)
        for name, keys in all_actions(below):
            for key in keys:
                assert taken.setdefault(key, name) == name, key


def test_undo_and_redo_are_named_and_enabled(window: MainWindow) -> None:
    menu = user.menu(window, "Edit")
    undo, redo = menu.actions()[:2]
    assert (undo.text(), undo.isEnabled(), redo.isEnabled()) == ("&Undo", False, False)
    user.key(window, Key.Key_T)
    assert not undo.isEnabled()  # Banana is the truth already
    user.key(window, Key.Key_L)
    assert undo.text() == "&Undo Lock Banana"
    assert undo.isEnabled()
    undo.trigger()
    assert redo.text() == "&Redo Lock Banana"
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)


def test_the_gallery_holds_every_example(window: MainWindow) -> None:
    menu = user.menu(window, "Gallery")
    infos = presets.presets()
    assert user.entries(menu) == [info.title for info in infos]
    for info in infos:
        user.trigger(menu, info.title)
        assert window.store.document.same_as(presets.load_preset(info.id))
        assert window.caption.text() == info.caption
        assert window.windowTitle() == f"{info.title}[*] — ceviz"
        window.pipeline.grab()
    assert not window.notice.isVisible()


def test_the_views_stand_in_the_order_of_their_keys(window: MainWindow) -> None:
    keys = [keys for _, keys in all_actions(user.menu(window, "View"))]
    for prefix in ("Ctrl+", "Ctrl+Alt+"):
        numbers = [f"{prefix}{digit}" for digit in range(1, 10)]
        found = [key for several in keys for key in several if key in numbers]
        assert len(found) > 1
        assert found == sorted(found)


def test_every_plot_can_be_copied(window: MainWindow) -> None:
    assert user.entries(user.menu(window, "File", "Copy as image")) == [
        each.title for each in plots()
    ]


@pytest.mark.parametrize(
    ("key", "modifier", "names"),
    [
        (Key.Key_D, CONTROL, ("Apple", "Banana", "Banana 2", "Orange")),
        (Key.Key_Up, CONTROL_SHIFT, ("Banana", "Apple", "Orange")),
        (Key.Key_Down, CONTROL_SHIFT, ("Apple", "Orange", "Banana")),
        (Key.Key_N, CONTROL_SHIFT, ("Apple", "Banana", "Orange", "Class 4")),
    ],
)
@pytest.mark.parametrize("place", ["bars", "table"])
def test_the_keys_of_the_classes_menu_work_anywhere(
    window: MainWindow, key: Key, modifier: Modifier, names: tuple[str, ...], place: str
) -> None:
    (window.table if place == "table" else window.pipeline.bars).setFocus()
    user.key(window, key, modifier)
    assert window.store.document.classes.names == names
    user.key(window, Key.Key_Escape)


def test_classes_are_removed_from_the_menu(window: MainWindow) -> None:
    user.trigger(user.menu(window, "Classes"), "Remove class")
    assert window.store.document.classes.names == ("Apple", "Orange")


def test_recent_files_begin_empty(window: MainWindow) -> None:
    menu = user.menu(window, "File", "Open recent")
    assert user.entries(menu) == ["nothing yet"]
    assert not menu.actions()[0].isEnabled()


def test_full_screen_has_f11_on_every_platform(window: MainWindow) -> None:
    """Also where the platform knows no such key, as here; the menu shows the first."""
    entry = next(
        action
        for action in user.menu(window, "View").actions()
        if action.text().replace("&", "") == "Full screen"
    )
    assert entry.shortcut().toString() == "F11"
    user.key(window, Key.Key_F11)
    assert window.windowState() & Qt.WindowState.WindowFullScreen
    user.key(window, Key.Key_F11)
    assert not window.windowState() & Qt.WindowState.WindowFullScreen


def test_the_loss_is_copied_as_code(window: MainWindow) -> None:
    edit = window.menuBar().actions()[1].menu()
    assert isinstance(edit, QMenu)
    copies = next(menu for action in edit.actions() if isinstance(menu := action.menu(), QMenu))
    assert [each.text() for each in copies.actions()] == [each.title for each in LIBRARIES]
    for action, library in zip(copies.actions(), LIBRARIES, strict=True):
        action.trigger()
        assert QGuiApplication.clipboard().text() == code(window.store.document, library.key)


def test_the_mean_over_samples_made_by_hand_is_two_clicks_away(window: MainWindow) -> None:
    assert not window.samples.isVisible()
    user.trigger(user.menu(window, "Samples"), "Add sample")
    assert window.samples.isVisible()
    assert len(window.store.document.samples) == 2
    assert "mean loss" in window.samples.summary.text()


@pytest.mark.parametrize("place", ["bars", "table"])
def test_the_keys_of_the_samples_menu_work_anywhere(window: MainWindow, place: str) -> None:
    (window.table if place == "table" else window.pipeline.bars).setFocus()
    control_alt = Modifier.ControlModifier | Modifier.AltModifier
    for count, key in enumerate((Key.Key_N, Key.Key_D), start=2):
        user.key(window, key, control_alt)
        assert len(window.store.document.samples) == count


def test_in_the_list_of_samples_delete_is_about_them(window: MainWindow) -> None:
    window.samples.add_sample()
    classes = window.store.document.classes
    window.samples.table.setFocus()
    user.key(window, Key.Key_D, CONTROL)
    assert len(window.store.document.samples) == 3
    user.key(window, Key.Key_Delete)
    assert len(window.store.document.samples) == 2
    assert window.store.document.classes.same_as(classes)
