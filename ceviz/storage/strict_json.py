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
    "NoneType": "null",
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
    check_characters(text, name)
    try:
        return json.loads(text, cls=_Strict)
    except json.JSONDecodeError as problem:
        cut = problem.pos >= len(text.rstrip())
        raise not_json(problem.msg, cut=cut, where=f"{name}, line {problem.lineno}") from None
    except RecursionError:
        raise FileRefused("is nested too deeply", where=name) from None
    except ValueError as problem:
        raise FileRefused(str(problem), where=name) from None


def decoder() -> json.JSONDecoder:
    """What decodes a value and raises ``ValueError`` with words for people."""
    return _Strict()


def not_json(why: str, *, cut: bool, where: str) -> FileRefused:
    """The refusal of text for which ``json`` gives ``why``; ``cut`` if that is at its end."""
    why = why[:1].lower() + why[1:].removesuffix(" starting at")
    cut = cut or why == "unterminated string"
    return FileRefused("ends too early" if cut else "is not JSON", where=where, why=why)


def check_characters(
    text: str, name: str, start: int = 0, end: int | None = None, lines: int = 0
) -> None:
    """Refuse half a character in ``text[start:end]``, which stands behind so many ``lines``."""
    if (half := _half_character(text, start, len(text) if end is None else end)) is not None:
        line = lines + text.count("\n", 0, half) + 1
        raise FileRefused(
            f"{text[half : half + 6]} is half a character", where=f"{name}, line {line}"
        )


def twice(key: str) -> str:
    """What is said of a key that an object has twice."""
    return f"the field “{key}” stands twice in one object"


def fit(tree: object, shape: type[T], name: str, within: str = "") -> T:
    """``tree`` as ``shape``, a msgspec Struct.

    Raises:
        FileRefused: it does not fit; ``where`` is the field, ``samples[2].scores[0]``. It begins
            with ``within``, the field that the tree is.
    """
    try:
        return msgspec.convert(tree, shape)
    except msgspec.ValidationError as problem:
        refuse(problem, name, within)


def refuse(problem: msgspec.ValidationError, name: str, within: str = "") -> NoReturn:
    """Raise what msgspec says as a sentence for people, with the field."""
    said, _, path = str(problem).partition(" - at `$")
    field = f"{within}{path.rstrip('`')}".lstrip(".")
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


def _half_character(text: str, start: int, end: int) -> int | None:
    """Where an escape stands for one half of a pair without the other; None if nowhere."""
    if not _SURROGATE.search(text, start, end):
        return None
    first = None
    for match in _ESCAPE.finditer(text, start, end):
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
        raise ValueError(twice(next(key for key, count in counts.items() if count > 1)))
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


class _Strict(json.JSONDecoder):
    """The decoder of the standard library, with its liberties taken away."""

    def __init__(self) -> None:
        super().__init__(
            object_pairs_hook=_without_duplicates,
            parse_float=_finite,
            parse_int=_whole,
            parse_constant=_no_constant,
        )
