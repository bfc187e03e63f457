"""What the numbers are taken for, and double softmax by name."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray

from ceviz.errors import FileRefused
from ceviz.storage.readers import (
    AmbiguousFile,
    Field,
    Guess,
    Kind,
    Predictions,
    ReadOptions,
    read,
    sniff,
)
from ceviz.storage.readers.meaning.kinds import guess_kind, looks_softmaxed_twice, undo_softmax
from tests.storage.readers.making import ROWS, labels, lines, logits, softmax

Q = softmax(logits())


def saved(tmp_path: Path, name: str, scores: NDArray[np.floating]) -> Path:
    path = tmp_path / "a.npz"
    np.savez(path, **{name: scores, "labels": np.arange(len(scores)) % scores.shape[1]})
    return path


def kind_of(predictions: Predictions) -> Guess:
    guess = predictions.guess(Field.KIND)
    assert guess is not None
    return guess


@pytest.mark.parametrize(
    ("name", "scores", "kind"),
    [
        ("logits", logits(), Kind.LOGITS),
        ("outputs", Q, Kind.PROBABILITIES),
        ("outputs", Q.round(2), Kind.PROBABILITIES),
        ("outputs", Q.astype(np.float16), Kind.PROBABILITIES),
        ("outputs", np.log(Q), Kind.LOG_PROBABILITIES),
        ("probs", np.eye(3)[labels()], Kind.PROBABILITIES),
    ],
)
def test_the_numbers_decide(
    name: str, scores: NDArray[np.floating], kind: Kind, tmp_path: Path
) -> None:
    predictions = read(saved(tmp_path, name, scores))
    assert predictions.kind is kind
    assert kind_of(predictions).value == kind
    assert predictions.warnings == ()
    np.testing.assert_array_equal(predictions.scores, scores)
    only_chosen = {Kind.CONFIDENCE, Kind.WITHOUT_ONE}
    assert set(kind_of(predictions).alternatives) == set(Kind) - {kind} - only_chosen


def test_probabilities_called_logits_are_a_double_softmax_to_be(tmp_path: Path) -> None:
    predictions = read(saved(tmp_path, "logits", Q))
    assert predictions.kind is Kind.PROBABILITIES
    assert "“logits” holds probabilities" in kind_of(predictions).warning
    assert "double softmax" in kind_of(predictions).warning


def test_a_softmax_applied_twice_is_named_and_can_be_undone(tmp_path: Path) -> None:
    path = saved(tmp_path, "probs", softmax(Q))
    predictions = read(path)
    assert predictions.kind is Kind.PROBABILITIES
    np.testing.assert_array_equal(predictions.scores, softmax(Q))
    assert "applied twice" in kind_of(predictions).warning
    assert "0.576 = e/(e + 2)" in kind_of(predictions).warning

    undone = read(path, ReadOptions().choose(Field.KIND, Kind.SOFTMAX_TWICE))
    assert undone.kind is Kind.PROBABILITIES
    np.testing.assert_allclose(undone.scores, Q, atol=1e-15)
    assert undone.warnings == ()


@pytest.mark.parametrize("rounded", [3, 4, 6])
def test_rounding_does_not_hide_a_double_softmax(rounded: int) -> None:
    q = softmax(softmax(logits(500, 10))).round(rounded)
    assert looks_softmaxed_twice(q)


@pytest.mark.parametrize("classes", [2, 3, 10, 100])
@pytest.mark.parametrize("spread", [0.0, 0.1, 0.2, 0.4, 1.0, 4.0])
def test_honest_models_are_not_accused(classes: int, spread: float) -> None:
    random = np.random.default_rng(classes)
    z = spread * random.normal(size=(400, classes))
    assert not looks_softmaxed_twice(softmax(z))


def test_undo_softmax_is_its_inverse() -> None:
    np.testing.assert_allclose(undo_softmax(softmax(Q)), Q, atol=1e-15)


def test_names_that_promise_probabilities(tmp_path: Path) -> None:
    assert (
        "“probs” sounds like probabilities"
        in kind_of(read(saved(tmp_path, "probs", logits()))).warning
    )
    independent = 1 / (1 + np.exp(-logits()))
    with pytest.raises(FileRefused, match=r"independent \(sigmoid\) probabilities.* rows sum to"):
        read(saved(tmp_path, "probs", independent))


@pytest.mark.parametrize(
    ("row", "odd", "why", "kinds"),
    [
        (4321, [0.5, 0.5, 0.5], "sums to 1.5", ["probabilities", "logits"]),  # not in the sample
        (0, [0.2, 0.2, 0.1], "sums to 0.5", ["probabilities", "logits"]),
        (7, [3.0, -2.0, 0.5], "sums to 1.5", ["logits"]),
        (8, [1.5, -0.5, 0.0], "holds 1.5", ["logits"]),
        (8, [0.6, 0.4001, -0.0001], "holds -0.0001", ["logits"]),
        (8, [1.0003, 0.0, 0.0], "holds 1.0003", ["probabilities", "logits"]),
    ],
)
def test_one_odd_row_among_distributions_is_asked_about(
    row: int, odd: list[float], why: str, kinds: list[str], tmp_path: Path
) -> None:
    """A guess from some rows is held against all of them; the odd one is named."""
    scores = softmax(logits(5000))
    scores[row] = odd
    path = saved(tmp_path, "probs", scores)
    with pytest.raises(AmbiguousFile, match=rf"row {row} .from 0.: .* it {why} ") as caught:
        read(path)
    assert sorted(reading.value for reading in caught.value.readings) == sorted(kinds)
    for reading in caught.value.readings:
        assert read(path, reading.options).kind == reading.value


def test_what_fast_text_adds_to_a_probability_is_rounding(tmp_path: Path) -> None:
    """Its certain rows hold 1 + 1e-5: https://github.com/facebookresearch/fastText/issues/748."""
    scores = np.exp(np.log(softmax(40 * logits()) + 1e-5)).astype(np.float32)
    assert scores.max() > 1.000009
    predictions = read(saved(tmp_path, "scores", scores))
    assert predictions.kind is Kind.PROBABILITIES
    np.testing.assert_allclose(softmax(predictions.logits()).sum(axis=1), 1)


def test_rows_of_which_few_sum_to_1_are_logits(tmp_path: Path) -> None:
    scores = logits()
    scores[:5] = softmax(logits())[:5]
    assert read(saved(tmp_path, "logits", scores)).kind is Kind.LOGITS


def test_logits_of_probabilities_are_their_logarithms(tmp_path: Path) -> None:
    q = np.eye(3)[labels()] * 0.5 + 0.5 * np.eye(3)[(labels() + 1) % 3]
    predictions = read(saved(tmp_path, "probs", q.astype(np.float16)))
    z = predictions.logits()
    assert z.dtype == np.float32
    np.testing.assert_allclose(softmax(z), q, atol=1e-7)
    assert np.isneginf(z[q == 0]).all()
    np.testing.assert_array_equal(predictions.logits(slice(3, 5)), z[3:5])


def test_logits_are_given_as_they_are(tmp_path: Path) -> None:
    predictions = read(saved(tmp_path, "logits", logits()))
    assert np.shares_memory(predictions.logits(), predictions.scores)


def test_chosen_probabilities_must_not_be_negative(tmp_path: Path) -> None:
    path = saved(tmp_path, "logits", logits())
    with pytest.raises(FileRefused, match=r"row 0 .* column 1 .* a probability is not negative"):
        read(path, ReadOptions(kind=Kind.PROBABILITIES))


def test_a_chosen_kind_shows_in_the_preview(tmp_path: Path) -> None:
    path = saved(tmp_path, "probs", Q)
    guess = sniff(path, ReadOptions(kind=Kind.LOGITS)).guess(Field.KIND)
    assert guess is not None
    assert (guess.value, guess.reason) == (Kind.LOGITS, "you chose it")


def test_rows_with_infinite_entries_say_nothing_about_the_kind() -> None:
    rows = np.full((ROWS, 3), -np.inf)
    rows[:, 0] = 0.0
    assert guess_kind(rows, "z", None).value == Kind.LOG_PROBABILITIES
    assert guess_kind(rows[:0], "z", None).value == Kind.LOGITS


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((100.0 * Q[:2]).round(1), "sums to 100"),
        (np.stack([np.arange(8), 12 - np.arange(8), np.full(8, 8)], axis=1) * 1.0, "sums to 20"),
    ],
)
def test_few_percentages_and_votes_are_not_taken_for_logits(
    scores: NDArray[np.floating], said: str, tmp_path: Path
) -> None:
    path = saved(tmp_path, "scores", scores)
    with pytest.raises(FileRefused, match=said) as refused:
        read(path)
    assert "choose the kind probabilities (--kind probabilities) to" in str(refused.value).lower()
    shares = read(path, ReadOptions(kind=Kind.PROBABILITIES)).logits()
    wanted = scores / scores.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(softmax(shares), wanted, rtol=1e-6)
    assert read(path, ReadOptions(kind=Kind.LOGITS)).kind is Kind.LOGITS


@pytest.mark.parametrize(
    "scores", [np.abs(logits()), np.maximum(logits(), 0.0) + 0.5, 30.0 * logits() ** 2]
)
def test_logits_without_a_negative_stay_logits(
    scores: NDArray[np.floating], tmp_path: Path
) -> None:  # fmt: skip
    assert read(saved(tmp_path, "scores", scores)).kind is Kind.LOGITS


@pytest.mark.parametrize("dtype", ["u2", "i2"])
def test_bits_of_bfloat16_are_no_scores(dtype: str, tmp_path: Path) -> None:
    bits = (logits().astype(np.float32).view(np.uint32) >> 16).astype(np.uint16).view(dtype)
    np.savez(tmp_path / "a.npz", logits=bits, labels=labels())
    with pytest.raises(FileRefused, match="the bits of bfloat16 numbers"):
        read(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", logits=(10 * logits()).astype(dtype), labels=labels())
    assert read(tmp_path / "b.npz").kind is Kind.LOGITS


def test_a_row_that_was_never_filled_is_found_among_many(tmp_path: Path) -> None:
    logs = np.tile(np.log(softmax(logits())), (150, 1))
    logs[3001] = 0
    np.savez(tmp_path / "a.npz", log_probs=logs, labels=np.tile(labels(), 150))
    with pytest.raises(FileRefused, match=r"row 3001 .*the exponentials of this one sum to 3"):
        read(tmp_path / "a.npz")


def test_a_double_softmax_shows_in_a_dozen_rows(tmp_path: Path) -> None:
    once = softmax(3 * np.random.default_rng(0).normal(size=(12, 4)))
    np.savez(tmp_path / "a.npz", probs=softmax(once), labels=once.argmax(axis=1))
    assert "applied twice" in read(tmp_path / "a.npz").warnings[0]
    np.savez(tmp_path / "b.npz", probs=once, labels=once.argmax(axis=1))
    assert read(tmp_path / "b.npz").warnings == ()


#: What people measure of a flower, and a column for each; as scores the last row is right.
FEATURES: list[tuple[list[float], int]] = [
    ([1.2, 0.3, -0.4], 0),
    ([0.2, 1.1, 0.5], 1),
    ([-0.3, 0.2, 0.9], 2),
]


def columns_of_features(path: Path, names: list[str]) -> Path:
    """Features in columns of these names, and a label."""
    records: list[dict[str, float]] = [
        dict(zip([*names, "label"], [*row, label], strict=True)) for row, label in FEATURES
    ]
    if path.suffix == ".jsonl":
        return lines(path, records)
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(records), path)
        return path
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(records[0]))
        writer.writeheader()
        writer.writerows(records)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize(
    "names", [["age", "height", "weight"], ["emb_0", "emb_1", "emb_2"], ["q0.1", "q0.5", "q0.9"]]
)
def test_columns_that_nothing_calls_classes_are_confirmed(
    names: list[str], suffix: str, tmp_path: Path
) -> None:
    path = columns_of_features(tmp_path / f"a{suffix}", names)
    with pytest.raises(AmbiguousFile, match=f"nothing says that “{names[0]}”.* hold scores") as e:
        read(path)
    (reading,) = e.value.readings
    assert reading.option == "--kind logits"
    assert len(read(path, reading.options).class_names) == 3


def test_columns_without_a_header_are_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1.2,0.3,-0.4,0\n0.2,1.1,0.5,1\n-0.3,0.2,0.9,2\n")
    with pytest.raises(AmbiguousFile, match=r"nothing says that “column 1”.* hold scores"):
        read(path)


@pytest.mark.parametrize("name", ["vector", "pooled", "bbox", "tokens", "attn"])
def test_lists_that_nothing_calls_scores_are_confirmed(name: str, tmp_path: Path) -> None:
    records = [{name: row, "label": label} for row, label in FEATURES]
    path = lines(tmp_path / "a.jsonl", records)
    with pytest.raises(AmbiguousFile, match=f"nothing says that “{name}” holds scores"):
        read(path)
    table = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(records), table)
    with pytest.raises(AmbiguousFile, match=f"nothing says that “{name}” holds scores"):
        read(table)


def test_columns_that_predict_the_labels_are_scores(tmp_path: Path) -> None:
    """Features, read as logits, tell less of the labels than how often each occurs."""
    random = np.random.default_rng(1)
    truth = random.integers(0, 3, 60)
    scores = random.normal(size=(60, 3)) + 3 * np.eye(3)[truth]
    for k, path in enumerate([tmp_path / "a.csv", tmp_path / "b.csv"]):
        table = np.column_stack([scores if k == 0 else 10 * scores[:, ::-1], truth])
        np.savetxt(path, table, delimiter=",", fmt=["%.4f"] * 3 + ["%d"])
    assert read(tmp_path / "a.csv").findings == ()
    with pytest.raises(AmbiguousFile):
        read(tmp_path / "b.csv")


def test_shares_of_something_else_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sand,silt,clay,label\n.7,.2,.1,0\n.2,.7,.1,2\n.1,.1,.8,1\n")
    (finding,) = read(path).findings
    assert "tell hardly more of the labels" in finding
