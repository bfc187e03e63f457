"""The pipeline as widgets: placed as it is painted into files, read from left to right."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from ceviz.draw.lab.pipeline import slots
from ceviz.draw.theme import DARK
from ceviz.panels.lab.pipeline_panel import PipelinePanel
from ceviz.panels.scene import Scene
from tests.helpers import user
from tests.helpers.documents import infinite, many
from tests.helpers.fixtures import show
from tests.helpers.hearing import Heard
from tests.helpers.user import Key
from tests.panels.conftest import BANANA


@pytest.fixture
def pipeline(qtbot: QtBot, scene: Scene) -> PipelinePanel:
    return show(qtbot, PipelinePanel(scene), 1200, 420)


@pytest.mark.parametrize("size", [(1240, 480), (760, 300), (1900, 700)])
def test_parts_lie_where_the_picture_has_them(
    pipeline: PipelinePanel, scene: Scene, size: tuple[int, int]
) -> None:
    pipeline.resize(*size)
    plan = slots(QRectF(pipeline.rect()), scene.theme)
    for panel in pipeline.panels():
        place = getattr(plan, panel.name).toAlignedRect()
        assert panel.geometry() == place
        assert pipeline.rect().contains(place)
    row = [pipeline.scores, pipeline.bars, pipeline.curve, pipeline.loss]
    for left, right in pairwise(row):
        assert left.geometry().right() < right.geometry().left()


def test_all_parts_show_one_scene_and_ask_for_nothing(
    pipeline: PipelinePanel, scene: Scene
) -> None:
    heard = [Heard(panel) for panel in pipeline.panels()]
    for document in (infinite(), many(200)):
        scene.store.open(document)
        scene.set_theme(DARK)
        pipeline.grab()
        assert all(panel.state.document is document for panel in pipeline.panels())
    assert not any(one.said for one in heard)


def test_what_a_part_asks_for_is_done_and_shown_in_all(
    pipeline: PipelinePanel, scene: Scene
) -> None:
    pipeline.scores.setFocus()
    user.key(pipeline, Key.Key_PageDown)
    assert scene.store.analysis.z[BANANA] == 2.5
    for panel in pipeline.panels():
        assert panel.state.analysis is scene.store.analysis


def test_a_term_of_the_equation_lights_its_bar_everywhere(
    pipeline: PipelinePanel, scene: Scene
) -> None:
    terms = pipeline.equation.geometry_now().placed
    term = next(item for item in terms if item.token.about == BANANA)
    user.move(pipeline.equation, term.box.center())
    assert all(panel.state.hovered == BANANA for panel in pipeline.panels())


def test_tab_goes_from_picture_to_picture(pipeline: PipelinePanel) -> None:
    pipeline.scores.setFocus()
    visited = []
    for _ in range(4):
        visited += [panel.name for panel in pipeline.panels() if panel.hasFocus()]
        user.key(pipeline, Key.Key_Tab)
    assert visited == ["scores", "bars", "curve", "loss"]


@pytest.mark.parametrize("width", [872, 880, 881, 1000, 1264])
def test_every_panel_lies_within(qtbot: QtBot, scene: Scene, width: int) -> None:
    panel = PipelinePanel(scene)
    show(qtbot, panel, width, 480)
    for part in panel.panels():
        assert panel.rect().contains(part.geometry())


def test_a_click_on_softmax_opens_it_and_closes_it(scene: Scene, qtbot: QtBot) -> None:
    panel = show(qtbot, PipelinePanel(scene), 1240, 480)
    whole = panel.grab().toImage()
    assert not panel.powers.isVisible()
    at = slots(QRectF(panel.rect()), scene.theme).softmax.center()
    user.press(panel, at)
    user.release(panel, at)
    assert scene.view.softmax
    assert panel.powers.isVisible()
    widths = [each.width() for each in (panel.scores, panel.powers, panel.bars, panel.curve)]
    assert max(widths) - min(widths) <= 1
    opened = slots(QRectF(panel.rect()), scene.theme, scene.view).divide.center()
    user.press(panel, opened)
    user.release(panel, opened)
    assert not panel.powers.isVisible()
    # Nothing is under the pointer but a step.
    assert panel.grab().toImage() == whole
