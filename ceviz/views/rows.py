"""The numbers behind a picture, as CSV: one table a picture, floats exact.

Information is in the document's unit, which the heads name; the gradient is (q − p)/T whatever
the unit. Infinite numbers are ``inf`` and ``-inf``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.cells import safe_text, write_cells
from ceviz.document.model import Document
from ceviz.document.numbers import exact
from ceviz.document.tsv_reading import HEADER
from ceviz.draw.lab.curve import limits
from ceviz.draw.state import Data, State, View
from ceviz.export.page import PLAIN, Page
from ceviz.views import derivative_rows as derivatives
from ceviz.views import landscape_rows as landscapes
from ceviz.views import pricing_rows as pricing
from ceviz.views.descent import rows as runs
from ceviz.views.ledger.rows import ledger_rows
from ceviz.views.registry import plot as plot_named
from ceviz.views.reliability.rows import reliability_rows
from ceviz.views.sample_rows import compare_rows, confusion_rows, histogram_rows, measured

Rows = list[list[str]]

#: Points on the −log q curve.
CURVE_POINTS = 500


def csv_bytes(document: Document, plot: str, page: Page | None = None) -> bytes:
    """The data of ``plot`` as UTF-8 with a mark, which spreadsheets need to see that it is."""
    view, data = PLAIN, None
    if page is not None:
        view = page.view
        if plot_named(plot).data:
            data = page.data or measured(document, page.against)
    table = rows(document, analyse(document), plot, view, data)
    return write_cells(table, delimiter=",").encode("utf-8-sig")


def rows(
    document: Document,
    analysis: Analysis,
    plot: str,
    view: View = PLAIN,
    data: Data | None = None,
) -> Rows:
    """A header and the data of ``plot``; raises :class:`InvalidInput` for an unknown plot."""
    if data is None and plot_named(plot).data:
        data = measured(document)
    return _TABLES[plot](State.of(document, analysis, view=view, data=data))


def _table(state: State) -> Rows:
    """Every column of the class table."""
    a, per_nat = state.analysis, state.per_nat
    *plain, surprise, contribution, gradient = HEADER[1:]
    return _columns(
        state,
        [*plain, f"{surprise} [{state.unit}]", f"{contribution} [{state.unit}]", gradient],
        [a.p, a.z, a.q, a.surprisal * per_nat, a.contribution * per_nat, a.gradient],
    )


def _scores(state: State) -> Rows:
    """The bars and the arrows."""
    return _columns(
        state, ["score z", "(p - q)/T"], [state.analysis.z, 0.0 - state.analysis.gradient]
    )


def _bars(state: State) -> Rows:
    return _columns(state, ["probability q", "target p"], [state.analysis.q, state.analysis.p])


def _gradient(state: State) -> Rows:
    """The arrows as they point: where a step of training moves each score."""
    a = state.analysis
    return _columns(state, ["target p", "probability q", "(p - q)/T"], [a.p, a.q, 0.0 - a.gradient])


def _curve(state: State) -> Rows:
    """The curve point by point, then each class's place on it."""
    a, per_nat = state.analysis, state.per_nat
    (low, _), _ = limits(state)
    if state.view.log_q:
        q = np.geomspace(low, 1.0, CURVE_POINTS)
    else:
        q = np.linspace(0.0, 1.0, CURVE_POINTS + 1)[1:]
    surprise = (0.0 - np.log(q)) * per_nat
    curve = [["curve", "", "", exact(x), exact(y)] for x, y in zip(q, surprise, strict=True)]
    points = [
        ["class", safe_text(name), exact(a.p[k]), exact(a.q[k]), exact(a.surprisal[k] * per_nat)]
        for k, name in enumerate(state.document.classes.names)
    ]
    head = ["what", "class", "target p", "probability q", f"surprise [{state.unit}]"]
    return [head, *curve, *points]


def _equation(state: State) -> Rows:
    """The terms, and what they add up to."""
    a, per_nat = state.analysis, state.per_nat
    terms = _columns(
        state,
        ["target p", f"surprise [{state.unit}]", f"contribution [{state.unit}]"],
        [a.p, a.surprisal * per_nat, a.contribution * per_nat],
    )
    sums = {"H(p)": a.entropy, "KL(p‖q)": a.kl, "H(p,q)": a.cross_entropy}
    terms[0][0] = "term"
    return [*terms, *([name, "", "", exact(value * per_nat)] for name, value in sums.items())]


def _readouts(state: State) -> Rows:
    a, per_nat, unit = state.analysis, state.per_nat, state.unit
    names = state.document.classes.names
    return [
        ["readout", "value", "unit"],
        ["entropy H(p)", exact(a.entropy * per_nat), unit],
        ["cross-entropy H(p,q)", exact(a.cross_entropy * per_nat), unit],
        ["KL(p‖q)", exact(a.kl * per_nat), unit],
        ["perplexity", exact(a.perplexity), ""],
        ["predicted", safe_text(names[a.predicted]), ""],
        ["truth", safe_text(names[a.true]), ""],
        ["confidence", exact(a.confidence), ""],
        ["accuracy", str(int(a.correct)), ""],
    ]


def _columns(state: State, heads: list[str], columns: list[NDArray[np.float64]]) -> Rows:
    """A row a class: its name and its number in each column."""
    body = [
        [safe_text(name), *(exact(column[k]) for column in columns)]
        for k, name in enumerate(state.document.classes.names)
    ]
    return [["class", *heads], *body]


_TABLES: dict[str, Callable[[State], Rows]] = {
    "picture": _table,
    "scores": _scores,
    "bars": _bars,
    "curve": _curve,
    "gradient": _gradient,
    "equation": _equation,
    "readouts": _readouts,
    "table": _table,
    "areas": pricing.areas,
    "sums": pricing.sums,
    "losses": derivatives.losses,
    "jacobian": derivatives.jacobian,
    "simplex": landscapes.simplex,
    "descent": runs.descent,
    "plane": landscapes.scores,
    "histogram": histogram_rows,
    "confusion": confusion_rows,
    "ledger": ledger_rows,
    "reliability": reliability_rows,
    "compare": compare_rows,
}
