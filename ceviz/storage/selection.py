"""Some rows of a measured batch as a file: a table of their numbers, or predictions to open."""

from __future__ import annotations

import io
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from ceviz.document.model import Unit
from ceviz.document.text.cells import csv_bytes, safe_text
from ceviz.maths.arrays import AnyArray, IndexArray
from ceviz.maths.batch import Evaluation
from ceviz.storage.readers.guesses import IGNORED

#: The file that holds predictions; any other is a table.
PREDICTIONS = ".npz"


def selection_bytes(path: Path, evaluation: Evaluation, rows: IndexArray, unit: Unit) -> bytes:
    """What a file of the name ``path`` holds of some rows.

    Raises:
        InvalidInput: the scores were not kept, and a table is not asked for.
        FileRefused: the file that they lie in has changed.
    """
    if path.suffix.lower() == PREDICTIONS:
        return rows_npz(evaluation, rows)
    return rows_csv(evaluation, unit, rows)


def rows_csv(evaluation: Evaluation, unit: Unit, rows: IndexArray | None = None) -> bytes:
    """A line a row, with its place and its file if it has them.

    Args:
        evaluation: of all rows.
        unit: of the losses; the margin is in nats.
        rows: which ones, in their order; None for all.
    """
    chosen = np.arange(evaluation.columns.rows) if rows is None else rows
    names = [safe_text(name) for name in evaluation.class_names]
    ignored = evaluation.ignored[chosen]
    true = np.where(ignored, -1, np.asarray(evaluation.true)[chosen]).tolist()
    places, parts = evaluation.task.places, evaluation.task.parts
    files = [] if parts is None else [parts.of(row) for row in chosen.tolist()]
    header = (
        "row", *(() if places is None else places.axes),
        *(() if parts is None else ("file", "its row")),
        "true", "predicted", f"loss [{unit}]", "confidence", "margin", "ignored",
    )  # fmt: skip
    columns = (
        chosen.tolist(),
        *(() if places is None else (axis[chosen].tolist() for axis in places.columns())),
        *(() if parts is None else ([safe_text(n) for n, _ in files], [r for _, r in files])),
        ("" if k < 0 else names[k] for k in true),
        (names[k] for k in evaluation.predicted[chosen].tolist()),
        (evaluation.loss[chosen] * unit.per_nat).tolist(),
        evaluation.confidence[chosen].tolist(),
        evaluation.margin[chosen].tolist(),
        ignored.astype(int).tolist(),
    )
    return csv_bytes(chain([header], zip(*columns, strict=True)))


def rows_npz(evaluation: Evaluation, rows: IndexArray) -> bytes:
    """Predictions of some rows in their order: logits, labels or targets, names, row numbers.

    Logits are softmax's input at T = 1, as the samples are now: of probabilities their logarithms.

    Raises:
        InvalidInput: the scores were not kept.
        FileRefused: the file that they lie in has changed.
    """
    task = evaluation.task
    order = np.argsort(rows, kind="stable")
    logits = np.empty((len(rows), task.classes))
    logits[order] = task.logits(rows[order])
    held: dict[str, AnyArray] = {
        "logits": _as_small(logits, task.scores.dtype),
        "class_names": np.array(evaluation.class_names),
        "row": rows.astype(np.int64),
    }
    if task.certain:
        true = np.asarray(evaluation.true)[rows].astype(np.int64)
        held["labels"] = np.where(evaluation.ignored[rows], IGNORED, true)
    else:
        held["targets"] = _targets(evaluation, rows)
    out = io.BytesIO()
    np.savez(out, **held)  # type: ignore[arg-type]
    return out.getvalue()


def _as_small(logits: AnyArray, given: np.dtype[Any]) -> AnyArray:
    """In the type of the file where it holds the very same numbers."""
    if given.kind != "f" or given.itemsize >= logits.dtype.itemsize:
        return logits
    with np.errstate(over="ignore"):
        small = logits.astype(given)
    return small if np.array_equal(small, logits) else logits


def _targets(evaluation: Evaluation, rows: IndexArray) -> AnyArray:
    """(n, K) the distributions of some rows, without label smoothing."""
    task = evaluation.task
    if task.targets is None:
        made = np.zeros((len(rows), task.classes))
        made[np.arange(len(rows)), np.asarray(evaluation.true)[rows].astype(np.intp)] = 1.0
    else:
        task.check()
        made = task.targets[rows].astype(np.float64)
    if task.overlay is not None:
        edited = {row: k for k, row in enumerate(task.overlay.rows.tolist())}
        for at, row in enumerate(rows.tolist()):
            if row in edited:
                made[at] = task.overlay.targets[edited[row]]
    return made
