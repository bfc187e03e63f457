"""Several labels of a row at once: each is offered as a problem of two, with the score it has."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, ReadOptions, read, sniff
from tests.storage.readers.test_guessing import Columns, measured, written

RANDOM = np.random.default_rng(7)
ROWS = 60
MARKS = (RANDOM.random((ROWS, 3)) < [0.2, 0.5, 0.3]).astype(int)
Q = np.clip(0.05 + 0.4 * MARKS + 0.5 * RANDOM.random((ROWS, 3)), 0, 1).round(4)
Y, P = [*MARKS.T], [*Q.T]


def binary_loss(k: int) -> float:
    """The mean cross-entropy of label k alone, as sklearn's ``log_loss`` has it."""
    q = np.where(MARKS[:, k] == 1, Q[:, k], 1 - Q[:, k])
    return float(-np.log(q).mean())


def what_it_says(path: Path) -> str:
    """The names of the classes, or the question."""
    try:
        return ", ".join(read(path).class_names)
    except FileRefused as refusal:
        return str(refusal)


TABLES: dict[str, Columns] = {
    "of the names": dict(zip(["toxic", "rude", "threat"], Y, strict=True))
    | dict(zip(["toxic_prob", "rude_prob", "threat_prob"], P, strict=True)),
    "of beginnings": dict(zip(["y_toxic", "y_rude", "y_threat"], Y, strict=True))
    | dict(zip(["p_toxic", "p_rude", "p_threat"], P, strict=True)),
    "of numbers": {
        name: column
        for k in range(3)
        for name, column in (
            (f"pred_{k}", (Q[:, k] > 0.5).astype(int)),
            (f"true_{k}", Y[k]),
            (f"prob_{k}", P[k]),
        )
    },
    "of nothing but the order": {
        name: column
        for k, word in enumerate(("toxic", "rude", "threat"))
        for name, column in ((word, Y[k]), (f"p{k + 1}", P[k]))
    },
}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("name", TABLES)
def test_each_is_offered_with_its_own_score(name: str, suffix: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"a{suffix}", TABLES[name])
    with pytest.raises(AmbiguousFile, match=r"are independent labels.*not with softmax") as caught:
        read(path)
    assert caught.value.field is Field.LABELS
    labels = [column for column in TABLES[name] if column in ("toxic", "rude", "threat")]
    labels = labels or [column for column in TABLES[name] if column.startswith(("y_", "true_"))]
    losses = {
        reading.value: measured(read(path, reading.options))[0] for reading in caught.value.readings
    }
    assert losses == pytest.approx({label: binary_loss(k) for k, label in enumerate(labels)})


def test_the_chosen_one_names_its_classes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", TABLES["of numbers"])
    found = read(path, ReadOptions(labels="true_0"))
    assert found.class_names == ("not true_0", "true_0")
    scores = found.guess(Field.SCORES)
    assert scores is not None
    assert (scores.value, scores.reason) == ("prob_0", "it is that of “true_0”")
    both = read(path, ReadOptions(labels="true_0", scores="prob_0"))
    assert measured(both)[0] == pytest.approx(binary_loss(0))
    assert sniff(path, ReadOptions(labels="true_1")).classes == 2


def test_many_are_not_all_offered(tmp_path: Path) -> None:
    marks = RANDOM.integers(0, 2, (ROWS, 20))
    columns: Columns = {f"y_{k}": marks[:, k] for k in range(20)}
    columns |= {f"p_{k}": (0.3 + 0.4 * marks[:, k]).astype(float) for k in range(20)}
    with pytest.raises(AmbiguousFile) as caught:
        read(written(tmp_path / "a.csv", columns))
    assert len(caught.value.readings) == 6


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"label": Y[0], "flag": Y[1], "confidence": P[0], "margin": P[1]}, id="label"),
        pytest.param({"a": Y[0], "b": Y[1], "c": 1 - P[0], "d": 1 - P[1]}, id="scores fall"),
        pytest.param({"toxic": Y[0], "toxic_prob": P[0]}, id="one alone"),
    ],
)
def test_other_tables_are_not(columns: Columns, tmp_path: Path) -> None:
    told = what_it_says(written(tmp_path / "a.csv", columns))
    assert "independent labels" not in told
    assert "not toxic" not in told


def test_a_number_at_the_end_of_both_names_is_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"true_0": Y[0], "prob_0": P[0]})
    with pytest.raises(AmbiguousFile, match="a class or say which label it is") as caught:
        read(path, ReadOptions(labels="true_0"))
    losses = [measured(read(path, reading.options))[0] for reading in caught.value.readings]
    other = float(-np.log(np.where(MARKS[:, 0] == 1, 1 - Q[:, 0], Q[:, 0])).mean())
    assert losses == pytest.approx([binary_loss(0), other])
