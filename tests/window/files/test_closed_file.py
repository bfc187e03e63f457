"""A file that was closed leaves memory, whatever showed it, and whether that is still in sight."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.export.page import Page
from ceviz.export.render import render_bytes
from ceviz.store import Intent
from ceviz.views.compare.view import CompareView
from ceviz.views.figures import figure_of
from ceviz.views.registry import VIEWS, plots
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.files import write_npz
from tests.helpers.fixtures import show_window


def open_and_wait(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """``path`` in ``window``, and what follows from it worked out."""
    window.files.open_path(path)
    assert window.data is not None
    data = window.data
    qtbot.waitUntil(lambda: data.file is not None and data.file.path == path)
    QApplication.processEvents()


def compared(window: MainWindow) -> bool:
    """Whether another file's predictions have come."""
    data = window.scene.state.data
    return data is not None and data.other is not None


def look_at_everything(qtbot: QtBot, window: MainWindow, other: Path) -> None:
    """Every view in turn and all at once, a drag, an edit, a comparison, every picture written."""
    assert window.views is not None
    assert window.data is not None
    for spec in VIEWS:
        view = window.views.open(spec.name)
        QApplication.processEvents()
        if isinstance(view, CompareView):
            view.compare_with(other)
            qtbot.waitUntil(lambda: compared(window))
    at = QPointF(user.middle(window.pipeline.bars))
    user.drag(window.pipeline.bars, at, at - QPointF(0.0, 30.0))
    window.store.apply(Intent("smooth", lambda d: edits.set_score(d, 0, 1.0)))
    window.table.setFocus()
    QApplication.processEvents()
    window.data.select(np.arange(5))
    state = window.scene.state
    for plot in plots():
        for kind in ("svg", "csv"):
            render_bytes(figure_of(state, plot.name, {}), kind, Page(120.0, 100.0))


def leave_open(_: MainWindow) -> None:
    """All views stay."""


def close_views(window: MainWindow) -> None:
    """None stays."""
    assert window.views is not None
    for spec in VIEWS:
        window.views.open(spec.name)
        window.views.close(spec.name)


def show_one_alone(window: MainWindow) -> None:
    """The lab itself is out of sight."""
    assert window.views is not None
    window.views.open("simplex")
    assert window.alone is not None
    window.alone.toggle()


@pytest.mark.parametrize(
    ("arrange", "leave"),
    [(leave_open, "new"), (leave_open, "file"), (close_views, "file"), (show_one_alone, "new")],
)
def test_a_closed_file_leaves_memory(
    qtbot: QtBot, tmp_path: Path, arrange: Callable[[MainWindow], None], leave: str
) -> None:
    window = show_window(qtbot)
    window.resize(1600, 1000)
    file, before, after = (
        write_npz(tmp_path / f"{name}.npz", rows=60) for name in ("file", "before", "after")
    )
    open_and_wait(qtbot, window, file)
    look_at_everything(qtbot, window, before)
    arrange(window)
    QApplication.processEvents()
    document, data = window.store.document, window.data
    assert data is not None
    assert data.evaluation is not None
    shown = {
        "document": document, "samples": document.samples, "rows": document.samples.rows,
        "scores": document.samples.rows.scores, "analysis": window.store.analysis,
        "evaluation": data.evaluation, "data": window.scene.state.data,
    }  # fmt: skip
    seen = {name: weakref.ref(value) for name, value in shown.items()}
    del document, shown
    window.store.history.setClean()
    if leave == "new":
        user.new_document(window)
    else:
        open_and_wait(qtbot, window, after)

    def nothing_is_left() -> None:
        gc.collect()
        assert [name for name, value in seen.items() if value() is not None] == []

    # Jobs and sentences that were under way end first.
    qtbot.waitUntil(nothing_is_left, timeout=3000)
