"""The session in a PNG: a compressed ``iTXt`` chunk with a keyword of ours, before the pixels.

Source: PNG (Third Edition), https://www.w3.org/TR/png-3/#11iTXt
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from ceviz.errors import FileRefused
from ceviz.storage.carried.payload import MAX_BYTES, refused_size

KEYWORD = b"ceviz:session"

_SIGNATURE = b"\x89PNG\r\n\x1a\n"

#: Where the chunk goes: after the signature and ``IHDR``, the first chunk, of thirteen bytes.
_AFTER_HEADER = len(_SIGNATURE) + 12 + 13

#: No picture has more chunks: those of Qt are of 8 kB.
_MOST_CHUNKS = 100_000


def embed(picture: bytes, line: bytes) -> bytes:
    """The PNG ``picture`` with ``line`` in it."""
    # Keyword, NUL, "compressed" and by which method (zlib), no language, no translated keyword.
    body = b"iTXt" + KEYWORD + b"\0\1\0\0\0" + zlib.compress(line, 9)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:_AFTER_HEADER] + chunk + picture[_AFTER_HEADER:]


def find(data: bytes, name: str) -> bytes | None:
    """The line in the PNG ``data``; None if there is none.

    Raises:
        FileRefused: no PNG, a damaged chunk, or a line that unpacks to too much.
    """
    if not data.startswith(_SIGNATURE):
        raise FileRefused("is not a PNG", where=name)
    for kind, start, end in _chunks(data):
        if kind == b"iTXt" and data[start : start + len(KEYWORD) + 1] == KEYWORD + b"\0":
            if data[end : end + 4] != struct.pack(">I", zlib.crc32(data[start - 4 : end])):
                raise _damaged(name)
            return _text(data[start + len(KEYWORD) + 1 : end], name)
    return None


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, first byte and end of each chunk that is whole."""
    at = len(_SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        head = data[at : at + 8]
        if len(head) < 8:
            return
        start, end = at + 8, at + 8 + int.from_bytes(head[:4], "big")
        if end + 4 > len(data):
            return
        yield head[4:], start, end
        at = end + 4


def _text(body: bytes, name: str) -> bytes:
    """The text of an ``iTXt`` chunk, after its keyword."""
    parts = body[2:].split(b"\0", 2)
    if len(parts) < 3 or body[0] > 1 or body[1] != 0:
        raise _damaged(name)
    return unpacked(parts[2], name) if body[0] else parts[2]


def unpacked(packed: bytes, name: str) -> bytes:
    """What ``packed`` holds, as zlib has it; never more than a session may have.

    Raises:
        FileRefused: damaged, or more than that.
    """
    stream = zlib.decompressobj()
    try:
        line = stream.decompress(packed, MAX_BYTES + 1)
    except zlib.error:
        raise _damaged(name) from None
    if len(line) > MAX_BYTES:
        raise refused_size(name)
    if not stream.eof:
        raise _damaged(name)
    return line


def _damaged(name: str) -> FileRefused:
    return FileRefused("carries a session that is damaged", where=name)
