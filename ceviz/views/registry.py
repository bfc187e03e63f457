"""Every picture by its name, and how large it is when nobody says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ceviz.document.model import Document
from ceviz.document.plots import PLOTS
from ceviz.draw.lab.class_table import Table, natural_height
from ceviz.draw.lab.curve import Curve
from ceviz.draw.lab.equation import Equation
from ceviz.draw.lab.gradient import Gradient
from ceviz.draw.lab.pipeline import Pipeline
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.readouts import Readouts
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.picture import Picture
from ceviz.errors import InvalidInput
from ceviz.views.areas.picture import AreaView
from ceviz.views.compare.picture import Compare
from ceviz.views.confusion.picture import Confusion
from ceviz.views.descent.picture import Descent
from ceviz.views.histogram.picture import Histogram
from ceviz.views.jacobian.picture import Jacobian
from ceviz.views.ledger.picture import Ledger
from ceviz.views.losses.picture import Losses
from ceviz.views.plane.picture import ScorePlane
from ceviz.views.reliability.picture import ReliabilityDiagram
from ceviz.views.simplex.picture import Simplex
from ceviz.views.sums.picture import Sums

#: Logical pixels a millimetre: one is 1/96 inch.
PER_MM = 96.0 / 25.4

#: A table on a page grows no longer than this; more classes become its last row.
LONGEST_TABLE = 40


@dataclass(frozen=True)
class Plot:
    """A picture that can be asked for by name.

    Attributes:
        make: makes the picture.
        size: width and height in mm when none is given.
        least: width and height in logical pixels below which it is shrunk as a whole, so that
            its parts never run into each other.
        composed: it is made of cards on a background; the others fill their page with one.
        rows: it is lines of text, whose height does not follow from the width.
        data: it shows all samples: it is painted from ``state.data``.
    """

    make: Callable[[], Picture]
    size: tuple[float, float]
    least: tuple[float, float]
    composed: bool = False
    rows: bool = False
    data: bool = False


_PLOTS = {
    "picture": Plot(Pipeline, (300.0, 170.0), (900.0, 480.0), composed=True),
    "scores": Plot(ScoreBars, (120.0, 80.0), (200.0, 150.0)),
    "bars": Plot(ProbabilityBars, (120.0, 80.0), (200.0, 150.0)),
    "curve": Plot(Curve, (120.0, 80.0), (230.0, 170.0)),
    "gradient": Plot(Gradient, (120.0, 80.0), (200.0, 150.0)),
    "equation": Plot(Equation, (190.0, 18.0), (520.0, 62.0), rows=True),
    "readouts": Plot(Readouts, (190.0, 22.0), (560.0, 76.0), rows=True),
    "areas": Plot(AreaView, (220.0, 110.0), (780.0, 340.0)),
    "sums": Plot(Sums, (120.0, 120.0), (360.0, 330.0)),
    "losses": Plot(Losses, (160.0, 130.0), (400.0, 340.0)),
    "jacobian": Plot(Jacobian, (200.0, 110.0), (400.0, 330.0)),
    "descent": Plot(Descent, (150.0, 115.0), (330.0, 300.0)),
    "simplex": Plot(Simplex, (120.0, 115.0), (330.0, 330.0)),
    "plane": Plot(ScorePlane, (120.0, 120.0), (300.0, 300.0)),
    "histogram": Plot(Histogram, (140.0, 80.0), (300.0, 170.0), data=True),
    "compare": Plot(Compare, (130.0, 120.0), (300.0, 260.0), data=True),
    "ledger": Plot(Ledger, (200.0, 100.0), (300.0, 300.0), data=True),
    "reliability": Plot(ReliabilityDiagram, (120.0, 130.0), (300.0, 300.0), data=True),
    "confusion": Plot(Confusion, (130.0, 120.0), (260.0, 240.0), data=True),
    "table": Plot(Table, (160.0, 60.0), (560.0, natural_height(3)), rows=True),
}


def plot(name: str) -> Plot:
    """The plot called ``name``; raises :class:`InvalidInput` with the names there are."""
    try:
        return _PLOTS[name]
    except KeyError:
        raise InvalidInput(
            f"there is no plot called “{name}”", remedy=f"choose one of {', '.join(PLOTS)}"
        ) from None


def default_size(name: str, document: Document) -> tuple[float, float]:
    """Width and height in mm that suit ``document``: a table is as long as its classes."""
    width, height = plot(name).size
    if name == "table":
        height = natural_height(min(len(document.classes), LONGEST_TABLE)) / PER_MM
    return width, round(height, 1)
