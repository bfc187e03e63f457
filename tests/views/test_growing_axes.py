"""The views' axes in a drag: they grow where the hand leaves them, and shrink at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from ceviz.document.analysis import analyse
from ceviz.document.asymmetry import asymmetry
from ceviz.document.edits import set_score
from ceviz.document.model import Document
from ceviz.draw.chart import Chart
from ceviz.draw.picture import Handle
from ceviz.draw.reach import STILL
from ceviz.draw.state import State
from ceviz.draw.theme import LIGHT
from ceviz.store import End
from ceviz.views.areas.areas import AreaPicture
from ceviz.views.jacobian.picture import Jacobian
from ceviz.views.losses.charts import Values
from ceviz.views.losses.picture import Losses
from ceviz.views.losses.sweep import Choice
from ceviz.views.plane.picture import ScoreChart
from ceviz.views.sums import bars, terms
from ceviz.views.sums.picture import Sums
from tests.helpers.documents import free_fruit, fruit, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import make_scene, state_of

RECT = QRectF(0.0, 0.0, 520.0, 420.0)
BANANA = 1


def dragging(*ways: Document) -> State:
    """In a gesture that began at the fruit, went through ``ways`` and is at the last."""
    pressed = analyse(fruit())
    reach = STILL
    for document in ways:
        reach = reach.joined(analyse(document), pressed)
    now = ways[-1]
    return replace(state_of(now), held=pressed, reach=reach)


def far(z: float) -> Document:
    return set_score(fruit(), BANANA, z)


def losses_ends(state: State) -> tuple[float, float]:
    return Values(Choice()).ranges(state)[0]


def areas_ends(state: State) -> tuple[float, float]:
    y = AreaPicture().geometry(RECT, state, LIGHT).y
    return -y.high, y.high


def sums_ends(state: State) -> tuple[float, float]:
    scale = bars.layout(RECT, state, LIGHT).scale
    return -scale.high, scale.high


def plane_ends(state: State) -> tuple[float, float]:
    low, high = ScoreChart().ranges(state)[0]
    return min(low, -high), max(high, -low)


ENDS: dict[str, Callable[[State], tuple[float, float]]] = {
    "losses": losses_ends, "areas": areas_ends, "sums": sums_ends, "plane": plane_ends,
}  # fmt: skip


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS)
def test_they_grow_smoothly_and_never_shrink_in_the_hand(
    ends: Callable[[State], tuple[float, float]],
) -> None:
    rest = ends(state_of(fruit()))
    near = ends(dragging(far(3.0)))
    assert near == rest
    ways = [far(z) for z in (-10.0, -20.0, -20.5, -30.0)]
    lows = [ends(dragging(*ways[: k + 1]))[0] for k in range(len(ways))]
    assert all(one > other for one, other in zip([rest[0], *lows], lows, strict=False))
    # Half a score further is half a score of axis, not a round number; a mark has a rim.
    assert lows[1] - lows[2] == pytest.approx(0.5, abs=0.04)
    # Back inside: as far as it went, until the hand lets go.
    assert ends(dragging(*ways, far(3.0)))[0] == lows[-1]


@pytest.mark.parametrize("z", [-20.0, 20.0])
def test_what_moves_is_never_drawn_beyond_its_axis(z: float) -> None:
    state = dragging(far(z))
    low, high = losses_ends(state)
    assert low <= z <= high
    surprise = float(state.analysis.surprisal[BANANA])
    assert areas_ends(state)[1] >= surprise
    assert sums_ends(state)[1] >= state.analysis.cross_entropy
    term = float(asymmetry(state.analysis).there.areas.surplus.max())
    assert terms.layout(RECT, state, LIGHT).scale.high >= term
    low, high = ScoreChart().ranges(state)[0]
    assert low <= z <= high


def take(picture: Losses, state: State) -> tuple[Chart, Handle]:
    """The handle of Banana's score, where it is painted."""
    chart, axes = picture.charts[0], picture.geometry(RECT, state, LIGHT).axes[0]
    pixels = [
        QPointF(float(x), float(y))
        for x in np.arange(axes.area.left(), axes.area.right(), 2.0)
        for y in (axes.area.center().y(), *np.arange(axes.area.top(), axes.area.bottom(), 8.0))
    ]
    handles = (chart.handle_at(axes, pixel, state) for pixel in pixels)
    return chart, next(handle for handle in handles if handle is not None)


def test_a_hand_beyond_an_axis_that_holds_still_moves_nothing(qtbot: QtBot) -> None:
    scene, picture = make_scene(fruit()), Losses()
    chart, handle = take(picture, scene.state)
    gesture = scene.store.begin()
    seen: list[np.ndarray] = []
    ends: list[tuple[float, float]] = []
    for beyond in (2.0, 2.0, 30.0, 30.0, 30.0, 8.0):
        axes = picture.geometry(RECT, scene.state, LIGHT).axes[0]
        place = QPointF(axes.area.left() - beyond, handle.at.y())
        gesture.preview(chart.intent_at(axes, handle, place, scene.state, gesture.base))
        seen.append(scene.store.analysis.z.copy())
        ends.append(chart.ranges(scene.state)[0])
        assert ends[-1][0] <= seen[-1].min()
    assert seen[1] == pytest.approx(seen[0])
    assert seen[3] == pytest.approx(seen[2])
    assert seen[4] == pytest.approx(seen[2])
    assert ends[5][0] == ends[4][0] < ends[1][0]
    gesture.end(End.ESCAPED)
    # At its end the axes are those at rest again.
    assert chart.grown(scene.state) is None


def test_the_top_of_an_area_is_dragged_out_of_its_axis(qtbot: QtBot) -> None:
    """It stays at the edge, under a hand that holds still, and the axis is as high as it is."""
    scene, picture = make_scene(fruit()), AreaPicture()
    g = picture.geometry(RECT, scene.state, LIGHT)
    surprise = float(scene.state.analysis.surprisal[BANANA])
    handle = picture.handle_at(g, QPointF(g.x.at(0.5), float(g.y.at(surprise))), scene.state)
    assert handle is not None
    assert handle.kind == "top"
    gesture = scene.store.begin()
    seen = []
    for beyond in (3.0, 3.0, 40.0, 40.0):
        g = picture.geometry(RECT, scene.state, LIGHT)
        place = QPointF(handle.at.x(), g.y.end - beyond)
        gesture.preview(picture.intent_at(g, handle, place, scene.state, gesture.base))
        seen.append(float(scene.state.analysis.surprisal[BANANA]))
        y = picture.geometry(RECT, scene.state, LIGHT).y
        assert float(y.at(seen[-1])) == pytest.approx(y.end)
    assert seen[1] == pytest.approx(seen[0])
    assert seen[3] == pytest.approx(seen[2])
    assert seen[2] > seen[0]
    gesture.end(End.ESCAPED)
    assert picture.geometry(RECT, scene.state, LIGHT).y.high < seen[0]


@pytest.mark.parametrize("column", [0, 1])
def test_a_term_is_dragged_out_of_its_axis(qtbot: QtBot, column: int) -> None:
    """The axis holds it and all others, and nothing moves under a hand that holds still."""
    scene, picture = make_scene(free_fruit()), Sums()
    t = picture.geometry(RECT, scene.state, LIGHT).terms
    row = t.rows.classes.tolist().index(BANANA)
    cell = t.cell(row, column)
    handle = picture.handle_at(
        picture.geometry(RECT, scene.state, LIGHT), cell.center(), scene.state
    )
    assert handle is not None
    gesture = scene.store.begin()
    seen, ends = [], []
    for beyond in (3.0, 3.0, 20.0, 20.0, 5.0):
        g = picture.geometry(RECT, scene.state, LIGHT)
        place = QPointF(cell.left() + g.terms.scale.end + beyond, cell.center().y())
        gesture.preview(picture.intent_at(g, handle, place, scene.state, gesture.base))
        both = asymmetry(scene.state.analysis)
        seen.append(float(both.way(column == 1).areas.surplus[BANANA]))
        ends.append(picture.geometry(RECT, scene.state, LIGHT).terms.scale.high)
        largest = max(float(way.areas.surplus.max()) for way in (both.there, both.back))
        assert ends[-1] >= largest * (1.0 - 1e-12)
    assert seen[4] > seen[0] > t.scale.high
    assert (seen[1], seen[3]) == pytest.approx((seen[0], seen[2]))
    assert ends == sorted(ends)
    grown = ends[-1]
    gesture.end(End.ESCAPED)
    assert picture.geometry(RECT, scene.state, LIGHT).terms.scale.high < grown


@given(
    place=st.sampled_from([(k, column) for k in range(3) for column in (0, 1)]),
    shares=st.lists(st.floats(-0.1, 1.6), min_size=1, max_size=5),
    document=st.sampled_from([free_fruit(), fruit()]),
)
@settings(max_examples=60)
def test_the_end_of_a_term_is_under_the_hand_also_when_its_axis_has_grown(
    place: tuple[int, int], shares: list[float], document: Document
) -> None:
    scene, picture = make_scene(document), Sums()
    row, column = place
    t = picture.geometry(RECT, scene.state, LIGHT).terms
    cell = t.cell(row, column)
    handle = picture.handle_at(
        picture.geometry(RECT, scene.state, LIGHT), cell.center(), scene.state
    )
    assume(handle is not None and handle.kind == "qp"[column])
    assert handle is not None
    gesture = scene.store.begin()
    own: list[float] = []
    for share in shares:
        x = cell.left() + t.scale.start + share * (t.scale.end - t.scale.start)
        seen = []
        for _ in range(2):
            g = picture.geometry(RECT, scene.state, LIGHT)
            place_ = QPointF(x, cell.center().y())
            gesture.preview(picture.intent_at(g, handle, place_, scene.state, gesture.base))
            way = asymmetry(scene.state.analysis).way(column == 1)
            index = handle.index
            seen.append((float(way.areas.surplus[index]), float(scene.state.analysis.q[index])))
        assert seen[1] == pytest.approx(seen[0], rel=1e-6, abs=1e-9)
        scale = picture.geometry(RECT, scene.state, LIGHT).terms.scale
        end = cell.left() + float(scale.clipped(seen[-1][0] * scene.state.per_nat))
        code = float((scene.state.analysis.p if column else scene.state.analysis.q)[index])
        own.append(seen[-1][0])
        # A larger term that has grown the axis is another matter: its end is then further left.
        alone = scale.ends == pytest.approx((min([t.scale.low, *own]), max([t.scale.high, *own])))
        if alone and 1e-5 < code < 1.0 - 1e-5:
            assert end == pytest.approx(min(x, cell.left() + scale.end), abs=0.5)
    gesture.end(End.ESCAPED)


def test_the_strongest_colour_is_that_of_the_largest_entry_of_a_drag() -> None:
    """Of more than 12 classes the key says what it stands for: no entry goes beyond."""
    pressed = set_score(many(30), 3, -9.0)
    reach = STILL
    limits = []
    for z in (-9.0, -2.0, 1.0, -9.0):
        now = set_score(pressed, 3, z)
        reach = reach.joined(analyse(now), analyse(pressed))
        state = replace(state_of(now), held=analyse(pressed), reach=reach)
        a = state.analysis
        limits.append(Jacobian().geometry(RECT, state, LIGHT).limit)
        assert limits[-1] >= float((a.q * a.complement).max()) * (1.0 - 1e-12)
    assert limits[3] == limits[2]
