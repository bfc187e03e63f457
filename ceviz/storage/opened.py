"""Predictions from a file as a document: the same document the lab edits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ceviz.document.measurements import Settings
from ceviz.document.model import Classes, Document, Rows, Samples
from ceviz.errors import CevizError, FileRefused
from ceviz.maths.arrays import mapped
from ceviz.maths.batch import Evaluation, Task, evaluate_task, task
from ceviz.maths.batch.blocks import Progress
from ceviz.maths.batch.recorded import recorded_columns, refuse_scores
from ceviz.storage.readers import Predictions, ReadOptions
from ceviz.storage.readers.guesses import IGNORED


@dataclass(frozen=True, eq=False)
class OpenedFile:
    """A file as it was read, the document made of it, and the first measurement of its rows.

    Attributes:
        options: what the user decided about the reading.
    """

    path: Path
    predictions: Predictions
    document: Document
    evaluation: Evaluation
    options: ReadOptions = field(default_factory=ReadOptions)

    @classmethod
    def measured(
        cls,
        predictions: Predictions,
        path: Path,
        options: ReadOptions | None = None,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> OpenedFile:
        """``predictions`` of ``path``, with all rows measured; in any thread.

        Raises:
            FileRefused: there is nothing to show in them, or the file has changed.
            Cancelled: ``cancelled`` said so.
        """
        options = options or ReadOptions()
        document = document_of(predictions, _name(path, options))
        asked = document.samples.rows.task
        assert asked is not None
        evaluation = evaluate_task(
            asked,
            reduction="mean",
            class_names=predictions.class_names,
            progress=progress,
            cancelled=cancelled,
        )
        return cls(path, predictions, document, evaluation, options)

    @property
    def name(self) -> str:
        """What it is called: the file, and how many more there are with it."""
        return _name(self.path, self.options)

    @property
    def alone(self) -> Path | None:
        """The file, if it can be opened again by its path: it is no part of several."""
        return None if self.options.more else self.on_disk

    @property
    def on_disk(self) -> Path | None:
        """The file; None for arrays that a program handed over under a name."""
        return self.path if self.predictions.sources else None

    @property
    def rows(self) -> Rows:
        """The file's own rows, without edits."""
        return self.document.samples.rows

    def task(self, settings: Settings, temperature: float = 1.0) -> Task:
        """What ``settings`` ask of the file's own rows.

        Raises:
            InvalidInput: PyTorch would not take them.
        """
        return task_of(
            self.predictions,
            weight=settings.weight,
            label_smoothing=settings.label_smoothing,
            temperature=temperature,
        )


def _name(path: Path, options: ReadOptions) -> str:
    more = len(options.more)
    return f"{path.name} and {more:,} more" if more else path.name


def task_of(
    predictions: Predictions,
    *,
    weight: Sequence[float] | None = None,
    ignore_index: int = IGNORED,
    label_smoothing: float = 0.0,
    temperature: float = 1.0,
) -> Task:
    """How the batch kernel measures ``predictions``; PyTorch's defaults unless told.

    What lies in a file is looked at before each block of it is read.

    Raises:
        InvalidInput: for a weight, smoothing or temperature that PyTorch would not take, or any
            of rows that were recorded without their scores.
    """
    made = task(
        predictions.scores,
        predictions.targets,
        kind=predictions.kind.value,  # type: ignore[arg-type]
        weight=weight,
        ignore_index=ignore_index,
        label_smoothing=label_smoothing,
        temperature=temperature,
    )
    if predictions.recorded is not None:
        made = replace(made, recorded=predictions.recorded, check=refuse_scores)
        recorded_columns(made)  # refuses other settings than those it was measured under
        return replace(made, files=predictions.files)
    arrays = (predictions.scores, predictions.targets, predictions.images)
    check = predictions.check if any(map(mapped, arrays)) else made.check
    return replace(
        made, check=check, files=predictions.files, places=predictions.places,
        parts=predictions.parts,
    )  # fmt: skip


def document_of(predictions: Predictions, title: str = "") -> Document:
    """A document over the rows of ``predictions``; nothing is copied.

    Raises:
        FileRefused: if every row is ignored, so that there is no sample to show.
    """
    asked = task_of(predictions)
    first = 0
    if asked.labels is not None:
        counting = np.flatnonzero(asked.labels != asked.ignore_index)
        if not len(counting):
            raise FileRefused(
                "every row is ignored, so there is no loss to show (the mean is nan)",
                where=title,
                remedy="choose which label is ignored, or none (--ignore-index)",
            )
        first = int(counting[0])
    try:
        classes = Classes.named(predictions.class_names)
    except CevizError as refusal:
        raise FileRefused(str(refusal), where=title) from None
    rows = Rows.opened(asked, check=predictions.check)
    return Document(classes, Samples(rows), selected=first, title=title)
