"""The loss histogram in use: the brush selects, everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from ceviz.document.text.numbers import RATE, show_percent
from ceviz.panels.plot.panel import PlotPanel
from ceviz.views.histogram.view import HistogramView
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.files import Opened, open_file, sample_file
from tests.helpers.fixtures import show
from tests.helpers.hearing import Heard


@pytest.fixture
def opened() -> Opened:
    return open_file(sample_file("digits.npz"))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> HistogramView:
    return show(qtbot, HistogramView(opened.scene, opened.data), 420, 500)


def brush(view: HistogramView) -> None:
    user.click(view.brush, QPointF(10, view.brush.height() / 2))


def edges(view: HistogramView) -> tuple[float, float]:
    low, high = view._brush.getRegion()
    return float(10.0**low), float(10.0**high)


def at(view: HistogramView, loss: float) -> QPointF:
    """The pixel of a loss, at half height of the plot."""
    panel = view.panel
    assert isinstance(panel, PlotPanel)
    assert panel.plot is not None
    axes = panel.plot.axes()
    return QPointF(float(axes.x.at(loss)), axes.area.center().y())


def selected(opened: Opened) -> list[int] | None:
    rows = opened.data.selection
    return None if rows is None else rows.tolist()


def test_it_shows_the_losses_and_asks_for_nothing(view: HistogramView, opened: Opened) -> None:
    heard = Heard(view.panel)
    view.grab()
    losses = opened.file.evaluation.loss
    share = show_percent(float((losses > losses.mean()).mean()), RATE)
    above = f"{share} of the samples cost more than the mean"
    assert above in view.caption.text()
    assert heard.said == []
    assert selected(opened) is None


def test_the_brush_begins_with_the_dearest_tenth(view: HistogramView, opened: Opened) -> None:
    brush(view)
    losses = opened.file.evaluation.loss
    low, high = edges(view)
    assert low == pytest.approx(np.quantile(losses, 0.9))
    assert selected(opened) == np.flatnonzero(losses >= low).tolist()
    assert high > losses.max()


def test_dragging_its_edge_selects_what_lies_within(view: HistogramView, opened: Opened) -> None:
    brush(view)
    panel = view.panel
    assert isinstance(panel, PlotPanel)
    assert panel.plot is not None
    low, _ = edges(view)
    start = at(view, low)
    user.drag(panel.plot.viewport(), start, start - QPointF(12, 0), start - QPointF(40, 0))
    new, high = edges(view)
    assert new < 0.8 * low
    losses = opened.file.evaluation.loss
    assert selected(opened) == np.flatnonzero((losses >= new) & (losses <= high)).tolist()


def test_without_the_brush_nothing_is_selected(view: HistogramView, opened: Opened) -> None:
    brush(view)
    assert selected(opened) is not None
    brush(view)
    assert selected(opened) is None


def test_the_brush_goes_with_its_file(view: HistogramView, opened: Opened) -> None:
    brush(view)
    opened.scene.store.open(fruit())
    assert not view.brush.isChecked()
    assert selected(opened) is None
    view.grab()
    brush(view)  # there is nothing to put it on
    assert selected(opened) is None
