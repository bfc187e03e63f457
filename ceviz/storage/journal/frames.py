r"""Records one after another in a file, which may end in the middle of one.

::

    ceviz journal 1\n        once, at the start
    length, checksum         two unsigned integers of 32 bits, little-endian
    the record               so many bytes
    …

A checksum goes on from the one before: a record counts only where it was written, after the
records that it was written after. An empty record, which a disk that lost power may leave as
zeros, is none.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from struct import Struct

#: What the file begins with: what it is, and the version of its format.
KIND = b"ceviz journal "

#: What one of this version begins with.
MAGIC = KIND + b"1\n"

#: The checksum before the first record.
START = zlib.crc32(MAGIC)

_HEAD = Struct("<II")


def framed(record: bytes, before: int) -> tuple[bytes, int]:
    """``record`` as it is appended after the checksum ``before``, and its own checksum."""
    checksum = zlib.crc32(record, before)
    return _HEAD.pack(len(record), checksum) + record, checksum


def is_void(data: bytes) -> bool:
    """Whether no record was ever whole in the bytes of a file, not even of another version."""
    if not data.startswith(MAGIC):
        return MAGIC.startswith(data) or data.count(0) == len(data)
    return next(scan(data), None) is None


def scan(data: bytes) -> Iterator[bytes]:
    """The whole records in the bytes of a file, in order, up to the first that is not whole."""
    if not data.startswith(MAGIC):
        return
    place, checksum = len(MAGIC), START
    while place + _HEAD.size <= len(data):
        length, said = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        record = data[place : place + length]
        checksum = zlib.crc32(record, checksum)
        if not length or len(record) < length or checksum != said:
            return
        yield record
        place += length
