"""What the views of a file share: its predictions, what they measure, and which are selected.

The lab's document stays the one truth: the temperature and the selected sample are its own.
Beside it lie the settings of the measurement (PyTorch's), and a selection of rows that is the
same in every view.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from ceviz.document import batch
from ceviz.document.model import Document, Rows
from ceviz.draw.state import Data
from ceviz.errors import CevizError
from ceviz.maths.batch import Evaluation, Reduction, Task, TemperaturePreview, evaluate_task
from ceviz.panels.background import Job
from ceviz.panels.scene import Scene
from ceviz.storage.opened import task_of
from ceviz.storage.readers import Predictions, ReadOptions

#: How long the hand must rest, in ms, before all rows are measured again.
REST = 120


@dataclass(frozen=True, slots=True)
class Settings:
    """How the file is measured, in PyTorch's words.

    Attributes:
        weight: one a class, or None.
        label_smoothing: ε in [0, 1].
        reduction: "mean", "sum" or "none".
    """

    weight: tuple[float, ...] | None = None
    label_smoothing: float = 0.0
    reduction: Reduction = "mean"


@dataclass(frozen=True, eq=False)
class OpenedFile:
    """A file as it was read, the rows of the document made of it, and its first measurement.

    Attributes:
        options: what the user decided about the reading.
    """

    path: Path
    predictions: Predictions
    rows: Rows
    evaluation: Evaluation
    options: ReadOptions = field(default_factory=ReadOptions)


class DataScene(QObject):
    """The opened file, measured.

    A document made by hand is measured too, while :attr:`wanted`: its samples are few.

    Attributes:
        scene: the lab's scene; views read the measurement from its ``state.data``.
        file: what was opened, or None.
        evaluation: the present measurement, or None without samples to show.
        exact: whether it is of all rows; else of a sample, while the hand moves.
        settings: how it is measured.
        selection: the selected rows, ascending, or None for all.

    Signals:
        opened(): another file, or none.
        measured(): ``evaluation`` is new.
        selected(): ``selection`` is new.
        refused(CevizError): a setting was refused; nothing changed.
    """

    opened = Signal()
    measured = Signal()
    selected = Signal()
    refused = Signal(object)

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.file: OpenedFile | None = None
        self.evaluation: Evaluation | None = None
        self.exact = False
        self.settings = Settings()
        self.selection: NDArray[np.intp] | None = None
        self._other: Evaluation | None = None
        self._other_name = ""
        self._wanted = False
        self._preview: TemperaturePreview | None = None
        self._shown: tuple[Settings, float] | None = None
        self._job: Job | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._measure_all)
        scene.document_changed.connect(self._follow)

    def install(self, file: OpenedFile) -> None:
        """Show another file; call it once the store shows the document over its rows."""
        self.file, self.settings, self.selection = file, Settings(), None
        self._preview = self._other = None
        self.opened.emit()
        self._show(file.evaluation, exact=True)

    def select(self, rows: NDArray[np.intp] | None) -> None:
        """Select ``rows`` (ascending) in every view; None selects all."""
        self.selection = rows
        self._publish()
        self.selected.emit()

    def want(self) -> None:
        """Some view shows samples: measure documents made by hand too, from now on."""
        if not self._wanted:
            self._wanted = True
            self._follow(self.scene.state.document)

    def compare_with(self, other: Evaluation | None, name: str = "") -> None:
        """Another file's predictions of the same samples, or none; checked by the caller."""
        self._other, self._other_name = other, name
        self._publish()
        self.measured.emit()

    def configure(self, settings: Settings) -> None:
        """Measure with other settings; refused in place if PyTorch would not take them."""
        if self.file is None or settings == self.settings:
            return
        try:
            task_of(
                self.file.predictions,
                weight=settings.weight,
                label_smoothing=settings.label_smoothing,
            )
        except CevizError as refusal:
            self.refused.emit(refusal)
            return
        self.settings, self._preview = settings, None
        self._measure_all()

    @property
    def temperature(self) -> float:
        """The document's."""
        return self.scene.state.document.temperature

    def _follow(self, document: Document) -> None:
        """Another document takes the file off the views; another temperature measures it anew."""
        if self.file is None:
            self._measure_by_hand(document)
        elif document.samples.rows is not self.file.rows:
            self._forget()
            self._measure_by_hand(document)
        elif self._shown != (self.settings, document.temperature):
            self._measure_some(document.temperature)

    def _measure_by_hand(self, document: Document) -> None:
        """Few samples, on the spot."""
        if not self._wanted or document.samples.rows.task is not None:
            return
        self._show(batch.evaluation_of_samples(document.samples, document.temperature), exact=True)

    def _measure_some(self, temperature: float) -> None:
        """At once: all rows if that is known or quick, else a sample of them."""
        assert self.file is not None
        if self._job is not None:
            self._job.cancel()  # it measures what is no longer asked
        if self.settings == Settings():
            evaluation = batch.evaluation_of(self.file.rows, temperature)
        else:
            if self._preview is None:
                asked = self._asked(temperature)
                like = replace(self.file.evaluation, task=asked, reduction=self.settings.reduction)
                self._preview = TemperaturePreview(like)
            evaluation = self._preview.quickly(temperature)
        exact = evaluation.columns.rows == len(self.file.rows)
        self._show(evaluation, exact=exact)
        if not exact:
            self._rest.start()

    def _asked(self, temperature: float) -> Task:
        """What the settings ask of the file."""
        assert self.file is not None
        return task_of(
            self.file.predictions,
            weight=self.settings.weight,
            label_smoothing=self.settings.label_smoothing,
            temperature=temperature,
        )

    def _measure_all(self) -> None:
        """All rows, beside the window; a newer wish drops the result."""
        assert self.file is not None
        if self._job is not None:
            self._job.cancel()
        file, settings, task = self.file, self.settings, self._asked(self.temperature)

        def work(job: Job) -> Evaluation:
            for source in file.predictions.sources:
                source.check()
            return evaluate_task(
                task,
                reduction=settings.reduction,
                class_names=file.evaluation.class_names,
                cancelled=lambda: job.cancelled,
            )

        self._job = Job(work)
        self._job.done.connect(self._take)
        self._job.failed.connect(self._refuse)
        self._job.start()

    def _take(self, evaluation: Evaluation) -> None:
        """All rows have been measured; the newest wish only gets here."""
        if self.file is None:
            return
        if self.settings == Settings():
            batch.remember(self.file.rows, evaluation)
        self._show(evaluation, exact=True)
        if self.settings == Settings():
            self.scene.store.refresh()

    def _refuse(self, problem: Exception) -> None:
        if not isinstance(problem, CevizError):
            raise problem
        if self._shown is not None:
            # What is set is what is shown: the controls go back too.
            self.settings, self._preview = self._shown[0], None
            self.measured.emit()
        self.refused.emit(problem)

    def _show(self, evaluation: Evaluation, *, exact: bool) -> None:
        self.evaluation, self.exact = evaluation, exact
        self._shown = (self.settings, evaluation.task.temperature)
        self._publish()
        self.measured.emit()

    def _publish(self) -> None:
        """What views paint from."""
        data = None
        if self.evaluation is not None:
            images = None if self.file is None else self.file.predictions.images
            data = Data(
                self.evaluation, self.exact, self.selection, images, self._other, self._other_name
            )
        self.scene.set_data(data)

    def _forget(self) -> None:
        self._rest.stop()
        if self._job is not None:
            self._job.cancel()
        self.file = self.evaluation = self.selection = self._preview = self._shown = None
        self._other, self.exact, self.settings = None, False, Settings()
        self._publish()
        self.opened.emit()
        self.measured.emit()
