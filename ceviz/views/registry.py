"""The views: one row each, which menu, keys, strip, export, command line and README follow.

A view is a room: ``ceviz/views/<name>/`` with its widget in ``view.py`` and, if it can be
exported, its picture in ``picture.py``. Nobody else knows it by name. Nothing is imported until
it is first shown or drawn, and naming the views needs no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from ceviz.draw.lab.plots import LAB
from ceviz.draw.plot import Plot, find

if TYPE_CHECKING:
    from ceviz.panels.data_scene import DataScene
    from ceviz.panels.scene import Scene
    from ceviz.panels.view_frame import SideView


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """A view that can be opened beside the lab.

    Attributes:
        name: of its folder, and of its picture on the command line.
        title: for people: of its menu entry and its picture.
        tip: what it is good for.
        key: opens and closes it.
        short: its name where there is little room; empty for the title.
        view: the :class:`~ceviz.panels.view_frame.SideView` in its ``view.py``.
        picture: the :class:`~ceviz.draw.picture.Explained` in its ``picture.py``; empty for a
            view that is a table or a form.
        size, least: of the picture, as :class:`~ceviz.draw.plot.Plot` has them.
        data: it shows all samples, and is made with the :class:`DataScene` too.
        against: it compares with another file.
        listed: it is the list of samples, which has a place of its own among all samples.
        first: it stands beside that list at first.
        films: its picture may stand beside the curves of a film.
        home: the package its folder lies in.
    """

    name: str
    title: str
    tip: str
    key: str
    view: str
    picture: str = ""
    size: tuple[float, float] = (120.0, 100.0)
    least: tuple[float, float] = (300.0, 260.0)
    data: bool = False
    against: bool = False
    listed: bool = False
    first: bool = False
    films: bool = False
    home: str = "ceviz.views"
    short: str = ""

    @property
    def plot(self) -> Plot | None:
        """Its picture by name; None if it has none."""
        if not self.picture:
            return None
        where = f"{self.home}.{self.name}.picture:{self.picture}"
        return Plot(
            self.name, self.title, where, self.size, self.least,
            data=self.data, against=self.against, films=self.films,
        )  # fmt: skip

    def make(self, scene: Scene, data: DataScene) -> SideView:
        """The view's widget; imports its module."""
        kind = getattr(import_module(f"{self.home}.{self.name}.view"), self.view)
        made: SideView = kind(scene, data) if self.data else kind(scene)
        return made


VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec(
        "areas", "Areas and codes",
        "Cross-entropy as the area of rectangles, and the price of the wrong code word by word",
        "Ctrl+1", "AreasView", "AreaView", (220.0, 110.0), (780.0, 340.0),
        short="Areas",
    ),
    ViewSpec(
        "sums", "Sums and asymmetry",
        "H(p) + KL(p‖q) = H(p,q), both ways round, Jensen–Shannon, perplexity; with a ghost",
        "Ctrl+2", "SumsView", "Sums", (120.0, 120.0), (360.0, 330.0),
        short="Sums",
    ),
    ViewSpec(
        "simplex", "Simplex",
        "The loss over all ways to share probability among three classes, its slope and your trail",
        "Ctrl+3", "SimplexView", "Simplex", (120.0, 115.0), (330.0, 330.0), films=True,
    ),
    ViewSpec(
        "plane", "Score plane",
        "The loss as two scores move: its slope, and the valley along which softmax stays the same",
        "Ctrl+4", "PlaneView", "ScorePlane", (120.0, 120.0), (300.0, 300.0), films=True,
        short="Plane",
    ),
    ViewSpec(
        "losses", "Losses compared",
        "Cross-entropy, Brier, focal, hinge and 0–1 error over one score, and which pull where",
        "Ctrl+5", "LossesView", "Losses", (160.0, 130.0), (400.0, 340.0),
        short="Losses",
    ),
    ViewSpec(
        "jacobian", "Jacobian and chain rule",
        "How every probability answers to every score, and how the gradient comes of it",
        "Ctrl+6", "JacobianView", "Jacobian", (200.0, 110.0), (400.0, 330.0),
        short="Jacobian",
    ),
    ViewSpec(
        "descent", "Gradient descent",
        "The scores descend the loss, step by step; cross-entropy against squared error",
        "Ctrl+7", "DescentView", "Descent", (150.0, 115.0), (330.0, 300.0),
        short="Descent",
    ),
    ViewSpec(
        "samples", "Samples",
        "Every sample: sort by loss, filter the wrong ones, find, and open one in the lab",
        "Ctrl+Alt+1", "SamplesView", data=True, listed=True,
    ),
    ViewSpec(
        "measure", "Measure",
        "Loss, accuracy, calibration with PyTorch's settings; what other libraries print, and why",
        "Ctrl+Alt+2", "MeasureView", data=True,
    ),
    ViewSpec(
        "histogram", "Loss histogram",
        "How many samples cost how much; brush it to select them everywhere",
        "Ctrl+Alt+3", "HistogramView", "Histogram", (140.0, 80.0), (300.0, 170.0),
        data=True, first=True, short="Histogram",
    ),
    ViewSpec(
        "ledger", "Loss ledger",
        "Which share of the loss the worst samples make; who makes it by class, pair, confidence",
        "Ctrl+Alt+4", "LedgerView", "Ledger", (200.0, 100.0), (300.0, 300.0), data=True,
        short="Ledger",
    ),
    ViewSpec(
        "reliability", "Reliability and temperature",
        "Does a confidence of 80 % come true in 80 % of the cases, and which temperature helps?",
        "Ctrl+Alt+5", "ReliabilityView", "ReliabilityDiagram", (120.0, 130.0), (300.0, 300.0),
        data=True, short="Reliability",
    ),
    ViewSpec(
        "confusion", "Confusion matrix",
        "What is taken for what, by count or by loss; a cell selects its samples",
        "Ctrl+Alt+6", "ConfusionView", "Confusion", (130.0, 120.0), (260.0, 240.0), data=True,
        short="Confusion",
    ),
    ViewSpec(
        "suspects", "Suspect labels",
        "Labels the model doubts while it is sure of another class",
        "Ctrl+Alt+7", "SuspectsView", data=True, short="Suspects",
    ),
    ViewSpec(
        "compare", "Compare two files",
        "Loss against loss of the same samples: movers, and why loss and accuracy can both rise",
        "Ctrl+Alt+8", "CompareView", "Compare", (130.0, 120.0), (300.0, 260.0),
        data=True, against=True, short="Compare",
    ),
    ViewSpec(
        "run", "Training run",
        "Loss, accuracy and calibration over checkpoints; a slider over them moves every view",
        "Ctrl+Alt+0", "RunView", "RunPicture", (160.0, 120.0), (300.0, 260.0), data=True,
        short="Run",
    ),
    ViewSpec(
        "opened", "Opened as",
        "What the file was taken for and why; change a guess and it is read again",
        "Ctrl+Alt+9", "OpenedView", data=True,
    ),
)  # fmt: skip


def groups() -> tuple[tuple[str, tuple[ViewSpec, ...]], ...]:
    """The views by what they are about, each group with its name; no empty ones."""
    kinds = (("One prediction", False), ("All samples", True))
    found = ((name, tuple(v for v in VIEWS if v.data is data)) for name, data in kinds)
    return tuple((name, views) for name, views in found if views)


def plots() -> tuple[Plot, ...]:
    """Every picture that can be asked for by name: the lab's, then the views'."""
    return (*LAB, *(plot for view in VIEWS if (plot := view.plot) is not None))


def plot(name: str) -> Plot:
    """The picture called ``name``; raises :class:`InvalidInput` with the names there are."""
    return find(plots(), name)
