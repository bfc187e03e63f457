"""The numbers of the confusion matrix: pairs of true and predicted class, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ceviz.document.text.numbers import samples, show_information
from ceviz.draw.state import State
from ceviz.memo import weak_memo

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation

#: How many classes are shown unless all are wanted: those that cost most. In a slot as it opens,
#: each of so many cells has room for its name.
MOST = 24

#: How many shades a cell may have.
SHADES = 16


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs of true and predicted class that occur, (P,) each; losses in nats."""

    true: NDArray[np.int64]
    predicted: NDArray[np.int64]
    counts: NDArray[np.int64]
    losses: NDArray[np.float64]

    def place(self, true: int, predicted: int) -> int | None:
        """Where a pair is, or None if it does not occur."""
        found = np.flatnonzero((self.true == true) & (self.predicted == predicted))
        return int(found[0]) if len(found) else None


@dataclass(frozen=True, eq=False)
class Cells:
    """The shown part of the matrix: its cells with samples, the weakest first.

    Attributes:
        classes: (M,) the classes shown, in order.
        rows: (C,) the places of the true classes.
        columns: (C,) the places of the predicted classes.
        counts: (C,) samples.
        losses: (C,) share of the whole loss; of the infinite losses, if there are any.
        shades: (C,) how strong each is painted, 1 to :data:`SHADES`; 0 for no loss at all.
    """

    classes: NDArray[np.intp]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    counts: NDArray[np.int64]
    losses: NDArray[np.float64]
    shades: NDArray[np.intp]


@weak_memo()
def pairs(evaluation: Evaluation) -> Pairs:
    """The pairs of classes that occur; a table of all of them would not fit into memory."""
    tally, count = evaluation.summary.pairs, evaluation.summary.classes
    return Pairs(tally.keys // count, tally.keys % count, tally.counts, tally.sums.values())


@weak_memo()
def order(evaluation: Evaluation, by_cost: bool, every: bool) -> NDArray[np.intp]:
    """The classes shown, the dearest first or as in the file; ∞ is dearer than anything.

    Of many, a class that no row has and none is taken for is not among the dearest.
    """
    found, count = pairs(evaluation), evaluation.summary.classes
    finite = np.where(np.isfinite(found.losses), found.losses, 1e300)
    cost = np.bincount(found.true, finite, minlength=count)
    dearest = np.argsort(-cost, kind="stable")
    if not every and count > MOST:
        occurs = np.zeros(count, dtype=bool)
        occurs[found.true] = occurs[found.predicted] = True
        dearest = dearest[occurs[dearest]][:MOST]
    return dearest if by_cost else np.sort(dearest)


@weak_memo()
def cells(evaluation: Evaluation, by_loss: bool, by_cost: bool, every: bool) -> Cells:
    """The cells of the classes shown, shaded by their share of the loss or by their samples."""
    found, classes = pairs(evaluation), order(evaluation, by_cost, every)
    place = np.full(evaluation.summary.classes, -1)
    place[classes] = np.arange(len(classes))
    rows, columns = place[found.true], place[found.predicted]
    shown = (rows >= 0) & (columns >= 0)
    shares = loss_shares(found)
    values = (shares if by_loss else found.counts.astype(np.float64))[shown]
    shades = np.ceil(_strength(values) * SHADES).astype(np.intp)
    weakest = np.argsort(values, kind="stable")
    picked = np.flatnonzero(shown)[weakest]
    return Cells(
        classes, rows[picked], columns[picked], found.counts[picked], shares[picked],
        shades[weakest],
    )  # fmt: skip


def commonest_mistake(evaluation: Evaluation) -> int | None:
    """The place among the pairs of the wrong one that occurs most; None if all are right."""
    found = pairs(evaluation)
    wrong = np.where(found.true == found.predicted, 0, found.counts)
    return int(wrong.argmax()) if wrong.any() else None


def cell_words(true: int, predicted: int, state: State) -> list[str]:
    """What one cell holds, in lines."""
    assert state.data is not None
    found, names = pairs(state.data.evaluation), state.document.classes.names
    at = found.place(true, predicted)
    count, loss = (0, 0.0) if at is None else (int(found.counts[at]), float(found.losses[at]))
    said = f"taken for {names[predicted]}" if true != predicted else "taken for what it is"
    return [
        f"{names[true]} {said}",
        samples(count),
        f"loss {show_information(loss * state.per_nat)} {state.unit} in all",
    ]


def loss_shares(found: Pairs) -> NDArray[np.float64]:
    """(P,) shares of the whole loss; while there are infinite ones, they are the whole."""
    losses = found.losses
    infinite = np.isinf(losses)
    parts = infinite.astype(np.float64) if infinite.any() else losses
    whole = parts.sum()
    return parts / whole if whole > 0.0 else np.zeros(len(parts))


def _strength(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """0 to 1 by the square root: few mistakes must show beside many hits."""
    top = values.max(initial=0.0)
    return np.sqrt(values / top) if top > 0.0 else np.zeros(len(values))
