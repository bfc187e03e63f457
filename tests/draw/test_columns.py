"""Classes side by side: every one is under some pixel, and a press means what is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document.targets import Target, free
from ceviz.draw.columns import THIN, columns, notable
from ceviz.draw.state import CROWD, TOP, State, View
from tests.helpers.documents import many
from tests.helpers.fixtures import state_of

counts = st.sampled_from([2, 3, 10, 19, 20, 21, 22, 75, 100, 333, 1000])
widths = st.floats(60.0, 1200.0)


def shown(count: int, target: Target | None = None, **attention: object) -> State:
    return state_of(many(count, target), **{"view": View(every=True), **attention})


@given(counts, widths)
def test_the_middle_of_a_column_is_its_class(count: int, width: float) -> None:
    state = shown(count)
    cols = columns(40.0, width, state)
    assert cols.count == count
    assert cols.thin == (width / count < THIN)
    for index in range(count):
        assert cols.column_of(index) == index
        x = cols.centre(index)
        assert 40.0 < x < 40.0 + width
        found = cols.class_at(x, replace(state, selected=index))
        assert found == index


@given(counts, widths)
def test_every_pixel_means_a_class_that_is_under_it(count: int, width: float) -> None:
    state = shown(count)
    cols = columns(40.0, width, state)
    for x in np.linspace(40.0, 40.0 + width, 97, endpoint=False):
        found = cols.class_at(float(x), state)
        assert found is not None
        assert abs(cols.centre(found) - x) <= max(cols.pitch / 2.0, 1.0) + cols.pitch / 2.0 + 1e-6
    assert cols.class_at(39.9, state) is None
    assert cols.class_at(40.0 + width, state) is None


@given(st.sampled_from([333, 1000]), st.floats(100.0, 600.0), st.floats(0.0, 0.999))
def test_a_shared_pixel_means_its_selected_class_or_its_largest(
    count: int, width: float, share: float
) -> None:
    state = shown(count)
    cols = columns(40.0, width, state)
    x = 40.0 + share * width
    first, last = cols.under(x)
    candidates = list(range(first, last + 1))
    outside = next(k for k in range(count) if k not in candidates)
    largest = max(candidates, key=lambda k: state.analysis.q[k])
    assert cols.class_at(x, replace(state, selected=outside)) == largest
    for k in candidates:
        assert cols.class_at(x, replace(state, selected=k)) == k


@given(st.sampled_from([333, 1000]), st.integers(60, 900), st.integers(0, 10**6))
def test_an_envelope_loses_nothing_that_sticks_out(count: int, width: int, seed: int) -> None:
    state = shown(count)
    cols = columns(40.0, float(width), state)
    values = np.random.default_rng(seed).exponential(size=count)
    edges, heights = cols.envelope(values)
    assert len(edges) == len(heights) == width
    assert edges[0] == 40.0
    if count >= width:
        assert heights.max() == values.max()
        # Every class is in the pixel its middle lies in, or the one before.
        for k in range(0, count, 7):
            pixel = int(cols.centre(k) - 40.0)
            around = heights[max(pixel - 1, 0) : pixel + 2]
            assert values[k] <= around.max()


@pytest.mark.parametrize("count", [TOP + 2, 100, 1000])
def test_the_largest_few_and_the_rest(count: int) -> None:
    state = shown(count, view=View(top=TOP))
    cols = columns(0.0, 600.0, state)
    assert cols.count == TOP + 1
    assert cols.rest is not None
    assert sorted([*cols.classes.tolist(), *cols.rest.tolist()]) == list(range(count))
    # In order of size; truth and selection are among them whatever their size.
    sizes = state.analysis.q[cols.classes]
    assert (np.diff(sizes) <= 0).all()
    assert state.analysis.true in cols.classes
    total = cols.gathered(state.analysis.q)
    assert total.sum() == pytest.approx(1.0)
    assert cols.gathered(state.analysis.q, add=False)[-1] == state.analysis.q[cols.rest].max()
    hidden = int(cols.rest[0])
    assert cols.column_of(hidden) == TOP
    assert cols.class_at(cols.centre(TOP), state) is None


def test_one_more_than_the_largest_are_all_shown() -> None:
    assert columns(0.0, 600.0, shown(TOP + 1, view=View(top=TOP))).rest is None
    assert columns(0.0, 600.0, shown(5, view=View(top=TOP))).rest is None


@given(st.integers(0, 99), st.integers(0, 99))
def test_selecting_a_shown_class_leaves_the_others_where_they_are(first: int, second: int) -> None:
    state = shown(100, view=View(top=TOP), selected=first)
    # One that is shown because it is selected goes when another is: that may close a gap.
    shown_anyway = columns(0.0, 600.0, replace(state, selected=state.analysis.true)).classes
    before = columns(0.0, 600.0, state).classes.tolist()
    if first in shown_anyway and second in before:
        after = columns(0.0, 600.0, replace(state, selected=second)).classes.tolist()
        assert after.index(second) == before.index(second)


@given(st.integers(1, 6), st.integers(0, 39))
def test_few_columns_never_become_more(top: int, selected: int) -> None:
    p = np.zeros(40)
    p[[3, 17, 29]] = 1 / 3
    state = shown(40, free(p), view=View(top=top), selected=selected)
    cols = columns(0.0, 600.0, state)
    assert len(cols.classes) == top
    assert len(set(cols.classes.tolist())) == top


def test_what_is_named_first_is_what_the_user_points_at() -> None:
    state = shown(1000, hovered=500, selected=7)
    first = notable(state)
    assert first[0] == 500
    assert {state.analysis.true, state.analysis.predicted, 7} <= set(first)
    assert len(first) == len(set(first))


def test_of_a_crowd_the_largest_the_truth_and_the_selected_have_columns() -> None:
    for count in (CROWD, CROWD + 1, 1000):
        state = shown(count, view=View(), selected=count - 1)
        cols = columns(0.0, 600.0, state)
        assert (cols.rest is None) == (count <= CROWD)
        seen = set(cols.classes.tolist())
        assert {state.analysis.true, state.analysis.predicted, count - 1} <= seen
