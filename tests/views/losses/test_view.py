from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.model import Document
from ceviz.draw.theme import DARK, LIGHT
from ceviz.panels.scene import Scene
from ceviz.store.moves import nudge_intent
from ceviz.views.losses import sweep as loss_sweep
from ceviz.views.losses.sweep import Swept
from ceviz.views.losses.table import FOCAL, HINGE, keys
from ceviz.views.losses.view import LossesPanel, LossesView
from tests.helpers import user
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard


def opened(qtbot: QtBot, document: Document) -> tuple[LossesView, Scene]:
    scene = make_scene(document)
    view = show(qtbot, LossesView(scene), 440, 520)
    for plot in panel(view).plots:
        # pyqtgraph lays its axes out when it is painted.
        plot.grab()
    return view, scene


def panel(view: LossesView) -> LossesPanel:
    return view.panel


def grip(view: LossesView, place: int, scene: Scene) -> tuple[QWidget, QPointF]:
    """A plot's surface, and where the line of the present position is on it."""
    plot = panel(view).plots[place]
    axes, a = plot.axes(), scene.store.analysis
    now = a.q[1] if view.choice.by_probability else a.z[1]
    at = QPointF(round(float(axes.x.at(float(now)))), round(axes.area.center().y()))
    return plot.viewport(), at


def wheel(widget: QWidget, at: QPointF) -> None:
    """Zoom in."""
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 480), user.Button.NoButton,
        user.Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(widget, event)


@pytest.mark.parametrize("make", [fruit, free_fruit, infinite, lambda: many(2), lambda: many(200)])
def test_it_shows_a_document_and_asks_for_nothing(
    qtbot: QtBot, make: Callable[[], Document]
) -> None:
    view, scene = opened(qtbot, fruit())
    heard = Heard(view.panel)
    scene.store.open(make())
    view.grab()
    qtbot.waitUntil(lambda: view.caption.text() == view.picture.caption(scene.state))
    assert heard.said == []


@pytest.mark.parametrize("place", [0, 1])
def test_the_line_dragged_in_either_plot_is_one_undo_step(qtbot: QtBot, place: int) -> None:
    view, scene = opened(qtbot, fruit())
    heard = Heard(view.panel)
    widget, start = grip(view, place, scene)
    axes = panel(view).plots[place].axes()
    user.drag(widget, start, start - QPointF(20, 0), start - QPointF(60, 0))
    assert heard.said == ["previewed", "previewed", "released"]
    scores = scene.store.document.sample.scores
    assert scores[1] == pytest.approx(3.5 - 60 * axes.x.per_pixel)
    assert scores[[0, 2]].tolist() == [1.0, -0.5]
    scene.store.undo()
    assert scene.store.document.same_as(fruit())


def test_escape_gives_the_score_back(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    widget, start = grip(view, 0, scene)
    user.press(widget, start)
    user.move(widget, start - QPointF(40, 0))
    assert not scene.store.document.same_as(fruit())
    user.key(view, user.Key.Key_Escape)
    user.release(widget, start)
    assert scene.store.document.same_as(fruit())
    assert scene.store.history.count() == 0


def test_dragging_recomputes_no_sweep(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, many(10))
    true = scene.state.analysis.true
    plot = panel(view).plots[0]
    axes = plot.axes()
    z = float(scene.state.analysis.z[true])
    start = QPointF(round(float(axes.x.at(z))), round(axes.area.center().y()))
    user.press(plot.viewport(), start)
    view.grab()
    before = loss_sweep.sweep.made()
    for step in (5, 10, 20):
        user.move(plot.viewport(), start - QPointF(step, 0))
        view.grab()
    assert scene.store.in_gesture
    assert loss_sweep.sweep.made() == before
    user.release(plot.viewport(), start)


def test_a_probability_is_dragged_along_the_same_line(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    heard = Heard(view.panel)
    view.swept.setFocus()
    user.key(view, user.Key.Key_End)
    assert view.choice.swept is Swept.TRUE_PROBABILITY
    assert view.panel.kind == "q"
    assert heard.said == []
    for plot in panel(view).plots:
        plot.grab()
    widget, start = grip(view, 1, scene)
    user.drag(widget, start, start - QPointF(100, 0))
    assert heard.said == ["previewed", "released"]
    assert heard.intents[0].label.startswith("Drag q[Banana] 0.9088 → 0.")
    assert scene.store.document.sample.scores[[0, 2]].tolist() == [1.0, -0.5]


def test_losses_are_switched_off_by_their_boxes(qtbot: QtBot) -> None:
    view, _ = opened(qtbot, fruit())
    heard = Heard(view.panel)
    for loss in (FOCAL, HINGE):
        user.click(view.boxes[loss], QPointF(8, view.boxes[loss].height() / 2))
    assert view.choice.shown == keys() - {FOCAL.key, HINGE.key}
    assert not view.gamma.isEnabled()
    assert panel(view).plots[0].chart.choice == view.choice  # type: ignore[attr-defined]
    assert heard.said == []


def test_gamma_is_typed_or_slid_and_refused_in_place(qtbot: QtBot) -> None:
    view, _ = opened(qtbot, fruit())
    view.gamma.setFocus()
    user.select_all(view)
    user.write(view, "0.5\r")
    assert view.choice.gamma == 0.5
    assert view.slider.sliderPosition() == 5
    view.slider.setFocus()
    user.key(view, user.Key.Key_Right)
    assert view.choice.gamma == pytest.approx(0.6)
    assert view.gamma.text() == "0.6"
    view.gamma.setFocus()
    user.select_all(view)
    user.write(view, "-1\r")
    assert view.gamma.property("refused")
    assert view.choice.gamma == pytest.approx(0.6)


def test_the_selected_class_can_be_swept(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    view.swept.setFocus()
    user.key(view, user.Key.Key_Down)
    assert view.choice.swept is Swept.SELECTED_SCORE
    scene.select(2)
    qtbot.waitUntil(lambda: view.caption.text().startswith("z(Orange) = −0.5"))


def test_both_plots_are_zoomed_and_unzoomed_together(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    above, below = panel(view).plots
    whole = [plot.getViewBox().viewRange() for plot in (above, below)]
    wheel(above.viewport(), user.middle(above.viewport()))
    zoomed = above.getViewBox().viewRange()
    assert zoomed[0][1] - zoomed[0][0] < 14.0
    assert below.getViewBox().viewRange()[0] == zoomed[0]
    scene.store.apply(nudge_intent("z", 0, 2.5, scene.store.document))
    assert [plot.getViewBox().viewRange()[0] for plot in (above, below)] == [zoomed[0]] * 2
    scene.store.undo()
    user.double_click(below.viewport(), QPointF(200, 100))
    for plot, ranges in zip((above, below), whole, strict=True):
        for now, then in zip(plot.getViewBox().viewRange(), ranges, strict=True):
            assert now == pytest.approx(then)


def test_every_box_has_its_line_beside_it(qtbot: QtBot) -> None:
    """Where the plot has no room for a legend the boxes are one; in both themes."""
    scene = make_scene(fruit())
    view = show(qtbot, LossesView(scene), 420, 600)
    for theme in (LIGHT, DARK):
        scene.set_theme(theme)
        samples = [box.icon().pixmap(box.iconSize()).toImage() for box in view.boxes.values()]
        for loss, sample in zip(view.boxes, samples, strict=True):
            middle = range(sample.width())
            drawn = {sample.pixelColor(x, sample.height() // 2).name() for x in middle}
            assert theme.class_colour(loss.style.slot).name() in drawn
        assert len({bytes(sample.constBits()) for sample in samples}) == len(samples)
