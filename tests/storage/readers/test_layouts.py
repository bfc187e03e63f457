"""Every layout that tools and people save predictions in, with the same numbers in each."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, read, sniff
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import LAYOUTS, NAMES, ROWS, labels, lines, logits, softmax, table

Q = softmax(logits())
TRUTH = labels()
LOSS = float(-np.log(Q[np.arange(ROWS), TRUTH]).mean())
NAMED = [NAMES[k] for k in TRUTH]
BY_CLASS = [dict(zip(NAMES, row, strict=True)) for row in Q.tolist()]

Maker = Callable[[Path], Path]


def loss_of(path: Path) -> float:
    predictions = read(path)
    assert predictions.warnings == ()
    assert len(predictions) == ROWS
    fit = fit_of(predictions)
    assert fit is not None
    return fit.loss


def document(tree: Any) -> Maker:
    def make(folder: Path) -> Path:
        (folder / "a.json").write_text(json.dumps(tree), encoding="utf-8")
        return folder / "a.json"

    return make


def records(rows: list[dict[str, Any]]) -> Maker:
    return lambda folder: lines(folder / "a.jsonl", rows)


def arrays(**named: Any) -> Maker:
    def make(folder: Path) -> Path:
        np.savez(folder / "a.npz", **named)
        return folder / "a.npz"

    return make


def packed(pack: Callable[[bytes], bytes], suffix: str, inner: str) -> Maker:
    def make(folder: Path) -> Path:
        plain = LAYOUTS[inner](folder / inner)
        path = folder / f"{inner}{suffix}"
        path.write_bytes(pack(plain.read_bytes()))
        return path

    return make


_ROWS: list[dict[str, Any]] = [
    {"probs": q, "label": y} for q, y in zip(BY_CLASS, NAMED, strict=True)
]
_SCORED = [
    {"scores": [{"label": n, "score": p} for n, p in q.items()], "label": y}
    for q, y in zip(BY_CLASS, NAMED, strict=True)
]
_PAIRS = [
    {"ranking": sorted(q.items(), key=itemgetter(1), reverse=True), "gold": y}
    for q, y in zip(BY_CLASS, NAMED, strict=True)
]
_LANGUAGES = [
    {"top": [{"lang": n, "score": p} for n, p in q.items()], "gold": y}
    for q, y in zip(BY_CLASS, NAMED, strict=True)
]
_VERTEX = [
    {"prediction": {"displayNames": list(q), "confidences": list(q.values())}, "label": y}
    for q, y in zip(BY_CLASS, NAMED, strict=True)
]
_SPACY = [{"text": "x", "cats": q, "gold": y} for q, y in zip(BY_CLASS, NAMED, strict=True)]
_COLUMNS = {**{n: Q[:, k].tolist() for k, n in enumerate(NAMES)}, "label": TRUTH.tolist()}
_H2O = [
    {"predict": int(q.argmax()), **{f"p{k}": p for k, p in enumerate(q)}, "actual": y}
    for q, y in zip(Q, TRUTH.tolist(), strict=True)
]
#: bfloat16 as NumPy saves what ml_dtypes makes: two bytes of no type.
_BF16 = (logits().view(np.uint32) >> 16).astype("<u2").view("V2")

MAKERS: dict[str, Maker] = {
    "list of objects": document(_ROWS),
    "object of lists": document({"logits": logits().tolist(), "labels": TRUTH.tolist()}),
    "object of columns": document(_COLUMNS),
    "columns by index": document(
        {name: dict(enumerate(column)) for name, column in _COLUMNS.items()}
    ),
    "columns and data": document(
        {"columns": list(_COLUMNS), "data": list(map(list, zip(*_COLUMNS.values(), strict=True)))}
    ),
    "rows by name": document({f"img_{k}.png": row for k, row in enumerate(_ROWS)}),
    "rows by index": document(
        {str(k): {**q, "label": y} for k, (q, y) in enumerate(zip(BY_CLASS, NAMED, strict=True))}
    ),
    "beside a longer list": document(
        {"logits": logits().tolist(), "labels": TRUTH.tolist(), "history": [0.5] * 99}
    ),
    "wrapped": document({"model": "m", "predictions": _ROWS}),
    "pipeline": document(_SCORED),
    "pipeline, by line": records(_SCORED),
    "pairs, the best first": records(_PAIRS),
    "a class by another word": records(_LANGUAGES),
    "Vertex": records(_VERTEX),
    "spaCy": records(_SPACY),
    "h2o": lambda folder: table(
        folder / "a.csv", list(_H2O[0]), [list(row.values()) for row in _H2O]
    ),
    "whole floats": arrays(logits=logits(), labels=TRUTH.astype(float)),
    "columns of one": arrays(logits=logits(), labels=TRUTH[:, None]),
    "keys in any order": records(
        [{"probs": dict(sorted(row["probs"].items())), "label": row["label"]} for row in _ROWS]
    ),
    "csv.gz": packed(gzip.compress, ".gz", "with_id.csv"),
    "csv.bz2": packed(bz2.compress, ".bz2", "with_id.csv"),
    "jsonl.gz": packed(gzip.compress, ".gz", "lists.jsonl"),
}


@pytest.mark.parametrize("layout", MAKERS)
def test_layouts(layout: str, tmp_path: Path) -> None:
    path = MAKERS[layout](tmp_path)
    assert loss_of(path) == pytest.approx(LOSS, rel=1e-6)
    assert sniff(path).classes == 3


def test_bfloat16_without_a_type(tmp_path: Path) -> None:
    path = arrays(logits=_BF16.reshape(ROWS, 3), labels=TRUTH)(tmp_path)
    exact = ((logits().view(np.uint32) >> 16) << 16).view(np.float32)
    np.testing.assert_array_equal(read(path).scores, exact)


def test_classes_that_differ_from_row_to_row(tmp_path: Path) -> None:
    """A row lacks what has no probability; what it lacks of the whole is refused."""
    rows = [{"probs": {"cat": 0.25, "dog": 0.75}, "label": "cat"},
            {"probs": {"bird": 1.0, "dog": 0.0}, "label": "bird"}]  # fmt: skip
    predictions = read(lines(tmp_path / "a.jsonl", rows))
    assert predictions.class_names == tuple(sorted(NAMES))
    np.testing.assert_array_equal(predictions.scores, [[0, 0.25, 0.75], [1, 0, 0]])
    logs = [{"logprobs": {"a": -0.1, "b": -3.0}, "label": "a"},
            {"logprobs": {"a": -0.2, "c": -2.0}, "label": "a"}]  # fmt: skip
    with pytest.raises(FileRefused, match=r"line 2: .* hold only 0\.9541 of the probability"):
        read(lines(tmp_path / "b.jsonl", [*logs[:1], *logs[1:]]))
    mixed = [{"logits": {"a": 1.0, "b": 2.0}, "label": "a"},
             {"logits": {"a": 1.0, "c": 2.0}, "label": "a"}]  # fmt: skip
    with pytest.raises(FileRefused, match="nothing says what the score of a class is"):
        read(lines(tmp_path / "c.jsonl", mixed))


def test_a_row_that_names_one_class_only_names_its_scores(tmp_path: Path) -> None:
    """The rows below tell that it holds scores by class, and what the classes are."""
    rows = [
        {"found": {"cat": 1.0}, "gold": "cat"},
        {"found": {"dog": 0.7, "cat": 0.3}, "gold": "dog"},
    ]
    predictions = read(lines(tmp_path / "a.jsonl", rows))
    np.testing.assert_array_equal(predictions.scores, [[1, 0], [0.3, 0.7]])
    few = [
        {"found": [["cat", 0.9]], "gold": "cat"},
        {"found": [["dog", 0.6], ["cat", 0.3]], "gold": "dog"},
    ]
    with pytest.raises(FileRefused, match=r"hold only 0\.9 of the probability"):
        read(lines(tmp_path / "b.jsonl", few))


def test_a_class_that_comes_late_is_not_left_out(tmp_path: Path) -> None:
    rows = [{"probs": {"a": 0.5, "b": 0.5}, "label": "a"}] * 300
    late: dict[str, Any] = {"probs": {"a": 0.5, "b": 0.2, "c": 0.3}, "label": "a"}
    with pytest.raises(FileRefused, match="line 301, “probs”: has the class “c”"):
        read(lines(tmp_path / "a.jsonl", [*rows, late]))


def test_scores_and_labels_of_the_same_split_go_together(tmp_path: Path) -> None:
    other = (TRUTH + 1) % 3
    path = arrays(
        train_labels=other, train_logits=-logits(), test_logits=logits(), test_labels=TRUTH
    )(tmp_path)
    with pytest.raises(AmbiguousFile, match="more than one array") as caught:
        read(path)
    assert caught.value.field is Field.SCORES
    by_value = {reading.value: reading.options for reading in caught.value.readings}
    predictions = read(path, by_value["test_logits"])
    np.testing.assert_array_equal(predictions.targets, TRUTH)
    np.testing.assert_array_equal(read(path, by_value["train_logits"]).targets, other)


def test_two_arrays_of_labels_are_asked_about(tmp_path: Path) -> None:
    path = arrays(logits=logits(), labels=TRUTH, targets=(TRUTH + 1) % 3)(tmp_path)
    with pytest.raises(AmbiguousFile) as caught:
        read(path)
    assert [reading.value for reading in caught.value.readings] == ["labels", "targets"]
    same = arrays(logits=logits(), labels=TRUTH, targets=TRUTH)(tmp_path)
    assert loss_of(same) == pytest.approx(LOSS, rel=1e-6)


@pytest.mark.parametrize(
    "record",
    [
        {"choices": [{"logprobs": {"content": [{"token": "a", "logprob": -0.1}]}}]},
        {"choices": [{"logprobs": {"tokens": ["a"], "token_logprobs": [-0.1]}}]},
        {"completion_probabilities": [{"id": 1, "logprob": -0.1}]},
        {"prompt_logprobs": [None, {"7": {"logprob": -0.1}}]},
        {"response": {"body": {"choices": [{"logprobs": {"content": []}}]}}},
        {"text": "a", "meta_info": {"output_token_logprobs": [[-0.1, 1, "a"]]}},
        {"candidates": [{"logprobsResult": {"chosenCandidates": [], "topCandidates": []}}]},
        {"model": "m", "response": "a", "logprobs": [{"token": "a", "logprob": -0.1}]},
        {"output": [{"content": [{"logprobs": [{"token": "a", "logprob": -0.1}]}]}]},
    ],
)
def test_answers_of_language_models_are_named(record: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="is an answer of a language-model service"):
        read(lines(tmp_path / "a.jsonl", [record, record]))


@pytest.mark.parametrize("names", [("pred_probs", "given"), ("a", "b"), ("y_hat", "y_test")])
def test_a_pair_of_arrays_by_content(names: tuple[str, str], tmp_path: Path) -> None:
    """cleanlab's and Keras' pairs, whatever they are called."""
    scores, truth = (tmp_path / f"{name}.npy" for name in names)
    np.save(scores, Q)
    np.save(truth, TRUTH)
    np.save(tmp_path / "features.npy", np.zeros((7, 3)))
    np.save(tmp_path / "objects.npy", np.array([{}], dtype=object))
    for path in (scores, truth):
        assert loss_of(path) == pytest.approx(LOSS, rel=1e-6)


def test_two_files_that_could_be_the_labels_are_asked_about(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", Q)
    np.save(tmp_path / "b.npy", TRUTH)
    np.save(tmp_path / "c.npy", (TRUTH + 1) % 3)
    with pytest.raises(AmbiguousFile, match="more than one file beside it") as caught:
        read(tmp_path / "a.npy")
    by_value = {reading.value: reading.options for reading in caught.value.readings}
    assert set(by_value) == {"b.npy", "c.npy"}
    np.testing.assert_array_equal(read(tmp_path / "a.npy", by_value["b.npy"]).targets, TRUTH)


def _parquet(folder: Path, table: pa.Table) -> Path:
    pq.write_table(table, folder / "a.parquet")
    return folder / "a.parquet"


def _feather(folder: Path, table: pa.Table) -> Path:
    feather.write_feather(table, str(folder / "a.feather"), compression="lz4")
    return folder / "a.feather"


def _stream(folder: Path, table: pa.Table) -> Path:
    """As Hugging Face's datasets cache them: a stream, without a magic number."""
    with pa.ipc.new_stream(str(folder / "a.arrow"), table.schema) as writer:
        for batch in table.to_batches(max_chunksize=7):
            writer.write_batch(batch)
    return folder / "a.arrow"


@pytest.mark.parametrize("write", [_parquet, _feather, _stream])
@pytest.mark.parametrize("layout", ["columns", "structs", "lists"])
def test_tables_of_arrow(
    layout: str, write: Callable[[Path, pa.Table], Path], tmp_path: Path
) -> None:
    columns: dict[str, Any] = {
        "columns": _COLUMNS,
        "structs": {"probs": BY_CLASS, "label": NAMED},
        "lists": {"probs": Q.tolist(), "label": TRUTH, "prediction": Q.argmax(axis=1)},
    }
    path = write(tmp_path, pa.table(columns[layout]))
    assert loss_of(path) == pytest.approx(LOSS, rel=1e-6)
    predictions = read(path)
    assert predictions.class_names == (("0", "1", "2") if layout == "lists" else NAMES)
    if layout == "lists":
        guess = predictions.guess(Field.PREDICTION)
        assert guess is not None
        assert "in every row" in guess.reason


def test_two_labels_beside_a_list_are_asked_about(tmp_path: Path) -> None:
    other = ((TRUTH + 1) % 3).tolist()
    rows = [
        {"logits": z, "label": y, "target": o}
        for z, y, o in zip(logits().tolist(), TRUTH.tolist(), other, strict=True)
    ]
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    for path in (lines(tmp_path / "a.jsonl", rows), _parquet(tmp_path, pa.table(columns))):
        with pytest.raises(AmbiguousFile, match="more than one column could be the truth"):
            read(path)
