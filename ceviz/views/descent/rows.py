"""The numbers behind a descent: every step down either loss."""

from __future__ import annotations

from ceviz.document.course import PLAIN, course_of
from ceviz.document.numbers import exact
from ceviz.draw.state import State
from ceviz.store.descents import WORDS


def descent(state: State) -> list[list[str]]:
    """A row a step and loss: H(p, q), KL(p‖q), accuracy; the floor in every row."""
    course, per_nat = course_of(state.document, PLAIN), state.per_nat
    heads = ["H(p,q)", "KL(p‖q)", "H(p)"]
    head = ["down", "step", *(f"{name} [{state.unit}]" for name in heads), "accuracy"]
    body = [
        [
            WORDS[loss],
            str(step),
            exact(path.cross_entropy[step] * per_nat),
            exact(path.kl[step] * per_nat),
            exact(course.floor * per_nat),
            str(int(path.accuracy[step])),
        ]
        for loss, path in course.paths.items()
        for step in range(len(path))
    ]
    return [head, *body]
