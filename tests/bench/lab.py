"""The lab's frame: from a mouse move to the end of the paint of everything visible.

Beside it matplotlib (QtAgg) draws the same three pictures in the same run, redrawing and
blitting.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from ceviz.app import make_application
from ceviz.document.model import Classes, Document, Sample, Samples, check_scores
from ceviz.document.targets import OneHot
from ceviz.store import End
from ceviz.window.main_window import MainWindow
from tests.bench.harness import Contender, Row, Spy, at_least, at_most, interleaved
from tests.bench.matplotlib_lab import MatplotlibLab

#: Window of the measurement.
SIZE = (1400, 900)

#: The bars: classes → (redrawing, blitting).
BARS = {10: (25.0, 8.0), 100: (None, None), 1000: (40.0, 25.0)}


def document(count: int) -> Document:
    """``count`` classes with random scores and a one-hot truth."""
    rng = np.random.default_rng(7)
    classes = Classes.named(f"class {k}" for k in range(count))
    return Document(
        classes, Samples.of([Sample(check_scores(rng.normal(size=count)), OneHot(count // 2))])
    )


def rows(*, fast: bool = False) -> Iterator[Row]:
    """All rows of this part."""
    make_application()
    medians = {}
    for count, (redraw_bar, blit_bar) in BARS.items():
        window = shown(document(count))
        # All classes, not the largest of them.
        window.scene.set_view(replace(window.scene.view, every=True))
        size = window.pipeline.bars.size().toTuple()
        redraw = MatplotlibLab(window.store, size, blit=False)
        blit = MatplotlibLab(window.store, size, blit=True)
        # A window that loses the keyboard gives its drag back.
        window.activateWindow()
        QApplication.processEvents()
        ours = drag(window)
        frames = interleaved(
            {
                "ceviz": (ours, 20 if fast else 40),
                "redraw": (redraw.contender(), 2 if fast else 4),
                "blit": (blit.contender(), 3 if fast else 6),
            },
            rounds=2 if fast else 3,
        )
        medians[count] = frames["ceviz"].median
        if count == 10:
            yield from soak(ours, 300 if fast else 2000)
        yield Row(f"lab frame, {count} classes", frames["ceviz"].median, "ms")
        yield Row(f"lab frame, {count} classes, 95 % below", frames["ceviz"].p95, "ms")
        for name, words, bar in (
            ("redraw", "redrawing", redraw_bar),
            ("blit", "blitting", blit_bar),
        ):
            ratio = frames[name].median / frames["ceviz"].median
            title = f"matplotlib {words} takes, {count} classes"
            yield Row(title, ratio) if bar is None else at_least(title, ratio, bar)
        for each in (redraw, blit):
            each.close()
        close(window)
    yield at_most("1,000 classes cost, of 10 classes", medians[1000] / medians[10], 2.5)


def soak(contender: Contender, count: int) -> Iterator[Row]:
    """A long drag with the garbage collector on: the slowest frames, and what memory it keeps."""
    before = resident()
    taken = sorted(contender.frame(i)[1] for i in range(count))
    worst = taken[int(0.99 * (count - 1))] * 1e3
    yield Row(f"{count:,} drags with garbage collection, 99 % below", worst, "ms")
    yield Row(f"{count:,} drags, growth of memory", resident() - before, "MB")


def resident() -> float:
    """Memory this process holds now, in MB; 0 where the system does not say."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0.0
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def shown(document: Document) -> MainWindow:
    """The real window, painted once, with its zoomable plot."""
    window = MainWindow(document)
    window.resize(*SIZE)
    window.show()
    window.complete()
    for _ in range(20):
        QApplication.processEvents()
    return window


def close(window: MainWindow) -> None:
    """Close without questions."""
    window.store.end_gesture(End.REPLACED)
    window.store.history.setClean()
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def visible_parts(window: MainWindow) -> list[QWidget]:
    """Everything that must repaint in a frame; the sentence follows at the pace people read."""
    pipeline, plot = window.pipeline, window.pipeline.curve.plot
    assert plot is not None
    paced = (pipeline.curve, pipeline.sentence)
    painted: list[QWidget] = [p for p in pipeline.panels() if p.isVisible() and p not in paced]
    return [*painted, plot.viewport(), window.table.viewport(), window.readouts]


def drag(window: MainWindow) -> Contender:
    """A drag of the true class's probability bar, one mouse move a frame."""
    bars = window.pipeline.bars
    columns = bars.geometry_now().columns
    true = window.store.analysis.true
    x = columns.centre(true)
    plot = bars.geometry_now().frame.plot
    window.scene.select(true)
    # Pressed at the bar's end, so that the probability follows the pointer itself.
    end = bars.geometry_now().scale.at(float(window.store.analysis.q[true]))
    start = QPointF(x, end)
    _send(bars, QEvent.Type.MouseButtonPress, start)

    def move(i: int) -> None:
        # Up and down over three quarters of the plot; no two moves in a row are equal.
        height = plot.height() * (0.1 + 0.75 * abs((i * 13 % 80) / 40.0 - 1.0))
        _send(bars, QEvent.Type.MouseMove, QPointF(x, plot.top() + height))

    return Contender(move, Spy(visible_parts(window)), lambda: window.store.document)


def _send(widget: QWidget, kind: QEvent.Type, point: QPointF) -> None:
    moving = kind == QEvent.Type.MouseMove
    button = Qt.MouseButton.NoButton if moving else Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind, point, QPointF(widget.mapToGlobal(point)), button,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
