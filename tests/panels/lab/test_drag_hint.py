"""“Drag me” points at the truth's bar on the first start, hinders nothing, and goes for good."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_score
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.theme import LIGHT
from ceviz.panels.lab.drag_hint import DragHint
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.store import Intent
from ceviz.window.memory import Memory
from tests.helpers import user
from tests.helpers.fixtures import show, show_window


@pytest.fixture
def bars(scene: Scene, qtbot: QtBot) -> PicturePanel:
    return show(qtbot, PicturePanel("bars", ProbabilityBars(), scene, kind="q"), 400, 300)


def test_it_points_at_the_truths_bar_and_follows_it(bars: PicturePanel, scene: Scene) -> None:
    hint = DragHint(bars)
    before = hint.grip()
    assert before.x() == pytest.approx(bars.anchor(1))
    scene.store.apply(Intent("z", partial(set_score, i=1, value=0.0)))
    assert hint.grip().y() > before.y() + 50.0
    bars.resize(300, 260)
    assert hint.size() == bars.size()


def test_it_paints_over_the_picture_alone(bars: PicturePanel) -> None:
    plain = bars.grab().toImage()
    hint = DragHint(bars)
    hint._pulse.stop()
    assert bars.grab().toImage() != plain
    hint.hide()
    assert bars.grab().toImage() == plain


@pytest.mark.parametrize("scale", [1.0, 1.6, 2.5])
@pytest.mark.parametrize("size", [(150, 190), (310, 290), (400, 300), (640, 400)])
def test_it_lies_on_no_other_bar_no_number_and_no_axis(
    bars: PicturePanel, scene: Scene, scale: float, size: tuple[int, int]
) -> None:
    """Rather than that it is its sign alone, or away."""
    scene.set_theme(LIGHT.scaled(scale))
    bars.resize(*size)
    placed = DragHint(bars).place()
    g, q = bars.geometry_now(), scene.state.analysis.q
    if placed is None:
        assert scale > 1.0 or size == (150, 190)
        return
    words, box = placed
    assert words in ("↕ drag me", "↕")
    plot = g.frame.plot
    assert box.left() >= plot.left()
    assert plot.top() <= box.top() < box.bottom() <= plot.bottom()
    for k in (0, 2):
        height = scene.theme.metrics(11.0).height()
        top = float(g.scale.at(float(q[k]))) - height
        column = QRectF(g.bar_edges[0][k], top, g.bar_edges[1], g.frame.plot.bottom() - top)
        assert not box.intersects(column)


def test_with_room_it_says_it_in_words(bars: PicturePanel) -> None:
    placed = DragHint(bars).place()
    assert placed is not None
    assert placed[0] == "↕ drag me"


def test_the_first_drag_goes_through_it_and_ends_it(bars: PicturePanel, scene: Scene) -> None:
    hint = DragHint(bars)
    told: list[None] = []
    hint.taken.connect(lambda: told.append(None))
    at = hint.grip() + QPointF(0.0, 6.0)
    q = scene.state.analysis.q[1]
    user.press(bars, at)
    assert not told
    user.move(bars, at + QPointF(0.0, 60.0))
    user.release(bars, at + QPointF(0.0, 60.0))
    assert scene.state.analysis.q[1] < q
    assert told == [None]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not bars.findChildren(DragHint)


def test_whoever_has_dragged_is_told_no_more(qtbot: QtBot) -> None:
    window = show_window(qtbot)
    assert window.findChild(DragHint) is None
    window.memory.has_dragged = False
    window._point_at_a_grip()
    hint = window.findChild(DragHint)
    assert hint is not None
    hint.taken.emit()
    window.memory.write()
    assert Memory().has_dragged


def test_a_grip_is_where_something_can_be_dragged_and_in_no_file(scene: Scene) -> None:
    from dataclasses import replace

    from tests.helpers.images import rendered

    live, file = (
        rendered(ProbabilityBars(), scene.state, 400, 300, theme)
        for theme in (LIGHT, replace(LIGHT, marks=False))
    )
    g = ProbabilityBars().geometry(QRectF(0, 0, 400, 300), scene.state, LIGHT)
    left, width = g.bar_edges
    x, y = round(left[1] + width / 2.0), round(float(g.scale.at(scene.state.analysis.q[1])) + 6.0)
    tint = LIGHT.class_colour(1)
    bar = [tint.blue(), tint.green(), tint.red()]
    assert file[y, x, :3].tolist() == bar
    assert live[y, x, :3].tolist() != bar
