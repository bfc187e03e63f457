"""A row that wraps: nothing is cut, labels stay with their fields, the rest of a line is used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ceviz.panels.flow import Flow
from tests.helpers.fixtures import show


class Box(QWidget):
    """A widget of one size."""

    def __init__(self, width: int, *, greedy: bool = False) -> None:
        super().__init__()
        self._hint = QSize(width, 20)
        policy = QSizePolicy.Policy.Expanding if greedy else QSizePolicy.Policy.Fixed
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """What it was made with."""
        return self._hint


def host(qtbot: QtBot, width: int, *widgets: QWidget, spring: int = -1) -> tuple[QWidget, Flow]:
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    flow = Flow()
    column.addLayout(flow)
    column.addStretch(1)
    for place, widget in enumerate(widgets):
        if place == spring:
            flow.addStretch(1)
        flow.addWidget(widget)
    show(qtbot, window, width, 200)
    return window, flow


def tops(*widgets: QWidget) -> list[int]:
    return [widget.y() for widget in widgets]


def test_it_wraps_where_the_room_ends_and_nothing_is_cut(qtbot: QtBot) -> None:
    boxes = [Box(80) for _ in range(4)]
    window, flow = host(qtbot, 400, *boxes)
    assert len(set(tops(*boxes))) == 1
    window.resize(190, 200)
    QApplication.processEvents()
    assert len(set(tops(*boxes))) == 2
    assert all(box.width() == 80 and box.geometry().right() < 190 for box in boxes)
    assert flow.heightForWidth(90) > flow.heightForWidth(190) > flow.heightForWidth(400)
    assert flow.minimumSize().width() <= 80


def test_a_label_stays_with_what_it_names(qtbot: QtBot) -> None:
    first, label, field = Box(100), QLabel("step"), Box(60)
    _kept = host(qtbot, 160, first, label, field)
    assert label.y() > first.y()
    assert abs(label.geometry().center().y() - field.geometry().center().y()) <= 1


def test_the_greedy_take_the_rest_and_a_spring_goes_right(qtbot: QtBot) -> None:
    plain, greedy = Box(80), Box(40, greedy=True)
    _kept = host(qtbot, 300, plain, greedy)
    assert greedy.geometry().right() == 299
    left, right = Box(80), Box(80)
    _kept = host(qtbot, 300, left, right, spring=1)
    assert right.geometry().right() == 299


def test_what_is_hidden_takes_no_room(qtbot: QtBot) -> None:
    boxes = [Box(80) for _ in range(3)]
    _window, flow = host(qtbot, 300, *boxes)
    before = boxes[2].x()
    boxes[1].hide()
    QApplication.processEvents()
    assert boxes[2].x() < before
    assert flow.itemAt(3) is None
    assert flow.takeAt(9) is None
    taken = flow.takeAt(1)
    assert taken is not None
    assert flow.count() == 2


@pytest.mark.parametrize("width", [40, 150, 700])
def test_a_break_begins_a_line_and_wrapped_words_get_their_height(
    qtbot: QtBot, width: int
) -> None:  # fmt: skip
    _window, flow = host(qtbot, width, QPushButton("a"))
    words = QLabel("many words that go on for longer than there is room in one line")
    words.setWordWrap(True)
    flow.add_break()
    flow.addWidget(words, 1)
    words.show()
    QApplication.processEvents()
    assert words.y() > 0
    assert words.height() >= words.heightForWidth(words.width())
