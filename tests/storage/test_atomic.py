"""A file is the old one or the new one, never half of either."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ceviz.errors import FileRefused
from ceviz.storage.atomic import write_atomically

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
