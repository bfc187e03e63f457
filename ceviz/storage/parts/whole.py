"""Many files as one: what all of them add up to, and which of them each number is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ceviz.errors import FileRefused
from ceviz.maths.batch import Certainty, PerClass, Summary
from ceviz.maths.batch.certainty.bootstrap import Interval
from ceviz.maths.batch.certainty.by_chance import ByChance, by_chance_of
from ceviz.maths.batch.certainty.intervals import certainty_of
from ceviz.maths.batch.certainty.moments import Moments
from ceviz.maths.batch.likelihood import Likelihood, Sums
from ceviz.maths.batch.parts.temperature import optimal_of_totals
from ceviz.maths.batch.parts.totals import Totals
from ceviz.storage.parts.agreed import Agreed, first_of
from ceviz.storage.parts.engines import Engine, OneByOne
from ceviz.storage.parts.listing import look_like_checkpoints, refuse_partners
from ceviz.storage.parts.part import File, Found, Measure, Pass, Piece, Settings, agree
from ceviz.storage.readers import ReadOptions


@dataclass(frozen=True)
class Row:
    """One of the rows that cost most.

    Attributes:
        file: which file it lies in.
        index: which row of that file it is, from 0.
        loss: weighted and smoothed, in nats.
        true, predicted: its classes.
    """

    file: File
    index: int
    loss: float
    true: int
    predicted: int


@dataclass(frozen=True, eq=False)
class Whole:
    """Many files measured as one; the same to the last bit as one file with all their rows.

    Attributes:
        agreed: what they were taken for.
        settings: what was asked of them.
        totals: what all rows add up to.
        files: what each file comes to, in their natural order.
        optimal: the temperature that makes all rows likeliest and the mean loss at it, nats;
            None if it was not looked for.
    """

    agreed: Agreed
    settings: Settings
    totals: Totals
    files: tuple[File, ...]
    optimal: tuple[float, float] | None

    def __repr__(self) -> str:
        """One line: there may be thousands of files."""
        summary = self.summary
        size = f"{len(self.files):,} files, {summary.rows:,} rows × {summary.classes:,} classes"
        loss = f"mean cross-entropy {summary.mean:.4g} nats, accuracy {summary.accuracy:.4g}"
        return f"<{type(self).__name__}: {size}, {loss}>"

    @property
    def class_names(self) -> tuple[str, ...]:
        """K names, in the order of the scores."""
        return self.agreed.class_names

    @property
    def summary(self) -> Summary:
        """Counts and sums of all rows."""
        return self.totals.summary

    @property
    def cross_entropy(self) -> float:
        """PyTorch's mean in nats."""
        return self.summary.mean

    @property
    def accuracy(self) -> float:
        """Share of the rows that count that are right."""
        return self.summary.accuracy

    @property
    def ece(self) -> float:
        """Expected calibration error, equal-width bins."""
        return self.summary.ece

    @property
    def moments(self) -> Moments:
        """What the intervals of the means come from."""
        return self.totals.moments

    @cached_property
    def per_class(self) -> PerClass:
        """The measures class by class."""
        return self.totals.per_class

    def certainty(self) -> Certainty:
        """How well the means are known, by Student's t and Wilson's score."""
        return certainty_of(self.summary, self.moments)

    def by_chance(self) -> ByChance:
        """What calibration error luck alone would show."""
        return by_chance_of(self.totals.chances, self.summary.reliability())

    def top_accuracies(self) -> dict[int, tuple[float, Interval]] | None:
        """By k how often the true class is one of the k likeliest; None without scores."""
        top = self.totals.top
        return None if top is None else top.accuracies(self.moments.unit)

    def worst(self, count: int = 10) -> list[Row]:
        """The rows that cost most, at most as many as were kept."""
        rows, by_number = self.totals.dearest, {file.number: file for file in self.files}
        return [
            Row(
                by_number[int(rows.part[k])], int(rows.row[k]), float(rows.loss[k]),
                int(rows.true[k]), int(rows.predicted[k]),
            )
            for k in range(min(count, len(rows)))
        ]  # fmt: skip

    @property
    def warnings(self) -> tuple[str, ...]:
        """What should be known before the numbers are believed, each with the files it is of."""
        told: dict[str, list[str]] = {}
        for file in self.files:
            for warning in file.warnings:
                told.setdefault(warning, []).append(file.name)
        return tuple(f"{first_of(names)}: {warning}" for warning, names in told.items())


def measure_files(
    sources: Sequence[str | Path],
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    *,
    engine: Engine | None = None,
    are_parts: bool = False,
) -> Whole:
    """Read and measure files as if their rows stood in one.

    Args:
        sources: paths in their order, at least one.
        options: how they are read; what is left open is guessed from the first.
        settings: what is asked of the rows.
        engine: where the files are read; one after the other here, unless told.
        are_parts: whether files that look like checkpoints of one run are parts all the same.

    Raises:
        FileRefused: a file cannot be read or is not like the first; or the files look like
            states of one model, whose rows would count again and again.
        InvalidInput: a number in a file cannot be measured; names file and row.
    """
    options, settings = options or ReadOptions(), settings or Settings()
    engine = engine or OneByOne()
    pieces = [Piece(number, str(source)) for number, source in enumerate(sources)]
    if not are_parts and look_like_checkpoints([Path(piece.source) for piece in pieces]):
        raise _checkpoints(pieces, "their names count training")
    agreed = engine.run(agree, pieces[0].source, options)
    found = engine.gather("measuring", Measure(agreed, settings), pieces, Found.together)
    refuse_partners({file.source: file.beside for file in found.files})
    truths = {file.truth for file in found.files}
    if not are_parts and len(pieces) > 1 and len(truths) == 1 and truths != {b""}:
        raise _checkpoints(pieces, "row by row they have the same true classes")
    optimal = None
    if found.totals.fitness is not None:
        all_possible = found.totals.fitness.possible == found.totals.summary.counted

        def pass_over(beta: float) -> Likelihood:
            work = Pass(agreed, settings, beta, all_possible)
            return engine.gather("temperature", work, pieces, Sums.together).rounded

        optimal = optimal_of_totals(found.totals, pass_over)
    return Whole(agreed, settings, found.totals, found.files, optimal)


def _checkpoints(pieces: Sequence[Piece], why: str) -> FileRefused:
    return FileRefused(
        "look like checkpoints of one run, not like parts of one file",
        where=first_of([Path(piece.source).name for piece in pieces]),
        why=why,
        remedy="the window shows a run if one of them is opened; to add them up all the same, "
        "say --parts (are_parts=True)",
    )
