"""Text files, compressed or not: read forward, unpacked on the way, in pieces of bounded size."""

from __future__ import annotations

import bz2
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from ceviz.bootstrap import how_to_install, install_command
from ceviz.errors import MissingPackage
from ceviz.storage.readers.edge import refuse
from ceviz.storage.readers.sizes import in_bytes

#: A text that unpacks to more than this, and to more than so many times its size, is no table:
#: numbers become a twentieth at most, rows of nothing but 0 and 1 perhaps a hundredth.
_MUCH, _TIMES = 4_000_000_000, 200


def _from_gzip(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="rb"))


def _from_zstd(stream: BinaryIO) -> BinaryIO:
    try:
        import pyarrow
    except ImportError:
        raise MissingPackage(
            "is compressed with zstd, and pyarrow, which unpacks it, is not installed",
            package="pyarrow",
            extra="parquet",
            remedy=how_to_install("pyarrow"),
            recipe=install_command("pyarrow"),
        ) from None
    unpacked = pyarrow.CompressedInputStream(pyarrow.PythonFile(stream, mode="r"), "zstd")
    return io.BufferedReader(unpacked, 1 << 17)


@dataclass(frozen=True, slots=True)
class Packing:
    """A compression of text files.

    Attributes:
        name: as people call it.
        suffix: what its files end in.
        magic: what they begin with.
        unpack: a stream of what is inside, from a stream of the file.
    """

    name: str
    suffix: str
    magic: bytes
    unpack: Callable[[BinaryIO], BinaryIO]


PACKINGS = (
    Packing("gzip", ".gz", b"\x1f\x8b", _from_gzip),
    Packing("bzip2", ".bz2", b"BZh", lambda stream: cast(BinaryIO, bz2.BZ2File(stream))),
    Packing("zstd", ".zst", b"\x28\xb5\x2f\xfd", _from_zstd),
)

_LONGEST = max(len(packing.magic) for packing in PACKINGS)


def packing_of(head: bytes) -> Packing | None:
    """What a file that begins with ``head`` is compressed with, if it is."""
    return next((each for each in PACKINGS if head.startswith(each.magic)), None)


class TextFile:
    """A text file from its beginning, unpacked if it is compressed.

    Attributes:
        unpacked: bytes of text read so far.
    """

    def __init__(self, path: Path) -> None:
        """Open ``path``.

        Raises:
            MissingPackage: if what would unpack it is not installed.
        """
        self._size = max(1, path.stat().st_size)
        self._file: BinaryIO = path.open("rb")
        try:
            packing = packing_of(self._file.read(_LONGEST))
            self._file.seek(0)
            self._stream = self._file if packing is None else packing.unpack(self._file)
        except BaseException:
            self._file.close()
            raise
        self._is_packed = packing is not None
        self.unpacked = 0

    @property
    def share(self) -> float:
        """How much of the file was read, 0 to 1."""
        return min(1.0, self._file.tell() / self._size)

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes, fewer only at the end."""
        return self._counted(self._stream.read(size))

    def readline(self, most: int = -1) -> bytes:
        """One line with its end, or its first ``most`` bytes."""
        return self._counted(self._stream.readline(most))

    def _counted(self, text: bytes) -> bytes:
        self.unpacked += len(text)
        if self._is_packed and self.unpacked > max(_MUCH, _TIMES * self._size):
            refuse(
                f"unpacks to more than {in_bytes(self.unpacked)}",
                why=f"that is over {_TIMES} times its size, which no table does",
                remedy="unpack it first",
            )
        return text

    def __enter__(self) -> TextFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()
        self._file.close()
