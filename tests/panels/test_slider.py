"""A slider under a real mouse and real keys: its drag is a gesture like any other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_score
from ceviz.document.model import Document
from ceviz.panels.slider import GestureSlider
from ceviz.store import End, Intent, Store
from tests.helpers import user
from tests.helpers.documents import batch, fruit
from tests.helpers.fixtures import show
from tests.helpers.hearing import Told
from tests.helpers.user import Button, Key

#: Hands that hold something do leave the window; QTest remarks on it.
pytestmark = pytest.mark.qt_log_ignore("^Mouse event at .* occurs outside", extend=True)

WAY = QPointF(60.0, 0.0)


class Row(QWidget):
    """A slider for one score, and what is asked of its surroundings."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.slider = GestureSlider(store, self._intent_at, self)
        self.slider.setRange(0, 1000)
        self.slider.setGeometry(10, 10, 300, 30)
        self.menus = 0

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menus += 1

    def start(self) -> QPointF:
        """Where the handle is taken."""
        option, slider = QStyleOptionSlider(), self.slider
        slider.initStyleOption(option)
        handle = slider.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
        )
        return QPointF(handle.center())

    def _intent_at(self, place: int, base: Document) -> Intent:
        return Intent(f"z to {place}", partial(set_score, i=0, value=float(place)))


@pytest.fixture
def row(qtbot: QtBot) -> Row:
    return show(qtbot, Row(Store(fruit())), 320, 50)


def shown_by(row: Row) -> list[Document]:
    """The documents that are announced from now on."""
    documents: list[Document] = []
    row.store.changed.connect(lambda document, _: documents.append(document))
    return documents


def steps(row: Row) -> list[str]:
    return [row.store.history.text(k) for k in range(row.store.history.count())]


def test_a_drag_is_previews_and_one_step(row: Row) -> None:
    moving, shown = Told(row.store.gesture_changed), shown_by(row)
    start = row.start()
    user.drag(row.slider, start, start + WAY / 2, start + WAY)
    assert len(shown) == 2
    assert moving == [True, False]
    assert steps(row) == [f"z to {row.slider.value()}"]
    assert row.store.document.sample.scores[0] == row.slider.value() > 100


def lose_keyboard(row: Row) -> None:
    row.slider.setFocus()
    user.lose_keyboard(row.slider)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda row: user.key(row.slider, Key.Key_Escape), End.ESCAPED),
        (lambda row: user.click(row.slider, row.start(), button=Button.RightButton),
         End.RIGHT_BUTTON),
        (lose_keyboard, End.FOCUS_LOST),
        (lambda row: row.slider.hide(), End.FOCUS_LOST),
        (lambda row: row.store.undo(), End.UNDONE),
        (lambda row: row.store.open(batch()), End.REPLACED),
    ],
)  # fmt: skip
def test_what_is_given_back_is_out_of_the_hand(
    row: Row, act: Callable[[Row], None], reason: End
) -> None:
    start, let_go = row.start(), list[bool]()
    row.slider.let_go.connect(lambda: let_go.append(row.slider.isSliderDown()))
    user.press(row.slider, start)
    user.move(row.slider, start + WAY)
    assert row.store.gesture is not None
    ended, base = Told(row.store.gesture.ended), row.store.gesture.base
    act(row)
    assert ended == [reason]
    assert let_go == [False]
    left = batch() if reason is End.REPLACED else base
    assert row.store.document.same_as(left)
    # The hand moves on, and lets go at last.
    place = row.slider.sliderPosition()
    user.move(row.slider, start + WAY * 2)
    user.release(row.slider, start + WAY * 2)
    assert row.slider.sliderPosition() == place
    assert row.store.document.same_as(left)
    assert steps(row) == []


def test_an_edit_from_elsewhere_keeps_what_was_reached(row: Row) -> None:
    start = row.start()
    user.press(row.slider, start)
    user.move(row.slider, start + WAY)
    row.store.apply(Intent("other", partial(set_score, i=1, value=0.0)))
    user.move(row.slider, start + WAY * 2)
    user.release(row.slider, start + WAY * 2)
    assert [step.split()[0] for step in steps(row)] == ["z", "other"]


def test_the_right_button_asks_for_a_menu_only_at_rest(row: Row) -> None:
    start = row.start()
    user.press(row.slider, start)
    user.move(row.slider, start + WAY)
    user.click(row.slider, start + WAY, button=Button.RightButton)
    user.release(row.slider, start + WAY)
    assert row.menus == 0
    user.click(row.slider, start, button=Button.RightButton)
    assert row.menus == 1


def test_out_and_back_leaves_nothing(row: Row) -> None:
    row.slider.setValue(501)
    place, start = row.slider.value(), row.start()
    user.press(row.slider, start)
    user.move(row.slider, start + WAY)
    user.move(row.slider, start)
    assert row.slider.sliderPosition() == place
    user.release(row.slider, start)


def test_keys_and_clicks_beside_the_handle_are_told_and_drag_nothing(row: Row) -> None:
    told, shown = Told(row.slider.nudged), shown_by(row)
    row.slider.setFocus()
    user.key(row.slider, Key.Key_Right)
    user.click(row.slider, QPointF(290.0, 15.0))
    assert told == [1, 11]
    assert shown == []
    assert row.store.gesture is None


def test_moving_it_in_code_asks_for_nothing(row: Row) -> None:
    told, shown = Told(row.slider.nudged), shown_by(row)
    row.slider.setValue(300)
    row.slider.setSliderPosition(400)
    assert told == shown == []
