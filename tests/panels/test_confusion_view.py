"""The confusion matrix in use: a cell selects its samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from ceviz.draw.confusion import Confusion, matrix
from ceviz.panels.confusion_view import ConfusionView
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.files import Opened, open_file, sample_file, write_npz
from tests.helpers.fixtures import show
from tests.helpers.hearing import Heard


@pytest.fixture
def opened() -> Opened:
    return open_file(sample_file("digits.npz"))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> ConfusionView:
    return show(qtbot, ConfusionView(opened.scene, opened.data), 420, 500)


def cell(view: ConfusionView, row: int, column: int) -> QPointF:
    return QPointF(view.panel.geometry_now().cell(row, column).center().toPoint())


def test_a_cell_selects_its_samples_and_the_button_all(view: ConfusionView, opened: Opened) -> None:
    e = opened.file.evaluation
    true, predicted = np.argwhere(e.summary.confusion()[0] * (1 - np.eye(10)) > 0)[0]
    heard = Heard(view.panel)
    user.click(view.panel, cell(view, true, predicted))
    expected = np.flatnonzero((np.asarray(e.true) == true) & (e.predicted == predicted))
    assert opened.data.selection is not None
    assert opened.data.selection.tolist() == expected.tolist()
    assert heard.said == []
    user.click(view.every, user.middle(view.every))
    assert opened.data.selection is None


def test_what_a_cell_holds_is_its_tool_tip(view: ConfusionView, opened: Opened) -> None:
    user.move(view.panel, cell(view, 3, 3))
    hits = int(opened.file.evaluation.summary.confusion()[0][3, 3])
    assert view.panel.toolTip().splitlines()[:2] == ["3 taken for 3", f"{hits} samples"]
    user.move(view.panel, QPointF(2, 2))
    assert view.panel.toolTip() == ""


def test_classes_can_be_ordered_by_what_they_cost(view: ConfusionView, opened: Opened) -> None:
    view.order.setFocus()
    user.key(view, user.Key.Key_Down)
    picture = view.picture
    assert isinstance(picture, Confusion)
    assert picture.by_cost
    costs = opened.file.evaluation.summary.confusion()[1].sum(axis=1)
    order = matrix(opened.file.evaluation, picture).classes
    assert (np.diff(costs[order]) <= 0).all()
    # A press means what is shown there now.
    user.click(view.panel, cell(view, 0, 0))
    assert opened.data.selection is not None
    assert set(np.asarray(opened.file.evaluation.true)[opened.data.selection]) == {order[0]}


def test_cells_can_show_their_share_of_the_loss(view: ConfusionView) -> None:
    view.values.setFocus()
    user.key(view, user.Key.Key_Down)
    assert view.picture == Confusion(by_loss=True)
    view.grab()


def test_without_samples_it_says_how_to_get_some(view: ConfusionView, opened: Opened) -> None:
    opened.scene.store.open(fruit())
    view.grab()
    user.click(view.panel, user.middle(view.panel))
    assert opened.data.selection is None
    assert "open a file of predictions" in view.picture.caption(opened.scene.state)


def test_of_many_classes_the_dearest_are_shown(qtbot: QtBot, tmp_path: Path) -> None:
    opened = open_file(write_npz(tmp_path / "z.npz", 40, 5000))
    view = show(qtbot, ConfusionView(opened.scene, opened.data), 420, 500)
    view.grab()
    assert "Of 5,000 classes the 40 dearest are shown." in view.caption.text()
    shown = matrix(opened.file.evaluation, Confusion()).classes
    assert set(np.asarray(opened.file.evaluation.true)) >= set(shown[:20])
    user.click(view.panel, cell(view, 4, 4))
    e = opened.file.evaluation
    assert opened.data.selection is not None
    expected = (np.asarray(e.true) == shown[4]) & (e.predicted == shown[4])
    assert opened.data.selection.tolist() == np.flatnonzero(expected).tolist()
