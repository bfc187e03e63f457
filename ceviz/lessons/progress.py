"""What a student has done and believed, kept between runs in one small file; sent nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from ceviz.errors import FileRefused, NewerFile
from ceviz.lessons.beliefs import Belief
from ceviz.storage.atomic import reason, write_atomically
from ceviz.storage.strict_json import fit, parse

#: The version that is written.
VERSION = 1

#: The key that makes a file progress and holds its version.
VERSION_KEY = "ceviz_progress"

_Count = Annotated[int, msgspec.Meta(ge=0)]


@dataclass(frozen=True)
class Progress:
    """Everything that is remembered of a student.

    Attributes:
        done: the steps of each lesson that were done, counted from 0.
        at: the lesson and the step that were open last; None for none.
        beliefs: the first answer to each question, in the order they were given: a second
            one is no longer a guess.
    """

    done: dict[str, frozenset[int]] = field(default_factory=dict)
    at: tuple[str, int] | None = None
    beliefs: tuple[Belief, ...] = ()

    def with_done(self, lesson: str, step: int) -> Progress:
        """With that step done."""
        return replace(
            self, done={**self.done, lesson: self.done.get(lesson, frozenset()) | {step}}
        )

    def with_belief(self, belief: Belief) -> Progress:
        """With that answer, unless the question was answered before."""
        known = any(
            (each.lesson, each.step) == (belief.lesson, belief.step) for each in self.beliefs
        )
        return self if known else replace(self, beliefs=(*self.beliefs, belief))

    def is_done(self, lesson: str, steps: int) -> bool:
        """Whether all of so many steps of a lesson are done."""
        return self.done.get(lesson, frozenset()) >= frozenset(range(steps))


class _Belief(msgspec.Struct, forbid_unknown_fields=True):
    lesson: str
    step: _Count
    scores: Annotated[list[float | Literal["-inf"]], msgspec.Meta(min_length=2, max_length=6)]
    right: _Count


class _At(msgspec.Struct, forbid_unknown_fields=True):
    lesson: str
    step: _Count


class _File(msgspec.Struct, forbid_unknown_fields=True):
    ceviz_progress: int
    done: dict[str, list[_Count]]
    at: _At | None
    beliefs: list[_Belief]


def load(path: Path) -> Progress:
    """The progress in ``path``; none if there is no such file.

    Raises:
        NewerFile: a later ceviz wrote it.
        FileRefused: it is damaged.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Progress()
    except OSError as problem:
        raise FileRefused("cannot be read", where=str(path), why=reason(problem)) from None
    tree = parse(data, path.name)
    version = tree.get(VERSION_KEY) if isinstance(tree, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise NewerFile("was written by a later ceviz", where=path.name)
    file = fit(tree, _File, path.name)
    for place, each in enumerate(file.beliefs):
        if each.right >= len(each.scores):
            raise FileRefused(
                f"there is no option {each.right}", where=f"{path.name}, beliefs[{place}].right"
            )
    return Progress(
        {lesson: frozenset(steps) for lesson, steps in file.done.items()},
        None if file.at is None else (file.at.lesson, file.at.step),
        tuple(
            Belief(each.lesson, each.step, tuple(map(float, each.scores)), each.right)
            for each in file.beliefs
        ),
    )


def save(path: Path, progress: Progress) -> None:
    """Write ``progress`` to ``path``, all at once; its folder is made.

    Raises:
        FileRefused: it cannot be written.
    """
    tree: dict[str, Any] = {
        VERSION_KEY: VERSION,
        "done": {lesson: sorted(steps) for lesson, steps in progress.done.items()},
        "at": None
        if progress.at is None
        else dict(zip(("lesson", "step"), progress.at, strict=True)),
        "beliefs": [
            {
                "lesson": each.lesson,
                "step": each.step,
                "scores": ["-inf" if z == -inf else z for z in each.scores],
                "right": each.right,
            }
            for each in progress.beliefs
        ],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FileRefused("cannot be made", where=str(path.parent), why=reason(problem)) from None
    write_atomically(path, json.dumps(tree, indent=1, allow_nan=False).encode("utf-8"))


def forget(*paths: Path) -> None:
    """Remove what was kept; what is not there is forgotten already.

    Raises:
        FileRefused: a file cannot be removed.
    """
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as problem:
            raise FileRefused("cannot be removed", where=str(path), why=reason(problem)) from None
