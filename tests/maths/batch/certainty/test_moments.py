"""What the parts know of their means is what all rows together know."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ceviz.maths.batch import accuracy_interval, by_chance, certainty, evaluate_task, task
from ceviz.maths.batch.certainty.by_chance import by_chance_of
from ceviz.maths.batch.parts import totals as totals_module
from ceviz.maths.batch.parts.totals import merged_totals, total
from ceviz.maths.batch.places import Places
from ceviz.maths.batch.task import Task


def batch(way: str) -> Task:
    random = np.random.default_rng(7)
    scores = 2.0 * random.standard_normal((600, 4))
    labels = random.integers(0, 4, 600)
    labels[random.random(600) < 0.1] = -100
    asked: dict[str, Any] = {}
    targets: np.ndarray = labels
    if way == "weighted":
        asked["weight"] = [0.5, 1.0, 2.0, 0.0]
    if way == "soft":
        targets = random.dirichlet(np.ones(4), 600)
    made = task(scores, targets, **asked)
    if way.startswith("images"):
        labels[:20] = -100  # one whole image, and a part of others
        made = replace(made, places=Places((30, 4, 5)))
    return made


@pytest.mark.parametrize("way", ["plain", "weighted", "soft", "images"])
def test_each_interval_is_that_of_all_rows(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = batch(way)
    evaluation = evaluate_task(whole, reduction="mean", class_names=("a", "b", "c", "d"))
    known = certainty(evaluation)
    monkeypatch.setattr(totals_module, "STRETCH", 47)  # cut between units
    found = total(whole)
    means = {
        "loss": known.cross_entropy, "entropy": known.entropy, "kl": known.kl,
        "brier": known.brier,
    }  # fmt: skip
    assert (found.moments.units, found.moments.unit) == (known.units, known.unit)
    for name, mean in means.items():
        assert found.moments.error(name) == pytest.approx(mean.error, rel=1e-9, abs=1e-12), name
        assert found.moments.interval(name, mean.value) == pytest.approx(mean.normal, rel=1e-12)
    assert found.moments.error("right") == pytest.approx(known.accuracy.error, rel=1e-12)
    expected = accuracy_interval(evaluation)
    assert found.moments.share_interval(found.summary) == pytest.approx(expected, rel=1e-12)


def test_luck_needs_no_rows() -> None:
    whole = batch("plain")
    evaluation = evaluate_task(whole, reduction="mean", class_names=("a", "b", "c", "d"))
    parts = [total(whole.stretch(a, b)) for a, b in pairwise((0, 13, 13, 599, 600))]
    merged = merged_totals(parts[::-1])
    diagram = evaluation.summary.reliability()
    expected = by_chance(evaluation.confidence[~evaluation.ignored], diagram)
    found = by_chance_of(merged.chances, merged.summary.reliability())
    assert (found.ece, found.most, found.share) == (expected.ece, expected.most, expected.share)


def test_what_is_not_known_is_not_told() -> None:
    one = total(task(np.zeros((1, 2)), np.array([0])))
    assert np.isnan(one.moments.error("loss"))
    assert np.isnan(one.moments.share_interval(one.summary)).all()
    impossible = total(task(np.array([[0.0, -np.inf]] * 3), np.array([1, 0, 0])))
    assert np.isnan(impossible.moments.interval("loss", np.inf)).all()
    assert impossible.moments.error("right") > 0.0


def test_small_losses_keep_their_digits() -> None:
    random = np.random.default_rng(0)
    scores = np.zeros((400, 2))
    scores[:, 0] = 20.0 + random.random(400)
    made = task(scores, np.zeros(400, np.int64))
    evaluation = evaluate_task(made, reduction="mean", class_names=("a", "b"))
    expected = certainty(evaluation).cross_entropy.error
    assert 0.0 < expected < 1e-10
    assert total(made).moments.error("loss") == pytest.approx(expected, rel=1e-6)
