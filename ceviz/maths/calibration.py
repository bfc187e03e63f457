"""Does a confidence of 80 % come true in 80 % of the cases?

Confidences are put into bins, and each bin's mean confidence is held against the share of it
that came true (Niculescu-Mizil and Caruana, ICML 2005; Guo et al., ICML 2017). Every bin
carries its count and a Wilson interval, because a bin of five samples says nothing.

The edge rule: bins are (lo, hi], so a confidence that equals an edge belongs to the bin below
it; 0 belongs to the first bin and 1 to the last, and there is no bin beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray, IntArray

Scheme = Literal["equal-width", "equal-mass"]
#: As in Guo et al. 2017, and as most of the literature since.
BINS = 15


def wilson(
    hits: npt.ArrayLike, counts: npt.ArrayLike, *, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Score interval of a proportion (E. B. Wilson, JASA 22, 1927), element by element.

    ``(p̂ + z²/2n ± z·√(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n)``; it never leaves [0, 1] and is
    honest at 0 and n hits. Without samples it is (0, 1).

    Args:
        hits: how many came true, 0 ≤ hits ≤ counts.
        counts: of how many.
        level: two-sided confidence level in (0, 1).

    Returns:
        Lower and upper ends.
    """
    if not 0.0 < level < 1.0:
        raise InvalidInput(f"the confidence level must be in (0, 1), not {level}", where="level")
    z = NormalDist().inv_cdf(0.5 + level / 2.0)
    k, n = np.asarray(hits, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    some = np.maximum(n, 1.0)
    share = k / some
    centre = (share + z * z / (2.0 * some)) / (1.0 + z * z / some)
    half = z * np.sqrt(share * (1.0 - share) / some + (z / (2.0 * some)) ** 2)
    half /= 1.0 + z * z / some
    # At 0 and n hits the ends are 0 and 1 exactly; rounding would leave a crumb.
    low = np.where((n > 0) & (k > 0), centre - half, 0.0)
    high = np.where((n > 0) & (k < n), centre + half, 1.0)
    return low, high


@dataclass(frozen=True, eq=False)
class Reliability:
    """A reliability diagram: B bins, some perhaps empty.

    Attributes:
        lower, upper: (B,) the bins are (lower, upper], the first including 0.
        counts: (B,) samples in the bin.
        hits: (B,) how many of them came true.
        confidence: (B,) mean confidence; NaN in an empty bin.
    """

    lower: FloatArray
    upper: FloatArray
    counts: IntArray
    hits: IntArray
    confidence: FloatArray

    @property
    def accuracy(self) -> FloatArray:
        """(B,) share that came true; NaN in an empty bin."""
        return _share(self.hits, self.counts)

    @property
    def gap(self) -> FloatArray:
        """(B,) mean confidence − accuracy: above 0 is over-confident. NaN in an empty bin."""
        return self.confidence - self.accuracy

    def interval(self, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """(B,) Wilson interval of the accuracy."""
        return wilson(self.hits, self.counts, level=level)

    @property
    def ece(self) -> float:
        """Expected calibration error: Σ_b n_b/N · |gap_b|; NaN without samples."""
        used = self.counts > 0
        if not used.any():
            return float("nan")
        return float(np.average(np.abs(self.gap[used]), weights=self.counts[used]))

    @property
    def mce(self) -> float:
        """Maximum calibration error: the largest |gap_b| of a bin with samples, else NaN."""
        used = self.counts > 0
        return float(np.abs(self.gap[used]).max()) if used.any() else float("nan")


def reliability(
    confidence: npt.ArrayLike,
    hit: npt.ArrayLike,
    *,
    bins: int = BINS,
    scheme: Scheme = "equal-width",
) -> Reliability:
    """Bin confidences and count what came true.

    Top-label calibration takes q(predicted) and predicted = true; calibration of class k takes
    q_k and true = k, over all samples.

    Args:
        confidence: (N,) in [0, 1].
        hit: (N,) booleans.
        bins: how many, at least 1. Equal-mass bins may be fewer, since equal confidences are
            never parted.
        scheme: "equal-width" edges i/B, or "equal-mass" edges at the quantiles.

    Raises:
        InvalidInput: no bins, different lengths, or a confidence outside [0, 1].
    """
    values, came_true = np.asarray(confidence, dtype=np.float64), np.asarray(hit, dtype=np.bool_)
    if values.shape != came_true.shape or values.ndim != 1:
        raise InvalidInput(f"{values.shape} confidences and {came_true.shape} outcomes")
    if not ((values >= 0.0) & (values <= 1.0)).all():
        row = int(np.flatnonzero(~((values >= 0.0) & (values <= 1.0)))[0])
        raise InvalidInput(f"the confidence is {values[row]}, not in [0, 1]", where=f"row {row}")
    if scheme == "equal-width":
        edges = width_edges(bins)
        codes = width_bin(values, bins)
    else:
        edges = mass_edges(values, bins)
        codes = bin_of(values, edges)
    size = len(edges) - 1
    counts = np.bincount(codes, minlength=size)
    return Reliability(
        lower=edges[:-1],
        upper=edges[1:],
        counts=counts,
        hits=np.bincount(codes[came_true], minlength=size),
        confidence=_share(np.bincount(codes, weights=values, minlength=size), counts),
    )


def width_edges(bins: int) -> FloatArray:
    """The B + 1 edges i/B, each the float64 nearest to it."""
    if bins < 1:
        raise InvalidInput(f"at least one bin is needed, not {bins}", where="bins")
    edges: FloatArray = np.arange(bins + 1) / bins
    return edges


def mass_edges(values: FloatArray, bins: int) -> FloatArray:
    """Edges that put about as many of the values into each bin; first 0, last 1."""
    if bins < 1:
        raise InvalidInput(f"at least one bin is needed, not {bins}", where="bins")
    if len(values) == 0:
        return np.array([0.0, 1.0])
    ranks = np.ceil(np.arange(1, bins) * len(values) / bins).astype(np.int64) - 1
    ranks = ranks[ranks >= 0]
    inner = np.unique(np.partition(values, ranks)[ranks]) if len(ranks) else np.empty(0)
    return np.concatenate([[0.0], inner[(inner > 0.0) & (inner < 1.0)], [1.0]])


def bin_of(values: FloatArray, edges: FloatArray) -> IntArray:
    """Which bin (edges[i], edges[i + 1]] each value is in; 0 is in the first."""
    return np.maximum(np.searchsorted(edges, values, side="left") - 1, 0)


def width_bin(values: FloatArray, bins: int) -> IntArray:
    """``bin_of(values, width_edges(bins))``, ten times as fast.

    Multiplying finds the bin; only values within rounding of an edge are compared with it.
    """
    scaled = values * bins
    above = np.ceil(scaled)
    codes = above.astype(np.int64)
    codes -= 1
    np.subtract(above, scaled, out=above)  # how far below the next edge, 0 … 1
    near = 1e-12 * bins
    if above.min(initial=1.0) < near or above.max(initial=0.0) > 1.0 - near:
        close = (above < near) | (above > 1.0 - near)
        codes[close] = bin_of(values[close], width_edges(bins))
    return codes


def _share(part: FloatArray | IntArray, whole: IntArray) -> FloatArray:
    shares = np.full(len(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
