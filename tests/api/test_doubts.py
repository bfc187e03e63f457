"""Arrays of a script that look like something else than what they are measured as are told of."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import ceviz
from ceviz.api import evaluate
from ceviz.errors import InvalidInput

Q = np.array([[0.7, 0.3], [0.2, 0.8]])
Z = 1.5 * np.log(Q)
LOSS = evaluate(Z, [0, 1]).cross_entropy


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        (Q / (1 - Q), "odds"),
        (-10 * np.log10(Q), r"10\^0\.1 to the power of minus"),
        ([[3, 9], [7, 1], [2, 2]], "counts, such as votes"),
        (np.array([[200, 55], [10, 245]], np.uint8), "counts, such as votes"),
        ([[1.1, -0.1], [0.2, 0.8]], r"every row sums to 1: as probabilities -0\.1 and 1\.1"),
        (np.log([0.9, 0.2]), "none is above 0, as of log-probabilities"),
        ([0.1, 0.3, 2.0], "none is below 0, as of odds, losses and counts"),
        ([7.0, 2.0, 90.0], "as of percentages"),
    ],
)
def test_scores_that_look_like_something_else(scores: Any, told: str) -> None:
    labels = [0, 1, 0][: len(scores)]
    with pytest.warns(ceviz.DoubtWarning, match=told) as warned:
        made = evaluate(scores, labels)
    assert warned[0].filename == __file__
    assert made.warnings == (str(warned[0].message),)
    evaluate(scores, labels, kind="logits")  # said, it is silent: warnings are errors here


@pytest.mark.parametrize("scores", [Q, np.log10(Q), [[3.0, 1.0], [2.0, 4.0]]])
def test_log_probabilities_that_are_none(scores: Any) -> None:
    with pytest.warns(ceviz.DoubtWarning, match="no natural log-probabilities"):
        evaluate(scores, [0, 1], kind="log-probabilities")
    assert evaluate(np.log(Q), [0, 1], kind="log-probabilities").warnings == ()


def test_news_is_no_doubt() -> None:
    """Probabilities that are taken for that can be told from what may be wrong."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ceviz.KindWarning)
        warnings.simplefilter("error", ceviz.DoubtWarning)
        evaluate(Q, [0, 1])
        evaluate(Q[:, 1], [0, 1])
        with pytest.raises(ceviz.DoubtWarning):
            evaluate(100 * Q, [0, 1])


@pytest.mark.parametrize("names", [["1", "0"], [1, 0], ["yes", "no"], ["class_1", "class_0"]])
def test_indices_that_fit_worse_than_numbers_in_names(names: Any) -> None:
    with pytest.warns(ceviz.LabelWarning, match="1 is “.*0|1 is “no") as warned:
        made = evaluate(Z, [1, 0], class_names=names)
    assert warned[0].filename == __file__
    assert made.accuracy == 0
    assert evaluate(Z, [0, 1], class_names=names).cross_entropy == LOSS
    by_name = evaluate(Z, [str(name) for name in names], class_names=names)
    assert by_name.cross_entropy == LOSS


@pytest.mark.parametrize("names", [["True", "False"], [True, False], ["yes", "no"]])
def test_truth_values_go_by_names(names: Any) -> None:
    assert evaluate(Z, np.array([True, False]), class_names=names).cross_entropy == LOSS
    assert evaluate(Z, np.array([False, True]), class_names=names[::-1]).cross_entropy == LOSS
    assert evaluate(Z, np.array([False, True]), class_names=["b", "a"]).cross_entropy == LOSS


@pytest.mark.parametrize(
    ("scores", "labels", "more", "told"),
    [
        (Z, ["a", "a"], {"class_names": ["a", "a"]}, "two classes are called “a”"),
        (np.zeros((0, 3)), np.zeros(0, int), {}, "there are no rows to measure"),
        ([[10**400, 1], [1, 2]], [0, 1], {}, "a number that is too large"),
        (Z, np.array([2**63, 1], np.uint64), {}, "the label 9223372036854775808 is not a class"),
        (Z, [0, -100], {"ignore_index": None}, r"-100 is not a class \(classes are 0 to 1\)"),
    ],
)
def test_what_has_no_measure(scores: Any, labels: Any, more: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        evaluate(scores, labels, **more)


def test_no_label_need_be_ignored() -> None:
    made = evaluate(Z, [0, 1], ignore_index=None)
    assert made.cross_entropy == LOSS
    assert not made.ignored.any()
