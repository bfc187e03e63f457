"""A descent that plays at 60 steps a second: the lab, the curves, and two trails in sight."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ceviz.app import make_application
from ceviz.panels.view_frame import ViewFrame
from ceviz.views.descent.player import Player
from ceviz.views.descent.view import DescentView
from ceviz.window.main_window import MainWindow
from tests.bench.harness import Contender, Row, Spy, interleaved
from tests.bench.lab import close, document, drag, shown, visible_parts

#: The promise: steps a second.
BAR = 60.0

#: What the clock itself may lose of it.
SLACK = 1.0

#: The views that follow the descent; all of them beside the lab.
VIEWS = ("descent", "simplex", "plane")

#: How each lies beside what was there before.
WAYS = (Qt.Orientation.Horizontal, Qt.Orientation.Horizontal, Qt.Orientation.Vertical)


def rows(*, fast: bool = False) -> Iterator[Row]:
    """All rows of this part."""
    make_application()
    lab, window = shown(document(10)), shown(document(10))
    views = opened(window)
    player = views[0].player  # type: ignore[attr-defined]
    count = 20 if fast else 40
    frames = interleaved(
        {"lab": (drag(lab), count), "play": (playing(window, views, player), count)},
        rounds=2 if fast else 3,
    )
    yield Row("lab frame, 10 classes", frames["lab"].median, "ms")
    yield Row("frame of a descent with curves and two trails", frames["play"].median, "ms")
    ratio = frames["play"].median / frames["lab"].median
    yield Row("a frame of a descent takes, of a lab frame", ratio)
    rate = 1.0 / statistics.median(frames["play"].raw)
    bar = f"at least {BAR:g}"
    yield Row("steps a second, one a frame, back to back", rate, "/s", bar, rate >= BAR)
    steps = by_the_clock(player, 1.0 if fast else 3.0)
    yield Row("steps a second when it plays", steps, "/s", bar, steps > BAR - SLACK)
    for each in (lab, window):
        close(each)


def opened(window: MainWindow) -> list[ViewFrame[Any]]:
    """The views, side by side."""
    window.resize(1900, 1050)
    assert window.views is not None
    views = [window.views.open(name, beside=True) for name in VIEWS]
    for _ in range(30):
        QApplication.processEvents()
    assert isinstance(views[0], DescentView)
    return [view for view in views if isinstance(view, ViewFrame)]


def playing(window: MainWindow, views: list[ViewFrame[Any]], player: Player) -> Contender:
    """One step a frame; at the end it starts again."""

    def tick(i: int) -> None:
        if not player.playing:
            player.play()
            player._clock.stop()
        player.tick()

    parts: list[QWidget] = visible_parts(window)
    for view in views:
        plots = getattr(view.panel, "plots", ())
        parts += [plot.viewport() for plot in plots] or [view.panel]
    return Contender(tick, Spy(parts), lambda: player.step)


def by_the_clock(player: Player, seconds: float) -> float:
    """Steps a second, played as the button plays."""
    player.cancel()
    player.set_plan(replace(player.plan, count=1000))
    player.set_speed(round(BAR))
    first, start = player.step, time.perf_counter()
    player.play()
    while time.perf_counter() - start < seconds:
        QApplication.processEvents()
    rate = (player.step - first) / (time.perf_counter() - start)
    player.cancel()
    return rate
