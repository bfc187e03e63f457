"""The simplex: every way to share probability among three classes is a point of a triangle.

A point with shares w (w ≥ 0, Σ w = 1) lies at ``Σ w_i corner_i``. Of more than three classes,
three are chosen and what the others have is held; the triangle is then a :class:`Slice`. Two
classes make the unit interval, to which everything here applies with K = 2.

Over a slice the loss is ``offset − Σ p_i log w_i``. The sum, the field, depends on the target
alone: not on the prediction, the temperature or the share that is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import BoolArray, FloatArray
from ceviz.maths.information import contributions, surprisal
from ceviz.maths.softmax import Prediction, logsumexp, softmax
from ceviz.memo import value_memo

#: Of the triangle with sides of length 1.
HEIGHT = 0.75**0.5

_CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, HEIGHT]])
#: How the shares change with x and y.
_SLOPES = {
    2: np.array([[-1.0, 0.0], [1.0, 0.0]]),
    3: np.array([[-1.0, -0.5 / HEIGHT], [1.0, -0.5 / HEIGHT], [0.0, 1.0 / HEIGHT]]),
}


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Two or three chosen classes, the others' probabilities held.

    Attributes:
        chosen: their indices.
        target: their target probabilities p, shape (k,); they need not sum to 1.
        point: the present shares w of the prediction, shape (k,), Σ w = 1.
        share: the probability the chosen have together.
        offset: what to add to the field to get the loss, in nats.
    """

    chosen: tuple[int, ...]
    target: FloatArray
    point: FloatArray
    share: float
    offset: float

    @property
    def loss(self) -> float:
        """H(p, q) of the present prediction."""
        return self.offset + float(field(self.target, self.point))


def slice_of(p: FloatArray, prediction: Prediction, chosen: Sequence[int]) -> Slice:
    """The slice of the simplex in which only the ``chosen`` classes share anew. Shapes (K,).

    If the chosen classes are all impossible, they have equal shares of nothing, and the offset
    is ∞ unless the target does not ask for them.

    Raises:
        InvalidInput: not two or three different classes.
    """
    picked = tuple(int(index) for index in chosen)
    if len(picked) not in _SLOPES or len(set(picked)) != len(picked):
        raise InvalidInput("choose two or three different classes", where="simplex")
    indices = list(picked)
    target, surprisals = p[indices], prediction.surprisal[indices]
    rest = np.delete(contributions(p, prediction.surprisal), indices).sum()
    if (surprisals == np.inf).all():
        share_surprisal, point = np.inf, np.full(len(picked), 1.0 / len(picked))
    else:
        share_surprisal, point = float(-logsumexp(-surprisals)), softmax(-surprisals)
    held = contributions(np.array(target.sum()), np.array(share_surprisal))
    return Slice(
        chosen=picked,
        target=target,
        point=point,
        share=float(np.exp(-share_surprisal)),
        offset=float(rest + held),
    )


def to_plane(shares: FloatArray) -> FloatArray:
    """Where shares lie: (..., k) to (..., 2). Two classes lie on the x axis from 0 to 1."""
    points: FloatArray = shares @ _CORNERS[: shares.shape[-1]]
    return points


def from_plane(points: FloatArray, classes: int = 3) -> FloatArray:
    """The shares at points: (..., 2) to (..., k); negative outside the triangle."""
    shares: FloatArray = points @ _SLOPES[classes].T
    shares[..., 0] += 1.0
    return shares


def nearest(points: FloatArray, classes: int = 3) -> FloatArray:
    """The shares nearest to points that may lie outside: (..., 2) to (..., k), all ≥ 0."""
    shares = from_plane(points, classes)
    # Euclidean projection onto the simplex (Duchi et al., ICML 2008); the map to the plane keeps
    # right angles, so nearest among shares is nearest in the picture.
    ordered = -np.sort(-shares, axis=-1)
    excess = (np.cumsum(ordered, axis=-1) - 1.0) / np.arange(1, classes + 1)
    kept = np.count_nonzero(ordered > excess, axis=-1, keepdims=True)
    return np.maximum(shares - np.take_along_axis(excess, kept - 1, axis=-1), 0.0)


def field(target: FloatArray, shares: FloatArray) -> FloatArray:
    """``−Σ p_i log w_i`` in nats: shares (..., k) to (...); ∞ where w rules out what p asks."""
    total: FloatArray = contributions(target, surprisal(np.maximum(shares, 0.0))).sum(axis=-1)
    return total


def lowest(target: FloatArray) -> float:
    """The smallest value of the field, which it has at ``w = p / Σ p``."""
    total = target.sum()
    return float(field(target, target / total)) if total > 0.0 else 0.0


def field_image(target: FloatArray, size: int) -> FloatArray:
    """The field at the centres of ``size`` columns of square pixels, NaN outside the triangle.

    Shape (rows, size), the first row at the bottom; rows · pixel ≥ the triangle's height.
    """
    inside, logs = _pixels(size)
    image = np.full(inside.shape, np.nan)
    image[inside] = 0.0 - logs @ target
    return image


def lattice(count: int, classes: int = 3) -> FloatArray:
    """Evenly spaced points strictly inside, for arrows: ``count`` along a side; (m, k)."""
    if classes == 2:
        second = (np.arange(count) + 0.5) / count
        return np.stack([1.0 - second, second], axis=-1)
    first, second = np.divmod(np.arange(count * count), count)
    third = count - 1 - first - second
    steps = np.stack([first, second, third], axis=-1)[third >= 0]
    shares: FloatArray = (steps + 1.0 / 3.0) / count
    return shares


def downhill(target: FloatArray, shares: FloatArray) -> FloatArray:
    """``−∇ field`` in the plane, perpendicular to the contours: (..., k) to (..., 2).

    On an edge that the target rules out to leave, the pull inwards is infinite; components are
    then ±∞ or 0.
    """
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        rates = np.where(target > 0.0, target / shares, 0.0)
    endless = np.isinf(rates)
    slopes = _SLOPES[shares.shape[-1]]
    steep = endless.any(axis=-1, keepdims=True)
    # Next to an infinite pull the finite ones do not count.
    arrows = np.where(steep, endless, rates) @ slopes
    with np.errstate(invalid="ignore"):
        pulls: FloatArray = np.where(steep & (arrows != 0.0), arrows * np.inf, arrows)
    return pulls


def drift(target: FloatArray, shares: FloatArray, temperature: float = 1.0) -> FloatArray:
    """Where the point goes when the scores follow ``−∂L/∂z``: (..., k) to (..., 2).

    ``dw_i/dt = w_i Σ_j w_j (v_i − v_j) / T`` with ``v = (p − w Σ p) / T``: the velocity of
    gradient descent with infinitely small steps, tangent to its trail. Finite everywhere, and 0
    in the corners, which is why descent is slow to leave them.
    """
    speed = target - shares * target.sum()
    apart = speed[..., :, np.newaxis] - speed[..., np.newaxis, :]
    change = shares * (shares[..., np.newaxis, :] * apart).sum(axis=-1)
    return to_plane(change / temperature**2)


@value_memo(most=4)
def _pixels(size: int) -> tuple[BoolArray, FloatArray]:
    """Which pixels' centres are inside, (rows, size), and the logarithms of their shares."""
    pixel = 1.0 / size
    rows = int(np.ceil(HEIGHT * size))
    x, y = np.meshgrid((np.arange(size) + 0.5) * pixel, (np.arange(rows) + 0.5) * pixel)
    shares = from_plane(np.stack([x, y], axis=-1))
    inside: BoolArray = np.logical_and.reduce(shares > 0.0, axis=-1)
    return inside, np.log(shares[inside])
