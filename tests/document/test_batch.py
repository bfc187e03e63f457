"""Means over all samples: rows of a file against rows by hand, edits laid over, samples of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from ceviz.document import classes, edits
from ceviz.document import samples as document_samples
from ceviz.document.analysis import analyse
from ceviz.document.batch import Batch, evaluation_of_samples, means, per_sample, telling_row
from ceviz.document.model import Classes, Document, Rows, Sample, Samples, check_scores
from ceviz.document.targets import OneHot, Smoothed, free
from ceviz.errors import InvalidInput
from ceviz.maths.batch import evaluate, task
from tests.maths.batch.plainly import normal_batch, plainly

NAMES = tuple("abcde")


def opened(rows: int = 60, *, seed: int = 0, ignored: tuple[int, ...] = ()) -> Document:
    """A document over the rows of a file."""
    scores, labels = normal_batch(rows, len(NAMES), np.float64, seed)
    labels[list(ignored)] = -100
    return Document(Classes.named(NAMES), Samples(Rows.opened(task(scores, labels))))


def by_hand(document: Document) -> Document:
    """The same samples, each made by hand."""
    return replace(document, samples=Samples.of(list(document.samples)))


def same(mine: Batch, other: Batch) -> None:
    assert (mine.count, mine.correct, mine.exact) == (other.count, other.correct, other.exact)
    for name in ("cross_entropy", "entropy", "kl", "perplexity", "accuracy"):
        assert getattr(mine, name) == pytest.approx(getattr(other, name), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_rows_of_a_file_rows_by_hand_and_the_definition_agree(temperature: float) -> None:
    document = opened()
    mine = means(document.samples, temperature)
    same(mine, means(by_hand(document).samples, temperature))
    task = document.samples.rows.task
    assert task is not None
    assert task.labels is not None
    plain = plainly(task.scores, task.labels, temperature=temperature)
    assert mine.cross_entropy == pytest.approx(float(plain.loss.mean()), rel=1e-13)
    assert mine.correct == int((task.scores.argmax(axis=1) == task.labels).sum())


def test_targets_that_are_distributions_agree_too() -> None:
    scores, _ = normal_batch(20, 3, np.float64)
    p = np.random.default_rng(1).dirichlet(np.ones(3), 20)
    p[0] = (0.0, 1.0, 0.0)
    document = Document(Classes.named("abc"), Samples(Rows.opened(task(scores, p))))
    mine = means(document.samples, 1.5)
    same(mine, means(by_hand(document).samples, 1.5))
    assert mine.kl == pytest.approx(mine.cross_entropy - mine.entropy, abs=1e-12)


def test_probabilities_are_taken_for_their_logarithms() -> None:
    q = np.array([[0.2, 0.8, 0.0], [0.5, 0.25, 0.25]])
    rows = Rows.opened(task(q, np.array([1, 0]), kind="probabilities"))
    document = Document(Classes.named("abc"), Samples(rows))
    assert document.sample.scores.tolist() == [np.log(0.2), np.log(0.8), -np.inf]
    same(means(document.samples, 1.0), means(by_hand(document).samples, 1.0))
    assert means(document.samples, 1.0).cross_entropy == pytest.approx(-np.log(0.4) / 2)


def test_the_columns_agree() -> None:
    document = opened()
    mine, theirs = (per_sample(d.samples, 2.0) for d in (document, by_hand(document)))
    for name in ("cross_entropy", "entropy", "kl", "confidence"):
        np.testing.assert_allclose(
            getattr(mine, name), getattr(theirs, name), rtol=1e-12, atol=1e-12
        )
    assert (mine.predicted == theirs.predicted).all()
    assert (mine.correct == theirs.correct).all()


@pytest.mark.parametrize("target", [OneHot(4), Smoothed(2, 0.2), free(np.full(5, 0.2))])
def test_edits_change_the_mean_by_what_they_change_and_nothing_else(target: object) -> None:
    document = replace(opened(), temperature=1.7)
    for row in (7, 0, 59):
        document = edits.select_sample(document, row)
        document = edits.set_score(document, 3, 9.0)
        document = edits.set_target(document, target)  # type: ignore[arg-type]
    same(analyse(document).batch, analyse(by_hand(document)).batch)
    columns = per_sample(document.samples, 1.7)
    hand = per_sample(by_hand(document).samples, 1.7)
    np.testing.assert_allclose(columns.cross_entropy, hand.cross_entropy, rtol=1e-12, atol=1e-14)


def test_infinity_comes_and_goes_with_an_edit() -> None:
    document = opened()
    before = analyse(document).batch
    truth = document.sample.true
    impossible = edits.set_score(document, truth, -np.inf)
    assert analyse(impossible).batch.cross_entropy == np.inf
    assert analyse(impossible).batch.kl == np.inf
    back = edits.set_scores(impossible, document.sample.scores)
    same(analyse(back).batch, before)


def test_an_infinite_row_of_the_file_leaves_the_mean_when_it_is_mended() -> None:
    scores, labels = normal_batch(30, 5, np.float64)
    scores[4, labels[4]] = -np.inf
    document = Document(Classes.named(NAMES), Samples(Rows.opened(task(scores, labels))))
    assert analyse(document).batch.cross_entropy == np.inf
    mended = edits.set_score(edits.select_sample(document, 4), int(labels[4]), 2.0)
    same(analyse(mended).batch, analyse(by_hand(mended)).batch)
    assert np.isfinite(analyse(mended).batch.cross_entropy)


def test_ignored_rows_do_not_count_and_cannot_be_shown() -> None:
    document = opened(ignored=(1, 5))
    kept = [row for row in range(60) if row not in (1, 5)]
    hand = Samples.of([document.samples[row] for row in kept])
    same(means(document.samples, 1.0), means(hand, 1.0))
    assert means(document.samples, 1.0).count == 58
    with pytest.raises(InvalidInput, match="row 5: its label -100 says that it does not count"):
        edits.select_sample(document, 5)


def test_a_row_that_no_picture_can_be_drawn_of_is_not_shown() -> None:
    scores, labels = normal_batch(30, 5, np.float64)
    scores[4, 2] = -1e200
    document = Document(Classes.named(NAMES), Samples(Rows.opened(task(scores, labels))))
    with pytest.raises(InvalidInput, match=r"row 4, class 3: the score -1e\+200 is too large"):
        edits.select_sample(document, 4)


def test_the_same_file_opened_again_is_another_document() -> None:
    first, again = opened(), opened()
    assert not first.same_as(again)
    assert first.same_as(replace(first))
    back = edits.set_score(edits.set_score(first, 0, 1.0), 0, first.sample.scores[0])
    assert back.same_as(first)


def test_samples_by_hand_are_measured_with_their_edits() -> None:
    hand = Samples.of(
        [
            Sample(check_scores([1.0, 2.0]), OneHot(0)),
            Sample(check_scores([0.0, 3.0]), Smoothed(1, 0.1)),
            Sample(check_scores([0.5, 0.0]), free(np.array([0.5, 0.5]))),
        ]
    )
    edited = hand.replaced(0, Sample(check_scores([4.0, 0.0]), OneHot(0)))
    for some in (hand, edited):
        assert evaluation_of_samples(some, 1.0).mean == pytest.approx(
            means(some, 1.0).cross_entropy, rel=1e-12
        )


def test_verbs_on_every_sample_refuse_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = opened()
    smoothed = edits.smooth_all(document, 0.1)
    assert means(smoothed.samples, 1.0).entropy > 0.0
    monkeypatch.setattr(document_samples, "MOST_COPIED", 59)
    verbs: list[Callable[[Document], Document]] = [
        partial(edits.smooth_all, epsilon=0.1),
        classes.add_class,
        partial(classes.move_class, i=0, to=2),
    ]
    for verb in verbs:
        with pytest.raises(InvalidInput, match="each of 60 samples of the file"):
            verb(document)
    # Names and locks are the document's own.
    assert classes.rename_class(document, 0, "x").samples is document.samples


def test_the_telling_row_is_the_dearest_mistake_that_counts() -> None:
    scores = np.array([[4.0, 0.0], [0.0, 3.0], [0.0, 9.0], [0.0, 0.1], [0.1, 0.0]])
    assert telling_row(evaluate(scores, np.array([0, 0, -100, 0, 1]))) == 1
    # Without a mistake, the dearest of all.
    assert telling_row(evaluate(scores, np.array([0, 1, -100, 1, 0]))) in (3, 4)
    infinite = np.array([[0.0, 1.0], [-np.inf, 0.0]])
    assert telling_row(evaluate(infinite, np.array([0, 0]))) == 1
