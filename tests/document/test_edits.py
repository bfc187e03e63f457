"""Verbs on one prediction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Policy, Unit
from ceviz.document.targets import Free, OneHot, Smoothed, TargetKind, distribution, free
from ceviz.errors import InvalidInput, NotADistribution
from tests.document.examples import document, documents, fruit

APPLE, BANANA, ORANGE = 0, 1, 2


def q_of(edited: Document) -> list[float]:
    return [float(value) for value in analyse(edited).q]


def test_setting_one_score_leaves_the_others() -> None:
    before = fruit()
    after = edits.set_score(before, ORANGE, -np.inf)
    assert after.sample.scores.tolist() == [1.0, 3.5, -np.inf]
    assert before.same_as(fruit())
    assert q_of(after)[ORANGE] == 0.0


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_scores_refuse(value: float) -> None:
    with pytest.raises(InvalidInput, match="class 2"):
        edits.set_score(fruit(), BANANA, value)


def test_the_story_of_the_issue() -> None:
    """Banana dragged down to 0.10: the loss climbs to 2.30."""
    analysis = analyse(edits.set_probability(fruit(), BANANA, 0.10))
    assert analysis.cross_entropy == pytest.approx(2.302585, abs=1e-6)
    assert analysis.predicted == APPLE


@pytest.mark.parametrize("policy", Policy)
def test_every_policy_lands(policy: Policy) -> None:
    before = edits.set_policy(fruit(), policy, partner=ORANGE)
    value = 0.9 if policy is Policy.PARTNER else 0.25
    assert q_of(edits.set_probability(before, BANANA, value))[BANANA] == pytest.approx(
        value, rel=1e-12
    )


def test_who_gives_way() -> None:
    moved = {
        policy: q_of(edits.set_probability(edits.set_policy(fruit(), policy), BANANA, 0.5))
        for policy in (Policy.RATIO, Policy.EQUAL, Policy.PARTNER)
    }
    freed = 0.9087599 - 0.5
    assert moved[Policy.RATIO][APPLE] / moved[Policy.RATIO][ORANGE] == pytest.approx(np.exp(1.5))
    assert moved[Policy.EQUAL][APPLE] == pytest.approx(0.0745956 + freed / 2, abs=1e-6)
    assert moved[Policy.PARTNER][APPLE] == pytest.approx(0.0745956 + freed, abs=1e-6)
    assert moved[Policy.PARTNER][ORANGE] == pytest.approx(0.0166445, abs=1e-6)


def test_the_partner_itself_takes_from_the_next_that_is_free() -> None:
    partnered = edits.set_policy(fruit(), Policy.PARTNER, partner=BANANA)
    q = q_of(edits.set_probability(partnered, BANANA, 0.5))
    assert q[APPLE] == pytest.approx(0.0745956, abs=1e-6)
    locked = replace(partnered, classes=replace(partnered.classes, locked=frozenset({ORANGE})))
    q = q_of(edits.set_probability(locked, BANANA, 0.5))
    assert q[ORANGE] == pytest.approx(0.0166445, abs=1e-6)
    nobody = replace(
        partnered, classes=replace(partnered.classes, locked=frozenset({APPLE, ORANGE}))
    )
    with pytest.raises(InvalidInput, match="every other class is locked"):
        edits.set_probability(nobody, BANANA, 0.5)


@pytest.mark.parametrize("value", [-0.1, 1.5, np.nan])
@pytest.mark.parametrize("policy", Policy)
def test_probabilities_refuse(policy: Policy, value: float) -> None:
    with pytest.raises(InvalidInput):
        edits.set_probability(edits.set_policy(fruit(), policy), BANANA, value)


@pytest.mark.parametrize("policy", Policy)
def test_a_press_without_a_move_changes_nothing(policy: Policy) -> None:
    for scores in ([1.0, 3.5, -0.5], [1.0, 60.0, -0.5], [1.0, -60.0, -0.5], [1.0, -np.inf, 0.0]):
        before = edits.set_policy(document([scores], [OneHot(1)]), policy)
        present = float(analyse(before).q[BANANA])
        assert edits.drag_probability(before, BANANA, present) == before


@pytest.mark.parametrize("policy", Policy)
def test_a_drag_stops_short_of_the_ends(policy: Policy) -> None:
    before = edits.set_policy(fruit(), policy, partner=APPLE)
    low, high = (q_of(edits.drag_probability(before, BANANA, v))[BANANA] for v in (-9.0, 9.0))
    mass = 1.0 if policy is not Policy.PARTNER else 0.0745956 + 0.9087599
    assert low == pytest.approx(1e-6 * mass, rel=1e-6)
    assert high == pytest.approx(mass * (1.0 - 1e-6), abs=1e-7)


def test_a_drag_is_bounded_by_what_is_not_locked() -> None:
    before = fruit()
    locked = replace(before, classes=replace(before.classes, locked=frozenset({APPLE})))
    q = q_of(edits.drag_probability(locked, BANANA, 1.0))
    assert q[APPLE] == pytest.approx(0.0745956, abs=1e-7)
    assert q[BANANA] == pytest.approx(0.9254044 * (1.0 - 1e-6), abs=1e-7)
    # Moving the score alone asks nobody.
    alone = edits.set_policy(locked, Policy.SCORE)
    assert q_of(edits.drag_probability(alone, BANANA, 1.0))[BANANA] > 0.99999


def test_all_probabilities_at_once_keep_the_level() -> None:
    after = edits.set_probabilities(fruit(temperature=2.0), np.array([0.2, 0.0, 0.8]))
    assert q_of(after) == pytest.approx([0.2, 0.0, 0.8])
    assert after.sample.scores.max() == 3.5
    for bad in ([0.5, -0.5, 1.0], [np.nan, 0.5, 0.5], [0.0, 0.0, 0.0]):
        with pytest.raises(InvalidInput):
            edits.set_probabilities(fruit(), np.array(bad))
    with pytest.raises(NotADistribution) as refusal:
        edits.set_probabilities(fruit(), np.array([1.0, 1.0, 0.0]))
    assert refusal.value.total == 2.0


def test_the_true_class_keeps_its_smoothing() -> None:
    assert edits.set_true_class(fruit(), ORANGE).sample.target == OneHot(ORANGE)
    smoothed = fruit(Smoothed(BANANA, 0.3))
    assert edits.set_true_class(smoothed, ORANGE).sample.target == Smoothed(ORANGE, 0.3)
    spread = fruit(free(np.array([0.2, 0.5, 0.3])))
    assert edits.set_true_class(spread, ORANGE).sample.target == OneHot(ORANGE)


def test_another_kind_keeps_what_it_can() -> None:
    smoothed = edits.set_target_kind(fruit(), TargetKind.SMOOTHED)
    assert smoothed.sample.target == Smoothed(BANANA, edits.DEFAULT_EPSILON)
    spread = edits.set_target_kind(smoothed, TargetKind.FREE)
    np.testing.assert_array_equal(
        distribution(spread.sample.target, 3), distribution(smoothed.sample.target, 3)
    )
    assert edits.set_target_kind(spread, TargetKind.ONE_HOT).sample.target == OneHot(BANANA)
    assert edits.set_target_kind(spread, TargetKind.FREE) is spread


def test_smoothing() -> None:
    assert edits.set_smoothing(fruit(), 0.2).sample.target == Smoothed(BANANA, 0.2)
    with pytest.raises(InvalidInput, match="label smoothing"):
        edits.set_smoothing(fruit(), 1.2)


def test_smoothing_all_is_pytorchs_on_every_kind() -> None:
    spread = np.array([0.2, 0.5, 0.3])
    before = document([[0.0, 1.0, 2.0]] * 3, [OneHot(1), Smoothed(2, 0.9), free(spread)])
    after = edits.smooth_all(before, 0.3)
    assert after.samples[0].target == Smoothed(1, 0.3)
    assert after.samples[1].target == Smoothed(2, 0.3)
    np.testing.assert_allclose(distribution(after.samples[2].target, 3), 0.7 * spread + 0.1)
    with pytest.raises(InvalidInput):
        edits.smooth_all(before, -0.1)


def test_target_mass_of_one_class() -> None:
    spread = fruit(free(np.array([0.2, 0.5, 0.3])))
    after = edits.set_target_mass(spread, BANANA, 0.0)
    assert isinstance(after.sample.target, Free)
    assert after.sample.target.p.tolist() == pytest.approx([0.4, 0.0, 0.6])
    with pytest.raises(InvalidInput, match="only a free target"):
        edits.set_target_mass(fruit(), BANANA, 0.5)


def test_a_whole_target() -> None:
    after = edits.set_target_distribution(fruit(), [0.25, 0.5, 0.25])
    assert distribution(after.sample.target, 3).tolist() == [0.25, 0.5, 0.25]
    with pytest.raises(InvalidInput, match="needs 3 probabilities, not 2"):
        edits.set_target_distribution(fruit(), [0.5, 0.5])
    with pytest.raises(NotADistribution):
        edits.set_target_distribution(fruit(), [0.5, 0.5, 0.5])


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf])
def test_temperature_refuses(value: float) -> None:
    with pytest.raises(InvalidInput, match="above 0 and finite"):
        edits.set_temperature(fruit(), value)


def test_settings() -> None:
    after = edits.set_unit(edits.set_temperature(fruit(), 2), Unit.BITS)
    assert (after.temperature, after.unit) == (2.0, Unit.BITS)
    assert edits.set_policy(fruit(), Policy.EQUAL).partner == 0
    assert edits.set_policy(fruit(), Policy.PARTNER, 2).partner == 2


def test_selecting_a_sample() -> None:
    two = document([[0.0, 1.0, 0.0], [2.0, 3.0, 0.0]], [OneHot(0), OneHot(1)])
    assert edits.select_sample(two, 1).sample.scores[0] == 2.0
    for row in (-1, 2):
        with pytest.raises(InvalidInput, match=r"there is no sample .* \(there are 2\)"):
            edits.select_sample(two, row)


def test_an_edit_touches_the_selected_sample_only() -> None:
    two = document([[0.0, 1.0, 0.0], [2.0, 3.0, 0.0]], [OneHot(0), OneHot(1)])
    after = edits.set_score(edits.select_sample(two, 1), 0, 9.0)
    assert after.samples[0].same_as(two.samples[0])
    assert after.samples[1].scores[0] == 9.0
    assert after.samples.rows is two.samples.rows


@given(documents(), st.integers(0, 5), st.floats(0.0, 1.0))
def test_refused_or_landed(before: Document, pick: int, value: float) -> None:
    """A typed probability lands or is refused; nothing in between, for any document."""
    i = pick % len(before.classes)
    verbs: list[Callable[[], Document]] = [
        lambda: edits.set_probability(before, i, value),
        lambda: edits.drag_probability(before, i, value),
    ]
    for verb in verbs:
        with suppress(InvalidInput):
            assert abs(analyse(verb()).total - 1.0) <= 1e-14
    # Scores of ±1e4 over T = 1e-3 have no digits left to land with, hence the loose bound.
    if not before.classes.locked and before.policy is not Policy.PARTNER:
        landed = analyse(edits.set_probability(before, i, value)).q[i]
        spread = np.abs(before.sample.scores[np.isfinite(before.sample.scores)]).max()
        assert landed == pytest.approx(value, rel=1e-12 + 1e-15 * spread / before.temperature)
