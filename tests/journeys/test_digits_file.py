"""An engineer's file: opened, measured, its dearest row found and put right in the lab."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.text.numbers import show_information
from ceviz.storage.readers import ReadOptions
from ceviz.storage.readers.guesses import Kind
from ceviz.store import Intent
from ceviz.views.measure.view import MeasureView
from ceviz.views.opened.field import GuessField
from ceviz.views.opened.view import OpenedView
from ceviz.views.samples.model import Column
from ceviz.views.samples.view import SamplesView
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.files import sample_file
from tests.helpers.fixtures import show_window
from tests.helpers.user import Key, Modifier

CONTROL = Modifier.ControlModifier
CONTROL_ALT = Modifier.ControlModifier | Modifier.AltModifier

DIGITS = sample_file("digits.npz")


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    return show_window(qtbot)


def is_open(window: MainWindow) -> bool:
    return window.data is not None and window.data.file is not None


def drop(window: MainWindow, path: Path) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(window.rect().center()), Qt.DropAction.CopyAction, carried,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(event)


def samples_view(window: MainWindow) -> SamplesView:
    found = window.findChild(SamplesView)
    assert isinstance(found, SamplesView)
    return found


def test_the_dearest_row_is_found_put_right_and_put_back(qtbot: QtBot, window: MainWindow) -> None:
    before = DIGITS.read_bytes()
    drop(window, DIGITS)
    qtbot.waitUntil(lambda: is_open(window))
    assert window.windowTitle() == "digits.npz[*] — ceviz"
    assert not window.isWindowModified()
    store = window.store
    whole = store.analysis.batch
    assert (whole.count, whole.correct) == (899, 860)
    assert whole.cross_entropy == pytest.approx(0.168, abs=5e-4)
    assert not window.samples.isVisible()  # the file's rows have a table of their own

    qtbot.waitUntil(lambda: window.findChild(SamplesView) is not None)
    view = samples_view(window)
    qtbot.waitUntil(view.isVisible)
    places: list[QPoint] = []

    def settled() -> bool:
        """The view is where it stays: a click is dealt with after what moves it."""
        places.append(view.table.mapTo(window, QPoint(0, 0)))
        return len(places) > 2 and places[-3:] == [places[-1]] * 3

    qtbot.waitUntil(settled)
    user.click(
        view.table.viewport(),
        QPointF(view.table.visualRect(view.model.index(0, Column.LOSS)).center()),
    )
    worst = int(view.model.order[0])
    assert store.document.selected == worst
    assert not store.analysis.correct
    assert worst == int(window.data.file.evaluation.worst(1)[0])  # type: ignore[union-attr]

    # In the lab its true class is dragged almost to 1.
    assert window.views is not None
    window.views.go_to("lab")
    QApplication.processEvents()
    bars = window.pipeline.bars
    true = store.analysis.true
    bars.setFocus()
    g = bars.geometry_now()
    x = g.columns.centre(true)
    start = QPointF(x, g.scale.at(float(store.analysis.q[true])))
    user.drag(bars, start, QPointF(x, start.y() - 30), QPointF(x, g.scale.at(0.97)))
    assert store.analysis.q[true] == pytest.approx(0.97, abs=0.02)
    assert store.analysis.correct
    mended = store.analysis.batch
    assert mended.correct == 861
    loss = float(window.data.file.evaluation.loss[worst])
    fall = (loss - store.analysis.cross_entropy) / 899
    assert mended.cross_entropy == pytest.approx(whole.cross_entropy - fall, rel=1e-9)
    assert window.isWindowModified()
    # Every view has it; in the table it has sunk, marked.
    data = window.scene.state.data
    assert data is not None
    assert data.evaluation.summary.correct == 861
    assert data.evaluation.mean == pytest.approx(mended.cross_entropy, rel=1e-12)
    place = view.model.place_of(worst)
    assert place is not None
    assert place > 0
    assert view.model.data(view.model.index(place, Column.ROW)) == f"{worst} •"

    user.key(window, Key.Key_Z, CONTROL)
    assert store.analysis.batch.cross_entropy == pytest.approx(whole.cross_entropy, rel=1e-12)
    assert store.analysis.batch.correct == 860
    assert view.model.data(view.model.index(0, Column.ROW)) == str(worst)
    assert window.data.evaluation is window.data.file.evaluation
    assert not window.isWindowModified()
    assert DIGITS.read_bytes() == before


def test_open_takes_the_same_file(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(DIGITS)], ""))
    user.key(window, Key.Key_O, CONTROL)
    qtbot.waitUntil(lambda: is_open(window))
    assert window.store.analysis.batch.count == 899
    assert [path.name for path in window.memory.recent] == ["digits.npz"]
    # Opened again it is there anew, and at once.
    first = window.data.file  # type: ignore[union-attr]
    user.key(window, Key.Key_O, CONTROL)
    qtbot.waitUntil(lambda: window.data.file is not first)  # type: ignore[union-attr]
    assert window.scene.state.data is not None


def test_a_file_named_on_the_command_line_is_loaded(qtbot: QtBot) -> None:
    window = show_window(qtbot, str(DIGITS))
    qtbot.waitUntil(lambda: is_open(window))
    assert window.store.document.title == "digits.npz"


def test_a_refused_file_leaves_everything_as_it_was(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    drop(window, DIGITS)
    qtbot.waitUntil(lambda: is_open(window))
    document, file = window.store.document, window.data.file  # type: ignore[union-attr]
    broken = tmp_path / "model.pt"
    broken.write_bytes(b"\x80\x02}q\x00.")
    drop(window, broken)
    qtbot.waitUntil(window.notice.isVisible)
    assert "np.savez" in window.notice.message.text()
    assert window.store.document is document
    assert window.data is not None
    assert window.data.file is file
    assert not window.progress.isVisible()


def test_changed_guesses_read_the_file_again_and_add_up(qtbot: QtBot, window: MainWindow) -> None:
    drop(window, DIGITS)
    qtbot.waitUntil(lambda: is_open(window))
    user.key(window, Key.Key_9, CONTROL_ALT)
    qtbot.waitUntil(lambda: window.findChild(OpenedView) is not None)
    choose(qtbot, window, "ignored label", "-1")
    assert window.data is not None
    qtbot.waitUntil(lambda: opened_as(window).ignored == -1)
    choose(qtbot, window, "kind", "log-probabilities")
    qtbot.waitUntil(lambda: opened_as(window).kind is Kind.LOG_PROBABILITIES)
    assert opened_as(window).ignored == -1
    # What it cannot be is refused beside the choice, and everything stays.
    before = window.data.file
    choose(qtbot, window, "kind", "probabilities")
    view = window.findChild(OpenedView)
    assert isinstance(view, OpenedView)
    qtbot.waitUntil(lambda: any(f.reason.isVisible() for f in view.findChildren(GuessField)))
    assert window.data.file is before
    # Opened anew it is read as it was, until that is forgotten.
    drop(window, DIGITS)
    qtbot.waitUntil(lambda: window.data is not None and window.data.file is not before)
    assert opened_as(window) == ReadOptions(ignored=-1, kind=Kind.LOG_PROBABILITIES)
    view.kept.forget.setFocus()
    user.key(view.kept.forget, Key.Key_Space)
    qtbot.waitUntil(lambda: opened_as(window) == ReadOptions())


def opened_as(window: MainWindow) -> ReadOptions:
    assert window.data is not None
    assert window.data.file is not None
    return window.data.file.options


def choose(qtbot: QtBot, window: MainWindow, name: str, value: str) -> None:
    """Choose from the box called ``name`` with the keyboard."""

    def boxes() -> list[QComboBox]:
        view = window.findChild(OpenedView)
        found = view.findChildren(QComboBox) if isinstance(view, OpenedView) else []
        return [box for box in found if box.isVisible() and box.accessibleName() == name]

    qtbot.waitUntil(lambda: len(boxes()) == 1)
    box = boxes()[0]
    box.showPopup()
    place = box.findText(value)
    assert place > 0
    for _ in range(place):
        user_key_of(box.view(), Key.Key_Down)
    user_key_of(box.view(), Key.Key_Return)


def user_key_of(widget: QWidget, key: Key) -> None:
    """A key to a popup, which is a window of its own."""
    QTest.keyClick(widget, key)


@pytest.mark.parametrize("key", [Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_6, Key.Key_7, Key.Key_8])
def test_every_view_of_a_file_opens_by_its_key_with_and_without_a_file(
    qtbot: QtBot, window: MainWindow, key: Key
) -> None:
    user.key(window, key, CONTROL_ALT)
    window.grab()
    drop(window, DIGITS)
    qtbot.waitUntil(lambda: is_open(window))
    window.grab()
    user.new_document(window)
    assert not is_open(window)
    window.grab()


def duplicate(window: MainWindow) -> None:
    window.table.setFocus()
    user.key(window, Key.Key_D, CONTROL)


def remove(window: MainWindow) -> None:
    window.table.setFocus()
    user.key(window, Key.Key_Delete)


def smooth(window: MainWindow) -> None:
    window.store.apply(Intent("Smooth", partial(edits.smooth_all, epsilon=0.1)))


@pytest.mark.parametrize("edit", [duplicate, remove, smooth])
def test_an_edit_of_every_sample_that_is_undone_leaves_the_file_s_numbers(
    qtbot: QtBot, window: MainWindow, edit: Callable[[MainWindow], None]
) -> None:
    drop(window, DIGITS)
    qtbot.waitUntil(lambda: is_open(window))
    user.key(window, Key.Key_2, CONTROL_ALT)
    qtbot.waitUntil(lambda: window.findChild(MeasureView) is not None)
    view = window.findChild(MeasureView)
    assert isinstance(view, MeasureView)
    qtbot.waitUntil(lambda: "PyTorch" in view.others.text())
    before = view.numbers.text(), view.classes.text(), view.others.text()
    assert show_information(0.16766) in before[0]
    edit(window)
    assert window.store.document.samples.rows.task is None
    assert show_information(window.store.analysis.batch.cross_entropy) in view.numbers.text()
    assert view.numbers.text() != before[0]
    user.key(window, Key.Key_Z, CONTROL)
    assert is_open(window)
    qtbot.waitUntil(lambda: "counting" not in view.others.text())
    assert (view.numbers.text(), view.classes.text(), view.others.text()) == before


@pytest.mark.parametrize("key", [Key.Key_3, Key.Key_4, Key.Key_5])
def test_a_selection_goes_with_the_file_it_was_made_of(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, key: Key
) -> None:
    answer = QMessageBox.StandardButton.Discard
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    drop(window, DIGITS)
    qtbot.waitUntil(lambda: is_open(window))
    user.key(window, key, CONTROL_ALT)
    data = window.data
    assert data is not None
    data.select(np.arange(450, 899))
    window.grab()
    window.store.apply(Intent("Set", partial(edits.set_score, i=0, value=9.0)))
    user.new_document(window)
    assert not is_open(window)
    assert data.selection is None
    window.grab()
    # And an edit that makes other rows of the same samples.
    duplicate(window)
    data.select(np.array([0]))
    user.key(window, Key.Key_Z, CONTROL)
    assert data.selection is None
    window.grab()
