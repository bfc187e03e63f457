"""The numbers behind the simplex and the score plane: the points, then the field on a grid."""

from __future__ import annotations

import numpy as np

from ceviz.document.cells import safe_text
from ceviz.document.numbers import exact
from ceviz.draw.simplex_slice import chosen_classes, ground_of, slice_of
from ceviz.draw.state import State
from ceviz.maths import ternary

Rows = list[list[str]]

#: Points along a side of the triangle, and of the interval.
ALONG, ALONG_INTERVAL = 20, 200


def simplex(state: State) -> Rows:
    """q, p and a lattice: the shares of the chosen classes, the loss and its negative gradient.

    The gradient is in the plane of the triangle with sides of length 1, the third class on top,
    in nats.
    """
    part = slice_of(state.analysis, chosen_classes(None, state))
    ground = ground_of(part, state.per_nat)
    count = len(part.chosen)
    lattice = ternary.lattice(ALONG if count == 3 else ALONG_INTERVAL, count)
    points = [("q", part.point)] if part.share > 0.0 else []
    points += [("p", part.target / ground.mass)] if ground.mass > 0.0 else []
    points += [("field", shares) for shares in lattice]
    shares = np.stack([point for _, point in points])
    loss = ground.loss(shares) * state.per_nat
    down = ternary.downhill(ground.p, shares)
    names = [safe_text(f"share of {state.document.classes.names[k]}") for k in part.chosen]
    head = ["what", *names, f"loss [{state.unit}]", "-dL/dx", "-dL/dy"]
    numbers = np.column_stack([shares, loss, down]).tolist()
    body = [[what, *map(exact, row)] for (what, _), row in zip(points, numbers, strict=True)]
    return [head, *body]
