"""An opened file, what is asked of it, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ceviz.document.model import Document, Rows, Samples
from ceviz.maths.batch import Evaluation, Reduction, Task
from ceviz.storage.opened import task_of
from ceviz.storage.readers import Predictions, ReadOptions


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


@dataclass(frozen=True, eq=False)
class Wish:
    """What is to be measured.

    Attributes:
        settings, temperature: how.
        samples: the document's, over the file's rows.
    """

    settings: Settings
    temperature: float
    samples: Samples

    @classmethod
    def of(cls, settings: Settings, document: Document) -> Wish:
        """What a document shows."""
        return cls(settings, document.temperature, document.samples)

    def measures_like(self, other: Wish) -> bool:
        """Whether the file's own rows have the same numbers."""
        return (self.settings, self.temperature) == (other.settings, other.temperature)

    def same(self, other: Wish) -> bool:
        """Whether nothing is asked anew; who edits makes a new mapping of edited samples."""
        mine, theirs = self.samples.edited, other.samples.edited
        return self.measures_like(other) and (mine is theirs or not (mine or theirs))


@dataclass(frozen=True, eq=False)
class Measurement:
    """What was measured.

    Attributes:
        wish: what it answers.
        evaluation: of all rows, or of a sample of them.
        behind: it does not contain the last edits yet.
    """

    wish: Wish
    evaluation: Evaluation
    behind: bool = False

    @property
    def exact(self) -> bool:
        """Whether all rows were measured."""
        return self.evaluation.columns.rows == len(self.wish.samples)
