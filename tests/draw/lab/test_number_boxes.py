"""Bars that a note leaves to be seen: they lie where they are painted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from ceviz.draw.lab.number_boxes import bars_of, that_matter
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.theme import LIGHT
from tests.helpers.documents import fruit, many
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered

RECT = QRectF(0.0, 0.0, 420.0, 300.0)


def test_a_bar_is_where_its_colour_is() -> None:
    state = state_of(fruit())
    g = ProbabilityBars().geometry(RECT, state, LIGHT)
    image = rendered(ProbabilityBars(), state, 420, 300)
    boxes = bars_of(g, state.analysis.q, range(3))
    for k, box in enumerate(boxes):
        tint = LIGHT.class_colour(k)
        inside = image[int(box.bottom()) - 1, int(box.center().x()), :3].tolist()
        assert inside == [tint.blue(), tint.green(), tint.red()]
        assert box.height() == pytest.approx(
            g.scale.at(0.0) - g.scale.at(float(state.analysis.q[k]))
        )


def test_each_is_there_once_and_thin_ones_not_at_all() -> None:
    state = state_of(fruit(), hovered=1)
    g = ProbabilityBars().geometry(RECT, state, LIGHT)
    assert that_matter(state) == [1, 1]
    assert len(bars_of(g, state.analysis.q, that_matter(state))) == 1
    crowd = state_of(many(2000))
    thin = ProbabilityBars().geometry(RECT, crowd, LIGHT)
    if thin.columns.thin:
        assert bars_of(thin, thin.columns.gathered(crowd.analysis.q), [0, 1]) == []
