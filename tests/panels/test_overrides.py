"""An error in what Qt calls is told once and ends nothing: no painter, no table, no process."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import NoReturn

import pytest
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QTableView, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

import ceviz
from ceviz.document.edits import drag_probability
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.primitives import saved
from ceviz.draw.theme import LIGHT
from ceviz.panels.overrides import draw_sentence, guarded, overrides, painting
from ceviz.panels.plot import layer
from ceviz.panels.plot.axes import NumberAxis
from ceviz.panels.scene import Scene
from ceviz.store import Intent
from tests.helpers.fixtures import show
from tests.helpers.hearing import Hooked
from tests.helpers.images import pixels
from tests.panels.conftest import bars_panel, curve_panel

Index = QModelIndex | QPersistentModelIndex


def divide(*_: object) -> NoReturn:
    """Raises as C does: Python 3.11 makes an object of it only where it is caught."""
    raise AssertionError(1 / 0)


def out_of_range(*_: object) -> NoReturn:
    """So does this."""
    raise AssertionError(()[0])  # type: ignore[misc]


@guarded
class Fragile(QWidget):
    """Everything about it breaks."""

    def showEvent(self, event: QShowEvent) -> None:
        """Breaks."""
        divide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Breaks."""
        out_of_range()

    def sizeHint(self) -> QSize:
        """Breaks."""
        return divide()


@guarded
class FragileModel(QAbstractTableModel):
    """Cells that cannot be read."""

    def rowCount(self, parent: Index | None = None) -> int:
        """A few."""
        return 20

    def columnCount(self, parent: Index | None = None) -> int:
        """A few."""
        return 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Breaks, in one place for the words and in another for the rest."""
        return divide() if role == Qt.ItemDataRole.DisplayRole else out_of_range()


def test_a_widget_survives_itself(qtbot: QtBot, hooked: Hooked) -> None:
    """Called from within calls of Python's, which used to end the process."""
    widget = Fragile()
    qtbot.addWidget(widget)
    for _ in range(10):
        widget.show()
        widget.grab()
        widget.hide()
    assert widget.sizeHint() == QWidget().sizeHint()
    assert [type(each) for each in hooked] == [ZeroDivisionError, IndexError]


def test_a_table_survives_its_cells(qtbot: QtBot, hooked: Hooked) -> None:
    table, model = QTableView(), FragileModel()
    table.setModel(model)
    show(qtbot, table, 300, 200)
    for _ in range(10):
        table.grab()
        table.resizeColumnsToContents()
    assert model.data(model.index(0, 0)) is None
    assert len(hooked) == 2, "each place once, not once for each cell"


def test_another_object_tells_of_its_own(qtbot: QtBot, hooked: Hooked) -> None:
    for _ in range(2):
        widget = Fragile()
        qtbot.addWidget(widget)
        widget.grab()
    assert [type(each).__name__ for each in hooked].count("IndexError") == 2


@pytest.mark.parametrize("name", ["geometry", "draw_background", "draw_foreground"])
@pytest.mark.parametrize("fault", [divide, out_of_range])
def test_a_picture_that_cannot_be_painted_leaves_a_sentence(
    qtbot: QtBot, scene: Scene, hooked: Hooked, monkeypatch: pytest.MonkeyPatch,
    name: str, fault: Callable[..., object],
) -> None:  # fmt: skip
    panel = bars_panel(qtbot, scene)
    whole = pixels(panel.grab().toImage())
    with monkeypatch.context() as broken:
        broken.setattr(ProbabilityBars, name, fault)
        scene.set_view(scene.view)
        panel.set_picture(ProbabilityBars())
        for _ in range(3):
            panel.grab()
        sentence = panel.grab().toImage()
        assert len(hooked) == 1
        assert _reads_like_the_sentence(sentence)
    panel.set_picture(ProbabilityBars())
    assert (pixels(panel.grab().toImage()) == whole).all(), "and it comes back"


def test_a_layer_that_cannot_be_painted_leaves_a_sentence(
    qtbot: QtBot, scene: Scene, hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = curve_panel(qtbot, scene, plot=True).plot
    assert plot is not None
    said: list[object] = []
    monkeypatch.setattr(layer, "draw_sentence", lambda *what: said.append(what))
    monkeypatch.setattr(type(plot.chart), "draw_foreground", divide)
    for _ in range(3):
        plot.layer.update()
        plot.grab()
    assert len(hooked) == 1
    assert len(said) >= 3


def test_an_axis_that_cannot_be_written_is_told_once(
    qtbot: QtBot, scene: Scene, hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = curve_panel(qtbot, scene, plot=True).plot
    assert plot is not None
    monkeypatch.setattr(NumberAxis, "tickStrings", divide)
    for width in (300, 320, 340):
        plot.resize(width, 200)
        plot.grab()
    assert len(hooked) == 2, "one for each of the two axes"


def test_a_drag_whose_data_cannot_be_painted_goes_on(
    qtbot: QtBot, scene: Scene, hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a plot paints its data over a picture of the rest."""
    plot = curve_panel(qtbot, scene, plot=True).plot
    assert plot is not None
    gesture = scene.store.begin()
    for value in (0.3, 0.31, 0.32, 0.33):
        gesture.preview(Intent("drag", partial(drag_probability, i=1, value=value)))
        plot.viewport().repaint()
        monkeypatch.setattr(type(plot.chart), "draw_foreground", divide)
    assert len(hooked) == 1


def test_a_painter_is_ended_and_as_it_was(qtbot: QtBot, hooked: Hooked) -> None:
    """A device that goes while something paints on it ends the process."""
    used: list[QPainter] = []

    class Half(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            with painting(self, LIGHT) as painter:
                used.append(painter)
                with saved(painter):
                    divide()

    widget = Half()
    qtbot.addWidget(widget)
    widget.grab()
    assert used
    assert not any(painter.isActive() for painter in used)
    assert len(hooked) == 1


def test_everything_that_qt_calls_is_guarded() -> None:
    bare = []
    for module in pkgutil.walk_packages(ceviz.__path__, "ceviz."):
        # The store's steps must raise: the history would keep what was not done.
        if module.name.endswith("__main__") or module.name.startswith("ceviz.store"):
            continue
        for kind in vars(import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Shiboken.Object):
                names = overrides(kind) if kind.__module__ == module.name else []
                bare += [
                    f"{kind.__qualname__}.{name}"
                    for name in names
                    if not getattr(vars(kind)[name], "guarded", False)
                ]
    assert bare == []


def _reads_like_the_sentence(image: QImage) -> bool:
    """Whether it shows the sentence on an empty ground, and nothing else."""
    alone = QImage(image.size(), image.format())
    alone.setDevicePixelRatio(image.devicePixelRatio())
    with QPainter(alone) as painter:
        draw_sentence(painter, QRectF(QPointF(), image.deviceIndependentSize()), LIGHT)
    return bool((pixels(image) == pixels(alone)).all())
