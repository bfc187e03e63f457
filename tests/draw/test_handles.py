"""Geometry and hit test are each other's inverse: what is grabbed where it is, is what it is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.analysis import analyse
from ceviz.document.edits import DRAG_MAX, DRAG_MIN, set_probability, set_target
from ceviz.document.model import Document
from ceviz.document.targets import Free, free
from ceviz.draw.lab.curve import Curve
from ceviz.draw.lab.curve_handles import nearest_q
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.picture import Handle, Picture
from ceviz.draw.state import State, View
from ceviz.draw.theme import LIGHT
from ceviz.errors import CevizError
from tests.document.examples import documents
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import state_of

RECT = QRectF(0.0, 0.0, 420.0, 300.0)


def moved(
    picture: Picture, state: State, handle: Handle, dx: float = 0.0, dy: float = 0.0
) -> Document:
    """The document after ``handle`` was dragged so many pixels."""
    geometry = picture.geometry(RECT, state, LIGHT)
    place = handle.at + QPointF(dx, dy)
    return picture.intent_at(geometry, handle, place, state, state.document).edit(state.document)


def bar_handle(picture: Picture, state: State, index: int, y: float) -> Handle:
    geometry = picture.geometry(RECT, state, LIGHT)
    point = QPointF(geometry.columns.centre(index), y)
    handle = picture.handle_at(geometry, point, replace(state, selected=index))
    assert handle is not None
    return handle


@given(documents(), st.data())
def test_a_bar_that_is_not_moved_keeps_its_probability(
    document: Document, data: st.DataObject
) -> None:
    state = state_of(document)
    index = data.draw(st.integers(0, len(document.classes) - 1))
    picture = ProbabilityBars()
    handle = bar_handle(picture, state, index, RECT.center().y())
    assume(handle.kind == "q")
    assert handle.index == index
    assert handle.value == state.analysis.q[index]
    try:
        after = analyse(moved(picture, state, handle)).q
    except CevizError:
        return  # everything else is locked
    assert after[index] == pytest.approx(handle.value, abs=1e-9)


@given(documents(), st.data(), st.floats(-60.0, 60.0))
def test_a_score_moves_as_far_as_the_hand(
    document: Document, data: st.DataObject, dy: float
) -> None:
    state = state_of(document)
    index = data.draw(st.integers(0, len(document.classes) - 1))
    assume(np.isfinite(state.analysis.z[index]))
    picture = ScoreBars()
    handle = bar_handle(picture, state, index, RECT.center().y())
    scale = picture.geometry(RECT, state, LIGHT).scale
    size = abs(scale.high) + abs(scale.low) + abs(handle.value)
    after = moved(picture, state, handle, 7.0, dy).sample.scores[index]
    assert after == pytest.approx(handle.value - dy * scale.per_pixel, abs=1e-9 * size)


@given(st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3), st.integers(0, 2))
def test_a_target_that_is_not_moved_keeps_its_mass(raw: list[float], index: int) -> None:
    assume(sum(raw) > 0.01)
    p = free(np.array(raw) / sum(raw))
    state = state_of(set_target(fruit(), p))
    picture = ProbabilityBars()
    geometry = picture.geometry(RECT, state, LIGHT)
    knob = QPointF(
        geometry.columns.centre(index) + 0.33 * geometry.columns.pitch,
        geometry.scale.at(float(p.p[index])),
    )
    handle = picture.handle_at(geometry, knob, state)
    assert handle is not None
    assert (handle.kind, handle.index) == ("p", index)
    target = moved(picture, state, handle).sample.target
    assert isinstance(target, Free)
    assert target.p == pytest.approx(p.p, abs=1e-12)


def test_a_targets_knob_is_grabbed_and_the_bar_below_it() -> None:
    state = state_of(free_fruit())
    picture = ProbabilityBars()
    geometry = picture.geometry(RECT, state, LIGHT)
    for index in range(3):
        level = geometry.scale.at(float(state.analysis.p[index]))
        for dy in (-5.0, 0.0, 5.0):
            knob = QPointF(
                geometry.columns.centre(index) + 0.33 * geometry.columns.pitch, level + dy
            )
            handle = picture.handle_at(geometry, knob, state)
            assert handle is not None
            assert handle.kind == "p"
    # Banana's bar is taller than its target: elsewhere in the column it is the bar.
    top = QPointF(geometry.columns.centre(1), geometry.scale.at(float(state.analysis.q[1])))
    handle = picture.handle_at(geometry, top, state)
    assert handle is not None
    assert handle.kind == "q"
    # A target that is not free has no handle.
    plain = state_of(fruit())
    cap = QPointF(geometry.columns.centre(1) + 30.0, geometry.scale.at(1.0))
    handle = picture.handle_at(picture.geometry(RECT, plain, LIGHT), cap, plain)
    assert handle is not None
    assert handle.kind == "q"


@given(st.floats(DRAG_MIN, DRAG_MAX), st.booleans())
def test_a_point_of_the_curve_reads_back(q: float, log: bool) -> None:
    state = state_of(fruit(), view=View(log_q=log))
    (axes,) = Curve().geometry(RECT, state, LIGHT).axes
    place = axes.at(q, -float(np.log(q)))
    found = nearest_q(axes, place, state)
    again = axes.at(found, -float(np.log(found)))
    off = np.hypot(again.x() - place.x(), again.y() - place.y())
    # Steep parts of the curve lie above the picture: there the nearest place is what counts.
    assert off < 0.05
    if -np.log(q) < axes.y.high:
        assert found == pytest.approx(q, rel=0.02, abs=1e-4)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("q", [1e-6, 3e-5, 1e-3, 0.3])
def test_a_point_from_beyond_the_axes_sets_off_from_where_it_is(q: float, log: bool) -> None:
    document = set_probability(fruit(), 0, q)  # a ghost: the axes are not stretched for it
    state = state_of(document, view=View(log_q=log))
    picture = Curve()
    geometry = picture.geometry(RECT, state, LIGHT)
    (axes,) = geometry.axes
    surprise = min(-float(np.log(q)), axes.y.high)
    grabbed = QPointF(float(axes.x.clipped(q)), float(axes.y.at(surprise)))
    handle = picture.handle_at(geometry, grabbed, state)
    assert handle is not None
    assert handle.index == 0

    def reached(way: QPointF) -> float:
        intent = picture.intent_at(geometry, handle, handle.at + way, state, document)
        return float(analyse(intent.edit(document)).q[0])

    # A pixel is little, whichever way it goes.
    for way in (QPointF(0.0, 1.0), QPointF(1.0, 0.0), QPointF(0.0, -1.0)):
        assert abs(np.log(reached(way) / q)) < 0.25
    # It catches up, steadily, and is then where the pointer is.
    path = [reached(QPointF(0.0, float(down))) for down in range(0, 200, 5)]
    assert all(a <= b for a, b in pairwise(path))
    way = QPointF(0.0, 180.0)
    pointed_at = min(nearest_q(axes, handle.at + way, state), DRAG_MAX)
    assert reached(way) == pytest.approx(pointed_at, rel=1e-9)


@given(documents(), st.data(), st.booleans())
def test_a_point_is_grabbed_where_it_is(document: Document, data: st.DataObject, log: bool) -> None:
    state = state_of(document, view=View(log_q=log))
    picture = Curve()
    geometry = picture.geometry(RECT, state, LIGHT)
    index = data.draw(st.integers(0, len(document.classes) - 1))
    (axes,) = geometry.axes
    q = float(state.analysis.q[index])
    surprise = min(float(state.analysis.surprisal[index]) * state.per_nat, axes.y.high)
    x = float(axes.x.clipped(q))
    point = QPointF(x, max(float(axes.y.at(surprise)), axes.area.top()))
    handle = picture.handle_at(geometry, point, state)
    assert handle is not None
    away = handle.at - point
    assert np.hypot(away.x(), away.y()) <= 14.0
    # Another class may lie at the same place; then it is that one.
    assert state.analysis.q[handle.index] == handle.value


@pytest.mark.parametrize("count", [2, 20, 100, 1000])
@pytest.mark.parametrize("picture", [ProbabilityBars(), ScoreBars()])
def test_every_class_has_a_handle_at_any_count(picture: Picture, count: int) -> None:
    state = state_of(many(count), view=View(every=True))
    for index in range(0, count, max(1, count // 50)):
        handle = bar_handle(picture, state, index, 150.0)
        assert handle.index == index


def test_what_is_impossible_is_picked_up_at_the_bottom() -> None:
    state = state_of(infinite())
    for picture in (ProbabilityBars(), ScoreBars()):
        handle = bar_handle(picture, state, 1, 150.0)
        scale = picture.geometry(RECT, state, LIGHT).scale
        assert handle.at.y() == pytest.approx(scale.start)
        after = analyse(moved(picture, state, handle, dy=-80.0))
        assert after.q[1] > 0.0


def test_outside_the_columns_there_is_nothing() -> None:
    state = state_of(fruit())
    for picture in (ProbabilityBars(), ScoreBars()):
        geometry = picture.geometry(RECT, state, LIGHT)
        for point in (QPointF(2.0, 150.0), QPointF(200.0, 5.0), QPointF(419.0, 150.0)):
            assert picture.class_at(geometry, point, state) is None
            assert picture.handle_at(geometry, point, state) is None
