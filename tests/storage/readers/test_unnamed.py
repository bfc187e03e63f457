"""Tables without a header: an index and a prediction are no scores, and the truth is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ceviz.errors import LabelsMissing
from ceviz.storage.readers import AmbiguousFile, Field, ReadOptions, read
from ceviz.storage.readers.readings import fit_of

ROWS = 40
RANDOM = np.random.default_rng(0)
Y = RANDOM.integers(0, 2, ROWS)
P = np.clip(0.3 + 0.4 * Y + RANDOM.normal(0, 0.2, ROWS), 0.01, 0.99).round(3)
BEST = (P > 0.5).astype(int)
INDEX = np.arange(ROWS)
Q = (1 - P).round(3)
LOSS = -np.log(np.where(Y == 1, P, Q)).mean()


def written(path: Path, *columns: NDArray[np.generic]) -> Path:
    rows = zip(*(column.tolist() for column in columns), strict=True)
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
    return path


def loss(path: Path, options: ReadOptions | None = None) -> float:
    fit = fit_of(read(path, options))
    assert fit is not None
    return fit.loss


@pytest.mark.parametrize(
    "columns", [(INDEX, P, Y), (INDEX, Q, P, Y), (INDEX + 1, Q, P, Y), (Y, Q, P), (P, Y)]
)
def test_an_index_is_no_score(columns: tuple[NDArray[np.generic], ...], tmp_path: Path) -> None:
    assert loss(written(tmp_path / "a.csv", *columns)) == pytest.approx(LOSS)


@pytest.mark.parametrize(
    ("columns", "truth"),
    [((Y, BEST, P), 1), ((P, BEST, Y), 3), ((Q, P, BEST, Y), 4), ((INDEX, Q, P, Y, BEST), 4)],
)
def test_truth_and_prediction_are_asked_about(
    columns: tuple[NDArray[np.generic], ...], truth: int, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", *columns)
    with pytest.raises(AmbiguousFile) as asked:
        read(path)
    assert asked.value.field is Field.LABELS
    assert len(asked.value.readings) == 2
    assert loss(path, ReadOptions(labels=f"column {truth}")) == pytest.approx(LOSS)


def test_few_rows_do_not_make_an_index_of_the_label(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(".7,.2,.1,0\n.2,.7,.1,1\n.1,.2,.7,2\n")
    assert loss(path) == pytest.approx(-np.log(0.7))
    path.write_text("0,0.7,0.3,0\n1,0.2,0.8,0\n2,0.1,0.9,1\n")
    assert loss(path) == pytest.approx(-np.log([0.7, 0.2, 0.9]).mean())
    path.write_text(".7,.2,.1,0,0\n.2,.7,.1,1,1\n.1,.2,.7,1,2\n")
    with pytest.raises(AmbiguousFile, match="--labels 'column 5' or --labels 'column 4'"):
        read(path)


def test_whole_logits_stay_scores(tmp_path: Path) -> None:
    logits = np.random.default_rng(1).integers(-3, 4, (ROWS, 2)) + 4 * np.eye(2, dtype=int)[Y]
    path = written(tmp_path / "a.csv", logits[:, 0], logits[:, 1], Y)
    gap = (logits[:, 0] - logits[:, 1]) * np.where(Y == 1, 1.0, -1.0)
    assert loss(path) == pytest.approx(np.logaddexp(0, gap).mean())


@pytest.mark.parametrize(
    "columns",
    [(P, Y), (Y, P), (Q, P, Y), (Y, Q, P), (INDEX, Y, Q, P)],
)
@pytest.mark.parametrize("header", [True, False])
def test_labels_of_an_array_of_fractions(
    columns: tuple[NDArray[np.generic], ...], header: bool, tmp_path: Path
) -> None:
    """As pandas writes one array of probabilities and labels: the labels are 0.0 and 1.0."""
    is_indexed = columns[0] is INDEX
    if is_indexed and not header:
        return
    body = [c.astype(float) for c in columns[is_indexed:]]
    path = written(tmp_path / "a.csv", *columns[:is_indexed], *body)
    if header:
        names = [*[""] * is_indexed, *map(str, range(len(body)))]
        path.write_text(",".join(names) + "\n" + path.read_text())
    assert loss(path) == pytest.approx(LOSS)


def test_predictions_of_such_an_array_are_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", Y.astype(float), Q, P, BEST.astype(float))
    with pytest.raises(AmbiguousFile, match="more than one column could be the truth"):
        read(path)
    assert loss(path, ReadOptions(labels="column 1")) == pytest.approx(LOSS)


def test_an_array_of_whole_numbers_has_no_label(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("2.0,-1.0,0.0\n-3.0,1.0,1.0\n1.0,0.0,0.0\n")
    with pytest.raises(LabelsMissing):
        read(path)


@pytest.mark.parametrize(
    ("columns", "truth", "said"),
    [
        ((Q, P, BEST), 3, "names the class of the largest score in every row"),
        ((BEST, Q, P), 1, "names the class of the largest score in every row"),
        ((P, BEST), 2, "names the class of the largest score in every row"),
        ((Q, P, INDEX % 2), 3, "has hardly to do with the scores"),
    ],
)
def test_the_only_column_may_be_a_prediction_or_a_fold(
    columns: tuple[NDArray[np.generic], ...], truth: int, said: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", *columns)
    with pytest.raises(AmbiguousFile, match=said) as asked:
        read(path)
    (reading,) = asked.value.readings
    assert (reading.field, reading.value) == (Field.LABELS, f"column {truth}")
    assert len(read(path, reading.options)) == ROWS


def test_a_prediction_shows_in_all_rows_only(tmp_path: Path) -> None:
    """The first rows are all right, as those of a sorted file may be; a later one is not."""
    again = [np.concatenate([column] * 9) for column in (Q, P, BEST)]
    path = written(tmp_path / "a.csv", *again)
    with pytest.raises(AmbiguousFile, match="as predictions do"):
        read(path)
    again[2][-1] = 1 - again[2][-1]
    assert len(read(written(path, *again))) == 9 * ROWS


FILES = np.array([f"img_{k}.png" for k in range(ROWS)])


@pytest.mark.parametrize("columns", [(FILES, Q, P, Y), (FILES, Y, Q, P), (Q, P, FILES, Y)])
def test_texts_that_name_rows_are_no_labels(
    columns: tuple[NDArray[np.generic], ...], tmp_path: Path
) -> None:
    assert loss(written(tmp_path / "a.csv", *columns)) == pytest.approx(LOSS)


def test_texts_of_which_some_come_twice_are_labels(tmp_path: Path) -> None:
    words = np.array(["cat", "dog"])[Y]
    path = written(tmp_path / "a.csv", Q, P, RANDOM.permutation(ROWS) % 7, words)
    assert loss(path, ReadOptions(class_names=("cat", "dog"))) == pytest.approx(LOSS)


def test_texts_that_all_differ_are_labels_where_nothing_else_could_be(tmp_path: Path) -> None:
    table = (np.eye(9)[[1, 0, *range(2, 9)]] * 0.6 + np.eye(9) * 0.3 + 0.1 / 9).round(6)
    path = written(tmp_path / "a.csv", *table.T, np.array([f"c{k}" for k in range(9)]))
    names = tuple(f"c{k}" for k in range(9))
    taken = loss(path, ReadOptions(class_names=names))
    assert taken == pytest.approx(-np.log(np.diag(table)).mean(), rel=1e-4)
