"""What collisions are looked for in: all examples, and documents that leave little room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import numpy as np

from ceviz.document.model import Document
from ceviz.document.targets import OneHot, Smoothed, free
from ceviz.storage.presets import load_preset, presets
from tests.document.examples import document, fruit
from tests.helpers.documents import batch, free_fruit, infinite, many

#: Names of one letter to forty, and such as are written otherwise than in Latin letters.
WORDS = (
    "a", "Kiwi", "Çilek şekeri", "a class whose name goes on and on and on", "İğde ağacı",
    "فاكهة البطيخ الأحمر", "香蕉和苹果", "🍌🍎", "Wrongly labelled", "MMMMMMMM",
)  # fmt: skip


def named(count: int, target: int = 1, *, seed: int = 3) -> Document:
    """``count`` classes with names of all lengths and scripts."""
    scores = np.random.default_rng(seed).normal(0.0, 2.0, count)
    names = tuple(f"{WORDS[k % len(WORDS)]}{'' if k < len(WORDS) else k}" for k in range(count))
    return document([scores.tolist()], [OneHot(target)], names=names)


def _one_at_1(count: int) -> Document:
    scores = [40.0] + [0.0] * (count - 1)
    return document([scores], [OneHot(0)], names=_plain(count))


def _equal(count: int) -> Document:
    return document([[0.0] * count], [OneHot(count - 1)], names=_plain(count))


def _huge(count: int) -> Document:
    scores = np.linspace(-1e4, 1e4, count).tolist()
    return document([scores], [OneHot(0)], names=_plain(count))


def _plain(count: int) -> tuple[str, ...]:
    return tuple(f"class {k}" for k in range(count))


_EXAMPLES: dict[str, Callable[[], Document]] = {
    info.id: partial(load_preset, info.id) for info in presets()
}

_HARD: dict[str, Callable[[], Document]] = {
    **{f"{count} classes": partial(many, count) for count in (2, 3, 10, 100, 1000)},
    **{f"{count} named": partial(named, count) for count in (2, 3, 10, 30)},
    **{f"{count}, one at 1": partial(_one_at_1, count) for count in (3, 10)},
    **{f"{count} equal": partial(_equal, count) for count in (2, 10, 100)},
    **{f"{count} at ±1e4": partial(_huge, count) for count in (3, 10)},
    "smoothed": partial(fruit, Smoothed(1, 0.1)),
    "free": free_fruit,
    "near its floor": partial(fruit, free(np.array([0.0746, 0.9088, 0.0166]))),
    "1000 soft": partial(many, 1000, free(np.full(1000, 1e-3))),
    "infinite": infinite,
    "impossible": partial(document, [[0.0, -np.inf, -np.inf]], [OneHot(2)]),
    "subnormal": partial(document, [[0.0, -740.0, -30.0]], [OneHot(1)]),
    "cold": partial(fruit, temperature=1e-3),
    "hot": partial(fruit, temperature=1e3),
    "warm": partial(fruit, temperature=1.25),
    "batch": batch,
    "one locked": lambda: replace(
        named(10), classes=replace(named(10).classes, locked=frozenset({2, 3}))
    ),
}

#: Every document by what is told of it.
DOCUMENTS: Mapping[str, Callable[[], Document]] = MappingProxyType(
    {**{f"example {name}": made for name, made in _EXAMPLES.items()}, **_HARD}
)
