"""Which column is the truth: by its name, or by elimination, and then it is asked about."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import LabelsMissing
from ceviz.storage.readers import AmbiguousFile, Field, read
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import lines
from tests.storage.readers.test_guessing import Columns, measured, written

#: Columns by the names of the classes, or one number a row, before the column in question.
NAMED, ONE = ("cat,dog", [".7,.3", ".2,.8", ".6,.4"]), ("prob", [".9", ".2", ".6"])


def table(path: Path, scores: tuple[str, list[str]], name: str, labels: list[str]) -> Path:
    body = "".join(f"{row},{label}\n" for row, label in zip(scores[1], labels, strict=True))
    path.write_text(f"{scores[0]},{name}\n{body}")
    return path


@pytest.mark.parametrize(
    "name",
    [
        *("site", "region", "vote", "choice", "decision", "assigned", "mode", "species"),
        *("noisy_label", "old_label", "label_length", "label_confidence", "is_label_issue"),
    ],
)
def test_a_truth_by_elimination_is_asked_about(name: str, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", NAMED, name, ["cat", "dog", "dog"])
    with pytest.raises(AmbiguousFile, match=r"nothing says that .* is the truth") as caught:
        read(path)
    (reading,) = caught.value.readings
    assert (reading.field, reading.value) == (Field.LABELS, name)
    assert read(path, reading.options).targets.tolist() == [0, 1, 1]


@pytest.mark.parametrize("name", ["died", "default", "churn", "old_label"])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_whole_numbers_that_could_be_the_truth_are_asked_about(
    suffix: str, name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        table(path, ONE, name, ["1", "0", "0"])
    else:
        rows = zip(([0.1, 0.9], [0.8, 0.2], [0.4, 0.6]), (1, 0, 0), strict=True)
        lines(path, [{"probs": q, name: y} for q, y in rows])
    with pytest.raises(AmbiguousFile, match=f"--labels {name}") as caught:
        read(path)
    (reading,) = caught.value.readings
    fit = fit_of(read(path, reading.options))
    assert fit is not None
    assert fit.loss == pytest.approx(0.4149, abs=1e-4)


@pytest.mark.parametrize("name", ["label", "Class Name", "true_label", "obs", "label_text"])
def test_a_truth_by_its_name_is_not_asked_about(name: str, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", NAMED, name, ["cat", "dog", "dog"])
    assert read(path).targets.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("class_pred", ["cat", "dog", "dog"]),
        ("fold", ["0", "1", "1"]),
        ("n", ["7", "30", "4"]),
        ("comment", [f"words, {k}" for k in range(3)]),
    ],
)
def test_what_cannot_be_the_truth_is_none(name: str, labels: list[str], tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", NAMED, name, [json.dumps(label) for label in labels])
    with pytest.raises(LabelsMissing):
        read(path)


def test_target_probabilities_of_a_vague_name_are_asked_about(tmp_path: Path) -> None:
    rows = zip(([1.2, -0.3], [0.4, 0.1]), ([0.9, 0.1], [0.2, 0.8]), strict=True)
    path = lines(tmp_path / "a.jsonl", [{"logits": z, "noisy_labels": p} for z, p in rows])
    with pytest.raises(AmbiguousFile, match="--labels noisy_labels"):
        read(path)


def test_numbers_that_are_names_of_columns_are_offered(tmp_path: Path) -> None:
    years = np.array([2019, 2020, 2021])
    q = np.random.default_rng(5).dirichlet(np.ones(3), 40)
    truth = np.arange(40) % 3
    columns: Columns = {"year": years[truth]}
    columns |= {str(year): q[:, k] for k, year in enumerate(years)}
    path = written(tmp_path / "a.csv", columns)
    with pytest.raises(AmbiguousFile, match="nothing says that “year” is the truth") as asked:
        read(path)
    (reading,) = asked.value.readings
    loss = -np.log(q[np.arange(40), truth]).mean()
    assert measured(read(path, reading.options))[0] == pytest.approx(loss)
