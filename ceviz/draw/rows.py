"""The numbers behind a picture, as rows of cells: a header and the data, floats exact.

A picture gives its own rows, from the state it draws and with the options it has. Information is
in the document's unit, which the heads name; the gradient is (q − p)/T whatever the unit.
Infinite numbers are ``inf`` and ``-inf``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ceviz.document.text.cells import safe_text
from ceviz.document.text.numbers import exact
from ceviz.draw.state import State

Rows = list[list[str]]


def class_names(state: State) -> list[str]:
    """The K names as cells."""
    return [safe_text(name) for name in state.document.classes.names]


def with_sums(state: State, heads: Sequence[str], body: Rows, sums: dict[str, float]) -> Rows:
    """Classes with their cells, then sums in a column of their own."""
    classes = [[name, *row, ""] for name, row in zip(class_names(state), body, strict=True)]
    blank = [""] * len(heads)
    return [
        ["class", *heads, "sum"],
        *classes,
        *([name, *blank, exact(value)] for name, value in sums.items()),
    ]


def marked(names: Sequence[str], points: Sequence[str], numbers: NDArray[np.float64]) -> Rows:
    """Rows of numbers, (N, M), each after what it is, under the heads ``what`` and ``names``."""
    body = [[what, *map(exact, row)] for what, row in zip(points, numbers.tolist(), strict=True)]
    return [["what", *names], *body]
