"""Move one probability and let the others give way, by moving scores.

Scores are the truth, probabilities their picture: every policy answers "class ``i`` shall
have probability ``v``" with new scores, computed from the scores at the press of the button.
All four agree on class ``i``; they differ in who gives way.

Scores are (K,) in the unit of the temperature; −∞ stands for probability 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import InvalidInput

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]


def keep_ratios(z: Vector, i: int, v: float, *, temperature: float, locked: Mask) -> Vector:
    """Scores with ``q[i] = v``, the unlocked others keeping their ratios, the locked their q.

    With M the mass that is not locked and a = v/M, class i needs
    ``z_i = T·(log a − log(1 − a)) + T·logsumexp(z_j/T)`` over the unlocked others j. One score
    moves; locked scores follow by the common shift that holds their probability.

    Others that all have probability 0 have no ratios to keep: they then share equally.
    """
    others, mass = _movable(z, i, temperature, locked)
    share = _share(v, mass, i)
    moved = z.copy()
    rest = _logsumexp(z[others] / temperature)
    if share < 1.0 and rest == -np.inf:
        level = _level(z, temperature)
        moved[others] = temperature * (np.log(mass * (1.0 - share) / others.sum()) + level)
        moved[i] = _scaled_log(v, temperature, level)
        return moved
    if share == 1.0:
        # 1 exactly is reached by typing only: nothing is left for the others.
        moved[others] = -np.inf
        moved[i] = temperature * (np.log(mass) + _level(z, temperature))
        return moved
    if share == 0.0:
        moved[i] = -np.inf
    else:
        moved[i] = temperature * (np.log(share) - np.log1p(-share) + rest)
    if locked.any():
        # The unlocked sum has grown or shrunk: locked classes follow to keep their share.
        before = _logsumexp(np.append(z[others], z[i]) / temperature)
        after = _logsumexp(np.append(moved[others], moved[i]) / temperature)
        if before > -np.inf:
            moved[_held(locked, i)] += temperature * (after - before)
    return moved


def move_score_only(z: Vector, i: int, v: float, *, temperature: float, locked: Mask) -> Vector:
    """Scores with ``q[i] = v`` by moving ``z[i]`` alone; locks are not looked at."""
    return keep_ratios(z, i, v, temperature=temperature, locked=np.zeros_like(locked))


def share_equally(z: Vector, i: int, v: float, *, temperature: float, locked: Mask) -> Vector:
    """Scores with ``q[i] = v``, every unlocked other giving (or taking) the same amount.

    One that has nothing more to give stops at a millionth of what it had, so that a drag
    never makes a class impossible; the rest share what is still missing.
    """
    others, mass = _movable(z, i, temperature, locked)
    _share(v, mass, i)
    q = _softmax(z, temperature)
    wanted = max(mass - v, 0.0)
    new = _lower_together(q[others], wanted)
    return _with_probabilities(z, q, {"others": (others, new)}, i, v, temperature)


def from_partner(
    z: Vector, i: int, v: float, *, temperature: float, locked: Mask, partner: int
) -> Vector:
    """Scores with ``q[i] = v``, the difference taken from (or given to) ``partner`` alone.

    Raises:
        InvalidInput: if the partner is ``i`` itself, is locked, or has too little to give.
    """
    if partner == i:
        raise InvalidInput("a class cannot be its own partner", remedy="choose another partner")
    if locked[partner]:
        raise InvalidInput("the partner is locked", remedy="unlock it or choose another partner")
    q = _softmax(z, temperature)
    both = float(q[i] + q[partner])
    if v > both:
        v = both * (1.0 - 1e-6)
    pair = np.zeros(len(z), dtype=bool)
    pair[partner] = True
    return _with_probabilities(z, q, {"partner": (pair, np.array([both - v]))}, i, v, temperature)


def move_mass(p: Vector, i: int, v: float) -> Vector:
    """Distribution with ``p[i] = v``, the others scaled to share ``1 − v``; (K,) to (K,)."""
    if not 0.0 <= v <= 1.0:
        raise InvalidInput(f"a probability lies between 0 and 1, not at {v:g}")
    others = np.ones(len(p), dtype=bool)
    others[i] = False
    total = float(p[others].sum())
    moved = p.copy()
    moved[others] = (1.0 - v) / others.sum() if total == 0.0 else p[others] * ((1.0 - v) / total)
    moved[i] = v
    return moved


def reachable(z: Vector, i: int, *, temperature: float, locked: Mask) -> float:
    """The largest probability class ``i`` can be dragged to: the mass that is not locked."""
    return _movable(z, i, temperature, locked)[1]


def _movable(z: Vector, i: int, temperature: float, locked: Mask) -> tuple[Mask, float]:
    """Which others may move, and the mass they share with class ``i``."""
    others = ~locked
    others[i] = False
    if not others.any():
        raise InvalidInput("every other class is locked", remedy="unlock one to make room")
    held = _held(locked, i)
    mass = 1.0
    if held.any():
        q = _softmax(z, temperature)
        mass = float(q[~held].sum())
    if mass == 0.0:
        raise InvalidInput("the locked classes hold all the probability", remedy="unlock one")
    return others, mass


def _held(locked: Mask, i: int) -> Mask:
    held = locked.copy()
    held[i] = False
    return held


def _share(v: float, mass: float, i: int) -> float:
    if not 0.0 <= v <= 1.0:
        raise InvalidInput(f"a probability lies between 0 and 1, not at {v:g}")
    if v > mass * (1.0 + 1e-12):
        raise InvalidInput(
            f"class {i + 1} can have at most {mass:.6g}",
            why="locked classes hold the rest",
            remedy="unlock one to make room",
        )
    return min(v / mass, 1.0)


def _lower_together(q: Vector, wanted: float) -> Vector:
    """``max(q − c, q·10⁻⁶)`` with c chosen so that the sum is ``wanted``; c < 0 raises all."""
    floor = q * 1e-6
    free = np.ones(len(q), dtype=bool)
    while True:
        cut = (q[free].sum() - (wanted - floor[~free].sum())) / free.sum()
        sunk = free & (q - cut < floor)
        if not sunk.any():
            return np.asarray(np.where(free, q - cut, floor), dtype=np.float64)
        free &= ~sunk
        if not free.any():
            return np.asarray(q * (wanted / q.sum()), dtype=np.float64)


def _with_probabilities(
    z: Vector,
    q: Vector,
    parts: dict[str, tuple[Mask, Vector]],
    i: int,
    v: float,
    temperature: float,
) -> Vector:
    """Scores that give the named classes new probabilities; nobody else's score moves."""
    level = _level(z, temperature)
    moved = z.copy()
    for chosen, new in parts.values():
        with np.errstate(divide="ignore"):
            fresh = temperature * (np.log(new) + level)
        # A class whose probability did not change keeps its score to the last bit.
        moved[chosen] = np.where(new == q[chosen], z[chosen], fresh)
    moved[i] = _scaled_log(v, temperature, level)
    return moved


def _scaled_log(v: float, temperature: float, level: float) -> float:
    return -np.inf if v == 0.0 else float(temperature * (np.log(v) + level))


def _level(z: Vector, temperature: float) -> float:
    """log Σ exp(z/T): the constant by which scores over T exceed log-probabilities."""
    return _logsumexp(z / temperature)


def _logsumexp(x: Vector) -> float:
    top = x.max()
    if top == -np.inf:
        return -np.inf
    return float(top + np.log(np.exp(x - top).sum()))


def _softmax(z: Vector, temperature: float) -> Vector:
    e = np.exp((z - z.max()) / temperature)
    return np.asarray(e / e.sum(), dtype=np.float64)
