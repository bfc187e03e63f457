from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document.edits import set_score
from ceviz.document.model import Document
from ceviz.document.shares import are_classes, present_shares, share_anew, share_target_anew
from ceviz.document.targets import Free, OneHot, free
from ceviz.errors import InvalidInput
from ceviz.maths import softmax
from tests.document.examples import document, fruit

FIVE = ("a", "b", "c", "d", "e")


def five(*, temperature: float = 1.0, locked: tuple[int, ...] = ()) -> Document:
    made = document([[0.5, 2.0, -1.0, 1.5, 0.0]], [OneHot(1)], names=FIVE, temperature=temperature)
    return replace(made, classes=replace(made.classes, locked=frozenset(locked)))


def q_of(made: Document) -> np.ndarray:
    return softmax(made.sample.scores, temperature=made.temperature)


weights = st.lists(st.floats(1e-9, 1.0), min_size=3, max_size=3).map(np.array)


@given(weights, st.sampled_from([0.1, 1.0, 7.0]))
def test_the_chosen_share_what_they_had_and_the_others_keep_theirs(
    shares: np.ndarray, temperature: float
) -> None:
    before = five(temperature=temperature)
    after = share_anew(before, (0, 2, 3), shares)
    had, has = q_of(before), q_of(after)
    chosen = has[[0, 2, 3]]
    assert chosen / chosen.sum() == pytest.approx(shares / shares.sum(), rel=1e-12)
    assert has[[1, 4]] == pytest.approx(had[[1, 4]], rel=1e-13)
    assert after.sample.scores[[1, 4]].tolist() == before.sample.scores[[1, 4]].tolist()


def test_present_shares_change_nothing() -> None:
    before = five(temperature=0.7)
    after = share_anew(before, (4, 0, 1), present_shares(before, (4, 0, 1)))
    assert after.sample.scores == pytest.approx(before.sample.scores, abs=1e-15)


def test_a_share_of_nothing_makes_impossible_and_gives_back() -> None:
    gone = share_anew(five(), (0, 1, 2), np.array([0.0, 0.25, 0.75]))
    assert gone.sample.scores[0] == -np.inf
    back = share_anew(gone, (0, 1, 2), present_shares(five(), (0, 1, 2)))
    assert back.sample.scores == pytest.approx(five().sample.scores, abs=1e-15)


def test_a_locked_class_among_the_chosen_keeps_its_probability() -> None:
    before = five(locked=(1,))
    after = share_anew(before, (0, 1, 2), np.array([0.2, 0.0, 0.8]))
    had, has = q_of(before), q_of(after)
    assert has[[1, 3, 4]] == pytest.approx(had[[1, 3, 4]], rel=1e-13)
    assert has[2] / has[0] == pytest.approx(4.0, rel=1e-13)


def test_at_the_locked_classs_corner_the_others_share_equally() -> None:
    after = q_of(share_anew(five(locked=(1,)), (0, 1, 2), np.array([0.0, 1.0, 0.0])))
    assert after[0] == pytest.approx(after[2], rel=1e-15)


@pytest.mark.parametrize(
    ("make", "shares"),
    [
        (lambda: five(locked=(0, 1)), [0.2, 0.3, 0.5]),
        (five, [-0.1, 0.5, 0.6]),
        (five, [np.nan, 0.5, 0.5]),
        (five, [0.0, 0.0, 0.0]),
    ],
)
def test_what_cannot_be_shared_is_refused(make: object, shares: list[float]) -> None:
    assert callable(make)
    with pytest.raises(InvalidInput):
        share_anew(make(), (0, 1, 2), np.array(shares))


def test_classes_that_are_all_impossible_have_nothing_to_share() -> None:
    none = fruit()
    for k in (0, 2):
        none = set_score(none, k, -np.inf)
    assert present_shares(none, (0, 2)).tolist() == [0.5, 0.5]
    with pytest.raises(InvalidInput, match="no probability"):
        share_anew(none, (0, 2), np.array([0.5, 0.5]))


def test_a_free_targets_mass_is_shared_anew() -> None:
    before = document([[0.0] * 5], [free(np.array([0.1, 0.2, 0.3, 0.4, 0.0]))], names=FIVE)
    after = share_target_anew(before, (0, 2, 4), np.array([0.0, 0.5, 0.5])).sample.target
    assert isinstance(after, Free)
    assert after.p == pytest.approx([0.0, 0.2, 0.2, 0.4, 0.2], abs=1e-15)


def test_only_a_free_target_with_mass_can_be_shared() -> None:
    with pytest.raises(InvalidInput, match="free"):
        share_target_anew(fruit(), (0, 1, 2), np.ones(3))
    asked = document([[0.0] * 5], [free(np.array([0.5, 0.5, 0.0, 0.0, 0.0]))], names=FIVE)
    with pytest.raises(InvalidInput, match="none of these"):
        share_target_anew(asked, (2, 3, 4), np.ones(3))


@pytest.mark.parametrize(
    ("wanted", "are"),
    [((0, 2), True), ((2, 1), True), ((), False), ((1,), False), ((1, 1), False), ((0, 3), False),
     ((-1, 0), False), ((0, 1, 2), False)],
)  # fmt: skip
def test_what_are_two_of_three_classes(wanted: tuple[int, ...], are: bool) -> None:
    assert are_classes(wanted, 2, 3) is are
