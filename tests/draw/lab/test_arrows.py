"""Gradient arrows: up where training would raise a score, to scale, never out of sight."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ceviz.document.edits import set_probability
from ceviz.draw.lab import arrows
from ceviz.draw.lab.gradient import Gradient
from ceviz.draw.lab.scores import ScoreBars, column_scores
from ceviz.draw.picture import draw
from ceviz.draw.scales import Scale
from ceviz.draw.theme import LIGHT
from ceviz.storage.presets import load_preset
from tests.collisions.recorder import Recorder
from tests.helpers.documents import document, fruit
from tests.helpers.fixtures import state_of
from tests.helpers.images import pixels, rendered

RECT = QRectF(0.0, 0.0, 460.0, 300.0)


@given(st.floats(1e-3, 1e3), st.floats(1.0, 1e4))
def test_the_longest_possible_arrow_is_seen_and_fits(temperature: float, span: float) -> None:
    factor = arrows.factor(temperature, span)
    assert math.log10(factor) == pytest.approx(round(math.log10(factor)), abs=1e-9)
    share = factor / temperature / span
    assert arrows.SHORTEST * 0.999 <= share <= arrows.LONGEST * 1.001


@pytest.mark.parametrize("height", [390, 300, 120, 60])
@pytest.mark.parametrize("example", ["barely-sure", "fair-coin", "fruit", "huge-scores"])
def test_at_rest_arrows_end_within_their_plot(example: str, height: int) -> None:
    state = state_of(load_preset(example))
    g = ScoreBars().geometry(QRectF(0.0, 0.0, 400.0, height), state, LIGHT)
    z = column_scores(g, state.analysis, state.document.temperature)
    laid = arrows.beside_bars(g, z, state)
    assert laid.whole.all()
    assert np.abs(laid.starts - laid.tips) == pytest.approx(
        np.abs(state.analysis.gradient) * arrows.factor_of(g, state) / g.scale.per_pixel
    )


def test_an_arrow_that_leaves_its_plot_in_a_drag_ends_there_without_a_head() -> None:
    """A head at the edge would say that the arrow is that long."""
    state = state_of(document([[-0.5, -0.5]], [fruit().sample.target], names=("no", "yes")))
    g = ScoreBars().geometry(RECT, state, LIGHT)
    plot = g.frame.plot
    low = replace(g, scale=Scale(-0.95, 0.95, plot.bottom(), plot.top()))
    laid = arrows.beside_bars(low, state.analysis.z, state)
    assert laid.whole.tolist() == [False, True]
    assert laid.tips[0] == plot.bottom()
    image = QImage(460, 300, QImage.Format.Format_ARGB32)
    image.fill(QColor(LIGHT.surface))
    with QPainter(image) as painter:
        arrows.draw(painter, low, laid, LIGHT)
    seen = pixels(image)
    down, up = (lit(np.rot90(seen, -1), tone, 0, 460).size for tone in ("fall", "rise"))
    assert down <= 2 < up


def lit(picture: np.ndarray, tone: str, left: float, right: float) -> np.ndarray:
    """The rows between two pixels that have a tone of the theme."""
    rgb = QColor(getattr(LIGHT, tone))
    wanted = (rgb.blue(), rgb.green(), rgb.red())
    area = picture[:, int(left) : int(right), :3]
    return np.flatnonzero((area == wanted).all(axis=-1).any(axis=1))


@pytest.mark.parametrize("picture", [ScoreBars(), Gradient()])
def test_the_truth_is_raised_and_the_others_are_lowered(picture: ScoreBars | Gradient) -> None:
    state = state_of(fruit(temperature=3.0))
    image = rendered(picture, state, 460, 300)
    columns = picture.geometry(RECT, state, LIGHT).columns
    for index, tone, other in ((0, "fall", "rise"), (1, "rise", "fall"), (2, "fall", "rise")):
        middle, half = columns.centre(index), columns.pitch / 2
        assert len(lit(image, tone, middle - half, middle + half)) > 0
        assert len(lit(image, other, middle - half, middle + half)) == 0


def test_arrows_are_to_scale() -> None:
    """In its own picture an arrow ends at its value on the axis."""
    state = state_of(fruit(temperature=0.7))
    image = rendered(Gradient(), state, 460, 300)
    g = Gradient().geometry(RECT, state, LIGHT)
    for index in range(3):
        downhill = -float(state.analysis.gradient[index])
        tone = "rise" if downhill > 0 else "fall"
        x = g.columns.centre(index)
        rows = lit(image, tone, x - 1.0, x + 2.0)
        zero, tip = float(g.scale.at(0.0)), float(g.scale.at(downhill))
        # The shaft; numbers beside the tip are above or below it.
        between = rows[(rows >= min(zero, tip) - 1) & (rows <= max(zero, tip) + 1)]
        assert between.min() == pytest.approx(min(zero, tip), abs=2.5)
        assert between.max() == pytest.approx(max(zero, tip), abs=2.5)


def test_a_gradient_of_nothing_is_grey() -> None:
    """Neither up nor down: a fair coin on its floor."""
    state = state_of(load_preset("fair-coin"))
    assert (state.analysis.gradient == 0.0).all()
    image = rendered(ScoreBars(), state, 460, 300)
    for tone in ("rise", "fall"):
        assert len(lit(image, tone, 0, 460)) == 0


@pytest.mark.parametrize("width", [338.0, 460.0])
@pytest.mark.parametrize("q", [0.01, 0.3, 0.51, 0.9, 0.9088, 0.996])
def test_a_number_stands_by_its_arrow_and_not_on_it(q: float, width: float) -> None:
    state, rect = state_of(set_probability(fruit(), 1, q)), QRectF(0.0, 0.0, width, 430.0)
    painter, picture = Recorder(), ScoreBars()
    draw(painter, picture, rect, state, LIGHT)
    painter.end()
    g = picture.geometry(rect, state, LIGHT)
    laid = arrows.beside_bars(g, column_scores(g, state.analysis, 1.0), state)
    signed = [t.ink for t in painter.recording.texts if re.fullmatch(r"[+−]0\.\d{3}", t.words)]
    assert len(signed) == 3
    for column, ink in enumerate(sorted(signed, key=QRectF.left)):
        top, foot = laid.extent(column)
        assert max(top - ink.bottom(), ink.top() - foot) < 3.0 * arrows.GAP
        box = laid.box(column)
        assert box is None or not ink.intersects(QRectF(QPointF(*box[:2]), QPointF(*box[2:])))


def test_the_ground_of_a_number_takes_nothing_off_its_bar() -> None:
    """At 160 % there is less room beside a bar than a number with its ground needs."""
    theme, rect = LIGHT.scaled(1.6), QRectF(0.0, 0.0, 500.0, 450.0)
    state = state_of(fruit())
    g = ScoreBars().geometry(rect, state, theme)
    image = rendered(ScoreBars(), state, 500, 450, theme)
    edges, width = g.bar_edges
    tops, feet = (g.scale.clipped(np.maximum(state.analysis.z, 0.0)),
                  g.scale.clipped(np.minimum(state.analysis.z, 0.0)))  # fmt: skip
    for k in range(3):
        tint = theme.class_colour(k)
        for y in range(round(float(tops[k])) + 4, round(float(feet[k])) - 3):
            right = image[y, int(edges[k] + width) - 2, :3].tolist()
            assert right == [tint.blue(), tint.green(), tint.red()]
