"""What is inside a file compressed with zstd comes from a process of its own, piece by piece."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.apart import SLOT, SLOTS
from ceviz.storage.readers import read
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.packed import TextFile
from ceviz.storage.readers.process import parent
from ceviz.storage.readers.process.unpacking import Unpacked

#: More than both have open at a time, and no multiple of it.
TEXT = b"".join(b"%d,0.25,0.75\n" % row for row in range(1_200_000))

#: The first bytes of a frame that needs a window of 2 GiB, and nothing in it.
_WIDE = b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00"


@pytest.fixture(autouse=True)
def _none_is_waiting() -> Iterator[None]:
    parent._waiting.close()
    yield
    parent._waiting.close()


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("packed") / "a.csv.zst"
    path.write_bytes(pyarrow.compress(TEXT, codec="zstd", asbytes=True))
    assert len(TEXT) > SLOTS * SLOT
    return path


def test_all_of_it_comes_and_how_far_the_file_was_read(packed: Path) -> None:
    with TextFile(packed) as stream:
        head = stream.read(10)
        assert 0 < stream.share < 1
        assert head + stream.read(len(TEXT)) == TEXT
        assert stream.read(1) == b""
        assert stream.share == 1.0


def test_nothing_of_it_is_unpacked_here(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyarrow, "CompressedInputStream", None)
    with TextFile(packed) as stream:
        assert stream.readline() == TEXT[: TEXT.index(b"\n") + 1]


@pytest.mark.parametrize("pieces", [0, 1, 2, 3])
def test_one_that_is_left_is_asked_again(pieces: int, packed: Path) -> None:
    """Whether it was done, waited for a slot, or was not asked at all."""
    for _ in range(4):
        coming = parent.pieces_apart(Job(packed))
        data = b"".join(next(coming)[0] for _ in range(pieces))
        assert TEXT.startswith(data)
        coming.close()
    waiting = [*parent._idle]
    assert len(waiting) == (1 if pieces else 0)
    assert b"".join(data for data, _ in parent.pieces_apart(Job(packed))) == TEXT
    assert parent._idle == waiting or not pieces


def test_two_are_read_side_by_side(packed: Path) -> None:
    with TextFile(packed) as one, TextFile(packed) as other:
        for _ in range(3):
            assert one.read(1 << 22) == other.read(1 << 22)


def test_one_that_ends_is_a_refusal(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process = parent.Process()
    monkeypatch.setattr(parent, "Process", lambda: process)
    with packed.open("rb") as file:
        stream = Unpacked(packed, file)
        assert stream.read(4) == TEXT[:4]
        process._process.kill()
        with pytest.raises(FileRefused, match="pyarrow ended"):
            stream.readall()
        stream.close()
    assert not parent._idle


@pytest.mark.parametrize("data", [_WIDE, b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfd" + bytes(40)])
def test_what_is_damaged_or_needs_too_much_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv.zst"
    path.write_bytes(data)
    with pytest.raises(FileRefused, match="is damaged"):
        read(path)


def test_a_file_cut_short_is_refused(packed: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv.zst"
    path.write_bytes(packed.read_bytes()[:-9])
    with TextFile(path) as stream, pytest.raises(FileRefused, match="is damaged"):
        stream.read(2 * len(TEXT))


def test_without_pyarrow_no_process_is_started(
    packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr(parent, "Process", None)
    with pytest.raises(FileRefused, match="is compressed with zstd, and pyarrow"):
        read(packed)
