"""Files of predictions on the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from scipy.special import log_softmax, softmax
from sklearn.metrics import brier_score_loss, log_loss

from ceviz.cli import main
from ceviz.storage.readers import ReadOptions, read

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
DIGITS = str(SAMPLES / "digits.npz")


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, np.ndarray]:
    with np.load(DIGITS) as file:
        return file["logits"].astype(np.float64), file["labels"]


def report(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["report", *words, "--json"]) == 0
    tree: dict[str, object] = json.loads(capsys.readouterr().out)
    return tree


def test_the_report_of_a_file_agrees_with_scikit_learn(
    capsys: pytest.CaptureFixture[str], digits: tuple[np.ndarray, np.ndarray]
) -> None:
    logits, labels = digits
    tree = report(capsys, DIGITS)
    q = np.exp(log_softmax(logits, axis=1))
    assert tree["samples"] == len(labels) == 899
    assert tree["cross_entropy"] == pytest.approx(log_loss(labels, q), rel=1e-6)
    assert tree["accuracy"] == pytest.approx(float((logits.argmax(1) == labels).mean()))
    brier = brier_score_loss(labels, q, scale_by_half=False)
    assert tree["brier"] == pytest.approx(brier, rel=1e-6)
    assert tree["reduction"] == "mean"
    worst = tree["worst"]
    assert isinstance(worst, list)
    losses = -log_softmax(logits, axis=1)[np.arange(len(labels)), labels]
    expected = np.argsort(-losses, kind="stable")[:10]
    assert [each["index"] for each in worst] == expected.tolist()
    np.testing.assert_allclose([each["loss"] for each in worst], losses[expected], rtol=1e-6)
    assert {"kind", "labels"} <= {guess["field"] for guess in tree["guesses"]}  # type: ignore[attr-defined]


def test_the_optimal_temperature_is_the_minimum(
    capsys: pytest.CaptureFixture[str], digits: tuple[np.ndarray, np.ndarray]
) -> None:
    logits, labels = digits
    tree = report(capsys, DIGITS)
    best = float(tree["temperature_nll_optimal"])  # type: ignore[arg-type]

    def nll(temperature: float) -> float:
        rows = np.arange(len(labels))
        return float(-log_softmax(logits / temperature, axis=1)[rows, labels].mean())

    assert tree["nll_at_optimal_temperature"] == pytest.approx(nll(best), rel=1e-6)
    assert nll(best) < min(nll(best * 1.01), nll(best / 1.01))


def test_weights_smoothing_and_sum_follow_pytorch(
    capsys: pytest.CaptureFixture[str], digits: tuple[np.ndarray, np.ndarray]
) -> None:
    logits, labels = digits
    weight = np.arange(1.0, 11.0)
    words = ["--weight", ",".join(map(str, weight)), "--label-smoothing", "0.1"]
    tree = report(capsys, DIGITS, *words)
    far = -log_softmax(logits, axis=1)
    rows = 0.9 * weight[labels] * far[np.arange(len(labels)), labels] + 0.01 * (far @ weight)
    assert tree["cross_entropy"] == pytest.approx(rows.sum() / weight[labels].sum(), rel=1e-6)
    assert tree["denominator"] == pytest.approx(weight[labels].sum())
    summed = report(capsys, DIGITS, *words, "--reduction", "sum")
    assert summed["cross_entropy"] == pytest.approx(rows.sum(), rel=1e-6)


def test_every_row_goes_into_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], digits: tuple[np.ndarray, np.ndarray]
) -> None:
    out = tmp_path / "rows.csv"
    report(capsys, DIGITS, "--per-sample", str(out), "--temperature", "2")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    logits, labels = digits
    losses = -log_softmax(logits / 2.0, axis=1)[np.arange(len(labels)), labels]
    np.testing.assert_allclose([float(row["loss [nats]"]) for row in rows], losses, rtol=1e-5)
    assert [int(row["true"]) for row in rows] == labels.tolist()


def test_class_names_neither_shift_cells_nor_become_formulas(tmp_path: Path) -> None:
    names = ['5" pipe, steel', 'x",=HYPERLINK("http://a"),"y', "=1+1", "-5 to 0", "a, b"]
    source, out = tmp_path / "p.npz", tmp_path / "rows.csv"
    np.savez(source, logits=-2.0 * np.eye(5), labels=np.arange(5), class_names=names)
    assert main(["report", str(source), "--per-sample", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert {len(row) for row in rows} == {len(header)}
    cells = [names[0], names[1], "'=1+1", "'-5 to 0", names[4]]
    assert [row[1] for row in rows] == cells
    assert {row[5] for row in rows} == {"-2.0"}  # the margin is a number


def test_a_double_softmax_is_told_on_stderr_and_has_a_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 5, 200)
    z = generator.normal(size=(200, 5)) + 6 * np.eye(5)[labels]
    path = tmp_path / "p.npz"
    np.savez(path, probs=softmax(softmax(z, axis=1), axis=1), labels=labels)
    for words in (["report", str(path)], ["report", str(path), "--json"]):
        assert main(words) == 0
        error = capsys.readouterr().err
        assert error.startswith("ceviz: p.npz: Softmax seems to have been applied twice")
        assert error.count("\n") == 1
    (guess,) = read(path).mendable
    mended = read(path, ReadOptions().choose(guess.field, guess.mend))
    assert mended.mendable == ()
    assert read(DIGITS).mendable == ()
    np.testing.assert_allclose(mended.scores, softmax(z, axis=1), atol=1e-6)


def test_the_rows_do_not_replace_what_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores, labels = tmp_path / "logits.npy", tmp_path / "labels.npy"
    np.save(scores, np.eye(3))
    np.save(labels, np.arange(3))
    before = labels.read_bytes()
    for out in (scores, labels):
        assert main(["report", str(scores), "--per-sample", str(out)]) == 2
        assert "is not replaced" in capsys.readouterr().err
    assert labels.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([DIGITS, "--weight", "1,2"], "10 weights are needed, not 2"),
        ([DIGITS, "--weight", "1,x"], "--weight"),
        ([DIGITS, "--label-smoothing", "2"], "label smoothing"),
        (["fruit", "--weight", "1,2,3"], "--weight is for files of predictions"),
    ],
)
def test_what_is_refused_is_one_line(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *words]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_text_for_people_names_the_worst(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", DIGITS]) == 0
    out = capsys.readouterr().out
    assert "because it begins as npz files do" in out
    assert "taken for" in out
