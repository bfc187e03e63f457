"""Sums and asymmetry: bars as long as what they stand for, terms that are handles, the ghost."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.asymmetry import asymmetry
from ceviz.document.frozen import Frozen
from ceviz.document.model import Document, Unit
from ceviz.document.targets import Smoothed
from ceviz.document.text.numbers import show_information
from ceviz.draw.state import State
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.errors import InvalidInput
from ceviz.views.sums.picture import Sums, SumsGeometry
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, untouched, words_in

SLOT, ALONE = (400, 404), (1240, 600)


def two() -> Document:
    return document([[0.5, -0.5]], [fruit().sample.target], names=("no", "yes"))


def huge() -> Document:
    return document([[1000.0, 0.0, -1000.0]], [fruit().sample.target])


def smoothed(count: int) -> Document:
    return many(count, Smoothed(1, 0.1))


DOCUMENTS = [fruit, free_fruit, infinite, huge, two] + [
    pytest.param(lambda count=count: smoothed(count), id=f"{count} smoothed")
    for count in (10, 200, 1000)
]


@pytest.fixture(params=DOCUMENTS)
def shown(request: pytest.FixtureRequest) -> State:
    return state_of(request.param())


def geometry(state: State, size: tuple[int, int] = SLOT) -> SumsGeometry:
    return Sums().geometry(QRectF(0, 0, *size), state, LIGHT)


@pytest.mark.parametrize("size", [SLOT, ALONE, (140, 120)])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("ghost", [None, fruit, lambda: smoothed(10)])
def test_it_stays_within_its_card(
    shown: State, size: tuple[int, int], theme: Theme, ghost: Callable[[], Document] | None
) -> None:
    picture = Sums(None if ghost is None else Frozen.of(ghost()))
    free = untouched(rendered(picture, shown, *size, theme=theme, margin=20))
    if min(size) > 300:
        assert free[:20].all()
        assert free[-20:].all()
        assert free[:, :20].all()
        assert free[:, -20:].all()
    assert not free[60:100, 60:100].any()


@pytest.mark.parametrize("unit", Unit)
def test_a_bar_is_as_long_as_its_sum(unit: Unit) -> None:
    state = state_of(edits.set_unit(free_fruit(), unit))
    g = geometry(state)
    picture = rendered(Sums(), state, *SLOT)
    both = asymmetry(state.analysis)
    for way, top in zip((both.there, both.back), g.bars.tops, strict=True):
        row = picture[round(top + g.bars.line + g.bars.bar / 2.0), :, :3].astype(int)
        blue = np.flatnonzero(row[:, 0] - row[:, 2] > 60)  # the price is in the accent colour
        floor, end = (
            float(g.bars.scale.at(nats * state.per_nat))
            for nats in (way.entropy, way.cross_entropy)
        )
        assert blue[0] == pytest.approx(floor, abs=1.0)
        assert blue[-1] + 1 == pytest.approx(end, abs=1.0)


def test_axes_hold_still_in_a_gesture() -> None:
    before = state_of(free_fruit())
    after = analyse(edits.set_probability(free_fruit(), 1, 1e-5))
    held = State(before.document, after, before.analysis)
    assert geometry(held).bars.scale == geometry(before).bars.scale
    assert geometry(held).terms.scale == geometry(before).terms.scale


@pytest.mark.parametrize(("column", "kind", "index"), [(0, "q", 0), (0, "q", 1), (1, "p", 1)])
def test_a_term_is_dragged_to_its_value(column: int, kind: str, index: int) -> None:
    base = edits.set_unit(free_fruit(), Unit.BITS)
    state = state_of(base)
    g = geometry(state)
    cell = g.terms.cell(index, column)
    handle = Sums().handle_at(g, cell.center(), state)
    assert handle is not None
    assert (handle.kind, handle.index, handle.along) == (kind, index, "x")
    assert Sums().intent_at(g, handle, handle.at, state, base).edit(base).same_as(base)
    wanted = 0.1
    point = QPointF(cell.left() + float(g.terms.scale.at(wanted)), cell.center().y())
    after = Sums().intent_at(g, handle, point, state, base).edit(base)
    way = asymmetry(analyse(after)).way(column == 1)
    assert way.areas.surplus[index] / math.log(2.0) == pytest.approx(wanted, rel=1e-9)


def test_what_cannot_be_dragged() -> None:
    state = state_of(fruit())
    g = geometry(state)
    # No bar: p is 0 there. No handle: the same both ways.
    assert Sums().handle_at(g, g.terms.cell(0, 0).center(), state) is None
    assert Sums().handle_at(g, g.terms.cell(1, 2).center(), state) is None
    assert Sums().handle_at(g, QPointF(30.0, 60.0), state) is None
    bound = Sums().handle_at(g, g.terms.cell(1, 1).center(), state)
    assert bound is not None
    intent = Sums().intent_at(g, bound, bound.at + QPointF(9, 0), state, state.document)
    with pytest.raises(InvalidInput, match="only a free target"):
        intent.edit(state.document)


def test_an_infinite_term_is_brought_back_from_the_end() -> None:
    base = infinite()
    state = state_of(base)
    g = geometry(state)
    handle = Sums().handle_at(g, g.terms.cell(1, 0).center(), state)
    assert handle is not None
    assert handle.value == 0.0
    after = Sums().intent_at(g, handle, handle.at - QPointF(10, 0), state, base).edit(base)
    assert 0.0 < analyse(after).q[1] < 1.0


def test_ten_classes_fit_into_a_slot_and_more_are_summed() -> None:
    assert geometry(state_of(smoothed(10))).terms.rows.rest is None
    g = geometry(state_of(smoothed(200)))
    assert g.terms.rows.rest is not None
    state = state_of(smoothed(200))
    gathered = g.terms.rows.gathered(asymmetry(state.analysis).there.areas.surplus)
    assert gathered.sum() == pytest.approx(state.analysis.kl, rel=1e-12)
    row = g.terms.rows.count - 1
    assert Sums().class_at(g, g.terms.strip(row).center(), state) is None
    assert Sums().class_at(g, g.terms.strip(0).center(), state) == g.terms.rows.classes[0]


def test_bars_and_terms_lie_beside_each_other_where_there_is_room() -> None:
    state, few = state_of(smoothed(40)), state_of(free_fruit())
    for g in (geometry(state), geometry(few, ALONE)):
        assert g.bars.rect.bottom() <= g.terms.rect.top()
    wide = geometry(state, ALONE)
    assert wide.bars.rect.right() <= wide.terms.rect.left()


def test_a_ghost_is_seen() -> None:
    state = state_of(free_fruit())
    before = Frozen.of(edits.set_probability(free_fruit(), 1, 0.3))
    plain = rendered(Sums(), state, *SLOT)
    haunted = rendered(Sums(before), state, *SLOT)
    assert (plain != haunted).any()
    g = geometry(state)
    top = round(g.bars.tops[0] + g.bars.line + g.bars.bar + g.bars.ghost / 2.0)
    end = round(float(g.bars.scale.clipped(before.analysis.cross_entropy)))
    row = haunted[top, :, :3] != plain[top, :, :3]
    assert np.flatnonzero(row.any(axis=-1))[-1] + 1 == pytest.approx(end, abs=1.0)


def test_captions_say_what_the_loss_is_made_of() -> None:
    a = state_of(free_fruit())
    both = asymmetry(a.analysis)
    assert Sums().caption(a) == (
        f"Of H(p,q) = {both.there.cross_entropy:.4f} nats, {both.there.entropy:.4f} are p’s own "
        f"uncertainty and {both.there.divergence:.4f} the price of a wrong model; the other way "
        f"round KL(q‖p) = {both.back.divergence:.4f} is less."
    )
    assert Sums().caption(state_of(fruit())) == (
        "H(p,q) = 0.0957 nats, all of it KL(p‖q): the truth is certain, a right model would pay "
        "nothing; the other way round KL(q‖p) = ∞: q allows Apple (0.0746) and 1 more, p rules "
        "them out."
    )
    assert (
        Sums().caption(state_of(infinite())) == "H(p,q) = ∞: p allows Banana (1), q rules it out."
    )
    even = document([[1.0, 1.0]], [Smoothed(0, 1.0)], names=("heads", "tails"))
    assert "p and q agree" in Sums().caption(state_of(even))


def test_the_note_by_the_pointer_has_the_three_terms() -> None:
    state = state_of(fruit())
    assert Sums().tip(0, state) == [
        "Apple", "p = 0, q = 0.0746", "KL(p‖q): 0", "KL(q‖p): ∞",
        f"JS: {asymmetry(state.analysis).js_terms[0]:.4f}",
    ]  # fmt: skip


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.6, 2.2])
@pytest.mark.parametrize("width", [180, 240, 300, 340, 420, 600])
def test_no_number_of_a_sum_is_cut(scale: float, width: int) -> None:
    """Words yield before numbers: what is left of the sum is what it comes to."""
    state = state_of(free_fruit())
    said = words_in(Sums(), state, width, 520, LIGHT.scaled(scale))
    assert not [words for words in said if re.search(r"\.\d*…$", words)]
    total = show_information(state.analysis.cross_entropy)
    assert total in said
