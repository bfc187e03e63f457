"""Every layout that people and tools save, in each format it comes in, against scikit-learn.

A layout is columns, records or arrays; a format is how those are written. Each file must give
the loss and the accuracy that scikit-learn computes from the arrays it was made of, or be
refused by name: the last tables here.
"""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.metrics import accuracy_score, log_loss

from ceviz.errors import FileRefused
from ceviz.storage.readers import read, sniff
from tests.storage.readers.making import NAMES, softmax, table
from tests.storage.readers.test_guessing import measured

ROWS, CLASSES = 48, len(NAMES)
RANDOM = np.random.default_rng(33)
TRUTH = RANDOM.permutation(np.arange(ROWS) % CLASSES)
#: Rounded as a text file has them, so that every format holds the same numbers.
Z = (RANDOM.normal(0, 1.5, (ROWS, CLASSES)) + 2 * np.eye(CLASSES)[TRUTH]).round(6)
Q = softmax(Z)
BEST = Z.argmax(axis=1)
NAMED = np.array(NAMES)[TRUTH]
BINARY = (TRUTH > 0).astype(int)
Q1 = np.clip(1 - Q[:, 0], 0.001, 0.999).round(6)
HARD = (Q1 >= 0.5).astype(int)
SOFT = RANDOM.dirichlet(np.ones(CLASSES), ROWS)

#: Loss and accuracy of each sort of layout.
MANY = (log_loss(TRUTH, Q), accuracy_score(TRUTH, BEST))
TWO = (log_loss(BINARY, Q1), accuracy_score(BINARY, HARD))
SOFTLY = (
    log_loss(
        np.tile(np.arange(CLASSES), ROWS), np.repeat(Q, CLASSES, axis=0), sample_weight=SOFT.ravel()
    ),
    accuracy_score(SOFT.argmax(axis=1), BEST),
)
#: Every third row does not count.
COUNTS = np.arange(ROWS) % 3 > 0
SOME = (log_loss(TRUTH[COUNTS], Q[COUNTS]), accuracy_score(TRUTH[COUNTS], BEST[COUNTS]))

Expected = tuple[float, float]
Columns = dict[str, NDArray[Any]]


def block(numbers: NDArray[np.floating], before: str = "", names: Any = NAMES) -> Columns:
    return {f"{before}{name}": numbers[:, k] for k, name in enumerate(names)}


COLUMNS: dict[str, tuple[Columns, Expected]] = {
    "logit_": (block(Z, "logit_") | {"label": NAMED}, MANY),
    "prob_, 0-based": (block(Q, "prob_") | {"y_true": TRUTH}, MANY),
    "logprob_, 1-based": (block(np.log(Q), "logprob_", range(1, 4)) | {"target": TRUTH + 1}, MANY),
    "bare names": ({"id": np.arange(ROWS)} | block(Q) | {"gold": NAMED}, MANY),
    "numbers of a row": (
        {"n_tokens": np.arange(ROWS) * 7}
        | block(Q)
        | {"latency_ms": 9 + 9 * Q[:, 0], "label": NAMED},
        MANY,
    ),
    "an index and a fold": (
        {"index": np.arange(ROWS), "fold_no": TRUTH, "bytes": TRUTH * 999}
        | block(Z)
        | {"label": NAMED},
        MANY,
    ),
    "a class called id": (block(Q, "", ("en", "id", "no")) | {"label": TRUTH}, MANY),
    "predictions": (block(Z, "score_") | {"pred": np.array(NAMES)[BEST], "label": NAMED}, MANY),
    "whole floats": (block(Z, "logit_") | {"label": TRUTH.astype(float)}, MANY),
    "-100": (block(Z, "logit_") | {"label": np.where(COUNTS, TRUTH, -100)}, SOME),
    "h2o": ({"predict": HARD, "p0": 1 - Q1, "p1": Q1, "actual": BINARY}, TWO),
    "y_true, y_pred, y_prob": ({"y_true": BINARY, "y_pred": HARD, "y_prob": Q1}, TWO),
    "gt, pred, confidence": (
        {"gt": BINARY, "pred": HARD, "confidence": np.maximum(Q1, 1 - Q1)}, TWO,
    ),
    "target, preds, proba": ({"target": BINARY, "preds": HARD, "proba": Q1}, TWO),
    "label, prediction, score": ({"label": BINARY, "prediction": HARD, "score": Q1}, TWO),
    "label, prob": ({"label": BINARY, "prob": Q1}, TWO),
    "no, yes": ({"label": np.array(["no", "yes"])[BINARY], "prob": Q1}, TWO),
    "percentages": (block(100 * Q, "score_") | {"label": NAMED}, MANY),
    "cat (%), dog (%)": (
        block(100 * Q, "", [f"{name} (%)" for name in NAMES]) | {"label": NAMED}, MANY,
    ),
    "pct_cat, pct_dog": (block(100 * Q, "pct_") | {"label": NAMED}, MANY),
    "cat_pct, dog_pct by number": (
        block(100 * Q, "", [f"{name}_pct" for name in NAMES]) | {"y_true": TRUTH}, MANY,
    ),
    "soft columns": (block(Q, "p_") | block(SOFT, "target_"), SOFTLY),
    "numbered soft columns": (
        block(SOFT, "label_", range(3)) | block(Z, "logit_", range(3)), SOFTLY,
    ),
}  # fmt: skip

BY_CLASS = [dict(zip(NAMES, row, strict=True)) for row in Q.tolist()]
Records = list[dict[str, Any]]


def records(**columns: Any) -> Records:
    plain = {
        key: value.tolist() if isinstance(value, np.ndarray) else value
        for key, value in columns.items()
    }
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


LISTS: dict[str, tuple[Records, Expected]] = {
    "lists": (records(logits=Z, label=TRUTH), MANY),
    "lists and predictions": (records(probs=Q, label=TRUTH, prediction=BEST), MANY),
    "mappings": (records(probs=BY_CLASS, label=NAMED), MANY),
}
#: What only a JSON file has.
NESTED: dict[str, tuple[Records, Expected]] = {
    "soft lists": (records(logits=Z, target=SOFT), SOFTLY),
    "lists of one": (records(logits=Z, label=TRUTH[:, None]), MANY),
    "keys that differ": (
        [
            {"probs": {n: p for n, p in row.items() if p > 0}, "label": y}
            for row, y in zip(BY_CLASS, NAMED.tolist(), strict=True)
        ],
        MANY,
    ),
    "Hugging Face's pipeline": (
        [
            {"scores": [{"label": n, "score": p} for n, p in q.items()], "label": y}
            for q, y in zip(BY_CLASS, NAMED.tolist(), strict=True)
        ],
        MANY,
    ),
    "Vertex": (
        [
            {"prediction": {"displayNames": list(q), "confidences": list(q.values())}, "label": y}
            for q, y in zip(BY_CLASS, NAMED.tolist(), strict=True)
        ],
        MANY,
    ),
    "spaCy": (records(cats=BY_CLASS, gold=NAMED), MANY),
}
ROWS_OF_A_TABLE = records(**COLUMNS["logit_"][0])
#: Documents that are no list of records.
DOCUMENTS: dict[str, Any] = {
    "object of lists": {"logits": Z.tolist(), "labels": TRUTH.tolist()},
    "object of columns": {k: v.tolist() for k, v in COLUMNS["logit_"][0].items()},
    "Weights & Biases": {
        "columns": list(ROWS_OF_A_TABLE[0]),
        "data": [list(row.values()) for row in ROWS_OF_A_TABLE],
    },
    "wrapped": {"model": "m", "predictions": ROWS_OF_A_TABLE},
}

_IMAGES = (4, 3, 4)  # of 4 images 3 × 4, as many pixels as rows
SECOND = np.moveaxis(Z.reshape(*_IMAGES, CLASSES), -1, 1)
ARRAYS: dict[str, tuple[Columns, Expected]] = {
    "(N, K)": ({"logits": Z, "labels": TRUTH}, MANY),
    "(N, 1) labels": ({"logits": Z, "labels": TRUTH[:, None]}, MANY),
    "whole floats": ({"logits": Z, "labels": TRUTH.astype(float)}, MANY),
    "one-hot": ({"probs": Q, "labels": np.eye(CLASSES, dtype=int)[TRUTH]}, MANY),
    "soft": ({"logits": Z, "labels": SOFT}, SOFTLY),
    "(N,) of two classes": ({"probs": Q1, "labels": BINARY}, TWO),
    "(N, 1) of two classes": ({"probs": Q1[:, None], "labels": BINARY}, TWO),
    "log-probabilities": ({"log_probs": np.log(Q), "targets": TRUTH}, MANY),
    "ignored": ({"logits": Z, "labels": np.where(COUNTS, TRUTH, -100)}, SOME),
    "PyTorch's (N, C, d1, d2)": ({"logits": SECOND, "labels": TRUTH.reshape(_IMAGES)}, MANY),
    "PyTorch's (N, C, d1)": (
        {"logits": SECOND.reshape(4, CLASSES, 12), "labels": TRUTH.reshape(4, 12)}, MANY,
    ),
    "PyTorch's, soft": (
        {"logits": SECOND, "labels": np.moveaxis(SOFT.reshape(*_IMAGES, CLASSES), -1, 1)}, SOFTLY,
    ),
    "(B, T, K)": ({"logits": Z.reshape(4, 12, CLASSES), "labels": TRUTH.reshape(4, 12)}, MANY),
}  # fmt: skip


def _json(path: Path, rows: object) -> None:
    path.write_text(json.dumps(rows), encoding="utf-8")


def _jsonl(path: Path, rows: Records) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _stream(path: Path, rows: Records) -> None:
    made = pa.Table.from_pylist(rows)
    with pa.ipc.new_stream(str(path), made.schema) as writer:
        writer.write_table(made, 7)


def _text(path: Path, rows: Records, delimiter: str = ",") -> None:
    table(path, list(rows[0]), [list(row.values()) for row in rows], delimiter)


def _packed(path: Path, rows: Records, write: Callable[[Path, Records], None], pack: Any) -> None:
    write(path, rows)
    path.write_bytes(pack(path.read_bytes()))


def _arrow(write: Callable[[pa.Table, str], None]) -> Callable[[Path, Records], None]:
    return lambda path, rows: write(pa.Table.from_pylist(rows), str(path))


Writers = dict[str, Callable[[Path, Records], None]]
JSON_WRITERS: Writers = {
    ".jsonl": _jsonl,
    ".json": _json,
    ".jsonl.gz": partial(_packed, write=_jsonl, pack=gzip.compress),
}
ARROW_WRITERS: Writers = {
    ".parquet": _arrow(pq.write_table),
    ".feather": _arrow(partial(feather.write_feather, compression="lz4")),
    ".arrow": _stream,
}
TEXT_WRITERS: Writers = {
    ".csv": _text,
    ".tsv": partial(_text, delimiter="\t"),
    ".csv.gz": partial(_packed, write=_text, pack=gzip.compress),
    ".csv.bz2": partial(_packed, write=_text, pack=bz2.compress),
}


def _pair(path: Path, arrays: Columns) -> None:
    """Two npy files under the names of the arrays; the scores' is at ``path``."""
    (_, scores), (labels, truth) = arrays.items()
    np.save(path, scores)
    np.save(path.with_name(f"{labels}.npy"), truth)


ARRAY_WRITERS: dict[str, Callable[[Path, Columns], None]] = {
    ".npz": lambda path, arrays: np.savez(path, **arrays),  # type: ignore[arg-type]
    ".npy": _pair,
    ".safetensors": lambda path, arrays: save_file(
        {name: np.ascontiguousarray(array) for name, array in arrays.items()}, path
    ),
}


def is_as_expected(path: Path, expected: Expected) -> None:
    predictions = read(path)
    assert predictions.warnings == ()
    assert measured(predictions) == pytest.approx(expected, rel=1e-6)
    assert sniff(path).classes == len(predictions.class_names)


@pytest.mark.parametrize("suffix", TEXT_WRITERS | JSON_WRITERS | ARROW_WRITERS)
@pytest.mark.parametrize("layout", COLUMNS)
def test_columns(layout: str, suffix: str, tmp_path: Path) -> None:
    columns, expected = COLUMNS[layout]
    path = tmp_path / f"a{suffix}"
    (TEXT_WRITERS | JSON_WRITERS | ARROW_WRITERS)[suffix](path, records(**columns))
    is_as_expected(path, expected)


@pytest.mark.parametrize("suffix", JSON_WRITERS | ARROW_WRITERS)
@pytest.mark.parametrize("layout", LISTS)
def test_lists(layout: str, suffix: str, tmp_path: Path) -> None:
    rows, expected = LISTS[layout]
    path = tmp_path / f"a{suffix}"
    (JSON_WRITERS | ARROW_WRITERS)[suffix](path, rows)
    is_as_expected(path, expected)


@pytest.mark.parametrize("suffix", JSON_WRITERS)
@pytest.mark.parametrize("layout", NESTED)
def test_nested(layout: str, suffix: str, tmp_path: Path) -> None:
    rows, expected = NESTED[layout]
    path = tmp_path / f"a{suffix}"
    JSON_WRITERS[suffix](path, rows)
    is_as_expected(path, expected)


@pytest.mark.parametrize("layout", DOCUMENTS)
def test_documents(layout: str, tmp_path: Path) -> None:
    _json(tmp_path / "a.json", DOCUMENTS[layout])
    is_as_expected(tmp_path / "a.json", MANY)


@pytest.mark.parametrize("suffix", ARRAY_WRITERS)
@pytest.mark.parametrize("layout", ARRAYS)
def test_arrays(layout: str, suffix: str, tmp_path: Path) -> None:
    arrays, expected = ARRAYS[layout]
    path = tmp_path / f"{next(iter(arrays))}{suffix}"
    ARRAY_WRITERS[suffix](path, arrays)
    is_as_expected(path, expected)


MARKS = (RANDOM.random((ROWS, CLASSES)) < 0.5).astype(int)
_ORDER = np.argsort(-Q, axis=1)
REFUSED: dict[str, tuple[Columns, str]] = {
    "independent labels": (block(Z, "logit_") | block(MARKS, "true_"), "not with softmax"),
    "sigmoids, label_": (
        block((1 / (1 + np.exp(-Z))).round(4), "prob_") | block(MARKS, "label_"),
        "the labels mark .*BCEWithLogitsLoss",
    ),
    "sigmoids, _true and _pred": (
        block(MARKS, "", [f"{name}_true" for name in NAMES])
        | block((1 / (1 + np.exp(-Z))).round(4), "", [f"{name}_pred" for name in NAMES]),
        "the labels mark .*BCEWithLogitsLoss",
    ),
    "sigmoids, bare marks": (
        block(MARKS) | block(Z, "", [f"{name}_logit" for name in NAMES]),
        "the labels mark .*BCEWithLogitsLoss",
    ),
    "all classes but one": (
        block(Q[:, :2], "prob_", NAMES[:2]) | {"label": NAMED},
        "one class more than there are columns, “bird”.*--kind 'probabilities without one class'",
    ),
    "independent probabilities": (
        block(1 / (1 + np.exp(-Z)), "prob_") | {"label": NAMED}, "independent .sigmoid.",
    ),
    "top-k": (
        {"label": NAMED}
        | {f"label_{k}": np.array(NAMES)[_ORDER[:, k - 1]] for k in (1, 2)}
        | {f"prob_{k}": -np.sort(-Q, axis=1)[:, k - 1] for k in (1, 2)},
        "the 2 most probable classes of a row",
    ),
    "log-probabilities of some classes": (
        block(np.log(Q) - 1, "logprob_") | {"label": NAMED}, "of the probability on average",
    ),
    "predicted classes only": ({"y_true": TRUTH, "y_pred": BEST}, "but no scores"),
    "percentages of independent labels": (
        block(100 / (1 + np.exp(-Z)), "", [f"{name} (%)" for name in NAMES]) | {"label": NAMED},
        "its name says percent",
    ),
}  # fmt: skip


@pytest.mark.parametrize("suffix", TEXT_WRITERS | JSON_WRITERS | ARROW_WRITERS)
@pytest.mark.parametrize("layout", REFUSED)
def test_what_has_no_such_loss_is_named(layout: str, suffix: str, tmp_path: Path) -> None:
    columns, message = REFUSED[layout]
    path = tmp_path / f"a{suffix}"
    (TEXT_WRITERS | JSON_WRITERS | ARROW_WRITERS)[suffix](path, records(**columns))
    with pytest.raises(FileRefused, match=message):
        read(path)
