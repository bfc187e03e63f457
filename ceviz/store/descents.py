"""Going along a descent, as intents: playing, stepping and dragging speak the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from ceviz.document import edits
from ceviz.document.course import Course
from ceviz.maths.descent import Loss
from ceviz.store.intents import Intent

#: What the losses are called.
WORDS = {Loss.CROSS_ENTROPY: "cross-entropy", Loss.SQUARED_ERROR: "squared error"}


@dataclass(frozen=True, slots=True)
class StepIntent(Intent):
    """An intent that knows which step it goes to: where a descent has arrived, many look alike."""

    loss: Loss = Loss.CROSS_ENTROPY
    step: int = 0


def step_intent(course: Course, loss: Loss, step: int) -> StepIntent:
    """The scores after ``step`` steps; however a course is walked, it is one undo step."""
    return StepIntent(
        partial("Descend {} to step {}".format, WORDS[loss], step),
        partial(edits.set_scores, scores=course.scores(loss, step)),
        fold=course.key,
        loss=loss,
        step=step,
    )
