"""Probability bars: what is written over them can be read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ceviz.document.edits import set_probability
from ceviz.draw import text
from ceviz.draw.lab.probabilities import ProbabilityBars, short
from ceviz.draw.theme import LIGHT, SMALL
from tests.helpers.documents import free_fruit, fruit
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered

BANANA = 1


@pytest.mark.parametrize("free", [False, True])
@pytest.mark.parametrize("q", [0.3, 0.44, 0.47, 0.49, 0.5, 0.51, 0.7, 0.93, 0.97, 0.995, 1.0])
def test_no_target_strikes_a_number_through(
    monkeypatch: pytest.MonkeyPatch, q: float, free: bool
) -> None:
    baselines: dict[str, float] = {}

    def note(_: QPainter, x: float, baseline: float, words: str, tint: QColor) -> None:
        baselines[words] = baseline

    monkeypatch.setattr(text, "put_at", note)
    state = state_of(set_probability(free_fruit() if free else fruit(), BANANA, q))
    rendered(ProbabilityBars(), state, 420, 300)
    g = ProbabilityBars().geometry(QRectF(0.0, 0.0, 420.0, 300.0), state, LIGHT)
    cap, metrics = g.scale.at(float(state.analysis.p[BANANA])), LIGHT.metrics(SMALL)
    baseline = baselines[short(float(state.analysis.q[BANANA]))]
    top = baseline - metrics.tightBoundingRect("0").height()
    assert baseline < cap - 1.25 or cap + 1.25 < top
    # It is over its bar, or right over the cap, and within the picture.
    assert g.frame.plot.top() < top
    assert baseline < g.scale.at(q)
