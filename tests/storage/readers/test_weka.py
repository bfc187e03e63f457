"""Weka's output of classifications, as its CSV writer prints it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, log_loss

from ceviz.errors import FileRefused
from ceviz.storage.readers import Field, Kind, ReadOptions, read
from ceviz.storage.readers.guesses import Unlabelled
from tests.storage.readers.making import labels, logits, softmax
from tests.storage.readers.test_guessing import measured

HEADER = "inst#,actual,predicted,error,distribution"


def printed(names: Sequence[str], rows: int = 40, more: str = "", delimiter: str = ",") -> str:
    """What Weka prints: classes counted from 1, the largest probability with a star."""
    q, truth = table(len(names), rows)
    lines = [HEADER + ",id" * bool(more)]
    for k, (row, true) in enumerate(zip(q, truth, strict=True)):
        best = int(row.argmax())
        shares = [f"{('*' * int(j == best))}{p:.4g}" for j, p in enumerate(row)]
        said = (f"{j + 1}:{names[j]}" for j in (true, best))
        cells = [str(k + 1), *said, "+" * int(true != best), *shares, *([more] if more else [])]
        lines.append(",".join(cells))
    return "\n".join(lines).replace(",", delimiter) + "\n"


def table(classes: int, rows: int = 40) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    return softmax(0.5 * logits(rows, classes)).round(3), labels(rows, classes)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("more", "delimiter"), [("", ","), ("s*1", ","), ("", "\t")])
@pytest.mark.parametrize("names", [("yes", "no"), ("b", "c", "a"), ("1", "0"), ("3", "1", "2")])
def test_the_distribution_is_read(
    names: tuple[str, ...], more: str, delimiter: str, tmp_path: Path
) -> None:
    found = read(written(tmp_path / "a.csv", printed(names, more=more, delimiter=delimiter)))
    q, truth = table(len(names))
    assert (found.class_names, found.kind) == (names, Kind.PROBABILITIES)
    np.testing.assert_array_equal(found.targets, truth)
    np.testing.assert_allclose(found.scores.astype(float), q)
    loss, accuracy = measured(found)
    assert loss == pytest.approx(log_loss(truth, q / q.sum(axis=1, keepdims=True)), abs=1e-9)
    assert accuracy == accuracy_score(truth, q.argmax(axis=1))
    told = found.guess(Field.PREDICTION)
    assert told is not None
    assert "every row" in told.reason


def test_a_long_one_is_read_in_pieces(tmp_path: Path) -> None:
    found = read(written(tmp_path / "a.csv", printed(("yes", "no"), 60_000)))
    q, truth = table(2, 60_000)
    np.testing.assert_array_equal(found.targets, truth)
    np.testing.assert_allclose(found.scores.astype(float), q)


def test_quotes_around_names_are_not_theirs(tmp_path: Path) -> None:
    text = printed(("a b", "c")).replace(":a b", ":'a b'")
    assert read(written(tmp_path / "a.csv", text)).class_names == ("a b", "c")


def test_instances_without_a_class_have_no_label(tmp_path: Path) -> None:
    lines = printed(("yes", "no")).splitlines()
    lines[3] = lines[3].replace("1:yes", "1:?", 1)
    path = written(tmp_path / "a.csv", "\n".join(lines))
    with pytest.raises(FileRefused, match=r"line 4, “actual”: the label is missing"):
        read(path)
    assert read(path, ReadOptions(unlabelled=Unlabelled.IGNORE)).ignored == 1


def test_a_class_that_never_comes_is_called_by_its_number(tmp_path: Path) -> None:
    lines = printed(("x", "y")).splitlines()
    text = "\n".join([lines[0], *(f"{line},0" for line in lines[1:])])
    assert read(written(tmp_path / "a.csv", text)).class_names == ("x", "y", "class 3")


def test_without_the_distribution_it_says_how_to_have_it(tmp_path: Path) -> None:
    text = "inst#,actual,predicted,error,prediction\n1,1:yes,1:yes,,0.9\n2,2:no,1:yes,+,0.6\n"
    with pytest.raises(FileRefused, match=r"without the distribution.*CSV -distribution"):
        read(written(tmp_path / "a.csv", text))
