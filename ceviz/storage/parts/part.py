"""One file of many: read as the first one was, measured, and let go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ceviz.errors import CevizError, FileRefused
from ceviz.maths.batch import Places, Task
from ceviz.maths.batch.likelihood import Sums
from ceviz.maths.batch.parts.dearest import KEPT
from ceviz.maths.batch.parts.temperature import sums_of_part
from ceviz.maths.batch.parts.totals import Totals, merged_totals, total
from ceviz.maths.calibration import BINS
from ceviz.storage.opened import task_of
from ceviz.storage.parts.agreed import Agreed, name_of, read_beside
from ceviz.storage.readers import Predictions, ReadOptions, read

#: Told which share of a file is done, and how many rows it has once that is known.
Step = Callable[[float, int | None], None]

#: What of the work on a file is reading it, for its progress.
_READING = 0.5


@dataclass(frozen=True)
class Settings:
    """What is asked of all rows.

    Attributes:
        weight: (K,) class weights, or None.
        label_smoothing: ε in [0, 1].
        temperature: T > 0.
        fit: whether the best temperature is looked for.
        kept: how many of the dearest rows are kept.
        bins: confidence bins.
        threads: how many one file may use; None for all processors.
    """

    weight: tuple[float, ...] | None = None
    label_smoothing: float = 0.0
    temperature: float = 1.0
    fit: bool = True
    kept: int = KEPT
    bins: int = BINS
    threads: int | None = None


@dataclass(frozen=True)
class Piece:
    """A file by its number among all, from 0, and where it is."""

    number: int
    source: str


@dataclass(frozen=True)
class File:
    """What one file comes to.

    Attributes:
        number: its place in the natural order, from 0.
        source: its path or address.
        rows, ignored: how many rows it has, and how many of them do not count.
        loss: PyTorch's mean in nats; NaN if no row counts.
        accuracy: share of the rows that count that are right.
        places: where its rows lay, or None.
        truth: a digest of the true classes; empty if they are all the same.
        beside: other files that were read with it.
        warnings: what should be known before its numbers are believed.
    """

    number: int
    source: str
    rows: int
    ignored: int
    loss: float
    accuracy: float
    places: Places | None
    truth: bytes
    beside: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def name(self) -> str:
        """The last part of its path."""
        return name_of(self.source)


@dataclass(frozen=True, eq=False)
class Found:
    """Some of the files, and what all their rows add up to."""

    totals: Totals
    files: tuple[File, ...]

    @classmethod
    def together(cls, parts: Sequence[Found]) -> Found:
        """All parts as one, at least one, in whatever order they come."""
        files = [file for part in parts for file in part.files]
        files.sort(key=lambda file: file.number)
        return cls(merged_totals([part.totals for part in parts]), tuple(files))


def agree(source: str, options: ReadOptions) -> Agreed:
    """What the first file decides for all others; reads it.

    Raises:
        FileRefused: it cannot be read so.
    """
    return Agreed.on(read(Path(source), options), source, options)


@dataclass(frozen=True)
class Measure:
    """The work on a file in the pass that adds up everything; can be sent to other processes."""

    agreed: Agreed
    settings: Settings

    def __call__(self, piece: Piece, step: Step | None = None) -> Found:
        """Read and measure one file.

        The share that ``step`` is told may go back: a reader begins anew when it finds a doubt.

        Raises:
            FileRefused: it cannot be read, is not like the first, or holds a bad number.
        """
        settings = self.settings

        def read_so_far(share: float) -> None:
            if step is not None:
                step(_READING * share, None)

        def measured_so_far(done: int, rows: int) -> None:
            if step is not None:
                step(_READING + (1.0 - _READING) * done / max(rows, 1), done)

        predictions, task = _task(piece, self.agreed, settings, read_so_far)
        try:
            found = total(
                task,
                part=piece.number,
                bins=settings.bins,
                kept=settings.kept,
                fit=settings.fit and task.recorded is None,
                threads=settings.threads,
                progress=measured_so_far,
            )
        except CevizError as refusal:
            raise _named(refusal, piece) from None
        summary = found.summary
        file = File(
            number=piece.number,
            source=piece.source,
            rows=summary.rows,
            ignored=summary.ignored,
            loss=summary.mean,
            accuracy=summary.accuracy,
            places=predictions.places,
            truth=_digest(predictions),
            beside=read_beside(predictions, piece.source),
            warnings=predictions.warnings,
        )
        return Found(found, (file,))


@dataclass(frozen=True)
class Pass:
    """The work on a file in a pass that looks for the best temperature."""

    agreed: Agreed
    settings: Settings
    beta: float
    all_possible: bool

    def __call__(self, piece: Piece, step: Step | None = None) -> Sums:
        """L and its derivatives at β over the rows of one file that count."""

        def read_so_far(share: float) -> None:
            if step is not None:
                step(share, None)

        _, task = _task(piece, self.agreed, self.settings, read_so_far)
        return sums_of_part(
            task, self.beta, all_possible=self.all_possible, threads=self.settings.threads
        )


def _task(
    piece: Piece, agreed: Agreed, settings: Settings, progress: Callable[[float], None]
) -> tuple[Predictions, Task]:
    path = Path(piece.source)
    try:
        if piece.source != agreed.first:
            agreed.look(path, piece.source)
            predictions = read(path, agreed.options, progress=progress)
            agreed.check(predictions, piece.source)
        else:
            predictions = read(path, agreed.asked, progress=progress)
        task = task_of(
            predictions,
            weight=settings.weight,
            label_smoothing=settings.label_smoothing,
            temperature=settings.temperature,
        )
    except FileRefused:
        raise  # it names the file
    except CevizError as refusal:
        raise _named(refusal, piece) from None
    return predictions, task


def _named(refusal: CevizError, piece: Piece) -> CevizError:
    """The refusal of a number, with the file that it stands in."""
    refusal.where = ", ".join(filter(None, (name_of(piece.source), refusal.where)))
    return refusal


def _digest(predictions: Predictions) -> bytes:
    """The same for the same truth, row by row; nothing where all rows have the same class."""
    targets = np.ascontiguousarray(predictions.targets)
    if not len(targets) or (targets == targets[:1]).all():
        return b""
    return hashlib.sha256(targets.view(np.uint8).data).digest()
