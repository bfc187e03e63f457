"""Beliefs are predictions: the same losses, and a fitted temperature that finds a known one."""

from __future__ import annotations

from math import inf, log
from pathlib import Path

import numpy as np
import pytest

import ceviz
from ceviz.document.analysis import analyse
from ceviz.lessons.beliefs import (
    LETTERS,
    Belief,
    cost,
    document_of_beliefs,
    file_of,
    options_document,
    stand_in,
)
from ceviz.maths.batch import best_temperature
from ceviz.storage.readers import read

BELIEFS = (
    Belief("a", 0, (0.0, 2.0, -1.0), 1),
    Belief("a", 2, (1.0, 0.5), 0),
    Belief("b", 1, (0.3, -0.2, 0.1, 1.9), 2),
    Belief("b", 3, (3.0, -inf), 0),
)


def exported(beliefs: tuple[Belief, ...], folder: Path) -> Path:
    path = folder / "beliefs.npz"
    path.write_bytes(file_of(beliefs))
    return path


def test_nothing_is_believed_yet() -> None:
    for count in range(2, 7):
        document = options_document(count)
        assert document.classes.names == LETTERS[:count]
        assert analyse(document).q == pytest.approx(np.full(count, 1.0 / count))


@pytest.mark.parametrize("q", [0.51, 0.99, 1.0 - 1e-6, 1e-6])
def test_a_belief_costs_what_its_truth_was_given(q: float) -> None:
    scores = (log(q), log(1.0 - q))
    assert cost(scores, 0).cross_entropy == pytest.approx(-log(q), rel=1e-12)


def test_the_impossible_costs_without_end() -> None:
    assert cost((0.0, -inf), 1).cross_entropy == inf
    assert cost((0.0, -inf), 0).cross_entropy == 0.0


def test_the_exported_file_measures_to_the_last_bit(tmp_path: Path) -> None:
    file = read(exported(BELIEFS, tmp_path))
    assert file.class_names == LETTERS[:4]
    assert not [str(note) for note in file.warnings]
    assert file.scores.dtype == np.float64
    by_array = ceviz.evaluate(file.scores, file.targets)
    shares = np.full((4, 4), -inf)
    for row, belief in enumerate(BELIEFS):
        shares[row, : len(belief.scores)] = -cost(belief.scores, belief.right).surprisal
    direct = ceviz.evaluate(shares, [belief.right for belief in BELIEFS])
    assert by_array.mean == direct.mean
    assert by_array.loss.tolist() == direct.loss.tolist()
    for belief, loss in zip(BELIEFS, by_array.loss, strict=True):
        assert loss == pytest.approx(cost(belief.scores, belief.right).cross_entropy, rel=1e-14)
    shown = analyse(document_of_beliefs(BELIEFS))
    assert shown.batch.cross_entropy == pytest.approx(direct.mean, rel=1e-14)


@pytest.mark.parametrize("true_temperature", [0.5, 1.0, 1.6])
def test_a_simulated_student_gets_their_temperature(
    true_temperature: float, tmp_path: Path
) -> None:
    random = np.random.default_rng(5)
    beliefs = []
    for number in range(300):
        scores = random.normal(0.0, 1.2, 2 + number % 5)
        odds = np.exp(scores / true_temperature)
        right = int(random.choice(len(scores), p=odds / odds.sum()))
        beliefs.append(Belief("made", number, tuple(scores.tolist()), right))
    file = read(exported(tuple(beliefs), tmp_path))
    found = best_temperature(ceviz.evaluate(file.scores, file.targets))
    assert found.low < true_temperature < found.high
    assert found.low < found.value < found.high
    assert found.high - found.low < true_temperature


def test_somebody_made_up() -> None:
    assert len(stand_in().samples) == 6
