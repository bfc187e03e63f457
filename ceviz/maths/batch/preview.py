"""Numbers while the temperature slider moves: a sample first, everything when it rests."""

from __future__ import annotations

from collections.abc import Callable

from ceviz.maths.batch.blocks import Progress
from ceviz.maths.batch.evaluation import Evaluation, evaluate_task
from ceviz.maths.batch.task import Task

#: Scores in a sample: some 5 ms to measure, and 100,000 rows of ten classes.
CELLS = 1 << 20

_FEWEST_ROWS = 100


class TemperaturePreview:
    """An evaluation at other temperatures, quickly from a sample or exactly from all rows.

    Attributes:
        sample: the rows measured by :meth:`quickly`, drawn once, so that what moves with the
            slider is the temperature and not the sample.
    """

    def __init__(self, evaluation: Evaluation, *, cells: int = CELLS) -> None:
        self._evaluation = evaluation
        rows = max(_FEWEST_ROWS, cells // evaluation.task.classes)
        self.sample: Task = evaluation.task.thinned(rows)

    @property
    def exact(self) -> bool:
        """Whether the sample is all rows, so that :meth:`quickly` is exact too."""
        return self.sample is self._evaluation.task

    def quickly(self, temperature: float) -> Evaluation:
        """The sample at this temperature; ``columns.rows`` says how many rows it is."""
        return self._measured(self.sample.at(temperature))

    def exactly(
        self,
        temperature: float,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Evaluation:
        """All rows at this temperature; can be watched and stopped."""
        return self._measured(self._evaluation.task.at(temperature), progress, cancelled)

    def _measured(
        self,
        task: Task,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Evaluation:
        return evaluate_task(
            task,
            reduction=self._evaluation.reduction,
            class_names=self._evaluation.class_names,
            bins=self._evaluation.summary.bins,
            progress=progress,
            cancelled=cancelled,
        )
