from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ceviz.maths.batch.tally import Tally, merged, tally

samples = st.lists(st.tuples(st.integers(0, 9), st.floats(0.0, 100.0)))


def tallied(pairs: list[tuple[int, float]], size: int = 10) -> Tally:
    keys = np.array([p[0] for p in pairs], dtype=np.int64)
    return tally(keys, np.array([p[1] for p in pairs], dtype=np.float64), size)


@given(samples, samples, samples)
def test_tallies_of_parts_make_the_tally_of_the_whole(
    a: list[tuple[int, float]], b: list[tuple[int, float]], c: list[tuple[int, float]]
) -> None:
    whole = tallied(a + b + c)
    assert merged([tallied(a), tallied(b), tallied(c)]) == whole
    assert merged([tallied(c), merged([tallied(a), tallied(b)])]) == whole


@given(samples)
def test_sorting_and_counting_in_an_array_agree(pairs: list[tuple[int, float]]) -> None:
    assert tallied(pairs, 10) == tallied(pairs, 10**9)


def test_only_keys_that_occur_are_kept() -> None:
    some = tallied([(7, 1.0), (2, 2.0), (7, 3.0)])
    np.testing.assert_array_equal(some.keys, [2, 7])
    np.testing.assert_array_equal(some.counts, [1, 2])
    counts, sums = some.dense(10)
    assert counts.sum() == 3
    assert (sums[2], sums[7]) == (2.0, 4.0)


def test_coarser_keys_put_groups_together() -> None:
    some = tallied([(1, 1.0), (2, 2.0), (4, 3.0)])
    parity = some.by(some.keys % 2)
    np.testing.assert_array_equal(parity.keys, [0, 1])
    np.testing.assert_array_equal(parity.counts, [2, 1])
    np.testing.assert_array_equal(parity.sums.values(), [5.0, 1.0])
    assert some.only(np.array([0, 2])) == tallied([(1, 1.0), (4, 3.0)])
