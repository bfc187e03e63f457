"""Verbs on one prediction: ``Document -> Document``, pure, refusing by raising.

Every function takes the document first and returns a new one that shares what it did not
change; the document passed in is never touched, so a refusal leaves nothing half done.
Verbs that change which classes there are live in :mod:`ceviz.document.classes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ceviz.document.model import (
    Classes,
    Document,
    Policy,
    Sample,
    Unit,
    check_scores,
    check_temperature,
)
from ceviz.document.targets import (
    SUM_TOLERANCE,
    Free,
    OneHot,
    Smoothed,
    Target,
    TargetKind,
    check_epsilon,
    distribution,
    free,
    kind_of,
)
from ceviz.errors import InvalidInput, NotADistribution
from ceviz.maths import redistribution, softmax
from ceviz.maths.arrays import FloatArray
from ceviz.memo import weak_memo

#: The ends a pointer reaches; typing goes on to exactly 0 and 1.
DRAG_MIN, DRAG_MAX = 1e-6, 1.0 - 1e-6

#: The smoothing a target starts with when it is first smoothed.
DEFAULT_EPSILON = 0.1


def put_sample(document: Document, sample: Sample) -> Document:
    """``sample`` in the place of the selected one."""
    return replace(document, samples=document.samples.replaced(document.selected, sample))


def set_score(document: Document, i: int, value: float) -> Document:
    """Score (logit) of class ``i``; −∞ makes it impossible, q = 0."""
    scores = document.sample.scores.copy()
    scores[i] = value
    return set_scores(document, scores)


def set_scores(document: Document, scores: FloatArray) -> Document:
    """All scores of the selected sample, (K,)."""
    return put_sample(document, replace(document.sample, scores=check_scores(scores)))


def set_probability(document: Document, i: int, value: float) -> Document:
    """``q[i] = value``; the document's policy says which classes give way.

    Raises:
        InvalidInput: outside [0, 1], or above what locked classes leave.
    """
    if np.isnan(value):
        raise InvalidInput("the probability is not a number", where=document.classes.names[i])
    return give(document, i, value)


def give(document: Document, i: int, wanted: float | redistribution.Share) -> Document:
    """Class ``i`` has a probability, or a part of what it can have; see :func:`set_probability`."""
    if i in document.classes.locked:
        name = document.classes.names[i]
        raise InvalidInput(f"{name} is locked and keeps its share", remedy=f"unlock {name} first")
    z, locked = document.sample.scores, document.classes.locked_mask
    temperature = document.temperature
    match document.policy:
        case Policy.RATIO:
            moved = _ratios(document.sample, document.classes, i, temperature).at(wanted)
        case Policy.EQUAL:
            moved = redistribution.share_equally(
                z, i, wanted, temperature=temperature, locked=locked
            )
        case Policy.SCORE:
            moved = redistribution.move_score_only(
                z, i, wanted, temperature=temperature, locked=locked
            )
        case Policy.PARTNER:
            moved = redistribution.from_partner(
                z, i, wanted, temperature=temperature, locked=locked, partner=_partner(document, i)
            )
    return set_scores(document, moved)


def drag_probability(document: Document, i: int, value: float) -> Document:
    """:func:`set_probability` as far as a drag goes, :func:`within_reach`.

    What is locked stays: a lock holds its class against everything, the hand on it too.
    """
    value = within_reach(document, i, value)
    return document if value == _present(document, i) else set_probability(document, i, value)


def within_reach(document: Document, i: int, value: float) -> float:
    """Where dragging ``q[i]`` to ``value`` ends: what is out of reach is approached.

    A probability that already lies beyond an end may stay where it is, so that a press
    without a move changes nothing.
    """
    present = _present(document, i)
    if i in document.classes.locked:
        return present
    mass = reach(document, i)
    bottom, top = min(DRAG_MIN * mass, present), max(DRAG_MAX * mass, present)
    return min(max(value, bottom), top)


def set_probabilities(document: Document, q: FloatArray) -> Document:
    """All probabilities, (K,), as scores T·log q; they keep the level of the largest score.

    Raises:
        InvalidInput: for NaN or negative entries.
        NotADistribution: if they do not sum to 1.
    """
    q = np.asarray(q, dtype=np.float64)
    if not np.isfinite(q).all() or (q < 0.0).any():
        raise InvalidInput("a probability is negative or not a number")
    total = float(q.sum())
    if total <= 0.0:
        raise InvalidInput("the probabilities are all 0")
    if abs(total - 1.0) > SUM_TOLERANCE:
        raise NotADistribution(f"the probabilities sum to {total:.6g}, not 1", total=total)
    with np.errstate(divide="ignore"):
        z = document.temperature * np.log(q / total)
    return set_scores(document, z - z.max() + document.sample.scores.max())


def set_target(document: Document, target: Target) -> Document:
    """The selected sample's target, whole."""
    return put_sample(document, replace(document.sample, target=target))


def set_true_class(document: Document, i: int) -> Document:
    """Class ``i`` is the truth; smoothing stays, a free distribution becomes one-hot."""
    match document.sample.target:
        case Smoothed(_, epsilon):
            return set_target(document, Smoothed(i, epsilon))
        case _:
            return set_target(document, OneHot(i))


def set_target_kind(document: Document, kind: TargetKind) -> Document:
    """Another kind of target that keeps as much of the present one as it can."""
    sample = document.sample
    if kind is kind_of(sample.target):
        return document
    match kind:
        case TargetKind.ONE_HOT:
            return set_target(document, OneHot(sample.true))
        case TargetKind.SMOOTHED:
            return set_target(document, Smoothed(sample.true, DEFAULT_EPSILON))
        case TargetKind.FREE:
            return set_target(document, free(distribution(sample.target, len(document.classes))))


def set_smoothing(document: Document, epsilon: float) -> Document:
    """Label smoothing ε in [0, 1] of the selected sample's target."""
    return set_target(document, Smoothed(document.sample.true, check_epsilon(epsilon)))


def smooth_all(document: Document, epsilon: float) -> Document:
    """PyTorch's ``label_smoothing=ε`` on every sample: (1 − ε)·p + ε/K.

    A target that is smoothed already takes the new ε in place of its own.
    """
    check_epsilon(epsilon)
    count = len(document.classes)

    def smooth(sample: Sample) -> Sample:
        if isinstance(sample.target, Free):
            return replace(sample, target=free((1.0 - epsilon) * sample.target.p + epsilon / count))
        return replace(sample, target=Smoothed(sample.true, epsilon))

    return replace(document, samples=document.samples.each(smooth))


def set_target_mass(document: Document, i: int, value: float) -> Document:
    """``p[i] = value`` of a free target, the others keeping their ratios."""
    if not isinstance(document.sample.target, Free):
        raise InvalidInput(
            "only a free target can be changed class by class", remedy="choose target “free” first"
        )
    return set_target(document, free(redistribution.move_mass(document.sample.target.p, i, value)))


def set_target_mass_freely(document: Document, i: int, value: float) -> Document:
    """:func:`set_target_mass`, making the target free first if it is not."""
    return set_target_mass(set_target_kind(document, TargetKind.FREE), i, value)


def set_target_distribution(document: Document, p: Sequence[float] | FloatArray) -> Document:
    """A free target ``p``, (K,); negative entries and sums other than 1 are refused."""
    if len(p) != len(document.classes):
        raise InvalidInput(f"a target needs {len(document.classes)} probabilities, not {len(p)}")
    return set_target(document, free(np.asarray(p, dtype=np.float64)))


def set_temperature(document: Document, temperature: float) -> Document:
    """Temperature T > 0, finite."""
    checked = check_temperature(temperature)
    rows = document.samples.rows
    rows.check()  # all of them are measured anew
    if rows.task is not None and rows.task.recorded is not None and checked != 1.0:
        rows.task.check()  # and cannot be
    return replace(document, temperature=checked)


def set_unit(document: Document, unit: Unit) -> Document:
    """Show nats or bits."""
    return replace(document, unit=unit)


def set_policy(document: Document, policy: Policy, partner: int | None = None) -> Document:
    """Who gives way when a probability is moved."""
    chosen = document.partner if partner is None else partner
    return replace(document, policy=policy, partner=chosen)


def select_sample(document: Document, row: int) -> Document:
    """Another of the N samples in the lab."""
    count = len(document.samples)
    if not 0 <= row < count:
        raise InvalidInput(f"there is no sample {row + 1}", why=f"there are {count}")
    _ = document.samples[row]  # an ignored row refuses
    return replace(document, selected=row)


def _present(document: Document, i: int) -> float:
    return float(_probabilities(document.sample, document.temperature)[i])


@weak_memo(most=2)
def _probabilities(sample: Sample, temperature: float) -> FloatArray:
    """q of a sample, kept: all moves of a drag start from the same one."""
    return softmax(sample.scores, temperature=temperature)


@weak_memo(subjects=2, most=2)
def _ratios(sample: Sample, classes: Classes, i: int, temperature: float) -> redistribution.Ratios:
    """What all moves of a drag have in common."""
    locked = classes.locked_mask
    return redistribution.ratios(sample.scores, i, temperature=temperature, locked=locked)


def reach(document: Document, i: int) -> float:
    """The largest probability the document's policy can give class ``i``."""
    free = document.policy is not Policy.PARTNER and not document.classes.locked
    if free or document.policy is Policy.SCORE:
        return 1.0
    return redistribution.reachable(
        document.sample.scores,
        i,
        temperature=document.temperature,
        locked=document.classes.locked_mask,
        partner=_partner(document, i) if document.policy is Policy.PARTNER else None,
    )


def _partner(document: Document, i: int) -> int:
    """Class ``i``'s partner; for the partner itself the next class that is not locked."""
    if document.partner != i:
        return document.partner
    count = len(document.classes)
    for step in range(1, count):
        candidate = (i + step) % count
        if candidate not in document.classes.locked:
            return candidate
    raise InvalidInput("every other class is locked", remedy="unlock one to make room")
