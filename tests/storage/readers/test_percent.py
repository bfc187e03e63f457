"""Percentages, one column a class: shares where rows sum to 100, else asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ceviz.errors import FileRefused
from ceviz.storage.readers import Field, Kind, ReadOptions, read
from ceviz.storage.readers.meaning.percent import all_without_sign, without_sign
from ceviz.storage.readers.readings import AmbiguousFile
from tests.storage.readers.making import labels, logits, softmax

Q = softmax(logits())


def saved(folder: Path, scores: NDArray[Any], name: str = "scores") -> Path:
    np.savez(folder / "a.npz", **{name: scores, "labels": labels()})  # type: ignore[arg-type]
    return folder / "a.npz"


@pytest.mark.parametrize("decimals", [0, 1, 2, 12])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_rows_that_sum_to_100_are_divided_by_it(decimals: int, dtype: str, tmp_path: Path) -> None:
    percent = (100.0 * Q).round(decimals).astype(dtype)
    found = read(saved(tmp_path, percent))
    kind = found.guess(Field.KIND)
    assert kind is not None
    assert (kind.value, kind.reason) == (
        Kind.PROBABILITIES,
        "every row sums to 100: percentages, divided by 100",
    )
    np.testing.assert_allclose(found.scores.astype(float), percent / 100, rtol=1e-6)


def test_whole_numbers_are_percentages_too(tmp_path: Path) -> None:
    percent: NDArray[Any] = np.floor(100 * Q).astype(np.int64)
    percent[:, 0] += 100 - percent.sum(axis=1)
    np.testing.assert_allclose(
        read(saved(tmp_path, percent)).scores.astype(float), percent / 100, rtol=1e-6
    )


@pytest.mark.parametrize("kind", [Kind.LOGITS, Kind.PROBABILITIES])
def test_what_the_user_says_they_are_is_not_divided(kind: Kind, tmp_path: Path) -> None:
    found = read(saved(tmp_path, 100 * Q), ReadOptions(kind=kind))
    np.testing.assert_allclose(found.scores.astype(float), 100 * Q)


def test_a_name_that_says_logits_is_believed(tmp_path: Path) -> None:
    assert read(saved(tmp_path, 100 * Q, "logits")).kind is Kind.LOGITS


def test_one_row_that_sums_to_something_else_is_asked_about(tmp_path: Path) -> None:
    percent = 100 * Q
    percent[17] *= 1.4
    with pytest.raises(AmbiguousFile, match=r"row 17 .*it sums to 1\.4"):
        read(saved(tmp_path, percent))


@pytest.mark.parametrize(("name", "said"), [("scores", "may be"), ("percent", "says percent")])
def test_percentages_of_independent_labels_are_named(name: str, said: str, tmp_path: Path) -> None:
    percent = (100 / (1 + np.exp(-2 * logits()))).round(1)
    with pytest.raises(FileRefused, match=rf"{said}.*binary cross-entropy, not with softmax"):
        read(saved(tmp_path, percent, name))
    chosen = read(saved(tmp_path, percent, name), ReadOptions(kind=Kind.LOGITS))
    np.testing.assert_allclose(chosen.scores.astype(float), percent)


def test_scores_below_fifty_are_no_percentages(tmp_path: Path) -> None:
    """Cosines by a hundred, as CLIP has them: all above 0, and never far."""
    cosines = 20 + 3 * logits()
    assert read(saved(tmp_path, cosines)).kind is Kind.LOGITS


def test_percent_of_one_class_is_its_score(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    texts = np.where(labels() == 0, "yes", "no")
    rows = zip((100 * Q[:, 0]).round(2), texts, strict=True)
    path.write_text("yes (%),label\n" + "".join(f"{q},{text}\n" for q, text in rows))
    with pytest.raises(FileRefused, match="may be percentages"):
        read(path)
    found = read(path, ReadOptions(kind=Kind.PROBABILITIES))
    assert found.class_names == ("no", "yes")
    np.testing.assert_allclose(found.scores[:, 1], Q[:, 0], atol=1e-4)


@pytest.mark.parametrize(
    "name", ["cat (%)", "cat %", "cat_pct", "cat [%]", "pct_cat", "cat percent", "% cat", "cat"]
)
def test_the_sign_is_no_part_of_the_class(name: str) -> None:
    assert without_sign(name) == "cat"


def test_names_keep_a_sign_that_not_all_have() -> None:
    assert all_without_sign(["a (%)", "b"]) == ("a (%)", "b")
    assert all_without_sign(["5% cut", "b%"]) == ("5% cut", "b%")
    assert all_without_sign(["a (%)", "a %"]) == ("a (%)", "a %")
