"""In both themes every text of every picture can be read, on whatever it lies."""

from __future__ import annotations

import pytest

from ceviz.draw.theme import DARK, LIGHT, Theme
from tests.collisions.pictures import record, share
from tests.collisions.recorder import over
from tests.draw.test_theme import contrast
from tests.helpers.fixtures import _dressed as _dressed

#: WCAG 2, level AA.
LEAST = 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_text_can_be_read(theme: Theme) -> None:
    found = {}
    for way in share(220, seed=3):
        for text in record(way, theme)[0].texts:
            if text.ground is None:
                continue  # an image, which only the axes' own marks lie on
            ratio = contrast(over(text.tint, text.ground).name(), text.ground.name())
            if ratio < LEAST:
                pair = (way.picture, text.tint.name(), text.ground.name())
                found[pair] = f"“{text.words}”: {ratio:.2f}, {way}"
    assert not found, found
