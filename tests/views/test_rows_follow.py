"""The numbers behind a picture are that picture's: an option that changes one changes the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from ceviz.document.course import Plan
from ceviz.document.edits import set_score
from ceviz.document.frozen import Frozen
from ceviz.document.model import Document
from ceviz.draw.picture import Exported
from ceviz.draw.plot import Figure
from ceviz.draw.state import View
from ceviz.export.render import csv_bytes, render_bytes
from ceviz.maths.descent import Loss
from ceviz.views.areas.picture import AreaView
from ceviz.views.confusion.chart import ConfusionChart
from ceviz.views.confusion.picture import Confusion
from ceviz.views.descent.picture import Descent
from ceviz.views.figures import figure
from ceviz.views.ledger.picture import Ledger
from ceviz.views.losses.picture import Losses
from ceviz.views.losses.sweep import Choice, Swept
from ceviz.views.losses.table import CROSS_ENTROPY
from ceviz.views.plane.picture import ScorePlane
from ceviz.views.registry import plots
from ceviz.views.reliability.binning import Binning
from ceviz.views.reliability.picture import ReliabilityDiagram
from ceviz.views.simplex.picture import Simplex
from ceviz.views.sums.picture import Sums
from tests.helpers.documents import batch, free_fruit, many


@dataclass(frozen=True)
class Option:
    """A picture with an option that the usual one has otherwise.

    Attributes:
        state: what else of the state is different.
    """

    plot: str
    picture: Exported
    document: Callable[[], Document] = free_fruit
    state: dict[str, Any] | None = None


GHOST = Frozen.of(set_score(free_fruit(), 0, 2.0))

OPTIONS = {
    "areas swapped": Option("areas", AreaView(swapped=True)),
    "areas with a ghost": Option("areas", AreaView(ghost=GHOST)),
    "sums with a ghost": Option("sums", Sums(ghost=GHOST)),
    "simplex of other classes": Option("simplex", Simplex(chosen=(1, 2, 3)), lambda: many(5)),
    "simplex with the drift": Option("simplex", Simplex(drifting=True)),
    "plane of other classes": Option("plane", ScorePlane(chosen=(2, 3)), lambda: many(5)),
    "plane, the others along": Option("plane", ScorePlane(together=True)),
    "losses with another γ": Option("losses", Losses(Choice(gamma=4.0))),
    "losses over a probability": Option("losses", Losses(Choice(Swept.TRUE_PROBABILITY))),
    "losses of the selected class": Option(
        "losses", Losses(Choice(Swept.SELECTED_SCORE)), state={"selected": 2}
    ),
    "fewer losses": Option("losses", Losses(Choice(shown=frozenset({CROSS_ENTROPY.key})))),
    "descent by larger steps": Option("descent", Descent(Plan(step_size=2.0))),
    "descent, ten steps on": Option("descent", Descent(step=10)),
    "descent of the squared error": Option("descent", Descent(loss=Loss.SQUARED_ERROR)),
    "histogram, some selected": Option("histogram", figure(batch(), "histogram").picture, batch),
    "ledger by confidence": Option("ledger", Ledger(by="confidence"), batch),
    "ledger at another share": Option("ledger", Ledger(fraction=0.5), batch),
    "reliability in equal masses": Option(
        "reliability", ReliabilityDiagram(Binning("equal-mass")), batch
    ),
    "reliability of a class": Option("reliability", ReliabilityDiagram(Binning(label=1)), batch),
    "confusion in order of cost": Option(
        "confusion", Confusion(ConfusionChart(by_cost=True)), batch
    ),
    "curve with a logarithmic axis": Option(
        "curve", figure(free_fruit(), "curve").picture, state={"view": View(log_q=True)}
    ),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_what_changes_the_picture_changes_its_numbers(name: str) -> None:
    option = OPTIONS[name]
    usual = figure(option.document(), option.plot)
    state = replace(usual.state, **(option.state or {}))
    if name == "histogram, some selected":
        assert state.data is not None
        state = replace(state, data=replace(state.data, selection=np.array([2])))
    other = Figure(usual.plot, option.picture, state)
    assert render_bytes(other, "png") != render_bytes(usual, "png")
    assert csv_bytes(other) != csv_bytes(usual)


def test_every_picture_gives_rows_as_long_as_their_head() -> None:
    for plot in plots():
        document = batch() if plot.data else free_fruit()
        head, *body = figure(document, plot.name).rows()
        assert {len(row) for row in body} <= {len(head)}, plot.name
