"""Sessions: new, open, save, recent, the question before anything is lost, what is refused."""

from __future__ import annotations

import sys
import threading
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz import bootstrap
from ceviz.document.edits import set_score, set_temperature, set_true_class
from ceviz.document.handmade import blank_document
from ceviz.document.model import Document
from ceviz.errors import CevizError
from ceviz.storage import session
from ceviz.storage.carried import SUFFIXES
from ceviz.storage.presets import load_preset, presets
from ceviz.storage.readers import Kind, ReadOptions, suffixes
from ceviz.store import Intent
from ceviz.window.files.new_dialog import NewDialog
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.documents import batch, fruit
from tests.helpers.files import write_npz
from tests.helpers.fixtures import show_window
from tests.helpers.images import pixels
from tests.helpers.user import Key, Modifier
from tests.storage.parts.samples import shards
from tests.window.conftest import Answer, Answers

CONTROL = Modifier.ControlModifier
CONTROL_SHIFT = Modifier.ControlModifier | Modifier.ShiftModifier


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A session on the disk."""
    path = tmp_path / "four.ceviz"
    session.save(path, batch())
    return path


def edit(window: MainWindow, value: float = 0.0) -> Document:
    """One step; the document after it."""
    window.store.apply(Intent("z", partial(set_score, i=1, value=value)))
    return window.store.document


def names(window: MainWindow) -> list[str]:
    return [path.name for path in window.memory.recent]


def test_a_first_save_asks_where(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    after = edit(window)
    assert window.isWindowModified()
    assert window.windowTitle() == "Fruit[*] — ceviz"
    answers.name = str(tmp_path / "mine")
    user.key(window, Key.Key_S, CONTROL)
    assert answers.asked == ["Save as in Fruit.ceviz"]
    path = tmp_path / "mine.ceviz"
    assert session.load(path).same_as(after)
    assert window.files.path == path
    assert window.windowTitle() == "mine.ceviz[*] — ceviz"
    assert not window.isWindowModified()
    assert names(window) == ["mine.ceviz"]


@pytest.mark.parametrize("name", ["model.v2", "mine.csv", "mine"])
def test_what_is_saved_can_be_opened_again_and_replaces_nothing_unasked(
    window: MainWindow, answers: Answers, tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"{name}.ceviz"
    path.write_bytes(b"of another")
    answers.name, answers.save_changes = str(tmp_path / name), Answer.No
    assert not window.files.ask_save()
    assert answers.asked[-1] == f"Save as: Replace “{name}.ceviz”?"
    assert path.read_bytes() == b"of another"
    answers.save_changes = Answer.Yes
    assert window.files.ask_save()
    assert session.load(path).same_as(window.store.document)
    assert not (tmp_path / name).exists()


def test_the_next_save_does_not_ask(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    answers.name = str(tmp_path / "mine.ceviz")
    user.key(window, Key.Key_S, CONTROL)
    after = edit(window)
    user.key(window, Key.Key_S, CONTROL)
    assert len(answers.asked) == 1
    assert session.load(tmp_path / "mine.ceviz").same_as(after)
    assert not window.isWindowModified()


def test_save_as_asks_and_goes_on_with_the_new_file(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    for name in ("one.ceviz", "two.ceviz"):
        answers.name = str(tmp_path / name)
        user.key(window, Key.Key_S, CONTROL_SHIFT)
    edit(window)
    user.key(window, Key.Key_S, CONTROL)
    assert session.load(tmp_path / "one.ceviz").same_as(fruit_preset())
    assert session.load(tmp_path / "two.ceviz").same_as(window.store.document)
    assert names(window) == ["two.ceviz", "one.ceviz"]


def fruit_preset() -> Document:
    return load_preset("fruit")


def test_a_save_that_is_called_off_changes_nothing(window: MainWindow, answers: Answers) -> None:
    edit(window)
    user.key(window, Key.Key_S, CONTROL)
    assert window.isWindowModified()
    assert window.files.path is None


def test_a_disk_that_takes_nothing_is_told_of(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    edit(window)
    answers.name = str(tmp_path / "no such folder" / "mine.ceviz")
    user.key(window, Key.Key_S, CONTROL)
    assert window.notice.isVisible()
    assert "mine.ceviz" in window.notice.message.text()
    assert window.isWindowModified()
    assert window.files.path is None


def test_what_was_read_from_another_kind_of_file_is_not_written_over_it(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    window.files.path = tmp_path / "logits.npz"
    answers.name = str(tmp_path / "logits.ceviz")
    user.key(window, Key.Key_S, CONTROL)
    assert not (tmp_path / "logits.npz").exists()
    assert (tmp_path / "logits.ceviz").exists()


def test_open_shows_the_file(window: MainWindow, answers: Answers, saved: Path) -> None:
    answers.name = str(saved)
    user.key(window, Key.Key_O, CONTROL)
    assert window.store.document.same_as(batch())
    assert window.windowTitle() == "four.ceviz[*] — ceviz"
    assert window.samples.isVisible()
    assert window.caption.text() == ""
    assert names(window) == ["four.ceviz"]
    assert window.store.history.count() == 0


def test_an_open_that_is_called_off_changes_nothing(window: MainWindow, answers: Answers) -> None:
    before = window.store.document
    user.key(window, Key.Key_O, CONTROL)
    assert window.store.document is before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "line 1"),
        ('{"ceviz_session": 1, "classes": [], "samples": []}', "samples: a list with at least 1"),
        ('{"ceviz_session": 99}', "later ceviz"),
        ("", "four.ceviz"),
    ],
)
def test_a_broken_file_is_refused_and_nothing_on_screen_changes(
    window: MainWindow, answers: Answers, saved: Path, content: str, reason: str
) -> None:
    after = edit(window)
    before = pixels(window.pipeline.grab().toImage())
    title, history = window.windowTitle(), window.store.history.count()
    saved.write_text(content)
    answers.name, answers.save_changes = str(saved), Answer.Discard
    user.key(window, Key.Key_O, CONTROL)
    assert window.notice.isVisible()
    assert reason in window.notice.message.text()
    assert window.store.document is after
    assert window.windowTitle() == title
    assert window.store.history.count() == history
    assert window.isWindowModified()
    assert names(window) == []
    window.notice.hide()
    QApplication.processEvents()
    assert (pixels(window.pipeline.grab().toImage()) == before).all()


def test_new_asks_how_many_classes(window: MainWindow, answers: Answers, saved: Path) -> None:
    window.files.open_path(saved)
    user.new_document(window)
    assert window.store.document.same_as(blank_document(3))
    assert window.files.path is None
    assert window.windowTitle() == "Untitled[*] — ceviz"
    assert not window.isWindowModified()
    assert not window.caption.isVisible() or window.caption.text() == ""
    user.new_document(window, "7")
    assert window.store.document.same_as(blank_document(7))
    assert answers.asked == []


def test_a_new_document_that_was_not_wanted_after_all(window: MainWindow) -> None:
    before = window.store.document
    user.key(window, Key.Key_N, CONTROL)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NewDialog)
    user.key(dialog, Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    assert window.store.document is before


@pytest.mark.parametrize("way", ["new", "open", "drop", "recent", "gallery"])
def test_every_way_to_another_document_keeps_a_changed_example_in_the_steps(
    window: MainWindow, answers: Answers, saved: Path, way: str
) -> None:
    changed = edit(window)
    answers.name = str(saved)
    wanted = session.load(saved)
    match way:
        case "new":
            user.new_document(window)
            wanted = blank_document(3)
        case "open":
            user.key(window, Key.Key_O, CONTROL)
        case "drop":
            drop(window, QUrl.fromLocalFile(str(saved)))
        case "recent":
            window.memory.remember_file(saved)
            user.trigger(user.menu(window, "File", "Open recent"), saved.name)
        case "gallery":
            gallery(window, "Spam or not")
            wanted = load_preset("spam")
    assert not any("Unsaved" in asked for asked in answers.asked)
    assert window.store.document.same_as(wanted)
    assert window.notice.message.text() == "Left Fruit with its changes. Undo brings it back."
    assert not window.isWindowModified()
    assert window.files.path == (saved if way in ("open", "drop", "recent") else None)
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.same_as(changed)
    assert window.isWindowModified()
    assert window.files.path is None


def test_a_session_that_was_opened_as_a_step_is_saved_where_it_came_from(
    window: MainWindow, answers: Answers, saved: Path
) -> None:
    edit(window)
    window.files.open_path(saved)
    assert window.windowTitle() == "four.ceviz[*] — ceviz"
    after = edit(window, 2.0)
    assert window.isWindowModified()
    user.key(window, Key.Key_S, CONTROL)
    assert answers.asked == []
    assert session.load(saved).same_as(after)
    assert not window.isWindowModified()
    # Back to the example and forth again: each is marked as what it is.
    for modified in (True, True, False):
        user.key(window, Key.Key_Z, CONTROL)
        assert window.isWindowModified() == modified
    for modified in (True, True, False):
        user.key(window, Key.Key_Z, CONTROL_SHIFT)
        assert window.isWindowModified() == modified
    assert window.files.path == saved


def test_a_session_like_the_example_that_is_shown_is_still_its_file(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "same.ceviz"
    session.save(path, window.store.document)
    edit(window)
    window.store.undo()
    window.files.open_path(path)
    assert window.files.path == path
    assert window.windowTitle() == "same.ceviz[*] — ceviz"
    assert not window.isWindowModified()


def gallery(window: MainWindow, title: str) -> None:
    user.trigger(user.menu(window, "Gallery"), title)


def test_a_changed_example_is_left_unasked_and_undo_brings_it_back(
    window: MainWindow, answers: Answers
) -> None:
    caption = window.caption.text()
    changed, changed_caption = edit(window), window.caption.text()
    assert changed_caption != caption
    info = next(info for info in presets() if info.group != "Fruit")
    gallery(window, info.title)
    assert answers.asked == []
    assert window.store.document.same_as(load_preset(info.id))
    assert window.windowTitle() == f"{info.title}[*] — ceviz"
    assert window.caption.text() == info.caption not in (caption, changed_caption)
    assert window.caption.isVisible()
    assert window.notice.isVisible()
    assert window.notice.message.text() == "Left Fruit with its changes. Undo brings it back."
    # A change of the new one is another step.
    window.store.apply(Intent("T", partial(set_temperature, temperature=2.0)))
    assert window.caption.text().startswith("T. ")
    for _ in range(2):
        user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.same_as(changed)
    assert window.windowTitle() == "Fruit[*] — ceviz"
    assert window.caption.text() == changed_caption
    user.key(window, Key.Key_Z, CONTROL_SHIFT)
    assert window.store.document.same_as(load_preset(info.id))
    assert window.caption.text() == info.caption
    # The example itself is as it was opened.
    assert not window.isWindowModified()
    window.close()
    assert answers.asked == []
    assert not window.isVisible()


def test_only_what_was_changed_counts_as_changed(window: MainWindow, answers: Answers) -> None:
    first, second, third = (info for info in presets() if info.id in ("spam", "digits", "fruit-1"))
    changed = edit(window)
    for info in (first, second, third):
        gallery(window, info.title)
        assert not window.isWindowModified()
        assert window.notice.isVisible() == (info is first)
    # The changed one is still there, behind those that were looked at.
    for info in (second, first):
        user.key(window, Key.Key_Z, CONTROL)
        assert window.store.document.same_as(load_preset(info.id))
        assert not window.isWindowModified()
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.same_as(changed)
    assert window.isWindowModified()
    # And before that, the one that was not changed yet.
    user.key(window, Key.Key_Z, CONTROL)
    assert not window.isWindowModified()
    user.key(window, Key.Key_Z, CONTROL_SHIFT)
    assert window.isWindowModified()
    window.close()
    assert len(answers.asked) == 1


def test_back_to_what_was_opened_is_not_what_was_saved(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    edit(window)
    answers.name = str(tmp_path / "mine.ceviz")
    user.key(window, Key.Key_S, CONTROL)
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.same_as(fruit_preset())
    assert window.isWindowModified()


def test_an_example_as_it_is_leaves_no_step(window: MainWindow, answers: Answers) -> None:
    for info in presets():
        gallery(window, info.title)
        assert window.store.document.same_as(load_preset(info.id))
        assert window.store.document.unit is load_preset(info.id).unit
        assert not window.isWindowModified()
    assert window.store.history.count() == 0
    assert not window.notice.isVisible()


def test_another_example_comes_in_its_own_unit(window: MainWindow) -> None:
    for info in presets():
        edit(window)
        gallery(window, info.title)
        assert window.store.document.unit is load_preset(info.id).unit


def test_predictions_that_were_edited_are_asked_about(
    qtbot: QtBot, window: MainWindow, answers: Answers, table: Path
) -> None:
    window.files.open_path(table)
    qtbot.waitUntil(lambda: window.store.document.classes.names == ("a", "b"))
    after = edit(window)
    user.new_document(window)
    assert len(answers.asked) == 1
    assert window.store.document is after


def test_undoing_to_another_example_lets_go_of_the_file(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    changed = edit(window)
    info = next(info for info in presets() if info.title != "Fruit")
    gallery(window, info.title)
    answers.name = str(tmp_path / "mine.ceviz")
    user.key(window, Key.Key_S, CONTROL)
    assert window.files.path == tmp_path / "mine.ceviz"
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.same_as(changed)
    assert window.windowTitle() == "Fruit[*] — ceviz"
    # Saving asks where, and the first file stays as it was.
    answers.name = ""
    user.key(window, Key.Key_S, CONTROL)
    assert len(answers.asked) == 2
    assert session.load(tmp_path / "mine.ceviz").same_as(load_preset(info.id))


@pytest.mark.parametrize("answer", [Answer.Cancel, Answer.Discard, Answer.Save])
@pytest.mark.parametrize("way", ["new", "open", "close", "drop"])
def test_unsaved_changes_are_asked_about(
    window: MainWindow, answers: Answers, saved: Path, tmp_path: Path, way: str, answer: Answer
) -> None:
    window.files.path = tmp_path / "mine.ceviz"
    after = edit(window)
    answers.save_changes, answers.name = answer, str(saved)
    match way:
        case "new":
            user.new_document(window)
        case "open":
            user.key(window, Key.Key_O, CONTROL)
        case "close":
            window.close()
        case "drop":
            drop(window, QUrl.fromLocalFile(str(saved)))
    assert answers.asked[-1] == "Unsaved changes: Save the changes to “mine.ceviz”?"
    left = answer is not Answer.Cancel
    assert (window.store.document is after) == (not left or way == "close")
    assert window.isVisible() == (way != "close" or not left)
    assert (tmp_path / "mine.ceviz").exists() == (answer is Answer.Save)


def test_a_save_that_fails_on_the_way_out_keeps_the_window(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    window.files.path = tmp_path / "nowhere" / "mine.ceviz"
    edit(window)
    answers.save_changes = Answer.Save
    window.close()
    assert window.isVisible()
    assert window.notice.isVisible()


def test_a_drag_under_way_is_kept_before_the_question(window: MainWindow, answers: Answers) -> None:
    window.store.begin().preview(Intent("T", partial(set_temperature, temperature=2.0)))
    window.close()
    assert len(answers.asked) == 1
    assert window.store.history.undoText() == "T"


def test_looking_is_nothing_to_save(window: MainWindow, answers: Answers) -> None:
    user.key(window, Key.Key_B, CONTROL)
    window.close()
    assert answers.asked == []
    assert not window.isVisible()


def test_recent_files_are_in_the_menu_latest_first(
    window: MainWindow, answers: Answers, saved: Path, tmp_path: Path
) -> None:
    other, gone = tmp_path / "other.ceviz", tmp_path / "gone.ceviz"
    for path in (other, gone):
        session.save(path, fruit())
    for path in (saved, other, gone, saved):
        window.files.open_path(path)
    gone.unlink()
    menu = user.menu(window, "File", "Open recent")
    assert user.entries(menu) == ["four.ceviz", "other.ceviz", "Forget these"]
    user.trigger(menu, "other.ceviz")
    assert window.files.path == other
    user.trigger(menu, "Forget these")
    assert user.entries(user.menu(window, "File", "Open recent")) == ["nothing yet"]


def test_recent_files_outlive_the_window(qtbot: QtBot, window: MainWindow, saved: Path) -> None:
    window.files.open_path(saved)
    window.close()
    assert names(show_window(qtbot)) == ["four.ceviz"]


def drop(window: MainWindow, *urls: QUrl) -> bool:
    """Drag ``urls`` over the window and let go; whether they were taken."""
    carried = QMimeData()
    carried.setUrls(list(urls))
    middle = QPointF(window.rect().center())
    arguments = (Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton)
    entering = QDragEnterEvent(middle.toPoint(), *arguments, Qt.KeyboardModifier.NoModifier)
    window.dragEnterEvent(entering)
    window.dropEvent(QDropEvent(middle, *arguments, Qt.KeyboardModifier.NoModifier))
    return entering.isAccepted()


def test_a_dropped_file_is_opened(window: MainWindow, saved: Path) -> None:
    assert window.acceptDrops()
    assert drop(window, QUrl.fromLocalFile(str(saved)))
    assert window.store.document.same_as(batch())
    assert window.files.path == saved


def test_what_is_dragged_in_is_expected(
    window: MainWindow, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that reads tables may start before the file is let go."""
    expected: list[Path] = []
    monkeypatch.setattr("ceviz.window.main_window.expect", expected.append)
    drop(window, QUrl.fromLocalFile(str(saved)))
    drop(window, QUrl("https://example.org/x.parquet"))
    assert expected == [saved]


def test_a_dropped_folder_or_address_is_refused(window: MainWindow, tmp_path: Path) -> None:
    before = window.store.document
    for url in (QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/x.ceviz")):
        drop(window, url)
        assert window.notice.isVisible()
        window.notice.hide()
    assert window.store.document is before


def urls(paths: list[Path]) -> list[QUrl]:
    return [QUrl.fromLocalFile(str(path)) for path in paths]


def test_files_that_are_dropped_together_are_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    paths, whole = shards(tmp_path / "s", [0, 40, 100, 190])
    with qtbot.waitSignal(window.files.file_opened):
        drop(window, *urls(paths[::-1]))
    assert window.files.title == "shard-0.npz and 2 more"
    assert window.store.analysis.batch.count == 190
    loss = window.store.analysis.batch.cross_entropy
    task = window.store.document.samples.rows.task
    assert task is not None
    assert task.parts is not None
    assert task.parts.said(100) == "shard-2.npz, 0"
    # One of them opened later would not be all of them.
    assert names(window) == []
    assert window.memory.choices_of(paths[0]) is None
    with qtbot.waitSignal(window.files.file_opened):
        drop(window, *urls([whole]))
    assert window.store.analysis.batch.cross_entropy == loss
    assert names(window) == [whole.name]


def test_a_folder_that_is_dropped_is_its_files(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    shards(tmp_path / "s", [0, 40, 100])
    with qtbot.waitSignal(window.files.file_opened):
        drop(window, *urls([tmp_path / "s"]))
    assert window.store.analysis.batch.count == 100


def test_several_can_be_chosen_in_the_dialog(
    qtbot: QtBot, window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 100])
    answers.name, answers.more = str(paths[1]), [str(paths[0])]
    with qtbot.waitSignal(window.files.file_opened):
        window.files.ask_open()
    assert window.files.title == "shard-0.npz and 1 more"


def test_an_answer_about_one_file_is_for_all(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 100])
    with qtbot.waitSignal(window.files.file_opened):
        drop(window, *urls(paths))
    with qtbot.waitSignal(window.files.file_opened):
        window.files.predictions._read_again(paths[0], ReadOptions(kind=Kind.LOG_PROBABILITIES))
    assert window.store.analysis.batch.count == 100
    assert window.store.file is not None
    assert window.store.file.predictions.kind is Kind.LOG_PROBABILITIES


def test_of_several_an_odd_one_is_named_and_nothing_is_opened(
    qtbot: QtBot, window: MainWindow, saved: Path, tmp_path: Path
) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 100])
    before = window.store.document
    drop(window, *urls([*paths, saved]))
    assert "four.ceviz" in window.notice.message.text()
    write_npz(paths[1])
    with qtbot.waitSignal(window.files.predictions.refused):
        drop(window, *urls(paths))
    assert "shard-1.npz" in window.notice.message.text()
    assert window.store.document is before


def test_an_address_is_not_the_folder_one_stands_in(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shards(tmp_path / "s", [0, 40, 100])
    monkeypatch.chdir(tmp_path / "s")
    drop(window, QUrl("https://example.org/x.npz"))
    assert "x.npz" in window.notice.message.text()
    assert window.files.title == "Fruit"


def test_text_is_not_a_file(window: MainWindow) -> None:
    carried = QMimeData()
    carried.setText("0.5")
    event = QDragEnterEvent(
        window.rect().center(), Qt.DropAction.CopyAction, carried,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    window.dragEnterEvent(event)
    assert not event.isAccepted()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A file of predictions over two classes."""
    path = tmp_path / "wide.csv"
    path.write_text("a,b,label\n1.5,2.5,b\n0.5,-1,a\n")
    return path


def test_who_has_said_discard_is_not_asked_again(
    qtbot: QtBot, window: MainWindow, answers: Answers, table: Path
) -> None:
    edit(window)
    answers.save_changes = Answer.Discard
    window.files.open_path(table)
    user.key(window, Key.Key_B, CONTROL)  # looking is no edit
    qtbot.waitUntil(lambda: window.store.document.classes.names == ("a", "b"))
    assert len(answers.asked) == 1


@pytest.mark.parametrize("way", ["step", "drag", "undo"])
def test_who_has_edited_since_is_asked_again(
    qtbot: QtBot, window: MainWindow, answers: Answers, table: Path, way: str
) -> None:
    edit(window)
    edit(window, 1.0)
    answers.save_changes = Answer.Discard
    window.files.open_path(table)
    answers.save_changes = Answer.Cancel
    match way:
        case "step":
            edit(window, 2.0)
        case "drag":
            window.store.begin().preview(Intent("T", partial(set_temperature, temperature=2.0)))
        case "undo":
            window.store.undo()
    qtbot.waitUntil(lambda: len(answers.asked) == 2)
    assert window.store.document.classes.names == ("Apple", "Banana", "Orange")


def test_an_answer_holds_for_the_file_it_was_given_for(
    qtbot: QtBot, window: MainWindow, answers: Answers, table: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("nothing\n")
    after = edit(window)
    answers.save_changes = Answer.Discard
    window.files.open_path(broken)
    qtbot.waitUntil(window.notice.isVisible)
    answers.save_changes = Answer.Cancel
    window.files.predictions.open(table)
    qtbot.waitUntil(lambda: len(answers.asked) == 2)
    assert window.store.document is after


def test_predictions_are_not_installed_over_what_was_edited_meanwhile(
    qtbot: QtBot, window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("a,b,label\n1.5,2.5,b\n0.5,-1,a\n")
    window.files.open_path(path)
    after = edit(window)
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert window.store.document is after
    answers.save_changes = Answer.Discard
    window.files.open_path(path)
    qtbot.waitUntil(lambda: len(window.store.document.classes) == 2)
    assert window.store.document.classes.names == ("a", "b")


def test_undoing_to_an_example_of_the_same_name_lets_go_of_the_file(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    changed = edit(window)
    window.files.open_preset("fruit")
    answers.name = str(tmp_path / "second.ceviz")
    user.key(window, Key.Key_S, CONTROL)
    kept = session.load(tmp_path / "second.ceviz")
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.same_as(changed)
    assert window.files.path is None
    answers.name = ""
    user.key(window, Key.Key_S, CONTROL)
    assert session.load(tmp_path / "second.ceviz").same_as(kept)
    # Redone, it is the file's again.
    window.store.redo()
    assert window.files.path == tmp_path / "second.ceviz"
    # An edit of the first leaves nothing that leads to the second.
    window.store.undo()
    edit(window)
    assert window.files.path is None


def test_an_example_that_is_shown_already_is_not_left(window: MainWindow) -> None:
    before = window.store.document
    index = next(k for k in range(3) if k != before.sample.true)
    window.store.apply(Intent("there", partial(set_true_class, i=index)))
    window.store.apply(Intent("and back", partial(set_true_class, i=before.sample.true)))
    assert window.store.document.same_as(before)
    steps = window.store.history.index()
    window.files.open_preset("fruit")
    assert window.store.history.index() == steps
    assert not window.notice.isVisible()


def test_undoing_to_an_example_as_it_is_brings_its_sentence_back(window: MainWindow) -> None:
    edit(window)
    info = next(info for info in presets() if info.title != "Fruit")
    first = next(info for info in presets() if info.title == "Fruit")
    gallery(window, info.title)
    assert window.caption.text() == info.caption
    window.store.undo()
    assert window.caption.text() not in ("", info.caption, first.caption)
    window.store.undo()
    assert window.caption.isVisible()
    assert window.caption.text() == first.caption


def test_open_offers_every_kind_of_file_that_is_read(window: MainWindow, answers: Answers) -> None:
    window.files.ask_open()
    kinds = answers.offered.split(";;")[0].partition("(")[2].rstrip(")").split()
    assert kinds == [f"*{suffix}" for suffix in (session.SUFFIX, *suffixes(), *SUFFIXES)]
    assert {"*.ceviz", "*.tab", "*.ndjson", "*.pq"} <= set(kinds)


def test_a_missing_reader_is_asked_for_and_fetched(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.parquet"
    pq.write_table(pa.table({"logit_a": [1.0, 0.0], "logit_b": [0.0, 2.0], "label": [0, 1]}), path)
    present = sys.modules["pyarrow"]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    fetched: list[str] = []

    def fetch(extra: str) -> None:
        fetched.append(extra)
        if len(fetched) == 1:
            raise CevizError("the packages could not be fetched")
        sys.modules["pyarrow"] = present

    monkeypatch.setattr(bootstrap, "fetch", fetch)
    monkeypatch.setattr(bootstrap, "can_fetch", lambda: True)
    window.complete()
    notice = window.notice
    for outcome in ("could not be fetched", ""):
        window.files.open_path(path)
        qtbot.waitUntil(notice.action.isVisible)
        assert "is a Parquet file, and pyarrow" in notice.message.text()
        assert notice.action.text() == "Fetch pyarrow"
        user.click(notice.action, user.middle(notice.action))
        if outcome:
            qtbot.waitUntil(lambda: "could not be fetched" in notice.message.text())
            assert not notice.action.isVisible()
    qtbot.waitUntil(lambda: window.store.document.title == "p.parquet")
    assert fetched == ["parquet", "parquet"]


def test_what_was_edited_while_a_reader_was_fetched_is_asked_about(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    answers: Answers,
) -> None:  # fmt: skip
    path = tmp_path / "p.parquet"
    pq.write_table(pa.table({"logit_a": [1.0, 0.0], "logit_b": [0.0, 2.0], "label": [0, 1]}), path)
    present = sys.modules["pyarrow"]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    there = threading.Event()

    def fetch(_: str) -> None:
        assert there.wait(20.0)
        sys.modules["pyarrow"] = present

    monkeypatch.setattr(bootstrap, "fetch", fetch)
    monkeypatch.setattr(bootstrap, "can_fetch", lambda: True)
    window.complete()
    window.files.open_path(path)
    qtbot.waitUntil(window.notice.action.isVisible)
    user.click(window.notice.action, user.middle(window.notice.action))
    window.store.apply(Intent("edit", lambda d: set_score(d, 0, 9.0)))
    there.set()
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert "Save the changes" in answers.asked[0]
    assert window.store.document.title == "Fruit"
    assert window.store.history.canUndo()


def test_a_missing_reader_of_an_installed_program_is_refused(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.parquet"
    pq.write_table(pa.table({"logit_a": [1.0], "logit_b": [0.0], "label": [0]}), path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr(bootstrap, "can_fetch", lambda: False)
    window.complete()
    window.files.open_path(path)
    qtbot.waitUntil(window.notice.isVisible)
    assert "-m pip install pyarrow" in window.notice.message.text()
    assert not window.notice.action.isVisible()
