"""Names and cells that look like HTML, keys or marks of Qt's, all over the window."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QPointF, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QLabel, QMenu
from pytestqt.qtbot import QtBot

from ceviz.document.classes import rename_class
from ceviz.storage import session
from ceviz.store import Intent
from ceviz.views.registry import VIEWS
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.window.conftest import Answer, Answers

NASTY = "<b>x</b>"


@pytest.fixture
def nasty(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """The window on a file whose classes have such names, all its views open."""
    path = tmp_path / "wide.csv"
    path.write_text(f"label,{NASTY},R&D\nR&D,1.5,2.5\n{NASTY},0.5,-1\nR&D,0.5,-1\n")
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.store.document.classes.names == (NASTY, "R&D"))
    assert window.views is not None
    for spec in VIEWS:
        window.views.open(spec.name).grab()
    return window


def as_shown(label: QLabel) -> str:
    """What a user reads on ``label``, where Qt guesses included."""
    if label.textFormat() is Qt.TextFormat.PlainText:
        return label.text()
    shown = QTextDocument()
    shown.setHtml(label.text())
    return shown.toPlainText()


def test_every_label_with_a_name_in_it_shows_it_as_it_is_written(nasty: MainWindow) -> None:
    nasty.pipeline.bars.open_editor(0)
    labels = [label for label in nasty.findChildren(QLabel) if "x" in label.text()]
    wrong = [label.text() for label in labels if NASTY in label.text() != as_shown(label)]
    assert wrong == []
    assert any(as_shown(label) == f"q({NASTY})" for label in labels)


def test_no_tool_tip_of_a_table_is_html(nasty: MainWindow) -> None:
    seen = []
    for table in nasty.findChildren(QAbstractItemView):
        model: QAbstractItemModel = table.model()
        for row in range(min(model.rowCount(), 3)):
            for column in range(model.columnCount()):
                tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
                seen += [tip] if tip and "x" in tip else []
    assert seen
    assert [tip for tip in seen if NASTY in tip] == []


def test_ampersands_in_menus_are_shown(
    window: MainWindow, tmp_path: Path, answers: Answers
) -> None:
    path = tmp_path / "R&D.ceviz"
    session.save(path, fruit())
    window.files.open_path(path)
    menu = user.menu(window, "File", "Open recent")
    assert menu.actions()[0].text() == "R&&D.ceviz"
    window.store.apply(Intent("Rename Apple to R&D", partial(rename_class, i=0, name="R&D")))
    undo, redo = user.menu(window, "Edit").actions()[:2]
    assert undo.text() == "&Undo Rename Apple to R&&D"
    undo.trigger()
    assert redo.text() == "&Redo Rename Apple to R&&D"


def test_ampersands_in_the_menu_of_a_bar_are_shown(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    class Menu(QMenu):
        def exec(self, *_: object) -> None:  # type: ignore[override]
            offered.extend(action.text() for action in self.actions())

    monkeypatch.setattr("ceviz.panels.picture_panel.QMenu", Menu)
    window.store.apply(Intent("Rename", partial(rename_class, i=0, name="R&D")))
    bars = window.pipeline.bars
    g = bars.geometry_now()
    place = QPointF(g.columns.centre(0), g.frame.plot.center().y())
    user.click(bars, place, button=user.Button.RightButton)
    assert offered[:3] == ["Type a value for R&&D…", "Make R&&D the true class", "Lock R&&D"]


def test_the_question_and_the_title_show_a_title_as_it_is(
    window: MainWindow, answers: Answers
) -> None:
    window.store.open(replace(fruit(), title=f"{NASTY} [*]"))
    window.files.renamed.emit()
    window.store.apply(Intent("Rename", partial(rename_class, i=0, name="Pear")))
    answers.save_changes = Answer.Cancel
    assert not window.files.may_leave()
    shown = QTextDocument()
    shown.setHtml(answers.asked[0].removeprefix("Unsaved changes: "))
    assert shown.toPlainText() == f"Save the changes to “{NASTY} [*]”?"
    handle = window.windowHandle()
    assert handle is not None
    assert f"{NASTY} [*]" in handle.title()
