"""Every symbol and word of the field that ceviz shows, explained: ``resources/glossary/``.

::

    {"key": "entropy", "name": "entropy", "sign": "H(p)", "formula": "H(p) = −Σ p·log p",
     "text": "What it is. What to know.", "spoken": ["entropy", "H(p)"]}

``key`` is that of the column or the readout of the same name, where there is one; ``spoken`` are
the ways it is written in the window, by which what lies under the pointer is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import msgspec

from ceviz.errors import FileRefused
from ceviz.memo import value_memo
from ceviz.storage import resources
from ceviz.storage.strict_json import fit, parse

_FILE = "glossary/terms.json"
_Text = Annotated[str, msgspec.Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field.

    Attributes:
        key: what the program calls it.
        name: what people call it.
        sign: how formulas write it.
        formula: what it is, as a formula.
        text: two sentences.
        spoken: how it is written in the window, without regard to capitals where it is a word.
    """

    key: str
    name: str
    sign: str
    formula: str
    text: str
    spoken: tuple[str, ...]


class Found(NamedTuple):
    """A term in a text, from character ``start`` to before ``end``."""

    start: int
    end: int
    term: Term


class _Term(msgspec.Struct, forbid_unknown_fields=True):
    key: Annotated[str, msgspec.Meta(pattern=r"^[a-z]+(_[a-z]+)*$")]
    name: _Text
    sign: _Text
    formula: _Text
    text: _Text
    spoken: Annotated[list[_Text], msgspec.Meta(min_length=1)]


@value_memo(most=1)
def terms() -> tuple[Term, ...]:
    """All terms in the order of the file, which is that of learning them; read once.

    Raises:
        FileRefused: the file is damaged, or explains one thing twice.
    """
    tree = parse(resources.read_bytes(_FILE), _FILE)
    found = [fit(each, _Term, f"{_FILE}, term {place + 1}") for place, each in enumerate(tree)]
    taken: dict[str, str] = {}
    for each in found:
        for word in {each.key, *map(_folded, each.spoken)}:
            if taken.setdefault(word, each.key) != each.key:
                raise FileRefused(
                    f"“{word}” is explained twice", where=f"{_FILE}, {taken[word]} and {each.key}"
                )
    return tuple(
        Term(each.key, each.name, each.sign, each.formula, each.text, tuple(each.spoken))
        for each in found
    )


def term(key: str) -> Term | None:
    """The term that the program calls ``key``, or None."""
    return next((each for each in terms() if each.key == key), None)


def in_text(text: str) -> Iterator[Found]:
    """The terms that ``text`` mentions, from left to right; of two in one place the longer."""
    pattern, by_word = _spoken()
    for match in pattern.finditer(text):
        yield Found(match.start(), match.end(), by_word[_folded(match.group())])


def first(text: str) -> Term | None:
    """The first term that ``text`` mentions, or None."""
    found = next(in_text(text), None)
    return None if found is None else found.term


@value_memo(most=1)
def _spoken() -> tuple[re.Pattern[str], dict[str, Term]]:
    by_word = {_folded(word): each for each in terms() for word in each.spoken}
    longest_first = sorted(
        (word for each in terms() for word in each.spoken), key=lambda word: -len(word)
    )
    ways = "|".join(map(_way, longest_first))
    return re.compile(ways), by_word


def _way(word: str) -> str:
    """A pattern for ``word`` standing alone; words of several letters with any capital."""
    start = r"(?<![\w])" if word[0].isalnum() else ""
    end = r"(?!\w)" if word[-1].isalnum() else ""
    body = re.escape(word)
    return f"{start}(?:(?i:{body})){end}" if _is_word(word) else f"{start}{body}{end}"


def _folded(word: str) -> str:
    return word.casefold() if _is_word(word) else word


def _is_word(word: str) -> bool:
    """Whether it is a word, and not a sign whose case means something."""
    return len(word) > 2 and word[:3].isalpha()
