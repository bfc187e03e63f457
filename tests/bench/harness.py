"""Timing that can be trusted on a machine that changes its speed.

Every frame stands between two calibration loops, so that "norm" milliseconds are comparable
within a run; what is promised is only ever a ratio of two things measured turn by turn.
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

#: What the calibration loop took on the machine the design was measured on, in seconds.
_REFERENCE = 0.6e-3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report.

    Attributes:
        name: what was measured.
        value: the figure; ``unit`` says of what ("×" for a ratio).
        bar: what was promised, in words, or empty.
        ok: whether the bar is met; None where nothing was promised.
    """

    name: str
    value: float
    unit: str = "×"
    bar: str = ""
    ok: bool | None = None


def at_least(name: str, value: float, bar: float) -> Row:
    """A ratio that must not be smaller than ``bar``."""
    return Row(name, value, "×", f"at least {bar:g}", value >= bar)


def at_most(name: str, value: float, bar: float) -> Row:
    """A ratio that must not be larger than ``bar``."""
    return Row(name, value, "×", f"at most {bar:g}", value <= bar)


def of_rival(name: str, rival: str, taken: list[list[float]], bar: float) -> Row:
    """How many times as long as ``rival`` it takes, which must not be more than ``bar``.

    ``taken`` are the seconds of both, ours first; the rival's median stands beside its name.
    """
    ours, theirs = (statistics.median(times) for times in taken)
    return at_most(f"{name}, of {rival} ({theirs:.2f} s)", ours / theirs, bar)


def not_installed(name: str, rival: str) -> Row:
    """What was not measured, for want of the rival."""
    return Row(name, math.nan, "", f"{rival} is not installed")


def report(row: Row) -> None:
    """Print a row."""
    mark = {True: "ok  ", False: "LOW ", None: "    "}[row.ok]
    if row.ok is False and row.bar.startswith("at most"):
        mark = "HIGH"
    value = "—" if math.isnan(row.value) else f"{row.value:.2f}"
    print(f"  {mark} {row.name:<62} {value:>9} {row.unit:<3} {row.bar}", flush=True)


def turn_by_turn(contenders: list[Callable[[], object]], rounds: int) -> list[list[float]]:
    """Seconds of each contender in each round, after one round to warm up."""
    taken: list[list[float]] = [[] for _ in contenders]
    for contender in contenders:
        contender()
    for _ in range(rounds):
        for contender, times in zip(contenders, taken, strict=True):
            start = time.perf_counter()
            contender()
            times.append(time.perf_counter() - start)
    return taken


def processor() -> str:
    """The processor and its vector units as NumPy finds them: what every figure depends on."""
    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        models = [line.partition(":")[2] for line in lines if line.startswith("model name")]
        name = models[0].strip() if models else name
    configuration: Any = np.show_config(mode="dicts")
    found = configuration["SIMD Extensions"]
    units = ", ".join([*found.get("baseline", []), *found.get("found", [])])
    return f"{name}, {os.cpu_count()} cores in use; vector units: {units}"


def calibrate() -> float:
    """Seconds for a fixed piece of interpreter work."""
    start = time.perf_counter()
    total = 0
    for k in range(12_000):
        total += k * k & 7
    return time.perf_counter() - start


@dataclass
class Frames:
    """Frame times of one contender.

    Attributes:
        raw: seconds a frame.
        norm: seconds a frame, scaled to the reference speed by the loops beside it.
    """

    raw: list[float]
    norm: list[float]

    @property
    def median(self) -> float:
        """Norm milliseconds."""
        return statistics.median(self.norm) * 1e3

    @property
    def p95(self) -> float:
        """Norm milliseconds that 95 % of frames stay below."""
        return sorted(self.norm)[int(0.95 * (len(self.norm) - 1))] * 1e3


class Spy(QObject):
    """Counts paint events of the widgets that must all repaint in a frame."""

    def __init__(self, widgets: Iterable[QWidget]) -> None:
        super().__init__()
        self.painted: dict[QWidget, int] = dict.fromkeys(widgets, 0)
        for widget in self.painted:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count and let through."""
        if event.type() == QEvent.Type.Paint and watched in self.painted:
            self.painted[watched] += 1
        return False

    def wait(self, before: dict[QWidget, int]) -> None:
        """Process events until every widget was painted again; paint and flush included."""
        deadline = time.perf_counter() + 5.0
        while any(self.painted[w] <= before[w] for w in self.painted):
            QApplication.processEvents()
            if time.perf_counter() > deadline:
                late = [w for w in self.painted if self.painted[w] <= before[w]]
                raise AssertionError(f"not painted within 5 s: {late}")


@dataclass
class Contender:
    """Something that can show frame ``i``.

    Attributes:
        act: makes frame ``i`` due (a mouse move, new data).
        spy: what must repaint.
        version: a number that must have changed after ``act``; a drag that misses would
            otherwise be a very fast frame.
    """

    act: Callable[[int], None]
    spy: Spy
    version: Callable[[], object]

    def frame(self, i: int) -> tuple[float, float]:
        """Show frame ``i``; raw and norm seconds."""
        before_loop = calibrate()
        painted, version = dict(self.spy.painted), self.version()
        start = time.perf_counter()
        self.act(i)
        self.spy.wait(painted)
        took = time.perf_counter() - start
        speed = (before_loop + calibrate()) / 2.0
        if self.version() == version:
            raise AssertionError("the frame showed nothing new")
        return took, took * _REFERENCE / speed


def interleaved(contenders: dict[str, tuple[Contender, int]], rounds: int) -> dict[str, Frames]:
    """Frames of all contenders, turn by turn: each shows its number of frames a round."""
    frames = {name: Frames([], []) for name in contenders}
    for contender, count in contenders.values():
        for i in range(min(20, 2 * count)):
            contender.frame(i)
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, (contender, count) in contenders.items():
                for i in range(count):
                    raw, norm = contender.frame(i)
                    frames[name].raw.append(raw)
                    frames[name].norm.append(norm)
                    time.sleep(0.002)  # let the other threads of Qt come to rest
    finally:
        gc.enable()
    return frames
