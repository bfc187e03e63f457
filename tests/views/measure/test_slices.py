"""Slices in use: a column is chosen, its values measured, one of them selected everywhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.model import Unit
from ceviz.document.text.numbers import show_information
from ceviz.store import Intent
from ceviz.views.measure.slices import NO_COLUMN, SlicesPanel
from ceviz.views.measure.view import MeasureView
from tests.helpers import user
from tests.helpers.files import Opened, load, open_file, sample_file
from tests.helpers.fixtures import show

FAR = 9


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    random = np.random.default_rng(2)
    path = tmp_path / "regions.csv"
    lines = ["region,site,label,p_cat,p_dog"]
    for k in range(80):
        p = round(float(random.random()), 4)
        region = "<far>" if k < FAR else "near"
        lines.append(f"{region},site{k},{'cat' if k % 3 else 'dog'},{p},{1 - p:.4f}")
    path.write_text("\n".join(lines) + "\n")
    return open_file(path)


@pytest.fixture
def panel(qtbot: QtBot, opened: Opened) -> SlicesPanel:
    view = show(qtbot, MeasureView(opened.scene, opened.data), 520, 700)
    qtbot.waitUntil(lambda: view.slices.isVisible())
    return view.slices


def choose(panel: SlicesPanel, index: int) -> None:
    panel.column.setFocus()
    for _ in range(index):
        user.key(panel.column, user.Key.Key_Down)


def test_a_choice_of_columns_leads_to_their_slices(
    qtbot: QtBot, panel: SlicesPanel, opened: Opened
) -> None:
    assert panel.column.names() == [NO_COLUMN, "region", "site"]
    assert panel.table.text() == ""
    choose(panel, 1)
    qtbot.waitUntil(lambda: "near" in panel.table.text())
    losses = opened.file.evaluation.loss
    for mean in (losses.mean(), losses[:FAR].mean(), losses[FAR:].mean()):
        assert f">{show_information(mean)}<" in panel.table.text()
    assert "&lt;far&gt;" in panel.table.text()
    assert f"{FAR} ⚠" in panel.table.text()
    assert f"{80 - FAR} ⚠" not in panel.table.text()


def test_a_slice_is_selected_in_all_views(qtbot: QtBot, panel: SlicesPanel, opened: Opened) -> None:
    choose(panel, 1)
    qtbot.waitUntil(lambda: "near" in panel.table.text())
    with qtbot.waitSignal(opened.data.selected):
        panel.table.linkActivated.emit("0")
    assert opened.data.selection is not None
    assert opened.data.selection.tolist() == list(range(FAR))


def test_what_cannot_be_slices_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    rows = [f"site{k},{'cat' if k % 3 else 'dog'},0.5,0.5" for k in range(300)]
    path.write_text("\n".join(["site,label,p_cat,p_dog", *rows]) + "\n")
    opened = open_file(path)
    view = show(qtbot, MeasureView(opened.scene, opened.data), 520, 700)
    qtbot.waitUntil(lambda: view.slices.isVisible())
    choose(view.slices, 1)
    qtbot.waitUntil(lambda: "are no slices" in view.slices.table.text())


def test_the_slices_follow_unit_and_settings(
    qtbot: QtBot, panel: SlicesPanel, opened: Opened
) -> None:
    choose(panel, 1)
    qtbot.waitUntil(lambda: "near" in panel.table.text())
    bits = Intent("Bits", partial(edits.set_unit, unit=Unit.BITS), looking=True)
    opened.scene.store.apply(bits)
    mean = opened.file.evaluation.loss[:FAR].mean() / np.log(2.0)
    qtbot.waitUntil(lambda: f">{show_information(mean)}<" in panel.table.text())


def test_a_file_without_other_columns_offers_none(
    qtbot: QtBot, panel: SlicesPanel, opened: Opened
) -> None:
    choose(panel, 1)
    qtbot.waitUntil(lambda: "near" in panel.table.text())
    opened.take(load(sample_file("digits.npz")))
    qtbot.waitUntil(lambda: not panel.isVisible())
    assert panel.table.text() == ""
