"""Verbs that set what something costs: a class's surprise −log q, or the whole loss.

A cost is a probability said otherwise, so the classes that give way are those of the document's
policy, and what is locked stays. All costs are in nats.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from ceviz import maths
from ceviz.document import edits
from ceviz.document.model import Document
from ceviz.document.targets import distribution
from ceviz.document.text.numbers import show_information
from ceviz.errors import InvalidInput
from ceviz.maths.redistribution import Share
from ceviz.memo import weak_memo

#: How far below the least cost one may be asked for: what rounding can add to a sum.
ROUNDING = 1e-12

#: The log odds of the truth, within what it can have, among which the least loss is sought.
ODDS = np.linspace(-40.0, 34.0, 75)

#: The log odds beyond which no loss is sought: float64 ends there.
LAST = 700.0

#: How near the loss must come to what was asked for.
CLOSE = 1e-9


def set_surprise(document: Document, i: int, nats: float) -> Document:
    """−log q of class ``i``; ∞ makes it impossible, 0 makes it sure.

    Raises:
        InvalidInput: NaN, below 0, or below what the classes that may give way leave.
    """
    least = least_surprise(document, i)
    if math.isnan(nats) or nats < least * (1.0 - ROUNDING):
        what = f"the surprise −log q of {document.classes.names[i]}"
        why = "classes that do not give way hold the rest" if least > 0.0 else ""
        raise _beyond(what, nats, least, document, why)
    if nats == float(_surprisals(document)[i]):
        return document
    return edits.give(document, i, Share.of_surprise(max(nats - least, 0.0)))


def least_surprise(document: Document, i: int) -> float:
    """The smallest −log q that class ``i`` can have, as policy and locks are.

    Raises:
        InvalidInput: there is nothing that it could have.
    """
    reach = edits.reach(document, i)
    if reach == 0.0:
        name = document.classes.names[i]
        why = "it and its partner have none to share"
        raise InvalidInput(
            f"{name} can get no probability", why=why, remedy="choose another partner"
        )
    return 0.0 - math.log(reach)


def set_loss(document: Document, nats: float) -> Document:
    """The loss of the selected sample, by moving the probability of the truth.

    Of a truth that is one class that is its surprise. Else the loss has a least value, where the
    truth's probability is neither too small nor too large, and grows to both sides: the
    probability stays on the side where it is, if the loss goes so far there.

    Raises:
        InvalidInput: NaN, or what moving the truth cannot reach; says what it can.
            Another loss than was asked for is never given.
    """
    i = document.sample.true
    if not _is_spread(document):
        if nats < least_surprise(document, i) * (1.0 - ROUNDING) or math.isnan(nats):
            why = "classes that do not give way hold the rest" if nats >= 0.0 else ""
            raise _beyond("the loss", nats, least_surprise(document, i), document, why)
        return set_surprise(document, i, nats)
    valley = _valley(document)
    if math.isnan(nats) or nats < valley.least * (1.0 - ROUNDING):
        why = "the truth is more than one class, and only its largest is moved"
        raise _beyond("the loss", nats, valley.least, document, why)
    if nats == loss_now(document):
        return document
    if nats == math.inf:
        return edits.set_probability(document, i, 0.0)
    # Others who want next to nothing cost little however little they get: less for the truth.
    for side in (valley.side, -valley.side):
        odds = _crossing(document, valley, nats, side)
        if odds is not None:
            after = edits.give(document, i, Share.of_odds(odds))
            if math.isclose(loss_now(after), nats, rel_tol=CLOSE, abs_tol=ROUNDING):
                return after
    raise _beyond("the loss", nats, valley.least, document, "float64 reaches no nearer")


def drag_loss(document: Document, nats: float) -> Document:
    """:func:`set_loss` as far as a drag goes: what is out of reach is approached."""
    now = loss_now(document)
    reached = loss_within_reach(document, nats)
    return document if reached == now else set_loss(document, reached)


def loss_within_reach(document: Document, nats: float) -> float:
    """Where dragging the loss to ``nats`` ends; a loss beyond an end may stay where it is.

    Raises:
        InvalidInput: there is nothing that the truth could have.
    """
    now, i = loss_now(document), document.sample.true
    if i in document.classes.locked:
        return now
    highest = max(-math.log(edits.DRAG_MIN), now)
    if _is_spread(document):
        return min(max(nats, _valley(document).least), highest)
    lowest = min(least_surprise(document, i) - math.log(edits.DRAG_MAX), now)
    return min(max(nats, lowest), highest)


def least_loss(document: Document) -> float:
    """The smallest loss that moving the truth's probability reaches."""
    if _is_spread(document):
        return _valley(document).least
    return least_surprise(document, document.sample.true)


def loss_now(document: Document) -> float:
    """H(p, q) of the selected sample; the same sum as the analysis has."""
    p = distribution(document.sample.target, len(document.classes))
    return float(maths.contributions(p, _surprisals(document)).sum())


class Valley(NamedTuple):
    """The loss of a spread truth along the log odds of its largest class.

    Attributes:
        bottom: the odds, within what it can have, at which the loss is least.
        least: how small it is there, nats.
        present: the odds now; ±∞ at the ends.
    """

    bottom: float
    least: float
    present: float

    @property
    def side(self) -> float:
        """−1 where the truth has too little, or just enough; 1 where it has too much."""
        return 1.0 if self.present > self.bottom else -1.0


def _is_spread(document: Document) -> bool:
    p = distribution(document.sample.target, len(document.classes))
    return bool(p.max() < 1.0)


def _surprisals(document: Document) -> np.ndarray:
    scores, temperature = document.sample.scores, document.temperature
    return maths.predict(scores, temperature=temperature).surprisal


@weak_memo(most=2)
def _valley(document: Document) -> Valley:
    """Looked over in steps and then closely; the moves of a drag share it."""
    i = document.sample.true
    beyond = float(_surprisals(document)[i]) - least_surprise(document, i)
    # Where it has all that it can have, rounding may leave less than nothing.
    present = -beyond if beyond > 0.0 else math.inf
    if 0.0 < beyond < LAST:
        present = -math.log(math.expm1(beyond))
    valley = Valley(0.0, 0.0, present)
    costs = [_loss_at(document, float(odds)) for odds in ODDS]
    k = int(np.argmin(costs))
    low, high = float(ODDS[max(k - 1, 0)]), float(ODDS[min(k + 1, len(ODDS) - 1)])
    bottom = _bottom(partial(_loss_at, document), low, high)
    return valley._replace(bottom=bottom, least=_loss_at(document, bottom))


def _loss_at(document: Document, odds: float) -> float:
    """The loss where the truth's probability has ``odds``."""
    return loss_now(edits.give(document, document.sample.true, Share.of_odds(odds)))


def _bottom(at: Callable[[float], float], low: float, high: float) -> float:
    """Where ``at`` is least between two ends, by golden section."""
    part = (math.sqrt(5.0) - 1.0) / 2.0
    inner, outer = high - part * (high - low), low + part * (high - low)
    left, right = at(inner), at(outer)
    while high - low > 1e-8 * max(1.0, abs(low)):
        if left <= right:
            high, outer, right = outer, inner, left
            inner = high - part * (high - low)
            left = at(inner)
        else:
            low, inner, left = inner, outer, right
            outer = low + part * (high - low)
            right = at(outer)
    return inner if left <= right else outer


def _crossing(document: Document, valley: Valley, nats: float, side: float) -> float | None:
    """The odds on one side of the bottom where the loss is ``nats``; None if it stays below."""
    if nats <= valley.least:
        return valley.bottom
    at, near, far = partial(_loss_at, document), valley.bottom, valley.bottom
    step = 1.0
    while at(far) < nats:
        if far == LAST:
            return None
        near, far = far, min(far + side * step, LAST)
        step *= 2.0
    while (middle := 0.5 * (near + far)) not in (near, far):
        near, far = (middle, far) if at(middle) < nats else (near, middle)
    return min(near, far, key=lambda odds: abs(at(odds) - nats))


def _beyond(what: str, nats: float, least: float, document: Document, why: str) -> InvalidInput:
    unit = document.unit
    shown, low = (show_information(value * unit.per_nat) for value in (nats, least))
    if math.isnan(nats):
        return InvalidInput(f"{what} is not a number")
    return InvalidInput(f"{what} lies between {low} and ∞ {unit.value}, not at {shown}", why=why)
