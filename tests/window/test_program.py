"""The end of a program: told to end it asks nothing and keeps everything; a closed window does."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.model import Document
from ceviz.storage import session
from ceviz.storage.journal.left import left_in
from ceviz.store import End, Intent
from ceviz.window.main_window import MainWindow
from ceviz.window.program import Program
from ceviz.window.signals import ENDED_BY, Ending
from ceviz.window.state_folder import journals
from tests.helpers.fixtures import show_window
from tests.window.conftest import Answer, Answers
from tests.window.test_signals import posix, program


@pytest.fixture
def running(qtbot: QtBot) -> Iterator[tuple[Program, MainWindow]]:
    """A program with one window, on the fruit."""
    shutil.rmtree(journals(), ignore_errors=True)
    window = show_window(qtbot)
    application, ending = QApplication.instance(), Ending()
    assert isinstance(application, QApplication)
    made = Program(application, ending, partial(show_window, qtbot))
    made.add(window)
    yield made, window
    made.finish()
    ending.stop()
    made.deleteLater()
    shutil.rmtree(journals(), ignore_errors=True)


def step(window: MainWindow, value: float = 2.0) -> None:
    window.store.apply(Intent("z", partial(edits.set_score, i=1, value=value)))


def left() -> list[Document]:
    found = left_in(journals())
    documents = [each.kept.document(each.title) for each in found]
    for each in found:
        each.release()
    return documents


def test_told_to_end_it_keeps_what_is_not_saved(
    running: tuple[Program, MainWindow], answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, window = running
    codes: list[int] = []
    monkeypatch.setattr(QCoreApplication, "exit", codes.append)
    step(window)
    made.end(ENDED_BY + signal.SIGTERM)
    made.finish()
    assert codes == [ENDED_BY + signal.SIGTERM]
    assert answers.asked == []
    assert [document.same_as(window.store.document) for document in left()] == [True]


def test_the_desktops_end_keeps_a_drag_and_lets_the_window_close_unasked(
    running: tuple[Program, MainWindow], answers: Answers
) -> None:
    made, window = running
    step(window)
    gesture = window.store.begin()
    gesture.preview(Intent("z", partial(edits.set_score, i=1, value=3.0)))
    made.keep_all()
    assert gesture.over
    assert window.close()
    assert answers.asked == []
    assert made.windows == []
    assert [document.sample.scores[1] for document in left()] == [3.0]


def test_a_session_that_goes_on_after_all_asks_again(
    running: tuple[Program, MainWindow], answers: Answers
) -> None:
    made, window = running
    step(window)
    made.keep_all()
    step(window, 5.0)
    assert not window.close()
    assert len(answers.asked) == 1


def test_when_the_session_goes_on_nothing_is_replaced_unasked(
    running: tuple[Program, MainWindow], answers: Answers, tmp_path: Path
) -> None:
    """A log-out that is cancelled keeps windows; another file is another matter."""
    made, window = running
    answers.name = str(tmp_path / "mine.ceviz")
    assert window.files.ask_save()
    session.save(tmp_path / "other.ceviz", window.store.document)
    step(window)
    mine = window.store.document
    answers.asked.clear()
    made.keep_all()
    window.files.open_path(tmp_path / "other.ceviz")
    assert len(answers.asked) == 1
    assert window.store.document is mine


def test_what_its_user_discards_is_gone(
    running: tuple[Program, MainWindow], answers: Answers
) -> None:
    made, window = running
    step(window)
    answers.save_changes = Answer.Discard
    assert window.close()
    assert len(answers.asked) == 1
    made.finish()
    assert left() == []
    assert list(journals().iterdir()) == []


def three(made: Program, window: MainWindow, qtbot: QtBot) -> list[MainWindow]:
    """Windows of one program with something to save in each, as after restoring three."""
    windows = [window, show_window(qtbot), show_window(qtbot)]
    for place, each in enumerate(windows):
        if place:
            made.add(each)
        step(each, 2.0 + place)
    return windows


def test_to_quit_asks_every_window(
    running: tuple[Program, MainWindow], qtbot: QtBot, answers: Answers
) -> None:
    made, window = running
    three(made, window, qtbot)
    answers.save_changes = Answer.Discard
    window.files.quit_wanted.emit()
    assert len(answers.asked) == 3
    assert made.windows == []
    made.finish()
    assert left() == []


def test_one_that_is_to_stay_keeps_all(
    running: tuple[Program, MainWindow],
    qtbot: QtBot,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, window = running
    windows = three(made, window, qtbot)
    kept = [each.store.document for each in windows]
    said = iter([Answer.Discard, Answer.Cancel])
    monkeypatch.setattr(QMessageBox, "question", lambda *_: next(said))
    windows[1].files.quit_wanted.emit()
    assert next(said, None) is None
    assert made.windows == windows
    assert all(each.isVisible() and each.files.has_unsaved for each in windows)
    # What was given up for quitting is asked about again.
    monkeypatch.setattr(QMessageBox, "question", answers.question)
    assert not windows[1].close()
    assert len(answers.asked) == 1
    for each in windows:
        each.store.end_gesture(End.SUPERSEDED)
    assert all(made._keepers[each].wait(60.0) for each in windows)
    made.finish()
    found = left()
    assert len(found) == 3
    assert all(any(document.same_as(each) for each in found) for document in kept)


def test_what_is_saved_while_quitting_is_saved(
    running: tuple[Program, MainWindow], qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    made, window = running
    windows = three(made, window, qtbot)
    for place, each in enumerate(windows):
        answers.name = str(tmp_path / f"{place}.ceviz")
        assert each.files.ask_save()
        step(each, 7.0 + place)
    answers.asked.clear()
    answers.save_changes = Answer.Save
    window.files.quit_wanted.emit()
    assert made.windows == []
    assert len(answers.asked) == 3
    saved = [session.load(tmp_path / f"{place}.ceviz").sample.scores[1] for place in range(3)]
    assert saved == [7.0, 8.0, 9.0]


def test_while_something_is_presented_no_file_is_opened_behind_it(
    running: tuple[Program, MainWindow],
) -> None:
    made, window = running
    assert window.present is not None
    assert made._is_free()
    window.present.start()
    shown = window.present.presentation
    assert shown is not None
    assert not made._is_free()
    shown.close()
    assert made._is_free()


def test_a_second_window_has_a_journal_of_its_own(
    running: tuple[Program, MainWindow], qtbot: QtBot
) -> None:
    made, window = running
    other = show_window(qtbot)
    made.add(other)
    keeper = made._keepers[other]
    step(window, 1.0)
    step(other, 2.0)
    assert keeper.wait(60.0)
    window.store.end_gesture(End.SUPERSEDED)
    made.finish()
    assert sorted(document.sample.scores[1] for document in left()) == [1.0, 2.0]


@posix
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb to lose it")
def test_it_is_kept_when_the_screen_is_lost(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    ) as screen:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                display = told.readline().strip()
            with program(
                XDG_STATE_HOME=str(tmp_path), QT_QPA_PLATFORM="xcb", DISPLAY=f":{display}"
            ) as running_program:
                assert running_program.stdout is not None
                assert running_program.stdout.readline() == "ready\n"
                screen.kill()
                running_program.communicate(timeout=60)
        finally:
            screen.kill()
    assert running_program.returncode == 1
    (found,) = left_in(tmp_path / "ceviz" / "ceviz" / "journals")
    assert found.kept.document("it").sample.scores[1] == 0.0
    found.release()
