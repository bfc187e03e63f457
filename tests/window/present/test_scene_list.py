"""The list of scenes follows the document, and asks for what its user does to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from ceviz.document.model import Slide
from ceviz.store import Store, slides
from ceviz.window.present.scene_list import SceneList
from tests.helpers.documents import fruit
from tests.helpers.fixtures import show


@pytest.fixture
def listed(qtbot: QtBot) -> Iterator[SceneList]:
    """Scenes a, b and c."""
    deck = replace(fruit(), slides=tuple(Slide(fruit(), title, f"of {title}") for title in "abc"))
    window = QMainWindow()
    store = Store(deck, window)
    made = SceneList(store, window)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, made)
    made.show()
    show(qtbot, window, 400, 500)
    yield made
    window.close()


def store_of(listed: SceneList) -> Store:
    return listed._store


def order(listed: SceneList) -> str:
    return "".join(slide.title for slide in store_of(listed).document.slides)


def rows(listed: SceneList) -> str:
    return "".join(listed.rows.item(k).text()[-1] for k in range(listed.rows.count()))


def press(qtbot: QtBot, listed: SceneList, key: Qt.Key, alt: bool = False) -> None:
    modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(listed.rows, key, modifier)


def test_it_shows_the_scenes_and_the_words_of_the_chosen_one(listed: SceneList) -> None:
    assert rows(listed) == "abc"
    listed.choose(1)
    assert (listed.title.text(), listed.line.text()) == ("b", "of b")


def test_alt_and_arrows_move_and_the_scene_stays_chosen(qtbot: QtBot, listed: SceneList) -> None:
    listed.choose(0)
    press(qtbot, listed, Qt.Key.Key_Down, alt=True)
    assert (order(listed), rows(listed), listed.current) == ("bac", "bac", 1)
    press(qtbot, listed, Qt.Key.Key_Up, alt=True)
    press(qtbot, listed, Qt.Key.Key_Up, alt=True)
    assert (order(listed), listed.current) == ("abc", 0)
    assert store_of(listed).history.count() == 2
    store_of(listed).undo()
    assert (order(listed), rows(listed)) == ("bac", "bac")


@pytest.mark.parametrize(
    ("at", "over", "half", "expected"),
    [
        (0, 2, 0.9, "bca"), (2, 0, 0.1, "cab"), (0, 1, 0.9, "bac"), (1, 1, 0.5, "abc"),
        (0, None, 0.0, "bca"), (2, 1, 0.1, "acb"),
    ],
)  # fmt: skip
def test_dropping_moves(
    listed: SceneList, at: int, over: int | None, half: float, expected: str
) -> None:
    listed.choose(at)
    box = QRect(0, 300, 1, 1)
    if over is not None:
        box = listed.rows.visualItemRect(listed.rows.item(over))
    drop(listed, QPointF(box.center().x(), box.top() + half * box.height()))
    assert order(listed) == rows(listed) == expected
    assert store_of(listed).history.count() == (expected != "abc")


def drop(listed: SceneList, at: QPointF) -> None:
    """What Qt does when a row is let go over the list."""
    event = _Dropped(listed, at)
    # Qt knows where it would go by the moves before.
    listed.rows.dropIndicatorPosition = event.indicator  # type: ignore[assignment,method-assign]
    listed.rows.dropEvent(event)


class _Dropped(QDropEvent):
    """A drop from the list onto itself."""

    def __init__(self, listed: SceneList, at: QPointF) -> None:
        self._rows, self._at = listed.rows, at
        mime = listed.rows.mimeData([listed.rows.currentItem()])
        self._mime = mime
        super().__init__(
            at, Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip

    def source(self) -> object:  # type: ignore[override]
        return self._rows

    def indicator(self) -> object:
        """Above or below what lies there, by the half of it."""
        where = QAbstractItemView.DropIndicatorPosition
        index = self._rows.indexAt(self._at.toPoint())
        if not index.isValid():
            return where.OnViewport
        middle = self._rows.visualRect(index).center().y()
        return where.AboveItem if self._at.y() < middle else where.BelowItem


def test_delete_removes_and_undo_brings_back(qtbot: QtBot, listed: SceneList) -> None:
    listed.choose(1)
    press(qtbot, listed, Qt.Key.Key_Delete)
    assert (order(listed), listed.current) == ("ac", 1)
    store_of(listed).undo()
    assert (order(listed), listed.current) == ("abc", 1)


def test_enter_and_a_double_click_ask_to_show(qtbot: QtBot, listed: SceneList) -> None:
    listed.choose(2)
    with qtbot.waitSignal(listed.show_wanted) as asked:
        press(qtbot, listed, Qt.Key.Key_Return)
    assert asked.args == [2]
    with qtbot.waitSignal(listed.show_wanted) as asked:
        listed.rows.itemDoubleClicked.emit(listed.rows.item(1))
    assert asked.args == [1]


def test_f2_goes_to_the_title_and_typing_renames(qtbot: QtBot, listed: SceneList) -> None:
    listed.choose(0)
    press(qtbot, listed, Qt.Key.Key_F2)
    assert listed.title.selectedText() == "a"
    QTest.keyClicks(listed.title, "x")
    QTest.keyClick(listed.title, Qt.Key.Key_Return)
    assert order(listed) == "xbc"
    assert (rows(listed), listed.current) == ("xbc", 0)
    assert store_of(listed).history.undoText() == "Rename scene a"


def test_an_empty_title_is_refused_and_the_old_one_is_there_again(
    qtbot: QtBot, listed: SceneList
) -> None:
    listed.choose(0)
    listed.title.setText(" ")
    with qtbot.waitSignal(store_of(listed).refused):
        listed.title.editingFinished.emit()
    assert (order(listed), listed.title.text()) == ("abc", "a")


def test_rendering_asks_for_nothing(qtbot: QtBot, listed: SceneList) -> None:
    before = store_of(listed).history.count()
    store_of(listed).apply(slides.add_intent(Slide(fruit(), "d")))
    assert (rows(listed), listed.current) == ("abcd", 3)
    assert store_of(listed).history.count() == before + 1


def test_without_scenes_it_says_what_they_are(qtbot: QtBot, listed: SceneList) -> None:
    assert listed.empty.isHidden()
    for _ in range(3):
        press(qtbot, listed, Qt.Key.Key_Delete)
    assert not listed.empty.isHidden()
    assert not listed.show_it.isEnabled()
    press(qtbot, listed, Qt.Key.Key_Delete)
    assert order(listed) == ""


def test_its_fields_are_labelled(listed: SceneList) -> None:
    """In words that stay when something is typed, with a key each."""
    labels = {each.buddy(): each.text() for each in listed.findChildren(QLabel)}
    assert labels[listed.title] == "&Title"
    assert labels[listed.line] == "What it &says"
