"""Tables are read right, or asked about, or refused: never wrong and silent."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, log_loss

from ceviz.document.text.numbers import RATE, show_percent
from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, Kind, Predictions, ReadOptions, read, sniff
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import NAMES, labels, lines, logits, softmax
from tests.storage.readers.tables import Table, tables

ROWS = 40
RANDOM = np.random.default_rng(3)
TRUE = RANDOM.integers(0, 2, ROWS)
#: q of the second class: a passable model's.
Q1 = np.clip(0.25 + 0.5 * TRUE + RANDOM.normal(0, 0.25, ROWS), 0.01, 0.99).round(4)
HARD = (Q1 >= 0.5).astype(int)
CONFIDENCE = np.maximum(Q1, 1 - Q1)
Q = softmax(logits())
TRUTH = labels()

Columns = dict[str, Sequence[object] | NDArray[np.generic]]


def written(path: Path, columns: Columns) -> Path:
    """Columns in the format that the path's suffix says."""
    plain = {name: np.asarray(column).tolist() for name, column in columns.items()}
    rows = list(zip(*plain.values(), strict=True))
    if path.suffix == ".parquet":
        pq.write_table(pa.table(plain), path)
    elif path.suffix == ".jsonl":
        lines(path, [dict(zip(plain, row, strict=True)) for row in rows])
    else:
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([list(plain), *rows])
    return path


def measured(predictions: Predictions) -> tuple[float, float]:
    fit = fit_of(predictions)
    assert fit is not None
    return fit.loss, fit.accuracy


def is_right(predictions: Predictions, table: Table) -> bool:
    loss, accuracy = measured(predictions)
    return (
        len(predictions.class_names) == table.classes
        and loss == pytest.approx(table.loss, rel=2e-3)
        and accuracy == pytest.approx(table.accuracy, abs=0.051)
    )


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_random_tables_are_right_or_asked_or_refused(suffix: str, tmp_path: Path) -> None:
    """Class columns by random names, with random columns around them."""
    outcomes: Counter[str] = Counter()

    @settings(
        max_examples=200 if suffix == ".csv" else 50,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(tables())
    def check(table: Table) -> None:
        path = table.write(tmp_path / f"a{suffix}")
        try:
            predictions = read(path)
        except AmbiguousFile as question:
            outcomes["asked"] += 1
            outcomes["reasons"] += all(reading.why for reading in question.readings)
            return
        except FileRefused:
            outcomes["refused"] += 1
            return
        outcomes["right"] += 1
        is_warned = any(guess.warning for guess in predictions.guesses)
        assert is_right(predictions, table) or is_warned, path.read_bytes()[:2000]

    check()
    # Asking about everything would be no achievement; a person would know most tables, though
    # not those of a model that learnt nothing or of one class, whose labels go with anything.
    assert outcomes["right"] > 3 * outcomes["asked"]
    assert outcomes["refused"] < 0.05 * outcomes["right"]
    assert outcomes["reasons"] == outcomes["asked"]


BINARY: dict[str, Columns] = {
    "y_true,y_pred,y_prob": {"y_true": TRUE, "y_pred": HARD, "y_prob": Q1},
    "gt,pred,confidence": {"gt": TRUE, "pred": HARD, "confidence": CONFIDENCE},
    "gt,pred,confidence of q(1)": {"gt": TRUE, "pred": HARD, "confidence": Q1},
    "target,preds,proba": {"target": TRUE, "preds": HARD, "proba": Q1},
    "label,prediction,score": {"label": TRUE, "prediction": HARD, "score": Q1},
    "prediction first": {"prediction": HARD, "probability": Q1, "label": TRUE},
    "label,predicted,logit": {"label": TRUE, "predicted": HARD, "logit": np.log(Q1 / (1 - Q1))},
    "predict,p0,p1,actual": {"predict": HARD, "p0": 1 - Q1, "p1": Q1, "actual": TRUE},
    "names": {
        "label": np.array(["no", "yes"])[TRUE],
        "prediction": np.array(["no", "yes"])[HARD],
        "confidence": CONFIDENCE,
    },
    "names in no order": {
        "label": np.array(["spam", "ham"])[TRUE],
        "prediction": np.array(["spam", "ham"])[HARD],
        "prob": Q1,
    },
    "one column by a class's name": {"label": np.array(["a", "b"])[TRUE], "a": 1 - Q1, "b": Q1},
    "counts": {"n_tokens": np.arange(ROWS) + 7, "label": TRUE, "prob": Q1, "latency_ms": 9 + Q1},
    "floats": {"y_true": TRUE.astype(float), "y_pred": HARD.astype(float), "y_prob": Q1},
}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("layout", BINARY)
def test_binary_layouts(layout: str, suffix: str, tmp_path: Path) -> None:
    predictions = read(written(tmp_path / f"a{suffix}", BINARY[layout]))
    loss, accuracy = measured(predictions)
    assert loss == pytest.approx(log_loss(TRUE, Q1), abs=1e-6)
    assert accuracy == pytest.approx(accuracy_score(TRUE, HARD))
    assert predictions.warnings == ()


def test_a_prediction_is_held_against_the_scores(tmp_path: Path) -> None:
    columns: Columns = {"label": TRUE, "prediction": HARD, "prob": Q1}
    guess = read(written(tmp_path / "a.csv", columns)).guess(Field.PREDICTION)
    assert guess is not None
    assert guess.reason.endswith("it is the class of the largest score in every row")
    moved = np.where(Q1 > 0.55, 1, 0)  # another threshold
    warned = read(written(tmp_path / "b.csv", columns | {"prediction": moved}))
    share = np.mean(moved == HARD)
    assert 0.9 <= share < 1
    assert f"in {show_percent(share, RATE)} of 40 rows" in warned.warnings[0]
    columns["prediction"] = 1 - HARD
    with pytest.raises(FileRefused, match=r"“prob” goes with “prediction” in only 0\xa0%"):
        read(written(tmp_path / "c.csv", columns))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"y_true": TRUE, "y_pred": HARD}, "holds predicted classes .“y_pred”. but no scores"),
        ({"label": TRUE, "confidence": CONFIDENCE}, "“confidence” never falls below one half"),
        (
            {"label": TRUTH, "pred": Q.argmax(axis=1), "confidence": Q.max(axis=1)},
            "“confidence” is one number a row, and there are 3 classes",
        ),
    ],
)
def test_what_has_no_loss_is_refused(columns: Columns, message: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=message):
        read(written(tmp_path / "a.csv", columns))


def test_metadata_is_no_class(tmp_path: Path) -> None:
    block: Columns = {name: Q[:, k] for k, name in enumerate(NAMES)}
    around: Columns = {
        "n_tokens": np.arange(ROWS) * 7,
        "difficulty": np.arange(ROWS) / ROWS,
        **block,
        "fold_no": TRUTH,
        "label": TRUTH,
        "latency_ms": 20 + 5 * Q[:, 0],
    }
    predictions = read(written(tmp_path / "a.csv", around))
    assert predictions.class_names == NAMES
    assert measured(predictions)[0] == pytest.approx(log_loss(TRUTH, Q))


def test_a_language_may_be_called_id(tmp_path: Path) -> None:
    block: Columns = {name: Q[:, k] for k, name in enumerate(("en", "id", "no"))}
    predictions = read(written(tmp_path / "a.csv", {"index": range(ROWS), **block, "label": TRUTH}))
    assert predictions.class_names == ("en", "id", "no")


def test_numbers_that_follow_from_the_scores_are_no_classes(tmp_path: Path) -> None:
    block: Columns = {name: logits()[:, k] for k, name in enumerate(NAMES)}
    losses = -np.log(Q[np.arange(ROWS), TRUTH])
    derived: Columns = {"loss": losses, "confidence": Q.max(axis=1)}
    for truth in (TRUTH, np.array(NAMES)[TRUTH]):
        predictions = read(written(tmp_path / "a.csv", {**derived, **block, "label": truth}))
        assert predictions.class_names == NAMES


def test_columns_that_could_be_classes_are_asked_about(tmp_path: Path) -> None:
    block: Columns = {name: logits()[:, k] for k, name in enumerate(NAMES)}
    path = written(tmp_path / "a.csv", {**block, "valence": logits()[:, 0] / 3, "label": TRUTH})
    with pytest.raises(AmbiguousFile, match="more than one set of columns") as caught:
        read(path)
    values = {reading.value: reading for reading in caught.value.readings}
    assert {"cat, dog, bird", "cat, dog, bird, valence"} <= set(values)
    reading = values["cat, dog, bird"]
    assert reading.option == "--scores 'cat, dog, bird'"
    assert reading.option in str(caught.value)
    assert reading.fit is not None
    assert reading.fit.loss == pytest.approx(log_loss(TRUTH, Q))
    assert reading.fit.rows == ROWS
    assert read(path, reading.options).class_names == NAMES
    assert sniff(path, reading.options).classes == 3


def test_two_columns_of_labels_are_asked_about_if_they_differ(tmp_path: Path) -> None:
    block: Columns = {f"logit_{name}": logits()[:, k] for k, name in enumerate(NAMES)}
    same: Columns = {**block, "label": TRUTH, "y_true": TRUTH}
    assert measured(read(written(tmp_path / "a.csv", same)))[1] == 1
    others = np.where(np.arange(ROWS) % 4 == 0, (TRUTH + 1) % 3, TRUTH)
    path = written(tmp_path / "b.csv", same | {"y_true": others})
    with pytest.raises(AmbiguousFile) as caught:
        read(path)
    assert [reading.option for reading in caught.value.readings] == [
        "--labels label",
        "--labels y_true",
    ]
    fits = [reading.fit for reading in caught.value.readings]
    assert [fit.accuracy for fit in fits if fit is not None] == [1.0, 0.75]


def test_two_models_in_one_table_are_asked_about(tmp_path: Path) -> None:
    columns: Columns = {f"prob_{name}": Q[:, k] for k, name in enumerate(NAMES)}
    columns |= {f"proba_{name}": Q[:, (k + 1) % 3] for k, name in enumerate(NAMES)}
    with pytest.raises(AmbiguousFile, match="more than one set of columns") as caught:
        read(written(tmp_path / "a.csv", {**columns, "label": TRUTH}))
    assert {reading.value for reading in caught.value.readings} == {"prob_*", "proba_*"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("classes.txt", "cat\ndog\n\nbird\n"),
        ("labels.txt", "\ufeffcat\r\ndog\r\nbird\r\n"),
        ("config.json", json.dumps({"id2label": {"0": "cat", "1": "dog", "2": "bird"}})),
    ],
)
def test_names_beside_the_data(name: str, text: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", logits=logits(), labels=np.array(NAMES)[TRUTH])
    with pytest.raises(AmbiguousFile):
        read(tmp_path / "a.npz")
    (tmp_path / name).write_text(text, encoding="utf-8")
    predictions = read(tmp_path / "a.npz")
    np.testing.assert_array_equal(predictions.targets, TRUTH)
    guess = predictions.guess(Field.CLASS_NAMES)
    assert guess is not None
    assert f"“{name}”" in guess.reason


@pytest.mark.parametrize("text", ["cat\ndog\n", "cat\ncat\ndog\n", "[[[", '{"id2label": 3}'])
def test_names_of_other_classes_beside_the_data(text: str, tmp_path: Path) -> None:
    for name in ("classes.txt", "config.json"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    np.savez(tmp_path / "a.npz", logits=logits(), labels=TRUTH)
    assert read(tmp_path / "a.npz").class_names == ("0", "1", "2")


def test_names_beside_the_data_in_an_order_that_fits_worse(tmp_path: Path) -> None:
    q = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]])
    np.savez(tmp_path / "a.npz", probs=q, labels=np.array(["cat", "dog", "eel"]))
    names = tmp_path / "classes.txt"
    names.write_text("eel\ncat\ndog\n")
    with pytest.raises(AmbiguousFile, match="come from another file") as caught:
        read(tmp_path / "a.npz")
    assert [each.value for each in caught.value.readings] == ["cat, dog, eel", "eel, cat, dog"]
    assert read(tmp_path / "a.npz", caught.value.readings[0].options).targets.tolist() == [0, 1, 2]
    names.write_text("cat\ndog\neel\n")
    assert read(tmp_path / "a.npz").targets.tolist() == [0, 1, 2]


def test_predictions_by_name_tell_the_order_of_classes(tmp_path: Path) -> None:
    rows = zip(logits().tolist(), TRUTH, Q.argmax(axis=1), strict=True)
    records = [{"logits": z, "label": NAMES[y], "prediction": NAMES[k]} for z, y, k in rows]
    predictions = read(lines(tmp_path / "a.jsonl", records))
    assert predictions.class_names == NAMES
    np.testing.assert_array_equal(predictions.targets, TRUTH)


def test_the_order_that_fits_best_is_offered(tmp_path: Path) -> None:
    names = np.array(["b", "c", "a"])  # neither the alphabet's order nor that of the file
    order = np.argsort(RANDOM.random(ROWS))
    order = order[np.argsort(TRUTH[order] != 1, kind="stable")]
    np.savez(tmp_path / "a.npz", logits=logits()[order], labels=names[TRUTH[order]])
    with pytest.raises(AmbiguousFile) as caught:
        read(tmp_path / "a.npz")
    best = caught.value.readings[0]
    assert (best.value, best.why) == ("b, c, a", "the labels fit the scores best in it")


@pytest.mark.parametrize(
    ("key", "scores", "message"),
    [
        ("logprobs", np.log(Q)[:, :2], r"hold 0\.\d+ of the probability on average"),
        ("logprobs", np.where(Q < 0.1, -9999, np.log(Q)), "not among the most probable"),
        ("probs", Q[:, :2] * 0.9, r"the probabilities of a row sum to 0\.\d+ on average"),
        ("probs", 1 / (1 + np.exp(-logits())), "independent .sigmoid. probabilities"),
    ],
)
def test_part_of_a_distribution_is_not_renormalised(
    key: str, scores: NDArray[np.floating], message: str, tmp_path: Path
) -> None:
    truth = TRUTH % scores.shape[1]
    np.savez(tmp_path / "a.npz", **{key: scores, "labels": truth})
    with pytest.raises(FileRefused, match=message):
        read(tmp_path / "a.npz")
    chosen = read(tmp_path / "a.npz", ReadOptions(kind=Kind.LOGITS))
    assert chosen.kind is Kind.LOGITS


def test_independent_labels_are_named(tmp_path: Path) -> None:
    marks = np.stack([TRUTH == 0, TRUTH < 2, TRUTH > 0], axis=1)
    np.savez(tmp_path / "a.npz", logits=logits(), labels=marks.astype(int))
    with pytest.raises(FileRefused, match=r"mark 2 classes .*BCEWithLogitsLoss.*not with softmax"):
        read(tmp_path / "a.npz")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_ignored_rows_may_hold_anything(bad: float, tmp_path: Path) -> None:
    truth = np.where(TRUTH == 1, -100, TRUTH)
    scores = logits()
    scores[4] = bad
    np.savez(tmp_path / "a.npz", logits=scores, labels=truth)
    predictions = read(tmp_path / "a.npz")
    assert np.isfinite(predictions.scores).all()
    assert "1 ignored rows hold no usable scores" in predictions.warnings[0]
    assert measured(predictions) == measured(_read(tmp_path, logits=logits(), labels=truth))
    padded = Q.copy()
    padded[truth == -100] = 0
    predictions = _read(tmp_path, probs=padded, labels=truth)
    assert predictions.kind is Kind.PROBABILITIES


def _read(folder: Path, **arrays: NDArray[np.generic]) -> Predictions:
    np.savez(folder / "again.npz", **arrays)  # type: ignore[arg-type]
    return read(folder / "again.npz")


def test_a_void_label_is_proposed(tmp_path: Path) -> None:
    truth = np.where(TRUTH == 1, 255, TRUTH)
    np.savez(tmp_path / "a.npz", logits=logits(), labels=truth)
    with pytest.raises(AmbiguousFile, match="label 255 is outside 0 to 2") as caught:
        read(tmp_path / "a.npz")
    (reading,) = caught.value.readings
    assert reading.option == "--ignore-index 255"
    assert read(tmp_path / "a.npz", reading.options).ignored == 13


def test_labels_of_a_language_model_that_are_not_shifted(tmp_path: Path) -> None:
    tokens = RANDOM.integers(0, 6, (5, 20))
    ahead = np.roll(tokens, -1, axis=1)
    z = RANDOM.normal(size=(5, 20, 6)) + 4 * np.eye(6)[ahead]
    warned = _read(tmp_path, logits=z, labels=tokens)
    (finding,) = warned.findings
    assert "seem not to be shifted" in finding
    assert finding.count("accuracy") == 2
    assert "logits[:, :-1]" in finding
    assert warned.warnings == (finding,)
    assert _read(tmp_path, logits=z[:, :-1], labels=tokens[:, 1:]).findings == ()


@pytest.mark.parametrize("shape", [(4, 1, 5, 6), (4, 5, 6, 1)])
def test_labels_of_images_may_have_a_channel(shape: tuple[int, ...], tmp_path: Path) -> None:
    z = RANDOM.normal(size=(4, 3, 5, 6))
    truth = RANDOM.integers(0, 3, (4, 5, 6))
    predictions = _read(tmp_path, logits=z, labels=truth.reshape(shape))
    np.testing.assert_array_equal(predictions.scores, np.moveaxis(z, 1, -1).reshape(-1, 3))
    np.testing.assert_array_equal(predictions.targets, truth.ravel())


def test_labels_that_fit_better_transposed_are_told(tmp_path: Path) -> None:
    """As scikit-learn's predict_proba gives several outputs, with labels (N, outputs)."""
    truth = RANDOM.integers(0, 2, (5, 5))
    z = RANDOM.normal(size=(5, 5, 2)) + 4 * np.eye(2)[truth.T]
    (finding,) = _read(tmp_path, logits=z, labels=truth).findings
    assert "save labels.T" in finding
    assert _read(tmp_path, logits=z, labels=truth.T).findings == ()


def test_classes_may_be_the_second_axis(tmp_path: Path) -> None:
    z = RANDOM.normal(size=(4, 3, 5, 6))
    truth = RANDOM.integers(0, 3, (4, 5, 6))
    predictions = _read(tmp_path, logits=z, labels=truth)
    np.testing.assert_array_equal(predictions.scores, np.moveaxis(z, 1, -1).reshape(-1, 3))
    np.testing.assert_array_equal(predictions.targets, truth.ravel())


def test_a_shape_that_fits_both_axes_is_asked_about(tmp_path: Path) -> None:
    z, truth = RANDOM.normal(size=(4, 5, 5)), RANDOM.integers(0, 5, (4, 5))
    path = tmp_path / "a.npz"
    np.savez(path, logits=z, labels=truth)
    with pytest.raises(AmbiguousFile, match="can be read in two ways") as caught:
        read(path)
    found = {
        reading.option: read(path, reading.options).scores for reading in caught.value.readings
    }
    np.testing.assert_array_equal(found["--class-axis last"], z.reshape(-1, 5))
    np.testing.assert_array_equal(
        found["--class-axis second"], np.moveaxis(z, 1, -1).reshape(-1, 5)
    )


def test_a_text_for_every_class_is_its_name(tmp_path: Path) -> None:
    """As a language identifier saves it: in an order of its own, under a word of its own."""
    path, order = tmp_path / "a.npz", np.array(["nl", "de", "sv"])
    np.savez(path, probs=Q, languages=order, y_true=order[TRUTH])
    predictions = read(path)
    assert predictions.class_names == ("nl", "de", "sv")
    np.testing.assert_array_equal(predictions.targets, TRUTH)
    names = predictions.guess(Field.CLASS_NAMES)
    assert names is not None
    assert "“languages”" in names.reason


@pytest.mark.parametrize(
    "others",
    [
        {"families": np.array(["west", "west", "north"])},
        {"languages": np.array(["nl", "de", "sv"]), "codes": np.array(["x", "y", "z"])},
    ],
)
def test_texts_that_need_not_be_names_name_nothing(
    others: dict[str, NDArray[np.str_]], tmp_path: Path
) -> None:
    np.savez(tmp_path / "a.npz", probs=Q, y_true=TRUTH, **others)  # type: ignore[arg-type]
    assert read(tmp_path / "a.npz").class_names == ("0", "1", "2")


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("name", ["y_prob", "score"])
def test_percentages_of_one_class_are_asked_about(name: str, suffix: str, tmp_path: Path) -> None:
    """No logit is below 0, though the first class is likelier in many rows."""
    path = written(tmp_path / f"a{suffix}", {"y_true": TRUE, name: 100.0 * Q1})
    with pytest.raises(FileRefused, match="may be percentages"):
        read(path)
    loss, _ = measured(read(path, ReadOptions(kind=Kind.PROBABILITIES)))
    assert loss == pytest.approx(log_loss(TRUE, Q1), abs=1e-6)
    logits_of_1 = read(path, ReadOptions(kind=Kind.LOGITS)).scores[:, 1]
    np.testing.assert_allclose(logits_of_1, 100.0 * Q1)


def test_logits_of_one_class_are_no_percentages(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"y_true": TRUE, "score": 20.0 * (Q1 - 0.5)})
    assert read(path).kind is Kind.LOGITS
