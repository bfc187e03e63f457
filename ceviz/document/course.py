"""Where gradient descent leads from a document: cross-entropy and squared error, side by side.

Both start from the document's scores and go by the same plan. A course is fixed when it is
made and walked when it is first looked at, all at once: 11 ms for 200 steps over ten classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from ceviz.document.frozen import Score, scores_of
from ceviz.document.model import Document
from ceviz.document.targets import distribution
from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray
from ceviz.maths.descent import Descent, Loss, Rule, Steps
from ceviz.maths.information import entropy
from ceviz.memo import weak_memo

#: The lengths that can be chosen, in steps.
COUNTS = (50, 100, 200, 500, 1000)

#: Scores that one path may hold: with very many classes it is shorter than planned.
MOST_SCORES = 1_000_000

#: Points of a trail, at most.
TRAIL = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """How both losses are descended.

    Attributes:
        step_size: η > 0, in score² per nat for cross-entropy.
        momentum: μ in [0, 1): the share of the last step's velocity that is kept.
        count: how many steps are looked at, at most as many as can be chosen.

    Raises:
        InvalidInput: one of these is out of its range.
    """

    step_size: float = 1.0
    momentum: float = 0.0
    count: int = 200

    def __post_init__(self) -> None:
        self.rule(Loss.CROSS_ENTROPY, 1.0)
        if self.count < 1:
            raise InvalidInput(f"{self.count} steps lead nowhere", where="descent")
        if self.count > COUNTS[-1]:
            # Paths are walked at once, where somebody waits for the picture.
            raise InvalidInput(
                f"{self.count:,} steps are too many",
                where="descent",
                why=f"at most {COUNTS[-1]:,} are looked at",
            )

    def rule(self, loss: Loss, temperature: float) -> Rule:
        """The plan for one loss at one temperature."""
        return Rule(loss, self.step_size, self.momentum, temperature)


#: How descents are made unless the user says otherwise.
PLAIN = Plan()


@dataclass(frozen=True, eq=False)
class Course:
    """Two paths from one start.

    Attributes:
        p: the target, (K,).
        start: the scores to begin with, (K,).
        temperature: T of the softmax.
        row: which sample of the document it is.
        plan: how a step is made, and how many there are.
    """

    p: FloatArray
    start: FloatArray
    temperature: float
    row: int
    plan: Plan

    @classmethod
    def of(cls, document: Document, plan: Plan, start: FloatArray | None = None) -> Course:
        """The course from the selected sample, or from other scores of it."""
        sample = document.sample
        p = distribution(sample.target, len(document.classes))
        begin = sample.scores if start is None else start
        return cls(p, begin, document.temperature, document.selected, plan)

    @cached_property
    def paths(self) -> Mapping[Loss, Steps]:
        """Both paths, the start included; shorter than planned where float64 or memory ends."""
        count = min(self.plan.count, max(1, MOST_SCORES // len(self.start)))
        return MappingProxyType(
            {
                loss: Descent(self.p, self.start, self.plan.rule(loss, self.temperature)).upto(
                    count
                )
                for loss in Loss
            }
        )

    @property
    def walked(self) -> bool:
        """Whether anyone has looked at :attr:`paths` yet."""
        return "paths" in self.__dict__

    @cached_property
    def floor(self) -> float:
        """H(p) in nats, which H(p, q) cannot fall below."""
        return max(0.0, float(entropy(self.p)))

    @cached_property
    def highest(self) -> float:
        """The largest finite H(p, q) anywhere on the course, in nats; 0 if none is finite."""
        losses = np.concatenate([path.cross_entropy for path in self.paths.values()])
        return float(losses[np.isfinite(losses)].max(initial=0.0))

    @cached_property
    def key(self) -> str:
        """The same for all courses from the same start; steps along them are one undo step."""
        start = (self.row, self.temperature, self.start.tobytes(), self.p.tobytes())
        return f"descend {hash(start)}"

    def last(self, loss: Loss) -> int:
        """The last step there is on the path of ``loss``."""
        return len(self.paths[loss]) - 1

    def scores(self, loss: Loss, step: int) -> FloatArray:
        """z after ``step`` steps down ``loss``, (K,)."""
        row: FloatArray = self.paths[loss].scores[step]
        return row

    def trail(self, loss: Loss, step: int) -> tuple[FloatArray, ...]:
        """The scores on the way to ``step``, both ends included; at most :data:`TRAIL` points.

        Points are dropped, not moved, as the way gets longer.
        """
        if step == 0:
            return (self.start,)
        stride = 1
        while step // stride >= TRAIL - 1:
            stride *= 2
        scores = self.paths[loss].scores
        return (*scores[:step:stride], scores[step])

    def is_for(self, document: Document) -> bool:
        """Whether it is a descent of the same sample towards the same target."""
        return (
            document.selected == self.row
            and document.temperature == self.temperature
            and len(document.classes) == len(self.p)
            and np.array_equal(distribution(document.sample.target, len(self.p)), self.p)
        )

    def find(self, scores: FloatArray, near: tuple[Loss, int]) -> tuple[Loss, int] | None:
        """On which path, and after how many steps, ``scores`` lie; None if they do not.

        ``near`` is tried first: a descent that has arrived passes the same scores again and
        again. A course nobody has looked at is known by its start alone.
        """
        if not self.walked:
            return (near[0], 0) if np.array_equal(scores, self.start) else None
        loss, step = near
        if step <= self.last(loss) and np.array_equal(self.scores(loss, step), scores):
            return near
        for loss in (near[0], *(each for each in self.paths if each is not near[0])):
            equal = (self.paths[loss].scores == scores).all(axis=1)
            if equal.any():
                return loss, int(equal.argmax())
        return None


@weak_memo(most=2)
def resumed(
    document: Document, plan: Plan, start: tuple[Score, ...], loss: Loss
) -> tuple[Course, int] | None:
    """The course from ``start`` on which ``document`` lies, and how far; None if it does not."""
    if len(start) != len(document.classes):
        return None
    course = Course.of(document, plan, scores_of(start))
    equal = (course.paths[loss].scores == document.sample.scores).all(axis=1)
    return (course, int(equal.argmax())) if equal.any() else None


@weak_memo(most=2)
def course_of(document: Document, plan: Plan) -> Course:
    """:meth:`Course.of`, kept for the next time it is asked."""
    return Course.of(document, plan)
