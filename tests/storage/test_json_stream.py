"""JSON read piece by piece is what it is read whole."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.errors import FileRefused
from ceviz.storage import json_stream
from ceviz.storage.json_stream import JsonStream
from ceviz.storage.strict_json import parse
from tests.storage.test_strict_json import tree_values


class Drops(BytesIO):
    """A file that gives so few bytes at once, whatever is asked for."""

    def __init__(self, data: bytes, most: int) -> None:
        super().__init__(data)
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many."""
        return super().read(self._most)


def through(stream: JsonStream) -> Any:
    """The next value, gone through as far as it can be."""
    if stream.next() == "{":
        return {key: through(stream) for key in stream.members()}
    if stream.next() == "[":
        return [through(stream) for _ in stream.entries()]
    return stream.value()


def whole(stream: JsonStream) -> Any:
    found = stream.value()
    stream.end()
    return found


@given(tree_values, st.booleans(), st.sampled_from([None, 1]), st.integers(1, 9))
def test_it_is_the_same_tree_wherever_the_pieces_end(
    tree: object, ascii_only: bool, indent: int | None, most: int
) -> None:
    data = json.dumps(tree, ensure_ascii=ascii_only, indent=indent).encode("utf-8")
    stream = JsonStream(Drops(data, most), "f")
    found = through(stream)
    stream.end()
    assert found == tree == whole(JsonStream(Drops(data, most), "f"))


@given(
    st.binary(max_size=40) | st.text('{}[]",:\\ud80123456789eE+-.truefalsn \n').map(str.encode),
    st.integers(1, 9),
)
def test_damage_is_refused_as_it_is_whole(data: bytes, most: int) -> None:
    try:
        expected: Any = parse(data, "f")
    except FileRefused as refusal:
        # Which of several faults is met first may differ, not that one is.
        assert refusal.where.startswith("f")  # noqa: PT017 - some data are not refused
        with pytest.raises(FileRefused, match=r"^f"):
            whole(JsonStream(Drops(data, most), "f"))
    else:
        assert whole(JsonStream(Drops(data, most), "f")) == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"f, line 1: ends too early \(expecting value\)"),
        (b'{"a": 1,\n"b": [1, 2', r"f, line 2: ends too early"),
        (b'{"a": 1,\n"b": "x', r"f, line 2: ends too early \(unterminated string\)"),
        (b'{"a": 1,\n"b" 2}', r"f, line 2: is not JSON \(expecting ':' delimiter\)"),
        (b'{"a": 1\n"b": 2}', r"f, line 2: is not JSON \(expecting ',' delimiter\)"),
        (b"{1: 2}", r"f, line 1: is not JSON \(expecting property name"),
        (b'{"a": [1,\n2\n3]}', r"f, line 3: is not JSON \(expecting ',' delimiter\)"),
        (b"[1,\n]", r"f, line 2: is not JSON \(expecting value\)"),
        (b"[1]\n\n x", r"f, line 3: is not JSON \(extra data\)"),
        (b"[1,\n2,\n\xff]", "f, line 3: is not UTF-8 text"),
        (b"[1,\n2,\n3]\n\xc3", "f, line 4: is not UTF-8 text"),
        (b'[1,\n2,\n"\\ud83c"]', r"f, line 3: \\ud83c is half a character"),
        (b"[1, NaN]", "f: NaN is not a number that JSON has"),
        (b"[1, 1e999]", "f: the number 1e999 is too large"),
        (b'{"a": 1, "c": 2, "a": 3}', "f: the field “a” stands twice"),
        (b'{"x": [{"a": 1, "a": 3}]}', "f: the field “a” stands twice"),
        (b'{"x": ' + b"[" * 100_000, "f: is nested too deeply"),
    ],
)
@pytest.mark.parametrize("most", [1, 3, 1 << 18])
def test_damage_is_named_with_its_line(data: bytes, words: str, most: int) -> None:
    def read() -> None:
        stream = JsonStream(Drops(data, most), "f")
        if stream.next() != "{":
            found: Any = [stream.value() for _ in stream.entries()] if data[:1] == b"[" else None
            assert found or stream.value()
        else:
            for _ in stream.members():
                stream.value()
        stream.end()

    with pytest.raises(FileRefused, match=words):
        read()


def test_it_says_how_much_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "_PIECE", 10)
    told: list[int] = []
    data = json.dumps([12345] * 20).encode()
    stream = JsonStream(BytesIO(data), "f", came=told.append)
    assert [stream.value() for _ in stream.entries()] == [12345] * 20
    stream.end()
    assert told[0] == 10
    assert told == sorted(told)
    assert told[-1] == len(data)
