"""Every finished step is kept, nothing of a drag, and nothing once it is saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.errors import CevizError
from ceviz.storage.journal.replay import Kept, replay
from ceviz.store import End, Intent
from ceviz.window.main_window import MainWindow
from ceviz.window.recovery.keeper import Keeper
from ceviz.window.state_folder import journals
from tests.helpers.files import load, write_npz
from tests.helpers.fixtures import show_window
from tests.window.conftest import Answers
from tests.window.recovery.conftest import SECONDS

KeptWindow = tuple[MainWindow, Keeper]


def kept(keeper: Keeper) -> Kept | None:
    """What is in the one journal there is."""
    assert keeper.wait(SECONDS)
    files = list(journals().glob("*.journal")) if journals().exists() else []
    assert len(files) <= 1
    return replay(files[0].read_bytes()) if files else None


def score(value: float) -> Intent:
    return Intent(f"z {value}", partial(edits.set_score, i=1, value=value))


def shows_what_is_kept(window: MainWindow, keeper: Keeper) -> bool:
    found = kept(keeper)
    return found is not None and found.document("it").same_as(window.store.document)


def test_each_step_undo_and_look_is_kept(kept_window: KeptWindow) -> None:
    window, keeper = kept_window
    assert kept(keeper) is None
    for do in (
        partial(window.store.apply, score(1.0)),
        partial(window.store.apply, score(2.0)),
        window.toggle_unit,
        window.store.undo,
        window.store.redo,
    ):
        do()
        assert shows_what_is_kept(window, keeper)
    found = kept(keeper)
    assert found is not None
    assert found.last.steps == 2


def test_undone_to_the_start_there_is_nothing_to_keep(kept_window: KeptWindow) -> None:
    window, keeper = kept_window
    window.store.apply(score(1.0))
    window.store.undo()
    assert kept(keeper) is None


def test_a_drag_is_kept_at_its_end(kept_window: KeptWindow) -> None:
    window, keeper = kept_window
    window.store.apply(score(1.0))
    gesture = window.store.begin()
    gesture.preview(score(9.0))
    found = kept(keeper)
    assert found is not None
    assert found.document("it").sample.scores[1] == 1.0
    gesture.end(End.RELEASED)
    assert shows_what_is_kept(window, keeper)


def test_what_is_saved_is_kept_no_longer_until_the_next_step(
    kept_window: KeptWindow, answers: Answers, tmp_path: Path
) -> None:
    window, keeper = kept_window
    window.store.apply(score(1.0))
    answers.name = str(tmp_path / "mine.ceviz")
    assert window.files.ask_save()
    assert kept(keeper) is None
    window.store.apply(score(2.0))
    found = kept(keeper)
    assert found is not None
    assert found.path == tmp_path / "mine.ceviz"
    assert found.last.contents == window.files.contents is not None


def test_another_example_is_kept_with_its_own_file(
    qtbot: QtBot, kept_window: KeptWindow, answers: Answers, tmp_path: Path
) -> None:
    """The step that leaves for it is taken before it is known whose it is."""
    window, keeper = kept_window
    answers.name = str(tmp_path / "mine.ceviz")
    assert window.files.ask_save()
    window.files.open_preset("spam")
    window.store.apply(score(2.0))
    qtbot.waitUntil(lambda: shows_what_is_kept(window, keeper), timeout=60_000)
    found = kept(keeper)
    assert found is not None
    assert found.path is None


def test_edits_of_a_file_are_kept_without_its_rows(kept_window: KeptWindow, tmp_path: Path) -> None:
    window, keeper = kept_window
    path = write_npz(tmp_path / "file.npz", rows=5000)
    window.files.install_file(load(path))
    window.store.apply(score(2.0))
    keeper.settle()
    found = kept(keeper)
    assert found is not None
    assert found.file == path
    assert len(found.edited) == 1
    (journal,) = journals().glob("*.journal")
    assert journal.stat().st_size < 2000


def test_a_disk_that_takes_nothing_is_said_and_work_goes_on(qtbot: QtBot) -> None:
    window = show_window(qtbot)
    journals().parent.mkdir(parents=True, exist_ok=True)
    journals().write_text("in the way")
    keeper = Keeper(window.store, window.files, window)
    keeper.refused.connect(window.notice.tell)
    told: list[CevizError] = []
    keeper.refused.connect(told.append)
    try:
        with qtbot.waitSignal(keeper.refused, timeout=60_000):
            window.store.apply(score(1.0))
        assert "cannot be kept for after a crash" in window.notice.message.text()
        assert "File ▸ Save" in window.notice.message.text()
        window.store.apply(score(2.0))
        assert not keeper.wait(SECONDS)
        assert window.store.document.sample.scores[1] == 2.0
    finally:
        journals().unlink()
        keeper.finish(keep=False)
    assert len(told) == 1


@pytest.mark.parametrize("keep", [True, False])
def test_the_end_keeps_what_is_to_be_kept(kept_window: KeptWindow, keep: bool) -> None:
    window, keeper = kept_window
    window.store.apply(score(1.0))
    keeper.finish(keep=keep)
    assert (kept(keeper) is not None) == keep
