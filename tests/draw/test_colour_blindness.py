"""The ten colours of classes are told apart by everybody, in every theme.

Measured is CIEDE2000 between each two of them as they are, and as people without one kind of
cone see them: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
Color Vision Deficiency" (2009), the matrices for severity 1.0, on linear RGB. Names stand at the
classes all the same: no colour says anything alone.
"""

from __future__ import annotations

from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from ceviz.draw.theme import THEMES, Theme

Lab = tuple[float, float, float]

SIGHT = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}

#: The least difference between two colours, in CIEDE2000: 1 is just seen side by side, and until
#: it was measured the blue and the violet differed by 1.6 without the cones for green.
LEAST = 8.0

#: sRGB with its white, D65, as XYZ (IEC 61966-2-1).
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(name: str) -> NDArray[np.float64]:
    """A hex colour as linear RGB."""
    shares = np.array([int(name[at : at + 2], 16) / 255.0 for at in (1, 3, 5)])
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def lab(rgb: NDArray[np.float64]) -> Lab:
    """Linear RGB as CIE L*a*b*, what no screen shows brought to its gamut."""
    share = TO_XYZ @ np.clip(rgb, 0.0, 1.0) / WHITE
    f = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return float(116 * f[1] - 16), float(500 * (f[0] - f[1])), float(200 * (f[1] - f[2]))


def difference(one: Lab, other: Lab) -> float:
    """CIEDE2000, after Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = 0.5 * (1 - sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    turn, middle = h2 - h1, (h1 + h2) / 2
    if c1 * c2 == 0:
        turn, middle = 0.0, h1 + h2
    elif abs(turn) > 180:
        turn += 360 if turn < 0 else -360
        middle += 180 if h1 + h2 < 360 else -180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    light, c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1 - 0.17 * cos(radians(middle - 30)) + 0.24 * cos(radians(2 * middle))
        + 0.32 * cos(radians(3 * middle + 6)) - 0.20 * cos(radians(4 * middle - 63))
    )  # fmt: skip
    sl = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    turned = radians(60 * exp(-(((middle - 275) / 25) ** 2)))
    r = -2 * sqrt(c**7 / (c**7 + 25.0**7)) * sin(turned)
    return sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + r * dc / sc * dh / sh)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_the_difference_is_that_of_the_published_pairs(
    one: Lab, other: Lab, published: float
) -> None:
    assert difference(one, other) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("sight", SIGHT)
def test_grey_looks_alike_to_all(sight: str) -> None:
    np.testing.assert_allclose(SIGHT[sight].sum(axis=1), 1.0, atol=2e-6)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_no_two_classes_look_alike(theme: Theme, sight: str) -> None:
    seen = [lab(SIGHT[sight] @ linear(name)) for name in theme.palette]
    apart = {
        (theme.palette[i], theme.palette[j]): difference(seen[i], seen[j])
        for i, j in combinations(range(len(seen)), 2)
    }
    nearest = min(apart, key=lambda pair: apart[pair])
    assert apart[nearest] >= LEAST, (nearest, apart[nearest])
