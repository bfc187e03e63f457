"""npz archives: arrays are known from their headers, stored ones mapped where they lie."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO, cast

import numpy as np

from ceviz.errors import FileRefused
from ceviz.storage.readers.arrays import StoredArray
from ceviz.storage.readers.edge import Job, listed, refuse, shown
from ceviz.storage.readers.foreign import refuse_with_recipe
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.npy import stored_npy
from ceviz.storage.readers.formats.stored import columns_of, raw_of_file
from ceviz.storage.readers.meaning.roles import is_needed
from ceviz.storage.readers.raw import Raw

#: A larger directory than any real archive of arrays; zipfile would read it whole.
MAX_DIRECTORY = 1 << 20

#: Bytes of a local header before the name, and its fields of use here: signature, flags,
#: method, lengths of name and extra field.
_LOCAL = struct.Struct("<4s2xHH16xHH")
_LOCAL_SIGNATURE = b"PK\x03\x04"
_ENCRYPTED = 0x1


def stored_npz(job: Job) -> list[StoredArray]:
    """The arrays of an archive, headers checked, none read.

    A member that holds Python objects is left out if its name says that it is not needed.
    """
    arrays = []
    with job.path.open("rb") as stream:
        with zipfile.ZipFile(cast(IO[bytes], _Capped(stream))) as archive:
            members = archive.infolist()
        _check_is_npz(job.path, [member.filename for member in members])
        for member in members:
            if not member.filename.endswith(".npy"):
                continue
            try:
                arrays.append(_stored_member(job.path, stream, member))
            except FileRefused:
                if is_needed(member.filename.removesuffix(".npy"), job.options):
                    raise
    return arrays


def _check_is_npz(path: Path, names: list[str]) -> None:
    if any(name.endswith("data.pkl") for name in names):
        refuse_with_recipe(path, "PyTorch")
    if "[Content_Types].xml" in names:
        refuse("is an Office file", remedy="save the sheet as CSV")
    if not any(name.endswith(".npy") for name in names):
        held = f"it holds {listed(names)}" if names else "it is empty"
        refuse("is an archive without arrays", why=held)


def _stored_member(path: Path, stream: BinaryIO, member: zipfile.ZipInfo) -> StoredArray:
    name = shown(member.filename.removesuffix(".npy"))
    if member.flag_bits & _ENCRYPTED:
        refuse("is encrypted", place=f"“{name}”")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The other methods unpack without a limit: a few bytes could fill the memory.
        refuse("is packed by a method other than deflate", place=f"“{name}”")
    is_stored = member.compress_type == zipfile.ZIP_STORED
    offset = _data_offset(stream, member, name) if is_stored else None
    return stored_npy(name, _opener(path, member), member.file_size, path, offset)


def _data_offset(stream: BinaryIO, member: zipfile.ZipInfo, name: str) -> int:
    """Where a stored member's bytes begin; the local header must agree with the directory."""
    stream.seek(member.header_offset)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        refuse("the archive ends inside a member's header", place=f"“{name}”")
    signature, flags, method, name_length, extra_length = _LOCAL.unpack(head)
    offset = member.header_offset + _LOCAL.size + int(name_length) + int(extra_length)
    size = stream.seek(0, 2)
    agrees = (
        signature == _LOCAL_SIGNATURE
        and method == zipfile.ZIP_STORED
        and not flags & _ENCRYPTED
        and member.compress_size == member.file_size
        and offset + member.file_size <= size
    )
    if not agrees:
        refuse("the archive contradicts itself about a member", place=f"“{name}”")
    return offset


def _opener(path: Path, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    """Opens a member through zipfile, which compares its checksum at the end."""

    def open_member() -> BinaryIO:
        with zipfile.ZipFile(path) as archive:
            return cast(BinaryIO, archive.open(member))

    return open_member


class _Capped:
    """A stream that refuses to read a whole directory too large to be true."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek = stream.seek
        self.tell = stream.tell
        self.close = lambda: None

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, MAX_DIRECTORY + 1) if size >= 0 else MAX_DIRECTORY + 1)
        if len(data) > MAX_DIRECTORY:
            refuse("the archive's directory is larger than any real one")
        return data


def _read(job: Job) -> Raw:
    return raw_of_file(stored_npz(job), job)


def _write(path: Path, sample: Sample) -> None:
    names = np.array(sample.class_names)
    with path.open("wb") as stream:  # given a path, NumPy appends a suffix of its own
        np.savez(stream, logits=sample.logits, labels=sample.labels, class_names=names)


NPZ = Format(
    name="npz",
    suffixes=(".npz",),
    begins=lambda head: head.data.startswith(_LOCAL_SIGNATURE),
    read=_read,
    write=_write,
    columns=lambda job: columns_of(stored_npz(job), job),
)
