"""An example's name, or a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import FileRefused, UnknownSource
from ceviz.storage import session, sources
from ceviz.storage.presets import load_preset, presets
from ceviz.storage.sources import open_source
from tests.document.examples import fruit


@pytest.mark.parametrize("preset_id", [preset.id for preset in presets()])
def test_every_example_opens(preset_id: str) -> None:
    assert open_source(preset_id).same_as(load_preset(preset_id))


def test_a_session_file_opens(tmp_path: Path) -> None:
    for name in ("mine.ceviz", "MINE.CEVIZ"):
        session.save(tmp_path / name, fruit())
        assert open_source(str(tmp_path / name)).same_as(fruit())


def test_an_example_goes_before_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fruit").write_text("a file", encoding="utf-8")
    assert open_source("fruit").same_as(load_preset("fruit"))
    with pytest.raises(FileRefused, match="fruit, line 1: "):
        open_source("./fruit")


def test_near_names_are_listed(tmp_path: Path) -> None:
    with pytest.raises(UnknownSource, match=r"“frut”\. Did you mean fruit or"):
        open_source("frut")
    session.save(tmp_path / "mine.ceviz", fruit())
    with pytest.raises(UnknownSource, match=r"Did you mean .*mine\.ceviz\?"):
        open_source(str(tmp_path / "mien.ceviz"))


@pytest.mark.parametrize("text", ["", "qqq", "no/such/folder/a.ceviz", "a\0b", "x" * 5000])
def test_what_is_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnknownSource, match="no example and no file"):
        open_source(text)


def test_other_files_and_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(b"x")
    with pytest.raises(FileRefused, match=r"model\.pt: is a PyTorch file"):
        open_source(str(tmp_path / "model.pt"))
    with pytest.raises(FileRefused, match="is a folder"):
        open_source(str(tmp_path))


def test_a_broken_session_says_where(tmp_path: Path) -> None:
    path = tmp_path / "broken.ceviz"
    path.write_bytes(session.dumps(fruit()).replace(b'"title": "",', b""))
    path.write_bytes(path.read_bytes().replace(b'"unit":', b'"unit"'))
    with pytest.raises(FileRefused, match=r"broken\.ceviz, line 4: is not JSON"):
        open_source(str(path))


def test_predictions_open_as_a_document(tmp_path: Path) -> None:
    logits = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0]], dtype=np.float32)
    np.savez(tmp_path / "p.npz", logits=logits, labels=[0, 2], class_names=["a", "b", "c"])
    document = open_source(str(tmp_path / "p.npz"))
    assert document.classes.names == ("a", "b", "c")
    assert [sample.true for sample in document.samples] == [0, 2]
    np.testing.assert_array_equal(document.samples[1].scores, logits[1])
    assert sources.holds_predictions(tmp_path / "p.npz")
    assert not sources.holds_predictions(tmp_path / "mine.ceviz")
    assert not sources.holds_predictions(tmp_path / "absent.npz")
