"""The steps between the pictures: what is written there is not cut by the pictures beside it."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from ceviz.document.text.numbers import show_score
from ceviz.draw.lab.flow import draw_step
from ceviz.draw.lab.pipeline import STEP
from ceviz.draw.theme import LIGHT
from tests.helpers.images import painted, untouched


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("temperature", [2.0, 0.05, 0.0512, 12.345, 1e-12 / 3.0, 1e300])
def test_the_temperature_fits_under_its_arrow(temperature: float, scale: float) -> None:
    theme = LIGHT.scaled(scale)
    gap = QRectF(60.0, 0.0, STEP * scale, 200.0)
    below = f"T = {show_score(temperature)}"
    paint = partial(draw_step, rect=gap, words="softmax", below=below, theme=theme)
    touched = np.flatnonzero((~untouched(painted(paint, 200, 200))).any(axis=0))
    assert gap.left() - 1.0 <= touched.min()
    assert touched.max() <= gap.right() + 1.0
