"""An unexpected exception: written down, shown once, and the program goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from ceviz.document.model import Document
from ceviz.panels.notice import Notice
from ceviz.storage.readers import read
from ceviz.store import Intent
from ceviz.views.measure import view as measure
from ceviz.views.suspects import view as suspects
from ceviz.window import excepthook
from ceviz.window.files import loader
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.files import sample_file
from tests.helpers.user import Key


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The log, in a folder of the test's own; exceptions are caught as in the program."""
    path = tmp_path / "deep" / "ceviz.log"
    monkeypatch.setattr(excepthook, "log_path", lambda: path)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    excepthook.install()
    yield path
    for box in boxes():
        box.close()
    # Python keeps the last exception for debuggers, and with it the window.
    for name in ("last_type", "last_value", "last_traceback"):
        vars(sys).pop(name, None)


def boxes() -> list[QMessageBox]:
    QApplication.processEvents()
    return [
        box
        for box in QApplication.topLevelWidgets()
        if isinstance(box, QMessageBox) and box.isVisible()
    ]


def broken(document: Document) -> Document:
    raise ZeroDivisionError("nobody thought of this")


@pytest.mark.qt_no_exception_capture
def test_a_mishap_in_a_slot_is_shown_once_and_the_program_goes_on(
    window: MainWindow, log: Path
) -> None:
    before = window.store.document
    for _ in range(3):
        window.table.edited.emit(Intent("broken", broken))
    (box,) = boxes()
    assert not box.isModal()
    assert "ZeroDivisionError: nobody thought of this" in box.informativeText()
    assert str(log) in box.informativeText()
    written = log.read_text(encoding="utf-8")
    assert written.count("Traceback") == 3
    assert "nobody thought of this" in written
    assert window.store.document is before
    # Life goes on.
    user.key(window, Key.Key_Down)
    assert window.store.history.count() == 1


@pytest.mark.qt_no_exception_capture
def test_a_mishap_beside_the_window_is_shown_too_and_tried_again(
    qtbot: QtBot, window: MainWindow, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> object:
        raise ZeroDivisionError("nor of this")

    path = sample_file("digits.npz")
    monkeypatch.setattr(loader, "read", fault)
    window.files.open_path(path)
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.message.text() == "The file could not be opened: something went wrong."
    (box,) = boxes()
    assert "ZeroDivisionError: nor of this" in box.informativeText()
    assert "nor of this" in log.read_text(encoding="utf-8")
    monkeypatch.setattr(loader, "read", read)
    window.notice.action.click()
    data = window.data
    assert data is not None
    qtbot.waitUntil(lambda: data.file is not None)


@pytest.mark.qt_no_exception_capture
@pytest.mark.parametrize(
    ("name", "where", "work", "what"),
    [
        ("suspects", suspects, "suspect_labels", "Doubtful labels could not be looked for"),
        ("measure", measure, "what_others_print", "What others print could not be counted"),
    ],
)
def test_a_view_that_cannot_work_something_out_says_so(
    qtbot: QtBot, window: MainWindow, log: Path, monkeypatch: pytest.MonkeyPatch,
    name: str, where: ModuleType, work: str, what: str,
) -> None:  # fmt: skip
    """Of those that used to wait for ever, without a word."""

    def fault(*_: object, **__: object) -> object:
        raise ZeroDivisionError("nor of that")

    monkeypatch.setattr(where, work, fault)
    assert window.views is not None
    view = window.views.open(name)
    assert view is not None
    qtbot.waitUntil(lambda: any(n.isVisible() for n in view.findChildren(Notice)))
    notice = next(n for n in view.findChildren(Notice) if n.isVisible())
    assert notice.message.text() == f"{what}: something went wrong."
    assert "nor of that" in log.read_text(encoding="utf-8")


@pytest.mark.qt_no_exception_capture
def test_details_are_copied(window: MainWindow, log: Path) -> None:
    window.table.edited.emit(Intent("broken", broken))
    (box,) = boxes()
    button = next(b for b in box.buttons() if b.text() == "Copy details")
    button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Traceback")
    assert copied.rstrip().endswith("ZeroDivisionError: nobody thought of this")


@pytest.mark.qt_no_exception_capture
def test_another_place_is_another_mishap(window: MainWindow, log: Path) -> None:
    def elsewhere(document: Document) -> Document:
        raise KeyError("nor of this")

    window.table.edited.emit(Intent("broken", broken))
    window.table.edited.emit(Intent("broken", elsewhere))
    assert len(boxes()) == 2


def test_a_disk_that_takes_nothing_is_no_other_mishap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = tmp_path / "wall"
    wall.write_text("a file where a folder should be")
    monkeypatch.setattr(excepthook, "log_path", lambda: wall / "ceviz.log")
    monkeypatch.setattr(excepthook, "_show", lambda *_: None)
    excepthook.ExceptHook()(ValueError, ValueError("x"), None)


def test_a_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ceviz.log"
    monkeypatch.setattr(excepthook, "log_path", lambda: path)
    monkeypatch.setattr(excepthook, "_show", lambda *_: None)
    path.write_text("x" * (excepthook.LOG_MOST + 1))
    excepthook.ExceptHook()(ValueError, ValueError("fresh"), None)
    assert "fresh" in path.read_text(encoding="utf-8")
    assert path.stat().st_size < 1000


def test_ctrl_c_in_the_terminal_is_no_mishap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[object] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *mishap: passed.append(mishap[0]))
    monkeypatch.setattr(excepthook, "log_path", lambda: tmp_path / "ceviz.log")
    excepthook.ExceptHook()(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert passed == [KeyboardInterrupt]
    assert not (tmp_path / "ceviz.log").exists()


def test_the_log_lies_where_the_system_keeps_such_things() -> None:
    assert excepthook.log_path().name == "ceviz.log"
    assert excepthook.log_path().is_absolute()


@pytest.mark.qt_no_exception_capture
def test_too_little_memory_is_not_called_a_fault(window: MainWindow, log: Path) -> None:
    def exhausted(_: Document) -> Document:
        raise MemoryError

    window.table.edited.emit(Intent("large", exhausted))
    (box,) = boxes()
    assert box.text().startswith("There was not enough memory for that.")
    assert "MemoryError" in log.read_text(encoding="utf-8")
