"""Numbers beyond the memory allowed, in a file of this process that has no name."""

from __future__ import annotations

import mmap
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

#: What is left free on the disk.
_RESERVE = 1 << 30

#: For large files that outlive no process; ``/tmp`` is often memory.
_LARGE = Path("/var/tmp")


def scratch_folder() -> Path:
    """Where large temporary files lie: where the environment says, or on a disk."""
    is_said = any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    if not is_said and os.access(_LARGE, os.W_OK):
        return _LARGE
    return Path(tempfile.gettempdir())


def free_bytes() -> int:
    """How much may be written there."""
    return max(0, shutil.disk_usage(scratch_folder()).free - _RESERVE)


class Scratch:
    """Rows of numbers, written one after another and then mapped.

    The file has no name from the beginning (on Windows, it goes with its last handle): it
    lives as long as this object or an array that :meth:`mapped` gave, and no crash leaves it.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(dir=scratch_folder())  # noqa: SIM115  # closed below

    def write(self, rows: NDArray[Any]) -> None:
        """Append rows to those that are there."""
        self._file.write(np.ascontiguousarray(rows).data)

    def mapped(self, dtype: DTypeLike, shape: tuple[int, ...]) -> NDArray[Any]:
        """What was written, read-only; the array keeps the file."""
        self._file.flush()
        numbers = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._file.close()
        return np.ndarray(shape, dtype, buffer=numbers)

    def close(self) -> None:
        """Give the file up."""
        self._file.close()
