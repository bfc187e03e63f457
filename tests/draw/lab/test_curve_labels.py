"""The two lines H(p,q) and H(p) have their names, each its own, however close they are."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from ceviz.document.model import Document
from ceviz.document.targets import free
from ceviz.draw.lab.curve import Curve
from ceviz.draw.picture import draw
from ceviz.draw.theme import LIGHT
from ceviz.storage.presets import load_preset
from tests.collisions.pictures import SIZES
from tests.collisions.recorder import Recorder
from tests.helpers.documents import fruit
from tests.helpers.fixtures import state_of

DOCUMENTS = {
    "far": lambda: fruit(free(np.array([0.4, 0.2, 0.4]))),
    "close": lambda: load_preset("soft-target"),
    "one on the other": lambda: fruit(free(np.array([0.0746, 0.9088, 0.0166]))),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("width", [340.0, 600.0])
@pytest.mark.parametrize("which", DOCUMENTS)
def test_both_levels_are_named_and_neither_name_lies_on_a_level(
    which: str, width: float, size: float
) -> None:
    document: Document = DOCUMENTS[which]()
    painter, state = Recorder(), state_of(document)
    rect = QRectF(0.0, 0.0, width, 300.0)
    draw(painter, Curve(), rect, state, LIGHT.scaled(size))
    painter.end()
    noted = painter.recording
    names = [t for t in noted.texts if t.words.startswith(("H(p,q)", "floor H(p)", "H(p)"))]
    assert len(names) == 2
    geometry = Curve().geometry(rect, state, LIGHT.scaled(size))
    a, axis = state.analysis, geometry.axes[0].y
    for level in (float(axis.at(a.entropy)), float(axis.at(a.cross_entropy))):
        for name in names:
            assert not name.ink.top() < level < name.ink.bottom(), name.words
