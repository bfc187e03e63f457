"""Files of predictions on the command line."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import stats
from scipy.special import log_softmax, softmax
from sklearn.metrics import brier_score_loss, classification_report, log_loss, top_k_accuracy_score

from ceviz import bootstrap
from ceviz.cli import main
from ceviz.document.text.numbers import show_percent, show_probability
from ceviz.storage.readers import ReadOptions, read
from ceviz.storage.readers.guesses import OPTIONS

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


def test_every_mean_is_told_with_how_well_it_is_known(
    capsys: pytest.CaptureFixture[str], digits: tuple[np.ndarray, np.ndarray]
) -> None:
    logits, labels = digits
    tree = report(capsys, DIGITS, "--unit", "bits", "--reduction", "sum")
    known = tree["intervals"]
    assert isinstance(known, dict)
    losses = -log_softmax(logits, axis=1)[np.arange(len(labels)), labels] / np.log(2.0)
    expected = stats.t.interval(0.95, len(labels) - 1, losses.mean(), stats.sem(losses))
    assert known["mean_cross_entropy"]["normal"] == pytest.approx(expected, rel=1e-6)
    right = int((logits.argmax(1) == labels).sum())
    wilson = stats.binomtest(right, len(labels)).proportion_ci(method="wilson")
    assert known["accuracy"]["normal"] == pytest.approx(tuple(wilson), rel=1e-9)
    assert (known["drawn"], known["units"]) == ("row", len(labels))
    low, high = known["mean_cross_entropy"]["bootstrap"]
    assert low < losses.mean() < high
    luck = tree["ece_by_chance"]
    assert isinstance(luck, dict)
    assert 0.0 < luck["expected"] < luck["below_in_95_of_100"] < tree["ece"]
    assert main(["report", DIGITS]) == 0
    page = capsys.readouterr().out
    low, high = stats.t.interval(0.95, len(labels) - 1, *_mean_and_error(logits, labels))
    assert f"95 % intervals       mean {low:.4f} to {high:.4f} nats, accuracy " in page


def test_what_engineers_reach_for_is_scikit_learns(
    capsys: pytest.CaptureFixture[str], digits: tuple[np.ndarray, np.ndarray]
) -> None:
    logits, labels = digits
    predicted = logits.argmax(1)
    tree: Any = report(capsys, DIGITS)
    expected = classification_report(labels, predicted, output_dict=True)
    for row in tree["per_class"]:
        his = expected[row["class"]]
        assert row["count"] == his["support"]
        for mine, name in (("precision", "precision"), ("recall", "recall"), ("f1", "f1-score")):
            assert row[mine] == pytest.approx(his[name], rel=1e-12)
    macro = tree["macro"]
    assert macro["f1"] == pytest.approx(expected["macro avg"]["f1-score"], rel=1e-12)
    assert macro["undefined"] == 0
    losses = -log_softmax(logits, axis=1)[np.arange(len(labels)), labels]
    means = [losses[labels == k].mean() for k in range(10)]
    assert macro["cross_entropy"] == pytest.approx(np.mean(means), rel=1e-6)
    top = top_k_accuracy_score(labels, logits, k=3)
    assert tree["top_k"]["3"]["accuracy"] == pytest.approx(top, rel=1e-12)
    assert main(["report", DIGITS]) == 0
    page = capsys.readouterr().out
    assert f"Top-3 accuracy       {show_percent(top)}" in page
    assert "  Means over 10 classes, each weighing the same" in page
    assert f"    F1                 {show_percent(macro['f1'])}" in page
    dearest = max(range(10), key=lambda k: losses[labels == k].sum())
    first = page.split("  Class by class")[1].splitlines()[2].split()
    assert (first[0], first[-1]) == (str((labels == dearest).sum()), str(dearest))
    assert f"ECE of luck alone    {show_probability(tree['ece_by_chance']['expected'])}, " in page


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    random = np.random.default_rng(2)
    path = tmp_path / "regions.csv"
    lines = ["region,label,p_cat,p_dog"]
    for k in range(80):
        p = round(float(random.random()), 4)
        lines.append(f"{'far' if k < 9 else 'near'},{'cat' if k % 3 else 'dog'},{p},{1 - p:.4f}")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_slices_stand_beside_the_whole(capsys: pytest.CaptureFixture[str], regions: Path) -> None:
    tree: Any = report(capsys, str(regions), "--by", "region", "--unit", "bits")
    rows = list(csv.DictReader(regions.read_text().splitlines()))
    losses = np.array([-np.log2(float(row[f"p_{row['label']}"])) for row in rows])
    by = tree["by"]
    assert (by["column"], by["whole"]["samples"]) == ("region", 80)
    assert by["whole"]["mean_cross_entropy"] == pytest.approx(losses.mean(), rel=1e-3)
    far, near = by["slices"]
    assert (far["value"], far["samples"], far["few_rows"]) == ("far", 9, True)
    assert (near["value"], near["samples"], near["few_rows"]) == ("near", 71, False)
    assert far["mean_cross_entropy"] == pytest.approx(losses[:9].mean(), rel=1e-3)
    assert main(["report", str(regions), "--by", "region"]) == 0
    page = capsys.readouterr().out
    assert "  By region, what costs most a row first" in page
    assert "far (few: do not lean on it)" in page


def test_slices_are_of_a_column_of_one_file(
    capsys: pytest.CaptureFixture[str], regions: Path
) -> None:
    assert main(["report", str(regions), "--by", "land"]) == 2
    assert "no column “land”" in capsys.readouterr().err
    assert main(["report", str(regions), str(regions), "--by", "region"]) == 2
    assert "--by is for one file" in capsys.readouterr().err
    assert main(["report", "fruit", "--by", "region"]) == 2
    assert "--by is for files of predictions" in capsys.readouterr().err


def _mean_and_error(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    losses = -log_softmax(logits, axis=1)[np.arange(len(labels)), labels]
    return float(losses.mean()), float(stats.sem(losses))


def test_of_one_row_nothing_is_known(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("label,p_a,p_b\na,0.75,0.25\n")
    tree = report(capsys, str(path), "--labels", "label")
    known = tree["intervals"]
    assert isinstance(known, dict)
    assert known["accuracy"]["normal"] == ["nan", "nan"]
    assert main(["report", str(path), "--labels", "label"]) == 0
    assert "95 % intervals       not known from these rows" in capsys.readouterr().out


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


@pytest.mark.parametrize("option", ["--per-sample", "--save-recipe"])
@pytest.mark.parametrize("name", ["classes.txt", "config.json"])
def test_the_names_beside_it_are_not_replaced(
    option: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores, beside = tmp_path / "logits.npy", tmp_path / name
    np.save(scores, np.eye(3))
    np.save(tmp_path / "labels.npy", np.arange(3))
    ids = {"id2label": dict(enumerate("abc"))}
    text = json.dumps(ids) if name == "config.json" else "a\nb\nc\n"
    beside.write_text(text)
    assert main(["report", str(scores), option, str(beside)]) == 2
    assert "is not replaced" in capsys.readouterr().err
    assert beside.read_text() == text


def test_two_outputs_of_one_name_are_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, link = tmp_path / "x", tmp_path / "y"
    link.symlink_to(out)
    words = ["report", DIGITS, "--per-sample", str(out), "--save-recipe", str(link)]
    assert main(words) == 2
    error = capsys.readouterr().err
    assert "--per-sample and --save-recipe name the same file" in error
    assert not out.exists()
    words = ["render", DIGITS, "--out", str(tmp_path / "a.svg")]
    assert main([*words, "--save-recipe", str(tmp_path / "a.svg")]) == 2
    assert "--out and --save-recipe name the same file" in capsys.readouterr().err


TABLE = "truth,junk,p_a,p_b,z_a,z_b\n1,0.5,0.9,0.1,3,0\n2,0.5,0.8,0.2,0,1\n1,0.5,0.7,0.3,2,0\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(TABLE)
    return path


def test_what_the_file_does_not_say_can_be_said(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    q = np.array([0.9, 0.2, 0.7])
    words = ["--scores", "p_a,p_b", "--labels", "truth", "--label-form", "1-based"]
    tree = report(capsys, str(table), *words, "--kind", "probabilities")
    assert tree["cross_entropy"] == pytest.approx(float(-np.log(q).mean()))
    prefix = report(capsys, str(table), *words[2:], "--scores", "p_*")
    assert prefix["cross_entropy"] == tree["cross_entropy"]
    logits = report(capsys, str(table), *words, "--kind", "logits")
    assert logits["cross_entropy"] == pytest.approx(
        float(-np.log(1 / (1 + np.exp(-(np.array([0.8, -0.6, 0.4]))))).mean())
    )
    names = tmp_path / "classes.txt"
    names.write_text("cat\n\ndog\n", encoding="utf-8-sig")
    for given in (str(names), "cat, dog"):
        tree = report(capsys, str(table), *words, "--class-names", given)
        classes = tree["per_class"]
        assert isinstance(classes, list)
        assert [each["class"] for each in classes] == ["cat", "dog"]


def test_choices_are_saved_and_shared(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "t.recipe"
    words = ["--scores", "p_*", "--labels", "truth", "--label-form", "1-based"]
    tree = report(capsys, str(table), *words, "--save-recipe", str(recipe))
    assert report(capsys, str(table), "--recipe", str(recipe)) == tree
    other = report(capsys, str(table), "--recipe", str(recipe), "--scores", "z_*")
    z = np.array([3.0, 1.0, 2.0])
    assert other["cross_entropy"] == pytest.approx(float(np.log1p(np.exp(-z)).mean()))
    before = recipe.read_bytes()
    for over in (table, recipe):
        given = ["--recipe", str(recipe), "--save-recipe", str(over)]
        assert main(["report", str(table), *given]) == 2
        assert "is not replaced" in capsys.readouterr().err
    assert recipe.read_bytes() == before
    assert table.read_text() == TABLE


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kind", "scores"], "--kind: “scores” is no choice for the kind (one of logits, prob"),
        (["--label-form", "2-based"], "--label-form: “2-based” is no choice"),
        (["--limit", "much"], "argument --limit: “much” is not a size such as 500MB or 4GiB"),
        (["--limit", "10"], "Raise the limit (--limit 1GB)"),
        (["--scores", "q_*"], "q_*"),
        (["--recipe", "gone.recipe"], "gone.recipe: cannot be read"),
        (["--sample", "0"], "--sample is for --json"),
        (["--sample", "3", "--json"], "--sample: the rows are 0 to 2"),
    ],
)
def test_choices_that_there_are_not(
    table: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--scores", "z_*", "--labels", "truth", "--label-form", "1-based"]
    assert main(["report", str(table), *given, *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [["--scores", "a"], ["--kind", "logits"], ["--limit", "1GB"], ["--save-recipe", "x"],
     ["--no-temperature"], ["--sample", "0"]],
)  # fmt: skip
def test_an_example_has_no_use_for_them(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "fruit", *words]) == 2
    assert f"{words[0]} is for files of predictions" in capsys.readouterr().err


def test_a_limit_is_kept_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "big.npz"
    scores = np.random.default_rng(0).normal(size=(1000, 10))
    np.savez_compressed(path, logits=scores, labels=np.arange(1000) % 10)
    assert main(["report", str(path), "--limit", "70kB"]) == 2
    assert "(the limit is 70 kB). Raise the limit (--limit 1GB)" in capsys.readouterr().err
    assert report(capsys, str(path), "--limit", "1GB")["samples"] == 1000
    recipe = tmp_path / "small.json"
    recipe.write_text('{"format": "ceviz recipe", "limit": 70000}')
    assert main(["report", str(path), "--recipe", str(recipe)]) == 2
    assert "the limit is 70 kB" in capsys.readouterr().err
    words = ["--recipe", str(recipe), "--limit", "1GB", "--save-recipe", str(tmp_path / "1.json")]
    assert report(capsys, str(path), *words)["samples"] == 1000
    assert json.loads((tmp_path / "1.json").read_text())["limit"] == 10**9


def test_the_report_is_by_class_and_of_one_row_on_demand(
    capsys: pytest.CaptureFixture[str], digits: tuple[np.ndarray, np.ndarray]
) -> None:
    logits, labels = digits
    tree = report(capsys, DIGITS)
    assert "rows" not in tree
    losses = -log_softmax(logits, axis=1)[np.arange(len(labels)), labels]
    classes = tree["per_class"]
    assert isinstance(classes, list)
    for k, each in enumerate(classes):
        own = labels == k
        assert each["count"] == own.sum()
        assert each["cross_entropy"] == pytest.approx(losses[own].mean(), rel=1e-6)
        assert each["recall"] == pytest.approx((logits[own].argmax(1) == k).mean())
    rows = report(capsys, DIGITS, "--sample", "7", "--temperature", "2")["rows"]
    assert isinstance(rows, list)
    np.testing.assert_allclose([row["q"] for row in rows], softmax(logits[7] / 2), rtol=1e-6)
    assert [row["p"] for row in rows] == np.eye(10)[labels[7]].tolist()


def test_the_optimal_temperature_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    without = report(capsys, DIGITS, "--no-temperature")
    both = report(capsys, DIGITS)
    assert set(both) - set(without) == {"temperature_nll_optimal", "nll_at_optimal_temperature"}
    assert main(["report", DIGITS, "--no-temperature"]) == 0
    assert "NLL-optimal" not in capsys.readouterr().out


def test_a_missing_reader_is_fetched_into_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.parquet"
    pq.write_table(pa.table({"logit_a": [1.0], "logit_b": [0.0], "label": [0]}), path)
    present = sys.modules["pyarrow"]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    fetched: list[str] = []

    def fetch(extra: str) -> None:
        fetched.append(extra)
        sys.modules["pyarrow"] = present

    monkeypatch.setattr(bootstrap, "fetch", fetch)
    monkeypatch.setattr(bootstrap, "can_fetch", lambda: False)
    assert main(["report", str(path)]) == 2
    assert "-m pip install pyarrow" in capsys.readouterr().err
    monkeypatch.setattr(bootstrap, "can_fetch", lambda: True)
    assert main(["report", str(path)]) == 0
    assert fetched == ["parquet"]


def test_render_reads_as_report_does(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    words = ["--scores", "p_*", "--labels", "truth", "--label-form", "1-based"]
    given = ["--plot", "confusion", "--out", str(out)]
    assert main(["render", str(table), *given, *words]) == 0
    assert out.read_text(encoding="utf-8-sig").splitlines()[1].startswith("a,a,2,")


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


def test_what_a_question_says_decides_can_be_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every option that a refusal may name is one that the command line takes."""
    path = tmp_path / "a.npz"
    logits = np.random.default_rng(0).normal(size=(4, 5, 5))
    np.savez(path, logits=logits, labels=np.zeros((4, 5), int))
    assert main(["report", str(path)]) == 2
    assert "--class-axis second" in capsys.readouterr().err
    assert main(["report", str(path), "--class-axis", "second"]) == 0
    capsys.readouterr()
    assert main(["report", "--help"]) == 0
    printed = capsys.readouterr().out
    assert not [option for option in OPTIONS.values() if option not in printed]


def test_a_row_of_a_picture_is_named_by_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "a.npz", tmp_path / "rows.csv"
    random = np.random.default_rng(0)
    logits = random.normal(size=(3, 4, 2, 5))
    labels = random.integers(0, 4, (3, 2, 5))
    logits[2, :, 1, 3] = 0
    logits[2, labels[2, 1, 3], 1, 3] = -50  # by far the worst
    np.savez(path, logits=logits, labels=labels)
    found = report(capsys, str(path), "--per-sample", str(out), "--sample", "29")
    assert found["places"] == {"image": 3, "y": 2, "x": 5}
    assert found["place"] == {"image": 2, "y": 1, "x": 4}
    worst: Any = found["worst"]
    assert worst[0]["index"] == 28
    assert worst[0]["place"] == {"image": 2, "y": 1, "x": 3}
    header, *rows = csv.reader(out.read_text(encoding="utf-8-sig").splitlines())
    assert header[:5] == ["row", "image", "y", "x", "true"]
    assert [tuple(map(int, row[1:4])) for row in rows] == list(np.ndindex(3, 2, 5))
    assert [row[4] for row in rows] == [str(label) for label in labels.ravel()]
    assert main(["report", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "taken for" in printed
    assert ", image 2, y 1, x 3\n" in printed
    logits[1, 0, 1, 2] = np.nan
    np.savez(path, logits=logits, labels=labels)
    assert main(["report", str(path)]) == 2
    assert "row 17 (from 0), image 1, y 1, x 2" in capsys.readouterr().err


@pytest.fixture
def apart(tmp_path: Path) -> Path:
    """Scores and their truth in two files, whose ids are in another order."""
    z = np.random.default_rng(4).normal(size=(30, 3)).round(3)
    rows = [f"{k},{a},{b},{c}" for k, (a, b, c) in enumerate(z.tolist())]
    path = tmp_path / "scores.csv"
    path.write_text("\n".join(["id,logit_a,logit_b,logit_c", *rows]), encoding="utf-8")
    truth = [f"{k},{'abc'[k % 3]}" for k in reversed(range(30))]
    (tmp_path / "truth.csv").write_text("\n".join(["id,gold", *truth]), encoding="utf-8")
    return path


def test_the_truth_comes_from_another_file(
    apart: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["report", str(apart)]) == 2
    assert "(--truth FILE)" in capsys.readouterr().err
    truth = str(tmp_path / "truth.csv")
    by_id = report(capsys, str(apart), "--truth", truth)  # both hold the numbers 0 to 29
    z = np.genfromtxt(apart, delimiter=",", skip_header=1)[:, 1:]
    for join, labels in (("id", np.arange(30) % 3), ("order", np.arange(30)[::-1] % 3)):
        tree = report(capsys, str(apart), "--truth", truth, "--join", join)
        expected = log_loss(labels, softmax(z, axis=1))
        assert tree["cross_entropy"] == pytest.approx(expected, rel=1e-6)
        assert (tree["cross_entropy"] == by_id["cross_entropy"]) is (join == "id")
    # A recipe names it as it lies to the predictions, wherever it is used from.
    recipe = tmp_path / "r.json"
    words = ["--truth", truth, "--join", "order", "--save-recipe", str(recipe)]
    assert report(capsys, str(apart), *words) == tree
    assert json.loads(recipe.read_text())["truth"] == "truth.csv"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert report(capsys, str(apart), "--recipe", str(recipe)) == tree
    assert report(capsys, str(apart), "--truth", "../truth.csv", "--join", "order") == tree


@pytest.mark.parametrize("by_recipe", [False, True])
def test_the_file_of_the_truth_is_never_replaced(
    by_recipe: bool, apart: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    recipe, truth = tmp_path / "r.json", tmp_path / "truth.csv"
    recipe.write_text('{"format": "ceviz recipe", "truth": "truth.csv", "join": "id"}')
    words = ["--recipe", str(recipe)] if by_recipe else ["--truth", str(truth), "--join", "id"]
    before = truth.read_bytes()
    for command in (
        ["report", str(apart), *words, "--per-sample", str(truth)],
        ["report", str(apart), *words, "--save-recipe", str(truth)],
        ["render", str(apart), *words, "--plot", "histogram", "--out", str(truth)],
    ):
        assert main(command) == 2
        assert "truth.csv: is not replaced" in capsys.readouterr().err
        assert truth.read_bytes() == before


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_every_warning_is_told_on_stderr(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script that takes the JSON sees it without looking for it."""
    path = tmp_path / "p.npz"
    arrays: dict[str, object] = {"logits": -np.eye(3), "labels": np.arange(3), "mask": [1, 1, 0]}
    np.savez(path, **arrays)  # type: ignore[arg-type]
    assert main(["report", str(path), "--no-temperature", *words]) == 0
    assert capsys.readouterr().err == "ceviz: p.npz: “mask” is not used: every row counts once.\n"
