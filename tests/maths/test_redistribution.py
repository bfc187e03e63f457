"""Moving one probability: it lands where it is put, and the right ones give way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ceviz.errors import InvalidInput
from ceviz.maths import redistribution, softmax
from ceviz.maths.arrays import FloatArray
from ceviz.maths.redistribution import (
    Mask,
    from_partner,
    keep_ratios,
    move_mass,
    move_score_only,
    reachable,
    share_equally,
)

FRUIT = np.array([1.0, 3.5, -0.5])
UNLOCKED = np.zeros(3, dtype=bool)

temperatures = st.sampled_from([0.05, 0.5, 1.0, 3.0, 50.0])
wanted = st.one_of(
    st.floats(1e-6, 1.0 - 1e-6), st.sampled_from([1e-12, 1e-6, 0.5, 1.0 - 1e-6, 1.0 - 1e-12])
)


@st.composite
def moves(draw: st.DrawFn) -> dict[str, Any]:
    """Scores, a class and a temperature; z/T stays where float64 has digits to spare."""
    count = draw(st.integers(2, 8))
    temperature = draw(temperatures)
    z = draw(st.lists(st.floats(-30.0, 30.0), min_size=count, max_size=count))
    return {
        "z": np.array(z) * temperature,
        "i": draw(st.integers(0, count - 1)),
        "temperature": temperature,
    }


def lock(count: int, *locked: int) -> Mask:
    mask = np.zeros(count, dtype=bool)
    mask[list(locked)] = True
    return mask


def ratios(q: FloatArray, i: int) -> FloatArray:
    """Every other class relative to the largest other one."""
    others = np.delete(q, i)
    return np.asarray(others / others.max())


@given(moves(), wanted)
def test_the_class_lands_and_the_others_keep_their_ratios(move: dict[str, Any], v: float) -> None:
    z, i, temperature = move["z"], move["i"], move["temperature"]
    moved = keep_ratios(z, i, v, temperature=temperature, locked=lock(len(z)))
    assert np.delete(moved, i).tolist() == np.delete(z, i).tolist()
    q = softmax(moved, temperature=temperature)
    assert q[i] == pytest.approx(v, rel=1e-12)
    np.testing.assert_allclose(
        ratios(q, i), ratios(softmax(z, temperature=temperature), i), rtol=1e-12
    )


@given(moves(), wanted)
def test_out_and_back_is_the_identity(move: dict[str, Any], v: float) -> None:
    z, i, temperature = move["z"], move["i"], move["temperature"]
    locked = lock(len(z))
    before = softmax(z, temperature=temperature)
    assume(before[i] < 1.0)
    # Back to where it was, from where it was pressed: not a bit has changed.
    same = keep_ratios(z, i, float(before[i]), temperature=temperature, locked=locked)
    assert same.tolist() == z.tolist()
    # Even from the far end the way back is known, to the digits that 1 − v left.
    out = keep_ratios(z, i, v, temperature=temperature, locked=locked)
    back = keep_ratios(out, i, float(before[i]), temperature=temperature, locked=locked)
    np.testing.assert_allclose(softmax(back, temperature=temperature)[i], before[i], rtol=1e-12)
    assert np.delete(back, i).tolist() == np.delete(z, i).tolist()


@given(moves(), st.floats(1e-6, 1.0), st.data())
def test_locked_classes_keep_their_probability(
    move: dict[str, Any], part: float, data: st.DataObject
) -> None:
    z, i, temperature = move["z"], move["i"], move["temperature"]
    free = [k for k in range(len(z)) if k != i]
    held = data.draw(st.lists(st.sampled_from(free), unique=True, max_size=len(free) - 1))
    locked = lock(len(z), *held)
    before = softmax(z, temperature=temperature)
    top = reachable(z, i, temperature=temperature, locked=locked)
    moved = keep_ratios(z, i, part * top, temperature=temperature, locked=locked)
    q = softmax(moved, temperature=temperature)
    assert q[i] == pytest.approx(part * top, rel=1e-11)
    np.testing.assert_allclose(q[held], before[held], rtol=1e-11)
    giving = [k for k in free if k not in held]
    if part < 1.0:
        np.testing.assert_allclose(
            q[giving] * before[giving].max(), before[giving] * q[giving].max(), rtol=1e-11
        )


@given(moves(), wanted)
def test_moving_the_score_alone_ignores_locks(move: dict[str, Any], v: float) -> None:
    z, i, temperature = move["z"], move["i"], move["temperature"]
    everything = np.ones(len(z), dtype=bool)
    moved = move_score_only(z, i, v, temperature=temperature, locked=everything)
    unlocked = keep_ratios(z, i, v, temperature=temperature, locked=lock(len(z)))
    assert moved.tolist() == unlocked.tolist()


@given(moves(), wanted)
def test_equal_shares(move: dict[str, Any], v: float) -> None:
    z, i, temperature = move["z"], move["i"], move["temperature"]
    before = softmax(z, temperature=temperature)
    moved = share_equally(z, i, v, temperature=temperature, locked=lock(len(z)))
    q = softmax(moved, temperature=temperature)
    assert q[i] == pytest.approx(v, rel=1e-11)
    given_up = np.delete(before - q, i)
    at_floor = np.delete(q <= before * 1.0000001e-6, i)
    if at_floor.all():
        return
    each = given_up[~at_floor]
    np.testing.assert_allclose(each, each[0], atol=1e-12)
    # Who had less than that gave what it had, but for a millionth.
    assert (np.delete(before, i)[at_floor] <= each[0] * (1.0 + 1e-5) + 1e-12).all()


@given(moves(), st.floats(1e-6, 1.0 - 1e-6), st.data())
def test_a_partner_gives_alone(move: dict[str, Any], part: float, data: st.DataObject) -> None:
    z, i, temperature = move["z"], move["i"], move["temperature"]
    partner = data.draw(st.sampled_from([k for k in range(len(z)) if k != i]))
    locked = lock(len(z))
    before = softmax(z, temperature=temperature)
    both = reachable(z, i, temperature=temperature, locked=locked, partner=partner)
    assert both == min(before[i] + before[partner], 1.0)
    moved = from_partner(z, i, part * both, temperature=temperature, locked=locked, partner=partner)
    q = softmax(moved, temperature=temperature)
    bystanders = [k for k in range(len(z)) if k not in (i, partner)]
    assert q[i] == pytest.approx(part * both, rel=1e-11)
    assert moved[bystanders].tolist() == z[bystanders].tolist()
    np.testing.assert_allclose(q[bystanders], before[bystanders], rtol=1e-11, atol=1e-300)


@pytest.mark.parametrize("policy", [keep_ratios, share_equally, move_score_only])
def test_typed_ends_are_exact(policy: Any) -> None:
    nothing = policy(FRUIT, 1, 0.0, temperature=1.0, locked=UNLOCKED)
    assert nothing[1] == -np.inf
    assert softmax(nothing)[1] == 0.0
    everything = policy(FRUIT, 1, 1.0, temperature=1.0, locked=UNLOCKED)
    assert softmax(everything).tolist() == [0.0, 1.0, 0.0]


def test_a_bar_at_nothing_can_be_dragged_up_again() -> None:
    z = np.array([1.0, -np.inf, -0.5])
    q = softmax(keep_ratios(z, 1, 0.25, temperature=1.0, locked=UNLOCKED))
    assert q[1] == pytest.approx(0.25, rel=1e-12)
    assert q[0] / q[2] == pytest.approx(np.exp(1.5), rel=1e-12)


def test_others_at_nothing_share_equally() -> None:
    z = np.array([2.0, -np.inf, -np.inf])
    q = softmax(keep_ratios(z, 0, 0.4, temperature=1.0, locked=UNLOCKED))
    np.testing.assert_allclose(q, [0.4, 0.3, 0.3], rtol=1e-12)


def test_a_locked_class_at_nothing_stays_there() -> None:
    z = np.array([1.0, 3.5, -np.inf])
    q = softmax(keep_ratios(z, 1, 0.3, temperature=1.0, locked=lock(3, 2)))
    np.testing.assert_allclose(q, [0.7, 0.3, 0.0], rtol=1e-12)


@pytest.mark.parametrize("temperature", [1e-300, 1e-3, 1e3, 1e300])
def test_no_temperature_overflows(temperature: float) -> None:
    q = softmax(
        keep_ratios(FRUIT, 1, 0.5, temperature=temperature, locked=UNLOCKED),
        temperature=temperature,
    )
    assert q[1] == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize("policy", [keep_ratios, share_equally])
def test_what_the_locked_hold_cannot_be_had(policy: Any) -> None:
    locked = lock(3, 0)
    assert reachable(FRUIT, 1, temperature=1.0, locked=locked) == pytest.approx(0.9254044, abs=1e-6)
    with pytest.raises(InvalidInput, match=r"at most 0\.925404 \(locked classes hold the rest\)"):
        policy(FRUIT, 1, 0.95, temperature=1.0, locked=locked)
    with pytest.raises(InvalidInput, match="every other class is locked"):
        policy(FRUIT, 1, 0.5, temperature=1.0, locked=lock(3, 0, 2))
    with pytest.raises(InvalidInput, match="hold all the probability"):
        policy(np.array([9.0, -np.inf, -np.inf]), 1, 0.5, temperature=1.0, locked=locked)


@pytest.mark.parametrize("v", [-0.1, 1.1, np.inf, np.nan])
def test_probabilities_lie_between_0_and_1(v: float) -> None:
    for policy in (keep_ratios, share_equally, move_score_only):
        with pytest.raises(InvalidInput, match="between 0 and 1"):
            policy(FRUIT, 1, v, temperature=1.0, locked=UNLOCKED)
    with pytest.raises(InvalidInput, match="between 0 and 1"):
        from_partner(FRUIT, 1, v, temperature=1.0, locked=UNLOCKED, partner=0)
    with pytest.raises(InvalidInput, match="between 0 and 1"):
        move_mass(np.array([0.5, 0.5]), 0, v)


def test_a_partner_that_cannot_give() -> None:
    with pytest.raises(InvalidInput, match="its own partner"):
        from_partner(FRUIT, 1, 0.5, temperature=1.0, locked=UNLOCKED, partner=1)
    with pytest.raises(InvalidInput, match="partner is locked"):
        from_partner(FRUIT, 1, 0.5, temperature=1.0, locked=lock(3, 0), partner=0)
    with pytest.raises(InvalidInput, match=r"its partner has 0\.0166445 to give"):
        from_partner(FRUIT, 1, 0.95, temperature=1.0, locked=UNLOCKED, partner=2)


def test_two_that_have_nothing_stay_so() -> None:
    z = np.array([1.0, -np.inf, -np.inf])
    stayed = from_partner(z, 1, 0.0, temperature=1.0, locked=UNLOCKED, partner=2)
    assert stayed.tolist() == z.tolist()


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6), st.floats(0.0, 1.0), st.data())
def test_moving_target_mass(raw: list[float], v: float, data: st.DataObject) -> None:
    assume(sum(raw) > 1e-6)
    p = np.array(raw) / sum(raw)
    i = data.draw(st.integers(0, len(p) - 1))
    moved = move_mass(p, i, v)
    assert moved[i] == v
    assert moved.sum() == pytest.approx(1.0, abs=1e-12)
    others = np.delete(p, i)
    if others.sum() > 1e-9:
        np.testing.assert_allclose(
            np.delete(moved, i), others * (1.0 - v) / others.sum(), rtol=1e-9, atol=1e-15
        )


def test_target_mass_from_certainty_is_shared_equally() -> None:
    np.testing.assert_allclose(move_mass(np.array([0.0, 1.0, 0.0]), 1, 0.5), [0.25, 0.5, 0.25])


def test_scores_given_are_never_written() -> None:
    z = FRUIT.copy()
    z.flags.writeable = False
    for policy in (keep_ratios, share_equally, move_score_only):
        policy(z, 1, 0.3, temperature=1.0, locked=UNLOCKED)
    redistribution.from_partner(z, 1, 0.3, temperature=1.0, locked=UNLOCKED, partner=0)
