"""One file of many: what it comes to, and its name in what is refused of it."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import CevizError
from ceviz.storage.parts.part import Found, Measure, Pass, Piece, Settings, agree
from ceviz.storage.readers import ReadOptions
from tests.storage.parts.samples import shards


def test_a_file_is_told_beside_what_it_adds_up_to(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 30, 70])
    agreed = agree(str(paths[0]), ReadOptions())
    work = pickle.loads(pickle.dumps(Measure(agreed, Settings())))  # as it goes to a process
    steps: list[tuple[float, int | None]] = []
    found = work(Piece(1, str(paths[1])), lambda share, rows: steps.append((share, rows)))
    (file,) = found.files
    assert (file.number, file.name, file.rows, file.ignored) == (1, "shard-1.npz", 40, 0)
    assert file.loss == found.totals.summary.mean
    assert set(found.totals.dearest.part.tolist()) == {1}
    assert steps[-1] == (1.0, 40)
    assert all(0.0 <= share <= 1.0 for share, _ in steps)


def test_files_come_back_in_their_order(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 30, 70, 90])
    work = Measure(agree(str(paths[0]), ReadOptions()), Settings(fit=False))
    found = [work(Piece(number, str(path))) for number, path in enumerate(paths)]
    together = Found.together([Found.together([found[2], found[0]]), found[1]])
    assert [file.number for file in together.files] == [0, 1, 2]


@pytest.mark.parametrize("step", ["measure", "pass"])
def test_a_file_cut_short_between_is_refused_by_name(tmp_path: Path, step: str) -> None:
    paths, _ = shards(tmp_path / "s", [0, 30, 70])
    agreed = agree(str(paths[0]), ReadOptions())
    paths[1].write_bytes(paths[1].read_bytes()[:200])
    work = Measure(agreed, Settings()) if step == "measure" else Pass(agreed, Settings(), 1.0, True)
    with pytest.raises(CevizError, match=r"shard-1\.npz"):
        work(Piece(1, str(paths[1])))


def test_weights_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 30, 70])
    agreed = agree(str(paths[0]), ReadOptions())
    with pytest.raises(CevizError, match="one weight a class"):
        Measure(agreed, Settings(weight=(1.0, 2.0)))(Piece(0, str(paths[0])))


def test_the_same_truth_has_the_same_digest(tmp_path: Path) -> None:
    labels = np.array([0, 1, 2, 1])
    for name, truth in (("a", labels), ("b", labels), ("c", labels[::-1]), ("d", labels * 0)):
        scores = np.random.default_rng(ord(name)).standard_normal((4, 3))
        np.savez(tmp_path / f"{name}.npz", logits=9.0 * scores, labels=truth)
    agreed = agree(str(tmp_path / "a.npz"), ReadOptions())
    work = Measure(agreed, Settings(fit=False))
    a, b, c, d = (work(Piece(0, str(tmp_path / f"{n}.npz"))).files[0].truth for n in "abcd")
    assert a == b != c
    assert d == b""  # one class only: shards of sorted rows have that, too
