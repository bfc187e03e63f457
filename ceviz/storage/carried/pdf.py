"""The session in a PDF: an attached file, which people see listed beside the page.

Nothing of the structure of a PDF is followed. Its streams are looked at one by one, plain or
packed by zlib as all programs leave attachments, for one that begins as our line does.

Source: ISO 32000-2, 7.3.8 (streams) and 7.11.4 (embedded files)
"""

from __future__ import annotations

import re
import zlib

from ceviz.errors import FileRefused
from ceviz.storage.carried.payload import MAGIC, MAX_BYTES, refused_size
from ceviz.storage.carried.png import unpacked

#: What the attachment is called where attachments are listed.
FILE_NAME = "ceviz-session.json"

#: Where a stream begins, or ends: a pattern that starts with its letters is searched for ten
#: times as fast as one that asks first what stands before them.
_STREAM = re.compile(rb"stream\r?\n")

#: No figure has more beginnings and ends of streams: those of a page, its fonts, its patterns.
_MOST_STREAMS = 20_000


def find(data: bytes, name: str) -> bytes | None:
    """The line in the PDF ``data``; None if there is none.

    Raises:
        FileRefused: no PDF, or a line that is damaged or too long.
    """
    if b"%PDF-" not in data[:1024]:
        raise FileRefused("is not a PDF", where=name)
    for count, match in enumerate(_STREAM.finditer(data)):
        if count >= _MOST_STREAMS:
            break
        if data.endswith(b"end", 0, match.start()):
            continue
        start = match.end()
        if data.startswith(MAGIC, start):
            return _plain(data, start, name)
        if _begins(data[start : start + 256]) == MAGIC:
            # A stream of zlib knows where it ends, whatever its dictionary says.
            return unpacked(data[start : start + MAX_BYTES], name)
    return None


def _plain(data: bytes, start: int, name: str) -> bytes:
    """The line that is not packed: it holds no line break, and one follows."""
    ends = [data.find(mark, start, start + MAX_BYTES + 1) for mark in (b"\n", b"\r")]
    end = min((at for at in ends if at >= 0), default=-1)
    if end < 0:
        raise refused_size(name)
    return data[start:end]


def _begins(packed: bytes) -> bytes:
    """What a packed stream begins with, as many bytes as our line's beginning has."""
    try:
        return zlib.decompressobj().decompress(packed, len(MAGIC))
    except zlib.error:
        return b""
