"""Columns of Parquet and Arrow whose cells are scores by class, and lists that are the truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, ReadOptions, read, sniff
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import lines

NAMES = ("cat", "dog", "fox")
_RANDOM = np.random.default_rng(4)
#: More rows than are looked at first, and than one batch of the file has.
ROWS = 700
Q = _RANDOM.dirichlet([1.0, 1.0, 1.0], ROWS)
TRUTH = (_RANDOM.random((ROWS, 1)) > Q.cumsum(axis=1)).sum(axis=1)
SOFT = _RANDOM.dirichlet([0.4, 0.4, 0.4], ROWS)
LOSS = float(-np.log(Q[np.arange(ROWS), TRUTH]).mean())
SOFT_LOSS = float(-(SOFT * np.log(Q)).sum(axis=1).mean())
NAMED = [NAMES[k] for k in TRUTH]
MAP = pa.map_(pa.string(), pa.float64())
SCORED = pa.list_(pa.struct({"label": pa.string(), "score": pa.float64()}))


def parquet(folder: Path, table: pa.Table) -> Path:
    pq.write_table(table, folder / "a.parquet", row_group_size=128)
    return folder / "a.parquet"


def arrow(folder: Path, table: pa.Table) -> Path:
    with pa.ipc.new_file(str(folder / "a.arrow"), table.schema) as writer:
        writer.write_table(table, max_chunksize=90)
    return folder / "a.arrow"


def stream(folder: Path, table: pa.Table) -> Path:
    with pa.ipc.new_stream(str(folder / "s.arrow"), table.schema) as writer:
        writer.write_table(table, max_chunksize=90)
    return folder / "s.arrow"


WRITERS = (parquet, arrow, stream)


def loss_of(path: Path, options: ReadOptions | None = None) -> float:
    predictions = read(path, options or ReadOptions())
    assert len(predictions) == ROWS
    assert predictions.warnings == ()
    fit = fit_of(predictions)
    assert fit is not None
    return fit.loss


def sorted_pairs(row: Any, names: tuple[str, ...] = NAMES) -> list[tuple[str, float]]:
    return sorted(zip(names, row.tolist(), strict=True), key=lambda pair: -pair[1])


def pipeline(rows: Any = Q, most: int = 3) -> pa.Array:
    """What Hugging Face's pipelines give with top_k=None: sorted by score."""
    pairs = (sorted_pairs(row)[:most] for row in rows)
    return pa.array([[{"label": n, "score": p} for n, p in row] for row in pairs], SCORED)


def maps(rows: Any = Q) -> pa.Array:
    return pa.array([list(zip(NAMES, row.tolist(), strict=True)) for row in rows], MAP)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    "scores",
    [
        pipeline(),
        maps(),
        pa.array([sorted_pairs(row) for row in Q], MAP),
        pa.array([sorted_pairs(row) for row in Q], pa.map_(pa.large_string(), pa.float64())),
        maps(np.log(Q)),
        pa.array(pipeline().to_pylist(), pa.large_list(SCORED.value_type)),
    ],
    ids=["pipeline", "map", "map by score", "large text", "logs", "large list"],
)
def test_scores_by_class(
    scores: pa.Array, write: Callable[[Path, pa.Table], Path], tmp_path: Path
) -> None:
    texts = [f"text {k}" for k in range(ROWS)]
    path = write(tmp_path, pa.table({"text": texts, "label": NAMED, "predictions": scores}))
    assert loss_of(path) == pytest.approx(LOSS, rel=1e-9)
    predictions = read(path)
    assert predictions.class_names == NAMES
    assert sniff(path).classes == 3


def listed(rows: Any = Q) -> dict[str, Any]:
    """What zero-shot pipelines give: the classes of each row by their scores, and those."""
    pairs = [sorted_pairs(row) for row in rows]
    return {"labels": [[n for n, _ in row] for row in pairs],
            "scores": [[p for _, p in row] for row in pairs]}  # fmt: skip


@pytest.mark.parametrize("write", WRITERS)
def test_classes_in_a_column_of_their_own(
    write: Callable[[Path, pa.Table], Path], tmp_path: Path
) -> None:
    path = write(tmp_path, pa.table({**listed(), "gold": NAMED}))
    assert loss_of(path) == pytest.approx(LOSS, rel=1e-9)
    assert read(path).class_names == NAMES
    # The names of the classes, given, do not make the places of a row those of the classes.
    assert loss_of(path, ReadOptions(class_names=NAMES)) == pytest.approx(LOSS, rel=1e-9)
    path = write(tmp_path, pa.table({**listed(), "gold": TRUTH}))
    with pytest.raises(AmbiguousFile, match="the classes come in another order in every row"):
        read(path)


def test_classes_in_one_order_name_the_places_of_the_lists(tmp_path: Path) -> None:
    table = pa.table({"labels": [list(NAMES)] * ROWS, "scores": Q.tolist(), "gold": NAMED})
    assert loss_of(parquet(tmp_path, table)) == pytest.approx(LOSS, rel=1e-9)
    assert read(tmp_path / "a.parquet").class_names == NAMES


def test_logits_by_class(tmp_path: Path) -> None:
    path = parquet(tmp_path, pa.table({"logits": maps(np.log(Q) + 3), "label": NAMED}))
    assert loss_of(path) == pytest.approx(LOSS, rel=1e-9)


@pytest.mark.parametrize("write", WRITERS)
def test_classes_of_which_rows_have_no_more_than_they_need(
    write: Callable[[Path, pa.Table], Path], tmp_path: Path
) -> None:
    """A row may lack what has no probability there, and a class may come late."""
    q = np.array([[0.5, 0.5, 0.0, 0.0]] * 600 + [[0.0, 0.0, 0.25, 0.75]] * 100)
    names = ("a", "b", "c", "d")
    rows = [[(n, p) for n, p in zip(names, row, strict=True) if p] for row in q.tolist()]
    truth = [names[k % 2] if row[0] else "cd"[k % 4 > 0] for k, row in enumerate(q)]
    path = write(tmp_path, pa.table({"label": truth, "probs": pa.array(rows, MAP)}))
    expected = (600 * np.log(2) - 25 * np.log(0.25) - 75 * np.log(0.75)) / ROWS
    assert loss_of(path) == pytest.approx(expected, rel=1e-9)
    assert read(path).class_names == names


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    "scores",
    [
        pipeline(most=2),
        pa.array([sorted_pairs(row)[:2] for row in Q], MAP),
        pa.array([sorted_pairs(np.log(row))[:2] for row in Q], MAP),
    ],
    ids=["pipeline", "map", "logs"],
)
def test_the_most_probable_few_are_refused_with_their_mass(
    scores: pa.Array, write: Callable[[Path, pa.Table], Path], tmp_path: Path
) -> None:
    mass = np.sort(Q, axis=1)[:, 1:].sum(axis=1)
    row = int(mass.argmin())
    path = write(tmp_path, pa.table({"label": NAMED, "probs": scores}))
    with pytest.raises(FileRefused, match=f"only {mass[row]:.4g} of the probability") as caught:
        read(path)
    assert f"row {row} (from 0), “probs”" in str(caught.value)


def test_rows_that_lack_classes_of_logits_are_refused(tmp_path: Path) -> None:
    scores = pa.array([sorted_pairs(row)[:2] for row in np.log(Q) + 3], MAP)
    path = parquet(tmp_path, pa.table({"label": NAMED, "logits": scores}))
    with pytest.raises(FileRefused, match="the scores are no probabilities"):
        read(path)


@pytest.mark.parametrize("write", WRITERS)
def test_a_row_without_scores_is_refused(
    write: Callable[[Path, pa.Table], Path], tmp_path: Path
) -> None:
    rows = maps().to_pylist()
    rows[300] = None
    path = write(tmp_path, pa.table({"label": NAMED, "probs": pa.array(rows, MAP)}))
    with pytest.raises(FileRefused, match=r"row 300 \(from 0\), “probs”: the cell is empty"):
        read(path)


def test_a_class_without_a_score_or_a_score_without_a_class_is_refused(tmp_path: Path) -> None:
    rows = [[{"label": n, "score": p} for n, p in sorted_pairs(row)] for row in Q]
    for part in ("label", "score"):
        kept = rows[5][1][part]
        rows[5][1][part] = None
        table = pa.table({"label": NAMED, "probs": pa.array(rows, SCORED)})
        with pytest.raises(FileRefused, match=r"row 5 \(from 0\)"):
            read(parquet(tmp_path, table))
        rows[5][1][part] = kept


def test_numbers_as_labels_of_classes_in_any_order_are_asked_about(tmp_path: Path) -> None:
    path = parquet(tmp_path, pa.table({"label": TRUTH, "predictions": pipeline()}))
    with pytest.raises(AmbiguousFile, match="the classes come in another order in every row"):
        read(path)
    # In maps that all have one order, that is the order.
    path = parquet(tmp_path, pa.table({"label": TRUTH, "probs": maps()}))
    assert loss_of(path) == pytest.approx(LOSS, rel=1e-9)


def test_things_found_in_a_picture_are_no_scores(tmp_path: Path) -> None:
    """One class may be there twice; the scores stand beside it."""
    seen = [[{"label": "cat", "score": 0.9}, {"label": "cat", "score": 0.8}]] * ROWS
    columns = {"boxes": pa.array(seen, SCORED), "probs": maps(), "label": NAMED}
    assert loss_of(parquet(tmp_path, pa.table(columns))) == pytest.approx(LOSS, rel=1e-9)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (pa.array(SOFT.tolist()), SOFT_LOSS),
        (pa.array(SOFT.tolist(), pa.list_(pa.float64(), 3)), SOFT_LOSS),
        (pa.array(np.eye(3)[TRUTH].tolist()), LOSS),
        (pa.array(np.eye(3, dtype=int)[TRUTH].tolist()), LOSS),
    ],
    ids=["soft", "fixed size", "one-hot", "whole numbers"],
)
@pytest.mark.parametrize("name", ["probs", "out"])
def test_lists_that_are_the_truth(
    name: str,
    targets: pa.Array,
    expected: float,
    write: Callable[[Path, pa.Table], Path],
    tmp_path: Path,
) -> None:
    path = write(tmp_path, pa.table({name: Q.tolist(), "target": targets}))
    assert loss_of(path) == pytest.approx(expected, rel=1e-9)
    guess = read(path).guess(Field.LABELS)
    assert guess is not None
    assert guess.value == "target"


def test_maps_that_are_the_truth(tmp_path: Path) -> None:
    path = parquet(tmp_path, pa.table({"probs": maps(), "target": maps(SOFT)}))
    assert loss_of(path) == pytest.approx(SOFT_LOSS, rel=1e-9)


def test_a_list_and_a_class_that_could_both_be_the_truth_are_asked_about(tmp_path: Path) -> None:
    """As knowledge distillation keeps them, or labels before and after smoothing."""
    columns = {"probs": Q.tolist(), "label": TRUTH.tolist(), "target": SOFT.tolist()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    for path in (parquet(tmp_path, pa.table(columns)), lines(tmp_path / "a.jsonl", rows)):
        with pytest.raises(AmbiguousFile, match="more than one column could be the truth"):
            read(path)
        assert loss_of(path, ReadOptions(labels="label")) == pytest.approx(LOSS, rel=1e-9)
        assert loss_of(path, ReadOptions(labels="target")) == pytest.approx(SOFT_LOSS, rel=1e-9)


def test_a_truth_of_another_length_is_refused_by_row(tmp_path: Path) -> None:
    targets = SOFT.tolist()
    targets[9] = [0.5, 0.5]
    path = parquet(tmp_path, pa.table({"probs": Q.tolist(), "target": targets}))
    with pytest.raises(FileRefused, match="“target”: has 2 probabilities instead of 3") as caught:
        read(path)
    assert "row 9 (from 0)" in str(caught.value)
