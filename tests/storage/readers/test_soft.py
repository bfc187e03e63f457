"""Soft labels with one column a class beside the scores: read as what they are, or asked about."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, Kind, ReadOptions, read, sniff
from tests.storage.readers.making import softmax
from tests.storage.readers.test_guessing import Columns, measured, written

ROWS, NAMES = 40, ("cat", "dog", "bird", "fish")
RANDOM = np.random.default_rng(12)
Z = RANDOM.normal(0, 2, (ROWS, len(NAMES)))
Q = softmax(Z)
P = RANDOM.dirichlet(np.ones(len(NAMES)), ROWS)
LOSS = float(-(P * np.log(Q)).sum(axis=1).mean())
HARD = P.argmax(axis=1)
NUMBERS = tuple(map(str, range(len(NAMES))))


def block(prefix: str, table: np.ndarray, names: tuple[str, ...] = NAMES) -> Columns:
    return {f"{prefix}{name}": table[:, k] for k, name in enumerate(names)}


LAYOUTS: dict[str, Columns] = {
    "p_ and target_": block("p_", Q) | block("target_", P),
    "targets first": block("target_", P) | block("prob_", Q),
    "numbered": block("label_", P, NUMBERS) | block("logit_", Z, NUMBERS),
    "numbered, without a dash": block("y_true", P, NUMBERS) | block("y_prob", Q, NUMBERS),
    "bare names": {"id": np.arange(ROWS)} | block("", Z) | block("true_", P),
    "in another order": block("logit_", Z) | block("soft_label_", P[:, ::-1], NAMES[::-1]),
    "with more": block("q_", Q) | {"n_tokens": np.arange(ROWS)} | block("gold_", P),
}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str, suffix: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"a{suffix}", LAYOUTS[layout])
    predictions = read(path)
    assert predictions.warnings == ()
    assert predictions.has_distributions
    np.testing.assert_allclose(predictions.targets, P, atol=1e-12)
    assert measured(predictions)[0] == pytest.approx(LOSS, rel=1e-9)
    assert predictions.class_names == (NUMBERS if "numbered" in layout else NAMES)
    labels = predictions.guess(Field.LABELS)
    assert labels is not None
    assert labels.value.endswith("*")
    assert sniff(path).classes == len(NAMES)


def test_marks_are_classes(tmp_path: Path) -> None:
    marks = np.eye(len(NAMES), dtype=int)[HARD]
    predictions = read(written(tmp_path / "a.csv", block("true_", marks) | block("prob_", Q)))
    np.testing.assert_array_equal(predictions.targets, HARD)


def test_marks_of_several_classes_are_independent_labels(tmp_path: Path) -> None:
    marks = RANDOM.integers(0, 2, (ROWS, len(NAMES)))
    with pytest.raises(FileRefused, match=r"the labels mark . classes .*BCEWithLogitsLoss"):
        read(written(tmp_path / "a.csv", block("true_", marks) | block("logit_", Z)))


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_two_blocks_of_which_neither_is_called_the_truth_are_asked_about(
    suffix: str, tmp_path: Path
) -> None:
    path = written(tmp_path / f"a{suffix}", block("p_", P) | block("q_", Q))
    with pytest.raises(AmbiguousFile, match="could be the truth") as caught:
        read(path)
    losses = {
        reading.value: measured(read(path, reading.options))[0] for reading in caught.value.readings
    }
    other = float(-(Q * np.log(P)).sum(axis=1).mean())
    assert losses == pytest.approx({"p_*": LOSS, "q_*": other})


def test_logits_and_their_softmax_are_no_truth(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", block("logit_", Z) | block("prob_", Q))
    with pytest.raises(AmbiguousFile, match="could be the truth") as caught:
        read(path)
    assert [reading.value for reading in caught.value.readings] == ["prob_*"]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_label_beside_soft_ones_is_asked_about(suffix: str, tmp_path: Path) -> None:
    columns: Columns = {"label": HARD} | block("label_", P, NUMBERS) | block("logit_", Z, NUMBERS)
    path = written(tmp_path / f"a{suffix}", columns)
    with pytest.raises(AmbiguousFile, match="could be the truth") as caught:
        read(path)
    by_value = {reading.value: reading.options for reading in caught.value.readings}
    hard = read(path, by_value["label"])
    np.testing.assert_array_equal(hard.targets, HARD)
    np.testing.assert_array_equal(hard.scores, Z)
    assert measured(read(path, by_value["label_*"]))[0] == pytest.approx(LOSS)


def test_two_models_beside_soft_labels_are_asked_about(tmp_path: Path) -> None:
    columns = block("logit_", Z) | block("prob_", Q[:, ::-1]) | block("target_", P)
    path = written(tmp_path / "a.csv", columns)
    with pytest.raises(AmbiguousFile, match="could be the scores") as caught:
        read(path)
    assert {reading.value for reading in caught.value.readings} == {"logit_*", "prob_*"}
    predictions = read(path, ReadOptions(scores="logit_*"))
    assert predictions.kind is Kind.LOGITS
    assert measured(predictions)[0] == pytest.approx(LOSS)


def test_a_row_that_is_no_distribution_is_refused(tmp_path: Path) -> None:
    wrong = P.copy()
    wrong[30] *= 0.5
    columns = block("prob_", Q) | block("target_", wrong)
    with pytest.raises(FileRefused, match=r"row 30 .*the target probabilities sum to 0\.5"):
        read(written(tmp_path / "a.csv", columns))


@pytest.mark.parametrize("more", [{}, {"id": np.arange(ROWS)}])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_marks_by_the_bare_names_of_the_classes(suffix: str, more: Columns, tmp_path: Path) -> None:
    """``cat, dog, …`` with a 1 for the true class beside ``prob_cat, prob_dog, …``."""
    marks = np.eye(len(NAMES), dtype=int)[HARD]
    path = written(tmp_path / f"a{suffix}", {**more, **block("", marks), **block("prob_", Q)})
    for options in (ReadOptions(), ReadOptions(labels=", ".join(NAMES))):
        predictions = read(path, options)
        np.testing.assert_array_equal(predictions.targets, HARD)
        np.testing.assert_allclose(predictions.scores, Q)


def behind(suffix: str, table: np.ndarray, names: tuple[str, ...] = NAMES) -> Columns:
    return {f"{name}{suffix}": table[:, k] for k, name in enumerate(names)}


MARKS = np.eye(len(NAMES), dtype=int)[HARD]
BEHIND: dict[str, tuple[Columns, bool]] = {
    "bare marks": (block("", MARKS) | behind("_prob", Q), True),
    "bare marks in another order": (block("", MARKS[:, ::-1], NAMES[::-1]) | behind("_p", Q), True),
    "marks": (behind("_true", MARKS) | behind("_pred", Q), True),
    "marks last": ({"id": np.arange(ROWS)} | behind(" logit", Z) | behind(" label", MARKS), True),
    "soft": (behind("_prob", Q) | behind("_target", P), False),
    "before and behind": (behind("_prob", Q) | block("true_", P), False),
}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("layout", BEHIND)
def test_what_stands_behind_the_class(layout: str, suffix: str, tmp_path: Path) -> None:
    columns, is_hard = BEHIND[layout]
    path = written(tmp_path / f"a{suffix}", columns)
    predictions = read(path)
    right = float(-np.log(Q[np.arange(ROWS), HARD]).mean()) if is_hard else LOSS
    assert measured(predictions)[0] == pytest.approx(right)
    assert sorted(predictions.class_names) == sorted(NAMES)
    labels, scores = predictions.guess(Field.LABELS), predictions.guess(Field.SCORES)
    assert labels is not None
    assert scores is not None
    again = read(path, ReadOptions(labels=labels.value, scores=scores.value))
    assert measured(again)[0] == pytest.approx(right)


def test_two_sets_behind_the_class_are_asked_about(tmp_path: Path) -> None:
    other = softmax(Z[:, ::-1])
    columns = behind("_true", MARKS) | behind("_prob", Q) | behind("_score", other)
    with pytest.raises(AmbiguousFile, match="more than one set of columns") as caught:
        read(written(tmp_path / "a.csv", columns))
    assert {reading.value for reading in caught.value.readings} == {"*_prob", "*_score"}
