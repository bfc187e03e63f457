"""What a lesson does to a document, as data: how a step begins, and what “Show me” shows.

An act is one line of a file, ``{"do": "move", "what": "q", "of": "Banana", "to": 0.1}``. Each is
a pure edit; those that change only what is seen (a view, undo) leave the document as it is. To
add one is to add a class to :data:`ACTS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, log
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, Union

import msgspec
import numpy as np

from ceviz import maths
from ceviz.document import classes, edits
from ceviz.document.analysis import analyse
from ceviz.document.course import Plan, course_of
from ceviz.document.model import Document, Policy, Unit
from ceviz.errors import InvalidInput
from ceviz.maths.descent import Loss
from ceviz.maths.redistribution import move_score_only

_Count = Annotated[int, msgspec.Meta(ge=1)]


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", kw_only=True):
    """Something that is done; by itself it changes nothing in the document."""

    def edit(self, document: Document) -> Document:
        """The document after it.

        Raises:
            InvalidInput: there is no such class or sample, or the value is out of reach.
        """
        return document

    def part(self, document: Document, share: float) -> Document:
        """The document when ``share`` of it is done, for showing it slowly; 1 is all."""
        return self.edit(document) if share >= 1.0 else document


class Move(Act, frozen=True, tag="move"):
    """A bar: the probability, the score or the target's mass of class ``of``, to a value."""

    what: Literal["q", "z", "p"]
    of: str
    to: float

    def value(self, document: Document) -> float:
        """Where the bar stands now."""
        i = class_index(document, self.of)
        if self.what == "z":
            return float(document.sample.scores[i])
        numbers = analyse(document)
        return float((numbers.q if self.what == "q" else numbers.p)[i])

    def edit(self, document: Document) -> Document:
        """The bar at ``to``."""
        return self._at(document, self.to)

    def part(self, document: Document, share: float) -> Document:
        """The bar on its way."""
        now = self.value(document)
        return self._at(document, self.to if share >= 1.0 else now + share * (self.to - now))

    def _at(self, document: Document, value: float) -> Document:
        i = class_index(document, self.of)
        match self.what:
            case "q":
                return edits.set_probability(document, i, value)
            case "p":
                return edits.set_target_mass(document, i, value)
            case "z":
                return edits.set_score(document, i, value)


class Shift(Act, frozen=True, tag="shift"):
    """All scores raised by as much: softmax does not notice."""

    by: float

    def edit(self, document: Document) -> Document:
        """Every score, ``by`` higher."""
        return self.part(document, 1.0)

    def part(self, document: Document, share: float) -> Document:
        """Every score on its way."""
        return edits.set_scores(document, document.sample.scores + share * self.by)


class Warm(Act, frozen=True, tag="temperature"):
    """The temperature, to a value."""

    to: float

    def edit(self, document: Document) -> Document:
        """With the temperature at ``to``."""
        return edits.set_temperature(document, self.to)

    def part(self, document: Document, share: float) -> Document:
        """On its way, by equal factors."""
        now = document.temperature
        value = self.to if share >= 1.0 else now * (self.to / now) ** share
        return edits.set_temperature(document, value)


class Lock(Act, frozen=True, tag="lock"):
    """Hold class ``of``'s probability; a second time lets it go."""

    of: str

    def edit(self, document: Document) -> Document:
        """Locked, or no longer."""
        return classes.toggle_lock(document, class_index(document, self.of))


class MakeTrue(Act, frozen=True, tag="true"):
    """Class ``of`` is the truth."""

    of: str

    def edit(self, document: Document) -> Document:
        """The same prediction with that truth."""
        return edits.set_true_class(document, class_index(document, self.of))


class Soften(Act, frozen=True, tag="target"):
    """A truth that is a distribution."""

    p: list[float]

    def edit(self, document: Document) -> Document:
        """The same prediction with that target."""
        return edits.set_target_distribution(document, self.p)


class Smooth(Act, frozen=True, tag="smooth"):
    """A truth with label smoothing ε."""

    epsilon: float

    def edit(self, document: Document) -> Document:
        """With the target smoothed."""
        return edits.set_smoothing(document, self.epsilon)


class Probabilities(Act, frozen=True, tag="probabilities"):
    """All probabilities of the selected sample: at once, or one bar after the other."""

    q: list[float]

    def edit(self, document: Document) -> Document:
        """Scores that give these probabilities."""
        if len(self.q) != len(document.classes):
            raise InvalidInput(f"{len(self.q)} numbers for {len(document.classes)} classes")
        return edits.set_probabilities(document, np.array(self.q))

    def part(self, document: Document, share: float) -> Document:
        """Some bars where they belong, one on its way, the others sharing what is left.

        A bar that moves is one score that moves: the ratios of all others stay.
        """
        kept, order = self.kept, self.order
        z, heat = document.sample.scores.copy(), document.temperature
        if share >= 1.0 or not np.isfinite(z[kept]):
            return self.edit(document) if share >= 1.0 else document
        stage = int(share * len(order))
        for i in order[:stage]:
            z[i] = self._score(z[kept], i, heat)
        i = order[stage]
        before = maths.softmax(z / heat)[i]
        there = z.copy()
        there[i] = self._score(z[kept], i, heat)
        after = maths.softmax(there / heat)[i]
        value = float(before + (share * len(order) - stage) * (after - before))
        free = np.zeros(len(z), dtype=np.bool_)
        moved = move_score_only(z, i, value, temperature=heat, locked=free)
        return edits.set_scores(document, moved)

    @property
    def kept(self) -> int:
        """The class whose score stays: that of the largest."""
        return int(np.argmax(self.q))

    @property
    def order(self) -> list[int]:
        """The classes whose bars are moved, one after the other."""
        return [i for i in range(len(self.q)) if i != self.kept]

    def moving(self, share: float) -> int:
        """The class whose bar moves when so much is done."""
        return self.order[min(int(share * len(self.order)), len(self.order) - 1)]

    def _score(self, kept: float, i: int, heat: float) -> float:
        """The score that stands to the kept one as the probabilities shall."""
        ratio = self.q[i] / self.q[self.kept]
        return float(kept) + heat * (log(ratio) if ratio else -inf)


class Select(Act, frozen=True, tag="select"):
    """Another sample in the lab, counted from 1."""

    sample: _Count

    def edit(self, document: Document) -> Document:
        """With that sample selected."""
        return edits.select_sample(document, self.sample - 1)


class Share(Act, frozen=True, tag="policy"):
    """Who gives way when a probability is moved."""

    policy: Policy

    def edit(self, document: Document) -> Document:
        """The same, with that policy."""
        return edits.set_policy(document, self.policy)


class Measure(Act, frozen=True, tag="unit"):
    """Information in nats or bits."""

    unit: Unit

    def edit(self, document: Document) -> Document:
        """The same, in that unit."""
        return edits.set_unit(document, self.unit)


class Descend(Act, frozen=True, tag="descend"):
    """So many steps of gradient descent on the scores."""

    steps: _Count
    loss: Loss = Loss.CROSS_ENTROPY
    step_size: float = 1.0

    def edit(self, document: Document) -> Document:
        """Where the steps lead."""
        return self.part(document, 1.0)

    def part(self, document: Document, share: float) -> Document:
        """After as many of the steps."""
        course = course_of(document, Plan(self.step_size, count=self.steps))
        step = min(round(share * self.steps), course.last(self.loss))
        return edits.set_scores(document, course.scores(self.loss, step))


class Open(Act, frozen=True, tag="open"):
    """A view beside the lab."""

    view: str


class Undo(Act, frozen=True, tag="undo"):
    """The last step back."""


#: Every act there is.
ACTS = (
    Move, Shift, Warm, Lock, MakeTrue, Soften, Smooth, Probabilities, Select, Share, Measure,
    Descend, Open, Undo,
)  # fmt: skip

if TYPE_CHECKING:
    AnyAct: TypeAlias = Act
else:
    AnyAct = Union[ACTS]  # noqa: UP007 - of a tuple


def class_index(document: Document, name: str) -> int:
    """The place of class ``name``; raises :class:`InvalidInput` if there is none."""
    if name not in document.classes.names:
        raise InvalidInput(
            f"there is no class “{name}”", why=f"there are {', '.join(document.classes.names)}"
        )
    return document.classes.names.index(name)


def done(document: Document, acts: Iterable[Act]) -> Document:
    """The document after all ``acts``; Undo takes back the edit before it."""
    history = [document]
    for act in acts:
        if isinstance(act, Undo):
            history = history[:-1] or history
        elif (after := act.edit(history[-1])) is not history[-1]:
            history.append(after)
    return history[-1]
