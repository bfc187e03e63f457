"""Derived numbers: against 60 digits, against ceviz.maths, and against themselves."""

from __future__ import annotations

import math
from dataclasses import replace

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given

from ceviz import maths
from ceviz.document import edits
from ceviz.document.analysis import Verdict, analyse
from ceviz.document.batch import per_sample
from ceviz.document.model import Document, Samples
from ceviz.document.targets import OneHot, Smoothed, distribution, free
from tests.document.examples import document, documents, fruit
from tests.maths import oracle


def test_the_fruit() -> None:
    analysis = analyse(fruit())
    assert analysis.q == pytest.approx([0.0746, 0.9088, 0.0166], abs=5e-5)
    assert analysis.cross_entropy == pytest.approx(0.0957, abs=5e-5)
    assert analysis.cross_entropy / math.log(2.0) == pytest.approx(0.138, abs=5e-4)
    assert analysis.entropy == 0.0
    assert analysis.kl == analysis.cross_entropy
    assert analysis.perplexity == pytest.approx(math.exp(0.0956743))
    assert (analysis.predicted, analysis.true, analysis.correct) == (1, 1, True)
    assert analysis.confidence == analysis.q[1]
    assert analysis.ranking.tolist() == [1, 0, 2]
    assert analysis.total == pytest.approx(1.0, abs=3e-15)


@pytest.mark.parametrize("temperature", [1e-3, 0.7, 1.0, 40.0])
@pytest.mark.parametrize(
    "scores", [[1.0, 3.5, -0.5], [30.0, -25.0, 29.5], [1e4, -1e4, 0.0], [0.1, 0.1, 0.1]]
)
@pytest.mark.parametrize(
    "target", [OneHot(0), OneHot(2), Smoothed(1, 0.1), free(np.array([0.7, 0.0, 0.3]))]
)
def test_60_digits_agree(
    scores: list[float], target: OneHot | Smoothed, temperature: float
) -> None:
    analysis = analyse(document([scores], [target], temperature=temperature))
    truth = oracle.truth(scores, temperature)
    p = distribution(target, 3)
    assert oracle.worst(analysis.q, truth.q) <= 2e-13
    assert oracle.worst(analysis.surprisal, truth.surprisal) <= 2e-13
    assert oracle.worst(analysis.complement, truth.complement) <= 2e-13
    assert oracle.worst(analysis.gradient, truth.gradient(p)) <= 2e-13
    assert oracle.worst([analysis.entropy], [oracle.entropy(p)]) <= 2e-13
    assert oracle.worst([analysis.cross_entropy], [truth.cross_entropy(p)]) <= 2e-13
    difference = truth.cross_entropy(p) - oracle.entropy(p)
    assert abs(mp.mpf(analysis.kl) - difference) <= 2e-13 * max(abs(difference), mp.mpf(1))


@given(documents())
def test_the_whole_is_made_of_its_parts(drawn: Document) -> None:
    analysis = analyse(drawn)
    count = len(drawn.classes)
    assert abs(analysis.total - 1.0) <= 1e-15 * count
    assert analysis.p.sum() == pytest.approx(1.0, abs=1e-15 * count)
    assert analysis.kl >= 0.0
    assert analysis.cross_entropy == analysis.contribution.sum()
    assert analysis.gradient.sum() == pytest.approx(
        0.0, abs=1e-15 * count * max(1.0, 1.0 / drawn.temperature)
    )
    if math.isfinite(analysis.cross_entropy):
        assert analysis.cross_entropy == pytest.approx(
            analysis.entropy + analysis.kl, rel=1e-12, abs=1e-12
        )
    assert analysis.q[analysis.predicted] == analysis.q.max()
    assert sorted(analysis.ranking.tolist()) == list(range(count))
    assert analysis.batch.count == len(drawn.samples)


@given(documents())
def test_means_are_means_of_single_samples(drawn: Document) -> None:
    alone = [analyse(replace(drawn, selected=row)) for row in range(len(drawn.samples))]
    batch = analyse(drawn).batch
    losses = [one.cross_entropy for one in alone]
    assert batch.cross_entropy == pytest.approx(float(np.mean(losses)), rel=1e-12)
    assert batch.entropy == pytest.approx(np.mean([one.entropy for one in alone]), rel=1e-12)
    assert batch.kl == pytest.approx(np.mean([one.kl for one in alone]), rel=1e-12, abs=1e-15)
    assert batch.correct == sum(one.correct for one in alone)
    assert batch.accuracy == batch.correct / len(alone)
    columns = per_sample(drawn.samples, drawn.temperature)
    assert columns.cross_entropy == pytest.approx(losses, rel=1e-12)
    assert columns.predicted.tolist() == [one.predicted for one in alone]
    assert columns.confidence == pytest.approx([one.confidence for one in alone], rel=1e-14)
    assert columns.correct.tolist() == [one.correct for one in alone]


@given(documents())
def test_the_overlay_of_edited_samples_is_seen(drawn: Document) -> None:
    edited = edits.set_score(drawn, 0, 12.5)
    rebuilt = replace(edited, samples=Samples.of(list(edited.samples)))
    one, other = (per_sample(d.samples, d.temperature) for d in (edited, rebuilt))
    np.testing.assert_array_equal(one.cross_entropy, other.cross_entropy)
    np.testing.assert_array_equal(one.kl, other.kl)
    assert analyse(edited).batch == analyse(rebuilt).batch


@given(documents())
def test_targets_of_rows_are_the_targets_of_the_samples(drawn: Document) -> None:
    count = len(drawn.classes)
    expected = [distribution(sample.target, count) for sample in drawn.samples]
    rows = Samples.of(list(drawn.samples)).rows
    np.testing.assert_array_equal(rows.probabilities(), expected)


def test_one_sample_is_what_maths_says() -> None:
    target = free(np.array([0.2, 0.5, 0.3]))
    analysis = analyse(document([[1.0, -2.0, 0.5]], [target], temperature=0.7))
    q = maths.softmax([1.0, -2.0, 0.5], temperature=0.7)
    np.testing.assert_array_equal(analysis.q, q)
    assert analysis.entropy == maths.entropy(target.p)
    assert analysis.cross_entropy == pytest.approx(float(maths.cross_entropy(target.p, q)))
    np.testing.assert_allclose(analysis.gradient, (q - target.p) / 0.7, rtol=1e-13)


def test_the_impossible_costs_infinitely_much() -> None:
    analysis = analyse(document([[1.0, -np.inf, 0.0]], [OneHot(1)]))
    assert (analysis.cross_entropy, analysis.kl, analysis.perplexity) == (np.inf, np.inf, np.inf)
    assert analysis.surprisal[1] == np.inf
    assert np.isfinite(analysis.gradient).all()
    # And what is not asked for costs nothing.
    assert analysis.contribution[[0, 2]].tolist() == [0.0, 0.0]
    two = document([[1.0, -np.inf, 0.0], [0.0, 0.0, 0.0]], [OneHot(1), OneHot(0)])
    assert analyse(two).batch.cross_entropy == np.inf


def test_huge_scores_do_not_overflow() -> None:
    analysis = analyse(document([[1000.0, 0.0, -1000.0]], [OneHot(1)]))
    assert analysis.cross_entropy == 1000.0
    assert analysis.perplexity == np.inf
    assert analysis.q.tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("scores", "target", "correct"),
    [
        ([1.0, 1.0, 0.0], OneHot(0), True),  # the first of equals is predicted
        ([1.0, 1.0, 0.0], OneHot(1), False),
        ([0.0, 1.0, 0.0], free(np.array([0.5, 0.5, 0.0])), True),
        ([0.0, 0.0, 1.0], free(np.array([0.5, 0.5, 0.0])), False),
        ([0.0, 0.0, 1.0], Smoothed(0, 1.0), True),  # every class is as true as any
    ],
)
def test_right_and_wrong(scores: list[float], target: OneHot | Smoothed, correct: bool) -> None:
    assert analyse(document([scores], [target])).correct is correct


@pytest.mark.parametrize(
    ("scores", "target", "verdict"),
    [
        ([2.0, 1.0, 0.0], OneHot(0), Verdict.RIGHT),
        ([2.0, 1.0, 0.0], OneHot(1), Verdict.WRONG),
        ([1.0, 1.0, 0.0], OneHot(0), Verdict.TIE),  # counted as right
        ([1.0, 1.0, 0.0], OneHot(1), Verdict.TIE),  # counted as wrong
        ([1.0, 1.0, 0.0], OneHot(2), Verdict.WRONG),
        ([1.0, 1.0, 0.0], free(np.array([0.5, 0.5, 0.0])), Verdict.TIE),  # a fair coin
        ([1.0, 0.5, 0.0], free(np.array([0.5, 0.5, 0.0])), Verdict.TIE),  # no class is the truth
        ([0.0, 0.5, 1.0], free(np.array([0.5, 0.5, 0.0])), Verdict.WRONG),
    ],
)
def test_the_verdict(scores: list[float], target: OneHot | Smoothed, verdict: Verdict) -> None:
    """Also in the column that sample tables show."""
    one = document([scores], [target])
    assert analyse(one).verdict is verdict
    columns = per_sample(one.samples, 1.0)
    shown = Verdict.RIGHT if columns.correct[0] else Verdict.WRONG
    assert (Verdict.TIE if columns.tied[0] else shown) is verdict
