"""The class table: cells, editors, verbs, clipboard."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from ceviz.document import class_columns
from ceviz.document.class_columns import Column, Entry
from ceviz.document.classes import MAX_CLASSES, add_class
from ceviz.document.edits import set_temperature, set_unit
from ceviz.document.model import Document, Unit
from ceviz.document.targets import Free, OneHot, TargetKind, kind_of
from ceviz.document.text.numbers import NBSP
from ceviz.draw import text
from ceviz.draw.state import View
from ceviz.draw.theme import DARK
from ceviz.panels.lab.class_table import ClassTable
from ceviz.panels.scene import Scene
from ceviz.storage.presets import load_preset
from ceviz.store import End, Intent
from tests.helpers import user
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard, Told
from tests.helpers.images import pixels
from tests.helpers.user import Button, Key, Modifier
from tests.panels.conftest import BANANA

TEXT = Qt.ItemDataRole.DisplayRole


def table_on(qtbot: QtBot, scene: Scene) -> ClassTable:
    """The table as a window; what it asks for is done."""
    table = ClassTable(scene)
    scene.listen(table)
    show(qtbot, table, 760, 220)
    table.setFocus()
    return table


def rows(table: ClassTable) -> list[list[str]]:
    model = table.model()
    return [
        [model.text(row, column) for column in class_columns.COLUMNS]
        for row in range(model.rowCount())
    ]


def cell(table: ClassTable, row: int, column: Column) -> QPointF:
    """The middle of a cell, from the viewport."""
    return table.visible_point(row, column).toPointF()


def go(table: ClassTable, row: int, column: Column) -> None:
    """Click a cell."""
    user.click(table.viewport(), cell(table, row, column))


def type_into(table: ClassTable, row: int, column: Column, text: str) -> QLineEdit:
    """Open a cell's editor with a double click and type; the editor."""
    user.double_click(table.viewport(), cell(table, row, column))
    (line,) = (line for line in table.findChildren(QLineEdit) if line.isVisible())
    user.write(table, text)
    return line


def editing(table: ClassTable) -> bool:
    return any(line.isVisible() for line in table.findChildren(QLineEdit))


# It shows


def test_it_shows_every_number_of_every_class(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    assert rows(table) == [
        ["", "Apple", "", "0", "1", "0.0746", "2.5957", "0", "+0.0746"],
        ["", "Banana", "", "1", "3.5", "0.9088", "0.0957", "0.0957", "−0.0912"],
        ["", "Orange", "", "0", "−0.5", "0.0166", "4.0957", "0", "+0.0166"],
    ]


def test_it_shows_what_cannot_be_as_what_it_is(qtbot: QtBot) -> None:
    table = table_on(qtbot, make_scene(infinite()))
    assert rows(table)[BANANA][2:] == ["", "1", "−∞", "0", "∞", "∞", "−1.0000"]


def test_headers_name_the_logarithm_of_the_unit(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    spy = QSignalSpy(table.model().headerDataChanged)

    def head(column: Column) -> str:
        model = table.model()
        section = model.section(column)
        return str(model.headerData(section, Qt.Orientation.Horizontal, TEXT))

    assert head(class_columns.SURPRISE) == "−log q"
    scene.store.apply(Intent("bits", partial(set_unit, unit=Unit.BITS), looking=True))
    assert head(class_columns.SURPRISE) == "−log₂ q"
    assert spy.count() == 1
    assert table.model().text(BANANA, class_columns.SURPRISE) == "0.1380"


@pytest.mark.parametrize("document", [fruit(), free_fruit(), infinite(), many(300)])
def test_showing_asks_for_nothing(qtbot: QtBot, document: Document) -> None:
    scene = make_scene()
    table = table_on(qtbot, scene)
    heard = Heard(table)
    before = pixels(table.grab().toImage())
    scene.store.open(many(7))
    scene.store.open(document)
    scene.hover(1)
    scene.set_theme(DARK)
    assert not np.array_equal(before, pixels(table.grab().toImage()))
    assert table.model().rowCount() == len(document.classes)
    assert heard.said == []


def test_screen_readers_hear_what_a_cell_is(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    index = table.cell(BANANA, class_columns.Q)
    assert (
        table.model().data(index, Qt.ItemDataRole.AccessibleTextRole) == "prob. q of Banana: 0.9088"
    )


def test_only_five_columns_can_be_typed_into(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    editable = {
        column
        for column in class_columns.COLUMNS
        if table.model().flags(table.cell(0, column)) & Qt.ItemFlag.ItemIsEditable
    }
    assert editable == {
        class_columns.NAME, class_columns.P, class_columns.Z, class_columns.Q,
        class_columns.SURPRISE,
    }  # fmt: skip
    user.double_click(table.viewport(), cell(table, 0, class_columns.GRADIENT))
    assert not editing(table)


# Selection and hover


def test_the_current_row_is_the_class_selected_everywhere(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    heard = Heard(table)
    assert table.currentIndex().row() == BANANA
    go(table, 2, class_columns.NAME)
    assert scene.state.selected == 2
    scene.select(0)
    assert table.currentIndex().row() == 0
    user.key(table, Key.Key_Down)
    assert scene.state.selected == BANANA
    assert heard.said == []


def test_the_pointer_lights_the_row_everywhere(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    user.move(table.viewport(), cell(table, 2, class_columns.Z))
    assert scene.state.hovered == 2
    user.move(table.viewport(), QPointF(50.0, table.viewport().height() - 3.0))
    assert scene.state.hovered is None
    user.move(table.viewport(), cell(table, 0, class_columns.Z))
    user.leave(table)
    assert scene.state.hovered is None


def test_after_undo_a_row_is_still_current(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    go(table, 2, class_columns.NAME)
    user.key(table, Key.Key_Delete)
    assert table.currentIndex().row() == scene.state.selected == 1
    scene.store.undo()
    assert table.currentIndex().row() == scene.state.selected
    user.key(table, Key.Key_Down)
    assert scene.state.selected == 2


# Typing


@pytest.mark.parametrize(
    ("column", "text", "label"),
    [
        (class_columns.NAME, "Plum", "Rename Banana to Plum"),
        (class_columns.Z, "-2", "Set z[Banana] to −2"),
        (class_columns.Z, "-inf", "Set z[Banana] to −∞"),
        (class_columns.Q, "17/20", "Set q[Banana] to 0.8500"),
        (class_columns.Q, "0", "Set q[Banana] to 0"),
        (class_columns.Q, "100 %", "Set q[Banana] to 1"),
        (class_columns.P, "0.5", "Set p[Banana] to 0.5000"),
        (class_columns.SURPRISE, "4.6", "Set −log q[Banana] to 4.6000"),
    ],
)
@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab])
def test_typing_is_one_step(
    qtbot: QtBot, scene: Scene, column: Column, text: str, label: str, key: Key
) -> None:
    table = table_on(qtbot, scene)
    heard = Heard(table)
    type_into(table, BANANA, column, text)
    user.key(table, key)
    assert heard.one.label == label
    assert scene.store.history.count() == 1


def test_a_target_typed_into_one_hot_makes_it_free(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    type_into(table, 0, class_columns.P, "0.25")
    user.key(table, Key.Key_Return)
    target = scene.store.document.sample.target
    assert isinstance(target, Free)
    assert target.p.tolist() == [0.25, 0.75, 0.0]
    scene.store.undo()
    assert kind_of(scene.store.document.sample.target) is TargetKind.ONE_HOT


def test_a_one_typed_into_one_hot_names_the_truth(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    type_into(table, 2, class_columns.P, "1")
    user.key(table, Key.Key_Return)
    assert scene.store.document.sample.target == OneHot(2)
    assert scene.store.history.undoText() == "Make Orange the true class"


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        (class_columns.NAME, "Apple", "classes 1 and 2: two classes cannot both be called “Apple”"),
        (class_columns.NAME, "  ", "class 2: a class needs a name"),
        (class_columns.Z, "high", "“high” is not a number. Type for example 0.85, 85 %, 17/20"),
        (class_columns.Z, "inf", "class 2: the score is +∞"),
        (class_columns.Q, "1.2", "a probability lies between 0 and 1, not at 1.2"),
        (class_columns.P, "-1", "a probability lies between 0 and 1, not at -1"),
    ],
)
@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab, Key.Key_Backtab])
def test_what_is_refused_stays_in_its_cell_with_its_reason(
    qtbot: QtBot, scene: Scene, column: Column, text: str, reason: str, key: Key
) -> None:
    table = table_on(qtbot, scene)
    heard, before = Heard(table), scene.store.document
    line = type_into(table, BANANA, column, text)
    user.key(table, key)
    assert line.isVisible()
    assert line.text() == text
    assert line.toolTip().startswith(reason)
    assert line.property("refused")
    assert heard.said == []
    assert scene.store.document is before
    # Mending takes the mark off; Esc leaves the cell as it was.
    user.write(table, "x")
    assert not line.property("refused")
    user.key(table, Key.Key_Escape)
    assert not editing(table)
    assert heard.said == []


def test_a_bad_entry_that_is_left_is_told_of_and_changes_nothing(
    qtbot: QtBot, scene: Scene
) -> None:
    table = table_on(qtbot, scene)
    heard, refusals = Heard(table), Told(table.refused)
    type_into(table, BANANA, class_columns.Q, "7")
    go(table, 0, class_columns.GRADIENT)
    assert not editing(table)
    assert [str(refusal) for refusal in refusals] == [
        "a probability lies between 0 and 1, not at 7"
    ]
    assert heard.said == []


def test_the_editor_begins_with_the_number_as_shown(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    heard = Heard(table)
    go(table, BANANA, class_columns.Q)
    user.key(table, Key.Key_Return)
    (line,) = (line for line in table.findChildren(QLineEdit) if line.isVisible())
    assert line.text() == "0.9088"
    # Enter without typing changes nothing, not even the last digit.
    user.key(table, Key.Key_Return)
    assert heard.said == []


@pytest.mark.parametrize("column", [class_columns.Q, class_columns.P])
def test_where_percent_are_shown_a_cell_takes_percent(
    qtbot: QtBot, scene: Scene, column: Entry
) -> None:
    scene.set_view(View(shares=True))
    table = table_on(qtbot, scene)
    line = type_into(table, BANANA, column, "1")
    user.key(table, Key.Key_Return)
    assert editing(table)
    assert line.property("reason") == "1 could be 1 % or 100 %. Write 1 % or 100 %".replace(
        " %", f"{NBSP}%"
    )
    user.select_all(table)
    user.write(table, "85")
    user.key(table, Key.Key_Return)
    assert column.values(scene.store.analysis)[BANANA] == pytest.approx(0.85)


def test_a_digit_opens_the_editor(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    go(table, BANANA, class_columns.Z)
    user.write(table, "2")
    user.key(table, Key.Key_Return)
    assert scene.store.analysis.z[BANANA] == 2.0


def test_news_do_not_overwrite_what_is_being_typed(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    line = type_into(table, BANANA, class_columns.Q, "0.3")
    scene.store.apply(Intent("T", partial(set_temperature, temperature=2.0)))
    table.grab()
    assert line.text() == "0.3"


# Verbs


def test_what_is_being_typed_goes_with_the_document_it_is_about(qtbot: QtBot, scene: Scene) -> None:
    """A view that edits while it is being told of a change is stopped with an exception."""
    table = table_on(qtbot, scene)
    heard = Heard(table)
    scene.select(0)
    type_into(table, 0, class_columns.Q, "0.4")
    assert editing(table)
    other = replace(many(3, OneHot(2)), title="another")
    scene.store.open(other)
    assert scene.store.document is other
    assert table.currentIndex().row() == 2
    assert not editing(table)
    assert heard.said == []


def test_a_click_on_the_padlock_locks(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    heard = Heard(table)
    go(table, 2, class_columns.LOCK)
    assert heard.one.label == "Lock Orange"
    assert table.model().text(2, class_columns.LOCK) == "locked"
    go(table, 2, class_columns.LOCK)
    assert scene.store.document.classes.locked == set()


@pytest.mark.parametrize(
    ("column", "key", "modifier", "label"),
    [
        (class_columns.GRADIENT, Key.Key_Space, Modifier.NoModifier, "Lock Orange"),
        (class_columns.NAME, Key.Key_Space, Modifier.NoModifier, "Lock Orange"),
        (class_columns.GRADIENT, Key.Key_L, Modifier.NoModifier, "Lock Orange"),
        (class_columns.GRADIENT, Key.Key_T, Modifier.NoModifier, "Make Orange the true class"),
        (class_columns.NAME, Key.Key_Delete, Modifier.NoModifier, "Remove Orange"),
    ],
)
def test_keys(
    qtbot: QtBot, scene: Scene, column: Column, key: Key, modifier: Modifier, label: str
) -> None:
    table = table_on(qtbot, scene)
    go(table, 2, column)
    heard = Heard(table)
    user.key(table, key, modifier)
    assert heard.one.label == label


def test_a_new_class_is_ready_to_be_named(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    table.add_class()
    assert scene.store.document.classes.names[-1] == "Class 4"
    assert scene.state.selected == 3
    user.write(table, "Plum")
    user.key(table, Key.Key_Return)
    assert scene.store.document.classes.names[-1] == "Plum"
    assert scene.store.history.count() == 2


def test_a_class_too_many_is_refused_and_no_other_is_opened(qtbot: QtBot) -> None:
    scene = make_scene(many(MAX_CLASSES))
    table = table_on(qtbot, scene)
    refusals = Told(scene.store.refused)
    selected = scene.state.selected
    table.add_class()
    table.duplicate_class()
    assert len(refusals) == 2
    assert not editing(table)
    assert scene.state.selected == selected


def test_removing_leaves_two(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    go(table, 0, class_columns.NAME)
    user.key(table, Key.Key_Delete)
    refusals = Told(scene.store.refused)
    user.key(table, Key.Key_Delete)
    assert scene.store.document.classes.names == ("Banana", "Orange")
    assert str(refusals[0]) == "a document needs at least 2 classes"


def test_several_rows_are_removed_in_one_step(qtbot: QtBot) -> None:
    scene = make_scene(add_class(add_class(fruit(), "Plum"), "Quince"))
    table = table_on(qtbot, scene)
    go(table, 1, class_columns.NAME)
    user.click(table.viewport(), cell(table, 3, class_columns.NAME), shift=True)
    user.key(table, Key.Key_Delete)
    assert scene.store.document.classes.names == ("Apple", "Quince")
    assert scene.store.history.undoText() == "Remove 3 classes"


def test_duplicate_and_move(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    go(table, 0, class_columns.NAME)
    table.duplicate_class()
    assert scene.store.document.classes.names == ("Apple", "Apple 2", "Banana", "Orange")
    assert scene.state.selected == 1
    table.move_class(1)
    assert scene.store.document.classes.names == ("Apple", "Banana", "Apple 2", "Orange")
    assert scene.state.selected == 2
    table.move_class(-1)
    table.move_class(-1)
    table.move_class(-1)
    assert scene.store.document.classes.names == ("Apple 2", "Apple", "Banana", "Orange")
    assert scene.state.selected == 0
    assert scene.store.document.sample.true == 2


def test_the_context_menu_offers_the_verbs(
    qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_on(qtbot, scene)
    offered: list[str] = []

    class Menu(QMenu):
        def exec(self, *_: object) -> None:  # type: ignore[override]
            offered.extend(action.text() for action in self.actions())
            self.actions()[1].trigger()

    monkeypatch.setattr("ceviz.panels.lab.class_table.QMenu", Menu)
    go(table, 0, class_columns.NAME)
    user.click(table.viewport(), cell(table, 0, class_columns.NAME), button=Button.RightButton)
    assert offered[:3] == ["Add class", "Duplicate class", "Remove class"]
    assert scene.store.history.undoText() == "Duplicate Apple"


# The clipboard


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_copy_speaks_spreadsheet(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    user.key(table, Key.Key_C, Modifier.ControlModifier)
    lines = clipboard().splitlines()
    assert len(lines) == 4
    assert lines[0].split("\t")[:4] == ["class", "target p", "score z", "probability q"]
    assert lines[2].split("\t")[:3] == ["Banana", "1.0", "3.5"]
    assert float(lines[2].split("\t")[3]) == scene.store.analysis.q[BANANA]


def test_what_was_copied_can_be_pasted(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    before = scene.store.document
    user.key(table, Key.Key_C, Modifier.ControlModifier)
    go(table, 0, class_columns.NAME)
    heard = Heard(table)
    user.key(table, Key.Key_V, Modifier.ControlModifier)
    assert heard.one.label == "Paste"
    assert np.array_equal(scene.store.document.sample.scores, before.sample.scores)


def test_scores_are_pasted_from_the_current_cell_on(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    QGuiApplication.clipboard().setText("7\n-inf\n")
    go(table, 1, class_columns.Z)
    user.key(table, Key.Key_V, Modifier.ControlModifier)
    assert scene.store.document.sample.scores.tolist() == [1.0, 7.0, -np.inf]
    scene.store.undo()
    assert scene.store.document.same_as(fruit())


def test_a_bad_paste_is_one_refusal_and_changes_nothing(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    heard, refusals = Heard(table), Told(table.refused)
    QGuiApplication.clipboard().setText("1\nmany\n")
    go(table, 0, class_columns.Z)
    user.key(table, Key.Key_V, Modifier.ControlModifier)
    assert len(refusals) == 1
    assert "many" in str(refusals[0])
    assert heard.said == []


def test_a_paste_that_does_not_sum_to_one_can_be_normalised(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    heard, offers = Heard(table), []
    table.unnormalised.connect(lambda _, intent: offers.append(intent))
    QGuiApplication.clipboard().setText("0.5\n1\n0.5\n")
    go(table, 0, class_columns.Q)
    user.key(table, Key.Key_V, Modifier.ControlModifier)
    assert heard.said == []
    scene.store.apply(offers[0])
    assert scene.store.analysis.q.tolist() == pytest.approx([0.25, 0.5, 0.25])


def test_selection_survives_a_drag(qtbot: QtBot, scene: Scene) -> None:
    table = table_on(qtbot, scene)
    go(table, 0, class_columns.NAME)
    table.selectionModel().select(
        table.model().index(1, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    gesture = scene.store.begin()
    gesture.preview(Intent("z", lambda d: infinite()))
    gesture.end(End.RELEASED)
    assert table.chosen_rows() == [0, 1]


def test_of_equals_none_is_marked_as_the_true_class(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def put(painter: object, box: object, words: str, *more: object, **options: object) -> None:
        written.append(words)

    monkeypatch.setattr(text, "put", put)
    for preset, marked in (("fair-coin", 0), ("soft-target", 1), ("fruit", 1)):
        table = table_on(qtbot, make_scene(load_preset(preset)))
        written.clear()
        table.viewport().grab()
        assert len([words for words in written if "✓" in words]) == marked


def test_a_single_number_is_pasted_into_a_surprise(qtbot: QtBot, scene: Scene) -> None:
    """Tables do not say it, and the next column that they do is the name."""
    table = table_on(qtbot, scene)
    go(table, BANANA, class_columns.SURPRISE)
    QGuiApplication.clipboard().setText("4.6\n")
    user.key(table, Key.Key_V, Modifier.ControlModifier)
    assert scene.store.analysis.surprisal[BANANA] == pytest.approx(4.6, rel=1e-13)
    assert scene.state.document.classes.names[BANANA] == "Banana"
    assert scene.store.history.count() == 1


def test_a_surprise_is_typed_in_the_unit_that_is_shown(qtbot: QtBot) -> None:
    scene = make_scene(set_unit(fruit(), Unit.BITS))
    table = table_on(qtbot, scene)
    go(table, 0, class_columns.SURPRISE)
    user.key(table, Key.Key_F2)
    user.write(table, "3")
    user.key(table, Key.Key_Return)
    assert scene.store.analysis.q[0] == pytest.approx(0.125, rel=1e-13)
    assert scene.store.history.text(0) == "Set −log₂ q[Apple] to 3.0000"
