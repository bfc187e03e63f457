"""Text tables as people and programs write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import Field, Kind, ReadOptions, read, sniff
from ceviz.storage.readers.formats.text import cells, pieces
from tests.storage.readers.making import NAMES, labels, logits, softmax, table

Q = softmax(logits())


def written(tmp_path: Path, text: str | bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


#: Not the largest score in every row, as a column of predictions would be.
TRUTH = np.concatenate([[1], labels()[1:]])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
@pytest.mark.parametrize("header", [True, False])
def test_delimiters_and_headers(delimiter: str, header: bool, tmp_path: Path) -> None:
    rows = [[*z, NAMES[k]] for z, k in zip(logits().tolist(), TRUTH, strict=True)]
    names = [*(f"logit_{name}" for name in NAMES), "label"] if header else None
    path = table(tmp_path / "a.txt", names, rows, delimiter)
    # Without a header nothing says which column is which class.
    predictions = read(path, ReadOptions(class_names=None if header else NAMES))
    np.testing.assert_allclose(predictions.scores, logits(), rtol=1e-6)
    assert predictions.class_names == NAMES
    np.testing.assert_array_equal(predictions.targets, TRUTH)


def test_numbers_of_classes_first_and_no_header(tmp_path: Path) -> None:
    rows = [[k, *z] for z, k in zip(logits().tolist(), TRUTH, strict=True)]
    predictions = read(table(tmp_path / "a.csv", None, rows))
    np.testing.assert_array_equal(predictions.targets, TRUTH)
    np.testing.assert_allclose(predictions.scores, logits(), rtol=1e-6)


def test_layout_can_be_chosen(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b;label\n1,5;2,5;a\n3,5;4,5;b\n")
    guesses = {guess.field: guess.value for guess in sniff(path).guesses}
    assert guesses[Field.DELIMITER] == "semicolon"
    assert guesses[Field.HEADER] == "yes"
    with pytest.raises(FileRefused):
        read(path, ReadOptions().choose(Field.DELIMITER, "comma"))
    unnamed = written(tmp_path, "0.2,0.8,1\n0.5,0.5,0\n0.1,0.9,1\n")
    assert len(read(unnamed)) == 3
    named = ReadOptions().choose(Field.HEADER, "yes").choose(Field.LABELS, "1")
    predictions = read(unnamed, named)
    assert len(predictions) == 2
    assert predictions.class_names == ("0.2", "0.8")


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("prob_cat,prob_dog,prob_bird,label", NAMES),
        ("Prob: cat,Prob: dog,Prob: bird,True Label", NAMES),
        ("p.cat,p.dog,p.bird,gold", NAMES),
        ("logits[0],logits[1],logits[2],y", ("0", "1", "2")),
        ("q1,q2,q3,target", ("1", "2", "3")),
        ("LogProb_cat,LogProb_dog,LogProb_bird,y_true", NAMES),
        ("y_pred_cat,y_pred_dog,y_pred_bird,true_class", NAMES),
        ("Class_1,Class_2,Class_3,target", ("Class_1", "Class_2", "Class_3")),
        ("cat,dog,bird,label", NAMES),
        ("0,1,2,label", ("0", "1", "2")),
    ],
)
def test_headers(header: str, names: tuple[str, ...], tmp_path: Path) -> None:
    first = 1 if names[0] in ("1", "Class_1") else 0  # the labels are names then
    rows = [[*q, k + first] for q, k in zip(Q.tolist(), labels(), strict=True)]
    predictions = read(table(tmp_path / "a.csv", header.split(","), rows))
    assert predictions.class_names == names
    np.testing.assert_array_equal(predictions.targets, labels())
    np.testing.assert_array_equal(predictions.scores, Q)


def test_other_columns_are_no_classes(tmp_path: Path) -> None:
    header = ["id", "file", "cat", "dog", "bird", "label", "predicted", "loss", "confidence"]
    rows = [
        [n, f"{n}.png", *q, NAMES[k], NAMES[int(q.argmax())], -np.log(q[k]), q.max()]
        for n, (q, k) in enumerate(zip(Q, labels(), strict=True))
    ]
    predictions = read(table(tmp_path / "a.csv", header, rows))
    assert predictions.class_names == NAMES
    np.testing.assert_array_equal(predictions.targets, labels())


def test_one_column_for_two_classes(tmp_path: Path) -> None:
    predictions = read(written(tmp_path, "id,prob,label\n1,0.25,0\n2,0.75,1\n3,1.0,1\n"))
    np.testing.assert_array_equal(predictions.scores, [[0.75, 0.25], [0.25, 0.75], [0, 1]])
    assert predictions.kind is Kind.PROBABILITIES


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("85%", 0.85),
        (" 0.5 ", 0.5),
        ("-inf", -np.inf),
        ("−0.5", -0.5),
        ("1e-3", 1e-3),
        ('"0.5"', 0.5),
        (".5", 0.5),
        ("+3", 3.0),
    ],
)
def test_numbers_as_people_write_them(cell: str, value: float, tmp_path: Path) -> None:
    predictions = read(written(tmp_path, f"logit_a,logit_b,label\n0.5,0.5,a\n{cell},0.5,b\n"))
    assert predictions.scores[1, 0] == value


def test_decimal_commas(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b;label\n0,25;0,75;a\n0,5;0,5;b, so to say\n".replace(", so", ""))
    path = written(tmp_path, "prob_a;prob_b;label\n0,25;0,75;a\n0,5;0,5;b\n")
    np.testing.assert_array_equal(read(path).scores, [[0.25, 0.75], [0.5, 0.5]])


def test_windows_line_ends_a_mark_and_blank_lines(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbflogit_a,logit_b,label\r\n\r\n1,2,a\r\n\r\n3,4,b\r\n\r\n"
    predictions = read(written(tmp_path, text))
    np.testing.assert_array_equal(predictions.scores, [[1, 2], [3, 4]])
    np.testing.assert_array_equal(predictions.targets, [0, 1])


def test_quoted_labels_with_delimiters_quotes_and_line_ends(tmp_path: Path) -> None:
    names = ["a, b", 'the "c"', "d\ne"]
    rows = [[names[k], *z] for z, k in zip(logits().tolist(), labels(), strict=True)]
    path = table(tmp_path / "a.csv", ["label", *(f"logit_{n}" for n in names)], rows)
    predictions = read(path)
    assert predictions.class_names == tuple(names)
    np.testing.assert_array_equal(predictions.targets, labels())


def test_western_european_text(tmp_path: Path) -> None:
    text = "logit_Hündin,logit_Kater,label\n1,2,Hündin\n3,4,Kater\n".encode("latin-1")
    assert read(written(tmp_path, text)).class_names == ("Hündin", "Kater")


@pytest.mark.parametrize("peculiar", [False, True])
def test_tables_longer_than_a_piece(
    peculiar: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pieces end anywhere in a line; a per cent sign sends one of them to the slow road."""
    monkeypatch.setattr(pieces, "PIECE", 256)
    rows = [[*z, NAMES[k]] for z, k in zip(logits(500).tolist(), labels(500), strict=True)]
    if peculiar:
        rows[123][1] = "50%"
        rows[250][3] = " dog"
    predictions = read(table(tmp_path / "a.csv", [*(f"logit_{n}" for n in NAMES), "label"], rows))
    expected = logits(500).astype(float)
    truth = labels(500).copy()
    if peculiar:
        expected[123, 1] = 0.5
        truth[250] = 1
    np.testing.assert_allclose(predictions.scores, expected, rtol=1e-6)
    np.testing.assert_array_equal(predictions.targets, truth)


def test_both_roads_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path / "a.csv")
    fast = read(path)
    monkeypatch.setattr(cells, "_parse_at_once", lambda piece, layout: None)
    slow = read(path)
    np.testing.assert_array_equal(fast.scores, slow.scores)
    np.testing.assert_array_equal(fast.targets, slow.targets)


@pytest.mark.parametrize("row", [1, 15, 35])
@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("x1", "column “logit_dog”: “x1” is not a number"),
        ("", "column “logit_dog”: the cell is empty"),
        ("1_000", "column “logit_dog”: “1_000” is not a number"),
        ('"1,5"', "column “logit_dog”: “1,5” is not a number"),
        ("nan", "column “logit_dog”: is not a number"),
        ("inf", r"column “logit_dog”: is \+∞"),
        ("1,2", "has 6 cells instead of 5"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(
    row: int, cell: str, message: str, tmp_path: Path
) -> None:
    lines = table(tmp_path / "a.csv").read_text().splitlines()
    parts = lines[row].split(",")
    lines[row] = ",".join([*parts[:3], cell, *parts[4:]])
    with pytest.raises(FileRefused, match=rf"a\.csv, .*line {row + 1}\b.*{message}"):
        read(written(tmp_path, "\n".join(lines)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,label\n1,2,a\n3,4\n", "line 3: has 2 cells instead of 3"),
        ("a,b,label\n2,1,a\n1,2,b\n3,4,\n", r"row 2 \(from 0\), line 4, “label”: the label is"),
        ("a,b,label\n1.5,2,a\n3,4,c\n", r"line 3: the label “c” is no class"),
        ("a,b,label\n1.5,2,0\n3,4,1\n5,6,7\n", r"line 4: the label 7 is outside 0 to 1"),
        ("a,b,label\n", "line 1: has a header but no rows"),
        ("\n\n \n", "nothing but blank lines"),
        ("hello\nworld\n", "line 1: has only one column"),
        ("a,b,c\n1,2,3\n3,4,5\n", "the header: has no label column .*“a”, “b”, “c”"),
        ("text,label\nx,1\ny,2\n", "the header: has no score columns"),
        ("a,a,label\n1.5,2,a\n", "two classes are called “a”"),
        ("0.5,0.5\n0.1,0.9\n", "no label column"),
        ("a,b,label\r1,2,a\r", "old Macs"),
    ],
)
def test_tables_that_are_none(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=message) as caught:
        read(written(tmp_path, text))
    assert str(caught.value).startswith("a.csv")


def test_a_submission_without_labels_says_what_it_has(tmp_path: Path) -> None:
    path = written(tmp_path, "id,Class_1,Class_2\n1,0.5,0.5\n2,0.1,0.9\n")
    with pytest.raises(FileRefused, match=r"no label column .*“id”, “Class_1”, “Class_2”.*label"):
        read(path)


def test_rows_are_counted_as_the_table_shows_them(tmp_path: Path) -> None:
    """The row counts from 0 as the sample table does, the line from 1 as editors do."""
    path = written(tmp_path, "a,b,label\n1.5,2,a\n\n3,nan,b\n")
    with pytest.raises(FileRefused, match=r"row 1 \(from 0\), line 4, column “b”"):
        read(path)


# Lines that savetxt writes


def test_a_comment_sign_before_the_header_is_no_column(tmp_path: Path) -> None:
    for header in ("# 0 1 y", "#0 1 y"):
        path = written(tmp_path, f"{header}\n0.7 0.3 0\n0.2 0.8 1\n0.9 0.1 0\n")
        predictions = read(path)
        assert predictions.targets.tolist() == [0, 1, 0]
        np.testing.assert_allclose(predictions.scores, [[0.7, 0.3], [0.2, 0.8], [0.9, 0.1]])


def test_rows_that_are_all_shorter_than_the_header_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b,c,label\n.7,.3,a\n.2,.8,b\n")
    with pytest.raises(FileRefused, match="line 2: has 3 cells instead of 4"):
        read(path)
