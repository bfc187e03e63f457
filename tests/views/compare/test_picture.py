"""The picture of two files: points, fates, the caption's sum, and when it says nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from scipy import stats

from ceviz.document.model import Unit
from ceviz.document.text.numbers import show_signed
from ceviz.draw import primitives
from ceviz.draw.scales import Scale
from ceviz.draw.state import Data
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.maths.batch import FATES, Evaluation, evaluate, significance
from ceviz.views.compare.picture import (
    LOWEST,
    MOST,
    Compare,
    CompareChart,
    comparison_of,
    measured_alike,
    points_of,
)
from tests.helpers.documents import fruit
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import painted, rendered, words_in
from tests.maths.batch.certainty.test_units import images
from tests.maths.batch.plainly import normal_batch
from tests.views.histogram.test_picture import state

SCORES, LABELS = normal_batch(400, 5, np.float64)


def before(**settings: object) -> Evaluation:
    return evaluate(SCORES, LABELS, **settings)  # type: ignore[arg-type]


def after(**settings: object) -> Evaluation:
    scores = 1.7 * SCORES + np.random.default_rng(3).normal(0.0, 1.5, SCORES.shape)
    return evaluate(scores, LABELS, **settings)  # type: ignore[arg-type]


def test_points_are_losses_before_and_after() -> None:
    old, new = before(), after()
    found = points_of(Data(new, other=old))
    assert found is not None
    x, y, fates = found
    np.testing.assert_array_equal(x, np.maximum(old.loss, LOWEST))
    np.testing.assert_array_equal(y, np.maximum(new.loss, LOWEST))
    became_right = FATES.index("became right")
    assert ((fates == became_right) == (~old.right & new.right)).all()


def test_of_very_many_an_even_share_is_drawn() -> None:
    many = evaluate(np.tile(SCORES, (120, 1)), np.tile(LABELS, 120))
    found = points_of(Data(many, other=many))
    assert found is not None
    assert MOST / 2 < len(found[0]) <= MOST * 2


def test_the_caption_adds_up() -> None:
    old, new = before(), after()
    found = comparison_of(Data(new, other=old))
    assert found is not None
    assert new.mean - old.mean == pytest.approx(sum(part.contribution for part in found.parts))
    words = Compare().caption(state(new, other=old, other_name="old.npz"))
    for part in found.parts:
        assert f"{part.fate} " in words
        assert f"({part.count:,})" in words
    assert "no contradiction" not in words or new.accuracy > old.accuracy


def test_what_may_be_chance_is_said_to_be() -> None:
    old = before()
    random = np.random.default_rng(0)
    better = SCORES + 0.5 * (np.arange(SCORES.shape[1]) == LABELS[:, np.newaxis])
    noisy = SCORES + random.normal(size=SCORES.shape) * 0.01
    for scores, sure in ((better, True), (noisy, False)):
        new = evaluate(scores, LABELS)
        change = new.loss - old.loss
        low, high = stats.t.interval(0.95, len(change) - 1, change.mean(), stats.sem(change))
        words = Compare().caption(state(new, other=old, other_name="old.npz"))
        assert f"Its 95 % interval is {show_signed(low)} to {show_signed(high)}: " in words
        assert ("more than chance" in words) is sure is not (low <= 0.0 <= high)
        assert ("rows would tell" in words) is not sure
        found = significance(old, new)
        assert f"t-test {said(stats.ttest_rel(new.loss, old.loss).pvalue)}, " in words
        assert f"rows' signs turned {said(found.loss_flip)})" in words
        better, worse = (
            np.count_nonzero(a & ~b) for a, b in ((new.right, old.right), (old.right, new.right))
        )
        moved = 100.0 * (better - worse) / len(LABELS)
        if better + worse:
            mcnemar = stats.binomtest(better, better + worse).pvalue
            assert f"The accuracy moves by {moved:+.1f} points" in words.replace("−", "-")
            assert f"(McNemar {said(mcnemar)})." in words
    assert "interval" not in Compare().caption(state(old, other=old, other_name="old.npz"))


def said(p: float) -> str:
    return f"p = {p:.4f}" if p >= 0.0001 else "p < 0.0001"


def test_of_images_the_accuracy_is_tested_by_images() -> None:
    """Pixels of an image are not independent of each other: McNemar would count them so."""
    noise = np.random.default_rng(4).normal(0.0, 1.0, SCORES.shape)
    old, new = (images(z, LABELS, (40, 5, 2)) for z in (SCORES, SCORES + noise))
    words = Compare().caption(state(new, other=old, other_name="old.npz"))
    assert "McNemar" not in words
    moved = (new.right.astype(float) - old.right).reshape(40, 10).mean(axis=1)
    assert f"(t-test {said(stats.ttest_1samp(moved, 0.0).pvalue)})." in words


def test_measured_otherwise_they_are_not_compared() -> None:
    for data in (
        Data(after(temperature=2.0), other=before()),
        Data(after(label_smoothing=0.1), other=before()),
        Data(after(weight=np.ones(5)), other=before()),
    ):
        assert not measured_alike(data)
        assert comparison_of(data) is None
        assert points_of(data) is None
    weighted = Data(after(weight=np.ones(5)), other=before(weight=np.ones(5)))
    assert comparison_of(weighted) is not None
    assert comparison_of(Data(after(), exact=False, other=before())) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_four_fates_have_four_colours(theme: Theme) -> None:
    from ceviz.views.compare.picture import _TINTS, _tint

    assert len({_tint(name, theme) for name in _TINTS}) == len(FATES)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_is_drawn_with_infinite_losses_too(theme: Theme) -> None:
    scores = SCORES.copy()
    scores[0, LABELS[0]] = -np.inf
    shown = state(evaluate(scores, LABELS), other=before(), other_name="a long name.npz")
    rendered(Compare(), shown, 300, 260, theme)
    assert "∞" in Compare().caption(shown)


def test_alone_it_says_what_is_missing() -> None:
    for shown in (state_of(fruit()), state(before())):
        rendered(Compare(), shown, 300, 260)
        assert "nothing to compare with" in Compare().caption(shown)


@pytest.mark.parametrize("bits", [False, True])
def test_each_axis_fits_its_files_losses(bits: bool) -> None:
    """From before training, where all lose about as much, to after, over many decades."""
    shown = state(evaluate(40.0 * SCORES, LABELS), other=evaluate(0.01 * SCORES, LABELS))
    if bits:
        shown = replace(shown, document=replace(shown.document, unit=Unit.BITS))
    found = points_of(shown.data)
    assert found is not None
    for values, (low, high) in zip(found, CompareChart().ranges(shown), strict=False):
        least, most = values.min() * shown.per_nat, values.max() * shown.per_nat
        assert low <= least / 1.2
        assert high >= most * 1.2
        # A decade is left empty only where there would be no two ticks to read it by.
        assert low > least / 20.0 or np.log10(most / least) < 1.0
        assert len(Scale(low, high, 0.0, 300.0, log=True).ticks()) >= 2


def test_equal_losses_have_an_axis_too() -> None:
    flat = evaluate(np.zeros((3, 4)), np.zeros(3, int))
    (low, high), _ = CompareChart().ranges(state(flat, other=flat))
    assert low < np.log(4.0) < high
    assert high / low < 200.0


def test_infinite_losses_leave_the_axis_to_the_others() -> None:
    scores = SCORES.copy()
    scores[:, 0] = -np.inf
    shown = state(evaluate(scores, LABELS), other=before())
    _, (low, high) = CompareChart().ranges(shown)
    assert 0.0 < low < high < np.inf
    hopeless = evaluate(np.array([[-np.inf, 0.0]]), np.array([0]))
    assert CompareChart().ranges(state(hopeless, other=hopeless)) == 2 * ((1e-3, 10.0),)


def test_the_diagonal_is_where_both_losses_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also between axes that differ."""
    drawn: list[tuple[float, ...]] = []
    monkeypatch.setattr(primitives, "draw_lines", lambda _, lines, pen: drawn.extend(lines))
    shown = state(evaluate(40.0 * SCORES, LABELS), other=before())
    rect = QRectF(0, 0, 400, 400)
    axes = Compare().geometry(rect, shown, LIGHT).axes[0]
    assert (axes.x.low, axes.x.high) != (axes.y.low, axes.y.high)
    middle = float(np.sqrt(max(axes.x.low, axes.y.low) * min(axes.x.high, axes.y.high)))
    painted(lambda p: CompareChart().draw_background(p, axes, shown, LIGHT), 400, 400)
    [(left, bottom, right, top)] = drawn
    at = axes.at(middle, middle)
    share = (at.x() - left) / (right - left)
    assert bottom + share * (top - bottom) == pytest.approx(at.y(), abs=0.1)


def test_the_axis_up_says_decades_in_one_notation_that_has_room() -> None:
    shown = state(evaluate(40.0 * SCORES, LABELS), other=before())
    words = words_in(Compare(), shown, 420, 420)
    assert {"1e−4", "1e0"} <= set(words)
    assert not [word for word in words if word.startswith("0.000") or word.endswith(".000")]
