"""How classes are named under their bars."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from ceviz.draw.bar_layout import Names
from ceviz.draw.probabilities import ProbabilityBars
from ceviz.draw.theme import LIGHT
from tests.helpers.documents import fruit, many
from tests.helpers.fixtures import state_of


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize(
    ("width", "names"),
    [(420, Names.FLAT), (200, Names.SMALL), (150, Names.UPRIGHT)],
)
def test_names_get_smaller_before_they_turn(width: int, names: Names, scale: float) -> None:
    rect = QRectF(0.0, 0.0, width * scale, 300.0)
    theme = LIGHT.scaled(scale)
    assert ProbabilityBars().geometry(rect, state_of(fruit()), theme).names is names


def test_names_that_would_lose_more_than_their_ends_turn() -> None:
    rect = QRectF(0.0, 0.0, 640.0, 300.0)
    state = state_of(many(20))
    assert ProbabilityBars().geometry(rect, state, LIGHT).names is Names.UPRIGHT
