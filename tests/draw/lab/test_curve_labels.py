"""The lines H(p,q) and H(p) have their names, and a point's label goes where the point goes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from ceviz.document.edits import set_probability
from ceviz.document.model import Document
from ceviz.document.targets import free
from ceviz.draw.lab.curve import Curve
from ceviz.draw.picture import draw
from ceviz.draw.state import View
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


#: The rim of a label this far from the centre of a disc is seen to be of that disc, in pixels.
NEAR = 45.0


@pytest.mark.parametrize("hovered", [None, 1])
@pytest.mark.parametrize("width", [300.0, 600.0])
@pytest.mark.parametrize("log_q", [False, True])
@pytest.mark.parametrize("q", [0.0005, 0.005, 0.01, 0.05, 0.2, 0.51, 0.8, 0.91, 0.99])
def test_the_label_of_the_truth_goes_with_its_point(
    q: float, log_q: bool, width: float, hovered: int | None
) -> None:
    document = set_probability(fruit(), 1, q)
    state = state_of(document, hovered=hovered, view=View(simple=True, log_q=log_q))
    painter, rect = Recorder(), QRectF(0.0, 0.0, width, 430.0)
    draw(painter, Curve(), rect, state, LIGHT)
    painter.end()
    (label,) = (t.ink for t in painter.recording.texts if t.words.startswith("Banana"))
    axes = Curve().geometry(rect, state, LIGHT).axes[0]
    x, y = float(axes.x.at(q)), float(axes.y.at(-np.log(q)))
    across = max(label.left() - x, x - label.right(), 0.0)
    down = max(label.top() - y, y - label.bottom(), 0.0)
    assert np.hypot(across, down) < NEAR
