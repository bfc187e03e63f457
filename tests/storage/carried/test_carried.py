"""Figures on the disk: found by their ending, refused in words when they carry nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceviz.errors import FileRefused
from ceviz.storage import carried
from ceviz.storage.carried import png
from ceviz.storage.carried.payload import Carried, dumps
from tests.document.examples import fruit
from tests.storage.carried.test_png import PIXEL


def test_a_figure_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "F.PNG"
    path.write_bytes(png.embed(PIXEL, dumps(Carried(fruit(), "bars"))))
    found = carried.load(path)
    assert found.document.same_as(fruit())
    assert found.plot == "bars"


def test_one_that_carries_nothing_says_why(tmp_path: Path) -> None:
    path = tmp_path / "f.png"
    path.write_bytes(PIXEL)
    with pytest.raises(FileRefused, match=r"carries no session \(it was exported without data"):
        carried.load(path)


def test_one_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileRefused, match="no such file"):
        carried.load(tmp_path / "f.svg")
    monkeypatch.setattr(carried, "MAX_BYTES", 10)
    path = tmp_path / "f.png"
    path.write_bytes(PIXEL)
    with pytest.raises(FileRefused, match="too large to look for a session in"):
        carried.load(path)
