"""Logarithms of other bases, surprisals and percentages are named, never read as logits."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ceviz.api import evaluate
from ceviz.api.kinds import KindWarning
from ceviz.errors import ChoiceNeeded
from ceviz.storage.readers import AmbiguousFile, Kind, ReadOptions, read
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import labels, logits, softmax

Q = softmax(logits())
LOSS = -np.log(Q[np.arange(len(Q)), labels()]).mean()

OTHERS = [
    (np.log10(Q), "10 to the power of the numbers", np.log(10)),
    (np.log2(Q), "2 to the power of the numbers", np.log(2)),
    (-np.log(Q), "e to the power of minus the numbers", -1),
    (-np.log2(Q), "2 to the power of minus the numbers", -np.log(2)),
    (-np.log10(Q), "10 to the power of minus the numbers", -np.log(10)),
    (-10 * np.log10(Q), "10\\^0.1 to the power of minus the numbers", -np.log(10) / 10),
]


@pytest.mark.parametrize(("scores", "words", "factor"), OTHERS)
@pytest.mark.parametrize("rows", [2, len(Q)])
@pytest.mark.parametrize("name", ["scores", "logits", "logprobs"])
def test_other_logarithms_are_named(
    scores: NDArray[np.float64], words: str, factor: float, rows: int, name: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.npz"
    arrays: dict[str, NDArray[np.generic]] = {name: scores[:rows], "labels": labels()[:rows]}
    np.savez(path, **arrays)  # type: ignore[arg-type]
    with pytest.raises(ChoiceNeeded, match=words) as asked:
        read(path)
    assert f"multiply them by {factor:.7g}" in asked.value.remedy
    assert read(path, ReadOptions(kind=Kind.LOGITS)).kind is Kind.LOGITS
    arrays[name] = scores[:rows] * factor
    np.savez(path, **arrays)  # type: ignore[arg-type]
    fit = fit_of(read(path))
    assert fit is not None
    assert fit.loss == pytest.approx(-np.log(Q[np.arange(rows), labels()[:rows]]).mean())


@pytest.mark.parametrize(("scores", "words", "factor"), OTHERS)
def test_a_script_is_warned_of_them(scores: NDArray[np.float64], words: str, factor: float) -> None:
    with pytest.warns(KindWarning, match=words):
        evaluate(scores, labels())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert evaluate(scores * factor, labels()).cross_entropy == pytest.approx(LOSS)
        evaluate(scores, labels(), kind="logits")


def test_a_script_is_warned_of_percentages_and_sentinels() -> None:
    with pytest.warns(KindWarning, match="every row sums to 100"):
        evaluate(100 * Q, labels())
    with pytest.warns(KindWarning, match="of percentages"):
        evaluate(100 * Q[:, 1], (labels() == 1).astype(int))
    logs = np.log(Q)
    logs[3, 1] = -9999
    with pytest.warns(KindWarning, match="not among the most probable"):
        evaluate(logs, labels())


@pytest.mark.parametrize("rows", [2, 4, 8])
def test_percentages_are_asked_about_at_any_number_of_rows(rows: int, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    body = ["1,85.5", "0,20.0", "1,60.1", "0,5.0"] * 2
    path.write_text("\n".join(["label,prob", *body[:rows]]))
    with pytest.raises(ChoiceNeeded, match="may be percentages"):
        read(path)
    fit = fit_of(read(path, ReadOptions(kind=Kind.PROBABILITIES)))
    assert fit is not None
    true = np.array([0.855, 0.8, 0.601, 0.95] * 2)[:rows]
    assert fit.loss == pytest.approx(-np.log(true).mean())


def test_a_confidence_in_percent_offers_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("confidence,pred,label\n90.5,1,1\n80,0,0\n60,1,0\n70,0,0\n")
    with pytest.raises(ChoiceNeeded, match="may be percentages") as asked:
        read(path)
    assert asked.value.choices[0][1] == Kind.CONFIDENCE
    fit = fit_of(read(path, ReadOptions(kind=Kind.CONFIDENCE)))
    assert fit is not None
    assert fit.loss == pytest.approx(-np.log([0.905, 0.8, 0.4, 0.7]).mean())


def test_one_column_is_called_by_its_name(tmp_path: Path) -> None:
    """Its name is what chooses it."""
    path = tmp_path / "a.csv"
    path.write_text("prob,label\n85.5,1\n20,0\n")
    with pytest.raises(ChoiceNeeded, match="“prob”"):
        read(path)


@pytest.mark.parametrize("name", ["scores", "logits", "odds"])
@pytest.mark.parametrize("rows", [2, len(Q)])
def test_odds_are_named(name: str, rows: int, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    for scores, words in ((Q / (1 - Q), "odds q"), (np.log(Q / (1 - Q)), "log-odds")):
        arrays: dict[str, NDArray[np.generic]] = {name: scores[:rows], "labels": labels()[:rows]}
        np.savez(path, **arrays)  # type: ignore[arg-type]
        with pytest.raises(ChoiceNeeded, match=words):
            read(path)
        assert read(path, ReadOptions(kind=Kind.LOGITS)).kind is Kind.LOGITS
        with pytest.warns(KindWarning, match=words):
            evaluate(scores, labels())
    certain = np.array([[0, np.inf], [3, 1 / 3], [0.25, 4]])
    np.savez(path, odds=certain, labels=[1, 0, 1])
    with pytest.raises(ChoiceNeeded, match="odds q"):
        read(path)


def test_two_logits_may_be_each_others_negatives(tmp_path: Path) -> None:
    z = logits()[:, 0]
    np.savez(tmp_path / "a.npz", logits=np.stack([-z, z], axis=1), labels=labels() % 2)
    assert read(tmp_path / "a.npz").kind is Kind.LOGITS


@pytest.mark.parametrize("scores", [np.log10(np.clip(Q, 0.15, 1)), logits()])
def test_what_is_called_log_probabilities_and_is_none(
    scores: NDArray[np.floating], tmp_path: Path
) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, log_probs=scores, labels=labels())
    with pytest.raises(ChoiceNeeded, match="do not sum to 1"):
        read(path)
    assert read(path, ReadOptions(kind=Kind.LOGITS)).kind is Kind.LOGITS


@pytest.mark.parametrize("name", ["prob (%)", "prob_pct"])
def test_percentages_of_rare_events_are_asked_about(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"y,{name}\n1,0.7\n0,0.2\n1,0.4\n")
    with pytest.raises(ChoiceNeeded, match=r"0\.7 may be 0\.7\s% or 70\s%"):
        read(path)
    fit = fit_of(read(path, ReadOptions(kind=Kind.PROBABILITIES)))
    assert fit is not None
    assert fit.loss == pytest.approx(-np.log([0.7, 0.8, 0.4]).mean())
    path.write_text(f"y,{name}\n1,0.7%\n0,0.2%\n1,0.4%\n")
    fit = fit_of(read(path))
    assert fit is not None
    assert fit.loss == pytest.approx(-np.log([0.007, 0.998, 0.004]).mean())


def test_a_regression_is_no_probability(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("y,pred\n1,1.1\n0,-0.05\n1,.8\n0,.1\n")
    with pytest.raises(AmbiguousFile, match="sounds like probabilities") as asked:
        read(path)
    assert read(path, asked.value.readings[0].options).kind is Kind.LOGITS
