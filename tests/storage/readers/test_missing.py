"""Rows without a label: refused by place, or left out of every number, in whatever file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ceviz.cli import main
from ceviz.errors import ChoiceNeeded, FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, Predictions, ReadOptions, read
from ceviz.storage.readers.guesses import IGNORED, Unlabelled

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

ROWS, GAPS = 3_000, (17, 40, 2_999)
RANDOM = np.random.default_rng(3)
TRUTH = np.arange(ROWS) % 3
Q = (RANDOM.dirichlet([1, 1, 1], ROWS) * 0.5 + 0.5 * np.eye(3)[TRUTH]).round(5)
NAMES = ("cat", "dog", "eel")
IGNORE = ReadOptions(unlabelled=Unlabelled.IGNORE)
TARGETS = np.where(np.isin(np.arange(ROWS), GAPS), IGNORED, TRUTH)


def labels(word: str) -> list[str]:
    return [word if row in GAPS else NAMES[label] for row, label in enumerate(TRUTH.tolist())]


def csv_file(path: Path, word: str = "") -> Path:
    rows = zip(Q.tolist(), labels(word), strict=True)
    path.write_text("cat,dog,eel,label\n" + "".join(f"{a},{b},{c},{y}\n" for (a, b, c), y in rows))
    return path


def jsonl_file(path: Path) -> Path:
    rows = []
    for row, (q, label) in enumerate(zip(Q.tolist(), labels(""), strict=True)):
        record = {"probs": dict(zip(NAMES, q, strict=True)), "label": label or None}
        if row == GAPS[0]:
            del record["label"]
        rows.append(json.dumps(record))
    path.write_text("\n".join(rows))
    return path


def parquet_file(path: Path) -> Path:
    columns = {f"prob_{name}": Q[:, k] for k, name in enumerate(NAMES)}
    pq.write_table(pa.table({**columns, "label": [text or None for text in labels("")]}), path)
    return path


def npz_file(path: Path) -> Path:
    np.savez(path, probs=Q, labels=np.where(TARGETS == IGNORED, np.nan, TRUTH), class_names=NAMES)
    return path


MADE: dict[str, Callable[[Path], Path]] = {
    "a.csv": csv_file,
    "a.jsonl": jsonl_file,
    "a.parquet": parquet_file,
    "a.npz": npz_file,
}


def check(predictions: Predictions) -> None:
    np.testing.assert_array_equal(predictions.targets, TARGETS)
    np.testing.assert_allclose(predictions.scores, Q)
    assert predictions.ignored == len(GAPS)
    assert predictions.class_names == NAMES
    assert "3 of 3,000 rows have no label and do not count." in predictions.warnings
    guess = predictions.guess(Field.IGNORED)
    assert guess is not None
    assert guess.reason == "no row carries it"


@pytest.mark.parametrize("name", MADE)
def test_a_gap_is_refused_with_its_rows_or_left_out(name: str, tmp_path: Path) -> None:
    path = MADE[name](tmp_path / name)
    with pytest.raises(ChoiceNeeded) as caught:
        read(path)
    refusal = caught.value
    assert "row 17 (from 0)" in refusal.where
    assert "the label is missing" in refusal.what
    assert "in rows 40, 2,999 as well" in refusal.what
    assert refusal.why == "3 of 3,000 rows have none"
    assert refusal.remedy.endswith("(--unlabelled ignore)")
    ((field, value),) = refusal.choices
    check(read(path, ReadOptions().choose(Field(field), value)))


@pytest.mark.parametrize("word", ["NA", "NaN", "None", "null", "N/A", "?"])
def test_words_that_say_that_there_is_none(word: str, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", word)
    with pytest.raises(ChoiceNeeded, match=f"the label is missing .“{word.replace('?', '.')}”"):
        read(path)
    check(read(path, IGNORE))


def test_a_class_that_is_called_so_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("prob_cat,prob_None,label\n.7,.3,cat\n.2,.8,None\n.4,.6,None\n")
    assert read(path).targets.tolist() == [0, 1, 1]


def test_a_word_that_may_be_a_class_of_which_nobody_told_is_asked_about(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", probs=Q[:, :2], labels=np.array(["cat", "none"])[TRUTH % 2])
    with pytest.raises(FileRefused):
        read(tmp_path / "a.npz", IGNORE)


def test_another_word_is_no_gap(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="the label “owl” is no class"):
        read(csv_file(tmp_path / "a.csv", "owl"), IGNORE)


def test_the_label_of_ignored_rows_may_be_another(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("prob_0,prob_1,label\n.7,.3,0\n.2,.8,1\n.5,.5,\n.4,.6,255\n")
    predictions = read(path, ReadOptions(ignored=255, unlabelled=Unlabelled.IGNORE))
    assert predictions.targets.tolist() == [0, 1, IGNORED, IGNORED]
    guess = predictions.guess(Field.IGNORED)
    assert guess is not None
    assert (guess.value, guess.reason) == ("255", "1 of 4 rows carry it")


def test_scores_of_a_row_without_a_label_may_be_missing_too(tmp_path: Path) -> None:
    scores = Q.copy()
    scores[list(GAPS)] = np.nan
    np.savez(tmp_path / "a.npz", probs=scores, labels=np.where(TARGETS < 0, np.nan, TRUTH))
    assert read(tmp_path / "a.npz", IGNORE).ignored == len(GAPS)


def test_a_question_is_decided_as_if_every_row_had_a_label(tmp_path: Path) -> None:
    """One reading alone fits, and the gap is told of then."""
    path = tmp_path / "a.csv"
    path.write_text("cat,dog,label,gold\n.7,.3,cat,x1\n.2,.8,dog,x2\n.6,.4,,x3\n.1,.9,dog,x4\n")
    with pytest.raises(ChoiceNeeded, match=r"row 2 .*the label is missing"):
        read(path)


def test_each_of_two_truths_may_have_gaps(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("cat,dog,label,gold\n.7,.3,cat,dog\n.2,.8,dog,cat\n.6,.4,,dog\n.1,.9,dog,dog\n")
    with pytest.raises(AmbiguousFile, match="of its name, but not every row has a label there"):
        read(path)


def test_another_files_labels_may_have_gaps(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,cat,dog\na,.7,.3\nb,.2,.8\nc,.5,.5\n")
    (tmp_path / "t.csv").write_text("id,label\nb,dog\nc,\na,cat\n")
    options = ReadOptions(truth="t.csv")
    with pytest.raises(ChoiceNeeded, match=r"row 2 \(from 0\), label of t.csv: the label is"):
        read(tmp_path / "p.csv", options)
    found = read(tmp_path / "p.csv", options.choose(Field.UNLABELLED, "ignore"))
    assert found.targets.tolist() == [0, 1, IGNORED]


def test_the_command_line_says_how_many_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(csv_file(tmp_path / "a.csv"))
    assert main(["report", path, "--no-temperature"]) == 2
    assert "--unlabelled ignore" in capsys.readouterr().err
    assert main(["report", path, "--no-temperature", "--unlabelled", "ignore", "--json"]) == 0
    out, error = capsys.readouterr()
    assert "3 of 3,000 rows have no label and do not count" in error
    counted = TARGETS >= 0
    loss = -np.log(Q[counted, TRUTH[counted]]).mean()
    assert json.loads(out)["cross_entropy"] == pytest.approx(loss)
