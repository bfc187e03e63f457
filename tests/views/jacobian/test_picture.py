from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.model import Document
from ceviz.draw.state import State, View
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.maths import softmax_jacobian
from ceviz.views.jacobian import cells as jacobian_cells
from ceviz.views.jacobian import chain_terms
from ceviz.views.jacobian.layout import NUMBERED, JacobianGeometry
from ceviz.views.jacobian.picture import Jacobian
from tests.document.examples import documents
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, untouched

SLOT, ALONE = (400, 360), (1240, 600)


def two() -> Document:
    return document([[0.5, -0.5]], [fruit().sample.target], names=("no", "yes"))


def certain() -> Document:
    """One class has all of q, to the last digit, and it is not the truth."""
    return document([[0.0, -np.inf, -np.inf]], [fruit().sample.target])


DOCUMENTS = [fruit, free_fruit, infinite, certain, two] + [
    pytest.param(lambda count=count: many(count), id=f"{count} classes")
    for count in (10, 12, 13, 200, 2000)
]


@pytest.fixture(params=DOCUMENTS)
def shown(request: pytest.FixtureRequest) -> State:
    return state_of(request.param())


def geometry(state: State, size: tuple[int, int] = SLOT) -> JacobianGeometry:
    return Jacobian().geometry(QRectF(0, 0, *size), state, LIGHT)


@pytest.mark.parametrize("size", [SLOT, ALONE, (140, 120)])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_stays_within_its_card(shown: State, size: tuple[int, int], theme: Theme) -> None:
    picture = rendered(Jacobian(), shown, *size, theme=theme, margin=20)
    free = untouched(picture)
    if min(size) > 300:
        assert free[:20].all()
        assert free[-20:].all()
        assert free[:, :20].all()
        assert free[:, -20:].all()
    assert not free[60:100, 60:100].any()


@settings(max_examples=15)
@given(documents(), st.integers(0, 1))
def test_any_document_is_drawn_and_told(document: Document, hovered: int) -> None:
    state = state_of(document, hovered=hovered)
    assert not untouched(rendered(Jacobian(), state, *SLOT)).all()
    assert Jacobian().caption(state).endswith(".")


def test_entries_are_the_jacobian(shown: State) -> None:
    state = replace(shown, view=View(every=True))
    made = jacobian_cells.entries(geometry(state), state.analysis, state.document.temperature)
    np.testing.assert_array_equal(made, softmax_jacobian(state.analysis.z))


def test_the_rest_counts_as_one_class() -> None:
    state = state_of(many(60), view=View(top=20))
    g = geometry(state)
    made = jacobian_cells.entries(g, state.analysis, 1.0)
    assert made.shape == (21, 21)
    np.testing.assert_allclose(made.sum(axis=0), 0.0, atol=1e-15)
    rest = float(state.analysis.q[g.columns.rest].sum())
    assert made[-1, -1] == pytest.approx(rest * (1.0 - rest), rel=1e-12)


@pytest.mark.parametrize("k", [0, 1, 2])
@pytest.mark.parametrize("make", [fruit, free_fruit, infinite, certain])
def test_terms_are_factors_multiplied_and_add_up_to_the_gradient(
    make: Callable[[], Document], k: int
) -> None:
    a = state_of(make()).analysis
    made = chain_terms.product(a, 1.0, k)
    finite = np.isfinite(made.outer)
    np.testing.assert_allclose(
        made.terms[finite], made.outer[finite] * made.inner[finite], rtol=1e-12, atol=1e-16
    )
    assert np.isfinite(made.terms).all()
    assert made.terms.sum() == pytest.approx(made.total, abs=1e-15)
    assert made.total == a.gradient[k] == pytest.approx(a.q[k] - a.p[k], abs=1e-15)


def test_the_check_tries_every_score_of_a_few_and_some_of_many() -> None:
    few, lot = state_of(many(10)).analysis, state_of(many(500)).analysis
    assert chain_terms.checked(few, 1.0).classes == tuple(range(10))
    tried = chain_terms.checked(lot, 1.0).classes
    assert len(tried) < 20
    assert {lot.true, lot.predicted, int(np.abs(lot.gradient).argmax())} <= set(tried)
    for a in (few, lot):
        words, passed = chain_terms.verdict(a, 1.0)
        assert passed is True
        assert words.startswith("checked by differences: largest deviation")


def test_the_check_is_made_once_for_all_painting() -> None:
    state = state_of(many(10))
    before = chain_terms.checked(state.analysis, 1.0)
    rendered(Jacobian(), state, *SLOT)
    assert chain_terms.checked(state.analysis, 1.0) is before


def test_an_infinite_loss_has_nothing_to_compare_with_but_a_finite_gradient() -> None:
    state = state_of(infinite())
    words, passed = chain_terms.verdict(state.analysis, 1.0)
    assert passed is None
    assert "∞" in words
    caption = Jacobian().caption(state)
    assert caption.startswith("∂L/∂z[Banana] = −1.0000 nats a unit: −∞ × 0, in which q cancels")
    assert "nan" not in caption.replace("Banana", "")


def test_the_caption_says_the_numbers_of_the_hovered_class() -> None:
    state = state_of(fruit())
    assert (
        Jacobian()
        .caption(state)
        .startswith(
            "∂L/∂z[Banana] = −0.0912 nats a unit: −1.1004 × 0.0829, which is "
            "(q − p)/T = (0.9088 − 1)/1; checked by differences: largest deviation "
        )
    )
    soft = state_of(free_fruit(), hovered=0)
    caption, a = Jacobian().caption(soft), soft.analysis
    assert f"the sum of 3 products, which is (q − p)/T = ({a.q[0]:.4f} − 0.2000)/1" in caption


@pytest.mark.parametrize(("count", "written"), [(3, True), (10, True), (13, False)])
def test_numbers_give_way_to_colour(count: int, written: bool) -> None:
    for size in (SLOT, ALONE):
        assert (geometry(state_of(many(count)), size).figures is not None) == written


@pytest.mark.parametrize(
    ("count", "size"), [*product([2, 3, 10], [SLOT, ALONE]), (NUMBERED, ALONE)]
)
def test_numbers_fit_into_their_cells(count: int, size: tuple[int, int]) -> None:
    state = state_of(many(count))
    g = geometry(state, size)
    assert g.figures is not None
    metrics = LIGHT.metrics(g.figures.size)
    for value in jacobian_cells.entries(g, state.analysis, 1.0).flat:
        assert metrics.horizontalAdvance(g.figures.show(float(value))) <= g.columns.pitch
    assert metrics.ascent() <= g.rows.pitch


def test_what_rounds_to_nothing_is_a_plain_zero() -> None:
    g = geometry(state_of(many(10)))
    assert g.figures is not None
    assert g.figures.show(-1e-9) == "0"
    assert g.figures.show(-0.25) in ("−.25", "−0.25", "−0.250")


def test_a_row_is_its_score_and_a_column_its_probability() -> None:
    state = state_of(many(5))
    g, picture = geometry(state), Jacobian()
    point = QPointF(g.columns.centre(3), g.rows.centre(1))
    assert picture.class_at(g, point, state) == 1
    assert picture.tip(g, point, 1, state)[0] == "∂q[class 3]/∂z[class 1]"
    assert picture.class_at(g, QPointF(g.columns.centre(3), g.outer.center().y()), state) == 3
    assert picture.handle_at(g, QPointF(g.columns.centre(3), g.outer.center().y()), state) is None
    assert picture.class_at(g, QPointF(g.matrix.right() - 1, g.frame.rect.bottom()), state) is None


def test_dragging_a_row_moves_its_score_from_where_it_was() -> None:
    state = state_of(fruit())
    g, picture = geometry(state), Jacobian()
    point = QPointF(g.columns.centre(0), g.rows.centre(2))
    handle = picture.handle_at(g, point, state)
    assert handle is not None
    base = state.document
    assert picture.intent_at(g, handle, point, state, base).edit(base).same_as(base)
    up = QPointF(point.x() + 50.0, point.y() - 24.0)
    moved = picture.intent_at(g, handle, up, state, base).edit(base).sample.scores
    assert moved[2] == pytest.approx(-0.5 + 24.0 * g.scale.per_pixel)
    assert moved[:2].tolist() == [1.0, 3.5]


def test_an_impossible_class_is_picked_up_at_the_bottom() -> None:
    state = state_of(infinite())
    g, picture = geometry(state), Jacobian()
    handle = picture.handle_at(g, QPointF(g.columns.centre(0), g.rows.centre(1)), state)
    assert handle is not None
    assert handle.value == g.scale.low


def test_colours_hold_still_while_a_gesture_runs() -> None:
    before, after = state_of(many(50)), state_of(many(50, seed=9))
    held = State(after.document, after.analysis, before.analysis)
    assert geometry(held).limit == geometry(before).limit != geometry(after).limit
