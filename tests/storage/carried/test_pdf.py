"""The session in a PDF: the first stream that begins as our line does."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.errors import FileRefused
from ceviz.storage.carried import pdf, png
from ceviz.storage.carried.payload import MAGIC

LINE = MAGIC + b'1,"title":"endstream endobj"}'


def page(*streams: bytes, end: bytes = b"\n") -> bytes:
    objects = b"".join(
        b"%d 0 obj\n<< /Length %d >>\nstream\n" % (k, len(each)) + each + end + b"endstream\n"
        for k, each in enumerate(streams, 1)
    )
    return b"%PDF-1.4\n" + objects + b"%%EOF\n"


PACKED = page(zlib.compress(b"0 0 m 1 1 l S"), zlib.compress(LINE))


def test_it_is_found_packed_and_plain() -> None:
    assert pdf.find(PACKED, "f.pdf") == LINE
    assert pdf.find(page(b"0 0 m", LINE), "f.pdf") == LINE
    assert pdf.find(page(b"0 0 m", LINE, end=b"\r\n"), "f.pdf") == LINE


def test_a_page_without_one() -> None:
    assert pdf.find(page(zlib.compress(b"0 0 m 1 1 l S"), b"words"), "f.pdf") is None


def test_what_follows_a_stream_is_none() -> None:
    assert pdf.find(page(b"words") + MAGIC, "f.pdf") is None
    assert pdf.find(b"%PDF-1.4\nendstream\n" + MAGIC, "f.pdf") is None


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "MAX_BYTES", 10_000)
    with pytest.raises(FileRefused, match="too large"):
        pdf.find(page(zlib.compress(MAGIC + b" " * 10_000_000)), "f.pdf")


def test_a_plain_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_BYTES", 100)
    with pytest.raises(FileRefused, match="too large"):
        pdf.find(page(MAGIC + b" " * 1000), "f.pdf")


def test_a_cut_stream_is_refused() -> None:
    with pytest.raises(FileRefused, match="damaged"):
        pdf.find(PACKED[: PACKED.rindex(b"endstream") - 6], "f.pdf")


def test_another_file_of_that_name() -> None:
    with pytest.raises(FileRefused, match="is not a PDF"):
        pdf.find(b"GIF89a", "f.pdf")


@given(st.integers(0, len(PACKED)), st.binary(max_size=8))
def test_damage_never_escapes_as_anything_else(at: int, other: bytes) -> None:
    try:
        found = pdf.find(PACKED[:at] + other + PACKED[at + len(other) :], "f.pdf")
    except FileRefused:
        return
    assert found is None or found.startswith(MAGIC)
