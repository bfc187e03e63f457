"""One number a row is the score of the class it is named after, be it the first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import log_loss

from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, Kind, ReadOptions, read, sniff
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import table
from tests.storage.readers.test_guessing import HARD, Q1, TRUE, Columns, measured, written

LOSS = log_loss(TRUE, Q1)
WORDS = {
    "numbers": (0, 1), "floats": ("0.0", "1.0"), "truth values": ("False", "True"),
    "no and yes": ("no", "yes"),
}  # fmt: skip


def labelled(score: str, numbers: np.ndarray, labels: tuple[object, object]) -> Columns:
    return {score: numbers, "label": [labels[k] for k in TRUE]}


@pytest.mark.parametrize("labels", WORDS)
@pytest.mark.parametrize(
    "name", ["prob_0", "prob_neg", "negative_prob", "prob_no", "prob_false", "prob_class_0"]
)
def test_the_score_of_the_first_class(name: str, labels: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", labelled(name, 1 - Q1, WORDS[labels]))
    predictions = read(path)
    assert measured(predictions) == pytest.approx((LOSS, (TRUE == HARD).mean()))
    scores = predictions.guess(Field.SCORES)
    assert scores is not None
    assert scores.reason == f"of its name; it is the score of “{predictions.class_names[1]}”"
    assert sniff(path).classes == 2


@pytest.mark.parametrize("labels", WORDS)
@pytest.mark.parametrize(
    "name", ["prob_1", "positive_prob", "prob_yes", "prob", "y_prob", "prob_v"]
)
def test_the_score_of_the_second_class(name: str, labels: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", labelled(name, Q1, WORDS[labels]))
    assert measured(read(path)) == pytest.approx((LOSS, (TRUE == HARD).mean()))


@pytest.mark.parametrize(
    ("name", "labels", "is_first"),
    [
        ("prob_1", (1, 2), True),
        ("prob_2", (1, 2), False),
        ("prob_cat", ("cat", "dog"), True),
        ("prob_dog", ("cat", "dog"), False),
        ("prob_spam", ("spam", "ham"), True),
        ("prob_true", ("False", "True"), False),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_the_score_of_a_label(
    suffix: str, name: str, labels: tuple[object, object], is_first: bool, tmp_path: Path
) -> None:
    path = written(tmp_path / f"a{suffix}", labelled(name, 1 - Q1 if is_first else Q1, labels))
    assert measured(read(path)) == pytest.approx((LOSS, (TRUE == HARD).mean()))


@pytest.mark.parametrize("score", ["prob_0", "prob_1"])
def test_rows_of_one_class_only(score: str, tmp_path: Path) -> None:
    numbers = [0.1, 0.2, 0.3] if score == "prob_0" else [0.9, 0.8, 0.7]
    path = table(tmp_path / "a.csv", [score, "label"], [[q, 1] for q in numbers])
    loss = -np.log([0.9, 0.8, 0.7]).mean()
    assert measured(read(path)) == pytest.approx((loss, 1.0))


def test_predictions_check_the_score_of_the_first_class(tmp_path: Path) -> None:
    columns: Columns = {"prob_0": 1 - Q1, "label": TRUE, "pred": HARD}
    predictions = read(written(tmp_path / "a.csv", columns))
    assert predictions.warnings == ()
    assert measured(predictions)[0] == pytest.approx(LOSS)


@pytest.mark.parametrize("name", ["true_prob", "prob_correct", "prob_true", "gold_prob"])
def test_the_probability_of_the_true_class_is_refused(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"label": TRUE, name: np.where(TRUE == 1, Q1, 1 - Q1)})
    with pytest.raises(FileRefused, match="probability of each row's true class"):
        read(path)
    path = written(tmp_path / "a.csv", {"label": TRUE, name: Q1})
    assert measured(read(path, ReadOptions(scores=name)))[0] == pytest.approx(LOSS)
    np.savez(tmp_path / "a.npz", true_probs=Q1, labels=TRUE)
    with pytest.raises(FileRefused, match="“true_probs” seems to be the probability of each"):
        read(tmp_path / "a.npz")


@pytest.mark.parametrize("name", ["prob_ham", "prob_not_toxic"])
def test_a_class_that_is_usually_0_is_asked_about(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"label": TRUE, name: 1 - Q1})
    with pytest.raises(AmbiguousFile, match="the score of one of two classes") as caught:
        read(path)
    first, second = caught.value.readings
    assert (first.value, second.value) == ("1, 0", "0, 1")
    assert measured(read(path, first.options))[0] == pytest.approx(LOSS)
    assert measured(read(path, second.options))[0] == pytest.approx(log_loss(TRUE, 1 - Q1))


def test_a_class_that_no_label_is(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"label": TRUE, "prob_2": Q1})
    with pytest.raises(FileRefused, match="named after a class that no label is"):
        read(path)
    given = read(path, ReadOptions(class_names=("0", "1")))
    assert measured(given)[0] == pytest.approx(LOSS)


@pytest.mark.parametrize(
    ("name", "labels"), [("prob_1", "0,1,1"), ("prob_spam", "ham,spam,spam"), ("p_pos", "0,1,1")]
)
def test_a_score_of_a_class_is_no_confidence(name: str, labels: str, tmp_path: Path) -> None:
    """Though it never falls below one half, and a threshold of 0.8 predicted the classes."""
    path = tmp_path / "a.csv"
    low, _, high = labels.split(",")
    rows = zip(labels.split(","), (low, high, low), (0.6, 0.9, 0.7), strict=True)
    path.write_text(f"label,pred,{name}\n" + "".join(f"{y},{p},{q}\n" for y, p, q in rows))
    loss = -np.log([0.4, 0.9, 0.7]).mean()
    fit = fit_of(read(path, ReadOptions(scores=name)))  # too few go with the predictions
    assert fit is not None
    assert fit.loss == pytest.approx(loss)


def test_a_threshold_explains_predictions_as_a_confidence_does(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    q = np.linspace(0.55, 0.99, 30).round(4)
    label, pred = (q > 0.7).astype(int), (q > 0.8).astype(int)
    rows = "".join(f"{y},{p},{v}\n" for y, p, v in zip(label, pred, q, strict=True))
    path.write_text("label,pred,prob\n" + rows)
    with pytest.raises(AmbiguousFile, match=r"all rows from 0\.8\d* on are predicted") as caught:
        read(path)
    fits = {reading.value: fit_of(read(path, reading.options)) for reading in caught.value.readings}
    of_second = np.where(label == 1, q, 1 - q)
    of_predicted = np.where(label == pred, q, 1 - q)
    for kind, right in ((Kind.PROBABILITIES, of_second), (Kind.CONFIDENCE, of_predicted)):
        fit = fits[kind]
        assert fit is not None
        assert fit.loss == pytest.approx(-np.log(right).mean())
    path.write_text("label,pred,confidence\n" + rows)
    assert read(path).guess(Field.KIND).value == Kind.CONFIDENCE  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["prediction", "predicted", "y_hat", "pred", "predictions"])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_fractions_called_predictions_are_the_score(name: str, suffix: str, tmp_path: Path) -> None:
    path = written(
        tmp_path / f"a{suffix}", {"id": list(range(len(TRUE))), "target": TRUE, name: Q1}
    )
    assert measured(read(path)) == pytest.approx((LOSS, (TRUE == HARD).mean()))


@pytest.mark.parametrize("numbers", [3 * Q1, -Q1])
def test_other_numbers_called_predictions_are_not(numbers: np.ndarray, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"target": TRUE, "prediction": numbers})
    with pytest.raises(FileRefused):
        read(path)


def test_fractions_called_predictions_are_no_score_of_three(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"target": np.arange(len(TRUE)) % 3, "predicted": Q1})
    with pytest.raises(FileRefused, match="one number a row, and there are 3 classes"):
        read(path)


def of_two(of_truth: bool, base: float = 0.5) -> Columns:
    """120 rows of a model that is right in about five of six, and what it gives the truth or 1."""
    random = np.random.default_rng(6)
    truth = (random.random(120) < base).astype(int)
    q = np.clip(random.beta(5, 2, 120), 0.01, 0.99).round(4)
    return {"label": truth, "prob": q if of_truth else np.where(truth == 1, q, 1 - q).round(4)}


@pytest.mark.parametrize("base", [0.5, 0.4])
def test_what_is_high_whatever_the_label_is_told_of(base: float, tmp_path: Path) -> None:
    told = read(written(tmp_path / "a.csv", of_two(True, base))).findings
    assert "may be the probability of each row's true class" in told[-1]


@pytest.mark.parametrize("base", [0.5, 0.4, 0.15])
def test_what_goes_with_the_label_is_not(base: float, tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.csv", of_two(False, base))).findings == ()


def test_a_score_that_is_too_high_but_goes_with_the_label_is_not(tmp_path: Path) -> None:
    columns = of_two(False)
    columns["prob"] = (0.4 + 0.59 * np.asarray(columns["prob"], float)).round(4)
    assert read(written(tmp_path / "a.csv", columns)).findings == ()
