"""Locks between programs, which the system lets go when their holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: What the file of a lock is called at its end.
SUFFIX = ".lock"


class FileLock:
    """An exclusive lock on a file made for it, held until :meth:`release` or the end.

    Raises:
        OSError: the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, *, wait: bool) -> bool:
        """Whether it is held now; without ``wait`` it is not if somebody else holds it."""
        assert self._descriptor is not None
        if not wait:
            return try_lock(self._descriptor)
        try:
            _lock(self._descriptor, wait=True)
        except OSError:
            return False
        return True

    def release(self, *, remove: bool = False) -> None:
        """Let it go, and take its file away."""
        if self._descriptor is None:
            return
        if remove:  # on Windows only once it is closed
            with suppress(OSError):
                self._path.unlink()
        os.close(self._descriptor)
        self._descriptor = None
        if remove and sys.platform == "win32":
            with suppress(OSError):
                self._path.unlink()

    def __del__(self) -> None:
        self.release()


def try_lock(descriptor: int) -> bool:
    """Whether the open file is locked now, until it is closed; not if somebody else holds it."""
    try:
        _lock(descriptor, wait=False)
    except OSError:
        return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone among all programs that lock ``path``; they wait for each other.

    Raises:
        OSError: the file cannot be made.
    """
    lock = FileLock(path)
    try:
        lock.take(wait=True)
        yield
    finally:
        lock.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, wait: bool) -> None:
        # LK_LOCK tries for ten seconds.
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
