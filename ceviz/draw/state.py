"""What a picture shows: one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.document.text.numbers import samples, show_percent, show_probability
from ceviz.document.text.sentence import Before
from ceviz.draw.reach import STILL, Reach
from ceviz.errors import CevizError
from ceviz.maths.arrays import FloatArray

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation

#: Why a picture of samples may have nothing to show.
NO_SAMPLES = "no samples: open a file of predictions, or a document of several"

#: From this many rows on, what is asked of each of them is worked out beside the window.
MANY_ROWS = 250_000

#: How many classes the "largest only" switch leaves, the rest drawn as one.
TOP = 20

#: Of more classes than these the largest are shown until all are asked for: a bar would be a
#: fraction of a pixel, and the truth not to be found.
CROWD = 200


@dataclass(frozen=True, slots=True)
class View:
    """How the user wants to see it; remembered by the window, not saved with the document.

    Attributes:
        log_q: the curve's q axis is logarithmic.
        top: only this many largest classes, the rest as one column; None as their number has it.
        simple: leave out what a newcomer does not need.
        softmax: the step from scores to probabilities is opened.
        shares: write probabilities in percent (True) or as decimals (False); None as the level
            has it: percent where it is simple.
        every: all classes, however many.
    """

    log_q: bool = False
    top: int | None = None
    simple: bool = False
    shares: bool | None = None
    softmax: bool = False
    every: bool = False

    @property
    def percent(self) -> bool:
        """Whether probabilities are written in percent."""
        return self.simple if self.shares is None else self.shares


@dataclass(frozen=True, eq=False)
class Data:
    """All samples of a document, measured.

    Attributes:
        evaluation: of all rows, or of a sample of them while the hand moves.
        exact: which of the two.
        selection: the selected rows, ascending, or None for all.
        images: (N, …) a picture a row, or None.
        other: the same samples as another file predicts them, to compare with, or None.
        other_name: what that file is called.
        behind: the evaluation does not contain the last edits yet, while the hand moves.
    """

    evaluation: Evaluation
    exact: bool = True
    selection: NDArray[np.intp] | None = None
    images: NDArray[np.generic] | None = None
    other: Evaluation | None = None
    other_name: str = ""
    behind: bool = False

    def image(self, row: int) -> NDArray[np.generic] | None:
        """The picture of a row; None if there is none, or no longer in the file it lies in."""
        if self.images is None:
            return None
        try:
            self.evaluation.task.check()
        except CevizError:
            return None
        picture: NDArray[np.generic] = self.images[row]
        return picture

    @property
    def caveat(self) -> str:
        """What its numbers are not yet, for the end of a title; empty if they are all they say."""
        if not self.exact:
            return " (a sample)"
        return " (before the last edit)" if self.behind else ""


@dataclass(frozen=True, slots=True)
class State:
    """A document, what follows from it, and where the user's attention is.

    Attributes:
        held: the analysis that ranges and ranking come from: the one at the press while a
            gesture runs, so that axes hold still; else ``analysis`` itself.
        hovered: the class under the pointer, or None.
        selected: the class that tangent, keys and snapping follow.
        focused: the picture has the keyboard; it draws a ring around the selected class.
        pulled: the class whose probability is in the hand, locked or not; else None.
        reach: how far numbers have gone since the press: axes that must hold them grow.
        trail: the scores of the last moves, oldest first, (K,) each; the present ones last.
        data: all samples measured, when something that shows them is open; else None.
        before: what the last change started from; None for a document that was just opened.
        ghost: what was frozen to compare with, of as many classes; None for nothing.
    """

    document: Document
    analysis: Analysis
    held: Analysis
    hovered: int | None = None
    selected: int = 0
    focused: bool = False
    view: View = View()
    trail: tuple[FloatArray, ...] = ()
    data: Data | None = None
    before: Before | None = None
    pulled: int | None = None
    reach: Reach = STILL
    ghost: Analysis | None = None

    @classmethod
    def of(cls, document: Document, analysis: Analysis, **kwargs: object) -> State:
        """A state at rest."""
        return cls(document, analysis, analysis, **kwargs)  # type: ignore[arg-type]

    @property
    def per_nat(self) -> float:
        """Factor from nats to the unit shown."""
        return self.document.unit.per_nat

    @property
    def top(self) -> int | None:
        """How many of the largest classes stand for themselves; None if all do."""
        if self.view.top is not None or self.view.every or len(self.document.classes) <= CROWD:
            return self.view.top
        return TOP

    def share(self, value: float) -> str:
        """A probability as the user wants it written, with all its figures."""
        return show_percent(value) if self.view.percent else show_probability(value)

    @property
    def unit(self) -> str:
        """Name of the unit that losses are shown in."""
        return self.document.unit.value

    @property
    def coverage(self) -> str:
        """Which of the samples ``data`` is of, in words: "all 899 samples"."""
        assert self.data is not None
        every, evaluation = len(self.document.samples), self.data.evaluation
        if not self.data.exact:
            return f"a sample of {evaluation.columns.rows:,} of {samples(every)}"
        counted = evaluation.summary.counted
        return f"all {samples(every)}" if counted == every else f"{counted:,} of {samples(every)}"
