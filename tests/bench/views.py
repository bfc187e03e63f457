"""All seven views of one loss open beside the lab, and one probability dragged.

A frame is everything painted: the lab and every view. Beside it matplotlib redraws the seven
views alone. And what is kept is counted: what a drag or the pointer does not change is not
computed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ceviz.app import make_application
from ceviz.document import asymmetry
from ceviz.document.model import Classes, Document, Sample, Samples, check_scores
from ceviz.document.targets import free
from ceviz.panels.view_frame import WORDS_EVERY, ViewFrame
from ceviz.views.jacobian import chain_terms
from ceviz.views.losses import sweep as loss_sweep
from ceviz.views.plane import land as score_land
from ceviz.views.simplex import slice as simplex_slice
from ceviz.window.main_window import MainWindow
from tests.bench.harness import Contender, Row, Spy, at_least, at_most, interleaved
from tests.bench.lab import close, drag, shown, visible_parts
from tests.bench.matplotlib_views import MatplotlibViews

#: The views, in the order of the menu.
VIEWS = ("areas", "sums", "simplex", "plane", "losses", "jacobian", "descent")

#: How large each is, in pixels: a slot beside a pipeline that keeps the rest.
SIZE = (400, 420)


class Kept(Protocol):
    """A function that keeps what it has computed."""

    def made(self) -> int:
        """How often it computed."""


#: What does not depend on the score that is dragged: fields, lines, arrows, curves.
STILL: tuple[Kept, ...] = (
    simplex_slice.image, simplex_slice.arrows, simplex_slice.reach,
    score_land.relief, score_land.levels, score_land.lines, score_land.arrows,
    loss_sweep.sweep,
)  # fmt: skip

#: What follows the document, and not the pointer.
FOLLOWING: tuple[Kept, ...] = (
    asymmetry.asymmetry, chain_terms.checked, simplex_slice.lines, simplex_slice.levels,
    loss_sweep.line_through,
)  # fmt: skip

#: How many frames are counted.
COUNTED = 40


def rows(*, fast: bool = False) -> Iterator[Row]:
    """All rows of this part."""
    make_application()
    lab, window = shown(document()), shown(document())
    views = opened(window)
    size = views["areas"].panel.size().toTuple()
    rival = MatplotlibViews(document(), size)
    window.activateWindow()
    QApplication.processEvents()
    dragged = drag(window)
    whole = Contender(dragged.act, Spy([*visible_parts(window), *painted(views)]), dragged.version)
    count = 20 if fast else 40
    frames = interleaved(
        {
            "lab": (drag(lab), count),
            "views": (whole, count),
            "redraw": (rival.contender(), 2 if fast else 4),
        },
        rounds=2 if fast else 3,
    )
    ours = frames["views"].median
    yield Row("lab frame, 10 classes", frames["lab"].median, "ms")
    yield Row("frame of the lab and all seven views", ours, "ms")
    yield Row("frame of the lab and all seven views, 95 % below", frames["views"].p95, "ms")
    yield at_most("lab and all seven views take, of the lab", ours / frames["lab"].median, 4.0)
    title = "matplotlib redrawing the seven views takes, of lab and views"
    yield at_least(title, frames["redraw"].median / ours, 10.0)
    yield from _computed(window, whole)
    rival.close()
    for each in (lab, window):
        close(each)


def _computed(window: MainWindow, whole: Contender) -> Iterator[Row]:
    """How often something kept was computed again."""
    still, following = (_count(which, lambda: _each(whole.frame)) for which in (STILL, FOLLOWING))
    yield _none("fields, lines, curves computed in a drag of 40 frames", still)
    most = following / (COUNTED * len(FOLLOWING))
    yield at_most("what follows the document is computed, times a frame", most, 1.0)

    def point(i: int) -> None:
        window.scene.hover(i % 10)
        for _ in range(3):
            QApplication.processEvents()

    # Sentences lag behind a drag, and are no news of the pointer.
    QTest.qWait(2 * WORDS_EVERY)
    pointed = _count((*STILL, *FOLLOWING), lambda: _each(point))
    yield _none("anything computed while the pointer lights 40 classes", pointed)


def _each(do: Callable[[int], object]) -> None:
    for i in range(COUNTED):
        do(i)


def _count(functions: tuple[Kept, ...], run: Callable[[], None]) -> int:
    """How often any of ``functions`` computed during ``run``."""

    def missed() -> int:
        return sum(function.made() for function in functions)

    before = missed()
    run()
    return missed() - before


def _none(name: str, count: int) -> Row:
    return Row(name, float(count), "", "at most 0", count == 0)


def document(count: int = 10) -> Document:
    """Random scores, and a target with mass on every class: nothing is spared by a 0."""
    random = np.random.default_rng(7)
    target = random.dirichlet(np.full(count, 0.6))
    classes = Classes.named(f"class {k}" for k in range(count))
    sample = Sample(check_scores(random.normal(size=count)), free(target))
    return Document(classes, Samples.of([sample]))


def opened(window: MainWindow) -> dict[str, ViewFrame[Any]]:
    """Every view in a window of its own, so that all of each is in sight."""
    assert window.views is not None
    views = {}
    for name in VIEWS:
        torn = window.views.tear_off(name)
        torn.resize(*SIZE)
        view = torn.view
        assert isinstance(view, ViewFrame)
        views[name] = view
    for _ in range(30):
        QApplication.processEvents()
    return views


def painted(views: dict[str, ViewFrame[Any]]) -> list[QWidget]:
    """What each repaints in a frame; curves of a descent only when it is walked anew."""
    parts: list[QWidget] = []
    for view in views.values():
        plots = getattr(view.panel, "plots", ())
        if view.name != "descent":
            parts += [plot.viewport() for plot in plots] or [view.panel]
    return parts
