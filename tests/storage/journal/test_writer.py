"""A journal holds the last step at every moment, whatever the disk does."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from ceviz.document import edits
from ceviz.errors import FileRefused
from ceviz.storage.atomic import write_atomically
from ceviz.storage.journal import writer
from ceviz.storage.journal.left import left_in
from ceviz.storage.journal.records import Moment, record
from ceviz.storage.journal.replay import replay
from tests.helpers.documents import fruit, many
from tests.helpers.edits import some_edit
from tests.storage.journal.moments import SECONDS, journal, restored


def test_each_step_is_in_the_file_when_the_next_is_done(tmp_path: Path) -> None:
    random, document = Random(4), fruit()
    with journal(tmp_path) as (kept, told):
        for _ in range(100):
            document = some_edit(random, document)
            kept.keep(Moment(document))
            assert kept.wait(SECONDS)
            found = replay(kept.path.read_bytes())
            assert found is not None
            assert found.document("it").same_as(document)
    assert told == []


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "journals"
    with journal(folder) as (kept, _):
        kept.keep(Moment(fruit()))
        assert kept.wait(SECONDS)
        assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_begins_anew_before_it_grows_too_large(tmp_path: Path) -> None:
    document = many(1000)
    full = len(record(Moment(document), None))
    sizes = []
    with journal(tmp_path) as (kept, _):
        for value in range(700):
            document = edits.set_score(document, 1, float(value))
            kept.keep(Moment(document))
            assert kept.wait(SECONDS)
            sizes.append(kept.path.stat().st_size)
        assert max(sizes) <= full + writer.GROWTH + 100_000
        assert sizes != sorted(sizes)
        assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert restored(tmp_path).same_as(document)


def test_it_is_gone_when_nothing_is_unsaved(tmp_path: Path) -> None:
    with journal(tmp_path) as (kept, _):
        kept.keep(None)
        assert list(tmp_path.iterdir()) == []
        kept.keep(Moment(fruit()))
        kept.keep(None)
        assert kept.wait(SECONDS)
        assert not kept.path.exists()
        again = edits.set_score(fruit(), 0, 2.0)
        kept.keep(Moment(again))
        assert kept.wait(SECONDS)
    assert restored(tmp_path).same_as(again)


def test_finished_it_leaves_what_is_to_be_kept_and_nothing_else(tmp_path: Path) -> None:
    for keep in (True, False):
        told: list[FileRefused] = []
        made = writer.Journal(tmp_path, told.append)
        made.keep(Moment(fruit()))
        made.finish(keep=keep, seconds=SECONDS)
        assert [path.suffix for path in sorted(tmp_path.iterdir())] == [".journal", ".lock"] * keep
        for left in left_in(tmp_path):
            left.discard()
        assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_once_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that takes half of a record and then no more, until there is room again."""
    full, write = [False], os.write

    def short_write(file: int, data: bytes) -> int:
        if full[0] and len(data) < 10:
            raise OSError(28, "No space left on device")
        return write(file, data[: len(data) // 2] if full[0] else data)

    monkeypatch.setattr(os, "write", short_write)
    steps = [edits.set_score(fruit(), 0, float(value)) for value in range(4)]
    with journal(tmp_path) as (kept, told):
        kept.keep(Moment(steps[0]))
        assert kept.wait(SECONDS)
        full[0] = True
        for step in steps[1:3]:
            kept.keep(Moment(step))
            assert not kept.wait(SECONDS)
            found = replay(kept.path.read_bytes())
            assert found is not None
            assert found.document("it").same_as(steps[0])
        assert [refusal.why for refusal in told] == ["no space left on device"]
        full[0] = False
        kept.keep(Moment(steps[3]))
        assert kept.wait(SECONDS)
    assert restored(tmp_path).same_as(steps[3])


def test_what_could_not_be_written_is_tried_again_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "AGAIN", 0.01)
    (tmp_path / "folder").write_text("in the way")
    folder = tmp_path / "folder"
    with journal(folder) as (kept, told):
        kept.keep(Moment(fruit()))
        assert not kept.wait(SECONDS)
        assert len(told) == 1
        folder.unlink()
        while not kept.path.exists():  # the thread comes to it
            kept.wait(0.01)
        assert kept.wait(SECONDS)
    assert restored(folder).same_as(fruit())


def test_a_disk_that_hangs_holds_up_one_step_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    go_on, write = threading.Event(), os.write

    def hanging_write(file: int, data: bytes) -> int:
        go_on.wait(SECONDS)
        return write(file, data)

    monkeypatch.setattr(os, "write", hanging_write)
    waits = []
    wait_for = threading.Condition.wait_for

    def counted(self: threading.Condition, predicate: object, timeout: float | None = None) -> bool:
        if threading.current_thread() is threading.main_thread():
            waits.append(timeout)
        return wait_for(self, predicate, timeout)  # type: ignore[arg-type]

    with journal(tmp_path) as (kept, _):
        monkeypatch.setattr(threading.Condition, "wait_for", counted)
        for value in range(50):
            kept.keep(Moment(edits.set_score(fruit(), 0, float(value))))
        assert waits.count(writer.PATIENCE) <= 2
        go_on.set()
        assert kept.wait(SECONDS)
    assert restored(tmp_path).sample.scores[0] == 49.0


def test_what_is_too_large_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_BYTES", 4000)
    with journal(tmp_path) as (kept, told):
        kept.keep(Moment(many(1000)))
        assert not kept.wait(SECONDS)
        assert "too large" in told[0].what


def test_a_record_that_would_not_be_read_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is in it that is large."""
    monkeypatch.setattr(writer, "MOST_BYTES", 4000)
    with journal(tmp_path) as (kept, told):
        kept.keep(Moment(fruit()))
        assert kept.wait(SECONDS)
        kept.keep(Moment(replace(fruit(), title="x" * 8001)))
        assert not kept.wait(SECONDS)
        assert "too large" in told[0].what
    assert restored(tmp_path).same_as(fruit())


def test_what_is_not_forced_to_the_disk_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(5, "Input/output error")

    with journal(tmp_path) as (kept, told):
        with monkeypatch.context() as patched:
            patched.setattr(writer, "sync_folder", lambda _: None)
            patched.setattr(os, "fsync", broken)
            kept.keep(Moment(fruit()))
            assert not kept.wait(SECONDS)
        kept.keep(Moment(edits.set_score(fruit(), 0, 4.0)))
        assert kept.wait(SECONDS)
        assert len(told) == 1


def test_after_beginning_anew_failed_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new file is in its place, but cannot be opened; so no step may go to the old one."""

    def then_no_more(path: Path, data: bytes) -> None:
        write_atomically(path, data)
        raise OSError(24, "Too many open files")

    steps = [edits.set_score(fruit(), 0, float(value)) for value in range(4)]
    with journal(tmp_path) as (kept, told):
        kept.keep(Moment(steps[0]))
        assert kept.wait(SECONDS)
        with monkeypatch.context() as patched:
            patched.setattr(writer, "GROWTH", 0)
            patched.setattr(writer, "write_atomically", then_no_more)
            kept.keep(Moment(steps[1]))
            assert not kept.wait(SECONDS)
        for step in steps[2:]:
            kept.keep(Moment(step))
            assert kept.wait(SECONDS)
            found = replay(kept.path.read_bytes())
            assert found is not None
            assert found.document("it").same_as(step)
        assert len(told) == 1
        kept.finish(keep=False)
        assert list(tmp_path.iterdir()) == []


def test_half_a_record_that_cannot_be_cut_off_is_followed_by_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write

    def half(file: int, data: bytes) -> int:
        if len(data) < 10:
            raise OSError(5, "Input/output error")
        return write(file, data[: len(data) // 2])

    def broken(*_: int) -> None:
        raise OSError(5, "Input/output error")

    last = edits.set_score(fruit(), 0, 4.0)
    with journal(tmp_path) as (kept, _):
        kept.keep(Moment(fruit()))
        assert kept.wait(SECONDS)
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", half)
            patched.setattr(os, "ftruncate", broken)
            kept.keep(Moment(edits.set_score(fruit(), 0, 2.0)))
            assert not kept.wait(SECONDS)
        kept.keep(Moment(last))
        assert kept.wait(SECONDS)
    assert restored(tmp_path).same_as(last)


def test_the_readme_says_how_far_it_grows_and_how_long_a_step_waits() -> None:
    said = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    assert f"has grown by {writer.GROWTH >> 20} MiB" in said
    assert "a tenth of a second if\nthe one before is not written yet" in said
    assert writer.PATIENCE == 0.1


def test_what_nobody_expected_is_said_and_later_steps_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise ZeroDivisionError("a fault of ours")

    with journal(tmp_path) as (kept, told):
        monkeypatch.setattr(writer, "record", broken)
        kept.keep(Moment(fruit()))
        assert not kept.wait(SECONDS)
        assert [refusal.why for refusal in told] == ["ZeroDivisionError: a fault of ours"]
        monkeypatch.undo()
        last = edits.set_score(fruit(), 0, 4.0)
        kept.keep(Moment(last))
        assert kept.wait(SECONDS)
    assert restored(tmp_path).same_as(last)
