"""All samples of a document, measured for a page, and the numbers behind their plots."""

from __future__ import annotations

import numpy as np

from ceviz.document import batch
from ceviz.document.cells import safe_text
from ceviz.document.model import Document
from ceviz.document.numbers import exact
from ceviz.draw.state import Data, State
from ceviz.maths.batch import FATES, Evaluation, compare, retargeted
from ceviz.views.compare.picture import comparison_of
from ceviz.views.confusion.matrix import pairs
from ceviz.views.histogram.picture import bins_of

Rows = list[list[str]]


def measured(document: Document, against: Document | None = None) -> Data:
    """Every sample at the document's temperature, exact; ``against`` holds the same samples."""
    evaluation = _exactly(document, document.temperature)
    if against is None:
        return Data(evaluation)
    other = _exactly(against, document.temperature)
    if evaluation.task.overlay is not None:
        other = retargeted(other, evaluation.task.overlay)
    compare(other, evaluation)  # refuses other samples
    return Data(evaluation, other=other, other_name=against.title)


def _exactly(document: Document, temperature: float) -> Evaluation:
    evaluation = batch.evaluation_of_samples(document.samples, temperature)
    if evaluation.columns.rows != len(document.samples):
        # A page is no place for a sample of the rows: it waits for all of them.
        batch.evaluate_rows(document.samples.rows, temperature)
        return batch.evaluation_of_samples(document.samples, temperature)
    return evaluation


def compare_rows(state: State) -> Rows:
    """Each row's loss before and after, and what became of it."""
    unit, scale = state.unit, state.per_nat
    rows: Rows = [["row", f"before [{unit}]", f"after [{unit}]", "fate"]]
    found = comparison_of(state.data)
    if found is None or state.data is None or state.data.other is None:
        return rows
    before, after = state.data.other.loss * scale, state.data.evaluation.loss * scale
    for row in np.flatnonzero(found.fates >= 0).tolist():
        fate = FATES[int(found.fates[row])]
        rows.append([str(row), exact(float(before[row])), exact(float(after[row])), fate])
    return rows


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
    found = pairs(state.data.evaluation)
    names = state.document.classes.names
    rows: Rows = [["true", "predicted", "samples", f"loss [{state.unit}]"]]
    for i, j, count, loss in zip(
        found.true.tolist(),
        found.predicted.tolist(),
        found.counts.tolist(),
        found.losses.tolist(),
        strict=True,
    ):
        total = exact(loss * state.per_nat)
        rows.append([safe_text(names[i]), safe_text(names[j]), str(count), total])
    return rows
