"""What the first rows show, and further rows contradict: sorted files, and files in two parts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import ChoiceNeeded
from ceviz.storage.readers import AmbiguousFile, Field, Kind, ReadOptions, read, sniff
from ceviz.storage.readers.meaning.kinds import are_many
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import Floats, Ints, softmax
from tests.storage.readers.test_guessing import Columns, written

ROWS = 1000
#: The first rows that columns are understood by.
HEAD = 256
RANDOM = np.random.default_rng(9)
TRUTH = RANDOM.integers(0, 2, ROWS)
Q1 = np.clip(0.6 * RANDOM.beta(2, 2, ROWS) + 0.4 * TRUTH, 0.01, 0.99).round(4)
HARD = (Q1 > 0.5).astype(int)
THREE = RANDOM.integers(0, 3, ROWS)
Z = (RANDOM.normal(0, 1, (ROWS, 3)) + 2 * np.eye(3)[THREE]).round(4)
NAMES = ("oak", "elm", "ash")
#: As :data:`THREE` in the first rows only.
OTHER = np.where(np.arange(ROWS) < HEAD + 44, THREE, RANDOM.integers(0, 3, ROWS))


def loss(q1: Floats, truth: Ints) -> float:
    return float(-np.log(np.where(truth == 1, q1, 1 - q1)).mean())


def measured(path: Path, **chosen: str) -> float:
    options = ReadOptions()
    for field, value in chosen.items():
        options = options.choose(Field[field], value)
    fit = fit_of(read(path, options))
    assert fit is not None
    return fit.loss


def falling(columns: Columns, by: str) -> Columns:
    order = np.argsort(-np.asarray(columns[by], float), kind="stable")
    return {name: np.asarray(column)[order] for name, column in columns.items()}


def table(scores: Floats, **more: Floats | Ints) -> Columns:
    return {**{name: scores[:, k] for k, name in enumerate(NAMES)}, **more}


def offered(path: Path) -> set[str]:
    with pytest.raises(AmbiguousFile) as caught:
        read(path)
    return {reading.value for reading in caught.value.readings}


@pytest.mark.parametrize("name", ["p", "score", "confidence"])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_score_that_first_is_above_one_half(suffix: str, name: str, tmp_path: Path) -> None:
    """With its prediction beside it, it seems to be the probability of that."""
    columns: Columns = {name: Q1, "pred": HARD, "label": TRUTH}
    path = written(tmp_path / f"a{suffix}", falling(columns, name))
    assert measured(path) == pytest.approx(loss(Q1, TRUTH), abs=1e-9)
    kind = sniff(path).guess(Field.KIND)
    assert kind is not None
    assert kind.value == Kind.PROBABILITIES


def test_a_confidence_is_one_in_all_rows(tmp_path: Path) -> None:
    columns: Columns = {"confidence": np.maximum(Q1, 1 - Q1), "pred": HARD, "label": TRUTH}
    path = written(tmp_path / "a.csv", falling(columns, "confidence"))
    assert measured(path) == pytest.approx(loss(Q1, TRUTH), abs=1e-9)
    kind = sniff(path).guess(Field.KIND)
    assert kind is not None
    assert kind.value == Kind.CONFIDENCE


def test_one_number_alone_that_first_is_above_one_half(tmp_path: Path) -> None:
    columns: Columns = {"p": Q1, "label": TRUTH}
    path = written(tmp_path / "a.csv", falling(columns, "p"))
    assert measured(path) == pytest.approx(loss(Q1, TRUTH), abs=1e-9)


def test_predictions_with_another_threshold_are_told(tmp_path: Path) -> None:
    columns: Columns = {"p": Q1, "pred": (Q1 > 0.3).astype(int), "label": TRUTH}
    path = written(tmp_path / "a.csv", falling(columns, "p"))
    assert measured(path) == pytest.approx(loss(Q1, TRUTH), abs=1e-9)
    assert "it is the second class from 0.3" in read(path).warnings[0]


@pytest.mark.parametrize("names", [("logit_lr", "logit_rf"), ("bert", "roberta")])
def test_two_models_sorted_by_the_label(names: tuple[str, str], tmp_path: Path) -> None:
    z = np.log(Q1 / (1 - Q1))
    columns: Columns = {names[0]: z.round(4), names[1]: (z + RANDOM.normal(0, 0.5, ROWS)).round(4)}
    path = written(tmp_path / "a.csv", falling(columns | {"label": TRUTH}, "label"))
    assert offered(path) == {*names, ", ".join(names)}
    assert measured(path, SCORES=names[0]) == pytest.approx(loss(Q1, TRUTH), abs=1e-3)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_labels_that_agree_at_first_only(suffix: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"a{suffix}", table(Z, label=THREE, true_label=OTHER))
    assert offered(path) == {"label", "true_label"}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_labels_that_agree_in_all_rows_are_one(suffix: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"a{suffix}", table(Z, label=THREE, true_label=THREE))
    guess = read(path).guess(Field.LABELS)
    assert guess is not None
    assert (guess.value, guess.reason) == ("label", "of its name; “true_label” holds the same")


def test_arrays_of_labels_that_agree_at_first_only(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", logits=Z, labels=THREE, targets=OTHER)
    assert offered(tmp_path / "a.npz") == {"labels", "targets"}
    np.savez(tmp_path / "b.npz", logits=Z, labels=THREE, targets=THREE)
    assert len(read(tmp_path / "b.npz")) == ROWS


def test_a_prediction_without_a_header_that_first_is_always_right(tmp_path: Path) -> None:
    np.savetxt(tmp_path / "a.csv", np.c_[Z, THREE, OTHER], "%.4f,%.4f,%.4f,%d,%d")
    assert offered(tmp_path / "a.csv") == {"column 4", "column 5"}


@pytest.mark.parametrize("name", ["LABEL_1", "1"])
@pytest.mark.parametrize("is_nested", [True, False])
def test_keys_that_first_come_in_one_order(name: str, is_nested: bool, tmp_path: Path) -> None:
    other = name.replace("1", "0")
    rows = []
    for row, (q, label) in enumerate(zip(Q1.tolist(), TRUTH.tolist(), strict=True)):
        pair = [(name, q), (other, round(1 - q, 4))]
        scores = dict(pair if row < HEAD + 44 else pair[::-1])
        if is_nested:
            rows.append({"probs": scores, "label": label})
        else:
            rows.append({**{f"prob_{key}": q for key, q in scores.items()}, "label": label})
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert measured(path) == pytest.approx(loss(Q1, TRUTH), abs=1e-4)


def test_numbers_do_not_count_keys_without_an_order(tmp_path: Path) -> None:
    rows = []
    for row, (q, label) in enumerate(zip(Q1.tolist(), TRUTH.tolist(), strict=True)):
        pair = [("dog", round(1 - q, 4)), ("cat", q)]
        rows.append({"probs": dict(pair if row < HEAD + 44 else pair[::-1]), "label": label})
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(AmbiguousFile, match="the classes come in another order in every row"):
        read(path)


@pytest.mark.parametrize("rows", [HEAD + 44, ROWS - HEAD])
def test_probabilities_that_become_logits(rows: int, tmp_path: Path) -> None:
    mixed = np.where((np.arange(ROWS) < rows)[:, None], softmax(Z), Z + 3)
    path = written(tmp_path / "a.csv", table(mixed, label=THREE))
    with pytest.raises(AmbiguousFile, match=f"line {rows + 2}: .* rows are distributions"):
        read(path)


def test_log_probabilities_that_become_logits(tmp_path: Path) -> None:
    rows = HEAD + 44
    mixed = np.where((np.arange(ROWS) < rows)[:, None], np.log(softmax(Z)), Z + 3)
    path = written(tmp_path / "a.csv", table(mixed, label=THREE))
    with pytest.raises(ChoiceNeeded, match=f"line {rows + 2}: many rows are log-probabilities"):
        read(path)


def test_predictions_that_first_tell_the_scores(tmp_path: Path) -> None:
    """The largest of three at first, and later the largest of four."""
    hardness = RANDOM.normal(0, 2, ROWS).round(4)
    best, of_four = Z.argmax(axis=1), np.c_[Z, hardness].argmax(axis=1)
    columns = table(Z, hardness=hardness, label=THREE)
    columns["pred"] = np.where(np.arange(ROWS) < HEAD + 44, best, of_four)
    path = written(tmp_path / "a.csv", columns)
    assert {"oak, elm, ash", "oak, elm, ash, hardness"} <= offered(path)
    columns["pred"] = best
    assert len(read(written(tmp_path / "b.csv", columns)).class_names) == 3


def test_a_prediction_that_becomes_fractions(tmp_path: Path) -> None:
    columns: Columns = {"label": TRUTH, "pred": np.where(Q1 < 0.5, 0, Q1), "score": Q1}
    rising = falling({name: column[::-1] for name, column in columns.items()}, "pred")
    path = written(tmp_path / "a.csv", {name: column[::-1] for name, column in rising.items()})
    with pytest.raises(ChoiceNeeded, match=r"“pred” holds fractions") as caught:
        read(path)
    assert caught.value.choices == ((Field.PREDICTION, "none"),)


@pytest.mark.parametrize(("good", "rows", "are"), [(3, 4, True), (2, 4, False), (5, 20, True)])
def test_how_many_are_no_chance(good: int, rows: int, are: bool) -> None:
    assert are_many(np.arange(rows) < good) is are
