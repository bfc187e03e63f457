"""The zoomable plot: wheel, panning, ranges that hold still, the same picture as without it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_score, set_unit
from ceviz.document.model import Document, Unit
from ceviz.draw.theme import DARK, colour
from ceviz.panels.lab.curve_panel import CurvePanel
from ceviz.panels.plot.plot import Plot
from ceviz.panels.scene import Scene
from ceviz.store import Intent
from tests.helpers import user
from tests.helpers.documents import batch, free_fruit, fruit, infinite, many
from tests.helpers.hearing import Heard
from tests.helpers.images import painted, pixels
from tests.helpers.user import Button, wheel
from tests.panels.conftest import BANANA, curve_panel


@pytest.fixture
def panel(qtbot: QtBot, scene: Scene) -> CurvePanel:
    """The curve with its plot."""
    return curve_panel(qtbot, scene, plot=True)


@pytest.fixture
def plot(panel: CurvePanel) -> Plot:
    assert panel.plot is not None
    return panel.plot


def ranges(plot: Plot) -> list[float]:
    return [end for pair in plot.getViewBox().viewRange() for end in pair]


def point_of(plot: Plot, index: int) -> QPointF:
    a, state = plot.panel.state.analysis, plot.panel.state
    return plot.axes().at(float(a.q[index]), float(a.surprisal[index]) * state.per_nat)


def test_it_is_loaded_once_and_fills_the_card(panel: CurvePanel, plot: Plot) -> None:
    panel.load_plot()
    assert panel.plots == (plot,)
    assert plot.isVisible()
    inner = panel.rect().adjusted(4, 20, -4, -4)
    assert inner.contains(plot.geometry())
    panel.resize(600, 420)
    assert plot.geometry().right() == pytest.approx(600, abs=10)


@pytest.mark.parametrize("document", [fruit(), free_fruit(), many(300)])
def test_it_paints_what_files_get(scene: Scene, plot: Plot, document: Document) -> None:
    scene.store.open(document)
    shown = pixels(plot.grab().toImage())
    axes, state, theme = plot.axes(), scene.state, scene.theme

    def paint(painter: QPainter) -> None:
        painter.save()
        painter.setClipRect(axes.area)
        plot.chart.draw_background(painter, axes, state, theme)
        painter.restore()
        plot.chart.draw_foreground(painter, axes, state, theme)

    expected = painted(paint, plot.width(), plot.height(), colour(theme.surface))
    area = axes.area.toRect().adjusted(2, 2, -2, -2)
    inside = (slice(area.top(), area.bottom()), slice(area.left(), area.right()), slice(0, 3))
    # The plot keeps its curve in a pixmap, whose edges blend a little differently.
    assert np.abs(shown[inside].astype(int) - expected[inside]).max() <= 2


def test_showing_asks_for_nothing(scene: Scene, panel: CurvePanel, plot: Plot) -> None:
    heard = Heard(panel)
    for document in (batch(), infinite(), many(1000), fruit()):
        scene.store.open(document)
        scene.set_view(replace(scene.view, log_q=True))
        plot.grab()
        scene.set_theme(DARK)
        scene.set_view(replace(scene.view, log_q=False))
        plot.grab()
    assert heard.said == []


def test_the_wheel_zooms_around_the_pointer(plot: Plot) -> None:
    before = ranges(plot)
    at = plot.axes().area.center()
    under = plot.axes().values(at)
    wheel(plot, at, 3)
    after = ranges(plot)
    assert after[1] - after[0] < before[1] - before[0]
    assert after[3] - after[2] < before[3] - before[2]
    assert plot.axes().values(at) == pytest.approx(under, abs=0.02)


def test_no_further_out_than_what_a_probability_can_be(plot: Plot) -> None:
    wheel(plot, plot.axes().area.center(), -60)
    low, high, *_ = ranges(plot)
    assert low >= -0.1
    assert high <= 1.1


def test_dragging_the_background_pans(plot: Plot, scene: Scene) -> None:
    wheel(plot, plot.axes().area.center(), 3)
    before, document = ranges(plot), scene.store.document
    start = plot.axes().area.center() - QPointF(0.0, 60.0)
    stops = [start + QPointF(8.0 * k, 5.0 * k) for k in range(1, 6)]
    user.drag(plot.viewport(), start, *stops)
    assert ranges(plot)[0] < before[0]
    assert scene.store.document is document


def test_an_edit_does_not_undo_a_zoom(plot: Plot, scene: Scene) -> None:
    wheel(plot, plot.axes().area.center(), 2)
    zoomed = ranges(plot)
    scene.store.apply(Intent("z", partial(set_score, i=BANANA, value=-8.0)))
    assert ranges(plot) == zoomed


def test_another_unit_or_axis_shows_everything_again(plot: Plot, scene: Scene) -> None:
    for change in (
        lambda: scene.set_view(replace(scene.view, log_q=True)),
        lambda: scene.store.apply(Intent("bits", partial(set_unit, unit=Unit.BITS), looking=True)),
    ):
        wheel(plot, plot.axes().area.center(), 2)
        assert plot.zoomed
        change()
        assert not plot.zoomed


def test_a_double_click_on_the_background_shows_everything(plot: Plot) -> None:
    whole = ranges(plot)
    wheel(plot, plot.axes().area.center(), 3)
    user.double_click(plot.viewport(), plot.axes().area.center() - QPointF(0.0, 60.0))
    assert ranges(plot) == pytest.approx(whole)


def test_the_ranges_hold_still_in_a_drag_until_the_hand_leaves_them(
    plot: Plot, scene: Scene
) -> None:
    before, area = ranges(plot), plot.axes().area
    user.press(plot.viewport(), point_of(plot, BANANA))
    inside = area.topLeft() + QPointF(0.0, 20.0)
    user.move(plot.viewport(), inside)
    assert scene.store.analysis.surprisal[BANANA] > 4.5
    assert ranges(plot) == before
    far = area.topLeft() - QPointF(0.0, 20.0)
    user.move(plot.viewport(), far)
    grown = ranges(plot)
    reached = float(scene.store.analysis.surprisal[BANANA])
    assert grown[3] == pytest.approx(reached)
    assert grown[3] > before[3]
    # It stays so while the hand comes back, and shrinks to what is left at the end.
    user.move(plot.viewport(), inside)
    assert ranges(plot) == grown
    home = point_of(plot, BANANA)
    assert abs(home.y() - inside.y()) < 2.0
    user.move(plot.viewport(), area.center())
    user.release(plot.viewport(), area.center())
    assert ranges(plot) == before


def test_a_point_can_be_dragged_while_zoomed(plot: Plot, scene: Scene) -> None:
    start = point_of(plot, BANANA)
    wheel(plot, start, 4)
    start = point_of(plot, BANANA)
    user.press(plot.viewport(), start)
    user.move(plot.viewport(), start + QPointF(-60.0, -10.0))
    user.release(plot.viewport(), start + QPointF(-60.0, -10.0))
    gone = point_of(plot, BANANA) - (start + QPointF(-60.0, -10.0))
    assert np.hypot(gone.x(), gone.y()) < 40.0
    assert 0.7 < scene.store.analysis.q[BANANA] < 0.9


def test_the_menu_exports_and_shows_everything(
    panel: CurvePanel, plot: Plot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[str] = []

    class Menu(QMenu):
        def exec(self, *_: object) -> None:  # type: ignore[override]
            for action in self.actions():
                if action.text() == wanted[-1]:
                    action.trigger()

    monkeypatch.setattr("ceviz.panels.plot.layer.QMenu", Menu)
    exports = QSignalSpy(panel.export_wanted)
    wheel(plot, plot.axes().area.center(), 3)
    wanted.append("Show the whole curve")
    user.click(plot.viewport(), plot.axes().area.center(), button=Button.RightButton)
    assert not plot.zoomed
    wanted.append("Export this picture…")
    user.click(plot.viewport(), plot.axes().area.center(), button=Button.RightButton)
    assert exports.at(0) == ["curve"]


def test_a_press_on_the_plot_gives_the_picture_the_keyboard(panel: CurvePanel, plot: Plot) -> None:
    panel.clearFocus()
    user.click(plot.viewport(), plot.axes().area.center())
    assert panel.hasFocus()


def test_points_at_the_ends_are_whole(panel: CurvePanel, plot: Plot, scene: Scene) -> None:
    scene.store.apply(Intent("z", partial(set_score, i=BANANA, value=60.0)))
    point = point_of(plot, BANANA)
    bounds = plot.layer.mapRectToScene(plot.layer.boundingRect())
    assert bounds.contains(QRectF(point.x() - 10.0, point.y() - 10.0, 20.0, 20.0))


def test_no_zoom_is_too_near(scene: Scene, plot: Plot) -> None:
    """Also where a point is then farther away than Qt counts pixels."""
    scene.store.open(many(300))
    for place in (plot.axes().area.center(), plot.axes().area.topLeft()):
        wheel(plot, place, 120)
        plot.grab()
        plot.show_everything()
