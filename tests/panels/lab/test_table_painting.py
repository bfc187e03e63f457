"""The numbers of the class table stay in their columns, whatever they are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from ceviz.document import class_columns
from ceviz.document.edits import set_score
from ceviz.draw import figures
from ceviz.draw.theme import TEXT
from ceviz.panels.lab.class_table import ClassTable
from ceviz.panels.lab.table_painting import HARDLY, MARGIN, NEARLY
from ceviz.panels.scene import Scene
from ceviz.store import Intent
from tests.helpers.fixtures import show


@pytest.mark.parametrize("width", [330, 420, 560, 800])
@pytest.mark.parametrize("score", [15.0, 22.0, 33.0])
@pytest.mark.parametrize("scale", [1.0, 1.6])
@pytest.mark.parametrize("percent", [True, False])
def test_a_share_near_all_or_nothing_does_not_lie_on_the_number_beside_it(
    scene: Scene, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int, score: float,
    scale: float, percent: bool,
) -> None:  # fmt: skip
    scene.set_view(replace(scene.view, shares=percent))
    scene.set_theme(scene.theme.scaled(scale))
    scene.store.apply(Intent("sure", partial(set_score, i=1, value=score)))
    table = show(qtbot, ClassTable(scene), round(width * scale), round(200 * scale))
    stamped: list[tuple[str, float]] = []

    def note(painter: object, words: list[str], rights: list[float], *rest: object, **_: object):  # type: ignore[no-untyped-def]
        stamped.extend(zip(words, rights, strict=True))

    monkeypatch.setattr(figures, "put_figures", note)
    table.viewport().grab()
    model, theme = table.model(), scene.theme
    section = class_columns.COLUMNS.index(class_columns.Q)
    left = table.columnViewportPosition(section)
    right = left + table.columnWidth(section)
    shares = [(words, at) for words, at in stamped if left < at <= right]
    assert len(shares) == model.rowCount()
    for words, at in shares:
        # The number beside it ends where its margin begins.
        assert at - theme.width(words, TEXT) >= left - MARGIN * scale + 1.0, words
    wide = table.columnWidth(section) >= class_columns.Q.widths[1] * scale
    assert not wide or all(words not in (NEARLY, HARDLY) for words, _ in shares)
