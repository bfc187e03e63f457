"""The numbers behind the simplex."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ceviz.document.edits import set_unit
from ceviz.document.model import Document, Unit
from ceviz.document.targets import OneHot
from ceviz.views.simplex.picture import Simplex
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import state_of


def two() -> Document:
    return document([[1.0, -0.3]], [OneHot(0)], names=("no", "yes"))


def of(rows: list[list[str]], what: str) -> np.ndarray:
    return np.array([[float(cell) for cell in row[1:]] for row in rows if row[0] == what])


@pytest.mark.parametrize("make", [fruit, free_fruit, infinite, two, lambda: many(200)])
def test_every_row_is_as_long_as_the_head(make: Callable[[], Document]) -> None:
    head, *body = Simplex().rows(state_of(make()))
    assert {len(row) for row in body} == {len(head)}
    assert {row[0] for row in body} <= {"q", "p", "field"}


def test_the_simplexs_losses_are_those_of_its_shares() -> None:
    state = state_of(set_unit(free_fruit(), Unit.BITS))
    head, *body = Simplex().rows(state)
    assert head == [
        "what", "share of Apple", "share of Banana", "share of Orange", "loss [bits]",
        "downhill x", "downhill y",
    ]  # fmt: skip
    lattice = of(body, "field")
    assert len(lattice) == 210
    losses = -(np.log2(lattice[:, :3]) @ state.analysis.p)
    assert lattice[:, 3] == pytest.approx(losses, rel=1e-12)
    (q,), (p,) = of(body, "q"), of(body, "p")
    assert q[3] == pytest.approx(state.analysis.cross_entropy / np.log(2.0), rel=1e-12)
    assert p[:3] == pytest.approx(state.analysis.p)
    assert p[4:] == pytest.approx(0.0, abs=1e-12)


def test_of_two_classes_the_interval_is_listed() -> None:
    head, *body = Simplex().rows(state_of(two()))
    assert head[1:3] == ["share of no", "share of yes"]
    assert len(of(body, "field")) == 200
