"""Verbs on a few classes at once: they share anew what they have together, the rest is held."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ceviz.document.edits import set_scores, set_target
from ceviz.document.model import Document
from ceviz.document.targets import Free, free
from ceviz.errors import InvalidInput
from ceviz.maths import logsumexp, softmax
from ceviz.maths.arrays import FloatArray


def share_anew(document: Document, chosen: Sequence[int], shares: FloatArray) -> Document:
    """The ``chosen`` classes have ``shares``, (k,), of their joint probability; others keep q.

    Locked ones among the chosen keep theirs too; what they leave is shared by the others in the
    ratios that ``shares`` ask for. Scores move by ``T log w + T logsumexp(z/T)``, which leaves
    the sum of the chosen, and so everybody else's q, where it was.

    Raises:
        InvalidInput: negative shares or none above 0; all but one locked; nothing to share.
    """
    wanted = _checked(shares)
    free_ones = [place for place, k in enumerate(chosen) if k not in document.classes.locked]
    if len(free_ones) < 2:
        raise InvalidInput(
            "all but one of these classes are locked", remedy="unlock one to make room"
        )
    indices = [chosen[place] for place in free_ones]
    scores, heat = document.sample.scores.copy(), document.temperature
    if (scores[indices] == -np.inf).all():
        raise InvalidInput("these classes have no probability to share")
    part = wanted[free_ones]
    part = part / part.sum() if part.sum() > 0.0 else np.full(len(part), 1.0 / len(part))
    level = heat * float(logsumexp(scores[indices], temperature=heat))
    with np.errstate(divide="ignore"):
        scores[indices] = heat * np.log(part) + level
    return set_scores(document, scores)


def present_shares(document: Document, chosen: Sequence[int]) -> FloatArray:
    """What :func:`share_anew` would have to be given to change nothing, (k,)."""
    scores = document.sample.scores[list(chosen)]
    if (scores == -np.inf).all():
        return np.full(len(scores), 1.0 / len(scores))
    return softmax(scores, temperature=document.temperature)


def share_target_anew(document: Document, chosen: Sequence[int], shares: FloatArray) -> Document:
    """The ``chosen`` classes have ``shares``, (k,), of the free target's mass on them.

    Raises:
        InvalidInput: negative shares or none above 0; the target is not free or asks for none
            of them.
    """
    wanted, target = _checked(shares), document.sample.target
    if not isinstance(target, Free):
        raise InvalidInput(
            "only a free target can be changed class by class", remedy="choose target “free” first"
        )
    p = target.p.copy()
    mass = float(p[list(chosen)].sum())
    if mass == 0.0:
        raise InvalidInput("the target asks for none of these classes")
    p[list(chosen)] = mass * wanted / wanted.sum()
    return set_target(document, free(p))


def _checked(shares: FloatArray) -> FloatArray:
    if not (np.isfinite(shares).all() and (shares >= 0.0).all() and shares.sum() > 0.0):
        raise InvalidInput("shares are numbers of at least 0, not all of them 0")
    return shares


def are_classes(wanted: Sequence[int], size: int, count: int) -> bool:
    """Whether ``wanted`` are ``size`` different ones of ``count`` classes."""
    return len(wanted) == len(set(wanted)) == size and 0 <= min(wanted) <= max(wanted) < count
