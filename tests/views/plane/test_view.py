from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.model import Document
from ceviz.draw.marks import RADIUS
from ceviz.panels.plot.plot import Plot
from ceviz.panels.scene import Scene
from ceviz.views.plane.picture import ScorePlane
from ceviz.views.plane.view import PlanePanel, PlaneView
from tests.helpers import user
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard

Key = Qt.Key


def two() -> Document:
    return document([[1.0, -0.3]], [fruit().sample.target], names=("no", "yes"))


def opened(qtbot: QtBot, made: Document) -> tuple[PlaneView, Scene, Plot]:
    scene = make_scene(made)
    view = show(qtbot, PlaneView(scene), 420, 500)
    panel = view.panel
    assert isinstance(panel, PlanePanel)
    plot = panel.plot
    assert plot is not None
    qtbot.waitUntil(plot.isVisible)
    plot.grab()  # pyqtgraph lays its axes out when it is painted
    return view, scene, plot


def spot(view: PlaneView, plot: Plot, scene: Scene) -> QPointF:
    """Where the point is, to the pixel that a mouse can hit."""
    return place(plot, *picture(view).chart.point(scene.state).tolist())


def place(plot: Plot, x: float, y: float) -> QPointF:
    return QPointF(plot.axes().at(x, y).toPoint())


def picture(view: PlaneView) -> ScorePlane:
    assert isinstance(view.picture, ScorePlane)
    return view.picture


def wheel(widget: QWidget, at: QPointF) -> None:
    event = QWheelEvent(
        at, QPointF(widget.mapToGlobal(at)), QPoint(0, 0), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize(
    "make", [fruit, free_fruit, infinite, two, lambda: many(10), lambda: many(200)]
)
def test_it_shows_a_document_and_asks_for_nothing(
    qtbot: QtBot, make: Callable[[], Document]
) -> None:
    view, scene, _ = opened(qtbot, fruit())
    heard = Heard(view.panel)
    scene.store.open(make())
    view.grab()
    qtbot.waitUntil(lambda: view.caption.text() == view.picture.caption(scene.state))
    assert heard.said == []
    assert view.together.isVisible() == (len(scene.store.document.classes) > 2)
    shown = picture(view).chart.pair(scene.state)
    assert tuple(box.currentIndex() for box in view.choice.boxes) == shown


def test_the_point_moves_both_scores_in_one_undo_step(qtbot: QtBot) -> None:
    view, scene, plot = opened(qtbot, fruit())
    heard = Heard(view.panel)
    goal = place(plot, 0.5, 2.5)
    user.drag(plot.viewport(), spot(view, plot, scene), place(plot, 2.0, 2.0), goal)
    assert heard.said == ["previewed", "previewed", "released"]
    z = scene.store.analysis.z
    assert z[[1, 0]] == pytest.approx([0.5, 2.5], abs=0.05)
    assert z[2] == -0.5
    assert scene.store.history.count() == 1
    assert scene.store.history.undoText().startswith("Move z[Banana] and z[Apple] to ")
    scene.store.undo()
    assert scene.store.document.same_as(fruit())


def test_ranges_hold_still_while_it_is_dragged_inside(qtbot: QtBot) -> None:
    view, scene, plot = opened(qtbot, fruit())
    before = plot.getViewBox().viewRange()
    user.press(plot.viewport(), spot(view, plot, scene))
    # Beyond the round ends, in what a wide plot shows besides, with room for the mark.
    for inside in (QPointF(-14.0, 40.0), QPointF(-60.0, 14.0)):
        area = plot.axes().area
        there = QPointF((area.topRight() + inside).toPoint())
        user.move(plot.viewport(), there)
        assert plot.getViewBox().viewRange() == before
        at = spot(view, plot, scene)
        assert (at.x(), at.y()) == pytest.approx((there.x(), there.y()), abs=1.0)
    user.release(plot.viewport(), there)


def test_beyond_its_ends_they_grow_with_the_hand_about_their_middle(qtbot: QtBot) -> None:
    view, scene, plot = opened(qtbot, fruit())
    home = plot.getViewBox().viewRange()
    user.press(plot.viewport(), spot(view, plot, scene))
    area, seen, values = plot.axes().area, [], []
    for right, up in ((4.0, 3.0), (4.0, 3.0), (7.0, 40.0), (7.0, 40.0), (5.0, -9.0)):
        corner = QPointF(area.right() + right, area.top() - up)
        user.move(plot.viewport(), corner)
        (x0, x1), (y0, y1) = plot.getViewBox().viewRange()
        seen.append(x1 - x0)
        values.append(picture(view).chart.point(scene.state).tolist())
        assert ((x0 + x1) / 2.0, (y0 + y1) / 2.0) == pytest.approx(
            (sum(home[0]) / 2.0, sum(home[1]) / 2.0)
        )
        # What is in the hand is in view with all of its mark, at the edge that is nearest to it.
        at = plot.axes().at(*values[-1])
        rim = min(area.right() - at.x(), at.y() - area.top())
        assert RADIUS <= rim < 2.0 * RADIUS
    assert home[0][1] - home[0][0] < seen[0] < seen[2]
    # Under a hand that holds still nothing moves, and nothing shrinks before its release.
    assert (seen[1], seen[3], seen[4]) == pytest.approx((seen[0], seen[2], seen[2]))
    assert values[1] == pytest.approx(values[0])
    assert values[3] == pytest.approx(values[2])
    user.key(view, Key.Key_Escape)
    assert plot.getViewBox().viewRange() == home


def test_ranges_that_the_user_chose_do_not_grow(qtbot: QtBot) -> None:
    view, scene, plot = opened(qtbot, fruit())
    plot.zoom(0.8)
    chosen = plot.getViewBox().viewRange()
    user.press(plot.viewport(), spot(view, plot, scene))
    there = QPointF(plot.axes().area.right() + 7.0, plot.axes().area.center().y())
    user.move(plot.viewport(), there)
    assert plot.getViewBox().viewRange() == chosen
    at = plot.axes().at(*picture(view).chart.point(scene.state).tolist())
    assert at.x() == pytest.approx(there.x(), abs=1.0)
    user.release(plot.viewport(), there)


def test_escape_gives_the_point_back(qtbot: QtBot) -> None:
    view, scene, plot = opened(qtbot, fruit())
    start, there = spot(view, plot, scene), place(plot, 0.0, 0.0)
    user.press(plot.viewport(), start)
    user.move(plot.viewport(), there)
    assert scene.store.in_gesture
    user.key(view, Key.Key_Escape)
    user.release(plot.viewport(), there)
    assert scene.store.document.same_as(fruit())
    assert scene.store.history.count() == 0


def test_the_background_pans_the_wheel_zooms_and_a_double_click_shows_everything(
    qtbot: QtBot,
) -> None:
    view, _, plot = opened(qtbot, fruit())
    heard = Heard(view.panel)
    home = plot.getViewBox().viewRange()
    user.drag(plot.viewport(), place(plot, -2, 4), place(plot, -1, 4), place(plot, 0, 4))
    panned = plot.getViewBox().viewRange()
    assert panned[0][0] < home[0][0]
    wheel(plot.viewport(), place(plot, 2, 2))
    zoomed = plot.getViewBox().viewRange()
    assert zoomed[0][1] - zoomed[0][0] < panned[0][1] - panned[0][0]
    assert plot.axes().x.per_pixel == pytest.approx(plot.axes().y.per_pixel, rel=1e-3)
    # An edit elsewhere leaves the user's view alone.
    view.panel.setFocus()
    user.key(view, Key.Key_Up)
    assert plot.getViewBox().viewRange() == zoomed
    user.double_click(plot.viewport(), place(plot, -1, 3))
    assert np.allclose(plot.getViewBox().viewRange(), home)
    assert heard.said == ["edited"]


def test_arrow_keys_move_the_point_and_fold(qtbot: QtBot) -> None:
    view, scene, _ = opened(qtbot, fruit())
    view.panel.setFocus()
    heard = Heard(view.panel)
    user.key(view, Key.Key_Right)
    user.key(view, Key.Key_Up)
    user.key(view, Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    user.key(view, Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert heard.said == ["edited"] * 4
    assert scene.store.analysis.z == pytest.approx([0.1, 3.59, -0.5])
    assert scene.store.history.count() == 1


def test_with_the_others_along_the_valley_is_level(qtbot: QtBot) -> None:
    view, scene, plot = opened(qtbot, fruit())
    box = view.together
    user.click(box, QPointF(8.0, box.height() / 2.0))
    assert picture(view).together
    loss = scene.store.analysis.cross_entropy
    start = spot(view, plot, scene)
    user.drag(plot.viewport(), start, start + QPointF(-60.0, 60.0))
    assert scene.store.analysis.z[1] < 2.5
    assert scene.store.analysis.cross_entropy == pytest.approx(loss, rel=1e-3)
    assert "change nothing" in view.picture.caption(scene.state)


def test_other_scores_are_chosen(qtbot: QtBot) -> None:
    view, scene, plot = opened(qtbot, fruit())
    user.drag(plot.viewport(), place(plot, -2, 4), place(plot, -1, 4), place(plot, 0, 4))
    assert plot.zoomed
    view.choice._choose(1, 2)
    assert picture(view).chart.pair(scene.state) == (1, 2)
    assert plot.chart == picture(view).chart
    assert not plot.zoomed  # another plane, other axes
    assert plot.getAxis("left").labelText == "score z of Orange"
    view.grab()
