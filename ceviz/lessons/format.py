"""A lesson, and how its file is read: ``resources/lessons/*.json``, or anybody's.

::

    {"ceviz_lesson": 1, "id": "softmax", "title": "…", "chapter": "One guess", "order": 20,
     "steps": [{"text": "…{q Banana}…", "start": {"preset": "fruit"},
                "look": [{"panel": "bars", "of": "Banana"}],
                "ask": {"kind": "task", "check": {"check": "loss-below", "value": 0.05}},
                "hint": "…", "show": [{"do": "move", "what": "q", "of": "Banana", "to": 0.97}]}]}

A lesson is data: there is no code in it. What its words claim is proved in
:mod:`ceviz.lessons.proof`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from ceviz.errors import FileRefused, InvalidInput, NewerFile
from ceviz.lessons.acts import AnyAct
from ceviz.lessons.checks import AnyCheck
from ceviz.lessons.formulas.reading import formula_of
from ceviz.lessons.starts import Start
from ceviz.storage.atomic import reason
from ceviz.storage.strict_json import fit, parse

#: The version that is read.
VERSION = 1

#: The key that makes a file a lesson and holds its version.
VERSION_KEY = "ceviz_lesson"

#: A step's text has so many words at most, and so has what is said after it.
WORDS_MOST = 60

#: What can be looked at besides views, in reading order.
PANELS = (
    "sentence", "equation", "scores", "powers", "bars", "curve", "loss", "flow", "table",
    "target", "temperature", "controls", "readouts", "samples",
)  # fmt: skip

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a lesson."""


class Look(_Piece, frozen=True):
    """What to look at.

    Attributes:
        panel: one of :data:`PANELS`, or the name of a view.
        of: a class in it; empty for the whole panel.
        term: a word of the glossary in it, by its key; empty for the whole panel.
    """

    panel: str
    of: str = ""
    term: str = ""


class Option(_Piece, frozen=True):
    """One answer to a question.

    Attributes:
        text: what it says; it may hold figures.
        proof: what shows that it is right, once what is shown has been done; None where the
            question is not about the document.
    """

    text: _Text
    proof: AnyCheck | None = None


class Question(_Piece, frozen=True, tag_field="kind", tag="question"):
    """The student says how sure they are of each option; one of them, by its place from 1."""

    options: Annotated[list[Option], msgspec.Meta(min_length=2, max_length=6)]
    right: Annotated[int, msgspec.Meta(ge=1)]


class Estimate(_Piece, frozen=True, tag_field="kind", tag="estimate"):
    """The student puts a mark on an axis from ``low`` to ``high``; the truth is a figure."""

    figure: _Text
    low: float
    high: float
    unit: str = ""


class Task(_Piece, frozen=True, tag_field="kind", tag="task"):
    """Something to do with the document, in any way that does it."""

    check: AnyCheck


class Watch(_Piece, frozen=True, tag_field="kind", tag="watch"):
    """What is shown is watched, as often as one likes."""

    label: _Text = "Play"


Ask: TypeAlias = Question | Estimate | Task | Watch


class Step(_Piece, frozen=True):
    """One screen of a lesson.

    Attributes:
        text: at most :data:`WORDS_MOST` words, with figures.
        formula: one in a line, with figures; it has the numbers of the present document.
        ask: what is to be done.
        start: the document; None for that of the step before.
        workspace, level: where it plays.
        views: the views that stand beside the lab.
        look: what is lit.
        hint: what helps after a while; of several, one after the other.
        show: what “Show me” does, and what a question or an estimate does once it is answered.
        after: said when it is done.
    """

    text: _Text
    ask: Ask
    formula: str = ""
    start: Start | None = None
    workspace: Literal["lab", "data"] = "lab"
    level: Literal["simple", "full"] = "simple"
    views: list[str] = []
    look: list[Look] = []
    hint: str | list[str] = ""
    show: list[AnyAct] = []
    after: str = ""

    @property
    def hints(self) -> list[str]:
        """What helps, the first first."""
        return self.hint if isinstance(self.hint, list) else [self.hint] if self.hint else []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    ceviz_lesson: int
    id: _Id
    title: _Text
    chapter: _Text
    steps: Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1)]
    order: int = 0


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A few steps under a title.

    Attributes:
        id: what progress and the command line call it.
        title, chapter: for people.
        order: where it stands among all.
        steps: in order.
        name: of its file, for refusals.
    """

    id: str
    title: str
    chapter: str
    order: int
    steps: tuple[Step, ...]
    name: str


def lesson_from(data: bytes, name: str) -> Lesson:
    """The lesson that the bytes of file ``name`` spell; what it claims is not proved yet.

    Raises:
        NewerFile: written for a later ceviz.
        FileRefused: not a lesson; ``where`` names file, step and field.
    """
    tree = parse(data, name)
    if not isinstance(tree, dict) or VERSION_KEY not in tree:
        raise FileRefused("is not a ceviz lesson", where=name)
    version = tree[VERSION_KEY]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FileRefused("the version is a whole number from 1", where=f"{name}, {VERSION_KEY}")
    if version > VERSION:
        raise NewerFile(
            "was written for a later ceviz",
            where=name,
            why=f"its version is {version}, this ceviz reads up to {VERSION}",
            remedy="update ceviz to open it",
        )
    file = fit(tree, _File, name)
    steps = tuple(_step(step, place_of(name, number)) for number, step in enumerate(file.steps, 1))
    return Lesson(
        id=file.id, title=file.title, chapter=file.chapter, order=file.order, steps=steps, name=name
    )


def _step(tree: dict[str, Any], where: str) -> Step:
    """A step whose formula can be read, if it has one."""
    step = fit(tree, Step, where)
    try:
        if step.formula:
            formula_of(step.formula)
    except InvalidInput as wrong:
        raise FileRefused(wrong.what, where=f"{where}, formula", why=wrong.why) from None
    return step


def read_lesson(path: Path) -> Lesson:
    """The lesson in file ``path``; raises as :func:`lesson_from` does."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise FileRefused("cannot be read", where=str(path), why=reason(problem)) from None
    return lesson_from(data, path.name)


def place_of(name: str, number: int) -> str:
    """How a refusal names step ``number``, counted from 1, of file ``name``."""
    return f"{name}, step {number}"
