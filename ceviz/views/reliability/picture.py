"""Does a confidence of 80 % come true in 80 % of the cases? Bins, gaps, intervals, counts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ceviz.document.numbers import show_probability
from ceviz.draw.chart import Chart
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.kept import samples
from ceviz.draw.state import State
from ceviz.views.histogram.picture import EMPTY
from ceviz.views.reliability.binning import EDGE_RULE, Binning
from ceviz.views.reliability.charts import CountsChart, DiagramChart, coverage, shown

#: Mean confidence and accuracy this near, as a share, are called the same.
SAME = 0.005


@dataclass(frozen=True)
class ReliabilityDiagram(ChartPicture):
    """What came true over what was said, and how many samples say so.

    Attributes:
        binning: which probabilities, in which bins.
    """

    binning: Binning = field(default_factory=Binning)

    title = "Reliability"
    note = "hatched: the gap · whiskers: 95 % Wilson intervals"

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The diagram, and the counts below it."""
        return DiagramChart(self.binning), CountsChart(self.binning)

    def heading(self, state: State) -> str:
        """Of what, and with a word when it is not of all samples as they are."""
        names, label = state.document.classes.names, self.binning.label
        of = "top label" if label is None or label >= len(names) else names[label]
        caveat = "" if state.data is None else state.data.caveat
        return f"{self.title}, {of}{caveat}"

    def caption(self, state: State) -> str:
        """ECE, MCE and its bin, the edge rule, and whether too much is said."""
        data, made = state.data, shown(state.data, self.binning)
        if data is None:
            return f"Nothing to hold against the truth: {EMPTY}."
        if made is None:
            return "Nothing to hold against the truth: no row counts."
        worst = int(np.nanargmax(np.abs(made.gap)))
        low, high = (show_probability(float(edge[worst])) for edge in (made.lower, made.upper))
        counts, used = made.counts, made.counts > 0
        said = float(np.average(made.confidence[used], weights=counts[used]))
        true = float(made.hits.sum() / counts.sum())
        return (
            f"ECE {show_probability(made.ece)}; MCE {show_probability(made.mce)}, in the bin "
            f"from {low} to {high} with {samples(int(counts[worst]))}. On average {said:.1%} is "
            f"said and {true:.1%} comes true: {_verdict(said - true)}. {len(counts)} "
            f"{self.binning.scheme} {EDGE_RULE}; {coverage(state, data)}."
        )


def _verdict(gap: float) -> str:
    if abs(gap) < SAME:
        return "on the whole as it should be"
    return "over-confident" if gap > 0.0 else "under-confident"
