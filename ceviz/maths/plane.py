"""The score plane: the loss as two scores move and the rest stay.

What stays acts as one more class: softmax over ``z_a``, ``z_b`` and ``T·logsumexp(others / T)``
gives the two probabilities and what the others have together, whatever the number of classes.

Along (1, 1, …, 1), all scores moving together, softmax does not change. In the plane, where the
others stay, moving both scores alike changes only how much the others have; the loss is level
along (1, 1) exactly if there are no others, or none that are possible.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray
from ceviz.maths.gradients import pull
from ceviz.maths.information import contributions
from ceviz.maths.inputs import as_temperature
from ceviz.maths.softmax import logsumexp, predict

#: The valley's direction in the plane.
ALONG = np.array([1.0, 1.0]) / np.sqrt(2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Two scores free, the others merged into one.

    Attributes:
        classes: the indices of the two classes, the first across and the second up.
        target: p of the two and of all others together, shape (3,).
        others: the score the others have as one class; −∞ if there are none.
        offset: what choosing among the others costs, in nats; not changed by the two scores.
        temperature: T.
    """

    classes: tuple[int, int]
    target: FloatArray
    others: float
    offset: float
    temperature: float


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """The loss over points of the plane.

    Attributes:
        loss: H(p, q) in nats, shape (...).
        gradient: ∂L/∂(z_a, z_b), shape (..., 2).
        probability: q of the two classes, shape (..., 2).
    """

    loss: FloatArray
    gradient: FloatArray
    probability: FloatArray


def plane_of(p: FloatArray, z: FloatArray, a: int, b: int, *, temperature: float = 1.0) -> Plane:
    """The plane of the scores of classes a and b through z. Shapes (K,); p is not checked.

    Raises:
        InvalidInput: a and b are the same, or a bad score or temperature.
    """
    if a == b:
        raise InvalidInput("choose two different classes", where="score plane")
    heat = as_temperature(temperature)
    scores, target = np.delete(z, (a, b)), np.delete(p, (a, b))
    if scores.size == 0 or (scores == -np.inf).all():
        others, offset = -np.inf, 0.0
    else:
        made = predict(scores, temperature=heat)
        others = heat * float(logsumexp(scores, temperature=heat))
        offset = float(contributions(target, made.surprisal).sum())
    merged = np.array([p[a], p[b], target.sum()])
    return Plane((a, b), merged, others, offset, heat)


def terrain(plane: Plane, points: FloatArray) -> Terrain:
    """Loss, gradient and probabilities at points ``(z_a, z_b)``, shape (..., 2), finite.

    The loss is ∞ everywhere if the target asks for others that are impossible.
    """
    others = np.full((*points.shape[:-1], 1), plane.others)
    made = predict(np.concatenate([points, others], axis=-1), temperature=plane.temperature)
    loss = plane.offset + contributions(plane.target, made.surprisal).sum(axis=-1)
    gradient = pull(plane.target, made)[..., :2] / plane.temperature
    return Terrain(loss, gradient, made.q[..., :2])


def loss(plane: Plane, points: FloatArray) -> FloatArray:
    """The loss alone, (...), in a third of :func:`terrain`'s time: for fields of colour.

    The usual formula: its absolute error is a few units in the last place of the largest score,
    while terrain's is relative.
    """
    scores = [*np.moveaxis(points, -1, 0), np.asarray(plane.others)]
    highest = np.maximum(np.maximum(scores[0], scores[1]), scores[2])
    behind = [(highest - z) / plane.temperature for z in scores]
    total = np.log(sum(np.exp(-each) for each in behind))
    made = np.full(highest.shape, plane.offset)
    for mass, each in zip(plane.target.tolist(), behind, strict=True):
        if mass > 0.0:
            made += mass * (each + total)
    return made


def grid(across: FloatArray, up: FloatArray) -> FloatArray:
    """All points of a grid, shape (len(up), len(across), 2)."""
    return np.stack(np.meshgrid(across, up), axis=-1)


def is_valley_level(plane: Plane) -> bool:
    """Whether the loss does not change along (1, 1): only if nobody else has a share."""
    return plane.others == -np.inf


def lowest_point(plane: Plane) -> FloatArray | None:
    """The scores at which both classes have just what the target asks, shape (2,).

    ``z_i = T log(p_i / p_others) + others``. None if there is no one such point: some of the
    three targets are 0, so that the loss falls for ever, or the valley is level.
    """
    if is_valley_level(plane) or not (plane.target > 0.0).all():
        return None
    ratio = np.log(plane.target[:2]) - np.log(plane.target[2])
    return np.asarray(plane.temperature * ratio + plane.others)
