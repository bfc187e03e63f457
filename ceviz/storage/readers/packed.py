"""Text files, compressed or in UTF-16: read forward as UTF-8, in pieces of bounded size."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, cast

from ceviz.bootstrap import how_to_install, install_command
from ceviz.errors import MissingPackage
from ceviz.storage.apart import PACKED_SUFFIX
from ceviz.storage.readers.edge import refuse
from ceviz.storage.readers.sizes import in_bytes

#: A text that unpacks to more than this, and to more than so many times its size, is no table:
#: numbers become a twentieth at most, rows of nothing but 0 and 1 perhaps a hundredth.
_MUCH, _TIMES = 4_000_000_000, 200

#: Bytes of UTF-16 that are made UTF-8 at a time.
_RECODED = 1 << 16


def _from_gzip(_: Path, stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="rb"))


def _from_zstd(path: Path, stream: BinaryIO) -> BinaryIO:
    """Unpacked by native code, and so in the process that reads such."""
    if find_spec("pyarrow") is None:
        raise MissingPackage(
            "is compressed with zstd, and pyarrow, which unpacks it, is not installed",
            package="pyarrow",
            extra="parquet",
            remedy=how_to_install("pyarrow"),
            recipe=install_command("pyarrow"),
        )
    # Here, as that process knows all formats, and those of text are read by way of this module.
    from ceviz.storage.readers.process.unpacking import Unpacked

    return io.BufferedReader(Unpacked(path, stream), 1 << 17)


@dataclass(frozen=True, slots=True)
class Packing:
    """A compression of text files.

    Attributes:
        name: as people call it.
        suffix: what its files end in.
        magic: what they begin with.
        unpack: a stream of what is inside, from the file and a stream of it.
    """

    name: str
    suffix: str
    magic: bytes
    unpack: Callable[[Path, BinaryIO], BinaryIO]


PACKINGS = (
    Packing("gzip", ".gz", b"\x1f\x8b", _from_gzip),
    Packing("bzip2", ".bz2", b"BZh", lambda _, stream: cast(BinaryIO, bz2.BZ2File(stream))),
    Packing("zstd", PACKED_SUFFIX, b"\x28\xb5\x2f\xfd", _from_zstd),
)

_LONGEST = max(len(packing.magic) for packing in PACKINGS)


def packing_of(head: bytes) -> Packing | None:
    """What a file that begins with ``head`` is compressed with, if it is."""
    return next((each for each in PACKINGS if head.startswith(each.magic)), None)


def is_utf16(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is what Excel calls Unicode text."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


class _Recoded(io.RawIOBase):
    """UTF-8 of a stream in UTF-16, without its byte order mark."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-16")()
        self._rest = b""

    def readable(self) -> bool:
        """It is for nothing else."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As :class:`io.RawIOBase` has it.

        Raises:
            FileRefused: what is there is no UTF-16.
        """
        while not self._rest:
            raw = self._stream.read(_RECODED)
            try:
                self._rest = self._decoder.decode(raw, final=not raw).encode()
            except UnicodeError as error:
                refuse("is damaged: it begins as text in UTF-16 and is none", why=str(error))
            if not raw:
                break
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._rest))
        view[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


class TextFile:
    """A text file from its beginning, unpacked if it is compressed, as UTF-8 if it is UTF-16.

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
            head = self._file.read(_LONGEST)
            packing = packing_of(head)
            self._file.seek(0)
            self._stream = self._file if packing is None else packing.unpack(path, self._file)
            if is_utf16(head):
                self._stream = cast(BinaryIO, io.BufferedReader(_Recoded(self._file), _RECODED))
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
