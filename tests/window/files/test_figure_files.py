"""An exported figure, dropped, opened or named: the window goes on where it was."""

from __future__ import annotations

from dataclasses import is_dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.document.model import Document
from ceviz.draw.plot import Figure
from ceviz.draw.state import View
from ceviz.export.carry import carried_by
from ceviz.export.render import render_file
from ceviz.storage import session
from ceviz.storage.settings import ViewSettings
from ceviz.storage.sources import patterns
from ceviz.views.figures import figure, figure_of
from ceviz.window.main_window import MainWindow
from tests.helpers import settings
from tests.helpers.documents import batch, fruit, many
from tests.helpers.fixtures import show_window
from tests.views.test_figures import kept
from tests.views.test_rows_follow import OPTIONS
from tests.window.conftest import Answer, Answers
from tests.window.files.test_files import drop, edit, names
from tests.window.files.test_files import saved as saved

#: What can be taken up again: a picture's own options, in the window as on the page.
NAMES = [name for name in OPTIONS if is_dataclass(OPTIONS[name].picture)]


def exported(path: Path, made: Figure) -> bytes:
    """Writes the figure; what it carries."""
    render_file(made, path)
    return carried_by(made, path.suffix.removeprefix("."))


def of_fruit(path: Path) -> bytes:
    return exported(path, figure(batch(), "bars", view=View(log_q=True, shares=True), selected=2))


def carried_again(window: MainWindow, plot: str) -> bytes:
    """What an export of the window would carry now."""
    return carried_by(figure_of(window.scene.state, plot, window._shown_pictures()), "svg")


@pytest.mark.parametrize("name", NAMES)
def test_an_export_of_what_is_opened_carries_the_same(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    option = OPTIONS[name]
    usual = figure(option.document(), option.plot)
    carried = exported(tmp_path / "f.svg", Figure(usual.plot, kept(option.picture), usual.state))
    drop(window, QUrl.fromLocalFile(str(tmp_path / "f.svg")))
    assert window.store.document.same_as(option.document())
    assert option.plot in window._shown_pictures()
    qtbot.waitUntil(lambda: carried_again(window, option.plot) == carried)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_it_is_opened_from_the_command_line(qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"f.{kind}"
    carried = of_fruit(path)
    window = show_window(qtbot, str(path))
    assert carried_again(window, "bars") == carried
    assert window.scene.view == View(log_q=True, shares=True)
    assert names(window) == [path.name]


@pytest.mark.parametrize("named", [True, False])
def test_how_it_was_looked_at_is_not_the_users_choice(
    qtbot: QtBot, tmp_path: Path, named: bool
) -> None:
    of_fruit(tmp_path / "f.png")
    settings.remember(view=ViewSettings(simple=True, shares=False))
    window = show_window(qtbot, str(tmp_path / "f.png") if named else None)
    if not named:
        window.files.open_path(tmp_path / "f.png")
    assert window.scene.view == View(log_q=True, shares=True)
    window.scene.hover(1)
    assert window.memory.view == View(simple=True, shares=False)
    # What is chosen from there on is kept, and nothing else.
    window.scene.set_view(View(log_q=True, shares=True, softmax=True))
    assert window.memory.view == View(simple=True, shares=False, softmax=True)


def test_it_is_opened_by_name_and_no_save_replaces_it(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    path = tmp_path / "f.pdf"
    of_fruit(path)
    before, answers.name = path.read_bytes(), str(path)
    window.files.ask_open()
    assert window.store.document.same_as(batch())
    assert not window.isWindowModified()
    assert window.files.path is None
    after = edit(window)
    answers.name = str(tmp_path / "mine.ceviz")
    assert window.files.save()
    assert session.load(answers.name).same_as(after)
    assert path.read_bytes() == before


def test_undo_brings_back_what_was_left_for_it(window: MainWindow, tmp_path: Path) -> None:
    carried = of_fruit(tmp_path / "f.png")
    after = edit(window)
    window.files.open_path(tmp_path / "f.png")
    assert carried_again(window, "bars") == carried
    window.store.undo()
    assert window.store.document.same_as(after)


def test_changes_to_a_file_are_asked_about_first(
    window: MainWindow, answers: Answers, tmp_path: Path, saved: Path
) -> None:
    of_fruit(tmp_path / "f.png")
    window.files.open_path(saved)
    after, answers.save_changes = edit(window), Answer.Cancel
    window.files.open_path(tmp_path / "f.png")
    assert window.store.document is after
    assert len(answers.asked) == 1


def test_one_without_data_is_refused_in_words(window: MainWindow, tmp_path: Path) -> None:
    before = window.store.document
    render_file(figure(fruit(), "bars"), tmp_path / "f.svg", without_data=True)
    window.files.open_path(tmp_path / "f.svg")
    QApplication.processEvents()
    assert window.store.document is before
    assert "exported without data" in window.notice.message.text()


def test_a_document_of_fewer_classes_follows(window: MainWindow, tmp_path: Path) -> None:
    """Views that stand there already are restored too, whatever was shown in them before."""
    for document in (many(5), fruit(), many(7)):
        for plot in ("simplex", "plane", "losses", "areas", "reliability"):
            carried = exported(tmp_path / "f.svg", figure(document, plot))
            window.files.open_path(tmp_path / "f.svg")
            assert carried_again(window, plot) == carried


def test_open_offers_figures() -> None:
    assert all(f"*{suffix}" in patterns() for suffix in (".png", ".svg", ".pdf", ".ceviz"))


def test_the_form_has_nothing_to_choose_for_rows_of_a_file(qtbot: QtBot) -> None:
    from ceviz.window.export.form import ExportForm

    document: Document = fruit()
    for own in (True, False):
        form = ExportForm(document, "bars", own=own)
        qtbot.addWidget(form)
        assert form.without_data.isEnabled() is own
        assert form.without_data.isChecked() is not own
