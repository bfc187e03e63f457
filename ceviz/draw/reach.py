"""How far numbers have gone in a gesture: axes grow with them, and shrink only at its end."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from ceviz.document.analysis import Analysis
from ceviz.draw.scales import Scale


@dataclass(frozen=True, slots=True)
class Reach:
    """The ends of what was shown since the press, ∞ aside.

    Attributes:
        low, high: of the scores that moved.
        surprisal: the largest of a class with target mass, nats.
        loss: the largest cross-entropy, nats.
        gradient: the longest, either way.
    """

    low: float = inf
    high: float = -inf
    surprisal: float = 0.0
    loss: float = 0.0
    gradient: float = 0.0

    def joined(self, now: Analysis, pressed: Analysis) -> Reach:
        """With what ``now`` shows; itself where that is no further."""
        moved = now.z[(now.z != pressed.z) & np.isfinite(now.z)]
        low, high = self.low, self.high
        if len(moved):
            low, high = min(low, float(moved.min())), max(high, float(moved.max()))
        loss = now.surprisal[(now.p > 0.0) & np.isfinite(now.surprisal)]
        surprisal = max(self.surprisal, float(loss.max()) if len(loss) else 0.0)
        cost = max(self.loss, now.cross_entropy if np.isfinite(now.cross_entropy) else 0.0)
        gradient = max(self.gradient, float(np.abs(now.gradient).max()))
        joined = Reach(low, high, surprisal, cost, gradient)
        return self if joined == self else joined

    def scores(self, low: float, high: float) -> tuple[float, float]:
        """The axis of scores ``low … high``, grown to hold those that moved."""
        return min(low, self.low), max(high, self.high)


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
