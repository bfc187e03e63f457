"""Softmax from the inside: powers, their sum, and the shares that are the probabilities."""

from __future__ import annotations

import math
from dataclasses import replace

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.analysis import analyse
from ceviz.document.edits import set_temperature
from ceviz.document.model import Document
from ceviz.document.targets import OneHot
from ceviz.draw.lab.powers import Powers, log_sum, show_power, show_sum
from ceviz.draw.theme import LIGHT
from tests.helpers.documents import document, fruit, infinite, many
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, words_in


def test_the_fruit_says_why_it_is_not_10_85_and_5() -> None:
    words = words_in(Powers(), state_of(fruit()), 420, 400)
    for power in ("2.718", "33.12", "0.6065", "sum 36.44"):
        assert power in words or all(part in words for part in power.split())
    for share in ("7.5\xa0%", "91\xa0%", "1.7\xa0%"):
        assert share in words
    assert pytest.approx(0.909, abs=5e-4) == 33.12 / 36.44


def test_the_rows_are_the_powers_and_their_shares() -> None:
    state = state_of(set_temperature(fruit(), 2.0))
    _, *rows, total = Powers().rows(state)
    powers = [float(row[2]) for row in rows]
    assert powers == pytest.approx(np.exp(np.array([1.0, 3.5, -0.5]) / 2.0).tolist())
    assert float(total[2]) == pytest.approx(sum(powers))
    assert float(total[1]) == pytest.approx(math.log(sum(powers)))
    assert [float(row[1]) for row in rows] == [0.5, 1.75, -0.25]
    assert [float(row[3]) for row in rows] == pytest.approx(
        [power / sum(powers) for power in powers], rel=1e-12
    )


def test_a_part_of_the_stack_is_as_high_as_its_bar() -> None:
    state, rect = state_of(fruit()), QRectF(0, 0, 420, 400)
    g = Powers().geometry(rect, state, LIGHT)
    assert g.bars.scale.at(0.0) == g.stack.bottom()
    assert g.bars.scale.at(1.0) == g.stack.top()
    x = g.stack.center().x()
    foot = 0.0
    for k, share in enumerate(state.analysis.q.tolist()):
        middle = g.stack.bottom() - (foot + share / 2.0) * g.stack.height()
        assert Powers().class_at(g, QPointF(x, middle), state) == k
        foot += share
    assert rect.contains(g.stack)


def test_the_stack_is_painted_in_the_colours_of_the_classes() -> None:
    state = state_of(fruit())
    picture = rendered(Powers(), state, 420, 400)
    g = Powers().geometry(QRectF(0, 0, 420, 400), state, LIGHT)
    column = picture[round(g.stack.top()) : round(g.stack.bottom()), round(g.stack.center().x())]
    for k, share in enumerate(state.analysis.q.tolist()):
        tint = LIGHT.class_colour(k)
        same = (column[:, :3] == (tint.blue(), tint.green(), tint.red())).all(axis=-1).mean()
        assert same == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize(
    ("exponent", "words"),
    [(0.0, "1"), (3.5, "33.12"), (-0.5, "0.6065"), (-math.inf, "0"), (1000.0, "e¹⁰⁰⁰"),
     (-40.0, "e⁻⁴⁰"), (20.5, "e²⁰·⁵")],
)  # fmt: skip
def test_what_no_four_figures_tell_is_a_power(exponent: float, words: str) -> None:
    assert show_power(exponent) == words


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=5), st.floats(0.01, 100.0))
def test_the_sum_is_the_sum(scores: list[float], temperature: float) -> None:
    names = tuple("abcde"[: len(scores)])
    a = analyse(document([scores], [OneHot(0)], names=names, temperature=temperature))
    exact = mpmath.log(sum(mpmath.exp(mpmath.mpf(z) / temperature) for z in scores))
    assert log_sum(a, temperature) == pytest.approx(float(exact), rel=1e-12, abs=1e-12)
    assert show_sum(a, temperature) == show_power(log_sum(a, temperature))


@pytest.mark.parametrize("shown", [infinite(), many(10), many(1000)], ids=["∞", "10", "1000"])
def test_every_document_can_be_painted(shown: Document) -> None:
    state = state_of(replace(shown, temperature=0.5))
    assert rendered(Powers(), state, 300, 300).any()
    assert len(Powers().rows(state)) == len(shown.classes) + 2


def test_what_overflows_keeps_its_exponent_in_the_file() -> None:
    state = state_of(document([[800.0, 0.0]], [OneHot(0)], names=("a", "b")))
    _, first, _, total = Powers().rows(state)
    assert first[1:3] == ["800.0", "inf"]
    assert total[1:3] == ["800.0", "inf"]


def test_a_temperature_is_told_in_the_heading() -> None:
    assert "e^(z/T)" not in " ".join(words_in(Powers(), state_of(fruit()), 420, 400))
    hot = state_of(set_temperature(fruit(), 2.0))
    assert "e^(z/T)" in " ".join(words_in(Powers(), hot, 420, 400))
