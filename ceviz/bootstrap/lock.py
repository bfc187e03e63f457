"""One set-up at a time: a lock on a file that is there anyway, so that nothing is left behind."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hold(path: str) -> Iterator[int]:
    """Let no other process that holds ``path`` run inside; yields the locked descriptor.

    The system drops the lock when the last process that has the descriptor ends, however it
    ends, so there is no stale lock to clean up.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if not _try_lock(descriptor):
            print("ceviz: waiting for another set-up to end", file=sys.stderr, flush=True)
            while not _try_lock(descriptor):
                time.sleep(0.2)  # flock has no waiting that Ctrl+C could end everywhere
        yield descriptor
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        # Windows' locks are mandatory: take a byte far behind the text, which nobody reads.
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks: better set up than not at all
        return True
