"""Mutants of a session: each is refused with its name, or is a document that is written again.

Read sample by sample or as a tree, by pieces of any size, it is the same or refused both ways.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ceviz.document.model import Document, Slide
from ceviz.errors import FileRefused
from ceviz.storage import session
from ceviz.storage.codec import from_stream, from_tree
from ceviz.storage.json_stream import JsonStream
from ceviz.storage.strict_json import parse
from tests.helpers.documents import batch, free_fruit, fruit
from tests.storage.readers.fuzzing import damaged
from tests.storage.test_json_stream import Drops

#: What a refusal quotes, or how much there is.
_WORD = re.compile(r"(?<=“).*(?=”)|\d[\d.e+]*", re.DOTALL)

#: What stands where one value stood.
_VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 2**31, 10**30, 1e308, -0.0, "", "x", "\0", "-inf", "\ud800", "x" * 5000, [],
    {}, [[]], [0] * 33, {"a": 1},
)  # fmt: skip


def run(count: int, seed: int) -> Counter[str]:
    """What came of ``count`` mutants; raises for one that is neither read nor refused in words."""
    chance = random.Random(seed)
    slides = (Slide(free_fruit(), "One"), Slide(fruit(), "Two", data=True))
    whole = [session.dumps(each) for each in (free_fruit(), replace(batch(), slides=slides))]
    outcomes: Counter[str] = Counter()
    for _ in range(count):
        data = chance.choice(whole)
        hurt = damaged if chance.random() < 0.5 else _with_another_value
        outcomes[_outcome(hurt(data, chance), chance)] += 1
    return outcomes


def _outcome(data: bytes, chance: random.Random) -> str:
    try:
        found = session.loads(data, "f")
    except FileRefused as refusal:
        if not str(refusal).startswith("f") or "\n" in str(refusal):
            raise AssertionError(f"refused without its name: {refusal!r} of {data!r}") from None
        _check_others(data, None, chance)
        return f"refused: {_WORD.sub('…', refusal.what)}"
    if not session.loads(session.dumps(found), "f").same_as(found):
        raise AssertionError(f"read, but not what is written: {data!r}")
    _check_others(data, found, chance)
    return "read"


def _check_others(data: bytes, expected: Document | None, chance: random.Random) -> None:
    """The other ways to read it come to the same."""
    pieces = JsonStream(Drops(data, chance.choice((1, 7, 100))), "f")
    ways: list[Callable[[], Document]] = [
        lambda: from_tree(parse(data, "f"), "f"),
        lambda: from_stream(pieces, "f"),
    ]
    for way in ways:
        try:
            found = way()
        except FileRefused:
            if expected is not None:
                raise AssertionError(f"read in one way, refused in another: {data!r}") from None
        else:
            if expected is None or not found.same_as(expected):
                raise AssertionError(f"read in two ways as two things: {data!r}")


def _with_another_value(data: bytes, chance: random.Random) -> bytes:
    tree = json.loads(data)
    branch, key = tree, chance.choice(list(tree))
    while isinstance(branch[key], (dict, list)) and branch[key] and chance.random() < 0.8:
        branch = branch[key]
        key = chance.choice(list(branch) if isinstance(branch, dict) else range(len(branch)))
    branch[key] = chance.choice(_VALUES)
    return json.dumps(tree).encode("utf-8")
