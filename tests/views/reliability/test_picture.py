"""The reliability diagram as a picture: bins, gaps, words, notes, emptiness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.model import Unit
from ceviz.document.text.numbers import RATE, show_percent
from ceviz.draw.state import Data, State
from ceviz.draw.theme import LIGHT
from ceviz.maths.batch import Evaluation, by_chance, class_probability, class_reliability, evaluate
from ceviz.views.figures import figure
from ceviz.views.reliability.binning import (
    Binning,
    bin_at,
    bins_of_rows,
    counts_of_rows,
    diagram,
    luck,
)
from ceviz.views.reliability.charts import numbers, shown
from ceviz.views.reliability.picture import ReliabilityDiagram
from tests.helpers.documents import batch, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered
from tests.maths.batch.certainty.test_units import images

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
    made, chance = diagram(evaluation, Binning()), luck(evaluation, Binning())
    lines = numbers(state, state.data, made, chance)
    assert lines[0] == f"ECE {evaluation.ece:.4f}"
    assert lines[1] == f"{by_chance(evaluation.confidence, made).ece:.4f} by luck"
    assert lines[3] == f"NLL {evaluation.mean:.4f} nats"
    bits = replace(state, document=replace(state.document, unit=Unit.BITS))
    lines = numbers(bits, state.data, made, chance)
    assert lines[3] == f"NLL {evaluation.mean / np.log(2):.4f} bits"


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
    chance = by_chance(measured().confidence, made)
    low, high = (show_percent(float(end[14]), RATE) for end in (chance.low, chance.high))
    assert f"by luck {low} to {high}" in lines
    assert picture.charts[0].tip(axes, QPointF(0, 0), None, state) == []


@pytest.mark.parametrize("binning", BINNINGS)
def test_luck_is_that_of_what_is_binned(binning: Binning) -> None:
    evaluation = measured(ignored=20)
    label = binning.label
    values = evaluation.confidence if label is None else class_probability(evaluation, label)
    expected = by_chance(values[20:], diagram(evaluation, binning))
    found = luck(evaluation, binning)
    assert (found.ece, found.share) == (expected.ece, expected.share)
    np.testing.assert_array_equal(found.low, expected.low)
    assert luck(evaluation, Binning(binning.scheme, binning.label)) is found


def calibrated(rows: int, factor: float = 1.0, count: int = 0) -> Evaluation:
    """Labels drawn from the probabilities of the scores, which are then made ``factor`` larger."""
    random = np.random.default_rng(5)
    scores = random.normal(0.0, 1.5, (rows, 3))
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    labels = (random.random(rows)[:, np.newaxis] > np.cumsum(shares, axis=1)).sum(axis=1)
    scores *= factor
    if count:
        return images(scores, labels, (count, rows // count, 1))
    return evaluate(scores, labels)


def test_the_caption_says_how_much_of_the_error_is_luck() -> None:
    honest, sure = (
        ReliabilityDiagram().caption(seen(calibrated(800, factor))) for factor in (1.0, 2.0)
    )
    chances = [luck(calibrated(800, factor), Binning()) for factor in (1.0, 2.0)]
    assert chances[0].share > 0.05 > 0.001 > chances[1].share
    assert f"luck alone makes {chances[0].ece:.4f} on average" in honest
    assert f"as much as this in {100.0 * chances[0].share:.2f}\xa0% of cases" in honest
    assert "as much as this in 0.01\xa0% of cases" in sure
    together = ReliabilityDiagram().caption(seen(calibrated(800, count=8)))
    assert "of rows that were independent, and more where each image is one" in together
    assert "of cases" not in together


def test_a_calibrated_model_lies_in_the_band() -> None:
    """What is drawn: a veil over the bin from luck's low end to its high one."""
    evaluation = calibrated(2000)
    state, chance = seen(evaluation), luck(evaluation, Binning())
    made = diagram(evaluation, Binning())
    used = made.counts > 0
    inside = (chance.low <= made.accuracy)[used] & (made.accuracy <= chance.high)[used]
    assert inside.mean() > 0.8
    geometry = ReliabilityDiagram().geometry(QRectF(0, 0, 420, 500), state, LIGHT)
    axes, place = geometry.axes[0], 9
    x = 0.9 * made.lower[place] + 0.1 * made.upper[place]
    middle = axes.at(x, 0.5 * (made.accuracy[place] + chance.high[place]))
    above = axes.at(x, chance.high[place] + 0.05)
    drawn = rendered(ReliabilityDiagram(), state, 420, 500)

    def at(point: QPointF) -> list[int]:
        pixel: list[int] = drawn[round(point.y()), round(point.x())].tolist()
        return pixel

    assert at(middle) != at(above)


def test_the_table_has_a_row_a_bin() -> None:
    table = figure(batch(), "reliability").rows()
    assert len(table) == 16
    assert table[0][-2:] == ["luck from", "luck to"]
    assert all(float(row[-2]) <= float(row[-1]) for row in table[1:] if int(row[2]))
    assert sum(int(row[2]) for row in table[1:]) == 4
    assert sum(int(row[3]) for row in table[1:]) == 3
