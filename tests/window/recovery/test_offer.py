"""What was left is offered in one notice, and comes back as it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.model import Document
from ceviz.storage import session
from ceviz.storage.journal import writer
from ceviz.storage.journal.left import left_in
from ceviz.storage.opened import OpenedFile
from ceviz.store import Intent
from ceviz.window.files.on_disk import OnDisk
from ceviz.window.files.questions import Wish
from ceviz.window.main_window import MainWindow
from ceviz.window.recovery.keeper import Keeper
from ceviz.window.recovery.offer import RESTORE
from ceviz.window.state_folder import journals
from tests.helpers.documents import free_fruit, infinite
from tests.helpers.files import load, write_npz
from tests.storage.journal.test_left import later
from tests.window.conftest import Answer, Answers
from tests.window.recovery.conftest import left_documents, offered

KeptWindow = tuple[MainWindow, Keeper]
Leave = Callable[..., None]


def buttons(window: MainWindow) -> dict[str, QPushButton]:
    """The notice's buttons that are to be seen."""
    found = window.notice.findChildren(QPushButton)
    return {button.text(): button for button in found if button.isVisible()}


def in_menu(window: MainWindow) -> bool:
    return RESTORE in [action.text() for action in window.menus.file.actions()]


def test_nothing_is_offered_where_nothing_was_left(qtbot: QtBot, kept_window: KeptWindow) -> None:
    window, keeper = kept_window
    assert offered(qtbot, window, keeper, []).found == []
    assert not window.notice.isVisible()
    assert not in_menu(window)


def test_it_is_restored_with_title_file_and_its_unsaved_mark(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, tmp_path: Path
) -> None:
    window, keeper = kept_window
    path = tmp_path / "mine.ceviz"
    session.save(path, free_fruit())
    known = OnDisk()
    known.remember(path)
    left = edits.set_score(free_fruit(), 0, 7.25)
    leave(left, path=path, contents=known.known(path), steps=1, at=time.time())
    offer = offered(qtbot, window, keeper, [])
    assert window.notice.message.text().startswith("“mine.ceviz” (today ")
    assert list(buttons(window)) == ["Restore", "Discard", "Show what"]
    buttons(window)["Restore"].click()
    assert window.store.document.same_as(left)
    assert window.windowTitle() == "mine.ceviz[*] — ceviz"
    assert window.isWindowModified()
    assert offer.found == []
    assert not in_menu(window)
    # It is in a journal at every moment: first in the old one, then in the window's own.
    qtbot.waitUntil(lambda: len(list(journals().glob("*.journal"))) == 1, timeout=60_000)
    assert left_documents() == []  # of a living window
    assert window.files.save()
    assert session.load(path).same_as(left)


def test_it_stays_where_it_was_left_if_the_new_journal_cannot_be_written(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, keeper = kept_window
    left = edits.set_score(free_fruit(), 0, 7.25)
    leave(left, steps=1, at=time.time())
    offered(qtbot, window, keeper, [])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer.Journal, "_open", full)
    buttons(window)["Restore"].click()
    assert window.store.document.same_as(left)
    assert not keeper.wait(60.0)
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()
    assert len(list(journals().glob("*.journal"))) == 1


def test_a_file_that_was_written_since_is_not_overwritten_unasked(
    qtbot: QtBot,
    kept_window: KeptWindow,
    leave: Leave,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, keeper = kept_window
    path = tmp_path / "mine.ceviz"
    session.save(path, free_fruit())
    known = OnDisk()
    known.remember(path)
    leave(infinite(), path=path, contents=known.known(path))
    session.save(path, replace(free_fruit(), title="by another program"))
    offered(qtbot, window, keeper, [])
    buttons(window)["Restore"].click()
    asked = []

    def answer(_: object, about: Path) -> Wish:
        asked.append(about)
        return Wish.NOTHING

    monkeypatch.setattr("ceviz.window.files.questions.ask_what", answer)
    assert not window.files.save()
    assert asked == [path]
    assert session.load(path).title == "by another program"


def test_several_are_one_notice_and_a_window_each(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave
) -> None:
    window, keeper = kept_window
    lefts = [replace(free_fruit(), title=f"number {i}") for i in range(4)]
    for at, document in enumerate(lefts):
        leave(document, at=float(at), steps=at)
    more: list[MainWindow] = []
    offered(qtbot, window, keeper, more)
    words = window.notice.message.text()
    assert "“number 3” (1 January 1970" in words
    assert words.endswith("and 1 more were not saved when ceviz ended.")
    buttons(window)["Show what"].click()
    assert list(buttons(window)) == ["Restore", "Discard"]
    lines = window.notice.message.text().splitlines()
    assert len(lines) == 4
    assert lines[2].startswith("“number 1”: 3 classes (Apple, Banana, …), 1 step, 1 January 1970")
    buttons(window)["Restore"].click()
    shown = [each.store.document for each in (window, *more)]
    assert [document.title for document in shown] == [f"number {i}" for i in (3, 2, 1, 0)]


def test_the_offer_stays_while_work_goes_on_and_in_the_menu(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave
) -> None:
    window, keeper = kept_window
    leave(infinite())
    offer = offered(qtbot, window, keeper, [])
    window.store.apply(Intent("z", partial(edits.set_score, i=1, value=0.0)))
    assert window.notice.isVisible()
    window.notice.hide()
    assert in_menu(window)
    offer.show()
    assert list(buttons(window)) == ["Restore", "Discard", "Show what"]


def test_what_is_here_is_asked_about_before_it_is_replaced(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, answers: Answers
) -> None:
    window, keeper = kept_window
    leave(infinite())
    offer = offered(qtbot, window, keeper, [])
    window.store.apply(Intent("z", partial(edits.set_score, i=1, value=0.0)))
    mine = window.store.document
    buttons(window)["Restore"].click()
    assert answers.asked == ["Unsaved changes: Save the changes to “Fruit”?"]
    assert window.store.document is mine
    assert len(offer.found) == 1
    assert in_menu(window)


def test_discarded_it_is_gone(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, answers: Answers
) -> None:
    window, keeper = kept_window
    leave(infinite())
    leave(free_fruit())
    offer = offered(qtbot, window, keeper, [])
    buttons(window)["Discard"].click()
    assert len(answers.asked) == 1
    assert answers.asked[0].endswith("Discard it for good?")
    assert len(offer.found) == 2  # the question was called off
    answers.save_changes = Answer.Discard
    buttons(window)["Discard"].click()
    assert offer.found == []
    assert not in_menu(window)
    assert list(journals().iterdir()) == []


def test_what_a_later_ceviz_wrote_last_is_named_kept_and_the_rest_restored(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave
) -> None:
    window, keeper = kept_window
    leave(free_fruit(), at=time.time())
    (path,) = journals().glob("*.journal")
    data = later(path)
    offered(qtbot, window, keeper, [])
    assert "only a later ceviz can read; it stays kept." in window.notice.message.text()
    buttons(window)["Show what"].click()
    said = window.notice.message.text()
    assert f"2 later steps, which a later ceviz can read, stay in {path}" in said
    buttons(window)["Restore"].click()
    assert window.store.document.same_as(free_fruit())
    assert keeper.wait(60.0)
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()
    assert path.read_bytes() == data


@pytest.mark.parametrize("more", [False, True])
def test_what_another_version_left_is_named_and_stays(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, more: bool
) -> None:
    window, keeper = kept_window
    if more:
        leave(free_fruit(), at=time.time())
    foreign = journals() / "00.journal"
    foreign.parent.mkdir(parents=True, exist_ok=True)
    foreign.write_bytes(b"ceviz journal 2\n" + bytes(100))
    offered(qtbot, window, keeper, [])
    assert f"It stays in {foreign}." in window.notice.message.text()
    assert bool(buttons(window).get("Restore")) == more
    assert foreign.exists()


def test_undecided_it_is_offered_again(qtbot: QtBot, kept_window: KeptWindow, leave: Leave) -> None:
    window, keeper = kept_window
    leave(infinite())
    offered(qtbot, window, keeper, []).release()
    assert [document.same_as(infinite()) for document in left_documents()] == [True]


def edited_file(folder: Path, leave: Leave) -> tuple[Path, OpenedFile]:
    """A file whose row 7 was edited, and the edit not saved."""
    path = write_npz(folder / "file.npz", rows=40)
    file = load(path)
    leave(edits.set_score(edits.select_sample(file.document, 7), 1, 4.25), file=file)
    return path, file


def restored_file(qtbot: QtBot, window: MainWindow, keeper: Keeper) -> Document:
    offered(qtbot, window, keeper, [])
    with qtbot.waitSignal(window.files.file_opened, timeout=60_000):
        buttons(window)["Restore"].click()
    return window.store.document


def test_edits_of_a_file_come_back_over_the_file(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, tmp_path: Path
) -> None:
    window, keeper = kept_window
    edited_file(tmp_path, leave)
    document = restored_file(qtbot, window, keeper)
    assert set(document.samples.edited) == {7}
    assert document.sample.scores[1] == 4.25
    assert window.files.has_unsaved
    assert window.store.file is not None
    window.store.undo()
    assert not window.store.document.samples.edited


def test_what_is_being_restored_is_neither_restored_twice_nor_discarded(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, tmp_path: Path, answers: Answers
) -> None:
    window, keeper = kept_window
    edited_file(tmp_path, leave)
    offer = offered(qtbot, window, keeper, [])
    with qtbot.waitSignal(window.files.file_opened, timeout=60_000):
        buttons(window)["Restore"].click()
        for again in ("Restore", "Discard"):
            offer.show()
            buttons(window)[again].click()
        assert len(offer.found) == 1  # it is under way, so it is not discarded
    assert answers.asked == []
    assert set(window.store.document.samples.edited) == {7}
    assert window.store.history.index() == 1
    assert offer.found == []


def test_a_file_that_is_given_up_at_a_question_is_not_restored_later(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, tmp_path: Path
) -> None:
    window, keeper = kept_window
    path, _ = edited_file(tmp_path, leave)
    offer = offered(qtbot, window, keeper, [])
    buttons(window)["Restore"].click()
    predictions = window.files.predictions
    predictions.dropped.emit()  # as a dialog does that is called off
    with qtbot.waitSignal(window.files.file_opened, timeout=60_000):
        predictions.open(path, asked=True)
    assert not window.store.document.samples.edited
    assert len(offer.found) == 1
    assert in_menu(window)


def test_a_file_that_changed_elsewhere_is_told(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, tmp_path: Path
) -> None:
    window, keeper = kept_window
    path, file = edited_file(tmp_path, leave)
    scores = file.predictions.scores.copy()
    scores[8] += 1.0
    write_npz(path, rows=40, logits=scores)
    document = restored_file(qtbot, window, keeper)
    assert set(document.samples.edited) == {7}
    assert "file.npz has changed" in window.notice.message.text()


def test_edits_of_rows_that_changed_are_told(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, tmp_path: Path
) -> None:
    window, keeper = kept_window
    path, file = edited_file(tmp_path, leave)
    write_npz(path, rows=40, logits=file.predictions.scores + 1.0)
    document = restored_file(qtbot, window, keeper)
    assert not document.samples.edited
    assert "an edit is left out" in window.notice.message.text()
    # The file may be as it was again: the journal stays, and this window's does not replace it.
    keeper.settle()
    keeper.finish(keep=True)
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()
    write_npz(path, rows=40, logits=file.predictions.scores)
    found = [left for left in left_in(journals()) if left.kept.file == path]
    again = [left.kept.over(load(path), left.title)[0] for left in found]
    assert [7] in [list(document.samples.edited) for document in again]
    for left in found:
        left.release()


def test_a_file_that_is_gone_is_told_and_its_edits_stay_left(
    qtbot: QtBot, kept_window: KeptWindow, leave: Leave, tmp_path: Path
) -> None:
    window, keeper = kept_window
    path = write_npz(tmp_path / "file.npz", rows=40)
    file = load(path)
    leave(edits.set_score(file.document, 1, 4.25), file=file)
    path.unlink()
    offer = offered(qtbot, window, keeper, [])
    with qtbot.waitSignal(window.files.predictions.refused, timeout=60_000):
        buttons(window)["Restore"].click()
    assert len(offer.found) == 1
    assert in_menu(window)
    offer.release()
