"""Setting a cost: what is typed as a loss is the loss, or is refused with the range."""

from __future__ import annotations

import gc
import math
import weakref
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document import costs, edits
from ceviz.document.analysis import analyse
from ceviz.document.classes import toggle_lock
from ceviz.document.model import Document, Policy, Unit
from ceviz.document.targets import Smoothed, free
from ceviz.errors import InvalidInput
from tests.document.examples import document, fruit

APPLE, BANANA, ORANGE = 0, 1, 2

#: From where a float64 q would be 1 to where it would be 0.
losses = st.one_of(st.floats(1e-300, 1e-3), st.floats(1e-3, 40.0), st.floats(40.0, 1e5))


def loss_of(edited: Document) -> float:
    return analyse(edited).cross_entropy


def soft(p: list[float] | None = None) -> Document:
    return edits.set_target(fruit(), free(np.array(p or [0.2, 0.7, 0.1])))


@given(losses, st.sampled_from([Policy.RATIO, Policy.SCORE, Policy.EQUAL]))
def test_a_typed_loss_is_the_loss(nats: float, policy: Policy) -> None:
    after = costs.set_loss(edits.set_policy(fruit(), policy), nats)
    assert loss_of(after) == pytest.approx(nats, rel=1e-9)


def test_make_it_four_point_six() -> None:
    after = costs.set_loss(fruit(), 4.6)
    q, before = analyse(after).q, analyse(fruit()).q
    assert loss_of(after) == pytest.approx(4.6, rel=1e-14)
    assert q[BANANA] == pytest.approx(math.exp(-4.6), rel=1e-12)
    assert q[APPLE] / q[ORANGE] == pytest.approx(before[APPLE] / before[ORANGE], rel=1e-12)


@pytest.mark.parametrize("temperature", [0.2, 1.0, 7.0])
def test_any_class_can_be_made_as_surprising(temperature: float) -> None:
    after = costs.set_surprise(edits.set_temperature(fruit(), temperature), ORANGE, 2.5)
    assert analyse(after).surprisal[ORANGE] == pytest.approx(2.5, rel=1e-13)


def test_the_ends_are_sure_and_impossible() -> None:
    assert analyse(costs.set_loss(fruit(), 0.0)).q.tolist() == [0.0, 1.0, 0.0]
    assert loss_of(costs.set_loss(fruit(), math.inf)) == math.inf
    assert costs.set_loss(fruit(), math.inf).sample.scores[BANANA] == -math.inf


def test_where_it_is_nothing_moves() -> None:
    before = fruit()
    assert costs.set_loss(before, loss_of(before)) is before
    assert costs.drag_loss(before, loss_of(before)) is before
    assert costs.set_loss(soft(), loss_of(soft())).same_as(soft())


@pytest.mark.parametrize("nats", [-0.1, -math.inf, math.nan])
def test_no_loss_is_below_nothing(nats: float) -> None:
    for edit in (costs.set_loss, lambda d, v: costs.set_surprise(d, BANANA, v)):
        with pytest.raises(InvalidInput, match=r"between 0 and ∞ nats|not a number"):
            edit(fruit(), nats)


def test_what_is_locked_bounds_it_from_below() -> None:
    held = toggle_lock(fruit(), APPLE)
    least = -math.log(1.0 - analyse(held).q[APPLE])
    with pytest.raises(InvalidInput, match=r"lies between 0\.0775 and ∞ nats, not at 0\.05"):
        costs.set_loss(held, 0.05)
    assert loss_of(costs.set_loss(held, least)) == pytest.approx(least, rel=1e-9)
    after = costs.set_loss(held, 4.6)
    assert loss_of(after) == pytest.approx(4.6, rel=1e-12)
    assert analyse(after).q[APPLE] == pytest.approx(analyse(held).q[APPLE], rel=1e-12)


def test_the_range_is_told_in_bits() -> None:
    held = edits.set_unit(toggle_lock(fruit(), APPLE), Unit.BITS)
    with pytest.raises(InvalidInput, match=r"between 0\.1118 and ∞ bits, not at 0\.0721"):
        costs.set_surprise(held, BANANA, 0.05)


@given(st.floats(0.81, 60.0), st.sampled_from(list(Policy)))
def test_a_spread_truth_costs_what_was_typed(nats: float, policy: Policy) -> None:
    before = edits.set_policy(soft(), policy, partner=ORANGE)
    if nats < costs.least_loss(before):
        with pytest.raises(InvalidInput, match="lies between"):
            costs.set_loss(before, nats)
        return
    assert loss_of(costs.set_loss(before, nats)) == pytest.approx(nats, rel=1e-9)


def test_the_least_of_a_spread_truth_is_known_in_closed_form() -> None:
    """Ratios kept, q(true) = p(true) is best; the rest costs what its ratios leave."""
    before = soft()
    q, p = analyse(before).q, analyse(before).p
    rest = 0.3 * q[[APPLE, ORANGE]] / q[[APPLE, ORANGE]].sum()
    least = -0.7 * math.log(0.7) - p[APPLE] * math.log(rest[0]) - p[ORANGE] * math.log(rest[1])
    assert costs.least_loss(before) == pytest.approx(least, rel=1e-12)
    with pytest.raises(InvalidInput, match="its largest is moved"):
        costs.set_loss(before, 0.99 * least)
    assert analyse(costs.set_loss(before, least)).q[BANANA] == pytest.approx(0.7, abs=1e-6)


@pytest.mark.parametrize(("q", "too_much"), [(0.95, True), (0.3, False)])
def test_the_truth_stays_on_its_side(q: float, too_much: bool) -> None:
    before = edits.set_probability(soft(), BANANA, q)
    after = costs.set_loss(before, loss_of(before) + 0.05)
    assert bool(analyse(after).q[BANANA] > q) is too_much
    back = costs.set_loss(after, loss_of(before))
    assert analyse(back).q == pytest.approx(analyse(before).q, rel=1e-9)


def test_rounding_does_not_change_the_side() -> None:
    """The truth has all that its partner could give, and for a float64 a little more."""
    before = document([[0.0, 3.4, -35.8]], [free(np.array([0.2, 0.7, 0.1]))])
    before = edits.set_policy(before, Policy.PARTNER, partner=ORANGE)
    assert analyse(before).surprisal[BANANA] < costs.least_surprise(before, BANANA)
    after = costs.set_loss(before, loss_of(before) + 1.0)
    assert analyse(after).q[BANANA] > 0.9


def test_with_a_partner_that_has_nothing_either_all_is_refused() -> None:
    before = edits.set_scores(fruit(), np.array([0.0, -2000.0, -2000.0]))
    before = edits.set_policy(before, Policy.PARTNER, partner=ORANGE)
    for edit in (costs.set_loss, costs.drag_loss, costs.loss_within_reach):
        with pytest.raises(InvalidInput, match="Banana can get no probability"):
            edit(before, 3.0)


def test_a_smoothed_truth_is_spread() -> None:
    before = edits.set_target(fruit(), Smoothed(BANANA, 0.1))
    assert loss_of(costs.set_loss(before, 3.0)) == pytest.approx(3.0, rel=1e-12)


def test_all_of_a_free_target_on_one_class_is_one_truth() -> None:
    assert loss_of(costs.set_loss(soft([0.0, 1.0, 0.0]), 1e-5)) == pytest.approx(1e-5, rel=1e-9)


@given(st.floats(-1.0, 60.0))
def test_a_drag_is_never_refused(nats: float) -> None:
    for before in (fruit(), soft(), toggle_lock(fruit(), APPLE), toggle_lock(soft(), APPLE)):
        after = costs.drag_loss(before, nats)
        reached = costs.loss_within_reach(before, nats)
        assert loss_of(after) == pytest.approx(reached, rel=1e-9)
        assert reached <= -math.log(edits.DRAG_MIN) * (1.0 + 1e-12)


def test_what_lies_beyond_a_drag_stays_until_it_is_moved() -> None:
    far = costs.set_loss(fruit(), 50.0)
    assert costs.drag_loss(far, 50.0).same_as(far)
    assert loss_of(costs.drag_loss(far, 60.0)) == pytest.approx(50.0)
    assert costs.drag_loss(costs.set_loss(fruit(), math.inf), 2.0).sample.scores[BANANA] > -math.inf


def test_a_document_is_not_kept_for_its_valley() -> None:
    before = replace(soft())
    costs.least_loss(before)
    gone = weakref.ref(before)
    del before
    gc.collect()
    assert gone() is None


@given(
    st.integers(2, 6),
    st.floats(0.0, 30.0) | st.floats(30.0, 900.0),
    st.sampled_from(list(Policy)),
    st.sampled_from([0.1, 1.0]),
    st.integers(0, 2**32 - 1),
)
def test_any_soft_document_lands(
    count: int, more: float, policy: Policy, temperature: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    names = tuple(f"c{k}" for k in range(count))
    z, p = rng.normal(0.0, 3.0, count).tolist(), rng.dirichlet(np.ones(count))
    before = document([z], [free(p)], names=names, temperature=temperature)
    before = edits.set_policy(before, policy, partner=int(rng.integers(count)))
    least = costs.least_loss(before)
    after = costs.set_loss(before, least + more)
    assert loss_of(after) == pytest.approx(least + more, rel=1e-9)


@pytest.mark.parametrize(
    ("p", "z", "policy", "nats"),
    [
        ([0.386, 0.43, 0.184], [-1.04, -8.02, -8.68], Policy.PARTNER, 700.0),
        ([0.574, 0.423, 0.003], [-2.26, -15.7, -4.6], Policy.EQUAL, 51.39),
    ],
)
def test_others_with_less_than_a_float64_holds_still_cost(
    p: list[float], z: list[float], policy: Policy, nats: float
) -> None:
    before = document([z], [free(np.array(p))], temperature=0.1)
    before = edits.set_policy(before, policy, partner=ORANGE)
    assert loss_of(costs.set_loss(before, nats)) == pytest.approx(nats, rel=1e-12)


def test_another_loss_is_never_given_for_the_one_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = soft()
    monkeypatch.setattr(costs, "_crossing", lambda *_: 2.0)
    with pytest.raises(InvalidInput, match=r"lies between 0\.\d+ and ∞ nats, not at 9\.0000"):
        costs.set_loss(before, 9.0)
