"""Labels that speak against the scores: distances, losses, classes in another order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ceviz.storage.readers import AmbiguousFile, Field, Kind, ReadOptions, read, sniff
from tests.storage.readers.making import softmax
from tests.storage.readers.test_guessing import Columns, measured, written

RANDOM = np.random.default_rng(3)
ROWS, NAMES = 90, ("cat", "dog", "eel")
Z = RANDOM.normal(0, 2, (ROWS, 3))
TRUTH = (Z + RANDOM.gumbel(size=Z.shape)).argmax(axis=1)
LABEL: Columns = {"label": np.array(NAMES)[TRUTH]}


def table(before: str, values: NDArray[np.floating]) -> Columns:
    return {f"{before}{name}": values[:, k].round(5) for k, name in enumerate(NAMES)}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize(
    ("before", "values"),
    [("dist_", 9 - Z), ("ppl_", np.exp(1 - Z / 2)), ("loss_", 4 - Z), ("", 5 - Z), ("cost ", -Z)],
)
def test_what_is_smaller_for_the_likelier_class_is_asked_about(
    before: str, values: NDArray[np.floating], suffix: str, tmp_path: Path
) -> None:
    path = written(tmp_path / f"a{suffix}", LABEL | table(before, values))
    with pytest.raises(AmbiguousFile, match="the smaller is the better") as caught:
        read(path)
    assert caught.value.field is Field.KIND
    (reading,) = caught.value.readings
    taken = read(path, reading.options)
    chosen = -np.log(softmax(values)[np.arange(ROWS), TRUTH]).mean()
    assert measured(taken)[0] == pytest.approx(chosen, rel=1e-4)
    assert any("by chance" in finding for finding in taken.findings)


@pytest.mark.parametrize("before", ["dist_", "logit_"])
def test_logits_are_not(before: str, tmp_path: Path) -> None:
    found = read(written(tmp_path / "a.csv", LABEL | table(before, Z)))
    assert (found.kind, found.findings) == (Kind.LOGITS, ())


@pytest.mark.parametrize(
    ("before", "values"), [("logit_", -Z), ("prob_", softmax(Z)[:, [1, 2, 0]])]
)
def test_what_is_called_scores_is_read_and_told_of(
    before: str, values: NDArray[np.floating], tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", LABEL | table(before, values))
    (finding,) = read(path).findings
    assert "in another order, or of what is better the smaller it is" in finding
    assert sniff(path).classes == 3


def test_what_tells_nothing_of_the_labels_is_not_told_of(tmp_path: Path) -> None:
    for seed in range(20):
        mixed = np.random.default_rng(seed).permutation(Z)
        found = read(written(tmp_path / "a.csv", LABEL | table("out_", mixed)))
        assert not any("better the smaller" in each for each in found.findings)


def test_few_rows_show_nothing(tmp_path: Path) -> None:
    some: Columns = {name: values[:12] for name, values in (LABEL | table("logit_", -Z)).items()}
    assert read(written(tmp_path / "a.csv", some)).findings == ()


def test_rows_after_the_first_are_looked_at(tmp_path: Path) -> None:
    many = np.concatenate([Z[:40], *[-Z] * 6])
    truth = np.concatenate([TRUTH[:40], *[TRUTH] * 6])
    columns: Columns = {"label": np.array(NAMES)[truth]}
    with pytest.raises(AmbiguousFile, match="the smaller is the better"):
        read(written(tmp_path / "a.csv", columns | table("m_", many)))


def test_a_row_that_does_not_count_tells_nothing(tmp_path: Path) -> None:
    labels = np.where(np.arange(ROWS) < 15, TRUTH, -100)
    path = tmp_path / "a.npz"
    np.savez(path, logits=-Z, labels=labels)
    assert read(path, ReadOptions(ignored=-100)).findings == ()
