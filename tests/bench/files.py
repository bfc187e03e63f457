"""A million predictions in the window: opened, sorted, filtered, scrolled, warmed, edited.

A block is the longest time the event loop did not answer; a frame ends with its paint.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QThreadPool
from PySide6.QtWidgets import QApplication

from ceviz.app import make_application
from ceviz.document import edits
from ceviz.document.model import Document
from ceviz.document.samples import MANY_SCORES, Samples
from ceviz.store import End, Intent, Store
from ceviz.views.samples.model import Column
from ceviz.views.samples.view import SamplesView
from ceviz.window.main_window import MainWindow
from tests.bench.harness import Row, at_most
from tests.bench.lab import close, document, shown

#: What is opened: rows and classes.
SHAPE = (1_000_000, 10)

#: No block may be longer, in ms.
BLOCK = 100.0

#: An edit may cost this much more than one of three samples: it is the same work.
EDIT = 1.5

assert SHAPE[0] * SHAPE[1] > MANY_SCORES


def rows(*, fast: bool = False) -> Iterator[Row]:
    """All rows of this part."""
    make_application()
    with tempfile.TemporaryDirectory() as folder:
        path = _write(Path(folder))
        window = shown(document(3))
        try:
            yield _opening(window, path, rounds=5 if fast else 15)
            yield _editing(window.store.document, rounds=100 if fast else 400)
            yield from _table(window)
            yield from _temperature(window, frames=20 if fast else 60)
        finally:
            QThreadPool.globalInstance().waitForDone()
            close(window)


def _write(folder: Path) -> Path:
    """Scores of a model that is right about half the time, stored as NumPy does by default."""
    random = np.random.default_rng(0)
    labels = random.integers(0, SHAPE[1], SHAPE[0])
    scores = random.standard_normal(SHAPE, dtype=np.float32) * np.float32(3.0)
    scores[np.arange(SHAPE[0]), labels] += np.float32(4.0)
    np.savez(folder / "million.npz", logits=scores, labels=labels)
    return folder / "million.npz"


def _opening(window: MainWindow, path: Path, rounds: int) -> Row:
    """From the drop to the summary, against NumPy reading and adding up the scores."""
    assert window.data is not None
    loop = QEventLoop()
    window.data.opened.connect(loop.quit)
    ours, theirs = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        with np.load(path) as archive:
            archive["logits"].sum()
        theirs.append(time.perf_counter() - start)
        start = time.perf_counter()
        window.files.open_path(path)
        loop.exec()
        ours.append(time.perf_counter() - start)
        _settle(0.1)
    name = f"drop to summary, {SHAPE[0]:,} × {SHAPE[1]}, of NumPy reading and summing it"
    # The best of each: NumPy's own time has two humps, and a median falls on either.
    return at_most(name, min(ours) / min(theirs), 3.0)


def _editing(opened: Document, rounds: int) -> Row:
    """A drag's step over a million samples and over three of them, turn by turn."""
    few = Samples.of([opened.samples[row] for row in range(3)])
    drags = [Store(document).begin() for document in (opened, Document(opened.classes, few))]
    taken: list[list[float]] = [[], []]
    for i in range(rounds):
        edit = partial(edits.set_score, i=1, value=0.01 * i)
        for drag, times in zip(drags, taken, strict=True):
            start = time.perf_counter()
            drag.preview(Intent("z", edit))
            times.append(time.perf_counter() - start)
    many, three = (statistics.median(times) for times in taken)
    return at_most("editing one of a million samples costs, of one of three", many / three, EDIT)


def _table(window: MainWindow) -> Iterator[Row]:
    assert window.views is not None
    window.views.open("samples")
    view = window.findChild(SamplesView)
    assert isinstance(view, SamplesView)
    _settle(1.0)
    header = view.table.horizontalHeader()
    worst = max(_block(partial(header.sectionClicked.emit, column)) for column in Column)
    yield _short("sorting by any column, longest block", worst)
    worst = max(_block(view.wrong.click), _block(view.wrong.click))
    yield _short("filtering, longest block", worst)
    bar = view.table.verticalScrollBar()
    places = np.linspace(0, bar.maximum(), 40).astype(int).tolist()
    worst = max(_block(partial(bar.setValue, place), 0.02) for place in places)
    yield _short("scrolling, longest block", worst)


def _temperature(window: MainWindow, frames: int) -> Iterator[Row]:
    """The slider, with table, histogram and measure panel open."""
    assert window.views is not None
    assert window.data is not None
    for name in ("measure", "histogram"):
        window.views.open(name, beside=True)
        _settle(1.0)
    times, gesture = [], window.store.begin()
    for i in range(frames):
        edit = partial(edits.set_temperature, temperature=1.0 + 0.01 * (i + 1))
        start = time.perf_counter()
        gesture.preview(Intent("T", edit))
        QApplication.processEvents()
        QApplication.processEvents()
        times.append(time.perf_counter() - start)
    gesture.end(End.RELEASED)
    assert not window.data.exact
    speed = 1.0 / statistics.median(times)
    yield Row("temperature slider over them in the window", speed, "/s", "above 10", speed > 10.0)
    yield _short("and when the hand rests, longest block", _block(lambda: None, 2.0))
    assert window.data.exact


def _short(name: str, seconds: float) -> Row:
    return Row(name, seconds * 1e3, "ms", f"at most {BLOCK:g}", seconds * 1e3 <= BLOCK)


def _block(act: Callable[[], object], seconds: float = 0.6) -> float:
    """The longest time without an answer while ``act`` and what it starts are done."""
    start = time.perf_counter()
    act()
    worst = time.perf_counter() - start
    return max(worst, _settle(seconds))


def _settle(seconds: float) -> float:
    """Answer events for a while; the longest of them, in seconds."""
    worst, end = 0.0, time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        QApplication.processEvents()
        worst = max(worst, time.perf_counter() - start)
        time.sleep(0.001)  # leave the core to the job that is being waited for
    return worst
