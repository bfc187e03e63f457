"""How far numbers have gone in a gesture: axes grow with them, and shrink only at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np

from ceviz.document.analysis import Analysis
from ceviz.draw.scales import Scale
from ceviz.maths.arrays import FloatArray
from ceviz.maths.information import surprisal


def _nowhere() -> FloatArray:
    return np.empty((6, 0))


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Reach:
    """The ends of what was shown since the press, ∞ aside.

    Attributes:
        far: (6, K), how far each class went down and up: −z and z where it moved, −q, q, −p, p;
            −∞ is nowhere. Of no class before the first move.
        surprisal: the largest of a class with target mass, nats.
        loss: the largest cross-entropy, nats.
        back: the largest with q as the world and p as the code, nats; where that is infinite
            because p rules something out, 0.
        gradient: the longest, either way.
    """

    far: FloatArray = field(default_factory=_nowhere)
    surprisal: float = 0.0
    loss: float = 0.0
    back: float = 0.0
    gradient: float = 0.0

    def joined(self, now: Analysis, pressed: Analysis) -> Reach:
        """With what ``now`` shows; itself where that is no further."""
        z = now.z
        moved = (z != pressed.z) & np.isfinite(z)
        far = np.array([
            np.where(moved, -z, -inf), np.where(moved, z, -inf), -now.q, now.q, -now.p, now.p
        ])  # fmt: skip
        if far.shape == self.far.shape:
            far = np.maximum(far, self.far)
        loss = now.surprisal[(now.p > 0.0) & np.isfinite(now.surprisal)]
        deepest = max(self.surprisal, float(loss.max()) if len(loss) else 0.0)
        cost = max(self.loss, now.cross_entropy if np.isfinite(now.cross_entropy) else 0.0)
        gradient = max(self.gradient, float(np.abs(now.gradient).max()))
        ends = (deepest, cost, self._back(now), gradient)
        still = ends == (self.surprisal, self.loss, self.back, self.gradient)
        return self if still and np.array_equal(far, self.far) else Reach(far, *ends)

    def _back(self, now: Analysis) -> float:
        return max(self.back, float(now.q @ surprisal(now.p))) if now.p.min() > 0.0 else self.back

    def scores(
        self, low: float, high: float, classes: Sequence[int] | None = None
    ) -> tuple[float, float]:
        """The axis of scores ``low … high``, grown to hold those of ``classes`` that moved."""
        if not self.far.size:
            return low, high
        down, up = self.far[:2] if classes is None else self.far[:2, list(classes)]
        return min(low, -float(down.max())), max(high, float(up.max()))

    @property
    def q(self) -> tuple[FloatArray, FloatArray]:
        """The least and the most of every q, (K,) each; of none before the first move."""
        return -self.far[2], self.far[3]

    @property
    def p(self) -> tuple[FloatArray, FloatArray]:
        """The least and the most of every p, (K,) each; of none before the first move."""
        return -self.far[4], self.far[5]


#: At rest nothing has gone anywhere.
STILL = Reach()


def value_under(pixel: float, grown: Scale, rest: Scale) -> float:
    """The value in a hand at ``pixel`` on an axis that grows with it.

    Inside, what the axis says there. Beyond an end, what the axis at rest would say if it went
    on, but never less far than the axis has grown: it does not move under a hand that holds
    still, nor jump where the hand comes back.
    """
    share = (pixel - grown.start) / (grown.end - grown.start)
    if share > 1.0:
        return max(grown.high, rest.value(pixel))
    if share < 0.0:
        return min(grown.low, rest.value(pixel))
    return grown.value(pixel)
