"""Starts the process that reads tables of native code, before anything else is imported.

Standard library only: its start takes as long as that of ceviz itself, and where it is known
early that it will be needed, both happen at the same time.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import Popen

#: What the files end in that are read so, by the name of the format.
SUFFIXES = {"Parquet": (".parquet", ".pq"), "Arrow": (".arrow", ".feather")}

#: What text ends in that is unpacked so.
PACKED_SUFFIX = ".zst"

#: The memory that both have open: so many slots, filled by turns, of so many bytes each. A slot
#: has room for the largest block of rows, and its pages stay: to get new ones costs more than
#: to decode what goes there.
SLOTS, SLOT = 2, 5 << 20

_MODULE = "ceviz.storage.readers.process.child"

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

#: Memory is taken as it is needed: other pools and arenas take a gigabyte of addresses ahead, and
#: the limit on those would then refuse files that are sound.
#: What is freed is kept for the next batch: to get it zeroed again costs a third of a reading. It
#: is got in large pages, which spares the first large table more than half of its page faults.
_VARIABLES = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(256 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
}


class Started:
    """A process that waits for its first question, and the memory that it shares."""

    def __init__(self, process: Popen[bytes], shared: IO[bytes]) -> None:
        self.process, self.shared = process, shared

    def end(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stderr, self.shared):
            assert stream is not None
            with suppress(OSError):
                stream.close()


#: Seconds for which one waits to be asked; it holds 40 MB, 110 after a large table.
IDLE = 60.0

#: Those that have answered and wait to be asked again, as
#: :mod:`~ceviz.storage.readers.process.parent` knows them.
idle: list[Any] = []

#: The one that was started early, until somebody asks it.
_early: list[Started] = []

_starting = Lock()


def start() -> Started:
    """Start a process; returns before it has imported anything."""
    import subprocess

    shared = _shared()
    paths = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=shared,
        stderr=subprocess.PIPE,
        env={**os.environ, **_VARIABLES, "PYTHONPATH": os.pathsep.join(paths)},
    )
    return Started(process, shared)


def start_for(words: list[str]) -> None:
    """Start one early if a word of the command line is a file that it will read."""
    if any(suits(word) and os.path.isfile(word) for word in words):
        _start_early()


def expect(path: Path) -> None:
    """Start one early if a file may be opened soon that it reads: ``path``, or one in that folder.

    Returns at once. One that nobody asks ends after :data:`IDLE` seconds.
    """
    from threading import Thread

    Thread(target=_expect, args=(path,), daemon=True).start()


def _expect(path: Path) -> None:
    try:
        names = os.listdir(path) if path.is_dir() else [path.name]
    except OSError:
        return
    if not idle and any(map(suits, names)):
        _start_early()


def _start_early() -> None:
    from importlib.util import find_spec
    from threading import Timer

    with _starting:  # two files may be expected at once
        if _early or find_spec("pyarrow") is None:
            return
        early = start()
        _early.append(early)
    end = Timer(IDLE, _end_early, [early])
    end.daemon = True
    end.start()


def _end_early(early: Started) -> None:
    """End the one that was started early, if nobody has asked it; not one started since."""
    with suppress(ValueError):
        _early.remove(early)
        early.end()


def suits(name: str) -> bool:
    """Whether a file of that name is read by such a process."""
    return name.lower().endswith((*sum(SUFFIXES.values(), ()), PACKED_SUFFIX))


def started() -> Started:
    """The process that was started early, or a new one."""
    with suppress(IndexError):  # another thread was first
        return _early.pop()
    return start()


def _shared() -> IO[bytes]:
    """A file of all slots that has no name and, on Linux, can never be cut short."""
    size = SLOTS * SLOT
    if sys.platform == "linux":
        import fcntl

        file = os.fdopen(os.memfd_create("ceviz", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING), "r+b")
        file.truncate(size)
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        fcntl.fcntl(file.fileno(), fcntl.F_ADD_SEALS, seals)
        return file
    import tempfile

    file = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process is asked
    file.truncate(size)
    return file
