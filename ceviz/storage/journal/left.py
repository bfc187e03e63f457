"""The journals that windows left which are gone, with what was not saved in them."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ceviz.storage.journal.frames import KIND, is_void
from ceviz.storage.journal.records import Step
from ceviz.storage.journal.replay import Kept, replay
from ceviz.storage.journal.writer import GROWTH, LOCK, MOST_BYTES, SUFFIX
from ceviz.storage.locks import FileLock

#: A larger file is none that was written here: a record of the largest, and what follows it.
_MOST_FILE = 2 * MOST_BYTES + 2 * GROWTH

#: Seconds after which a lock without a journal is of no window that begins one.
_AGE = 60.0


@dataclass(frozen=True, eq=False)
class Left:
    """What one window left; held by a lock, so that no other program offers it meanwhile."""

    path: Path
    kept: Kept
    lock: FileLock

    @property
    def last(self) -> Step:
        """The moment that it was left at."""
        return self.kept.last

    @property
    def title(self) -> str:
        """What the window was called."""
        path = self.kept.path
        return path.name if path is not None else self.last.title or "Untitled"

    def let_go(self) -> None:
        """It is restored and kept elsewhere; what is not understood of it stays."""
        if self.kept.later:
            self.release()
        else:
            self.discard()

    def discard(self) -> None:
        """Remove it: nobody wants it."""
        with suppress(OSError):
            self.path.unlink()
        self.lock.release(remove=True)

    def release(self) -> None:
        """Leave it to whoever looks next."""
        self.lock.release()


def of_other_versions(folder: Path) -> list[Path]:
    """Journals in ``folder`` that are nobody's and of which nothing makes sense here."""
    found = []
    for path in _listed(folder):
        if path.suffix == SUFFIX:
            with suppress(OSError):
                lock = FileLock(path.with_suffix(LOCK))
                if lock.take(wait=False):
                    data = _read(path)
                    if data.startswith(KIND) and not is_void(data) and replay(data) is None:
                        found.append(path)
                lock.release()
    return found


def left_in(folder: Path) -> list[Left]:
    """What windows that are gone left in ``folder``, the latest first.

    What has no whole record is removed: nothing can be had from it. What cannot be read here, such
    as a journal of another version, stays for whoever can.
    """
    found = []
    for path in _listed(folder):
        if path.suffix != SUFFIX:
            continue
        left = _taken(path)
        if left is not None:
            found.append(left)
    _sweep_locks(folder)
    restored = {left.last.came_from for left in found}
    for left in found:
        if left.path.stem in restored:  # elsewhere: the program ended before it was removed
            left.let_go()
    wanted = [left for left in found if left.path.stem not in restored]
    return sorted(wanted, key=lambda left: -left.last.at)


def _taken(path: Path) -> Left | None:
    """The journal, if its window is gone and nobody else has it."""
    try:
        lock = FileLock(path.with_suffix(LOCK))
    except OSError:
        return None
    kept = None
    if lock.take(wait=False):
        with suppress(OSError):
            data = _read(path)
            kept = replay(data)
            if kept is None and is_void(data):
                path.unlink()
                lock.release(remove=True)
    if kept is None:
        lock.release()
        return None
    return Left(path, kept, lock)


def _read(path: Path) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NONBLOCK", 0)  # a pipe would be waited for
    with os.fdopen(os.open(path, flags), "rb") as file:
        found = os.fstat(file.fileno())
        ours = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if not ours or not stat.S_ISREG(found.st_mode):
            raise OSError("none of ours")
        if found.st_size > _MOST_FILE:
            raise OSError("too large")
        return file.read()


def _sweep_locks(folder: Path) -> None:
    """Locks of windows that ended before they had anything to keep."""
    for path in _listed(folder):
        if path.suffix == LOCK and not path.with_suffix(SUFFIX).exists():
            with suppress(OSError):
                # One that is younger may be about to be taken.
                if time.time() - path.stat().st_mtime > _AGE:
                    lock = FileLock(path)
                    lock.release(remove=lock.take(wait=False))


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
