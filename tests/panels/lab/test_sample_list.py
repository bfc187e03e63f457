"""The list of samples: it shows what they cost; choosing one shows it and is no step."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.edits import set_score
from ceviz.document.handmade import add_sample, duplicate_sample, remove_sample
from ceviz.document.model import Unit
from ceviz.panels.lab.sample_list import Column, SampleList
from ceviz.panels.scene import Scene
from ceviz.store import End, Intent
from tests.helpers import user
from tests.helpers.documents import batch, fruit
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard
from tests.helpers.user import Key, Modifier

NONE, CONTROL = Modifier.NoModifier, Modifier.ControlModifier


@pytest.fixture
def scene() -> Scene:
    return make_scene(batch())


@pytest.fixture
def samples(qtbot: QtBot, scene: Scene) -> SampleList:
    """The list as a window; what it asks for is done."""
    made = SampleList(scene)
    scene.listen(made)
    return show(qtbot, made, 320, 260)


def rows(samples: SampleList) -> list[list[str]]:
    model = samples.table.model()
    return [
        [str(model.index(row, column).data()) for column in Column]
        for row in range(model.rowCount())
    ]


def click(samples: SampleList, row: int) -> None:
    index = samples.table.model().index(row, 0)
    user.click(samples.table.viewport(), samples.table.visualRect(index).center().toPointF())


def test_it_shows_every_sample_with_its_verdict_and_cost(samples: SampleList) -> None:
    assert rows(samples) == [
        ["1", "Banana", "Banana", "0.0957"],
        ["2", "Apple", "Apple", "0.2395"],
        ["3", "Apple", "✗ Orange", "2.4076"],
        ["4", "Orange", "Orange", "0.1239"],
    ]
    text = samples.summary.text()
    assert "<b>0.7167 nats</b>" in text
    assert "<b>75.0\xa0%</b> (3 of 4)" in text


def test_wrong_predictions_are_coloured_too(samples: SampleList, scene: Scene) -> None:
    model = samples.table.model()

    def tint(row: int) -> str:
        brush = model.index(row, Column.PREDICTED).data(Qt.ItemDataRole.ForegroundRole)
        return str(brush.name())

    assert tint(2) == scene.theme.danger
    assert tint(0) == scene.theme.ink


def test_it_follows_the_unit_and_the_edits(samples: SampleList, scene: Scene) -> None:
    scene.store.open(replace(batch(), unit=Unit.BITS))
    assert rows(samples)[0][Column.LOSS] == "0.1380"
    header = samples.table.model().headerData(Column.LOSS, Qt.Orientation.Horizontal)
    assert header == "loss (bits)"
    scene.store.apply(Intent("z", partial(set_score, i=1, value=-3.0)))
    assert rows(samples)[0][:3] == ["1 •", "Banana", "✗ Apple"]
    assert "(2 of 4)" in samples.summary.text()


def test_one_sample_needs_no_list(samples: SampleList, scene: Scene) -> None:
    heard = Heard(samples)
    scene.store.open(fruit())
    assert samples.isHidden()
    assert rows(samples) == [], "a table out of sight may keep the keyboard, which looks into cells"
    scene.store.open(batch())
    assert not samples.isHidden()
    assert heard.said == []


def test_choosing_shows_a_sample_and_is_no_step(samples: SampleList, scene: Scene) -> None:
    heard = Heard(samples)
    click(samples, 2)
    assert heard.one.looking
    assert scene.store.document.selected == 2
    assert scene.store.history.count() == 0
    assert scene.store.history.isClean()
    # The truth of that sample is the class that is looked at.
    assert scene.state.selected == 0
    user.key(samples, Key.Key_Down)
    assert heard.said == ["edited", "edited"]
    assert scene.store.document.selected == 3


def test_undo_goes_back_to_the_sample_that_was_edited(samples: SampleList, scene: Scene) -> None:
    click(samples, 1)
    scene.store.apply(Intent("z", partial(set_score, i=0, value=0.0)))
    click(samples, 3)
    heard = Heard(samples)
    scene.store.undo()
    assert scene.store.document.selected == 1
    assert samples.table.currentIndex().row() == 1
    assert rows(samples)[1][0] == "2"
    assert heard.said == []


def test_showing_a_sample_chosen_elsewhere_asks_for_nothing(
    samples: SampleList, scene: Scene
) -> None:
    heard = Heard(samples)
    scene.store.open(replace(batch(), selected=2))
    assert samples.table.currentIndex().row() == 2
    assert heard.said == []


def test_equals_are_a_tie_neither_right_nor_wrong(samples: SampleList, scene: Scene) -> None:
    best = float(scene.store.analysis.z.max())
    for index in range(3):
        scene.store.apply(Intent("z", partial(set_score, i=index, value=best)))
    assert rows(samples)[0][Column.PREDICTED] == "Apple, a tie"
    tint = samples.table.model().index(0, Column.PREDICTED).data(Qt.ItemDataRole.ForegroundRole)
    assert tint.name() == scene.theme.ink


@pytest.mark.parametrize("way", ["key", "button", "menu"])
@pytest.mark.parametrize("verb", ["add", "duplicate", "delete"])
def test_samples_are_made_and_deleted(
    samples: SampleList, scene: Scene, way: str, verb: str
) -> None:
    before = edits.select_sample(scene.store.document, 1)
    scene.store.apply(Intent("Show", lambda _: before, looking=True))
    samples.table.setFocus()
    place = ("add", "duplicate", "delete").index(verb)
    match way:
        case "key":
            keys = (Key.Key_Insert, NONE), (Key.Key_D, CONTROL), (Key.Key_Delete, NONE)
            user.key(samples, *keys[place])
        case "button":
            button = (samples.add, samples.duplicate, samples.delete)[place]
            user.click(button, user.middle(button))
        case "menu":
            samples.verbs(samples)[place].trigger()
    wanted = (add_sample, partial(duplicate_sample, row=1), partial(remove_sample, row=1))[place]
    assert scene.store.document.same_as(wanted(before))
    assert len(rows(samples)) == len(wanted(before).samples)
    assert samples.table.currentIndex().row() == scene.store.document.selected
    # It is one step.
    scene.store.undo()
    assert scene.store.document.same_as(before)


def test_the_last_but_one_is_deleted_and_the_list_goes(samples: SampleList, scene: Scene) -> None:
    for left in (3, 2, 1):
        samples.delete_sample()
        assert len(scene.store.document.samples) == left
    assert samples.isHidden()
    samples.delete_sample()
    assert len(scene.store.document.samples) == 1
    samples.add_sample()
    assert not samples.isHidden()
    assert len(rows(samples)) == 2


def test_a_menu_offers_what_can_be_done(samples: SampleList) -> None:
    offered: list[list[str]] = []

    def look() -> None:
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            offered.append(user.entries(menu))
            menu.close()

    # The menu runs an event loop of its own, out of which nothing else leads.
    timer = QTimer(samples, interval=5)
    timer.timeout.connect(look)
    timer.start()
    centre = samples.table.viewport().rect().center()
    at = samples.table.viewport().mapToGlobal(centre)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, centre, at)
    QApplication.sendEvent(samples.table.viewport(), event)
    timer.stop()
    assert offered == [["Add sample", "Duplicate sample", "Delete sample"]]


def test_no_name_of_a_class_is_cut_while_the_sample_s_number_has_room_to_spare(
    samples: SampleList,
) -> None:
    for width in (260, 320, 500):
        samples.resize(width, 260)
        QApplication.processEvents()
        table = samples.table
        advance = table.fontMetrics().horizontalAdvance
        for column in Column:
            for row in rows(samples):
                assert advance(row[column]) < table.columnWidth(column), (width, row[column])
        assert table.horizontalScrollBar().maximum() == 0


def test_a_drag_moves_no_column(samples: SampleList, scene: Scene) -> None:
    def widths() -> list[int]:
        return [samples.table.columnWidth(column) for column in Column]

    before = widths()
    gesture = scene.store.begin()
    for value in (-9.0, 9.0, 0.0):
        gesture.preview(Intent("z", partial(set_score, i=1, value=value)))
        assert widths() == before
    gesture.end(End.RELEASED)
