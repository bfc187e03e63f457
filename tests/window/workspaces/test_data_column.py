"""The Data column gives way whole: the card first, then the sample, never the list."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ceviz.panels.scene import Scene
from ceviz.window.workspaces.data_column import LIST, DataColumn
from tests.helpers.documents import batch
from tests.helpers.fixtures import make_scene, show


@pytest.mark.parametrize(
    ("scale", "height", "card", "sample"),
    [
        (1.0, 700, True, True),
        (1.6, 600, False, True),
        (1.6, 1000, True, True),
        (2.5, 600, False, False),
    ],
)
def test_the_list_keeps_its_rows(
    scale: float, height: int, card: bool, sample: bool, qtbot: QtBot
) -> None:
    scene: Scene = make_scene(batch())
    scene.set_theme(scene.theme.scaled(scale))
    column = show(qtbot, DataColumn(scene), 520, height)
    assert column.measures.isVisible() == card
    assert column.inspector.isVisible() == sample
    if sample:
        assert column.listed.height() >= LIST * scale * 0.9
