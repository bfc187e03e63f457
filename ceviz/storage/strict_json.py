"""JSON that means what it says: UTF-8, no key twice, no NaN, and every refusal with its line.

The standard parser takes duplicate keys (the last wins), ``NaN`` and ``1e999``; in a file that
holds somebody's numbers all of these are damage.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn, TypeVar

import msgspec

from ceviz.errors import FileRefused

T = TypeVar("T")

#: An escape of half a character, and any escape at all, two backslashes being one.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)

_EXPECTED = re.compile(
    r"Expected `(?P<wanted>[^`]+)`"
    r"(?:, got `(?P<got>[^`]+)`|(?P<length> of length)? (?P<sign>[<>]=?) (?P<bound>\S+))"
)
_FIELD = re.compile(r"Object (?P<how>contains unknown|missing required) field `(?P<field>[^`]*)`")
_VALUE = re.compile(r"Invalid (?:enum )?value (?P<value>.*)")

_WORDS = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "float | str": 'a number or "-inf"',
    "int": "a whole number",
    "int | null": "a whole number",
    "null": "null",
    "object": "an object in braces",
    "str": "text",
    "str | null": "text",
}
_BOUNDS = {">": "above", ">=": "at least", "<": "below", "<=": "at most"}
_CHOICES = {
    "kind": "one-hot, smoothed or free",
    "policy": "ratio, equal, partner or score",
    "scores": 'a number or "-inf"',
    "unit": "nats or bits",
}


def parse(data: bytes, name: str) -> Any:
    """The tree that ``data`` spells.

    Raises:
        FileRefused: not UTF-8, not JSON (with the line), a key twice, half a character, a number
            no float64 holds.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise FileRefused("is not UTF-8 text", where=f"{name}, line {line}") from None
    if (half := _half_character(text)) is not None:
        line = text.count("\n", 0, half) + 1
        raise FileRefused(
            f"{text[half : half + 6]} is half a character", where=f"{name}, line {line}"
        )
    try:
        return json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_float=_finite,
            parse_int=_whole,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as problem:
        why = problem.msg[:1].lower() + problem.msg[1:].removesuffix(" starting at")
        cut = problem.pos >= len(text.rstrip()) or why == "unterminated string"
        what = "ends too early" if cut else "is not JSON"
        raise FileRefused(what, where=f"{name}, line {problem.lineno}", why=why) from None
    except RecursionError:
        raise FileRefused("is nested too deeply", where=name) from None
    except ValueError as problem:
        raise FileRefused(str(problem), where=name) from None


def fit(tree: object, shape: type[T], name: str) -> T:
    """``tree`` as ``shape``, a msgspec Struct.

    Raises:
        FileRefused: it does not fit; ``where`` is the field, ``samples[2].scores[0]``.
    """
    try:
        return msgspec.convert(tree, shape)
    except msgspec.ValidationError as problem:
        refuse(problem, name)


def refuse(problem: msgspec.ValidationError, name: str) -> NoReturn:
    """Raise what msgspec says as a sentence for people, with the field."""
    said, _, path = str(problem).partition(" - at `$")
    field = path.rstrip("`").lstrip(".")
    where = f"{name}, {field}" if field else name
    raise FileRefused(_sentence(said, field), where=where) from None


def _sentence(said: str, field: str) -> str:
    if match := _FIELD.fullmatch(said):
        unknown = match["how"] == "contains unknown"
        return f"the field “{match['field']}” is {'not known' if unknown else 'missing'}"
    if match := _VALUE.fullmatch(said):
        choices = _CHOICES.get(re.split(r"[.\[]", re.sub(r"\[\d+\]$", "", field))[-1])
        value = match["value"].strip("'\"")
        return f"“{value}” is not {choices}" if choices else f"“{value}” is not possible here"
    if match := _EXPECTED.fullmatch(said):
        wanted = _WORDS.get(match["wanted"], match["wanted"])
        if match["got"]:
            return f"{_WORDS.get(match['got'], match['got'])} where {wanted} belongs"
        bound = match["bound"].removesuffix(".0")
        limit = f"{_BOUNDS[match['sign']]} {bound}"
        if not match["length"]:
            return f"{wanted} {limit} is needed"
        one, many = ("character", "characters") if wanted == "text" else ("entry", "entries")
        return f"{wanted} with {limit} {one if bound == '1' else many} is needed"
    return said.replace("`", "")


def _half_character(text: str) -> int | None:
    """Where an escape stands for one half of a pair without the other; None if nowhere."""
    if not _SURROGATE.search(text):
        return None
    first = None
    for match in _ESCAPE.finditer(text):
        unit = int(match[1], 16) if match[1] else 0
        if first is not None:
            if match.start() == first + 6 and 0xDC00 <= unit <= 0xDFFF:
                first = None
                continue
            return first
        if 0xDC00 <= unit <= 0xDFFF:
            return match.start()
        if 0xD800 <= unit <= 0xDBFF:
            first = match.start()
    return first


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key, count in counts.items() if count > 1)
        raise ValueError(f"the field “{twice}” stands twice in one object")
    return tree


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"the number {text[:30]} is too large for a float64")
    return value


def _whole(text: str) -> int | float:
    # Thousands of digits: Python would rather not, and no field is that large.
    return int(text) if len(text) < 400 else _finite(text)


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number that JSON has")
