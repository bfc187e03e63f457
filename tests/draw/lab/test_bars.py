"""How classes are named under their bars, and where numbers stand beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from ceviz.document.classes import toggle_lock
from ceviz.document.edits import set_probabilities, set_unit
from ceviz.document.model import Unit
from ceviz.draw.lab import bar_names
from ceviz.draw.lab.bar_layout import Names
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.marks import LOCK_WIDTH
from ceviz.draw.state import View
from ceviz.draw.theme import LIGHT
from ceviz.maths.arrays import FloatArray
from tests.helpers.documents import fruit, many
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, words_in


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_names_get_smaller_before_they_turn(scale: float) -> None:
    theme, picture, state = LIGHT.scaled(scale), ProbabilityBars(), state_of(fruit())
    rects = [QRectF(0.0, 0.0, width * scale, 300.0) for width in range(420, 150, -2)]
    found = [picture.geometry(rect, state, theme).names for rect in rects]
    assert list(dict.fromkeys(found)) == [Names.FLAT, Names.SMALL, Names.UPRIGHT]


def test_names_that_would_lose_more_than_their_ends_turn() -> None:
    rect = QRectF(0.0, 0.0, 640.0, 300.0)
    state = state_of(many(20))
    assert ProbabilityBars().geometry(rect, state, LIGHT).names is Names.UPRIGHT


@pytest.mark.parametrize("width", [250, 270, 288, 400])
def test_no_arrows_number_lies_on_its_bar(width: int) -> None:
    picture, state = ScoreBars(), state_of(fruit())
    page = replace(LIGHT, marks=False)  # grips lie on bars, where they can be dragged
    g = picture.geometry(QRectF(0, 0, width, 400), state, page)
    shown = rendered(picture, state, width, 400, page)[..., :3].astype(int)
    left, size = g.bar_edges
    zero = g.scale.at(0.0)
    for k, z in enumerate(state.analysis.z.tolist()):
        ends = sorted([zero, g.scale.at(z)])
        rows = slice(int(ends[0]) + 3, int(ends[1]) - 3)
        bar = shown[rows, int(left[k]) + 2 : int(left[k] + size) - 2]
        assert (bar == bar[0, 0]).all()


def test_the_largest_bar_has_its_number_beside_a_small_one_that_matters_more() -> None:
    document = many(10)
    true = document.sample.true
    state = state_of(set_probabilities(document, nearly_all_to(true + 1)), selected=true)
    words = words_in(ProbabilityBars(), state, 378, 498)
    assert "0.980" in words
    assert "0.010" in words


def nearly_all_to(index: int) -> FloatArray:
    q = np.full(10, 0.01 / 8.0)
    q[index], q[index - 1] = 0.98, 0.01
    return q


def test_a_number_that_would_lie_on_the_next_bar_is_left_out() -> None:
    first = many(10).sample.true
    document = set_probabilities(many(10), nearly_all_to(first + 3))
    state = state_of(document, selected=first)
    wide = words_in(ProbabilityBars(), state, 800, 498)
    narrow = words_in(ProbabilityBars(), state, 270, 498)
    assert "0.010" in wide
    assert "0.010" not in narrow
    assert "0.980" in narrow


def test_a_locked_class_has_a_padlock_where_only_notable_names_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture, document = ProbabilityBars(), many(300)
    true = document.sample.true
    locked = state_of(toggle_lock(document, true), view=View(every=True))
    rect = QRectF(0, 0, 420, 300)
    g = picture.geometry(rect, locked, LIGHT)
    assert g.names is Names.NOTABLE
    after = rendered(picture, locked, 420, 300)
    assert document.classes.names[true] in words_in(picture, locked, 420, 300)
    monkeypatch.setattr(bar_names, "draw_lock", lambda *_: None)
    changed = (rendered(picture, locked, 420, 300) != after).any(axis=2)
    across, down = np.flatnonzero(changed.any(axis=0)), np.flatnonzero(changed.any(axis=1))
    assert LOCK_WIDTH <= len(across) <= 2 * LOCK_WIDTH
    assert down.min() >= g.frame.footer.top()


@pytest.mark.parametrize("simple", [True, False])
@pytest.mark.parametrize("width", [250, 330, 420])
def test_in_bits_the_arrows_are_said_to_be_in_nats_at_every_width(width: int, simple: bool) -> None:
    state = state_of(set_unit(fruit(), Unit.BITS))
    state = replace(state, view=replace(state.view, simple=simple))
    assert [words for words in words_in(ScoreBars(), state, width, 300) if "in nats" in words]


@pytest.mark.parametrize("width", [420, 200, 150])
@pytest.mark.parametrize("picture", [ProbabilityBars(), ScoreBars()])
def test_a_locked_class_has_a_padlock_by_its_name(
    picture: ProbabilityBars | ScoreBars, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no other has; no name is cut for it, in a row or read from below."""
    locked = state_of(toggle_lock(fruit(), 0))
    after = rendered(picture, locked, width, 300)
    assert {"Apple", "Banana", "Orange"} <= set(words_in(picture, locked, width, 300))
    monkeypatch.setattr(bar_names, "draw_lock", lambda *_: None)
    changed = (rendered(picture, locked, width, 300) != after).any(axis=2)
    g = picture.geometry(QRectF(0, 0, width, 300), locked, LIGHT)
    across, down = np.flatnonzero(changed.any(axis=0)), np.flatnonzero(changed.any(axis=1))
    assert len(across) >= LOCK_WIDTH
    assert abs(across - g.columns.centre(0)).max() <= g.columns.pitch / 2.0
    assert down.min() >= g.frame.footer.top()
    assert down.max() <= g.frame.footer.bottom()


@pytest.mark.parametrize("height", [40, 60, 80, 105, 160, 300])
@pytest.mark.parametrize("scale", [1.0, 1.6, 2.5])
def test_bars_never_stand_on_their_heads(height: int, scale: float) -> None:
    theme = LIGHT.scaled(scale)
    for picture in (ScoreBars(), ProbabilityBars()):
        g = picture.geometry(QRectF(0, 0, 240, height), state_of(fruit()), theme)
        assert g.scale.at(1.0) < g.scale.at(0.0)
