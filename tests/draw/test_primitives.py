"""Many shapes in one call paint what a loop would."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ceviz.draw import primitives
from tests.helpers.images import Pixels, painted, untouched

INK = QColor("#123456")


def some(count: int, width: int) -> np.ndarray:
    return np.random.default_rng(count).uniform(2.0, 90.0, (count, width)).round()


@pytest.mark.parametrize("count", [1, 63, 64, 65, 1000])
def test_rectangles(count: int) -> None:
    rects = some(count, 4)

    def loop(painter: QPainter) -> None:
        for x, y, w, h in rects:
            painter.fillRect(QRectF(x, y, w, h), INK)

    at_once = painted(partial(primitives.fill_rects, rects=rects, brush=INK), 200, 200)
    assert np.array_equal(at_once, painted(loop, 200, 200))


@pytest.mark.parametrize("count", [1, 65, 500])
def test_lines(count: int) -> None:
    lines, pen = some(count, 4), primitives.line(INK, 2.0)

    def loop(painter: QPainter) -> None:
        painter.setPen(pen)
        for x1, y1, x2, y2 in lines:
            painter.drawLine(QLineF(x1, y1, x2, y2))

    at_once = painted(partial(primitives.draw_lines, lines=lines, pen=pen), 100, 100)
    assert np.array_equal(at_once, painted(loop, 100, 100))


def test_a_line_of_many_points() -> None:
    x = np.linspace(5.0, 195.0, 400)
    y = 50.0 + 40.0 * np.sin(x / 12.0)
    pen = primitives.line(INK, 2.0)

    def loop(painter: QPainter) -> None:
        painter.setPen(pen)
        painter.drawPolyline([QPointF(a, b) for a, b in zip(x, y, strict=True)])

    at_once = painted(partial(primitives.draw_polyline, x=x, y=y, pen=pen), 200, 100)
    assert np.array_equal(at_once, painted(loop, 200, 100))


def test_points_are_round_and_where_they_should_be() -> None:
    x, y = np.array([20.0, 60.0]), np.array([30.0, 30.0])
    picture = painted(partial(primitives.draw_points, x=x, y=y, size=10.0, colour=INK), 80, 60)
    touched = ~untouched(picture)
    assert touched[30, 20]
    assert touched[30, 60]
    assert not touched[30, 40]
    assert touched.sum() == pytest.approx(2.0 * np.pi * 25.0, rel=0.2)


def test_crowded_points_hide_nothing() -> None:
    """Points that would cover each other may be left out, as long as no place goes bare."""
    rng = np.random.default_rng(0)
    x, y = rng.uniform(20.0, 80.0, 3000), rng.uniform(20.0, 80.0, 3000)
    paint = partial(primitives.draw_points, x=x, y=y, size=6.0, colour=INK)

    def loop(painter: QPainter) -> None:
        painter.setPen(primitives.line(INK, 6.0, cap=Qt.PenCapStyle.RoundCap))
        for a, b in zip(x, y, strict=True):
            painter.drawPoint(QPointF(a, b))

    def covered(picture: Pixels) -> float:
        """The share of all paper that ink covers, half covered pixels as halves."""
        paper = picture[0, 0].astype(float)
        return float(np.abs(picture - paper).mean())

    assert covered(painted(paint, 100, 100)) == pytest.approx(
        covered(painted(loop, 100, 100)), rel=0.02
    )


@pytest.mark.parametrize("nothing", [np.empty((0, 4)), []])
def test_nothing_is_nothing(nothing: object) -> None:
    def paint(painter: QPainter) -> None:
        primitives.fill_rects(painter, nothing, INK)  # type: ignore[arg-type]
        primitives.draw_lines(painter, nothing, primitives.line(INK))  # type: ignore[arg-type]
        primitives.draw_points(painter, [], [], 5.0, INK)
        primitives.draw_polyline(painter, [1.0], [1.0], primitives.line(INK))

    assert untouched(painted(paint, 20, 20)).all()


def test_every_thread_has_its_own_memory() -> None:
    """Exports are painted off the GUI thread, at the same time."""
    rects = {seed: some(200 + seed, 4) for seed in range(4)}
    expected = {
        seed: painted(partial(primitives.fill_rects, rects=r, brush=INK), 200, 200)
        for seed, r in rects.items()
    }
    differing: list[int] = []

    def work(seed: int) -> None:
        for _ in range(30):
            made = painted(partial(primitives.fill_rects, rects=rects[seed], brush=INK), 200, 200)
            if not np.array_equal(made, expected[seed]):
                differing.append(seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in rects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert differing == []


def test_pens_scale_with_the_picture() -> None:
    pen = primitives.line(INK, 1.5)
    assert not pen.isCosmetic()
    assert pen.widthF() == 1.5


@pytest.mark.parametrize("far", [3e9, -1e300, np.inf, np.nan])
def test_what_is_far_out_of_sight_is_left_out(far: float) -> None:
    """A plot that is zoomed far in asks for it, and Qt counts pixels in 32 bits."""
    edge = primitives.line(INK, 2.0)
    near = partial(primitives.draw_disc, x=20.0, y=20.0, radius=5.0, edge=edge, fill=INK)
    assert (~untouched(painted(near, 40, 40))).any()
    for x, y in ((far, 20.0), (20.0, far)):
        disc = partial(primitives.draw_disc, x=x, y=y, radius=5.0, edge=edge, fill=INK)
        assert untouched(painted(disc, 40, 40)).all()
        some = [5.0, 15.0, 25.0, 35.0, 30.0]
        points = partial(primitives.draw_points, x=[x, *some], y=[y, *some], size=4.0, colour=INK)
        seen = partial(primitives.draw_points, x=some, y=some, size=4.0, colour=INK)
        assert np.array_equal(painted(points, 40, 40), painted(seen, 40, 40))
