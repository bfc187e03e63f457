"""Which format a file is in: its first bytes decide, its name only where they cannot."""

from __future__ import annotations

from codecs import getincrementaldecoder
from pathlib import Path
from typing import NoReturn

from ceviz.storage.readers import formats
from ceviz.storage.readers.edge import refuse, shown
from ceviz.storage.readers.foreign import refuse_by_magic, refuse_by_name
from ceviz.storage.readers.formats.format import Format, Head
from ceviz.storage.readers.packed import Packing, TextFile, is_utf16, packing_of

#: Enough for every magic number and for telling text from binary.
HEAD_BYTES = 4096

#: So many of them are told of a file that is nothing known.
SHOWN_BYTES = 16


def detect(path: Path) -> tuple[Format, str]:
    """The format of a file, and why it was taken for it.

    Raises:
        FileRefused: for pickle, PyTorch, joblib and HDF5, with how to convert them; for
            anything else that is no table and no array.
    """
    with path.open("rb") as stream:
        head = Head(stream.read(HEAD_BYTES), path.stat().st_size)
    packed = packing_of(head.data)
    if packed is not None:
        return _packed(path, packed)
    suffix = path.suffix.lower()
    named = formats.format_of(suffix)
    for form in formats.FORMATS:
        if not form.is_text and form.begins(head):
            though = "" if named in (form, None) else f", though its name ends in {suffix}"
            return form, f"it begins as {form} files do{though}"
    if is_utf16(head.data):
        with TextFile(path) as stream:
            head = Head(stream.read(HEAD_BYTES), head.size)
    refuse_by_magic(path, head.data)
    refuse_by_name(path)
    if named is not None and not named.is_text:
        _refuse_misnamed(head, suffix)
    return _text_format(head, named, suffix)


def _packed(path: Path, packed: Packing) -> tuple[Format, str]:
    """The format of a compressed file: only text is read through the compression."""
    with TextFile(path) as stream:
        head = Head(stream.read(HEAD_BYTES), path.stat().st_size)
    if any(form.begins(head) for form in formats.FORMATS if not form.is_text):
        refuse(f"is compressed with {packed.name}, and no text inside", remedy="unpack it first")
    suffix = Path(path.stem).suffix.lower()
    named = formats.format_of(suffix)
    form, reason = _text_format(head, named if named is None or named.is_text else None, suffix)
    return form, f"{reason}, compressed with {packed.name}"


def _refuse_misnamed(head: Head, suffix: str) -> NoReturn:
    refuse(
        f"is called {suffix} but does not begin as such a file",
        why=f"it begins with {_beginning(head.data)}",
    )


def _beginning(data: bytes) -> str:
    """The first bytes of a file: the line of text that they are, else in hexadecimal."""
    data = data[:SHOWN_BYTES]
    try:
        # Not the last word: where it was cut may be in the middle of a letter.
        words = getincrementaldecoder("utf-8")().decode(data).strip().partition("\n")[0].strip()
    except UnicodeDecodeError:
        words = ""
    return f"“{shown(words)}”" if words.isprintable() and words else f"the bytes {data.hex(' ')}"


def _text_format(head: Head, named: Format | None, suffix: str) -> tuple[Format, str]:
    if b"\0" in head.data:
        refuse(
            "is neither text nor a format ceviz reads",
            why=f"it begins with {_beginning(head.data)}",
            remedy=f"{formats.format_names()} are read",
        )
    if not head.text:
        refuse("holds nothing but blank lines")
    if head.text.startswith(b"<"):
        refuse("is a web page or XML, not a table")
    found = next(form for form in formats.FORMATS if form.is_text and form.begins(head))
    if named is None or not found.name_decides:
        return found, found.looks
    if not named.name_decides:
        _refuse_misnamed(head, suffix)
    return named, f"its name ends in {suffix}"
