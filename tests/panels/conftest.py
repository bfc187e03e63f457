"""A scene to look at, and every handle there is, with the pixel to take it by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.draw.chart import Axes
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.scores import ScoreBars
from ceviz.panels.lab.curve_panel import CurvePanel
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from tests.helpers.documents import free_fruit, fruit
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered
from tests.helpers.fixtures import make_scene, show
from tests.helpers.fixtures import scene as scene
from tests.helpers.hearing import Hooked


@pytest.fixture
def hooked(monkeypatch: pytest.MonkeyPatch) -> Hooked:
    """What reaches the excepthook."""
    return Hooked(monkeypatch)


#: Banana, the truth, in every document here.
BANANA = 1


@dataclass
class Grip:
    """A handle of Banana's on the screen.

    Attributes:
        panel: what says what the user wants.
        widget: what the mouse is on.
        way: a drag that changes the value a good deal, in pixels.
        kind: what it sets.
    """

    name: str
    panel: PicturePanel
    scene: Scene
    widget: QWidget
    way: QPointF
    kind: str
    place: Callable[[], QPointF]

    def at(self) -> QPointF:
        """Where the handle is now, to the pixel that a mouse can hit."""
        return QPointF(self.place().toPoint())

    @property
    def value(self) -> float:
        """What the handle shows."""
        analysis: Analysis = self.scene.store.analysis
        return float({"q": analysis.q, "z": analysis.z, "p": analysis.p}[self.kind][BANANA])

    @property
    def steps(self) -> list[str]:
        """The names in the undo menu."""
        history = self.scene.store.history
        return [history.text(k) for k in range(history.count())]


def bars_panel(qtbot: QtBot, scene: Scene, width: int = 420, height: int = 320) -> PicturePanel:
    """Probability bars as a window; what they ask for is done."""
    panel = PicturePanel("bars", ProbabilityBars(), scene, kind="q")
    scene.listen(panel)
    return show(qtbot, panel, width, height)


def scores_panel(qtbot: QtBot, scene: Scene, width: int = 420, height: int = 320) -> PicturePanel:
    """Score bars as a window; what they ask for is done."""
    panel = PicturePanel("scores", ScoreBars(), scene, kind="z")
    scene.listen(panel)
    return show(qtbot, panel, width, height)


def curve_panel(qtbot: QtBot, scene: Scene, *, plot: bool) -> CurvePanel:
    """The curve as a window, painted or as the zoomable plot."""
    panel = CurvePanel(scene)
    scene.listen(panel)
    show(qtbot, panel, 460, 340)
    if plot:
        panel.load_plot()
        assert panel.plot is not None
        qtbot.waitUntil(panel.plot.isVisible)
        # pyqtgraph lays its axes out when it is painted.
        panel.plot.grab()
    return panel


GRIPS = ["q", "z", "p", "curve", "plot"]


@pytest.fixture
def make_grip(qtbot: QtBot) -> Callable[..., Grip]:
    """Makes one of :data:`GRIPS`, on the fruit or on a document of the test's own."""

    def make(name: str, document: Document | None = None) -> Grip:
        if name == "p":
            document = document or free_fruit()
        scene = make_scene(document or fruit())
        if name in ("curve", "plot"):
            return _curve_grip(qtbot, scene, name)
        panel = (scores_panel if name == "z" else bars_panel)(qtbot, scene)

        def place() -> QPointF:
            g, a = panel.geometry_now(), scene.store.analysis
            value = float({"q": a.q, "z": a.z, "p": a.p}[name][BANANA])
            # The cap of a target is taken at its knob, right of the bar.
            share = 0.33 if name == "p" else 0.0
            x = g.columns.centre(BANANA) + share * g.columns.pitch
            value = value if np.isfinite(value) else g.scale.low
            return QPointF(x, g.scale.at(value))

        return Grip(name, panel, scene, panel, QPointF(0.0, 60.0), name, place)

    return make


@pytest.fixture(params=GRIPS)
def grip(request: pytest.FixtureRequest, make_grip: Callable[..., Grip]) -> Grip:
    """Every handle there is."""
    return make_grip(request.param)


def _curve_grip(qtbot: QtBot, scene: Scene, name: str) -> Grip:
    panel = curve_panel(qtbot, scene, plot=name == "plot")

    def axes() -> Axes:
        if panel.plot is not None:
            return panel.plot.axes()
        found: Axes = panel.geometry_now().axes[0]
        return found

    def place() -> QPointF:
        q = max(float(scene.store.analysis.q[BANANA]), 1e-12)
        now = axes()
        height = max(float(now.y.at(-np.log(q) * scene.state.per_nat)), now.area.top())
        return QPointF(float(now.x.at(q)), height)

    widget = panel if panel.plot is None else panel.plot.viewport()
    return Grip(name, panel, scene, widget, QPointF(-120.0, -20.0), "q", place)
