"""Every remedy that a refusal or a question names works: it exists, and it leads on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ceviz.errors import ChoiceNeeded, FileRefused, TooLarge
from ceviz.storage.readers import Field, Kind, ReadOptions, read
from ceviz.storage.readers.edge import Job
from tests.storage.readers.making import softmax
from tests.storage.readers.remedies import assert_remedies_lead_on

ROWS = 40
RANDOM = np.random.default_rng(6)
TRUTH = np.arange(ROWS) % 3
Z = (RANDOM.normal(0, 1, (ROWS, 3)) + 3 * np.eye(3)[TRUTH]).round(4)
Q = softmax(Z).round(4)
Q1 = np.clip(RANDOM.beta(2, 2, ROWS), 0.01, 0.99).round(3)


def csv_of(**columns: Sequence[object] | NDArray[np.generic]) -> str:
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    return "\n".join([",".join(names), *(",".join(map(str, row)) for row in rows)]) + "\n"


def probabilities(
    label: NDArray[np.generic], names: tuple[str, ...] = ("prob_0", "prob_1", "prob_2")
) -> str:
    return csv_of(**{name: Q[:, k] for k, name in enumerate(names)}, label=label)


GAP = ["", *RANDOM.normal(0, 1, ROWS - 1).round(4)]
PERCENT = (100 * Q1).round(1)
LONG = ["id,class,prob,y", "a,cat,.7,1", "a,dog,.2,0", "a,eel,.1,0", "b,cat,.2,0", "b,dog,.7,1"]

#: Files that are asked about or refused, by what is in doubt.
TEXTS: dict[str, str] = {
    "two truths": csv_of(cat=Q[:, 0], dog=Q[:, 1], eel=Q[:, 2], label=TRUTH, gold=TRUTH[::-1]),
    "two models": csv_of(label=TRUTH % 2, score_a=Q1, score_b=Q1[::-1], other_score=Q1),
    "a feature with a gap": csv_of(dog=Z[:, 0], eel=Z[:, 1], x2=GAP, label=TRUTH % 2),
    "percent": csv_of(label=TRUTH % 2, prob=PERCENT),
    "confidence in percent": csv_of(
        label=TRUTH % 2, pred=(Q1 > 0.5).astype(int), confidence=np.maximum(PERCENT, 100 - PERCENT)
    ),
    "a threshold": csv_of(
        label=(Q1 > 0.6).astype(int), pred=(Q1 > 0.5).astype(int), prob=(0.5 + Q1 / 2).round(4)
    ),
    "independent": csv_of(**{f"p_{k}": RANDOM.random(ROWS).round(3) for k in "012"}, label=TRUTH),
    "base 10": csv_of(
        **{f"logprob_{k}": np.log10(Q[:, k] + 1e-9).round(5) for k in range(3)}, label=TRUTH
    ),
    "votes": csv_of(**{f"p_{k}": np.ceil(9 * Q[:, k]).astype(int) for k in range(3)}, label=TRUTH),
    "from one": probabilities(np.minimum(TRUTH, 1) + 1, ("eel", "cat", "dog")),
    "ignored": probabilities(np.where(TRUTH, TRUTH, 255)),
    "minus one": csv_of(label=np.where(Q1 > 0.5, 1, -1), y_prob=Q1),
    "one row is none": csv_of(
        **{f"prob_{k}": [0.5, *Q[1:, k].tolist()] for k in range(3)}, label=TRUTH
    ),
    "the first of the pair": csv_of(label=TRUTH % 2, prob_ham=Q1),
    "weekdays": probabilities(7 - TRUTH, ("Sun", "Sat", "Fri")),
    "a row for every class": "\n".join([*LONG, "b,eel,.1,0\n"]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_remedy_leads_on(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXTS[name])
    assert_remedies_lead_on(path, capsys)


def test_scores_that_are_classes_by_rows_are_turned(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", logits=Z.T.copy(), labels=TRUTH)
    predictions = read(tmp_path / "a.npz")
    np.testing.assert_array_equal(predictions.scores, Z)
    guess = predictions.guess(Field.SCORES)
    assert guess is not None
    assert guess.reason.endswith("it is classes × rows, as there are 40 labels")
    np.savez(tmp_path / "b.npz", logits=Z, labels=TRUTH[:3])  # too few, and no classes × rows
    with pytest.raises(FileRefused, match="do not fit"):
        read(tmp_path / "b.npz")


def test_scores_of_no_real_numbers_are_called_so(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", logits=Z.astype(complex), labels=TRUTH)
    with pytest.raises(
        FileRefused, match=r"complex128 holds no real numbers .* Save it as float32"
    ):
        read(tmp_path / "a.npz")


@pytest.mark.parametrize(("name", "is_said"), [("a.npz", True), ("a.csv", False)])
def test_what_is_mapped_if_it_is_not_packed(name: str, is_said: bool, tmp_path: Path) -> None:
    with pytest.raises(TooLarge) as caught:
        Job(tmp_path / name, limit_bytes=1).take(2, "the table")
    assert ("uncompressed" in str(caught.value)) is is_said


@pytest.mark.parametrize("cell", ["np.float32(0.7)", "tensor(0.7)", "7/10"])
def test_cells_that_are_no_numbers_are_named(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"p_ham,p_spam,label\n{cell},{cell},ham\n{cell},{cell},spam\n")
    with pytest.raises(FileRefused, match=re.escape(f"column “p_ham”: “{cell}” is not a number")):
        read(path)


def test_columns_of_one_name_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("prob,prob,label\n.7,.3,1\n.2,.8,0\n.4,.9,1\n")
    with pytest.raises(FileRefused, match="two columns are called “prob”"):
        read(path)


IDS: dict[str, Callable[[int], str]] = {
    "name": lambda k: f"{k:04}.png",
    "stem": lambda k: f"{k:04}",
    "other ending": lambda k: f"{k:04}.JPG",
    "windows": lambda k: f"C:\\data\\img\\{k:04}.png",
}


@pytest.mark.parametrize("name", IDS)
def test_files_are_joined_whatever_folder_they_are_in(name: str, tmp_path: Path) -> None:
    rows = "".join(f"img/{k:04}.png,{q},{1 - q:.3f}\n" for k, q in enumerate(Q1[:6]))
    (tmp_path / "p.csv").write_text(f"file,cat,dog\n{rows}")
    truth = "".join(f"{IDS[name](k)},{'cat' if k < 2 else 'dog'}\n" for k in range(5, -1, -1))
    (tmp_path / "t.csv").write_text(f"file,label\n{truth}")
    predictions = read(tmp_path / "p.csv", ReadOptions(truth="t.csv", join="file"))
    np.testing.assert_array_equal(predictions.targets, [0, 0, 1, 1, 1, 1])
    guess = predictions.guess(Field.JOIN)
    assert guess is not None
    assert f"“img/0000.png” here is taken for “{IDS[name](0)}” there" in guess.reason


def test_files_of_one_name_in_two_folders_are_not_joined(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("file,cat,dog\na/1.png,.7,.3\nb/1.png,.2,.8\n")
    (tmp_path / "t.csv").write_text("file,label\n1.png,cat\n2.png,dog\n")
    with pytest.raises(FileRefused, match="has no partner"):
        read(tmp_path / "p.csv", ReadOptions(truth="t.csv"))


def test_percent_of_the_predicted_class_are_offered_again(tmp_path: Path) -> None:
    """After the wrong answer to what they are."""
    path = tmp_path / "a.csv"
    path.write_text(TEXTS["confidence in percent"])
    wrong = ReadOptions(kind=Kind.PROBABILITIES)
    with pytest.raises(ChoiceNeeded, match="goes with “pred” in only") as caught:
        read(path, wrong)
    assert caught.value.choices[0] == (Field.KIND, Kind.CONFIDENCE)
