"""What the batches of an Arrow file or stream unpack to, told before one of them is unpacked.

pyarrow unpacks a whole batch at once and has no limit for it. Each compressed buffer begins with
its length unpacked; where the buffers are, the message's description says, a flatbuffer.

Source: https://arrow.apache.org/docs/format/Columnar.html, "Serialization and Interprocess
Communication"; https://github.com/apache/arrow/tree/main/format, Message.fbs and File.fbs.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

#: What ``Message.header`` may be, of what has buffers.
_DICTIONARY, _BATCH = 2, 3

_CONTINUATION = b"\xff\xff\xff\xff"
_MAGIC = b"ARROW1"

#: A buffer that compression would not have made smaller is stored as it is.
_AS_IT_IS = -1


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a flatbuffer; its fields are numbered as its schema has them."""

    data: memoryview
    start: int

    def place(self, field: int) -> int | None:
        """Where a field is, or None if it is left out."""
        (back,) = struct.unpack_from("<i", self.data, self.start)
        index = self.start - back
        (size,) = struct.unpack_from("<H", self.data, index)
        if 4 + 2 * field >= size:
            return None
        (offset,) = struct.unpack_from("<H", self.data, index + 4 + 2 * field)
        return self.start + int(offset) if offset else None

    def number(self, field: int, form: str) -> int:
        """A plain field, 0 if it is left out."""
        place = self.place(field)
        return 0 if place is None else int(struct.unpack_from(form, self.data, place)[0])

    def table(self, field: int) -> _Table | None:
        """A field that is a table."""
        place = self.place(field)
        return None if place is None else _table_at(self.data, place)

    def structs(self, field: int, form: str) -> Iterator[tuple[int, ...]]:
        """A field that is a list of plain structures."""
        place = self.place(field)
        if place is None:
            return iter(())
        (offset,) = struct.unpack_from("<I", self.data, place)
        (count,) = struct.unpack_from("<I", self.data, place + offset)
        first = place + offset + 4
        return struct.iter_unpack(form, self.data[first : first + count * struct.calcsize(form)])


def _table_at(data: memoryview, place: int) -> _Table:
    return _Table(data, place + int(struct.unpack_from("<I", data, place)[0]))


def unpacked_sizes(data: memoryview) -> Iterator[tuple[int, bool]]:
    """Bytes that each message's buffers unpack to, and whether they stay, as dictionaries do.

    Buffers that lie in the file as they are count nothing.

    Raises:
        struct.error: for a file that is cut off or damaged.
    """
    places = _in_file(data) if bytes(data[:6]) == _MAGIC else _in_stream(data)
    for start in places:
        yield _unpacked(data, start)


def _in_file(data: memoryview) -> Iterator[int]:
    """Where the messages begin, as the file's end tells; the reader goes by it, too."""
    (size,) = struct.unpack_from("<i", data, len(data) - 10)
    footer = _table_at(data[len(data) - 10 - size : len(data) - 10], 0)
    for field in (2, 3):
        for start, _, _ in footer.structs(field, "<qi4xq"):
            yield start


def _in_stream(data: memoryview) -> Iterator[int]:
    """Where the messages begin, one after another."""
    start = 0
    while start + 8 <= len(data):
        begin, size = _description(data, start)
        if size == 0:
            return
        yield start
        message = _table_at(data[begin : begin + size], 0)
        start = begin + size + max(0, message.number(3, "<q"))


def _description(data: memoryview, start: int) -> tuple[int, int]:
    """Where the description of a message begins, and its length; 0 at the end of a stream."""
    begin = start + (4 if bytes(data[start : start + 4]) == _CONTINUATION else 0)
    (size,) = struct.unpack_from("<i", data, begin)
    return begin + 4, max(0, int(size))


def _unpacked(data: memoryview, start: int) -> tuple[int, bool]:
    begin, size = _description(data, start)
    message = _table_at(data[begin : begin + size], 0)
    header = message.table(2)
    kind = message.number(1, "<B")
    if kind == _DICTIONARY and header is not None:
        header = header.table(1)
    if header is None or kind not in (_DICTIONARY, _BATCH) or header.place(3) is None:
        return 0, False
    body = data[begin + size :]
    total = 0
    for offset, length in header.structs(2, "<qq"):
        if length >= 8:
            (claimed,) = struct.unpack_from("<q", body, offset)
            total += 0 if claimed == _AS_IT_IS else claimed & (1 << 63) - 1
    return total, kind == _DICTIONARY
