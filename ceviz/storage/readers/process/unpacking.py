"""A file compressed with zstd, as a stream of what is inside: unpacked in the other process."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.process.parent import pieces_apart


class Unpacked(io.RawIOBase):
    """What is inside the file ``path``, whose stream ``file`` is only moved along.

    Raises:
        FileRefused: on reading, if it is damaged, or takes more memory than reading may.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._file = file
        self._pieces = pieces_apart(Job(path))
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        """It is for nothing else."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As :class:`io.RawIOBase` has it."""
        if not self._piece:
            data, at = next(self._pieces, (b"", None))
            self._piece = memoryview(data)
            if at is not None:
                self._file.seek(at)  # so that it tells how much was read
        view = memoryview(buffer).cast("B")
        size = min(len(view), len(self._piece))
        view[:size] = self._piece[:size]
        self._piece = self._piece[size:]
        return size

    def close(self) -> None:
        """Let the other process unpack no more."""
        self._pieces.close()
        super().close()
