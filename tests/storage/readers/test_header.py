"""What stands above the rows of a text table: names, numbers, comments, a separator."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.storage.readers import AmbiguousFile, Field, Kind, ReadOptions, read, sniff
from tests.storage.readers.test_guessing import measured

ONE = -np.log([0.8, 0.9, 0.6]).mean()
LOGIT = np.log1p(np.exp([-1.2, -2.5, 0.3])).mean()


def _loss(z: list[list[float]], labels: list[int]) -> float:
    powers = np.exp(z)
    return float(-np.log(powers[np.arange(len(z)), labels] / powers.sum(axis=1)).mean())


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("0,1\n0,.2\n1,.9\n1,.6\n", ONE),
        ("0,1\n.2,0\n.9,1\n.6,1\n", ONE),
        (",0,1\n0,0,.2\n1,1,.9\n2,1,.6\n", ONE),
        (",0,1\n7,0,.2\n3,1,.9\n5,1,.6\n", ONE),
        ("0,1\n0,-1.2\n1,2.5\n1,-.3\n", LOGIT),
        ("0,1,2\n0,.8,.2\n1,.1,.9\n1,.4,.6\n", ONE),
        (
            "0,1,2\n0,1.2,-.3\n1,-.5,.9\n1,.4,.1\n",
            _loss([[1.2, -0.3], [-0.5, 0.9], [0.4, 0.1]], [0, 1, 1]),
        ),
        (
            "0,1,2,3\n1.2,-.3,.1,1\n-.5,.9,.2,2\n.1,.4,1.5,3\n",
            _loss([[1.2, -0.3, 0.1], [-0.5, 0.9, 0.2], [0.1, 0.4, 1.5]], [0, 1, 2]),
        ),
        ("0,1,2\ncat,.7,.3\ndog,.2,.8\n", None),
    ],
)
def test_the_header_that_pandas_counts_is_no_row(
    text: str, loss: float | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    rows = text.count("\n") - 1
    if loss is None:
        with pytest.raises(Exception, match="which column of the scores is which class"):
            read(path)
        predictions = read(path, ReadOptions(class_names=("cat", "dog")))
        assert measured(predictions) == pytest.approx((-np.log([0.7, 0.8]).mean(), 1.0))
    else:
        try:
            predictions = read(path)
        except AmbiguousFile as question:  # numbers above columns do not say that these are logits
            (reading,) = question.readings
            assert reading.value == Kind.LOGITS
            predictions = read(path, reading.options)
        assert measured(predictions)[0] == pytest.approx(loss)
    assert len(predictions) == rows
    header = predictions.guess(Field.HEADER)
    assert header is not None
    assert header.value == "yes"


def test_a_column_of_such_a_table_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("0,1,2\n.7,.3,0\n.2,.8,1\n.6,.4,1\n")
    predictions = read(path, ReadOptions(labels="2"))
    assert measured(predictions)[0] == pytest.approx(-np.log([0.7, 0.8, 0.4]).mean())


@pytest.mark.parametrize("scores", [("0,1\n.7,.3\n.2,.8\n"), ("cat,dog\n.7,.3\n.2,.8\n")])
@pytest.mark.parametrize("labels", ["0\n0\n1\n", "0\n1\n"])
def test_two_files_as_pandas_writes_them(scores: str, labels: str, tmp_path: Path) -> None:
    """A 0 above labels is one of them, or not, by the number of rows of both."""
    (tmp_path / "a.csv").write_text(scores)
    (tmp_path / "t.csv").write_text(labels)
    path, options = tmp_path / "a.csv", ReadOptions(truth="t.csv")
    assert measured(read(path, options)) == pytest.approx((-np.log([0.7, 0.8]).mean(), 1.0))
    assert sniff(path, options).rows[1][0] == "1" or "dog" in sniff(path, options).rows[1][0]


def test_names_below_a_0(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("cat,dog\n.7,.3\n.2,.8\n")
    (tmp_path / "t.csv").write_text("0\ncat\ndog\n")
    predictions = read(tmp_path / "a.csv", ReadOptions(truth="t.csv"))
    assert measured(predictions)[1] == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\ncat;dog;label\n0,7;0,3;cat\n0,2;0,8;dog\n",
        '"sep=,"\ncat,dog,label\n.7,.3,cat\n.2,.8,dog\n',
        "# epoch 3\n# val, seed 1, run, 4, 5\ncat,dog,label\n.7,.3,cat\n.2,.8,dog\n",
        "# epoch 3\n# cat,dog,label\n.7,.3,cat\n.2,.8,dog\n",
        '"cat","dog","label"\n"1",.7,.3,"cat"\n"2",.2,.8,"dog"\n',
    ],
)
def test_what_programs_write_before_the_rows(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    predictions = read(path)
    assert measured(predictions) == pytest.approx((-np.log([0.7, 0.8]).mean(), 1.0))
    assert predictions.class_names == ("cat", "dog")
    path.write_text(text.rstrip("\n") + "x\n")  # the line at fault is the file's own
    with pytest.raises(Exception, match=f"line {text.count(chr(10))}"):
        read(path)


def test_a_separator_above_rows_without_names(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n.7;.3;0\n.2;.8;1\n")
    assert measured(read(path)) == pytest.approx((-np.log([0.7, 0.8]).mean(), 1.0))
    (tmp_path / "t.csv").write_text("sep=;\nid;label\nb;dog\na;cat\n")
    (tmp_path / "p.csv").write_text("id,cat,dog\na,.7,.3\nb,.2,.8\n")
    joined = read(tmp_path / "p.csv", ReadOptions(truth="t.csv", join="id"))
    assert measured(joined)[1] == 1.0


def test_hashtags_are_no_comments(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("#cat,.7,.3,0\n#dog,.2,.8,1\n#cow,.6,.4,0\n")
    assert len(read(path, ReadOptions(labels="column 4"))) == 3


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
@pytest.mark.parametrize("suffix", [".csv", ".txt", ".jsonl"])
def test_unicode_text_of_excel(encoding: str, suffix: str, tmp_path: Path) -> None:
    rows = 30_000  # more than is recoded at a time
    path = tmp_path / f"a{suffix}"
    if suffix == ".jsonl":
        one, other = '{"probs": [0.7, 0.3], "label": 0}', '{"probs": [0.2, 0.8], "label": 1}'
        text = f"{one}\n{other}\n" * (rows // 2)
    else:
        text = "Käse\tdog\tlabel\n" + ".7\t.3\tKäse\n.2\t.8\tdog\n" * (rows // 2)
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes((mark + text).encode(encoding))
    predictions = read(path)
    assert len(predictions) == rows
    assert measured(predictions) == pytest.approx((-np.log([0.7, 0.8]).mean(), 1.0))
    if suffix != ".jsonl":
        assert predictions.class_names == ("Käse", "dog")
