"""The confusion matrix in use: zoom, keys, a cell that selects its samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ceviz.draw.theme import DARK, LIGHT
from ceviz.panels.plot.plot import Plot
from ceviz.views.confusion.matrix import order
from ceviz.views.confusion.view import ConfusionView
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.files import Opened, load, open_file, sample_file, write_npz
from tests.helpers.fixtures import show
from tests.helpers.hearing import Heard
from tests.helpers.images import pixels
from tests.helpers.user import Key, wheel


@pytest.fixture
def opened() -> Opened:
    return open_file(sample_file("digits.npz"))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> ConfusionView:
    return show(qtbot, ConfusionView(opened.scene, opened.data), 420, 500)


@pytest.fixture
def many(qtbot: QtBot, tmp_path: Path) -> tuple[ConfusionView, Opened]:
    opened = open_file(write_npz(tmp_path / "z.npz", 400, 1000))
    return show(qtbot, ConfusionView(opened.scene, opened.data), 420, 500), opened


def plot(view: ConfusionView) -> Plot:
    made = view._cells.plot
    assert made is not None
    return made


def canvas(view: ConfusionView) -> QWidget:
    made: QWidget = plot(view).viewport()
    return made


def cell(view: ConfusionView, row: int, column: int) -> QPointF:
    """The middle of a cell, to the pixel that a mouse can hit."""
    return QPointF(plot(view).axes().at(column + 0.5, -row - 0.5).toPoint())


def rows_of(opened: Opened, true: int, predicted: int) -> list[int]:
    e = opened.file.evaluation
    return np.flatnonzero((np.asarray(e.true) == true) & (e.predicted == predicted)).tolist()


def selected(opened: Opened) -> list[int] | None:
    rows = opened.data.selection
    return None if rows is None else rows.tolist()


def test_a_cell_selects_its_samples_and_the_button_all(view: ConfusionView, opened: Opened) -> None:
    counts = opened.file.evaluation.summary.confusion()[0]
    true, predicted = (int(k) for k in np.argwhere(counts * (1 - np.eye(10)) > 0)[0])
    heard = Heard(view.panel)
    user.click(canvas(view), cell(view, true, predicted))
    assert selected(opened) == rows_of(opened, true, predicted)
    assert f"Chosen: {true} taken for {predicted}" in view.picture.caption(opened.scene.state)
    assert heard.said == []
    user.click(view.every, user.middle(view.every))
    assert selected(opened) is None


def test_showing_it_asks_for_nothing(view: ConfusionView, opened: Opened) -> None:
    heard, before = Heard(view.panel), view.panel.picture
    for theme in (DARK, LIGHT):
        opened.scene.set_theme(theme)
        view.grab()
    assert "The commonest mistake: 8 taken for 1, 4 times" in view.caption.text()
    assert heard.said == []
    assert view.panel.picture is before
    assert selected(opened) is None


def test_the_plot_lies_where_files_have_the_cells(view: ConfusionView) -> None:
    area = view.panel.geometry_now().axes[0].area
    there = plot(view).axes().area
    corner = canvas(view).mapTo(view.panel, there.topLeft().toPoint())
    assert corner == area.topLeft().toPoint()
    assert (there.width(), there.height()) == pytest.approx((area.width(), area.height()), abs=1.0)


def test_pointing_at_a_cell_says_what_it_holds(view: ConfusionView, opened: Opened) -> None:
    before = pixels(view.grab().toImage())
    user.move(canvas(view), cell(view, 3, 3))
    hits = int(opened.file.evaluation.summary.confusion()[0][3, 3])
    chart, axes = plot(view).chart, plot(view).axes()
    lines = chart.tip(axes, cell(view, 3, 3), None, view.panel.state)
    assert lines[:2] == ["3 taken for what it is", f"{hits} samples"]
    assert opened.scene.state.hovered == 3
    assert (pixels(view.grab().toImage()) != before).any()


def test_classes_can_be_ordered_by_what_they_cost(view: ConfusionView, opened: Opened) -> None:
    view.order.setFocus()
    user.key(view, Key.Key_Down)
    assert view.chart.by_cost
    costs = opened.file.evaluation.summary.confusion()[1].sum(axis=1)
    classes = order(opened.file.evaluation, True, True)
    assert (np.diff(costs[classes]) <= 0).all()
    # A press means what is shown there now.
    user.click(canvas(view), cell(view, 0, 0))
    assert opened.data.selection is not None
    assert set(np.asarray(opened.file.evaluation.true)[opened.data.selection]) == {classes[0]}


def test_cells_can_show_their_share_of_the_loss(view: ConfusionView) -> None:
    before = pixels(view.panel.grab().toImage())
    view.values.setFocus()
    user.key(view, Key.Key_Down)
    assert view.chart.by_loss
    assert (pixels(view.panel.grab().toImage()) != before).any()


def test_arrows_choose_a_cell_and_enter_selects_its_samples(
    view: ConfusionView, opened: Opened
) -> None:
    view.panel.setFocus()
    user.key(view, Key.Key_Return)  # nothing is chosen yet
    user.key(view, Key.Key_Right)
    assert view.chart.chosen == (8, 1)  # the commonest mistake
    for key, expected in (
        (Key.Key_Right, (8, 2)), (Key.Key_Up, (7, 2)), (Key.Key_Home, (7, 0)),
        (Key.Key_Left, (7, 0)), (Key.Key_End, (7, 9)), (Key.Key_Left, (7, 8)),
        (Key.Key_Down, (8, 8)),
    ):  # fmt: skip
        user.key(view, key)
        assert view.chart.chosen == expected
    assert selected(opened) is None
    user.key(view, Key.Key_Return)
    assert selected(opened) == rows_of(opened, 8, 8)


def test_the_ring_is_seen_while_keys_move_it(view: ConfusionView) -> None:
    view.panel.setFocus()
    user.key(view, Key.Key_Right)
    ringed = pixels(canvas(view).grab().toImage())
    view.every.setFocus()
    assert (pixels(canvas(view).grab().toImage()) != ringed).any()


def test_the_wheel_zooms_into_many_classes_and_a_double_click_out(
    many: tuple[ConfusionView, Opened],
) -> None:
    view, opened = many
    at = cell(view, 300, 300)
    wheel(plot(view), at, 30)
    axes = plot(view).axes()
    assert axes.x.high - axes.x.low < 20.0
    assert axes.x.per_pixel == pytest.approx(axes.y.per_pixel, rel=0.01)
    e = opened.file.evaluation
    true, predicted = view.chart.cell_at(axes, at, view.panel.state) or (-1, -1)
    assert abs(true - 300) <= 3
    user.click(canvas(view), at)
    expected = (np.asarray(e.true) == true) & (e.predicted == predicted)
    assert selected(opened) == np.flatnonzero(expected).tolist()
    background = axes.area.center() + QPointF(40, 40)
    user.drag(canvas(view), background, *(background - QPointF(9 * k, 9 * k) for k in range(1, 9)))
    assert plot(view).axes().x.low > axes.x.low
    user.double_click(canvas(view), background)
    whole = plot(view).axes()
    assert (whole.x.low, whole.x.high) == pytest.approx((0.0, 1000.0))


def test_keys_zoom_and_the_view_goes_with_the_chosen_cell(
    many: tuple[ConfusionView, Opened],
) -> None:
    view, _ = many
    view.panel.setFocus()
    user.key(view, Key.Key_Right)
    for _ in range(40):
        user.key(view, Key.Key_Plus)
    assert plot(view).axes().x.high - plot(view).axes().x.low < 10.0
    user.key(view, Key.Key_End)
    assert plot(view).axes().x.high == pytest.approx(1000.0)
    user.key(view, Key.Key_Home)
    assert plot(view).axes().x.low == pytest.approx(0.0)
    user.key(view, Key.Key_Minus)
    user.key(view, Key.Key_0)
    assert plot(view).axes().x.high == pytest.approx(1000.0)


def test_only_the_dearest_of_many_classes_are_shown_if_asked_for(
    many: tuple[ConfusionView, Opened],
) -> None:
    view, opened = many
    user.click(view.dearest, QPointF(8, view.dearest.height() / 2))
    view._tell()
    assert "Of 1,000 classes the 24 dearest are shown." in view.caption.text()
    assert plot(view).axes().x.high == pytest.approx(24.0)
    classes = order(opened.file.evaluation, False, False)
    user.click(canvas(view), cell(view, 4, 7))
    assert selected(opened) == rows_of(opened, int(classes[4]), int(classes[7]))


def test_few_classes_are_always_all_shown(view: ConfusionView) -> None:
    assert not view.dearest.isVisible()


def test_a_chosen_cell_goes_with_its_file(
    view: ConfusionView, opened: Opened, tmp_path: Path
) -> None:
    user.click(canvas(view), cell(view, 9, 9))
    opened.take(load(write_npz(tmp_path / "z.npz", 60, 3)))
    assert view.chart.chosen is None
    view.grab()
    assert plot(view).axes().x.high == pytest.approx(3.0)


def test_without_samples_it_says_how_to_get_some(view: ConfusionView, opened: Opened) -> None:
    opened.scene.store.open(fruit())
    view.grab()
    user.click(canvas(view), user.middle(canvas(view)))
    view.panel.setFocus()
    user.key(view, Key.Key_Right)
    assert selected(opened) is None
    assert "open a file of predictions" in view.picture.caption(opened.scene.state)
