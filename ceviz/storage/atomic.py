"""Writing a file all at once: after a crash there is the old file or the new one, never half."""

from __future__ import annotations

import os
import re
import stat
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ceviz.errors import FileRefused
from ceviz.storage.locks import try_lock

#: What a file is called while it is written.
_BESIDE = re.compile(r"\.ceviz-[0-9a-f]{12}\.tmp")

#: Seconds in which a file that is being written may not be locked yet.
_AGE = 60.0


def write_atomically(
    path: str | os.PathLike[str], data: bytes, *, inputs: Iterable[str | os.PathLike[str]] = ()
) -> None:
    """``data`` as the whole of file ``path``, which is none of the ``inputs``.

    It is written beside the file under another name, which nobody else can read if they cannot
    read the file, forced to the disk and then renamed. A symbolic link stays a link: what it
    points to is replaced. Other names of the same file (hard links) keep what it held. The file
    keeps its permissions and, as far as the system permits, its owner and extended attributes;
    a new one gets what the system gives.

    Raises:
        FileRefused: one of the ``inputs``, a folder, a device, a write-protected file, no such
            folder, a full disk. What was there before is still there.
    """
    refuse_inputs(path, inputs)
    named = Path(path)
    target = Path(os.path.realpath(named))
    try:
        _replace(target, data, _checked(target, str(named)))
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


def sweep(folders: Iterable[Path]) -> None:
    """Remove what writing left in ``folders`` when the power or the program failed.

    Only files that were written here, by this user, more than a minute ago, and that no other
    program of ours is writing. A folder that is gone is as good as swept.
    """
    for folder in dict.fromkeys(folders):
        with suppress(OSError):
            for path in folder.iterdir():
                if _BESIDE.fullmatch(path.name):
                    with suppress(OSError):
                        _remove_left(path)


def _remove_left(path: Path) -> None:
    found = path.lstat()
    ours = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
    if not ours or not stat.S_ISREG(found.st_mode) or time.time() - found.st_mtime < _AGE:
        return
    if os.name == "nt":  # where a file that is open cannot be removed
        path.unlink()
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        if try_lock(descriptor):
            path.unlink()
    finally:
        os.close(descriptor)


def _checked(target: Path, where: str) -> os.stat_result | None:
    """What is known of the file to be replaced, or None if there is none yet."""
    try:
        known = target.stat()
    except FileNotFoundError:
        if target.parent.is_dir():
            return None
        raise FileRefused(
            "cannot be written", where=where, why=f"there is no folder {target.parent}"
        ) from None
    found = known.st_mode
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
    return known


def _replace(target: Path, data: bytes, known: os.stat_result | None) -> None:
    beside = target.with_name(f".ceviz-{os.urandom(6).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    # Nobody reads on the way what they could not read before.
    descriptor = os.open(beside, flags, 0o666 if known is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            try_lock(file.fileno())
            file.write(data)
            file.flush()
            if known is not None:
                _dress(beside, target, known)
            os.fsync(file.fileno())
            if os.name != "nt":
                os.replace(beside, target)  # still held: nobody sweeps it away meanwhile
        if os.name == "nt":  # where what is open cannot be renamed
            os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    sync_folder(target.parent)


def _dress(beside: Path, target: Path, known: os.stat_result) -> None:
    """Give the new file what the old one has; to give it away may be permitted to root alone."""
    if hasattr(os, "chown"):
        now = beside.stat()
        for owner, group in ((known.st_uid, -1), (-1, known.st_gid)):
            if (owner, group) not in ((now.st_uid, -1), (-1, now.st_gid)):
                with suppress(OSError):
                    os.chown(beside, owner, group)
    if sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(beside, name, os.getxattr(target, name))
    # Last: to change the owner takes permissions away.
    beside.chmod(stat.S_IMODE(known.st_mode))


def sync_folder(folder: Path) -> None:
    """Force the rename itself to the disk where the system can."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
