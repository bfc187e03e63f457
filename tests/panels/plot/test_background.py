"""While something is dragged, a plot paints its data over a picture of the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.document.edits import drag_probability, set_unit
from ceviz.document.model import Document, Unit
from ceviz.draw.chart import Axes
from ceviz.draw.theme import DARK
from ceviz.panels.plot.layer import Layer
from ceviz.panels.plot.plot import Plot
from ceviz.panels.scene import Scene
from ceviz.store import End, Intent
from tests.helpers.documents import free_fruit, fruit, many
from tests.helpers.images import Pixels, pixels
from tests.helpers.user import wheel
from tests.panels.conftest import BANANA, curve_panel


@pytest.fixture
def plot(qtbot: QtBot, scene: Scene) -> Plot:
    made = curve_panel(qtbot, scene, plot=True).plot
    assert made is not None
    return made


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[Layer]:
    """Tells of each time the plot is painted item by item."""
    told: list[Layer] = []
    back = Layer.back_pixmap

    def count(layer: Layer, axes: Axes) -> QPixmap:
        told.append(layer)
        return back(layer, axes)

    monkeypatch.setattr(Layer, "back_pixmap", count)
    return told


def drag(scene: Scene, *values: float) -> None:
    gesture = scene.store.gesture or scene.store.begin()
    for value in values:
        gesture.preview(Intent("drag", partial(drag_probability, i=BANANA, value=value)))
        QApplication.processEvents()


def move(
    scene: Scene, value: float, also: Callable[[Document], Document] = lambda document: document
) -> None:
    """A move whose frame is not painted yet."""

    def edit(document: Document) -> Document:
        return also(drag_probability(document, i=BANANA, value=value))

    gesture = scene.store.gesture or scene.store.begin()
    gesture.preview(Intent("drag", edit))


def shown(plot: Plot) -> Pixels:
    return pixels(plot.grab().toImage())


def painted_whole(plot: Plot) -> Pixels:
    plot.ground.forget()
    return shown(plot)


@pytest.mark.parametrize("document", [fruit(), free_fruit(), many(300)])
def test_a_drag_looks_as_if_all_were_painted(
    scene: Scene, plot: Plot, document: Document, whole: list[Layer]
) -> None:
    scene.store.open(document)
    drag(scene, 0.5, 0.4)
    whole.clear()
    move(scene, 0.1)
    dragged = shown(plot)
    assert whole == []
    assert np.array_equal(dragged, painted_whole(plot))
    assert len(whole) == 1


def test_zooming_in_mid_drag_is_seen(scene: Scene, plot: Plot, whole: list[Layer]) -> None:
    drag(scene, 0.5, 0.4, 0.3)
    before = shown(plot)
    wheel(plot, plot.axes().area.center(), 3)
    move(scene, 0.31)
    zoomed = shown(plot)
    assert not np.array_equal(before, zoomed)
    assert np.array_equal(zoomed, painted_whole(plot))


def test_another_theme_or_unit_in_mid_drag_is_seen(scene: Scene, plot: Plot) -> None:
    drag(scene, 0.5, 0.4, 0.3)
    scene.set_theme(DARK)
    move(scene, 0.2)
    assert np.array_equal(shown(plot), painted_whole(plot))
    drag(scene, 0.5, 0.4)
    move(scene, 0.35, also=partial(set_unit, unit=Unit.BITS))
    assert np.array_equal(shown(plot), painted_whole(plot))


def test_it_ends_with_the_drag(scene: Scene, plot: Plot, whole: list[Layer]) -> None:
    drag(scene, 0.5, 0.4)
    scene.store.end_gesture(End.ESCAPED)
    QApplication.processEvents()
    whole.clear()
    given_back = shown(plot)
    assert len(whole) == 1
    assert np.array_equal(given_back, painted_whole(plot))


def test_another_size_in_mid_drag_is_seen(scene: Scene, plot: Plot) -> None:
    drag(scene, 0.5, 0.4, 0.3)
    plot.panel.resize(plot.panel.width() + 80, plot.panel.height() + 40)
    move(scene, 0.2)
    assert np.array_equal(shown(plot), painted_whole(plot))


def test_of_a_plot_without_any_size_no_picture_is_kept(scene: Scene, plot: Plot) -> None:
    """Qt complains about a painter on nothing."""
    drag(scene, 0.4)
    plot.viewport().resize(0, 0)
    move(scene, 0.5)
    assert not plot.ground.paint()
    plot.hide()
    plot.viewport().resize(300, 200)
    move(scene, 0.6)
    assert not plot.ground.paint()
    scene.store.end_gesture(End.RELEASED)
