"""Move one probability and let the others give way, by moving scores.

Scores are the truth, probabilities their picture: every policy answers "class ``i`` shall
have probability ``v``" with new scores, computed from the scores at the press of the button.
All four agree on class ``i``; they differ in who gives way.

Scores are (K,) in the unit of the temperature; −∞ stands for probability 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray
from ceviz.maths.softmax import predict, softmax

Mask = NDArray[np.bool_]

#: How far above its ceiling a probability may be asked for: what rounding can add to a sum.
_ROUNDING = 1e-12

#: What part of its probability a class keeps that has nothing more to give.
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what a class can have, whole at both ends.

    Where a part or the rest of it is too small for a float64 beside 1, or at all, its logarithm
    is not: a surprise of 800 nats is no probability of 0, and one of 10⁻²⁰ is none of 1.

    Attributes:
        value: the part a, in [0, 1].
        rest: 1 − a.
        log: log a.
        log_rest: log(1 − a).
    """

    value: float
    rest: float
    log: float
    log_rest: float

    @classmethod
    def of(cls, a: float) -> Share:
        """The part ``a`` in [0, 1]."""
        return cls(a, 1.0 - a, _log(a), math.log1p(-a) if a < 1.0 else -math.inf)

    @classmethod
    def of_surprise(cls, nats: float) -> Share:
        """The part exp(−``nats``), of at least 0 nats."""
        rest = -math.expm1(-nats)
        return cls(math.exp(-nats), rest, -nats, _log(rest))

    @classmethod
    def of_odds(cls, log_odds: float) -> Share:
        """The part a with log a − log(1 − a) = ``log_odds``."""
        smaller = math.exp(-abs(log_odds)) / (1.0 + math.exp(-abs(log_odds)))
        log_smaller = -abs(log_odds) - math.log1p(math.exp(-abs(log_odds)))
        larger, log_larger = 1.0 - smaller, math.log1p(-smaller)
        if log_odds < 0.0:
            return cls(smaller, larger, log_smaller, log_larger)
        return cls(larger, smaller, log_larger, log_smaller)


def keep_ratios(
    z: FloatArray, i: int, v: float | Share, *, temperature: float, locked: Mask
) -> FloatArray:
    """Scores with ``q[i] = v``, the unlocked others keeping their ratios, the locked their q.

    ``v`` is a probability, or a part of what the class can have: of the mass that is not locked.

    With M the mass that is not locked and a = v/M, class i needs
    ``z_i = T·(log a − log(1 − a)) + T·logsumexp(z_j/T)`` over the unlocked others j. One score
    moves; locked scores follow by the common shift that holds their probability.

    Others that all have probability 0 have no ratios to keep: they then share equally.
    """
    return ratios(z, i, temperature=temperature, locked=locked).at(v)


@dataclass(frozen=True, slots=True, eq=False)
class Ratios:
    """What :func:`keep_ratios` knows before it is told ``v``: all that a drag need not repeat.

    Attributes:
        z: the scores at the press, (K,).
        i: the class that is moved.
        temperature: T.
        q: softmax(z/T), (K,).
        others: who gives way, (K,).
        held: who is locked, class ``i`` left out, (K,).
        mass: what ``i`` and the others have together.
        rest: the score that stands for all the others.
    """

    z: FloatArray
    i: int
    temperature: float
    q: FloatArray
    others: Mask
    held: Mask
    mass: float
    rest: float

    def at(self, v: float | Share) -> FloatArray:
        """The scores with ``q[i] = v``, (K,)."""
        moved = self.z.copy()
        if _is_there(v, self.q[self.i]):
            return moved
        share, count = _share(v, self.mass, self.i), int(self.others.sum())
        if share.log_rest == -math.inf or self.rest == -np.inf:
            # 1 exactly is reached by typing only: nothing is left for the others.
            new = np.full(count, share.log_rest + _log(self.mass) - math.log(count))
            log = share.log + _log(self.mass)
            return _with_logs(self.z, self.others, new, self.i, log, self.temperature)
        moved[self.i] = self.temperature * (share.log - share.log_rest) + self.rest
        if self.held.any():
            # The unlocked sum has grown or shrunk: locked classes follow to keep their share.
            free = ~self.held
            grown = _soft_maximum(moved[free], self.temperature)
            moved[self.held] += grown - _soft_maximum(self.z[free], self.temperature)
        return moved


def ratios(z: FloatArray, i: int, *, temperature: float, locked: Mask) -> Ratios:
    """Prepare :func:`keep_ratios` of class ``i``; refusals as there."""
    q = softmax(z, temperature=temperature)
    others, mass = _movable(q, i, locked)
    rest = _soft_maximum(z[others], temperature)
    return Ratios(z, i, temperature, q, others, _held(locked, i), mass, rest)


def move_score_only(
    z: FloatArray, i: int, v: float | Share, *, temperature: float, locked: Mask
) -> FloatArray:
    """Scores with ``q[i] = v`` by moving ``z[i]`` alone; locks are not looked at."""
    return keep_ratios(z, i, v, temperature=temperature, locked=np.zeros_like(locked))


def share_equally(
    z: FloatArray, i: int, v: float | Share, *, temperature: float, locked: Mask
) -> FloatArray:
    """Scores with ``q[i] = v``, every unlocked other giving (or taking) the same amount.

    One that has nothing more to give stops at a millionth of what it had, so that a drag
    never makes a class impossible; the rest share what is still missing.
    """
    q = softmax(z, temperature=temperature)
    others, mass = _movable(q, i, locked)
    share = _share(v, mass, i)
    if _is_there(v, q[i]):
        return z.copy()
    logs = -predict(z, temperature=temperature).surprisal[others]
    new = _lower_together(logs, share.log_rest + _log(mass))
    return _with_logs(z, others, new, i, share.log + _log(mass), temperature)


def from_partner(
    z: FloatArray,
    i: int,
    v: float | Share,
    *,
    temperature: float,
    locked: Mask,
    partner: int,
) -> FloatArray:
    """Scores with ``q[i] = v``, the difference taken from (or given to) ``partner`` alone.

    Raises:
        InvalidInput: if the partner is ``i`` itself, is locked, or has too little to give.
    """
    if partner == i:
        raise InvalidInput("a class cannot be its own partner", remedy="choose another partner")
    if locked[partner]:
        raise InvalidInput("the partner is locked", remedy="unlock it or choose another partner")
    q = softmax(z, temperature=temperature)
    both = float(q[i] + q[partner])
    share = _share(v, both, i, why=f"its partner has {float(q[partner]):.6g} to give")
    if _is_there(v, q[i]):
        return z.copy()
    pair = np.zeros(len(z), dtype=bool)
    pair[partner] = True
    surprisal = predict(z, temperature=temperature).surprisal
    log_both = float(np.logaddexp(-surprisal[i], -surprisal[partner]))
    new = np.array([share.log_rest + log_both])
    return _with_logs(z, pair, new, i, share.log + log_both, temperature)


def move_mass(p: FloatArray, i: int, v: float) -> FloatArray:
    """Distribution with ``p[i] = v``, the others scaled to share ``1 − v``; (K,) to (K,)."""
    if not 0.0 <= v <= 1.0:
        raise InvalidInput(f"a probability lies between 0 and 1, not at {v:g}")
    others = np.ones(len(p), dtype=bool)
    others[i] = False
    total = float(p[others].sum())
    moved = p.copy()
    moved[others] = (1.0 - v) * (1.0 / others.sum() if total == 0.0 else p[others] / total)
    moved[i] = v
    return moved


def reachable(
    z: FloatArray, i: int, *, temperature: float, locked: Mask, partner: int | None = None
) -> float:
    """The largest probability class ``i`` can be dragged to.

    The mass that is not locked; with a ``partner``, what it and class ``i`` have together.
    """
    if partner is None and not _held(locked, i).any():
        return 1.0
    q = softmax(z, temperature=temperature)
    return _movable(q, i, locked)[1] if partner is None else min(float(q[i] + q[partner]), 1.0)


def _movable(q: FloatArray, i: int, locked: Mask) -> tuple[Mask, float]:
    """Which others may move, and the mass they share with class ``i``."""
    others = ~locked
    others[i] = False
    if not others.any():
        raise InvalidInput("every other class is locked", remedy="unlock one to make room")
    held = _held(locked, i)
    mass = min(float(q[~held].sum()), 1.0) if held.any() else 1.0
    if mass == 0.0:
        raise InvalidInput("the locked classes hold all the probability", remedy="unlock one")
    return others, mass


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else -math.inf


def _is_there(v: float | Share, present: float) -> bool:
    """Whether nothing has to move. The ends are always moved to: a q of 1 may be a rounded one."""
    return v == present and 0.0 < present < 1.0


def _held(locked: Mask, i: int) -> Mask:
    held = locked.copy()
    held[i] = False
    return held


def _share(
    v: float | Share, mass: float, i: int, why: str = "locked classes hold the rest"
) -> Share:
    """What part of ``mass`` the probability ``v`` is, refused outside [0, 1]; a part is one."""
    if isinstance(v, Share):
        return v
    if not 0.0 <= v <= 1.0:
        raise InvalidInput(f"a probability lies between 0 and 1, not at {v:g}")
    if v > mass * (1.0 + _ROUNDING):
        raise InvalidInput(f"class {i + 1} can have at most {mass:.6g}", why=why)
    return Share.of(min(v / mass, 1.0) if mass > 0.0 else 0.0)


def _lower_together(logs: FloatArray, wanted: float) -> FloatArray:
    """log of ``max(q − c, q·10⁻⁶)`` with c such that the sum is exp(``wanted``); c < 0 raises all.

    Args:
        logs: log q. The largest of all is taken for 1: no q and no sum is too small for a float64.
        wanted: the logarithm of the sum.
    """
    one = max(float(logs.max()), wanted)
    if wanted == -math.inf:
        return np.full(len(logs), -np.inf)
    q, total = np.exp(logs - one), math.exp(wanted - one)
    floor = q * _LEAST
    free = np.ones(len(q), dtype=bool)
    while free.any():
        cut = (q[free].sum() - (total - floor[~free].sum())) / free.sum()
        sunk = free & (q - cut < floor)
        if not sunk.any():
            with np.errstate(divide="ignore", invalid="ignore"):
                cut_down = np.where(q - cut == q, logs, np.log(q - cut) + one)
            return np.where(free, cut_down, logs + math.log(_LEAST))
        free &= ~sunk
    return np.asarray(logs + (wanted - float(np.logaddexp.reduce(logs))), dtype=np.float64)


def _with_logs(
    z: FloatArray, others: Mask, new: FloatArray, i: int, log: float, temperature: float
) -> FloatArray:
    """Scores that give class ``i`` exp(``log``) and ``others`` exp(``new``); the rest stay."""
    level = _soft_maximum(z, temperature)
    logs = -predict(z, temperature=temperature).surprisal
    moved = z.copy()
    # A class whose probability did not change keeps its score to the last bit.
    moved[others] = np.where(new == logs[others], z[others], temperature * new + level)
    moved[i] = temperature * log + level
    return moved


def _soft_maximum(z: FloatArray, temperature: float) -> float:
    """``T·logsumexp(z/T)``: the score of one class that would weigh as much as all of ``z``."""
    top = float(z.max())
    if top == -np.inf:
        return top
    # −log q of the largest class is what the others add; never z/T, which can overflow.
    return top + temperature * float(predict(z, temperature=temperature).surprisal.min())
