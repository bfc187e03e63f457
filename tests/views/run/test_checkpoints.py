"""The files of a run, watched: half a file is not believed, and one that stays so is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ceviz.storage.opened import OpenedFile
from ceviz.storage.runs import Dump, dumps
from ceviz.views.run.checkpoints import TRIES, Checkpoints
from tests.views.run.conftest import Write


@pytest.fixture
def checkpoints(qtbot: QtBot, write: Write) -> Iterator[Checkpoints]:
    for number in (1, 2, 3):
        path = write(number)
    made = Checkpoints()
    made.open(path.parent)
    qtbot.waitUntil(lambda: len(made.run) == 3)
    yield made
    made.follow(False)
    for work in (made.finding, made.measuring, made.opening):
        work.cancel()


def look(qtbot: QtBot, checkpoints: Checkpoints) -> None:
    """One look at the folder, and what follows from it."""
    checkpoints._quiet.stop()
    checkpoints._poll.stop()
    checkpoints.look()
    qtbot.waitUntil(lambda: not checkpoints.finding.busy and not checkpoints.measuring.busy)
    checkpoints._quiet.stop()
    checkpoints._poll.stop()


def test_half_a_file_is_read_when_it_is_whole(
    qtbot: QtBot, checkpoints: Checkpoints, write: Write
) -> None:
    checkpoints.following = True
    path = write(4)
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    look(qtbot, checkpoints)  # it is new
    look(qtbot, checkpoints)  # it stood still, and cannot be read
    assert (len(checkpoints.run), checkpoints.unreadable) == (3, [])
    path.write_bytes(whole[:200])
    look(qtbot, checkpoints)
    path.write_bytes(whole)
    look(qtbot, checkpoints)
    assert len(checkpoints.run) == 3  # it may go on growing
    look(qtbot, checkpoints)
    assert [step.number for step in checkpoints.run.steps] == [1, 2, 3, 4]
    assert checkpoints.unreadable == []


def test_what_stays_unreadable_is_named(
    qtbot: QtBot, checkpoints: Checkpoints, write: Write
) -> None:
    checkpoints.following = True
    path = write(4)
    path.write_bytes(path.read_bytes()[:100])
    look(qtbot, checkpoints)
    for _ in range(TRIES - 1):
        look(qtbot, checkpoints)
        assert checkpoints.unreadable == []
    look(qtbot, checkpoints)
    ((name, refusal),) = checkpoints.unreadable
    assert name == "epoch-004.npz"
    assert "epoch-004.npz" in str(refusal)
    assert len(checkpoints.run) == 3


def test_a_checkpoint_that_is_written_anew_is_measured_anew(
    qtbot: QtBot, checkpoints: Checkpoints, write: Write
) -> None:
    before = checkpoints.run.steps[0].measures.loss
    write(3).replace(write(1))
    look(qtbot, checkpoints)
    look(qtbot, checkpoints)
    assert [step.number for step in checkpoints.run.steps] == [1, 2]
    assert checkpoints.run.steps[0].measures.loss < before


def test_nothing_new_changes_nothing(qtbot: QtBot, checkpoints: Checkpoints) -> None:
    run = checkpoints.run
    look(qtbot, checkpoints)
    assert checkpoints.run is run


def test_a_file_that_was_measured_is_opened_without_reading(
    qtbot: QtBot, checkpoints: Checkpoints
) -> None:
    opened: list[tuple[Dump, OpenedFile]] = []
    checkpoints.opened.connect(lambda dump, file: opened.append((dump, file)))
    checkpoints.want(0)
    assert len(opened) == 1
    assert checkpoints.opening.busy is False
    dump, file = opened[0]
    assert dump == dumps(dump.path)[0]
    assert file.path == dump.path


def test_the_folder_is_watched_as_long_as_it_is_followed(
    qtbot: QtBot, checkpoints: Checkpoints, write: Write
) -> None:
    checkpoints.follow(True)
    write(5)
    qtbot.waitUntil(lambda: len(checkpoints.run) == 4, timeout=15_000)
    checkpoints.follow(False)
    assert checkpoints._watcher.directories() == []
    assert not checkpoints._poll.isActive()
