"""The options of pictures: what is kept of them comes back, and nothing else gets in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

import pytest

from ceviz.errors import FileRefused, InvalidInput
from ceviz.export.options import PASSING, options_of, with_options


class Kind(Enum):
    ONE = "one"
    TWO = "two"


@dataclass(frozen=True)
class Inner:
    share: float = 0.5

    def __post_init__(self) -> None:
        if self.share < 0.0:
            raise InvalidInput("a share is at least 0")


@dataclass(frozen=True)
class Toy:
    on: bool = False
    kind: Kind = Kind.ONE
    word: Literal["a", "b"] = "a"
    chosen: tuple[int, ...] | None = None
    keys: frozenset[str] = frozenset()
    inner: Inner = field(default_factory=Inner)
    here: object = field(default=None, metadata=PASSING)


OTHER = Toy(True, Kind.TWO, "b", (2, 0), frozenset("yxz"), Inner(0.25))


def test_the_usual_ones_are_left_out() -> None:
    assert options_of(Toy(here=object())) == {}
    assert options_of(Toy(inner=Inner(0.75))) == {"inner": {"share": 0.75}}


def test_all_of_them_come_back_through_a_file() -> None:
    kept = json.loads(json.dumps(options_of(OTHER)))
    assert kept["keys"] == ["x", "y", "z"]
    assert with_options(Toy, kept, "f.svg") == OTHER
    assert with_options(Toy, {}, "f.svg") == Toy()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"of": 1}, "f.svg: there is no option called “of”"),
        ({"here": 1}, "f.svg: there is no option called “here”"),
        ({"on": 1}, "f.svg, on: holds an option that there is not"),
        ({"kind": "three"}, "f.svg, kind: holds an option that there is not"),
        ({"word": "c"}, "f.svg, word: holds an option that there is not"),
        ({"chosen": [0.5]}, "f.svg, chosen: holds an option that there is not"),
        ({"inner": 3}, "f.svg, inner: there is no option called “”"),
        ({"inner": {"share": -1.0}}, "f.svg, inner: a share is at least 0"),
    ],
)
def test_what_there_is_not_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(FileRefused, match=re.escape(words)):
        with_options(Toy, options, "f.svg")
