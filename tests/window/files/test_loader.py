"""Loading beside the window: loaded, cancelled, failed, overtaken; the file stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QThreadPool
from pytestqt.qtbot import QtBot

from ceviz.errors import Cancelled
from ceviz.storage.opened import OpenedFile
from ceviz.storage.readers import ReadOptions, read
from ceviz.storage.readers.guesses import Kind
from ceviz.window.files import loader as loader_module
from ceviz.window.files.loader import Loader
from tests.helpers.files import write_npz
from tests.helpers.hearing import Told


class Heard:
    """What a loader said, in order."""

    def __init__(self, loader: Loader) -> None:
        self.said: list[str] = []
        self.files: list[OpenedFile] = []
        self.refused = Told(loader.refused)
        loader.loaded.connect(self._loaded)
        loader.refused.connect(lambda _: self.said.append("refused"))
        loader.ended.connect(lambda: self.said.append("ended"))

    def _loaded(self, file: OpenedFile) -> None:
        assert file.document.samples.rows is file.rows
        self.said.append("loaded")
        self.files.append(file)


@pytest.fixture
def loader() -> Loader:
    return Loader()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_npz(tmp_path / "z.npz")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Reading waits for it, and then goes on."""
    opened = Event()

    def wait(*args: object, **kwargs: object) -> object:
        assert opened.wait(20)
        return read(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(loader_module, "read", wait)
    return opened


def settle() -> None:
    """All threads have ended, and what they said has been heard."""
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()


def test_a_file_is_read_measured_and_handed_over(qtbot: QtBot, loader: Loader, path: Path) -> None:
    heard = Heard(loader)
    shares: list[float] = []
    loader.progressed.connect(shares.append)
    before = path.read_bytes()
    with qtbot.waitSignal(loader.loaded):
        loader.load(path)
        assert loader.busy
    assert heard.said == ["ended", "loaded"]
    assert not loader.busy
    assert heard.files[0].path == path
    assert heard.files[0].evaluation.columns.rows == 60
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0
    assert path.read_bytes() == before


def test_it_is_read_as_the_user_chose(qtbot: QtBot, loader: Loader, path: Path) -> None:
    heard = Heard(loader)
    with qtbot.waitSignal(loader.loaded):
        loader.load(path, ReadOptions(kind=Kind.LOG_PROBABILITIES))
    assert heard.files[0].predictions.kind is Kind.LOG_PROBABILITIES


def test_a_cancelled_load_hands_nothing_over(loader: Loader, path: Path, gate: Event) -> None:
    heard = Heard(loader)
    loader.load(path)
    loader.cancel()
    assert not loader.busy
    gate.set()
    settle()
    assert heard.said == ["ended"]


def test_a_newer_load_wins(
    qtbot: QtBot, loader: Loader, path: Path, tmp_path: Path, gate: Event
) -> None:
    heard = Heard(loader)
    loader.load(path)
    newer = write_npz(tmp_path / "newer.npz", 9)
    loader.load(newer)
    gate.set()
    qtbot.waitUntil(lambda: "loaded" in heard.said)
    settle()
    assert [file.path for file in heard.files] == [newer]
    assert heard.said == ["ended", "ended", "loaded"]


def test_a_file_that_vanished_before_it_was_read_says_so(
    qtbot: QtBot, loader: Loader, path: Path, gate: Event
) -> None:
    heard = Heard(loader)
    loader.load(path)
    path.unlink()
    with qtbot.waitSignal(loader.refused):
        gate.set()
    assert heard.said == ["ended", "refused"]
    assert "z.npz" in str(heard.refused[0])
    assert heard.files == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"PK\x03\x04 broken", "z.npz"), (b"\x80\x04.", "z.npz")],
)
def test_what_is_no_file_of_predictions_is_refused(
    qtbot: QtBot, loader: Loader, path: Path, content: bytes, reason: str
) -> None:
    heard = Heard(loader)
    path.write_bytes(content)
    with qtbot.waitSignal(loader.refused):
        loader.load(path)
    assert reason in str(heard.refused[0])
    assert path.read_bytes() == content


def test_a_file_whose_every_row_is_ignored_is_refused(
    qtbot: QtBot, loader: Loader, tmp_path: Path
) -> None:
    heard = Heard(loader)
    path = write_npz(tmp_path / "none.npz", labels=np.full(60, -100))
    with qtbot.waitSignal(loader.refused):
        loader.load(path)
    assert "every row is ignored" in str(heard.refused[0])


def test_what_a_cancelled_load_still_says_is_not_heard(
    loader: Loader, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares, said = Told(loader.progressed), Event()

    def talk(*_: object, progress: Callable[[float], None], **__: object) -> None:
        progress(0.5)
        said.set()
        raise Cancelled("given up")

    monkeypatch.setattr(loader_module, "read", talk)
    loader.load(path)
    assert said.wait(20)
    loader.cancel()
    settle()
    assert shares == []


def test_too_little_memory_to_measure_is_a_refusal(
    loader: Loader, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(OpenedFile, "measured", exhausted)
    heard = Heard(loader)
    loader.load(path)
    qtbot.waitUntil(lambda: not loader.busy)
    assert heard.said == ["ended", "refused"]
    assert "not enough memory" in str(heard.refused[-1])
