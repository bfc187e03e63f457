"""Arrays that lie in a file: known by name, type and shape before a number of them is read."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import Job, refuse
from ceviz.storage.readers.mapping import Mapping
from ceviz.storage.readers.sizes import in_bytes

#: Larger arrays are mapped. Smaller ones are read at once: it takes a few milliseconds, and
#: another program that cuts the file short while it is open then changes nothing.
MAP_ABOVE = 32 << 20

#: How much is read between two steps of a job.
CHUNK = 4 << 20


@dataclass(frozen=True, slots=True)
class StoredArray:
    """One array of a file, not read yet.

    Attributes:
        name: its key.
        dtype: its type on disk; bfloat16 numbers appear as uint16.
        shape: its shape, already compared with the bytes there are.
        open: opens a stream that stands at the first number.
        path: the file, for mapping.
        offset: where in ``path`` the numbers begin, or None if they are compressed.
        fortran: whether the first index runs fastest.
        bfloat16: whether the numbers are the upper halves of float32.
    """

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    open: Callable[[], BinaryIO]
    path: Path
    offset: int | None = None
    fortran: bool = False
    bfloat16: bool = False

    @property
    def is_float(self) -> bool:
        """Whether it holds fractions, as scores are."""
        return self.dtype.kind == "f" or self.bfloat16

    @property
    def is_number(self) -> bool:
        """Whether it could hold scores, rounded ones included."""
        return self.dtype.kind in "fiu"

    @property
    def is_label(self) -> bool:
        """Whether its type can hold one class a row."""
        return self.dtype.kind in "iubSU" and not self.bfloat16

    def __str__(self) -> str:
        kind = "bfloat16" if self.bfloat16 else str(self.dtype)
        return f"“{self.name}” {self.shape} {kind}"

    def load(self, job: Job) -> NDArray[Any]:
        """The whole array, read-only and in this machine's byte order.

        Large ones are mapped where the file holds them as they are.
        """
        size = nbytes(self.dtype, self.shape)
        order: Literal["C", "F"] = "F" if self.fortran else "C"
        if self.offset is not None and size > MAP_ABOVE:
            whole = Mapping(self.path)
            mapped = np.ndarray(self.shape, self.dtype, whole, self.offset, order=order)
            return self._native(mapped, job)
        job.take(size, f"“{self.name}”")
        flat = self._read(math.prod(self.shape), job)
        return self._native(flat.reshape(self.shape, order=order), job)

    def first(self, rows: int, job: Job) -> NDArray[Any]:
        """The first ``rows`` rows, reading little more than them where the file allows it."""
        if self.fortran or not self.shape or self.shape[0] <= rows:
            return self.load(job)[:rows]
        shape = (rows, *self.shape[1:])
        job.take(nbytes(self.dtype, shape), f"“{self.name}”")
        return self._native(self._read(math.prod(shape), job).reshape(shape), job)

    def _read(self, count: int, job: Job) -> NDArray[Any]:
        array = np.empty(count, self.dtype)
        buffer = array.view(np.uint8).data
        done = 0
        with self.open() as stream:
            while done < len(buffer):
                read = stream.readinto(buffer[done : done + CHUNK])  # type: ignore[attr-defined]
                if not read:
                    refuse(
                        "the file ends too early",
                        place=f"“{self.name}”",
                        why=f"{in_bytes(len(buffer) - done)} are missing",
                    )
                done += read
                job.step(done / len(buffer))
            # Reading to the end makes a zip member compare its checksum.
            if job.head is None:
                stream.read(1)
        return array

    def _native(self, array: NDArray[Any], job: Job) -> NDArray[Any]:
        if self.bfloat16:
            job.take(2 * array.nbytes, f"“{self.name}” as float32")
            array = _widened(array)
        elif not array.dtype.isnative:
            job.take(array.nbytes, f"“{self.name}” in this machine's byte order")
            array = array.astype(array.dtype.newbyteorder("="))
        array.flags.writeable = False
        return array


def opener_at(path: Path, offset: int) -> Callable[[], BinaryIO]:
    """Opens ``path`` for reading from ``offset`` on."""

    def open_at() -> BinaryIO:
        stream = path.open("rb")
        stream.seek(offset)
        return stream

    return open_at


def nbytes(dtype: np.dtype[Any], shape: tuple[int, ...]) -> int:
    """Bytes of an array, as a Python integer that cannot overflow."""
    return math.prod(shape) * dtype.itemsize


def check_shape(name: str, dtype: np.dtype[Any], shape: tuple[int, ...], available: int) -> None:
    """Refuse an array whose header claims more, or fewer, bytes than the file has for it."""
    if any(length < 0 for length in shape) or len(shape) > 32:
        refuse(f"the shape {shape} is impossible", place=f"“{name}”")
    claimed = nbytes(dtype, shape)
    if claimed != available:
        refuse(
            f"the header claims {in_bytes(claimed)} of numbers",
            place=f"“{name}”",
            why=f"the file holds {in_bytes(available)} for them",
        )


def _widened(halves: NDArray[np.uint16]) -> NDArray[np.float32]:
    """bfloat16 numbers, given as uint16, as float32."""
    wide = np.empty(halves.shape, np.uint32)
    np.left_shift(halves, 16, out=wide, dtype=np.uint32)
    return wide.view(np.float32)
