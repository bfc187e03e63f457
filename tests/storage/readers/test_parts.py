"""Documents with several tables side by side: no row of one is read beside one of another."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ceviz
from ceviz.cli import main
from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, Field, ReadOptions, read, sniff
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import lines, softmax, table

NAMES = ("cat", "dog", "fox")
_RANDOM = np.random.default_rng(2)


def _batch(rows: int) -> tuple[Any, Any, Any]:
    z = _RANDOM.normal(size=(rows, 3)) * 2
    return z, softmax(z), _RANDOM.integers(0, 3, rows)


#: Splits of which two have equally many rows, as columns of one table have.
SPLITS = {"train": _batch(30), "val": _batch(20), "test": _batch(20)}
LOSSES = {
    name: float(-np.log(q[np.arange(len(y)), y]).mean()) for name, (_, q, y) in SPLITS.items()
}

Maker = Callable[[Any, Any, Any], Any]


def _columns(_: Any, q: Any, y: Any) -> dict[str, Any]:
    return {**{name: q[:, k].tolist() for k, name in enumerate(NAMES)}, "label": y.tolist()}


def _records(_: Any, q: Any, y: Any) -> list[dict[str, Any]]:
    return [
        {"probs": row, "label": label} for row, label in zip(q.tolist(), y.tolist(), strict=True)
    ]


def _lists(z: Any, _: Any, y: Any) -> dict[str, Any]:
    return {"logits": z.tolist(), "labels": y.tolist()}


def _by_index(z: Any, q: Any, y: Any) -> dict[str, Any]:
    columns = _columns(z, q, y)
    return {
        name: {str(row): value for row, value in enumerate(column)}
        for name, column in columns.items()
    }


def _split_frame(_: Any, q: Any, y: Any) -> dict[str, Any]:
    return {
        "columns": [*NAMES, "label"],
        "index": list(range(len(y))),
        "data": [[*row, NAMES[label]] for row, label in zip(q.tolist(), y.tolist(), strict=True)],
    }


TABLES: dict[str, Maker] = {
    "columns": _columns,
    "records": _records,
    "lists": _lists,
    "by index": _by_index,
    "split": _split_frame,
}
WRAPPED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "alone": lambda parts: parts,
    "two of one length": lambda parts: {name: parts[name] for name in ("val", "test")},
    "beside a model's name": lambda parts: {"model": "bert", "config": {"layers": [1, 2]}, **parts},
    "beside class names": lambda parts: {"class_names": list(NAMES), **parts},
    "in results": lambda parts: {"epoch": 3, "results": parts},
}


@pytest.mark.parametrize("indent", [None, 1], ids=["one line", "indented"])
@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize("made", TABLES)
def test_splits_are_asked_about_and_read_one_by_one(
    made: str, wrapped: str, indent: int | None, tmp_path: Path
) -> None:
    parts = {name: TABLES[made](*batch) for name, batch in SPLITS.items()}
    tree = WRAPPED[wrapped](parts)
    path = tmp_path / "a.json"
    path.write_text(json.dumps(tree, indent=indent))
    for look in (read, sniff):
        with pytest.raises(AmbiguousFile, match="tables side by side") as caught:
            look(path)
    found = {reading.value: reading for reading in caught.value.readings}
    assert found.keys() == (SPLITS.keys() - {"train"} if "two" in wrapped else SPLITS.keys())
    for name, reading in found.items():
        assert f"--part {name}" in str(caught.value)
        predictions = read(path, reading.options)
        fit = fit_of(predictions)
        assert fit is not None
        assert fit.rows == len(SPLITS[name][2])
        assert fit.loss == pytest.approx(LOSSES[name], rel=1e-9)
        guess = predictions.guess(Field.PART)
        assert guess is not None
        assert guess.value == name
        assert {*guess.alternatives} == found.keys() - {name}


def test_class_names_that_all_parts_have_are_those_of_each(tmp_path: Path) -> None:
    for made in (_lists, _records):
        parts = {name: made(*batch) for name, batch in SPLITS.items()}
        path = tmp_path / "a.json"
        path.write_text(json.dumps({"class_names": NAMES, **parts}))
        assert read(path, ReadOptions(part="val")).class_names == NAMES


def test_models_side_by_side_are_asked_about_too(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"vit": _lists(*SPLITS["val"]), "resnet": _lists(*SPLITS["test"])}))
    with pytest.raises(AmbiguousFile, match=r"--part (vit|resnet) or --part (vit|resnet)"):
        read(path)


@pytest.mark.parametrize("made", TABLES)
def test_one_split_alone_is_read(made: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"test": TABLES[made](*SPLITS["test"])}))
    fit = fit_of(read(path))
    assert fit is not None
    assert fit.loss == pytest.approx(LOSSES["test"], rel=1e-9)


@pytest.mark.parametrize(
    "tree",
    [
        {"train": [0.2, 0.5, 0.3], "bus": [0.8, 0.5, 0.7], "label": ["bus", "train", "bus"]},
        {"train": [0.2, 0.5, 0.3], "test": [0.8, 0.5, 0.7], "label": ["test", "train", "test"]},
        {
            "train": {"0": 0.2, "1": 0.5},
            "test": {"0": 0.8, "1": 0.5},
            "label": {"0": "test", "1": "train"},
        },
    ],
    ids=["a class", "two classes", "by index"],
)
def test_classes_that_are_called_like_splits_are_classes(
    tree: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(tree, indent=1))
    assert {*read(path).class_names} == tree.keys() - {"label"}


def test_more_parts_than_anybody_reads_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({f"run {k}": _lists(*SPLITS["val"]) for k in range(60)}))
    with pytest.raises(FileRefused, match="holds 60 tables side by side") as caught:
        read(path)
    assert "--part 'run 0'" in str(caught.value)
    assert len(read(path, ReadOptions(part="run 41"))) == 20


def test_a_part_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({name: _lists(*batch) for name, batch in SPLITS.items()}))
    with pytest.raises(FileRefused, match="has no part “dev”") as caught:
        read(path, ReadOptions(part="dev"))
    assert "“train”, “val”, “test”" in str(caught.value)


def test_a_part_of_a_file_of_one_table_is_refused(tmp_path: Path) -> None:
    """Nothing is chosen of it, as of a table with a column of splits."""
    rows = [
        [*row, label, "val"] for row, label in zip(SPLITS["val"][1], SPLITS["val"][2], strict=True)
    ]
    document = tmp_path / "a.json"
    document.write_text(json.dumps(_lists(*SPLITS["val"])))
    for path in (
        table(tmp_path / "a.csv", ["p_0", "p_1", "p_2", "label", "split"], rows),
        lines(tmp_path / "a.jsonl", _records(*SPLITS["val"])),
        lines(tmp_path / "b.jsonl", [_lists(*SPLITS["val"])]),
        document,
    ):
        assert len(read(path)) == 20
        with pytest.raises(FileRefused, match=r"has no parts .*Leave out --part"):
            read(path, ReadOptions(part="val"))


def test_a_part_of_the_truth_is_chosen_beside_a_table(tmp_path: Path) -> None:
    _, q, y = SPLITS["val"]
    truth = tmp_path / "truth.json"
    truth.write_text(json.dumps({name: _lists(*batch) for name, batch in SPLITS.items()}))
    path = table(tmp_path / "a.csv", ["p_0", "p_1", "p_2"], q.tolist())
    predictions = read(path, ReadOptions(truth=str(truth), labels="labels", part="val"))
    np.testing.assert_array_equal(predictions.targets, y)


def test_the_command_line_and_scripts_choose_a_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({name: _lists(*batch) for name, batch in SPLITS.items()}))
    assert main(["report", str(path)]) == 2
    assert "--part val" in capsys.readouterr().err
    assert main(["report", str(path), "--part", "val"]) == 0
    assert f"{LOSSES['val']:.3f}" in capsys.readouterr().out
    assert len(ceviz.read(path, part="train")) == 30
