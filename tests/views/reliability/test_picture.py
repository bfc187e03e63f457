"""The reliability diagram as a picture: bins, gaps, words, notes, emptiness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.model import Unit
from ceviz.draw.state import Data, State
from ceviz.draw.theme import LIGHT
from ceviz.maths.batch import Evaluation, class_reliability, evaluate
from ceviz.views.figures import figure
from ceviz.views.reliability.binning import Binning, bin_at, bins_of_rows, counts_of_rows, diagram
from ceviz.views.reliability.charts import numbers, shown
from ceviz.views.reliability.picture import ReliabilityDiagram
from tests.helpers.documents import batch, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered

BINNINGS = [Binning(s, k) for s in ("equal-width", "equal-mass") for k in (None, 1)]


def measured(count: int = 300, classes: int = 3, ignored: int = 0) -> Evaluation:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, classes, count)
    logits = rng.normal(0.0, 2.0, (count, classes))
    logits[np.arange(count), labels] += 1.5
    labels[:ignored] = -100
    return evaluate(logits, labels)


def seen(evaluation: Evaluation, **data: object) -> State:
    return replace(state_of(batch()), data=Data(evaluation, **data))  # type: ignore[arg-type]


@pytest.mark.parametrize("binning", BINNINGS)
def test_the_bins_are_those_of_the_maths_and_made_once(binning: Binning) -> None:
    evaluation = measured()
    made = diagram(evaluation, binning)
    plain = (
        evaluation.reliability(scheme=binning.scheme)
        if binning.label is None
        else class_reliability(evaluation, binning.label, scheme=binning.scheme)
    )
    assert made.counts.tolist() == plain.counts.tolist()
    assert made.ece == pytest.approx(plain.ece)
    assert diagram(evaluation, Binning(*(binning.scheme, binning.label))) is made


@pytest.mark.parametrize("binning", BINNINGS)
def test_rows_are_in_the_bins_that_count_them(binning: Binning) -> None:
    evaluation = measured(ignored=20)
    made, bins = diagram(evaluation, binning), bins_of_rows(evaluation, binning)
    assert (bins[:20] == -1).all()
    assert np.bincount(bins[20:], minlength=len(made.counts)).tolist() == made.counts.tolist()
    some = np.arange(10, 60)
    assert bins_of_rows(evaluation, binning) is bins
    counts = np.bincount(bins[20:60], minlength=len(made.counts))
    assert counts_of_rows(evaluation, binning, some).tolist() == counts.tolist()


def test_the_bin_at_an_edge_is_the_one_below_it() -> None:
    made = diagram(measured(), Binning())
    places = [bin_at(made, x) for x in (-0.1, 0.0, 1 / 15, 1 / 15 + 1e-9, 1.0, 1.1)]
    assert places == [None, 0, 0, 1, 14, None]


def test_the_numbers_beside_the_bars_are_those_of_the_evaluation() -> None:
    evaluation = measured()
    state = seen(evaluation)
    assert state.data is not None
    lines = numbers(state, state.data, diagram(evaluation, Binning()))
    assert lines[0] == f"ECE {evaluation.ece:.4f}"
    assert lines[2] == f"NLL {evaluation.mean:.4f} nats"
    bits = replace(state, document=replace(state.document, unit=Unit.BITS))
    lines = numbers(bits, state.data, diagram(evaluation, Binning()))
    assert lines[2] == f"NLL {evaluation.mean / np.log(2):.4f} bits"


def test_a_sample_is_called_one() -> None:
    state = seen(measured(), exact=False)
    picture = ReliabilityDiagram()
    assert "(a sample)" in picture.heading(state)
    assert "a sample of 300 of 4 samples" in picture.caption(state)
    assert "sample of" not in picture.caption(seen(measured()))


def test_the_caption_says_who_is_over_confident_and_by_which_rule() -> None:
    sure = evaluate(np.tile([9.0, 0.0], (10, 1)), np.array([0, 1] * 5))
    words = ReliabilityDiagram().caption(seen(sure))
    assert "99.99\xa0% is said and 50.0\xa0% comes true: over-confident" in words
    assert "(lo, hi]" in words
    shy = evaluate(np.tile([0.1, 0.0], (10, 1)), np.zeros(10, dtype=int))
    assert "under-confident" in ReliabilityDiagram().caption(seen(shy))


def test_without_samples_it_says_why() -> None:
    empty, ignored = state_of(batch()), seen(measured(5, ignored=5))
    for state, words in ((empty, "open a file"), (ignored, "no row counts")):
        picture = ReliabilityDiagram()
        assert shown(state.data, picture.binning) is None
        assert words in picture.caption(state)
        rendered(picture, state, 420, 500)


@pytest.mark.parametrize("binning", BINNINGS)
@pytest.mark.parametrize("classes", [2, 3, 200])
def test_it_is_painted_for_few_and_many_classes(binning: Binning, classes: int) -> None:
    evaluation = measured(classes=classes)
    data = Data(evaluation, selection=np.arange(50))
    state = replace(state_of(many(classes)), data=data)
    picture = rendered(ReliabilityDiagram(binning), state, 420, 500)
    plain = rendered(ReliabilityDiagram(binning), replace(state, data=None), 420, 500)
    assert (picture != plain).any()


def test_the_note_speaks_of_the_bin_under_the_pointer() -> None:
    state = seen(measured())
    picture = ReliabilityDiagram()
    axes = picture.geometry(QRectF(0, 0, 420, 500), state, LIGHT).axes[0]
    made = diagram(measured(), picture.binning)
    lines = picture.charts[0].tip(axes, axes.at(0.99, 0.5), None, state)
    assert lines[0] == "(0.9333, 1]"
    assert lines[1] == f"{made.counts[14]} samples"
    assert picture.charts[0].tip(axes, QPointF(0, 0), None, state) == []


def test_the_table_has_a_row_a_bin() -> None:
    table = figure(batch(), "reliability").rows()
    assert len(table) == 16
    assert sum(int(row[2]) for row in table[1:]) == 4
    assert sum(int(row[3]) for row in table[1:]) == 3
