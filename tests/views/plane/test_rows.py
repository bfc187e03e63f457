"""The numbers behind the score plane."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ceviz.document.edits import set_score
from ceviz.document.model import Document
from ceviz.document.targets import OneHot, free
from ceviz.maths import predict
from ceviz.views.plane.picture import ScorePlane
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import state_of


def two() -> Document:
    return document([[1.0, -0.3]], [OneHot(0)], names=("no", "yes"))


def of(rows: list[list[str]], what: str) -> np.ndarray:
    return np.array([[float(cell) for cell in row[1:]] for row in rows if row[0] == what])


@pytest.mark.parametrize("make", [fruit, free_fruit, infinite, two, lambda: many(200)])
def test_every_row_is_as_long_as_the_head(make: Callable[[], Document]) -> None:
    head, *body = ScorePlane().rows(state_of(make()))
    assert {len(row) for row in body} == {len(head)}
    assert {row[0] for row in body} <= {"q", "p", "field"}


def test_the_planes_losses_and_slopes_are_those_of_its_scores() -> None:
    target = free(np.array([0.2, 0.5, 0.3]))
    state = state_of(fruit(target, temperature=2.0))
    head, *body = ScorePlane().rows(state)
    assert head == [
        "what", "z[Banana]", "z[Apple]", "loss [nats]", "dL/dz[Banana]", "dL/dz[Apple]",
        "q[Banana]", "q[Apple]",
    ]  # fmt: skip
    grid = of(body, "field")
    assert len(grid) == 41**2
    z = np.column_stack([grid[:, 1], grid[:, 0], np.full(len(grid), -0.5)])
    made = predict(z, temperature=2.0)
    assert grid[:, 2] == pytest.approx(made.surprisal @ state.analysis.p, rel=1e-12)
    slope = (made.q - state.analysis.p) / 2.0
    assert grid[:, 3:5] == pytest.approx(slope[:, [1, 0]], rel=1e-9, abs=1e-14)
    (q,), (p,) = of(body, "q"), of(body, "p")
    assert q[:2].tolist() == [3.5, 1.0]
    assert p[5:] == pytest.approx([0.5, 0.2])


def test_a_point_that_is_nowhere_is_not_listed() -> None:
    _, *body = ScorePlane().rows(state_of(set_score(fruit(), 1, -np.inf)))
    assert {row[0] for row in body} == {"field"}
