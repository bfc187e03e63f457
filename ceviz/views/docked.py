"""The views that open beside the pipeline: one line each, imported when first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from ceviz.panels.data_scene import DataScene
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import SideView


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """A view that can be opened.

    Attributes:
        name: as the exporter knows it.
        title: of its dock and menu entry.
        tip: what it is good for.
        key: opens and closes it.
        where: ``module:class`` of a :class:`~ceviz.panels.view_frame.SideView`.
        data: it shows all samples, and is made with the :class:`DataScene` too.
    """

    name: str
    title: str
    tip: str
    key: str
    where: str
    data: bool = False

    def make(self, scene: Scene, data: DataScene) -> SideView:
        """The view's widget; imports its module."""
        module, name = self.where.split(":")
        kind = getattr(import_module(module), name)
        made = kind(scene, data) if self.data else kind(scene)
        assert isinstance(made, SideView)
        return made


VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec(
        "areas", "Areas and codes",
        "Cross-entropy as the area of rectangles, and the price of the wrong code word by word",
        "Ctrl+1", "ceviz.views.areas.view:AreasView",
    ),
    ViewSpec(
        "sums", "Sums and asymmetry",
        "H(p) + KL(p‖q) = H(p,q), both ways round, Jensen–Shannon, perplexity; with a ghost",
        "Ctrl+2", "ceviz.views.sums.view:SumsView",
    ),
    ViewSpec(
        "simplex", "Simplex",
        "The loss over all ways to share probability among three classes, its slope and your trail",
        "Ctrl+3", "ceviz.views.simplex.view:SimplexView",
    ),
    ViewSpec(
        "plane", "Score plane",
        "The loss as two scores move: its slope, and the valley along which softmax stays the same",
        "Ctrl+4", "ceviz.views.plane.view:PlaneView",
    ),
    ViewSpec(
        "losses", "Losses compared",
        "Cross-entropy, Brier, focal, hinge and 0–1 error over one score, and which pull where",
        "Ctrl+5", "ceviz.views.losses.view:LossesView",
    ),
    ViewSpec(
        "jacobian", "Jacobian and chain rule",
        "How every probability answers to every score, and how the gradient comes of it",
        "Ctrl+6", "ceviz.views.jacobian.view:JacobianView",
    ),
    ViewSpec(
        "descent", "Gradient descent",
        "The scores descend the loss, step by step; cross-entropy against squared error",
        "Ctrl+7", "ceviz.views.descent.view:DescentView",
    ),
    ViewSpec(
        "samples", "Samples",
        "Every sample: sort by loss, filter the wrong ones, find, and open one in the lab",
        "Ctrl+Alt+1", "ceviz.views.samples.view:SamplesView", data=True,
    ),
    ViewSpec(
        "measure", "Measure",
        "Loss, accuracy, calibration with PyTorch's settings; what other libraries print, and why",
        "Ctrl+Alt+2", "ceviz.views.measure.view:MeasureView", data=True,
    ),
    ViewSpec(
        "histogram", "Loss histogram",
        "How many samples cost how much; brush it to select them everywhere",
        "Ctrl+Alt+3", "ceviz.views.histogram.view:HistogramView", data=True,
    ),
    ViewSpec(
        "ledger", "Loss ledger",
        "Which share of the loss the worst samples make; who makes it by class, pair, confidence",
        "Ctrl+Alt+4", "ceviz.views.ledger.view:LedgerView", data=True,
    ),
    ViewSpec(
        "reliability", "Reliability and temperature",
        "Does a confidence of 80 % come true in 80 % of the cases, and which temperature helps?",
        "Ctrl+Alt+5", "ceviz.views.reliability.view:ReliabilityView", data=True,
    ),
    ViewSpec(
        "confusion", "Confusion matrix",
        "What is taken for what, by count or by loss; a cell selects its samples",
        "Ctrl+Alt+6", "ceviz.views.confusion.view:ConfusionView", data=True,
    ),
    ViewSpec(
        "suspects", "Suspect labels",
        "Labels the model doubts while it is sure of another class",
        "Ctrl+Alt+7", "ceviz.views.suspects.view:SuspectsView", data=True,
    ),
    ViewSpec(
        "compare", "Compare two files",
        "Loss against loss of the same samples: movers, and why loss and accuracy can both rise",
        "Ctrl+Alt+8", "ceviz.views.compare.view:CompareView", data=True,
    ),
    ViewSpec(
        "opened", "Opened as",
        "What the file was taken for and why; change a guess and it is read again",
        "Ctrl+Alt+9", "ceviz.views.opened.view:OpenedView", data=True,
    ),
)  # fmt: skip
