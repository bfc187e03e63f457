"""The question before a new document: how many classes, and what they are called."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ceviz.document.classes import MAX_CLASSES
from ceviz.document.model import MIN_CLASSES, Document
from ceviz.window.files.new_dialog import USUAL, NewDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> NewDialog:
    made = NewDialog()
    qtbot.addWidget(made)
    # The test has a look at it after it was answered.
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    return made


@pytest.fixture
def made(dialog: NewDialog) -> list[Document]:
    """What was made of the answers."""
    documents: list[Document] = []
    dialog.made.connect(documents.append)
    return documents


def test_as_many_classes_as_there_may_be(dialog: NewDialog) -> None:
    assert (dialog.count.minimum(), dialog.count.maximum()) == (MIN_CLASSES, MAX_CLASSES)


def test_enter_takes_the_usual_number(dialog: NewDialog, made: list[Document]) -> None:
    dialog.accept()
    assert [len(each.classes) for each in made] == [USUAL]


def test_names_that_are_typed_count_for_themselves(dialog: NewDialog, made: list[Document]) -> None:
    QTest.keyClicks(dialog.names, "cat, dog, bird, bat")
    assert dialog.count.value() == 4
    assert not dialog.count.isEnabled()
    dialog.accept()
    assert made[0].classes.names == ("cat", "dog", "bird", "bat")


def test_without_names_the_number_counts_again(dialog: NewDialog, made: list[Document]) -> None:
    QTest.keyClicks(dialog.names, "cat, dog")
    dialog.names.selectAll()
    QTest.keyClicks(dialog.names, " ")
    assert dialog.count.isEnabled()
    dialog.count.setValue(5)
    dialog.accept()
    assert len(made[0].classes) == 5


def test_names_that_will_not_do_are_refused_in_place(
    dialog: NewDialog, made: list[Document]
) -> None:
    QTest.keyClicks(dialog.names, "cat, cat")
    dialog.accept()
    assert made == []
    assert dialog.names.property("refused")
    assert "cannot both be called" in dialog.names.property("reason")
    QTest.keyClicks(dialog.names, "s")
    assert not dialog.names.property("refused")
    dialog.accept()
    assert made[0].classes.names == ("cat", "cats")
