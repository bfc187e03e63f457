"""JSON with nothing let through."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.errors import FileRefused
from ceviz.storage.strict_json import fit, parse


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    """One of each kind of field there is."""

    size: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1.0
    count: int = 0
    flag: bool = False
    unit: Literal["nats", "bits"] = "nats"
    word: Annotated[str, msgspec.Meta(min_length=1)] = "x"
    rows: Annotated[list[float], msgspec.Meta(min_length=1, max_length=2)] = msgspec.field(
        default_factory=lambda: [0.0]
    )
    inner: Shape | None = None
    scores: list[float | Literal["-inf"]] = []


tree_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e300, 1e300) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(tree_values, st.booleans())
def test_ordinary_json_is_read_as_it_is(tree: object, ascii_only: bool) -> None:
    text = json.dumps(tree, ensure_ascii=ascii_only)
    assert parse(text.encode("utf-8"), "f") == tree


def test_a_byte_order_mark_is_no_harm() -> None:
    assert parse(b"\xef\xbb\xbf[1]", "f") == [1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"f, line 1: ends too early \(expecting value\)"),
        (b'{"a": 1,\n"b": [1, 2', r"f, line 2: ends too early"),
        (b'{"a": 1,\n"b": "x', r"f, line 2: ends too early \(unterminated string\)"),
        (b'{"a": 1,\n"b" 2}', r"f, line 2: is not JSON \(expecting ':' delimiter\)"),
        (b"[1] x", r"f, line 1: is not JSON \(extra data\)"),
        (b"[1,\n2,\n\xff]", "f, line 3: is not UTF-8 text"),
        (b"[NaN]", "f: NaN is not a number that JSON has"),
        (b"[-Infinity]", "f: -Infinity is not a number that JSON has"),
        (b"[1e999]", "f: the number 1e999 is too large"),
        (b'{"a": {"b": 1, "c": 2, "b": 3}}', "f: the field “b” stands twice"),
        (b"[" * 100_000, "f: is nested too deeply"),
        (b"9" * 5000, "f: the number 999999999999999999999999999999 is too large"),
    ],
)
def test_damage_is_named(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        parse(data, "f")


@given(st.binary(max_size=40) | st.text('{}[]",:0123456789eE+-.truefalsn \n').map(str.encode))
def test_nothing_but_a_refusal_ever_leaves(data: bytes) -> None:
    try:
        parse(data, "f")
    except FileRefused as refusal:
        assert str(refusal).startswith("f")  # noqa: PT017 - most of these are not refused


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ([], "f: a list where an object in braces belongs"),
        ({"sise": 1}, "f: the field “sise” is not known"),
        ({"size": "1"}, "f, size: text where a number belongs"),
        ({"size": None}, "f, size: null where a number belongs"),
        ({"size": 0}, "f, size: a number above 0 is needed"),
        ({"size": 1.5}, "f, size: a number at most 1 is needed"),
        ({"size": 10**400}, "f, size: Number out of range"),
        ({"count": 1.5}, "f, count: a number where a whole number belongs"),
        ({"flag": 1}, "f, flag: a whole number where true or false belongs"),
        ({"unit": "nits"}, "f, unit: “nits” is not nats or bits"),
        ({"word": ""}, "f, word: text with at least 1 character is needed"),
        ({"rows": []}, "f, rows: a list with at least 1 entry is needed"),
        ({"rows": [1, 2, 3]}, "f, rows: a list with at most 2 entries is needed"),
        ({"inner": {"inner": {"size": -1}}}, r"f, inner\.inner\.size: a number above 0"),
        ({"scores": [0, "inf"]}, r'f, scores\[1\]: “inf” is not a number or "-inf"'),
        ({"scores": [True]}, r"f, scores\[0\]: true or false where a number or .-inf. belongs"),
    ],
)
def test_what_does_not_fit_is_a_sentence_with_its_field(tree: object, words: str) -> None:
    with pytest.raises(FileRefused, match=words) as refusal:
        fit(tree, Shape, "f")
    assert "`" not in str(refusal.value)


def test_a_missing_field() -> None:
    class Needs(msgspec.Struct):
        this: int

    with pytest.raises(FileRefused, match="f: the field “this” is missing"):
        fit({}, Needs, "f")


def test_what_fits_is_a_shape() -> None:
    assert fit({"scores": [1, "-inf"], "size": 1}, Shape, "f") == Shape(scores=[1.0, "-inf"])
