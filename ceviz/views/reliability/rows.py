"""The numbers behind a reliability diagram."""

from __future__ import annotations

from ceviz.document.numbers import exact
from ceviz.draw.state import State
from ceviz.views.reliability.binning import Binning, diagram


def reliability_rows(state: State) -> list[list[str]]:
    """A row a bin (from, to]: counts, what was said, what came true, the 95 % Wilson interval."""
    assert state.data is not None
    made = diagram(state.data.evaluation, Binning())
    low, high = made.interval()
    numbers = zip(
        made.lower, made.upper, made.confidence, made.accuracy, low, high, made.gap, strict=True
    )
    body = [
        [exact(start), exact(end), str(count), str(hits), *map(exact, rest)]
        for (start, end, *rest), count, hits in zip(
            numbers, made.counts.tolist(), made.hits.tolist(), strict=True
        )
    ]
    head = ["from", "to", "samples", "right", "mean confidence", "accuracy"]
    return [[*head, "interval from", "interval to", "confidence - accuracy"], *body]
