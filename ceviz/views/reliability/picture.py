"""Does a confidence of 80 % come true in 80 % of the cases? Bins, gaps, intervals, counts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ceviz.document.text.numbers import RATE, exact, samples, show_percent, show_probability
from ceviz.draw.chart import Chart
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.rows import Rows
from ceviz.draw.state import NO_SAMPLES, Data, State
from ceviz.views.reliability.binning import EDGE_RULE, Binning, counts_of_rows, luck
from ceviz.views.reliability.charts import CountsChart, DiagramChart, shown

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
    note = "hatched: the gap · whiskers: 95 % Wilson intervals · grey: 95 % by luck alone"

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The diagram, and the counts below it."""
        return DiagramChart(self.binning), CountsChart(self.binning)

    def heading(self, state: State) -> str:
        """Of what, and with a word when it is not of all samples as they are."""
        of = self.binning.of(state.document.classes.names) or "top label"
        caveat = "" if state.data is None else state.data.caveat
        return f"{self.title}, {of}{caveat}"

    def caption(self, state: State) -> str:
        """ECE and what luck makes of it, MCE and its bin, the edge rule, who says too much."""
        data, made = state.data, shown(state.data, self.binning)
        if data is None:
            return f"Nothing to hold against the truth: {NO_SAMPLES}."
        if made is None:
            return "Nothing to hold against the truth: no row counts."
        worst = int(np.nanargmax(np.abs(made.gap)))
        low, high = (show_probability(float(edge[worst])) for edge in (made.lower, made.upper))
        counts, used = made.counts, made.counts > 0
        said = float(np.average(made.confidence[used], weights=counts[used]))
        true = float(made.hits.sum() / counts.sum())
        return (
            f"ECE {show_probability(made.ece)}{_by_luck(data, self.binning)}; "
            f"MCE {show_probability(made.mce)}, in the bin "
            f"from {low} to {high} with {samples(int(counts[worst]))}. On average "
            f"{show_percent(said, RATE)} is said and {show_percent(true, RATE)} comes true: "
            f"{_verdict(said - true)}. {len(counts)} "
            f"{self.binning.scheme} {EDGE_RULE}; {state.coverage}."
        )

    def rows(self, state: State) -> Rows:
        """A row a bin (from, to]: counts, what was said and came true, two ranges of 95 %.

        The interval is Wilson's, of what came true; luck's is that of a calibrated model.
        """
        assert state.data is not None
        data, evaluation = state.data, state.data.evaluation
        made = shown(data, self.binning)
        heads = ["from", "to", "samples", "right", "mean confidence", "accuracy"]
        heads += ["interval from", "interval to", "confidence - accuracy"]
        heads += ["luck from", "luck to"]
        if made is None:
            return [heads]
        low, high = made.interval()
        counts = [made.counts, made.hits]
        numbers = [made.lower, made.upper, made.confidence, made.accuracy, low, high, made.gap]
        chance = luck(evaluation, self.binning)
        numbers += [chance.low, chance.high]
        body = [
            [exact(start), exact(end), *map(str, whole), *map(exact, rest)]
            for (start, end, *rest), whole in zip(
                np.column_stack(numbers).tolist(), np.column_stack(counts).tolist(), strict=True
            )
        ]
        if data.selection is not None and data.exact:
            heads.append("selected")
            selected = counts_of_rows(evaluation, self.binning, data.selection)
            for row, count in zip(body, selected.tolist(), strict=True):
                row.append(str(count))
        return [heads, *body]


def _by_luck(data: Data, binning: Binning) -> str:
    """What a calibrated model shows; where rows belong together, luck does more than is known."""
    from ceviz.maths.batch.certainty.units import units_of

    chance, units = luck(data.evaluation, binning), units_of(data.evaluation)
    words = f", where luck alone makes {show_probability(chance.ece)} on average"
    if units.clustered:
        return f"{words} of rows that were independent, and more where each {units.called} is one"
    return f"{words} and as much as this in {show_percent(chance.share)} of cases"


def _verdict(gap: float) -> str:
    if abs(gap) < SAME:
        return "on the whole as it should be"
    return "over-confident" if gap > 0.0 else "under-confident"
