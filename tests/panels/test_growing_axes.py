"""Axes in a drag: they grow where the hand or a number leaves them, and shrink at its end."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_probability, set_score
from ceviz.draw.lab.curve import Curve, limits, rest_limits
from ceviz.draw.lab.gradient import Gradient
from ceviz.draw.lab.scores import ScoreBars, rest_range
from ceviz.draw.theme import LIGHT
from ceviz.panels.lab.curve_panel import CurvePanel
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.store import End, Intent
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.fixtures import make_scene, show

RECT = QRectF(0.0, 0.0, 460.0, 300.0)
BANANA = 1


@pytest.fixture
def scores(qtbot: QtBot) -> PicturePanel:
    """The fruit's score bars as a window; drags of it are done."""
    scene = make_scene()
    panel = PicturePanel("scores", ScoreBars(), scene, kind="z")
    scene.listen(panel)
    return show(qtbot, panel, 460, 300)


def z(panel: PicturePanel, index: int = BANANA) -> float:
    return float(panel.scene.store.analysis.z[index])


def end_of_bar(panel: PicturePanel, index: int = BANANA) -> float:
    """The pixel where a bar is painted to end."""
    return float(panel.geometry_now().scale.clipped(z(panel, index)))


def take(panel: PicturePanel, index: int = BANANA) -> QPointF:
    g = panel.geometry_now()
    grip = QPointF(round(g.columns.centre(index)), round(g.scale.at(z(panel, index))))
    user.press(panel, grip)
    return grip


def test_the_value_stays_under_the_hand_inside_the_axis(scores: PicturePanel) -> None:
    grip = take(scores)
    offset = grip.y() - end_of_bar(scores)
    for y in (grip.y() + 20, grip.y() + 90, grip.y() + 5):
        user.move(scores, QPointF(grip.x(), y))
        assert end_of_bar(scores) == pytest.approx(y - offset, abs=1e-6)
    user.release(scores, grip)


@pytest.mark.parametrize("way", [-1, 1])
def test_beyond_the_axis_it_grows_and_the_bar_ends_at_its_edge(
    scores: PicturePanel, way: int
) -> None:
    grip, scale = take(scores), scores.geometry_now().scale
    edge = scale.end if way < 0 else scale.start
    seen = []
    for beyond in (1, 5, 20, 40):
        user.move(scores, QPointF(grip.x(), round(edge) + way * beyond))
        now = scores.geometry_now().scale
        assert now.low <= z(scores) <= now.high
        assert end_of_bar(scores) == pytest.approx(edge)
        seen.append(z(scores))
        # A hand that holds still moves nothing.
        user.move(scores, QPointF(grip.x(), round(edge) + way * beyond))
        assert z(scores) == pytest.approx(seen[-1])
    assert seen == sorted(seen, reverse=way > 0)
    # Smoothly: a pixel further is about a pixel's worth more.
    assert abs(seen[1] - seen[0]) == pytest.approx(4 * scale.per_pixel, rel=0.01)
    user.release(scores, grip)


def test_a_hand_that_comes_back_finds_the_value_under_it(scores: PicturePanel) -> None:
    """The axis has grown, and stays so until the hand lets go."""
    grip, before = take(scores), scores.geometry_now().scale
    offset = grip.y() - end_of_bar(scores)
    user.move(scores, QPointF(grip.x(), 2.0))
    grown = scores.geometry_now().scale
    assert grown.high > before.high
    user.move(scores, QPointF(grip.x(), round(before.end) + 30.0))
    assert scores.geometry_now().scale == grown
    assert end_of_bar(scores) == pytest.approx(round(before.end) + 30.0 - offset)
    reached = z(scores)
    user.release(scores, QPointF(grip.x(), round(before.end) + 30.0))
    assert z(scores) == reached
    at_rest = scores.geometry_now().scale
    assert (at_rest.low, at_rest.high) == rest_range(scores.scene.state)


def test_the_way_back_to_the_press_is_the_identity_inside(scores: PicturePanel) -> None:
    grip, before = take(scores), z(scores)
    for y in (grip.y() + 50, grip.y()):
        user.move(scores, QPointF(grip.x(), y))
    assert z(scores) == before
    user.release(scores, grip)


def held(scene: Scene, intent: Intent) -> None:
    """A gesture that has gone somewhere and goes on."""
    scene.store.begin().preview(intent)


@pytest.mark.parametrize("value", [-4.7, 30.0, -1e3])
def test_a_score_that_another_picture_moves_is_drawn_where_it_is(value: float) -> None:
    scene = make_scene()
    held(scene, Intent("z", partial(set_score, i=2, value=value)))
    g = ScoreBars().geometry(RECT, scene.state, LIGHT)
    assert g.scale.low <= value <= g.scale.high
    scene.store.end_gesture(End.ESCAPED)
    again = ScoreBars().geometry(RECT, scene.state, LIGHT)
    assert again.scale == ScoreBars().geometry(RECT, make_scene().state, LIGHT).scale


def test_an_axis_that_is_large_enough_holds_still() -> None:
    scene = make_scene()
    before = [
        picture.geometry(RECT, scene.state, LIGHT).scale for picture in (ScoreBars(), Gradient())
    ]
    held(scene, Intent("z", partial(set_score, i=BANANA, value=3.6)))
    after = [
        picture.geometry(RECT, scene.state, LIGHT).scale for picture in (ScoreBars(), Gradient())
    ]
    assert after == before
    assert limits(scene.state) == rest_limits(scene.state)


def test_a_score_that_was_let_go_stays_so() -> None:
    """Only what moves makes the axis grow: −∞ and the very deep would leave nothing to see."""
    scene = make_scene(set_score(set_score(fruit(), 0, -1e9), 2, -np.inf))
    held(scene, Intent("z", partial(set_score, i=BANANA, value=4.0)))
    assert ScoreBars().geometry(RECT, scene.state, LIGHT).scale.low > -100.0


def test_the_longest_arrow_fits_at_any_time() -> None:
    scene = make_scene()
    held(scene, Intent("q", partial(set_probability, i=BANANA, value=0.01)))
    scale = Gradient().geometry(RECT, scene.state, LIGHT).scale
    assert scale.high >= float(np.abs(scene.state.analysis.gradient).max())


@pytest.mark.parametrize("log_q", [False, True])
def test_the_curve_shows_what_a_loss_costs_in_a_drag(log_q: bool) -> None:
    scene = make_scene()
    scene.set_view(replace(scene.view, log_q=log_q))
    held(scene, Intent("q", partial(set_probability, i=BANANA, value=1e-6)))
    state = scene.state
    g = Curve().geometry(RECT, state, LIGHT)
    (axes,) = g.axes
    assert axes.y.high >= float(state.analysis.cross_entropy)
    if log_q:
        assert axes.x.low <= float(state.analysis.q[BANANA]) * (1.0 + 1e-9)


@pytest.fixture
def curve(qtbot: QtBot) -> CurvePanel:
    scene = make_scene()
    panel = CurvePanel(scene)
    scene.listen(panel)
    show(qtbot, panel, 460, 300)
    panel.load_plot()
    panel.plot.follow()  # type: ignore[union-attr]
    return panel


def test_the_plot_grows_with_a_loss_and_shrinks_at_the_end(curve: CurvePanel) -> None:
    plot = curve.plot
    assert plot is not None
    before = plot.axes().y.high
    held(curve.scene, Intent("q", partial(set_probability, i=BANANA, value=1e-5)))
    assert plot.axes().y.high >= float(curve.scene.state.analysis.cross_entropy) > before
    curve.scene.store.end_gesture(End.ESCAPED)
    assert plot.axes().y.high == pytest.approx(before)
