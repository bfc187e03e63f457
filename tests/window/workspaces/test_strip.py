"""The strip: every view is in it, in its group, pressed while shown, and finds room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ceviz.views import registry
from ceviz.window.main_window import MainWindow
from ceviz.window.workspaces.strip import Strip
from tests.helpers import user


def strip_of(window: MainWindow) -> Strip:
    (strip,) = window.findChildren(Strip)
    return strip


def test_every_view_is_in_it_with_its_key(window: MainWindow) -> None:
    strip = strip_of(window)
    assert list(strip.buttons) == [spec.name for spec in registry.VIEWS]
    for spec in registry.VIEWS:
        assert spec.key in strip.buttons[spec.name].toolTip()
    assert strip.drawn
    assert not any(each.icon().isNull() for each in strip.buttons.values())


def test_a_click_shows_a_view_and_again_hides_it(window: MainWindow) -> None:
    strip = strip_of(window)
    button = strip.buttons["simplex"]
    user.click(button, user.middle(button))
    assert window.views is not None
    assert window.views.is_shown("simplex")
    assert button.isChecked()
    user.click(button, user.middle(button))
    assert not window.views.is_shown("simplex")
    assert not button.isChecked()
    window.views.open("areas")
    assert strip.buttons["areas"].isChecked()


def test_it_never_asks_for_more_than_there_is(window: MainWindow) -> None:
    strip = strip_of(window)
    named = {}
    for width in (1900, 1280, 1024, 960):
        window.resize(width, 800)
        QApplication.processEvents()
        assert max(b.geometry().right() for b in strip.buttons.values() if b.isVisible()) <= width
        named[width] = sum(
            button.isVisible()
            and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextUnderIcon
            for button in strip.buttons.values()
        )
    assert named[1900] == len(registry.VIEWS)
    ours = [spec for spec in registry.VIEWS if not spec.data]
    assert named[1024] >= len(ours)


def test_what_is_folded_is_in_a_menu(window: MainWindow) -> None:
    window.resize(960, 700)
    QApplication.processEvents()
    strip = strip_of(window)
    folds = [group.fold for group in strip.groups if group.fold.isVisible()]
    assert folds
    menu = folds[0].menu()
    assert menu is not None
    user.trigger(menu, "Confusion matrix")
    assert window.views is not None
    assert window.views.is_shown("confusion")


def test_in_a_low_window_it_is_a_line_of_menus(window: MainWindow) -> None:
    strip = strip_of(window)
    window.resize(1280, 800)
    QApplication.processEvents()
    usual = strip.height()
    window.appearance.choose_text_size(2.5)
    QApplication.processEvents()
    assert all(group.fold.isVisible() for group in strip.groups)
    assert not any(button.isVisible() for button in strip.buttons.values())
    assert strip.height() < usual
    window.appearance.choose_text_size(1.0)
    QApplication.processEvents()
    assert strip.height() == usual
