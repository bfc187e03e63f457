"""Writing a file all at once: after a crash there is the old file or the new one, never half."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ceviz.errors import FileRefused


def write_atomically(
    path: str | os.PathLike[str], data: bytes, *, inputs: Iterable[str | os.PathLike[str]] = ()
) -> None:
    """``data`` as the whole of file ``path``, which is none of the ``inputs``.

    It is written beside the file under another name, forced to the disk and then renamed. A
    symbolic link stays a link: what it points to is replaced. The file keeps its permissions;
    a new one gets those the system gives.

    Raises:
        FileRefused: one of the ``inputs``, a folder, a device, a write-protected file, no such
            folder, a full disk. What was there before is still there.
    """
    refuse_inputs(path, inputs)
    named = Path(path)
    target = Path(os.path.realpath(named))
    try:
        mode = _mode_of(target, str(named))
        _replace(target, data, mode)
    except OSError as problem:
        raise FileRefused("cannot be written", where=str(named), why=reason(problem)) from problem


def refuse_inputs(path: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str]]) -> None:
    """Refuse to write over a file that was read, whatever path or link leads to it.

    Raises:
        FileRefused: ``path`` is one of the ``inputs``.
    """
    for source in inputs:
        with suppress(OSError, ValueError):  # what is not there yet is no input
            if os.path.samefile(path, source):
                raise FileRefused(
                    "is not replaced",
                    where=str(path),
                    why=f"it is {source}, which was read",
                    remedy="choose another name for what is written",
                )


def reason(problem: OSError) -> str:
    """What the system says, in its words, without the number and the path."""
    words = problem.strerror or type(problem).__name__
    return words[:1].lower() + words[1:]


def _mode_of(target: Path, where: str) -> int | None:
    """The permissions of the file to be replaced, or None if there is none yet."""
    try:
        found = target.stat().st_mode
    except FileNotFoundError:
        if target.parent.is_dir():
            return None
        raise FileRefused(
            "cannot be written", where=where, why=f"there is no folder {target.parent}"
        ) from None
    if stat.S_ISDIR(found):
        raise FileRefused("is a folder", where=where, remedy="name a file in it")
    if not stat.S_ISREG(found):
        raise FileRefused("is not an ordinary file", where=where, remedy="choose another name")
    # A rename would replace a write-protected file without asking, and root may write anything:
    # the permission itself is what says no.
    if not found & 0o222 or not os.access(target, os.W_OK):
        raise FileRefused(
            "is write-protected", where=where, remedy="save under another name, or unprotect it"
        )
    return stat.S_IMODE(found)


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    beside = target.with_name(f".ceviz-{os.urandom(6).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(beside, flags, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Force the rename itself to the disk where the system can."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
