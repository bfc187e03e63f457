"""All samples of a document, measured for a page, and the numbers behind their plots."""

from __future__ import annotations

import numpy as np

from ceviz.document import batch
from ceviz.document.cells import safe_text
from ceviz.document.model import Document
from ceviz.document.numbers import exact
from ceviz.draw.histogram import bins_of
from ceviz.draw.state import Data, State

Rows = list[list[str]]


def measured(document: Document) -> Data:
    """Every sample at the document's temperature; exact."""
    evaluation = batch.evaluation_of_samples(document.samples, document.temperature)
    if evaluation.columns.rows != len(document.samples):
        # A page is no place for a sample of the rows: it waits for all of them.
        assert document.samples.rows.task is not None
        evaluation = batch.evaluate_rows(document.samples.rows, document.temperature)
    return Data(evaluation)


def histogram_rows(state: State) -> Rows:
    """Bin edges and counts."""
    assert state.data is not None
    edges, counts = bins_of(state.data.evaluation)
    head = [f"loss from [{state.unit}]", f"to [{state.unit}]", "samples"]
    scaled = edges * state.per_nat
    body = [
        [exact(low), exact(high), str(count)]
        for low, high, count in zip(scaled[:-1], scaled[1:], counts.tolist(), strict=True)
    ]
    return [head, *body]


def confusion_rows(state: State) -> Rows:
    """One row a pair of true and predicted class that occurs."""
    assert state.data is not None
    counts, losses = state.data.evaluation.summary.confusion()
    names = state.document.classes.names
    rows: Rows = [["true", "predicted", "samples", f"loss [{state.unit}]"]]
    for i, j in np.argwhere(counts > 0).tolist():
        total = exact(float(losses[i, j]) * state.per_nat)
        rows.append([safe_text(names[i]), safe_text(names[j]), str(int(counts[i, j])), total])
    return rows
