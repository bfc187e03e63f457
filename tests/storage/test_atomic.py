"""A file is the old one or the new one, never half of either."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from ceviz.errors import FileRefused
from ceviz.storage.atomic import sweep, write_atomically

posix = pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_new_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new.ceviz", b"new")
    assert contents(tmp_path) == {"new.ceviz": b"new"}


def test_an_old_file_is_replaced_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "old.ceviz"
    path.write_bytes(b"something much longer than the new one")
    write_atomically(str(path), b"new")
    assert contents(tmp_path) == {"old.ceviz": b"new"}


@posix
def test_permissions_are_kept_and_new_files_get_the_systems(tmp_path: Path) -> None:
    path = tmp_path / "private.ceviz"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    plain, ours = tmp_path / "plain", tmp_path / "ours"
    plain.write_bytes(b"")
    write_atomically(ours, b"")
    assert ours.stat().st_mode == plain.stat().st_mode


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "file", tmp_path / "link"
    link.symlink_to(real)
    for data in (b"first, through a dangling link", b"then over the file"):
        write_atomically(link, data)
        assert link.is_symlink()
        assert contents(tmp_path / "real") == {"file": data}


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_a_failure_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "old.ceviz"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, full)
    with pytest.raises(
        FileRefused, match=r"old\.ceviz: cannot be written \(no space left on device\)"
    ):
        write_atomically(path, b"new")
    monkeypatch.undo()
    assert contents(tmp_path) == {"old.ceviz": b"old"}


def test_an_interruption_leaves_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "new.ceviz", b"new")
    monkeypatch.undo()
    assert contents(tmp_path) == {}


def test_a_write_protected_file_is_refused(tmp_path: Path) -> None:
    """Even to root, and though a rename would replace it without asking."""
    path = tmp_path / "kept.ceviz"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(FileRefused, match=r"is write-protected\. Save under another name"):
        write_atomically(path, b"new")
    assert contents(tmp_path) == {"kept.ceviz": b"old"}
    path.chmod(0o644)


def test_folders_and_missing_folders(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="is a folder"):
        write_atomically(tmp_path, b"")
    with pytest.raises(FileRefused, match=r"there is no folder .*missing"):
        write_atomically(tmp_path / "missing" / "a.ceviz", b"")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileRefused, match="cannot be written"):
        write_atomically(tmp_path / "file" / "a.ceviz", b"")


@posix
def test_devices_are_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileRefused, match="is not an ordinary file"):
        write_atomically(pipe, b"")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
@pytest.mark.parametrize("way", ["path", "symbolic link", "hard link", "another spelling"])
def test_what_was_read_is_not_replaced(tmp_path: Path, way: str) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(b"the only copy")
    match way:
        case "path":
            out = source
        case "symbolic link":
            out.symlink_to(source)
        case "hard link":
            os.link(source, out)
        case _:
            (tmp_path / "folder").mkdir()
            out = tmp_path / "folder" / ".." / "in.csv"
    with pytest.raises(FileRefused, match=r"is not replaced .*in\.csv, which was read"):
        write_atomically(out, b"new", inputs=[tmp_path / "gone", source])
    assert source.read_bytes() == b"the only copy"


def test_other_files_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"")
    (tmp_path / "out.csv").write_bytes(b"old")
    write_atomically(tmp_path / "out.csv", b"new", inputs=[tmp_path / "in.csv", tmp_path / "gone"])
    assert (tmp_path / "out.csv").read_bytes() == b"new"


@posix
def test_nobody_reads_on_the_way_what_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "private.ceviz"
    path.write_bytes(b"old")
    path.chmod(0o600)
    modes: list[int] = []

    def replace(beside: Path, target: Path, real: Any = os.replace) -> None:
        modes.append(stat.S_IMODE(beside.stat().st_mode))
        real(beside, target)

    def write(descriptor: int, flags: int, mode: int, real: Any = os.open) -> int:
        made: int = real(descriptor, flags, mode)
        modes.append(stat.S_IMODE(os.fstat(made).st_mode))
        return made

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(os, "open", lambda path, flags, mode=0o777: write(path, flags, mode))
    old = os.umask(0)
    try:
        write_atomically(path, b"new")
    finally:
        os.umask(old)
    assert modes[0] == modes[1] == 0o600


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root gives away")
def test_the_owner_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "theirs.ceviz"
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.chown(path, 12345, 23456)
    write_atomically(path, b"new")
    found = path.stat()
    assert (found.st_uid, found.st_gid) == (12345, 23456)
    assert stat.S_IMODE(found.st_mode) == 0o640


@posix
def test_an_owner_that_cannot_be_given_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "theirs.ceviz"
    path.write_bytes(b"old")
    known = path.stat()

    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refused)
    monkeypatch.setattr(os, "geteuid", lambda: known.st_uid + 1)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes of Linux")
def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "tagged.ceviz"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.tag", b"lecture")
    except OSError:
        pytest.skip("this file system has none")
    write_atomically(path, b"new")
    assert os.getxattr(path, "user.tag") == b"lecture"


@posix
def test_other_names_of_the_file_keep_what_it_held(tmp_path: Path) -> None:
    path, other = tmp_path / "a.ceviz", tmp_path / "b.ceviz"
    path.write_bytes(b"old")
    os.link(path, other)
    write_atomically(path, b"new")
    assert contents(tmp_path) == {"a.ceviz": b"new", "b.ceviz": b"old"}


def left(folder: Path, name: str = ".ceviz-0123456789ab.tmp", age: float = 3600.0) -> Path:
    """What a program that was killed has left, ``age`` seconds ago."""
    path = folder / name
    path.write_bytes(b"half")
    then = path.stat().st_mtime - age
    os.utime(path, (then, then))
    return path


def test_what_was_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    gone = left(tmp_path)
    kept = {
        left(tmp_path, name)
        for name in ("a.tmp", ".ceviz-0123.tmp", ".ceviz-0123456789ab.tmp.ceviz", "a.ceviz")
    }
    kept.add(left(tmp_path, ".ceviz-ba9876543210.tmp", age=1.0))
    (tmp_path / ".ceviz-aaaaaaaaaaaa.tmp").mkdir()
    sweep([tmp_path, tmp_path / "gone"])
    assert not gone.exists()
    assert all(path.exists() for path in kept)
    assert (tmp_path / ".ceviz-aaaaaaaaaaaa.tmp").is_dir()


@posix
def test_what_is_being_written_is_not_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow disk: a sweep comes while the file is written, however long that takes."""
    swept: list[str] = []

    def slow(_: int) -> None:
        for beside in tmp_path.glob(".ceviz-*.tmp"):
            os.utime(beside, (0.0, 0.0))
            swept.append(beside.name)
        sweep([tmp_path])

    monkeypatch.setattr(os, "fsync", slow)
    write_atomically(tmp_path / "new.ceviz", b"new")
    assert len(swept) == 1
    assert contents(tmp_path) == {"new.ceviz": b"new"}


@posix
def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    precious = left(tmp_path, "precious")
    link = tmp_path / ".ceviz-0123456789ab.tmp"
    link.symlink_to(precious)
    sweep([tmp_path])
    assert precious.exists()
    assert link.is_symlink()
