"""Files mapped so that another program may cut them short.

Reading a mapping beyond the end of its file is answered with SIGBUS, which ends a process; to look
at the file's size before each read only makes that rare. Here the signal is heard where it occurs,
and what the file has lost is replaced by NaN in the mapping: the read goes on, and the look at the
file that follows every block refuses it. On Windows a mapped file cannot be cut short.
"""

from __future__ import annotations

import mmap
import signal
import sys
import tempfile
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

import numpy as np

#: Signals in a row that no mapping here explains, before the next one is let through: threads that
#: read the same file hear one each, and the first of them mends it for all.
_UNEXPLAINED = 64

#: What stands where nothing is any more: NaN in every floating type, and a label of no class. It is
#: a file of so many bytes, mapped over and over, so that it takes no memory for each byte lost.
_LOST, _LOST_BYTES = b"\xff", 4 << 20

#: Not in :mod:`mmap`; the same on Linux and macOS.
_MAP_FIXED = 0x10


class Mapping(mmap.mmap):
    """A whole file, mapped for reading.

    Attributes:
        whole: how many bytes of it are as they are in the file.
    """

    def __new__(cls, path: Path) -> Self:
        """Map the file at ``path``, which is not empty."""
        with path.open("rb") as file:
            made = super().__new__(cls, file.fileno(), 0, access=mmap.ACCESS_READ)
        made.whole = len(made)
        if sys.platform != "win32":
            made.address = np.frombuffer(made, np.uint8).__array_interface__["data"][0]
            _guard.watch(made)
        return made

    whole: int
    address: int

    def __del__(self) -> None:
        """Forget it before the system does, which may give the addresses to others."""
        if sys.platform != "win32":
            _guard.forget(self)


class _Guard:
    """Hears SIGBUS and mends the mappings that it comes from."""

    def __init__(self) -> None:
        self._mappings: dict[int, weakref.ref[Mapping]] = {}
        # Held by the thread that mends: others wait for it instead of reading again in vain. The
        # system lets no thread in a second time, as the signal is blocked in its handler.
        self._mending = threading.Lock()
        self._libc: Any = None
        self._lost: IO[bytes] | None = None
        self._heard: Any = None
        self._before: Any = None
        self._unexplained = 0

    def watch(self, mapping: Mapping) -> None:
        """From now on, until it is forgotten."""
        self._mappings[mapping.address] = weakref.ref(mapping)
        with self._mending, suppress(ImportError, OSError, AttributeError):  # without ctypes
            if self._heard is None:
                self._listen()

    def forget(self, mapping: Mapping) -> None:
        """Never touch its addresses again."""
        self._mappings.pop(getattr(mapping, "address", 0), None)

    def _listen(self) -> None:
        import ctypes

        pointer, size, number = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
        libc = ctypes.CDLL(None, use_errno=True)
        libc.signal.restype, libc.signal.argtypes = pointer, [number, pointer]
        libc.mmap.restype = pointer
        libc.mmap.argtypes = [pointer, size, number, number, number, ctypes.c_int64]
        self._libc = libc
        self._lost = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the program runs
        self._lost.write(_LOST * _LOST_BYTES)
        self._lost.flush()
        # Kept, as the system holds no reference to it.
        self._heard = ctypes.CFUNCTYPE(None, number)(self._hear)
        self._before = libc.signal(signal.SIGBUS, ctypes.cast(self._heard, pointer))

    def _hear(self, _: int) -> None:
        """In the thread that reads, in the middle of it."""
        try:
            found = [ref() for ref in list(self._mappings.values())]
            with self._mending:
                mended = [self._mend(each) for each in found if each is not None]
        except Exception:
            mended = []
            self._unexplained = _UNEXPLAINED
        self._unexplained = 0 if any(mended) else self._unexplained + 1
        if self._unexplained > _UNEXPLAINED:  # what is not ours goes where it went before
            self._libc.signal(signal.SIGBUS, self._before)

    def _mend(self, mapping: Mapping) -> bool:
        """Put NaN where the file has no bytes any more; whether there was anything to mend."""
        size = mapping.size()
        if size >= mapping.whole:
            return False
        mapping.whole = size
        assert self._lost is not None
        flags = mmap.MAP_PRIVATE | _MAP_FIXED
        first = -(-size // mmap.PAGESIZE) * mmap.PAGESIZE
        for start in range(first, len(mapping), _LOST_BYTES):
            place, length = mapping.address + start, min(_LOST_BYTES, len(mapping) - start)
            got = self._libc.mmap(place, length, mmap.PROT_READ, flags, self._lost.fileno(), 0)
            if got != place:
                raise OSError("nothing can be mapped in place of the file")
        return True


_guard = _Guard()
