"""What a person would know without being asked: by digits, by predictions, by how names begin."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, Predictions, ReadOptions, read, sniff
from ceviz.storage.readers.meaning.blocks import Peers, describes
from ceviz.storage.readers.meaning.head import Column
from tests.storage.readers.making import softmax
from tests.storage.readers.test_guessing import Columns, written

ROWS = 40
RANDOM = np.random.default_rng(21)
TRUTH = np.arange(ROWS) % 3
Z = (RANDOM.normal(0, 1.5, (ROWS, 3)) + 2 * np.eye(3)[TRUTH]).round(4)
BLOCK: Columns = {"oak": Z[:, 0], "elm": Z[:, 1], "ash": Z[:, 2]}
#: Rounded otherwise, whole, and rounded as the scores are.
OTHERWISE = RANDOM.random(ROWS).round(2)
WHOLE = RANDOM.integers(0, 5, ROWS)
ALIKE = RANDOM.normal(0, 1.5, ROWS).round(4)


def scores_of(predictions: Predictions) -> tuple[str, str]:
    guess = predictions.guess(Field.SCORES)
    assert guess is not None
    return guess.value, guess.reason


def chosen(path: Path, columns: Columns) -> tuple[str, str]:
    return scores_of(read(written(path, columns)))


def asked(path: Path, columns: Columns) -> set[str]:
    with pytest.raises(AmbiguousFile, match="more than one set of columns") as caught:
        read(written(path, columns))
    return {reading.value for reading in caught.value.readings}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_what_is_rounded_otherwise_is_no_score(suffix: str, tmp_path: Path) -> None:
    columns = {"hardness": OTHERWISE, **BLOCK, "fold": WHOLE, "label": TRUTH}
    value, reason = chosen(tmp_path / f"a{suffix}", columns)
    assert value == "oak, elm, ash"
    assert "“hardness”, “fold” is whole or rounded otherwise" in reason


def test_what_is_rounded_alike_may_be_a_score(tmp_path: Path) -> None:
    columns = {**BLOCK, "hardness": ALIKE, "label": TRUTH}
    assert {"oak, elm, ash", "oak, elm, ash, hardness"} <= asked(tmp_path / "a.csv", columns)


def test_two_sorts_of_fractions_are_asked_about(tmp_path: Path) -> None:
    others: Columns = {"hardness": OTHERWISE, "softness": OTHERWISE[::-1]}
    columns = {**BLOCK, **others, "label": TRUTH}
    assert "oak, elm, ash, hardness, softness" in asked(tmp_path / "a.csv", columns)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_predictions_tell_the_classes(suffix: str, named: bool, tmp_path: Path) -> None:
    """Some row has a number above the largest score, which therefore is none."""
    best = Z.argmax(axis=1)
    names = np.array(list(BLOCK))
    columns = {
        **BLOCK,
        "hardness": (ALIKE + 3).round(4),
        "pred": names[best] if named else best,
        "label": names[TRUTH] if named else TRUTH,
    }
    value, reason = chosen(tmp_path / f"a{suffix}", columns)
    assert value == "oak, elm, ash"
    if not named:
        assert "“pred” is the class of the largest in every row" in reason


def test_predictions_rule_nothing_out_that_never_wins(tmp_path: Path) -> None:
    columns = {**BLOCK, "hardness": (ALIKE - 9).round(4), "pred": Z.argmax(axis=1), "label": TRUTH}
    assert {"oak, elm, ash", "oak, elm, ash, hardness"} <= asked(tmp_path / "a.csv", columns)


def test_classes_that_are_never_predicted_are_not_left_out(tmp_path: Path) -> None:
    """Two of four classes occur: the first two are as good a reading as all."""
    z = Z.copy()
    z[:, 2] -= 20
    columns: Columns = {name: z[:, k] for k, name in enumerate(BLOCK)}
    columns |= {"yew": z[:, 2] - 1, "pred": z.argmax(axis=1), "label": TRUTH % 2}
    assert {"oak, elm", "oak, elm, ash, yew"} <= asked(tmp_path / "a.csv", columns)


@pytest.mark.parametrize("prefix", ["out.", "class ", "Class_", "cls:"])
def test_classes_after_the_same_word(prefix: str, tmp_path: Path) -> None:
    columns: Columns = {f"{prefix}{name}": column for name, column in BLOCK.items()}
    columns |= {"hardness": ALIKE, "id": np.arange(ROWS), "label": TRUTH % 2}
    predictions = read(written(tmp_path / "a.csv", columns))
    assert predictions.class_names == tuple(BLOCK)


def test_a_class_may_be_called_as_what_describes_a_row(tmp_path: Path) -> None:
    columns: Columns = {"logit_time": Z[:, 0], "logit_score": Z[:, 1], "logit_ash": Z[:, 2]}
    columns |= {"logit_elm": ALIKE, "label": TRUTH}
    predictions = read(written(tmp_path / "a.csv", columns))
    assert predictions.class_names == ("time", "score", "ash", "elm")


@pytest.mark.parametrize("prefix", ["out.", "score_", "class "])
def test_what_describes_a_row_after_a_word_for_more_is_asked_about(
    prefix: str, tmp_path: Path
) -> None:
    columns: Columns = {f"{prefix}{tree}": numbers for tree, numbers in BLOCK.items()}
    columns |= {f"{prefix}time": ALIKE, "label": TRUTH}
    with pytest.raises(AmbiguousFile, match="more than one set of columns") as caught:
        read(written(tmp_path / "a.csv", columns))
    found = {read(tmp_path / "a.csv", r.options).class_names for r in caught.value.readings}
    assert found == {tuple(BLOCK), (*BLOCK, "time")}


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("max", Z.max(axis=1)),
        ("min", Z.min(axis=1)),
        ("mean", Z.mean(axis=1)),
        ("std", Z.std(axis=1)),
        ("sum", Z.sum(axis=1)),
        ("margin", -np.diff(np.sort(Z, axis=1), axis=1)[:, -1] * -1),
        ("entropy", -(softmax(Z) * np.log(softmax(Z))).sum(axis=1)),
        ("confidence", softmax(Z).max(axis=1)),
        ("loss", -np.log(softmax(Z)[np.arange(ROWS), TRUTH])),
    ],
)
def test_what_follows_from_the_scores_is_no_class(
    name: str, column: np.ndarray, tmp_path: Path
) -> None:
    columns: Columns = {f"logit_{tree}": numbers for tree, numbers in BLOCK.items()}
    columns |= {f"logit_{name}": column.round(4), "label": TRUTH}
    assert read(written(tmp_path / "a.csv", columns)).class_names == tuple(BLOCK)


@pytest.mark.parametrize("factor", [50.0, 0.01])
def test_what_is_of_another_scale_is_asked_about(factor: float, tmp_path: Path) -> None:
    columns: Columns = {f"logit_{tree}": numbers for tree, numbers in BLOCK.items()}
    columns |= {"logit_time": (factor * np.abs(ALIKE)).round(4), "label": TRUTH}
    assert "logit_*" in asked(tmp_path / "a.csv", columns)


def test_labels_that_need_every_column_leave_none_to_spare(tmp_path: Path) -> None:
    columns: Columns = {"score": Z[:, 0], "id": Z[:, 1], "ash": Z[:, 2], "label": TRUTH}
    assert chosen(tmp_path / "a.csv", columns)[0] == "score, id, ash"


def test_shares_rounded_to_hundredths_sum_to_1_beside_others(tmp_path: Path) -> None:
    """The sums of the rounded ones are further off than those beside them may be."""
    q = softmax(RANDOM.normal(size=(ROWS, 8))).round(2)
    q[5] = [0.14, 0.14, 0.14, 0.14, 0.1, 0.1, 0.1, 0.11]
    columns: Columns = {name: q[:, k] for k, name in enumerate("abcdefgh")}
    columns |= {"confidence": RANDOM.random(ROWS).round(3), "label": np.zeros(ROWS, int)}
    assert (np.abs(q.sum(axis=1) - 1) > 0.02).any()
    assert read(written(tmp_path / "a.csv", columns)).class_names == tuple("abcdefgh")


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("0.25", (2, 2)),
        ("-12.5", (1, 3)),
        ("1e-3", (3, 1)),
        ("1.25e+2", (0, 3)),
        ("0,125", (3, 3)),
        ("85%", (0, 2)),
        ("-inf", (0, 0)),
        ("7", (0, 1)),
    ],
)
def test_how_a_number_is_written(text: str, digits: tuple[int, int]) -> None:
    assert Column.of_texts("a", [text]).digits == digits


def _sorted(rows: int) -> tuple[np.ndarray, Columns]:
    """Labels of six classes in order, and logits that go with them."""
    truth = np.arange(rows) * 6 // rows
    z = (RANDOM.normal(size=(rows, 6)) + 2 * np.eye(6)[truth]).round(4)
    columns: Columns = {"id": np.arange(rows)}
    columns |= {name: z[:, k] for k, name in enumerate("abcdef")}
    return truth, columns


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_labels_in_order_are_seen_in_all_rows(suffix: str, named: bool, tmp_path: Path) -> None:
    """The first rows have one class only, and a person would look at the others, too."""
    truth, block = _sorted(2400)
    labels = np.array(list("abcdef"))[truth] if named else truth
    path = written(tmp_path / f"a{suffix}", block | {"label": labels})
    predictions = read(path)
    assert predictions.class_names == tuple("abcdef")
    np.testing.assert_array_equal(predictions.targets, truth)
    assert sniff(path).classes == 6


def test_labels_of_another_file_are_seen_in_all_rows(tmp_path: Path) -> None:
    truth, block = _sorted(2400)
    path = written(tmp_path / "a.csv", block)
    written(tmp_path / "b.csv", {"id": np.arange(2400), "label": truth})
    predictions = read(path, ReadOptions(truth="b.csv"))
    assert predictions.class_names == tuple("abcdef")
    np.testing.assert_array_equal(predictions.targets, truth)


def test_all_labels_may_leave_the_question_open(tmp_path: Path) -> None:
    truth, block = _sorted(2400)
    path = written(tmp_path / "a.csv", block | {"label": np.minimum(truth, 3)})
    with pytest.raises(AmbiguousFile, match="the labels count 4 classes"):
        read(path)


def test_labels_that_cannot_be_read_leave_it_open_as_well(tmp_path: Path) -> None:
    truth, block = _sorted(2400)
    path = written(tmp_path / "a.csv", block | {"label": truth})
    with path.open("a", encoding="utf-8") as stream:
        stream.write("1,2\n")
    with pytest.raises(AmbiguousFile, match="the labels count 2 classes") as caught:
        read(path)
    with pytest.raises(FileRefused, match="line 2402: has 2 cells"):
        read(path, caught.value.readings[-1].options)


def test_one_number_a_row_is_not_taken_for_six_classes(tmp_path: Path) -> None:
    """Beside a confidence, and with one class in the first rows."""
    truth, block = _sorted(2400)
    block |= {"confidence": RANDOM.random(2400).round(4), "label": truth}
    path = written(tmp_path / "a.csv", block)
    with pytest.raises(AmbiguousFile) as caught:
        read(path)
    assert "a, b, c, d, e, f" in {reading.value for reading in caught.value.readings}


def test_two_classes_in_order_need_one_number_a_row(tmp_path: Path) -> None:
    truth = np.arange(800) // 400
    q = np.clip(0.2 + 0.6 * truth + RANDOM.normal(0, 0.3, 800), 0.01, 0.99).round(4)
    predictions = read(written(tmp_path / "a.csv", {"label": truth, "prob": q}))
    np.testing.assert_allclose(predictions.scores[:, 1], q)
    np.testing.assert_array_equal(predictions.targets, truth)


def test_peers_are_held_against_each_other_as_one_by_one() -> None:
    """Scales are looked up, so that a vocabulary of columns takes no square of its size."""
    random = np.random.default_rng(7)
    for _ in range(50):
        columns = [
            Column.of_values(str(k), (scale * random.normal(size=9)).round(digits).tolist())
            for k, (scale, digits) in enumerate(
                zip(10.0 ** random.integers(-2, 4, 5), random.integers(0, 3, 5), strict=True)
            )
        ]
        peers = Peers(columns)
        assert [peers.is_odd(each) for each in columns] == [
            _is_odd(each, [other for other in columns if other is not each]) for each in columns
        ]


def _is_odd(column: Column, others: list[Column]) -> bool:
    """The same by its definition, comparing every pair."""
    if column.is_constant:
        return True
    others = [other for other in others if not other.is_constant]
    fractions = [other for other in others if not other.is_whole]
    if len(fractions) > 1 and column.is_whole:
        return True
    near = [
        other.scale <= 10 * column.scale and column.scale <= 10 * other.scale
        for other in fractions or others
    ]
    return bool(near) and not any(near)


@pytest.mark.parametrize(
    ("name", "numbers", "does"),
    [
        ("id", RANDOM.normal(size=ROWS), False),
        ("id", WHOLE, True),
        ("loss", RANDOM.normal(size=ROWS), False),
        ("loss", RANDOM.random(ROWS), True),
        ("max", RANDOM.normal(size=ROWS), True),
        ("score", RANDOM.normal(size=ROWS), True),
        ("max_count", RANDOM.normal(size=ROWS), True),
        ("id", RANDOM.normal(size=ROWS)[:5], True),
    ],
)
def test_what_a_column_cannot_be_its_name_does_not_say(
    name: str, numbers: NDArray[np.generic], does: bool
) -> None:
    """An index of fractions is none, and no loss is below 0; of a few rows nothing is said."""
    assert describes(name, Column.of_values(name, numbers.tolist())) is does
