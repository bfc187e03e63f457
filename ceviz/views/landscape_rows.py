"""The numbers behind the simplex and the score plane: the points, then the field on a grid."""

from __future__ import annotations

import numpy as np

from ceviz.document.cells import safe_text
from ceviz.document.numbers import exact
from ceviz.draw.state import State
from ceviz.maths import plane, ternary
from ceviz.views.plane.land import goal, terrain
from ceviz.views.plane.picture import ScoreChart
from ceviz.views.simplex.slice import background_of, chosen_classes, slice_of

Rows = list[list[str]]

#: Points along a side of the triangle, and of the interval.
ALONG, ALONG_INTERVAL = 20, 200

#: Points along a side of the score plane.
ACROSS = 41


def simplex(state: State) -> Rows:
    """q, p and a lattice: the shares of the chosen classes, the loss and its negative gradient.

    The gradient is in the plane of the triangle with sides of length 1, the third class on top,
    in nats.
    """
    part = slice_of(state.analysis, chosen_classes(None, state))
    ground = background_of(part, state.per_nat)
    count = len(part.chosen)
    lattice = ternary.lattice(ALONG if count == 3 else ALONG_INTERVAL, count)
    points = [("q", part.point)] if part.share > 0.0 else []
    points += [("p", part.target / ground.mass)] if ground.mass > 0.0 else []
    points += [("field", shares) for shares in lattice]
    shares = np.stack([point for _, point in points])
    loss = ground.loss(shares) * state.per_nat
    down = ternary.downhill(ground.p, shares)
    names = [safe_text(f"share of {state.document.classes.names[k]}") for k in part.chosen]
    head = ["what", *names, f"loss [{state.unit}]", "downhill x", "downhill y"]
    numbers = np.column_stack([shares, loss, down]).tolist()
    body = [[what, *map(exact, row)] for (what, _), row in zip(points, numbers, strict=True)]
    return [head, *body]


def scores(state: State) -> Rows:
    """q, p's place and a grid: both scores, the loss, ∂L/∂z in nats, and both probabilities."""
    chart = ScoreChart()
    land, point = chart.land(state), chart.point(state)
    (x0, x1), (y0, y1) = chart.ranges(state)
    grid = plane.grid(np.linspace(x0, x1, ACROSS), np.linspace(y0, y1, ACROSS)).reshape(-1, 2)
    best = goal(land, point)
    points = [("q", point)] if np.isfinite(point).all() else []
    points += [] if best is None else [("p", best)]
    points += [("field", spot) for spot in grid]
    spots = np.stack([spot for _, spot in points])
    found = terrain(land, spots)
    names = [safe_text(state.document.classes.names[k]) for k in chart.pair(state)]
    head = ["what", *(f"z[{name}]" for name in names), f"loss [{state.unit}]"]
    head += [f"dL/dz[{name}]" for name in names] + [f"q[{name}]" for name in names]
    loss = found.loss * state.per_nat
    numbers = np.column_stack([spots, loss, found.gradient, found.probability]).tolist()
    body = [[what, *map(exact, row)] for (what, _), row in zip(points, numbers, strict=True)]
    return [head, *body]
