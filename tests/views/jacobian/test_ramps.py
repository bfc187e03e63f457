from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.views.jacobian.ramps import draw_map, ramp, shade, shades
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.images import painted, untouched


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_nothing_is_the_surface_and_the_signs_are_two_hues(theme: Theme) -> None:
    assert shade(0.0, 1.0, theme) == QColor(theme.surface)
    low, high = shade(-1.0, 1.0, theme), shade(1.0, 1.0, theme)
    assert low.red() > low.blue()
    assert high.blue() > high.red()
    assert low == shade(-7.0, 1.0, theme)


def test_colours_grow_with_the_root_of_the_size() -> None:
    places = shades(np.array([-1.0, -0.25, 0.0, 0.25, 1.0]), 1.0)
    assert places.tolist() == [0, 63, 127, 191, 254]
    assert len(ramp(LIGHT)) == 255


def test_a_map_fills_its_rectangle_with_hard_edges() -> None:
    cells = np.array([[0xFFFF0000, 0xFF00FF00], [0xFF0000FF, 0xFF00FFFF]], dtype=np.uint32)
    picture = painted(lambda painter: draw_map(painter, QRectF(5, 5, 20, 10), cells), 30, 20)
    inside = picture[5:15, 5:25, :3]
    assert untouched(picture).sum() == 30 * 20 - 20 * 10
    assert {tuple(pixel) for pixel in inside.reshape(-1, 3)} == {
        (0, 0, 255),
        (0, 255, 0),
        (255, 0, 0),
        (255, 255, 0),
    }
    assert (inside[:5, :10] == (0, 0, 255)).all()
