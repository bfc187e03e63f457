"""Learn as a dock: closed and unread until it is wanted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ceviz.lessons.library import titles
from ceviz.window.learn.dock import LearnDock
from tests.helpers import user
from tests.helpers.fixtures import show_window
from tests.helpers.user import Key


def test_it_comes_and_goes_with_its_workspace(qtbot: QtBot, state: object) -> None:
    window = show_window(qtbot)
    dock, views = window.learn, window.views
    assert isinstance(dock, LearnDock)
    assert views is not None
    assert dock.isHidden()
    for key in (Key.Key_3, Key.Key_1, Key.Key_3, Key.Key_2):
        user.key(window, key, user.Modifier.AltModifier)
        assert dock.isVisible() is (key is Key.Key_3)
    user.trigger(user.menu(window, "View", "Workspace"), "Learn")
    assert dock.isVisible()
    assert window.lab.isVisible()
    assert dock.panel.contents.tree.topLevelItemCount() == 4


def test_what_a_step_opens_stays_in_learn(qtbot: QtBot, state: object) -> None:
    window = show_window(qtbot)
    assert window.learn is not None
    lesson = titles().named("why-not-accuracy")
    assert lesson is not None
    window.learn.begin(lesson)
    for index in range(len(lesson.steps)):
        window.learn.panel.player.go(index)
        assert window.learn.isVisible()
    assert window.store.file is not None
    assert window.width() == 1280


@pytest.mark.parametrize("index", [0, 5])
def test_a_lesson_that_is_asked_for_begins(qtbot: QtBot, state: object, index: int) -> None:
    window = show_window(qtbot)
    assert window.learn is not None
    window.learn.begin(titles().lessons[index])
    assert window.learn.isVisible()
    assert window.learn.panel.player.lesson is titles().lessons[index]


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_it_leaves_the_lab_its_room_on_a_small_screen(
    qtbot: QtBot, state: object, scale: float
) -> None:
    window = show_window(qtbot)
    window.resize(1024, 700)
    window.appearance.choose_text_size(scale)
    assert window.learn is not None
    for name in ("minus-log", "stealing", "many-samples"):
        lesson = titles().named(name)
        assert lesson is not None
        window.learn.begin(lesson)
        for index in range(len(lesson.steps)):
            window.learn.panel.player.go(index)
            QApplication.processEvents()
            assert window.size() == QSize(1024, 700), (name, index)


def test_nothing_is_larger_than_what_is_asked(qtbot: QtBot, state: object) -> None:
    window = show_window(qtbot)
    assert window.learn is not None
    window.learn.begin(titles().lessons[1])
    page = window.learn.panel.page
    page.ensurePolished()
    sizes = {
        label: label.fontInfo().pixelSize() for label in page.findChildren(QLabel) if label.text()
    }
    assert len(sizes) > 2
    assert all(size < sizes[page.text] for label, size in sizes.items() if label is not page.text)


def test_it_is_as_wide_as_its_type_is_large(qtbot: QtBot, state: object) -> None:
    window = show_window(qtbot)
    window.resize(1900, 1000)
    dock = window.learn
    assert dock is not None
    dock.begin(titles().lessons[1])
    QApplication.processEvents()
    before = dock.width()
    window.appearance.choose_text_size(1.6)
    QApplication.processEvents()
    assert dock.width() == pytest.approx(1.6 * before, abs=4)
    window.appearance.choose_text_size(1.0)
    QApplication.processEvents()
    assert dock.width() == pytest.approx(before, abs=4)
