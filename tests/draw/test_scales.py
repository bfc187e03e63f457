"""Values to pixels and back; ticks that are round, within the ends, and told apart."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ceviz.draw.scales import Scale, nice_range, nice_step, show_tick

spans = st.floats(1e-6, 1e8)
lows = st.floats(-1e6, 1e6)
pixels = st.floats(20.0, 2000.0)


@given(lows, spans, pixels, st.floats(0.0, 1.0))
def test_straight_scales_read_back(low: float, span: float, length: float, share: float) -> None:
    assume(low + span > low)
    scale = Scale(low, low + span, 300.0 + length, 300.0)
    value = low + share * span
    assert scale.value(scale.at(value)) == pytest.approx(value, abs=1e-9 * (abs(low) + span))
    assert scale.at(low) == pytest.approx(scale.start)
    assert scale.per_pixel == pytest.approx(span / length)


@given(st.floats(1e-300, 1.0), pixels, st.floats(0.0, 1.0))
def test_logarithmic_scales_read_back(low: float, length: float, share: float) -> None:
    assume(low < 0.5)
    scale = Scale(low, 1.0, 10.0, 10.0 + length, log=True)
    value = math.exp(math.log(low) * (1.0 - share))
    assert scale.value(scale.at(value)) == pytest.approx(value, rel=1e-9)


def test_beyond_the_ends_it_goes_on_and_clipping_stops_it() -> None:
    scale = Scale(0.0, 1.0, 200.0, 100.0)
    assert scale.at(1.5) == 50.0
    assert scale.value(50.0) == 1.5
    clipped = scale.clipped(np.array([-1.0, 0.5, 2.0, np.inf, -np.inf]))
    assert clipped.tolist() == [200.0, 150.0, 100.0, 100.0, 200.0]
    log = Scale(1e-4, 1.0, 0.0, 100.0, log=True)
    assert log.clipped(np.array([0.0, 1e-300, 1.0])).tolist() == [0.0, 0.0, 100.0]


@given(lows, spans, pixels)
def test_ticks_are_round_within_the_ends_and_not_too_near(
    low: float, span: float, length: float
) -> None:
    assume(span > 1e-6 * abs(low))
    scale = Scale(low, low + span, length, 0.0)
    ticks = scale.ticks(44.0)
    slack = 1e-8 * (abs(low) + span)
    assert all(low - slack <= tick <= low + span + slack for tick in ticks)
    if len(ticks) > 1 and length >= 44.0:
        step = ticks[1] - ticks[0]
        assert step / scale.per_pixel >= 43.0
        power = 10.0 ** math.floor(math.log10(step) + 1e-6)
        assert any(step / power == pytest.approx(k, rel=1e-6) for k in (1.0, 2.0, 2.5, 5.0))


@given(st.floats(1e-300, 0.1), pixels)
def test_ticks_of_a_logarithmic_scale_are_powers_of_ten(low: float, length: float) -> None:
    scale = Scale(low, 1.0, 0.0, length, log=True)
    ticks = scale.ticks(60.0)
    assert ticks[-1] == pytest.approx(1.0)
    assert all(low * (1 - 1e-6) <= tick <= 1.0 + 1e-9 for tick in ticks)
    for tick in ticks:
        assert math.log10(tick) == pytest.approx(round(math.log10(tick)), abs=1e-6)
    if len(ticks) > 2:
        assert abs(scale.at(ticks[1]) - scale.at(ticks[0])) >= 39.0


@given(st.floats(-1e6, 1e6), st.floats(1e-5, 1e6), pixels)
def test_ticks_are_told_apart_by_what_they_say(low: float, span: float, length: float) -> None:
    assume(span > 1e-4 * abs(low))
    scale = Scale(low, low + span, length, 0.0)
    ticks = scale.ticks(44.0)
    assume(len(ticks) > 1)
    said = [show_tick(tick, ticks[1] - ticks[0]) for tick in ticks]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("value", "step", "said"),
    [
        (0.0, 0.5, "0"),
        (-1.5, 0.5, "−1.5"),
        (2.5, 2.5, "2.5"),
        (0.25, 0.25, "0.25"),
        (1000.0, 500.0, "1000"),
        (1e6, 5e5, "1e6"),
        (1e-6, 1e-6, "1e−6"),
    ],
)
def test_ticks_say_no_more_digits_than_they_need(value: float, step: float, said: str) -> None:
    assert show_tick(value, step) == said


@given(st.floats(1e-12, 1e12))
def test_the_next_round_step(rough: float) -> None:
    step = nice_step(rough)
    assert rough * (1.0 - 1e-6) <= step <= 2.6 * rough


@given(lows, st.just(0.0) | st.floats(1e-3, 1e6))
def test_round_ranges_hold_what_they_are_for(low: float, span: float) -> None:
    ends = nice_range(low, low + span)
    assert ends[0] < ends[1]
    assert ends[0] <= low
    assert low + span <= ends[1]
