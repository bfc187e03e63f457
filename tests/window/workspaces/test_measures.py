"""The line under the inspector: the numbers of all samples, as they are measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.model import Unit
from ceviz.draw.state import Data
from ceviz.maths.batch import evaluate
from ceviz.panels.scene import Scene
from ceviz.window.workspaces.measures import Measures, words_for
from tests.helpers.documents import batch
from tests.helpers.fixtures import make_scene

SCORES = np.array([[2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [3.0, 0.0, 1.0], [0.0, 0.0, 2.0]])
LABELS = np.array([0, 1, 1, 2])


@pytest.fixture
def scene() -> Scene:
    made = make_scene(batch())
    made.set_data(Data(evaluate(SCORES, LABELS)))
    return made


def test_it_says_what_was_measured(scene: Scene) -> None:
    q = np.exp(SCORES) / np.exp(SCORES).sum(axis=1, keepdims=True)
    loss = -np.log(q[np.arange(4), LABELS]).mean()
    brier = ((q - np.eye(3)[LABELS]) ** 2).sum(axis=1).mean()
    words = words_for(scene.state)
    assert words.startswith(f"loss {loss:.4f} nats · right 75.0\xa0% · Brier {brier:.4f} · ECE 0.")


def test_it_is_in_the_unit_shown_and_says_what_it_is_not_yet(scene: Scene) -> None:
    state = scene.state
    assert state.data is not None
    bits = replace(state, document=replace(state.document, unit=Unit.BITS))
    assert " bits · " in words_for(bits)
    behind = replace(state, data=replace(state.data, behind=True))
    assert words_for(behind).endswith("(before the last edit)")
    assert words_for(replace(state, data=None)) == ""
    ignored = Data(evaluate(SCORES, np.full(4, -100)))
    assert "no sample counts" in words_for(replace(state, data=ignored))


def test_the_line_follows_and_explains_itself(scene: Scene, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    line = Measures(scene, parent)
    before = line.label.text()
    scene.set_data(Data(evaluate(SCORES[:2], LABELS[:2])))
    assert line.label.text() != before
    assert "right 100\xa0%" in line.label.text()
    assert "expected calibration error" in line.label.toolTip()
