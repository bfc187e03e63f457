"""What axes grow with in a gesture, and what a hand beyond their ends means."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document.analysis import analyse
from ceviz.document.edits import set_probability, set_score
from ceviz.draw.reach import STILL, value_under
from ceviz.draw.scales import Scale
from tests.document.examples import fruit

REST = Scale(-1.0, 4.0, 250.0, 50.0)


def test_it_joins_the_furthest_of_what_moved() -> None:
    pressed = analyse(fruit())
    low, high = (analyse(set_score(fruit(), 0, value)) for value in (-7.0, 9.0))
    reach = STILL.joined(low, pressed).joined(high, pressed)
    assert reach.scores(0.0, 0.0) == (-7.0, 9.0)
    assert reach.scores(-1.0, 1.0, [1, 2]) == (-1.0, 1.0)
    assert reach.surprisal == max(float(a.cross_entropy) for a in (low, high))
    assert reach.gradient == max(float(np.abs(a.gradient).max()) for a in (low, high))
    # Coming back is no further: it is the very same.
    assert reach.joined(analyse(set_score(fruit(), 0, 2.0)), pressed) is reach


def test_infinity_and_what_did_not_move_are_no_reach() -> None:
    deep = set_score(fruit(), 0, -1e9)
    pressed = analyse(deep)
    reach = STILL.joined(analyse(set_score(deep, 2, -math.inf)), pressed)
    assert reach.scores(-1.0, 4.0) == (-1.0, 4.0)
    gone = analyse(set_probability(fruit(), 1, 0.0))
    assert math.isfinite(STILL.joined(gone, analyse(fruit())).surprisal)


@given(st.lists(st.floats(-100.0, 400.0), min_size=1, max_size=12))
def test_the_value_follows_the_hand_and_a_still_hand_moves_nothing(way: list[float]) -> None:
    grown = REST
    for pixel in way:
        value = value_under(pixel, grown, REST)
        if grown.end <= pixel <= grown.start:
            assert grown.at(value) == pytest.approx(pixel)
        low, high = min(grown.low, value), max(grown.high, value)
        grown = Scale(low, high, REST.start, REST.end)
        assert value_under(pixel, grown, REST) == pytest.approx(value, abs=1e-9)
        # Where the bar ends is the place of the axis that is nearest to the hand.
        assert grown.at(value) == pytest.approx(min(max(pixel, REST.end), REST.start))
