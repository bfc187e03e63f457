"""What a part of a batch adds up to, all that a report needs, in a form that merges exactly.

A part is measured stretch by stretch, so that the one-number-a-row columns of a stretch are all
the memory it takes, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import BoolArray
from ceviz.maths.batch.blocks import Progress
from ceviz.maths.batch.breakdown.perclass import ClassSums, PerClass, class_sums, per_class_of
from ceviz.maths.batch.certainty.by_chance import confidence_parts
from ceviz.maths.batch.certainty.moments import Moments, merged_moments, moments
from ceviz.maths.batch.certainty.units import together
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.edited import measured
from ceviz.maths.batch.parts.dearest import KEPT, Dearest, dearest, merged_dearest
from ceviz.maths.batch.ranks import TopHits, merged_hits, top_hits
from ceviz.maths.batch.sketch import Sketch, merged_sketches, sketched
from ceviz.maths.batch.summary import Summary, merge, summarise
from ceviz.maths.batch.tally import Tally, merged
from ceviz.maths.batch.task import Task
from ceviz.maths.calibration import BINS, reliability

#: Rows measured at a time.
STRETCH = 1 << 19

#: Is handed each stretch and its columns.
Each = Callable[[Task, Columns], None]


@dataclass(frozen=True, eq=False)
class Fitness:
    """What fitting a temperature needs to know of the rows before it passes over them.

    Attributes:
        possible: rows that count and that some temperature makes possible.
        never_wrong: whether each of those has one true class, and no other is likelier.
        sketch: a sample of those.
    """

    possible: int
    never_wrong: bool
    sketch: Sketch


@dataclass(frozen=True, eq=False)
class Totals:
    """What some rows add up to; only those that count.

    Attributes:
        summary: counts and sums.
        classes: the sums by true class that the summary has not.
        dearest: the rows that cost most.
        moments: for the intervals of the means.
        chances: confidences by bin and part of it, for what luck alone would show.
        top: how often the true class is one of the likeliest few; None where scores were not kept.
        fitness: for the temperature, or None if it is not asked for.
    """

    summary: Summary
    classes: ClassSums
    dearest: Dearest
    moments: Moments
    chances: Tally
    top: TopHits | None
    fitness: Fitness | None

    @property
    def per_class(self) -> PerClass:
        """The same measures class by class."""
        return per_class_of(self.summary, self.classes)


def merged_totals(parts: Sequence[Totals]) -> Totals:
    """All parts as one; at least one, in whatever order they come.

    Raises:
        InvalidInput: they do not fit together.
    """
    fits = [part.fitness for part in parts if part.fitness is not None]
    if fits and len(fits) < len(parts):
        raise InvalidInput("totals with and without what a temperature needs do not add up")
    return Totals(
        summary=merge([part.summary for part in parts]),
        classes=ClassSums.together([part.classes for part in parts]),
        dearest=merged_dearest([part.dearest for part in parts]),
        moments=merged_moments([part.moments for part in parts]),
        chances=merged([part.chances for part in parts]),
        top=merged_hits([part.top for part in parts]),
        fitness=_merged_fitness(fits) if fits else None,
    )


def _merged_fitness(parts: Sequence[Fitness]) -> Fitness:
    return Fitness(
        possible=sum(part.possible for part in parts),
        never_wrong=all(part.never_wrong for part in parts),
        sketch=merged_sketches([part.sketch for part in parts]),
    )


def total(
    task: Task,
    *,
    part: int = 0,
    bins: int = BINS,
    kept: int = KEPT,
    fit: bool = True,
    each: Each | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Totals:
    """Measure one part and add it up.

    Args:
        task: the part, without edits.
        part: its number among the parts, in their order.
        bins: confidence bins.
        kept: how many of the dearest rows are kept.
        fit: whether a temperature is to be fitted.
        each: is handed every stretch in order, with its one-number-a-row columns.
        threads: how many to use; see :func:`ceviz.maths.batch.kernel.measure`.
        progress: told rows done and rows in all.
        cancelled: asked before each block.

    Raises:
        InvalidInput: a number that cannot be measured, with its row.
        Cancelled: ``cancelled`` said so.
    """
    assert task.overlay is None
    found: list[Totals] = []
    size = together(task)
    unit = "row" if task.places is None or size == 1 else task.places.axes[0]
    # The columns of recorded rows are there already; and no unit is cut.
    step = max(STRETCH // size, 1) * size
    if task.recorded is not None:
        step = max(task.rows, 1)
    diagram = reliability([], [], bins=bins)
    for start in range(0, max(task.rows, 1), step):
        stretch = task.stretch(start, min(start + step, task.rows))
        columns = measured(stretch, threads=threads, cancelled=cancelled)
        counted = slice(None) if columns.ignored is None else ~columns.ignored
        if each is not None:
            each(stretch, columns)
        here = Totals(
            summary=summarise(stretch, columns, bins=bins, cancelled=cancelled),
            classes=class_sums(stretch, columns),
            dearest=dearest(stretch, columns, part=part, kept=kept),
            moments=moments(stretch, columns, together=size, unit=unit),
            chances=confidence_parts(columns.confidence[counted], diagram),
            top=top_hits(stretch, columns, threads=threads),
            fitness=_fitness(stretch, columns, cancelled) if fit else None,
        )
        found = [merged_totals([*found, here])]
        if progress is not None:
            progress(start + stretch.rows, task.rows)
    return found[0]


def _fitness(task: Task, columns: Columns, cancelled: Callable[[], bool] | None) -> Fitness:
    bare, keep = possible_rows(task, columns, cancelled=cancelled)
    margins = bare.margin[keep]
    return Fitness(
        possible=int(np.count_nonzero(keep)),
        never_wrong=task.certain and bool((margins >= 0.0).all()),
        sketch=sketched(task, bare, keep),
    )


def possible_rows(
    task: Task, columns: Columns, *, cancelled: Callable[[], bool] | None = None
) -> tuple[Columns, BoolArray]:
    """(N,) which rows count and are made possible by some temperature, and by which columns.

    Whether a row with one true class is possible, and right, depends on neither temperature nor
    weights: the columns at hand do. Others are measured without.
    """
    plain = task.temperature == 1.0 and task.weight is None and task.label_smoothing == 0.0
    if not (task.certain or plain):
        bare = replace(task, temperature=1.0, weight=None, label_smoothing=0.0)
        columns = measured(bare, cancelled=cancelled)
    keep = np.isfinite(columns.surprisal if task.certain else columns.plain)
    return columns, keep if columns.ignored is None else keep & ~columns.ignored
