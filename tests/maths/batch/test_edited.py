"""A few edited rows over a batch: as if the batch had been written with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ceviz.errors import Cancelled, FileRefused, InvalidInput
from ceviz.maths import softmax
from ceviz.maths.batch import (
    Evaluation,
    Overlay,
    class_probability,
    columns_of_overlay,
    compare,
    evaluate,
    evaluate_task,
    fit_temperature,
    optimal_temperature,
    overlaid,
    random_halves,
    retargeted,
    suspect_labels,
    what_others_print,
)
from tests.maths.batch.plainly import normal_batch

ROWS, CLASSES = 300, 5
AT = np.array([3, 17, 130, 299])
WEIGHT = [1.0, 2.0, 0.5, 0.0, 1.5]
NAMES = tuple("abcde")
SETTINGS: list[dict[str, Any]] = [
    {},
    {"weight": WEIGHT},
    {"label_smoothing": 0.1},
    {"weight": WEIGHT, "label_smoothing": 0.1, "temperature": 2.0, "reduction": "sum"},
]
COLUMNS = ("loss", "plain", "surprisal", "confidence", "margin", "brier")


def edits(seed: int = 1) -> tuple[Any, Any]:
    """New scores of the edited rows, and their new labels."""
    random = np.random.default_rng(seed)
    return 4.0 * random.standard_normal((len(AT), CLASSES)), random.integers(0, CLASSES, len(AT))


def one_hot(labels: Any) -> Any:
    return np.eye(CLASSES)[labels]


def both(kind: Any = "logits", **settings: Any) -> tuple[Evaluation, Evaluation]:
    """A batch with an overlay of one-hot rows, and the same batch written with them."""
    scores, labels = normal_batch(ROWS, CLASSES, np.float64)
    labels[[5, 6]] = -100
    new, truth = edits()
    written, relabelled = scores.copy(), labels.copy()
    written[AT], relabelled[AT] = new, truth
    if kind == "probabilities":
        scores, written = softmax(scores), softmax(written)
    base = evaluate(scores, labels, kind=kind, **settings)
    laid = overlaid(base, Overlay(AT, new, one_hot(truth)))
    return laid, evaluate(written, relabelled, kind=kind, **settings)


def as_in_targets(targets: Any, **settings: Any) -> tuple[Evaluation, Evaluation]:
    """A batch of distributions with an overlay of distributions, and the same batch written."""
    scores, _ = normal_batch(ROWS, CLASSES, np.float64)
    new, _ = edits()
    random = np.random.default_rng(2)
    fresh = random.dirichlet(np.ones(CLASSES), len(AT))
    written, retold = scores.copy(), targets.copy()
    written[AT], retold[AT] = new, fresh
    laid = overlaid(evaluate(scores, targets, **settings), Overlay(AT, new, fresh))
    return laid, evaluate(written, retold, **settings)


def assert_same(laid: Evaluation, written: Evaluation) -> None:
    for name in COLUMNS:
        mine, theirs = getattr(laid.columns, name), getattr(written.columns, name)
        np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-13)
    assert np.array_equal(laid.predicted, written.predicted)
    assert np.array_equal(laid.true, written.true)
    for name in ("mean", "numerator", "denominator", "accuracy", "brier", "ece", "mce", "kl"):
        assert getattr(laid, name) == pytest.approx(getattr(written, name), rel=1e-11), name
    assert np.array_equal(laid.worst(5), written.worst(5))
    assert np.array_equal(laid.summary.losses, written.summary.losses)
    assert np.array_equal(laid.summary.confusion()[0], written.summary.confusion()[0])


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("kind", ["logits", "probabilities"])
def test_edited_rows_count_as_if_the_file_had_them(kind: Any, settings: dict[str, Any]) -> None:
    assert_same(*both(kind, **settings))


@pytest.mark.parametrize("settings", SETTINGS)
def test_edited_distributions_among_distributions(settings: dict[str, Any]) -> None:
    targets = np.random.default_rng(0).dirichlet(np.ones(CLASSES), ROWS)
    laid, written = as_in_targets(targets, **settings)
    assert_same(laid, written)
    assert laid.entropy_of_targets == pytest.approx(written.entropy_of_targets, rel=1e-12)


def mixed(**settings: Any) -> tuple[Evaluation, Overlay]:
    """Labelled rows, one of which now has a distribution for its truth."""
    scores, labels = normal_batch(ROWS, CLASSES, np.float64)
    labels[5] = -100
    new, truth = edits()
    targets = one_hot(truth)
    targets[1] = [0.2, 0.1, 0.4, 0.2, 0.1]
    base = evaluate(scores, labels, **settings)
    overlay = Overlay(AT, new, targets)
    return overlaid(base, overlay), overlay


def test_a_distribution_among_labels_has_its_own_loss_and_entropy() -> None:
    laid, overlay = mixed()
    p, row = overlay.targets[1], AT[1]
    surprisal = -np.log(softmax(overlay.scores[1]))
    assert laid.loss[row] == pytest.approx(float(p @ surprisal))
    assert laid.columns.surprisal[row] == pytest.approx(surprisal[2])
    assert laid.true[row] == 2
    assert laid.entropy_of_targets == pytest.approx(-float(p @ np.log(p)) / (ROWS - 1))
    assert laid.kl == pytest.approx(laid.mean - laid.entropy_of_targets)


def test_it_weighs_in_the_denominator_what_its_most_probable_class_weighs() -> None:
    laid, overlay = mixed(weight=WEIGHT)
    true = np.delete(laid.true, 5)
    assert laid.denominator == pytest.approx(np.array(WEIGHT)[true].sum())
    surprisal = -np.log(softmax(overlay.scores[1]))
    expected = float((np.array(WEIGHT) * overlay.targets[1]) @ surprisal)
    assert laid.loss[AT[1]] == pytest.approx(expected)


def test_smoothing_by_hand_is_what_pytorch_smooths() -> None:
    """A target smoothed in the lab costs what the setting of the same ε makes of its label."""
    scores, labels = normal_batch(ROWS, CLASSES, np.float64)
    smooth = 0.9 * one_hot(labels[AT]) + 0.1 / CLASSES
    laid = overlaid(evaluate(scores, labels, weight=WEIGHT), Overlay(AT, scores[AT], smooth))
    setting = evaluate(scores, labels, weight=WEIGHT, label_smoothing=0.1)
    np.testing.assert_allclose(laid.loss[AT], setting.loss[AT], rtol=1e-12)


def test_the_file_s_own_numbers_are_not_touched() -> None:
    scores, labels = normal_batch(ROWS, CLASSES)
    base = evaluate(scores, labels)
    before = {name: getattr(base.columns, name).copy() for name in (*COLUMNS, "true", "predicted")}
    new, truth = edits()
    overlaid(base, Overlay(AT, new, one_hot(truth)))
    for name, column in before.items():
        assert np.array_equal(getattr(base.columns, name), column)
    assert np.array_equal(labels, before["true"])


def test_the_overlay_s_columns_alone() -> None:
    laid, overlay = mixed(label_smoothing=0.1)
    alone = columns_of_overlay(laid.task, overlay)
    for name in COLUMNS:
        assert np.array_equal(getattr(alone, name), getattr(laid.columns, name)[AT]), name


@pytest.mark.parametrize("kind", ["logits", "probabilities"])
def test_what_is_read_again_from_the_rows_has_them_too(kind: Any) -> None:
    laid, written = both(kind)
    for label in range(CLASSES):
        mine, theirs = class_probability(laid, label), class_probability(written, label)
        np.testing.assert_allclose(mine, theirs, rtol=1e-11)
    split = random_halves(ROWS)
    fit, expected_fit = fit_temperature(laid, split), fit_temperature(written, split)
    assert fit.temperature == pytest.approx(expected_fit.temperature, rel=1e-9)
    after = expected_fit.reported.nll_after
    assert fit.reported.nll_after == pytest.approx(after, rel=1e-9)
    pairs = zip(what_others_print(laid), what_others_print(written), strict=True)
    for printed, expected in pairs:
        assert printed.value == pytest.approx(expected.value, rel=1e-11), printed.call
    assert np.array_equal(suspect_labels(laid).rows, suspect_labels(written).rows)


def test_what_is_measured_again_has_them_too() -> None:
    laid, _ = both()
    again = evaluate_task(laid.task.at(3.0), reduction="mean", class_names=NAMES)
    _, written = both(temperature=3.0)
    assert_same(again, written)


@pytest.mark.parametrize("settings", SETTINGS)
def test_others_print_for_a_distribution_among_labels(settings: dict[str, Any]) -> None:
    laid, _ = mixed(**settings)
    first = what_others_print(laid)[0]
    assert first.call.startswith("CrossEntropyLoss()(logits")
    assert first.value == pytest.approx(laid.mean, rel=1e-12)


def test_a_sample_of_the_rows_keeps_the_edited_ones_it_holds() -> None:
    laid, _ = both()
    thinned = laid.task.thinned(200)
    chosen = np.sort(np.random.default_rng(0).choice(ROWS, 200, replace=False))
    quick = evaluate_task(thinned, reduction="mean", class_names=NAMES)
    assert set(AT) & set(chosen)
    np.testing.assert_allclose(quick.loss, laid.loss[chosen], rtol=1e-12)


def test_right_everywhere_but_for_a_distribution_still_has_a_best_temperature() -> None:
    scores = 3.0 * np.eye(CLASSES)[np.arange(50) % CLASSES]
    base = evaluate(scores, np.arange(50) % CLASSES)
    assert optimal_temperature(base)[0] == 0.0
    doubtful = np.array([[0.6, 0.1, 0.1, 0.1, 0.1]])
    laid = overlaid(base, Overlay(np.array([0]), scores[:1], doubtful))
    assert 0.0 < optimal_temperature(laid)[0] < 1.0


def test_another_file_is_judged_by_the_truth_as_it_is_now() -> None:
    scores, labels = normal_batch(ROWS, CLASSES, np.float64)
    other = evaluate(scores + 0.5 * np.sin(scores), labels)
    new, truth = edits()
    moved = Overlay(AT, new, one_hot(labels[AT]))
    assert retargeted(other, moved) is other
    overlay = Overlay(AT, new, one_hot(truth))
    laid = overlaid(evaluate(scores, labels), overlay)
    with pytest.raises(InvalidInput, match="true class"):
        compare(other, laid)
    relabelled = labels.copy()
    relabelled[AT] = truth
    expected = evaluate(scores + 0.5 * np.sin(scores), relabelled)
    assert_same(retargeted(other, overlay), expected)
    assert compare(retargeted(other, overlay), laid).counted == ROWS


def test_it_can_be_stopped() -> None:
    laid, overlay = mixed()
    with pytest.raises(Cancelled):
        overlaid(laid, overlay, cancelled=lambda: True)
    with pytest.raises(Cancelled):
        what_others_print(laid, cancelled=lambda: True)


def gone() -> None:
    raise FileRefused("the file is no longer there")


@pytest.mark.parametrize(
    "computation",
    [
        lambda e: evaluate_task(e.task, reduction="mean", class_names=NAMES),
        lambda e: fit_temperature(e, random_halves(ROWS)),
        optimal_temperature,
        what_others_print,
        lambda e: class_probability(e, 0),
        lambda e: e.task.thinned(100),
    ],
    ids=["measure", "fit", "optimum", "others", "class", "sample"],
)
@pytest.mark.parametrize("soft", [False, True])
def test_nothing_reads_rows_of_a_file_that_is_gone(
    soft: bool, computation: Callable[[Evaluation], object]
) -> None:
    scores, labels = normal_batch(ROWS, CLASSES)
    evaluation = evaluate(scores, one_hot(labels) if soft else labels)
    computation(evaluation)
    with pytest.raises(FileRefused, match="no longer there"):
        computation(replace(evaluation, task=replace(evaluation.task, check=gone)))
