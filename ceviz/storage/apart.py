"""Starts the process that reads tables of native code, before anything else is imported.

Standard library only: its start takes as long as that of ceviz itself, and where it is known
early that it will be needed, both happen at the same time.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

#: What the files end in that are read so, by the name of the format.
SUFFIXES = {"Parquet": (".parquet", ".pq"), "Arrow": (".arrow", ".feather")}

#: The memory that both have open: so many slots, filled by turns, of so many bytes each. A slot
#: has room for the largest block of rows, and its pages stay: to get new ones costs more than
#: to decode what goes there.
SLOTS, SLOT = 2, 5 << 20

_MODULE = "ceviz.storage.readers.process.child"

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

#: Memory is taken as it is needed: other pools and arenas take a gigabyte of addresses ahead, and
#: the limit on those would then refuse files that are sound.
#: What is freed is kept for the next batch: to get it zeroed again costs a third of a reading.
_VARIABLES = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(256 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
}


@dataclass(frozen=True, slots=True, eq=False)
class Started:
    """A process that waits for its first question, and the memory that it shares."""

    process: Popen[bytes]
    shared: IO[bytes]


#: The one that was started early, until somebody asks it.
_early: list[Started] = []


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
    suffixes = sum(SUFFIXES.values(), ())
    if any(word.lower().endswith(suffixes) and os.path.isfile(word) for word in words):
        from importlib.util import find_spec

        if not _early and find_spec("pyarrow") is not None:
            _early.append(start())


def started() -> Started:
    """The process that was started early, or a new one."""
    return _early.pop() if _early else start()


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
