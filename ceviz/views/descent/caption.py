"""A descent in one sentence, and the note by the pointer."""

from __future__ import annotations

import numpy as np

from ceviz.document.analysis import verdict_on
from ceviz.document.course import Course
from ceviz.document.text.numbers import show_information, show_score, show_signed
from ceviz.draw.state import State
from ceviz.maths.descent import Loss
from ceviz.store.descents import WORDS


def caption(course: Course, loss: Loss, step: int, state: State) -> str:
    """How far the loss came, or where it will lead."""
    if np.isinf(course.paths[loss].cross_entropy[0]):
        names = _impossible(course, state)
        return (
            f"H(p,q) is ∞ and stays ∞: the score of {names} is −∞, and no step moves it from there."
        )
    if course.paths[loss].kl[0] == 0.0:
        return f"q is p already: H(p,q) lies on the floor {_floor(course, state)}; nothing moves."
    return _ahead(course, loss, state) if step == 0 else _behind(course, loss, step, state)


def tip(course: Course, step: int, state: State) -> list[str]:
    """Both paths after ``step`` steps."""
    lines = [f"step {step}"]
    for loss, path in course.paths.items():
        at = min(step, len(path) - 1)
        result = verdict_on(path.scores[at], course.p).value
        shown = _show(float(path.cross_entropy[at]), state)
        if course.floor > 0.0:
            shown += f", KL = {_show(float(path.kl[at]), state)}"
        lines.append(f"{WORDS[loss]}: H(p,q) = {shown}, {result}")
    return lines


def plan_words(course: Course) -> str:
    """The plan as "size 1, momentum 0.9"; momentum only if there is any."""
    words = f"size {show_score(course.plan.step_size)}"
    if course.plan.momentum > 0.0:
        words += f", momentum {show_score(course.plan.momentum)}"
    return words


def step_words(course: Course, loss: Loss, state: State) -> str:
    """What a step is, with the first one as it will be: the score that it moves most."""
    with np.errstate(invalid="ignore"):
        moves = course.scores(loss, 1) - course.start  # a score of −∞ stays
    most = int(np.nanargmax(np.abs(moves)))
    size = show_score(course.plan.step_size)
    times = "" if course.plan.step_size == 1.0 else f"{size} times "
    way = "what its arrow says" if loss is Loss.CROSS_ENTROPY else "the slope of the squared error"
    name, move = state.document.classes.names[most], show_signed(float(moves[most]))
    return f"A step moves each score by {times}{way}, the first one {name} by {move}."


def _ahead(course: Course, loss: Loss, state: State) -> str:
    """At the start: where both paths end."""
    path, other = course.paths[loss], _other(loss)
    last = len(path) - 1
    start, end = float(path.cross_entropy[0]), float(path.cross_entropy[-1])
    rival = course.paths[other]
    words = f"{step_words(course, loss, state)} " if last else ""
    words += (
        f"{_steps(last)} of {plan_words(course)} down {WORDS[loss]} take H(p,q) from "
        f"{_show(start, state)} to {_show(end, state)} {state.unit}"
    )
    if course.floor > 0.0:
        words += f", over the floor {_floor(course, state)}"
    words += f"; down {WORDS[other]} to {_show(float(rival.cross_entropy[-1]), state)}"
    if path.accuracy[-1] and not rival.accuracy[-1]:
        words += ", still wrong"
    return words + "."


def _behind(course: Course, loss: Loss, step: int, state: State) -> str:
    """On the way: what was won, the same for H(p, q) and KL(p‖q)."""
    path, other = course.paths[loss], _other(loss)
    start, now = float(path.cross_entropy[0]), float(path.cross_entropy[step])
    fell = "fell" if now <= start else "rose"
    change = _show(abs(now - start), state)
    if course.floor > 0.0:
        what = f"H(p,q) and KL(p‖q) both {fell} by {change} {state.unit}: H(p) does not move"
    else:
        what = f"H(p,q) = KL(p‖q) {fell} by {change} {state.unit}"
    rival = course.paths[other]
    there = float(rival.cross_entropy[min(step, len(rival) - 1)])
    return (
        f"{_steps(step)} down {WORDS[loss]}: {what}; H(p,q) is {_show(now, state)}, "
        f"and down {WORDS[other]} it would be {_show(there, state)}."
    )


def _impossible(course: Course, state: State) -> str:
    """The classes that must be possible and are not."""
    names = state.document.classes.names
    barred = [names[k] for k in np.flatnonzero((course.p > 0.0) & np.isneginf(course.start))]
    return barred[0] if len(barred) == 1 else f"{barred[0]} and {len(barred) - 1} more"


def _floor(course: Course, state: State) -> str:
    return f"H(p) = {_show(course.floor, state)}"


def _other(loss: Loss) -> Loss:
    return Loss.SQUARED_ERROR if loss is Loss.CROSS_ENTROPY else Loss.CROSS_ENTROPY


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count:,} steps"


def _show(nats: float, state: State) -> str:
    return show_information(nats * state.per_nat)
