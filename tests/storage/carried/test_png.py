"""The session in a PNG: one more chunk, packed, and never unpacked to more than a session."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.errors import FileRefused
from ceviz.storage.carried import png

LINE = b'{"ceviz_figure":1}'


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


#: A picture of one black pixel.
PIXEL = b"".join(
    [
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        chunk(b"IDAT", zlib.compress(b"\0\0")),
        chunk(b"IEND", b""),
    ]
)


def with_text(body: bytes) -> bytes:
    """The picture with an ``iTXt`` chunk of ours, after its keyword."""
    return PIXEL[:33] + chunk(b"iTXt", png.KEYWORD + b"\0" + body) + PIXEL[33:]


def test_it_comes_back_and_the_picture_is_as_it_was() -> None:
    made = png.embed(PIXEL, LINE)
    assert png.find(made, "f.png") == LINE
    assert made[:33] == PIXEL[:33]
    assert made.endswith(PIXEL[33:])


def test_it_is_found_wherever_it_stands_and_however_it_is_packed() -> None:
    assert png.find(with_text(b"\0\0en\0k\0" + LINE), "f.png") == LINE
    text = chunk(b"iTXt", png.KEYWORD + b"\0\1\0\0\0" + zlib.compress(LINE))
    end = len(PIXEL) - 12
    assert png.find(PIXEL[:end] + text + PIXEL[end:], "f.png") == LINE


def test_a_picture_without_one() -> None:
    assert png.find(PIXEL, "f.png") is None
    other = PIXEL[:33] + chunk(b"iTXt", b"Title\0\0\0\0\0words") + PIXEL[33:]
    assert png.find(other, "f.png") is None


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "MAX_BYTES", 1000)
    bomb = with_text(b"\1\0\0\0" + zlib.compress(b" " * 10_000_000))
    with pytest.raises(FileRefused, match="too large"):
        png.find(bomb, "f.png")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\1",
        b"\2\0\0\0" + zlib.compress(LINE),
        b"\1\1\0\0" + zlib.compress(LINE),
        b"\1\0\0\0" + zlib.compress(LINE)[:-3],
        b"\1\0\0\0" + LINE,
        b"\1\0no end",
    ],
)
def test_a_damaged_text_is_refused(body: bytes) -> None:
    with pytest.raises(FileRefused, match="damaged"):
        png.find(with_text(body), "f.png")


def test_a_flipped_byte_is_seen() -> None:
    made = bytearray(png.embed(PIXEL, LINE))
    made[60] ^= 1
    with pytest.raises(FileRefused, match="damaged"):
        png.find(bytes(made), "f.png")


def test_another_file_of_that_name() -> None:
    with pytest.raises(FileRefused, match="is not a PNG"):
        png.find(b"GIF89a", "f.png")


@given(st.integers(0, 200), st.binary(max_size=8))
def test_damage_never_escapes_as_anything_else(at: int, other: bytes) -> None:
    made = png.embed(PIXEL, LINE)
    try:
        found = png.find(made[:at] + other + made[at + len(other) :], "f.png")
    except FileRefused:
        return
    assert found in (LINE, None)
