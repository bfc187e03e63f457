"""All scores of a row as text in one cell, as pandas, NumPy and torch print them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.errors import FileRefused
from ceviz.storage.readers import Field, LabelForm, ReadOptions, read, sniff
from ceviz.storage.readers.formats import list_cells
from ceviz.storage.readers.formats.list_cells import looks_like_list, numbers_of, parse_lists
from ceviz.storage.readers.formats.text import arrow_cells, pieces
from ceviz.storage.readers.formats.text.cells import Layout
from tests.storage.readers.making import NAMES, labels, logits, softmax

Q = softmax(logits())


def _tensor(row: list[float]) -> str:
    return f"tensor({row}, device='cuda:0', dtype=torch.float64, grad_fn=<SelectBackward0>)"


#: How a row of numbers is printed.
PRINTED: dict[str, Callable[[list[float]], str]] = {
    "list": str,
    "tuple": lambda row: str(tuple(row)),
    "ndarray": lambda row: np.array2string(np.array(row), floatmode="unique"),
    "wrapped": lambda row: np.array2string(np.array(row), floatmode="unique", max_line_width=30),
    "array": lambda row: f"array({row}, dtype=float64)",
    "np.array": lambda row: f"np.array({row})",
    "tensor": _tensor,
    "scalars": lambda row: f"[{', '.join(f'np.float64({x!r})' for x in row)}]",
    "one row": lambda row: f"[{row}]",
    "no blanks": lambda row: json.dumps(row, separators=(",", ":")),
}


def _delimited(path: Path, cells: list[str], truth: list[str], delimiter: str) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(["id", "probs", "label"])
        writer.writerows(zip(range(len(cells)), cells, truth, strict=True))


def _csv(path: Path, cells: list[str], truth: list[str]) -> None:
    _delimited(path, cells, truth, ",")


def _tsv(path: Path, cells: list[str], truth: list[str]) -> None:
    _delimited(path, cells, truth, "\t")


def _parquet(path: Path, cells: list[str], truth: list[str]) -> None:
    table = {"id": list(range(len(cells))), "probs": cells, "label": truth}
    pyarrow.parquet.write_table(pyarrow.table(table), path)


def _jsonl(path: Path, cells: list[str], truth: list[str]) -> None:
    records = [{"probs": c, "label": t} for c, t in zip(cells, truth, strict=True)]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")


FORMS: dict[str, Callable[[Path, list[str], list[str]], None]] = {
    "a.csv": _csv,
    "a.tsv": _tsv,
    "a.parquet": _parquet,
    "a.jsonl": _jsonl,
}

TRUTH = [str(label) for label in labels()]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("way", PRINTED)
def test_every_print_in_every_format(way: str, name: str, tmp_path: Path) -> None:
    FORMS[name](tmp_path / name, [PRINTED[way](row) for row in Q.tolist()], TRUTH)
    predictions = read(tmp_path / name)
    np.testing.assert_array_equal(predictions.scores, Q)
    np.testing.assert_array_equal(predictions.targets, labels())
    guess = predictions.guess(Field.SCORES)
    assert guess is not None
    assert guess.value == "probs"
    assert sniff(tmp_path / name).classes == len(NAMES)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("[0.5, 0.5]", "has 2 scores instead of 3"),
        ("[0.1 0.2 ... 0.7]", "cut short when it was printed.*Save the array itself"),
        ("[0.1, x, 0.7]", "“x” is not a number"),
        ("[0.1, , 0.9, 0]", "lacks a number between two commas"),
        ("[0.1, __import__('os'), 0]", "is no list of numbers"),
        ("0.1", "is no list of numbers"),
    ],
)
def test_a_bad_cell_is_named(name: str, cell: str, message: str, tmp_path: Path) -> None:
    cells = [str(row) for row in Q.tolist()]
    cells[17] = cell
    FORMS[name](tmp_path / name, cells, TRUTH)
    where = r"row 17 \(from 0\)" if name.endswith("parquet") else "line 1[89]"
    with pytest.raises(FileRefused, match=rf"{where}, .*“probs”: .*{message}"):
        read(tmp_path / name)


def test_the_first_row_may_be_the_bad_one(tmp_path: Path) -> None:
    for name, write in FORMS.items():
        write(tmp_path / name, ["[0.1 0.2 ... 0.7]", *map(str, Q[1:].tolist())], TRUTH)
        with pytest.raises(FileRefused, match="cut short when it was printed"):
            read(tmp_path / name)


def test_pieces_of_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All three roads: pyarrow's, rows at once, and row by row."""
    monkeypatch.setattr(pieces, "BLOCK", 4_000)
    q = softmax(logits(500))
    truth = [str(label) for label in labels(500)]
    for worth, way in ((0, "list"), (1 << 30, "list"), (0, "wrapped"), (0, "tuple")):
        monkeypatch.setattr(arrow_cells, "WORTH_IT", worth)
        _csv(tmp_path / "a.csv", [PRINTED[way](row) for row in q.tolist()], truth)
        np.testing.assert_array_equal(read(tmp_path / "a.csv").scores, q)


def test_pyarrow_leaves_lists_as_text_to_be_parsed_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(arrow_cells, "WORTH_IT", 0)
    layout = Layout(",", "utf-8", ("probs", "label"), (0,), (1,), width=2)
    rows = arrow_cells.parse_with_arrow(b'"[0.1, 0.9]",a\n"[0.25, 0.75]",b\n', layout)
    assert rows is not None
    np.testing.assert_array_equal(rows.scores, [[0.1, 0.9], [0.25, 0.75]])
    assert arrow_cells.parse_with_arrow(b'"[0.1, 0.9]",a\n"[0.25]",b\n', layout) is None


def test_wrapped_cells_do_not_break_a_look(tmp_path: Path) -> None:
    """A look ends between rows, although the lines of a cell are lines of the file."""
    q = softmax(logits(400))
    _csv(
        tmp_path / "a.csv",
        [PRINTED["wrapped"](row) for row in q.tolist()],
        [str(label) for label in labels(400)],
    )
    assert sniff(tmp_path / "a.csv").rows


def test_boxes_beside_the_scores_are_no_scores(tmp_path: Path) -> None:
    header = "prob_0,prob_1,prob_2,bbox,label"
    rows = [
        f'{a},{b},{c},"[1, 2, 3, 4]",{k}' for (a, b, c), k in zip(Q.tolist(), TRUTH, strict=True)
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    np.testing.assert_array_equal(read(path).scores, Q)


def test_two_lists_are_asked_about(tmp_path: Path) -> None:
    rows = [f'"{row}","{row[::-1]}",{k}' for row, k in zip(Q.tolist(), TRUTH, strict=True)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["first,second,label", *rows]), encoding="utf-8")
    with pytest.raises(FileRefused, match="more than one column holds lists of numbers"):
        read(path)
    options = ReadOptions(scores="second", label_form=LabelForm.ZERO_BASED)
    np.testing.assert_array_equal(read(path, options).scores, Q[:, ::-1])


@pytest.mark.parametrize(
    "text", ["", "cat", "[1] so says (Smith)", "0.5", "[cat, dog]", "(x)", "[0.5]", "f(0.1, 0.2)"]
)
def test_what_is_no_list(text: str) -> None:
    assert not looks_like_list(text)


@given(st.lists(st.floats(), min_size=2, max_size=6), st.sampled_from(sorted(PRINTED)))
def test_numbers_come_back(row: list[float], way: str) -> None:
    printed = PRINTED[way](row)
    np.testing.assert_array_equal(numbers_of(printed), row)
    np.testing.assert_array_equal(parse_lists([printed] * 3, len(row), str), [row] * 3)


@pytest.mark.parametrize("text", ["[1,,2]", "[,1,2]", "[1] [2]", "[1 2]]", "[1_0, 2]", "[1, x]"])
def test_what_is_refused_alone_is_not_parsed_at_once(text: str) -> None:
    assert list_cells.parsed_at_once([text, text], 2) is None
    with pytest.raises(ValueError, match=r"no list|not a number|lacks a number"):
        numbers_of(text)


@pytest.mark.parametrize("text", ["[1, 2, ]", "[[1, 2]]", "[ 1\n 2.]", "(1,2)"])
def test_both_roads_find_the_same_numbers(text: str) -> None:
    assert numbers_of(text) == [1, 2]
    assert parse_lists([text, text], 2, str).tolist() == [[1, 2]] * 2


def test_rows_without_numbers_are_refused() -> None:
    with pytest.raises(FileRefused, match="0: has 0 scores instead of 2"):
        parse_lists(["[]", "[]"], 2, str)


@pytest.mark.parametrize("name", FORMS)
def test_labels_may_stand_in_another_file(name: str, tmp_path: Path) -> None:
    FORMS[name](tmp_path / name, [str(row) for row in Q.tolist()], TRUTH)
    truth = tmp_path / "truth.csv"
    others = np.random.default_rng(3).permutation(labels())
    truth.write_text("\n".join(["label", *map(str, others)]), encoding="utf-8")
    predictions = read(tmp_path / name, ReadOptions(truth=str(truth)))
    np.testing.assert_array_equal(predictions.scores, Q)
    np.testing.assert_array_equal(predictions.targets, others)
