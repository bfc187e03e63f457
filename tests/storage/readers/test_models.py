"""Scores of several models in one table, and columns that join the scores of one by their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, ReadOptions, read
from ceviz.storage.readers.readings import fit_of


def readings(path: Path, text: str) -> dict[str, float | None]:
    """What a table is asked about, and the loss of each reading."""
    path.write_text(text)
    with pytest.raises(AmbiguousFile) as caught:
        read(path)
    assert caught.value.field is Field.SCORES
    return {r.value: None if r.fit is None else r.fit.loss for r in caught.value.readings}


def loss(path: Path, text: str) -> float:
    path.write_text(text)
    fit = fit_of(read(path))
    assert fit is not None
    return fit.loss


@pytest.mark.parametrize("extra", ["scale", "temp", "norm", "bias", "unknown"])
def test_a_word_among_numbers_may_be_no_class(extra: str, tmp_path: Path) -> None:
    head = f"logit_0,logit_1,logit_{extra},label\n"
    rows = "1.7,.3,2.5,0\n.2,.8,2.5,1\n-.4,1.1,2.4,1\n"
    found = readings(tmp_path / "a.csv", head + rows)
    assert found["logit_0, logit_1"] == pytest.approx(0.2864, abs=1e-4)
    assert len(found) == 2


def test_what_follows_from_the_scores_is_no_class(tmp_path: Path) -> None:
    text = "score_0,score_1,score_diff,label\n1.7,.3,1.4,0\n.2,.8,.6,1\n"
    assert loss(tmp_path / "a.csv", text) == pytest.approx(0.3290, abs=1e-4)


def test_what_is_never_true_though_the_largest_may_be_no_class(tmp_path: Path) -> None:
    rows = "1.7,.3,2.5,cat\n.2,.8,2.5,dog\n-.4,1.1,2.4,dog\n"
    found = readings(tmp_path / "a.csv", f"logit_cat,logit_dog,logit_scale,label\n{rows}")
    assert set(found) == {"logit_cat, logit_dog", "logit_*"}


@pytest.mark.parametrize(
    ("columns", "rows", "values"),
    [
        (
            "logit_bert,logit_roberta",
            ["1.2,.9,1", "-.5,-.8,0", ".3,-.2,1"],
            {"logit_bert", "logit_roberta", "logit_*"},
        ),
        (
            "rf_cat,rf_dog,lr_cat,lr_dog",
            [".7,.3,.6,.4,cat", ".2,.8,.4,.6,dog"],
            {"rf_*", "lr_*"},
        ),
        (
            "logit_rf_0,logit_rf_1,logit_lr_0,logit_lr_1",
            ["1.7,.3,.6,-.4,0", ".2,.8,.4,.6,1"],
            {"logit_rf_*", "logit_lr_*", "logit_*"},
        ),
        (
            "prob_0,prob_1,prob_0.1,prob_1.1",
            [".7,.3,.6,.4,0", ".2,.8,.4,.6,1"],
            {"prob_0, prob_1", "prob_0.1, prob_1.1"},
        ),
        (
            "prob_mean,prob_std",
            [".9,.1,1", ".8,.2,0", ".6,.4,1"],
            {"prob_mean", "prob_*"},
        ),
    ],
)
def test_scores_of_several_models_are_asked_about(
    columns: str, rows: list[str], values: set[str], tmp_path: Path
) -> None:
    text = "\n".join([f"{columns},label", *rows])
    assert set(readings(tmp_path / "a.csv", text)) == values


def test_columns_that_come_twice_keep_the_names_of_their_classes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("cat,dog,cat.1,dog.1,label\n.7,.3,.6,.4,cat\n.2,.8,.4,.6,dog\n")
    with pytest.raises(AmbiguousFile, match="two sets of columns have the same names") as caught:
        read(path)
    for reading in caught.value.readings:
        assert read(path, reading.options).class_names == ("cat", "dog")


def test_joint_classes_are_no_models(tmp_path: Path) -> None:
    text = "logit_red_car,logit_red_bus,logit_blue_car,logit_blue_bus,label\n"
    rows = "2,0,0,-.5,red_car\n0,2,0,-.5,red_bus\n0,0,2,-.5,blue_car\n0,0,-.5,2,blue_bus\n"
    assert loss(tmp_path / "a.csv", text + rows) < 0.6


def test_weak_scores_that_rise_with_the_same_class_are_asked_about(tmp_path: Path) -> None:
    """Both are larger in three pairs of five, which many rows show to be no chance."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 600)
    a, b = random.normal(size=(2, 600)) + 0.4 * truth
    rows = [f"{x:.4f},{y:.4f},{t}" for x, y, t in zip(a, b, truth, strict=True)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["logit_old,logit_new,label", *rows]))
    with pytest.raises(AmbiguousFile, match="as the scores of two models do"):
        read(path)


def test_without_a_header_what_sums_to_1_are_the_classes(tmp_path: Path) -> None:
    rows = [(0.7, 0.2, 0.1, 0), (0.2, 0.7, 0.1, 1), (0.1, 0.1, 0.8, 2), (0.6, 0.3, 0.1, 0)]
    both = [[*map(str, q), *(f"{np.log(v) + 0.3:.3f}" for v in q), str(y)] for *q, y in rows]
    text = "\n".join(map(",".join, both))
    assert loss(tmp_path / "a.csv", text) == pytest.approx(-np.log([0.7, 0.7, 0.8, 0.6]).mean())


@pytest.mark.parametrize("other", ["adv_logits", "logits_ema", "probs"])
def test_other_scores_of_the_same_rows_are_told(other: str, tmp_path: Path) -> None:
    scores = np.array([[2.0, 0.5], [0.1, 1.0], [-1.0, 0.7]])
    further = np.array([[0.7, 0.3], [0.4, 0.6], [0.2, 0.8]])
    path = tmp_path / "a.npz"
    save: Any = np.savez
    save(path, logits=scores, labels=[0, 1, 1], **{other: further})
    (finding,) = read(path).findings
    assert finding == (
        f"“{other}” holds other scores of these rows, and is not used: choose "
        f"{other} (--scores {other}) to measure it."
    )
    assert read(path, ReadOptions(scores=other)).findings == ()


def test_priors_are_no_scores(tmp_path: Path) -> None:
    probs = np.array([[0.7, 0.3], [0.4, 0.6], [0.2, 0.8]])
    np.savez(tmp_path / "a.npz", prior_probs=probs, labels=[0, 1, 1])
    with pytest.raises(FileRefused, match="--scores KEY"):
        read(tmp_path / "a.npz")


def test_the_same_scores_in_another_form_are_not_told(tmp_path: Path) -> None:
    scores = np.array([[2.0, 0.5], [0.1, 1.0], [-1.0, 0.7]])
    powers = np.exp(scores)
    probs = (powers / powers.sum(axis=1, keepdims=True)).round(3)
    np.savez(tmp_path / "a.npz", logits=scores, probs=probs, labels=[0, 1, 1])
    assert read(tmp_path / "a.npz").findings == ()
