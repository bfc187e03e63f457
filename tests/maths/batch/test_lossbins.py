from __future__ import annotations

import numpy as np

from ceviz.maths.batch.lossbins import COUNT, loss_bin, loss_edges


def test_bins_are_between_their_edges() -> None:
    edges = loss_edges()
    assert len(edges) == COUNT + 1
    assert (np.diff(edges) > 0).all()
    losses = np.concatenate([10.0 ** np.random.default_rng(0).uniform(-14, 8, 5000), edges[:-1]])
    bins = loss_bin(losses)
    assert (edges[bins] <= losses).all()
    assert (losses < edges[bins + 1]).all()


def test_zero_and_infinity_have_a_bin() -> None:
    np.testing.assert_array_equal(
        loss_bin(np.array([0.0, 5e-324, 1e300, np.inf])), [0, 0, COUNT - 1, COUNT - 1]
    )


def test_no_bin_is_wider_than_an_eighth() -> None:
    inner = loss_edges()[1:-1]
    assert (inner[1:] / inner[:-1] <= 1.125).all()
