"""The views in small: each its own, in both themes, and sharp at every size of type."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.draw.theme import THEMES
from ceviz.views import registry
from ceviz.window.workspaces.miniatures import SIZE, miniature
from tests.helpers.images import pixels


@pytest.mark.parametrize("theme", THEMES)
def test_pictures_differ_from_each_other(theme: str) -> None:
    drawn = [spec for spec in registry.VIEWS if spec.plot is not None]
    found = [pixels(miniature(spec, theme, 1.0)) for spec in drawn]
    assert all(len(np.unique(each.reshape(-1, each.shape[-1]), axis=0)) > 20 for each in found)
    assert len({each.tobytes() for each in found}) == len(drawn)


def test_they_grow_with_the_type_and_follow_the_theme() -> None:
    spec = registry.VIEWS[0]
    assert miniature(spec, "light", 1.0).size() == SIZE
    assert miniature(spec, "light", 2.0).size() == SIZE * 2
    assert (
        pixels(miniature(spec, "light", 1.0)).mean() > pixels(miniature(spec, "dark", 1.0)).mean()
    )
