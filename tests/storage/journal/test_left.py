"""Journals of windows that are gone are found; those of living ones and of nobody's are not."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from ceviz.storage.journal import writer
from ceviz.storage.journal.frames import MAGIC, START, framed
from ceviz.storage.journal.left import left_in, of_other_versions
from ceviz.storage.journal.records import Moment
from ceviz.storage.locks import FileLock
from tests.helpers.documents import free_fruit, fruit
from tests.storage.journal.moments import SECONDS, journal

ROOT = Path(__file__).resolve().parents[3]

#: A program that keeps a document, tells so and waits.
KEEPS = """
import sys
from pathlib import Path
from ceviz.storage.journal.records import Moment
from ceviz.storage.locks import FileLock
from ceviz.storage.journal.writer import Journal
from tests.helpers.documents import fruit

journal = Journal(Path(sys.argv[1]), print)
journal.keep(Moment(fruit(), at=2.0))
assert journal.wait(60.0)
print("kept", flush=True)
sys.stdin.read()
"""


def test_a_journal_is_of_its_window_while_that_lives(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KEEPS, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "kept\n"
        assert left_in(tmp_path) == []
        program.kill()
        program.wait()
    (left,) = left_in(tmp_path)
    assert left.kept.document(left.title).same_as(fruit())
    assert left_in(tmp_path) == []  # one at a time offers it
    left.release()
    (left,) = left_in(tmp_path)
    left.discard()
    assert list(tmp_path.iterdir()) == []


def test_the_latest_comes_first(tmp_path: Path) -> None:
    for at, document in ((1.0, fruit()), (3.0, free_fruit()), (2.0, fruit())):
        with journal(tmp_path) as (kept, _):
            kept.keep(Moment(document, at=at))
    found = left_in(tmp_path)
    assert [left.last.at for left in found] == [3.0, 2.0, 1.0]
    for left in found:
        left.release()


def test_a_file_without_a_whole_record_is_removed(tmp_path: Path) -> None:
    (tmp_path / "00.journal").write_bytes(b"ceviz journal 1\n\x10\0\0")
    assert left_in(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"ceviz jour", bytes(100), MAGIC, MAGIC + bytes(100)])
def test_what_was_never_whole_is_removed(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "00.journal").write_bytes(data)
    assert left_in(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        b"ceviz journal 2\n" + bytes(100),
        b"something else",
        MAGIC + framed(msgspec.msgpack.encode({"unknown": 1}), START)[0],
    ],
)
def test_what_another_version_left_stays(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "00.journal").write_bytes(data)
    for _ in range(2):
        assert left_in(tmp_path) == []
        assert (tmp_path / "00.journal").read_bytes() == data
        named = [] if data.startswith(b"some") else [tmp_path / "00.journal"]
        assert of_other_versions(tmp_path) == named


def test_one_of_a_living_window_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "00.journal").write_bytes(b"ceviz journal 2\n" + bytes(100))
    lock = FileLock(tmp_path / "00.lock")
    assert lock.take(wait=False)
    assert of_other_versions(tmp_path) == []
    lock.release()
    assert of_other_versions(tmp_path) == [tmp_path / "00.journal"]


def later(path: Path, many: int = 2) -> bytes:
    """Append so many whole records of a later version to a journal; all that is in it then."""
    data = path.read_bytes()
    # The checksum of the last record is that of all before it.
    place = len(MAGIC)
    while place < len(data):
        length, checksum = struct.unpack_from("<II", data, place)
        place += 8 + length
    for number in range(many):
        made, checksum = framed(msgspec.msgpack.encode({"later": number}), checksum)
        data += made
    path.write_bytes(data)
    return data


def test_what_a_later_version_wrote_last_is_counted_and_stays(tmp_path: Path) -> None:
    with journal(tmp_path) as (kept, _):
        kept.keep(Moment(fruit(), at=1.0))
    data = later(kept.path)
    (left,) = left_in(tmp_path)
    assert left.kept.document(left.title).same_as(fruit())
    assert left.kept.later == 2
    left.let_go()
    assert kept.path.read_bytes() == data
    assert of_other_versions(tmp_path) == []
    (left,) = left_in(tmp_path)
    left.discard()
    assert list(tmp_path.iterdir()) == []


def test_all_of_it_understood_it_goes_once_it_is_kept_elsewhere(tmp_path: Path) -> None:
    with journal(tmp_path) as (kept, _):
        kept.keep(Moment(fruit(), at=1.0))
    (left,) = left_in(tmp_path)
    assert left.kept.later == 0
    left.let_go()
    assert list(tmp_path.iterdir()) == []


def test_restored_elsewhere_what_is_not_understood_stays(tmp_path: Path) -> None:
    with journal(tmp_path) as (kept, _):
        kept.keep(Moment(fruit(), at=1.0))
    data = later(kept.path)
    with journal(tmp_path) as (other, _):
        other.keep(Moment(fruit(), at=2.0, came_from=kept.path.stem))
    (left,) = left_in(tmp_path)
    assert left.path == other.path
    assert kept.path.read_bytes() == data
    left.discard()


def test_what_is_too_large_to_be_read_stays(tmp_path: Path) -> None:
    with journal(tmp_path) as (kept, _):
        kept.keep(Moment(fruit()))
        assert kept.wait(SECONDS)
    os.truncate(kept.path, 2 * writer.MOST_BYTES + 2 * writer.GROWTH + 1)
    assert left_in(tmp_path) == []
    assert kept.path.exists()


def test_old_locks_of_nobody_are_swept(tmp_path: Path) -> None:
    for name, at in (("old.lock", 0.0), ("new.lock", None)):
        (tmp_path / name).touch()
        if at is not None:
            os.utime(tmp_path / name, (at, at))
    assert left_in(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["new.lock"]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    with journal(tmp_path / "there") as (kept, _):
        kept.keep(Moment(fruit()))
        assert kept.wait(SECONDS)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link.journal").symlink_to(kept.path)
    os.mkfifo(tmp_path / "here" / "pipe.journal")
    assert left_in(tmp_path / "here") == []
    assert kept.path.exists()


def test_there_may_be_no_folder(tmp_path: Path) -> None:
    assert left_in(tmp_path / "none") == []
