"""Two columns that are no two classes, and whole numbers that are no logits, are asked about."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import ChoiceNeeded
from ceviz.storage.readers import AmbiguousFile, Kind, ReadOptions, read
from ceviz.storage.readers.readings import fit_of


def loss(path: Path, options: ReadOptions | None = None) -> float:
    fit = fit_of(read(path, options))
    assert fit is not None
    return fit.loss


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(text)
    return path


def offered(path: Path) -> set[str]:
    with pytest.raises(AmbiguousFile) as asked:
        read(path)
    return {reading.value for reading in asked.value.readings}


def test_two_shares_beside_a_score_are_asked_about(tmp_path: Path) -> None:
    text = "label,train_frac,test_frac,prob\n1,.8,.2,.9\n0,.8,.2,.1\n1,.8,.2,.7\n"
    path = written(tmp_path, text)
    assert offered(path) == {"prob", "train_frac, test_frac"}
    right = -np.log([0.9, 0.9, 0.7]).mean()
    assert loss(path, ReadOptions(scores="prob")) == pytest.approx(right)


def test_confidence_and_uncertainty_are_no_two_classes(tmp_path: Path) -> None:
    rows = "1,.9,.1\n0,.8,.2\n1,.7,.3\n1,.95,.05\n0,.6,.4\n"
    path = written(tmp_path, f"y_true,confidence,uncertainty\n{rows}")
    assert offered(path) == {"confidence", "confidence, uncertainty"}


@pytest.mark.parametrize("more", ["", ",confidence"])
def test_two_classes_by_their_names_are_read(more: str, tmp_path: Path) -> None:
    """The larger of the two beside them changes nothing: it follows from them."""
    rows = [(0.9, 0.1, 0), (0.2, 0.8, 1), (0.7, 0.3, 0)]
    body = "".join(f"{a},{b},{y}{f',{max(a, b)}' if more else ''}\n" for a, b, y in rows)
    path = written(tmp_path, f"ham,spam,label{more}\n{body}")
    assert loss(path) == pytest.approx(-np.log([0.9, 0.8, 0.7]).mean())


LOGITS = np.array([[-1, -2.5], [-3, -1.5], [-2, -0.5], [1.5, 2], [2.5, 1], [1.5, 0.5]])
TRUTH = [0, 0, 0, 1, 1, 1]


def pair(tmp_path: Path, names: str, logits: np.ndarray) -> Path:
    rows = zip(logits.tolist(), TRUTH, strict=True)
    body = "".join(f"{a},{b},{y}\n" for (a, b), y in rows)
    return written(tmp_path, f"{names},label\n{body}")


def test_the_scores_of_two_models_are_no_two_classes(tmp_path: Path) -> None:
    path = pair(tmp_path, "logit_lr,logit_rf", LOGITS)
    assert offered(path) == {"logit_lr", "logit_rf", "logit_*"}
    signs = np.where(np.array(TRUTH) == 1, -1.0, 1.0)
    right = np.logaddexp(0, signs * LOGITS[:, 0]).mean()
    assert loss(path, ReadOptions(scores="logit_lr")) == pytest.approx(right)


def test_two_classes_of_one_model_are(tmp_path: Path) -> None:
    logits = LOGITS * [-1, 1]
    path = pair(tmp_path, "logit_neg,logit_pos", logits)
    gap = (logits[:, 0] - logits[:, 1]) * np.where(np.array(TRUTH) == 1, 1.0, -1.0)
    assert loss(path) == pytest.approx(np.logaddexp(0, gap).mean())


@pytest.mark.parametrize(
    "text",
    [
        "A,B,C,D,answer\n3,4,6,10,A\n1,2,4,8,D\n5,9,2,1,B\n",  # what the options say
        "cat,dog,label\n3,4,cat\n1,9,dog\n5,2,cat\n",  # votes
    ],
)
def test_whole_numbers_none_below_0_are_asked_about(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ChoiceNeeded, match="nothing but whole numbers") as asked:
        read(path)
    assert {value for _, value in asked.value.choices} == {"probabilities", "logits"}
    if text.startswith("cat"):
        right = -np.log([3 / 7, 9 / 10, 5 / 7]).mean()
        assert loss(path, ReadOptions(kind=Kind.PROBABILITIES)) == pytest.approx(right)


def test_whole_numbers_called_logits_are_logits(tmp_path: Path) -> None:
    path = written(tmp_path, "logit_cat,logit_dog,label\n3,4,cat\n1,9,dog\n5,2,cat\n")
    right = np.logaddexp(0, [1, -8, -3]).mean()
    assert loss(path) == pytest.approx(right)
