"""A file with two readings is asked about, and opened as the user says."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QDialogButtonBox, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from ceviz.storage.readers import AmbiguousFile, Field, Reading, ReadOptions, read
from ceviz.window.files.reading_dialog import MARK, ReadingDialog
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.fixtures import show, show_window
from tests.helpers.hearing import Told

#: Two columns that could be the truth, each under a name that says so.
TWO_TRUTHS = """\
prob_0,prob_1,prob_2,label,target
0.7,0.2,0.1,0,1
0.1,0.8,0.1,1,1
0.2,0.1,0.7,2,0
0.6,0.3,0.1,1,2
"""

#: Class names that nothing puts in an order.
PETS = """\
prob_0,prob_1,prob_2,label
0.7,0.2,0.1,cat
0.1,0.8,0.1,dog
0.2,0.1,0.7,owl
0.6,0.3,0.1,cat
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path / "two.csv", TWO_TRUTHS)


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    return written(tmp_path / "pets.csv", PETS)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def asked(path: Path) -> AmbiguousFile:
    with pytest.raises(AmbiguousFile) as question:
        read(path)
    return question.value


def dialog_of(qtbot: QtBot, window: MainWindow) -> ReadingDialog:
    """The question that the window asks."""
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(ReadingDialog)))
    (dialog,) = (d for d in window.findChildren(ReadingDialog) if d.isVisible())
    return dialog


def click(widget: QWidget) -> None:
    """On its left, where a radio button has its circle."""
    user.click(widget, QPointF(8.0, widget.height() / 2))


def test_of_several_it_chooses_nothing_by_itself(qtbot: QtBot, path: Path) -> None:
    question = asked(path)
    dialog = show(qtbot, ReadingDialog(path, question, ReadOptions()), 760, 560)
    told = Told(dialog.chosen)
    assert dialog.choices.checkedId() == -1
    assert not dialog.read.isEnabled()
    assert dialog.choices.button(0).hasFocus()
    assert len(question.readings) == 2
    user.key(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    user.key(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert told == []


def test_a_reading_shows_its_first_rows_and_is_told(qtbot: QtBot, path: Path) -> None:
    question = asked(path)
    dialog = show(qtbot, ReadingDialog(path, question, ReadOptions()), 760, 560)
    told = Told(dialog.chosen)
    for place, reading in enumerate(question.readings):
        click(dialog.choices.button(place))
        qtbot.waitUntil(partial(shows, dialog, read(path, reading.options).targets.tolist()))
    click(dialog.read)
    assert told == [question.readings[1].options]


def shows(dialog: ReadingDialog, labels: list[object]) -> bool:
    """Whether the first rows have these labels, as they are shown."""
    place = dialog.choices.checkedId()
    is_beside = place < len(dialog.beside.tables)
    table = dialog.beside.tables[place] if is_beside else dialog.rows
    assert table.isVisible()
    cells = [table.item(row, 0) for row in range(table.rowCount())]
    return [cell.text() for cell in cells if cell is not None] == [str(each) for each in labels]


def test_one_that_is_to_be_confirmed_is_shown_at_once(qtbot: QtBot, pets: Path) -> None:
    question = asked(pets)
    assert len(question.readings) == 1
    dialog = show(qtbot, ReadingDialog(pets, question, ReadOptions()), 760, 560)
    told = Told(dialog.chosen)
    assert dialog.choices.checkedId() == 0
    qtbot.waitUntil(lambda: shows(dialog, ["cat", "dog", "owl", "cat"]))
    click(dialog.read)
    assert told == [ReadOptions(class_names=("cat", "dog", "owl"))]


def test_another_answer_can_be_typed(qtbot: QtBot, pets: Path) -> None:
    dialog = show(qtbot, ReadingDialog(pets, asked(pets), ReadOptions()), 760, 560)
    told = Told(dialog.chosen)
    click(dialog.other)
    user.write(dialog.other, "cat, owl, dog")
    assert dialog.choices.checkedId() == 1
    click(dialog.read)
    assert told == [ReadOptions(class_names=("cat", "owl", "dog"))]


def test_an_answer_that_will_not_do_is_refused_in_place(qtbot: QtBot, pets: Path) -> None:
    dialog = show(qtbot, ReadingDialog(pets, asked(pets), ReadOptions()), 760, 560)
    told = Told(dialog.chosen)
    click(dialog.other)
    user.write(dialog.other, "cat, owl, bird")
    user.key(dialog, Qt.Key.Key_Tab)
    qtbot.waitUntil(dialog.reason.isVisible)
    assert "dog" in dialog.reason.text()
    click(dialog.choices.button(0))
    assert not dialog.reason.isVisible()
    assert told == []


def test_many_readings_of_long_names_fit_a_small_screen(qtbot: QtBot, path: Path) -> None:
    labels = [f"{k} " + "an extraordinarily long name of a column " * 6 for k in range(30)]
    why = "it has one label a row and its name says so, " * 5
    readings = [
        Reading(Field.LABELS, label, f"“{label}”", why, None, ReadOptions(labels=label))
        for label in labels
    ]
    question = AmbiguousFile("more than one column could be the truth", readings)
    dialog = show(qtbot, ReadingDialog(path, question, ReadOptions()), 760, 560)
    smallest = dialog.minimumSizeHint()
    assert smallest.boundedTo(QSize(1024, 700)) == smallest
    button = dialog.choices.button(0)
    assert button.width() <= dialog.width()
    assert labels[0] in button.toolTip()
    assert dialog.buttons.geometry().bottom() <= dialog.height()


@pytest.mark.parametrize("size", [100, 160, 250])
def test_a_long_name_and_large_type_leave_all_of_it_on_a_small_screen(
    size: int, qtbot: QtBot, tmp_path: Path
) -> None:
    path = written(tmp_path / f"{'predictions_of_a_model_' * 6}.csv", TWO_TRUTHS)
    label = "the_label_of_a_column_with_a_name_" * 4
    readings = [
        Reading(Field.LABELS, label, f"“{label}{k}”", f"it is “{label}{k}”", None, ReadOptions())
        for k in range(10)
    ]
    question = AmbiguousFile("more than one column could be the truth", readings)
    desk = show(qtbot, QWidget(), 800, 600)
    font = desk.font()
    font.setPixelSize(QFontInfo(font).pixelSize() * size // 100)
    desk.setFont(font)
    dialog = ReadingDialog(path, question, ReadOptions(), desk)
    smallest = dialog.minimumSizeHint()
    assert smallest.boundedTo(QSize(960, 660)) == smallest
    assert dialog.head.isHidden()  # nothing is chosen: the readings have all the room
    assert dialog.rows.isHidden()
    assert path.name in dialog.question.toolTip()


def test_the_window_asks_and_opens_what_is_chosen(
    window: MainWindow, qtbot: QtBot, path: Path
) -> None:
    window.files.open_path(path)
    dialog = dialog_of(qtbot, window)
    assert dialog.windowModality() is Qt.WindowModality.WindowModal
    assert window.store.document.title == "Fruit"
    assert not window.notice.isVisible()
    click(dialog.choices.button(1))
    wanted = asked(path).readings[1].options
    click(dialog.read)
    qtbot.waitUntil(lambda: window.store.document.title == "two.csv")
    assert window.data is not None
    assert window.data.file is not None
    assert window.data.file.options == wanted


def test_cancelled_leaves_what_is_open(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    window.files.open_path(path)
    dialog = dialog_of(qtbot, window)
    click(dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel))
    assert window.store.document.title == "Fruit"
    assert window.memory.choices_of(path) is None


def test_an_answer_may_lead_to_another_question(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    head, *rows = (line.rsplit(",", 2) for line in TWO_TRUTHS.splitlines())
    pets, bugs = ("cat", "dog", "owl"), ("ant", "bee", "fly")
    named = [",".join((scores, pets[int(a)], bugs[int(b)])) for scores, a, b in rows]
    twice = written(tmp_path / "twice.csv", "\n".join([",".join(head), *named]) + "\n")
    window.files.open_path(twice)
    first = dialog_of(qtbot, window)
    click(first.choices.button(0))
    click(first.read)
    second = dialog_of(qtbot, window)
    assert "which column of the scores is which class" in second.question.text()
    click(second.read)
    qtbot.waitUntil(lambda: window.store.document.title == "twice.csv")


def test_a_file_from_the_command_line_is_asked_about_too(qtbot: QtBot, path: Path) -> None:
    window = show_window(qtbot, str(path))
    dialog = dialog_of(qtbot, window)
    click(dialog.choices.button(0))
    click(dialog.read)
    qtbot.waitUntil(lambda: window.store.document.title == "two.csv")


def test_the_first_rows_of_two_readings_stand_side_by_side(qtbot: QtBot, path: Path) -> None:
    question = asked(path)
    dialog = show(qtbot, ReadingDialog(path, question, ReadOptions()), 760, 560)
    tables, titles = dialog.beside.tables, dialog.beside.titles
    assert [title.text() for title in titles] == [reading.label for reading in question.readings]
    for table, reading in zip(tables, question.readings, strict=True):
        labels = [str(each) for each in read(path, reading.options).targets]
        qtbot.waitUntil(partial(has_labels, table, labels))
    assert not any(title.font().bold() for title in titles)
    click(dialog.choices.button(1))
    assert [title.font().bold() for title in titles] == [False, True]


def has_labels(table: QTableWidget, labels: list[str]) -> bool:
    cells = [table.item(row, 0) for row in range(table.rowCount())]
    return [cell.text() for cell in cells if cell is not None] == labels


def test_a_reading_that_fits_far_worse_is_marked(qtbot: QtBot, path: Path) -> None:
    question = asked(path)
    dialog = show(qtbot, ReadingDialog(path, question, ReadOptions()), 760, 560)
    fits = [reading.fit.accuracy for reading in question.readings if reading.fit is not None]
    assert fits == sorted(fits, reverse=True)
    marked = [MARK in dialog.choices.button(k).accessibleDescription() for k in range(len(fits))]
    assert marked == [fit < 0.7 * fits[0] for fit in fits]
    assert any(marked)


@pytest.mark.parametrize(("times", "said"), [(1, "measured on 4 rows"), (80, "on the first 256")])
def test_it_says_on_which_rows_they_were_measured(
    times: int, said: str, qtbot: QtBot, tmp_path: Path
) -> None:
    head, *rows = TWO_TRUTHS.splitlines(keepends=True)
    path = written(tmp_path / "many.csv", head + "".join(rows) * times)
    dialog = show(qtbot, ReadingDialog(path, asked(path), ReadOptions()), 760, 560)
    assert said in dialog.measured_on.text()
