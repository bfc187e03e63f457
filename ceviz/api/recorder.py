"""What an evaluation loop keeps: three lines, and the run can be looked at."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ceviz.api.arrays import AnyArray, as_numpy, one_row_a_sample
from ceviz.api.kinds import DoubtWarning, KindWarning, settled
from ceviz.api.labels import checked_names, class_numbers
from ceviz.api.results import Evaluation
from ceviz.errors import InvalidInput
from ceviz.maths.batch import Columns, Summary, measure, merge, summarise, task
from ceviz.maths.batch.recorded import beside, recorded_task
from ceviz.maths.batch.shapes import Axis
from ceviz.maths.batch.task import NONE_IGNORED
from ceviz.storage.readers import Kind
from ceviz.storage.readers.checks import row_that_is_no_distribution
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.recording import Recording, read_recording

#: What ``logits`` may be said to hold.
RecordedKind = Literal["auto", "logits", "probabilities", "log-probabilities"]

#: Bytes of scores that are gathered before they are measured: in cache, and enough to be quick.
_GATHERED = 2 << 20

#: Rows of them at most: what is kept of each must stay in cache, too.
_MOST_ROWS = 1 << 15

#: Totals of so many blocks are added up before there are more.
_MOST_PARTS = 64


class Recorder:
    """Keeps what each row of an evaluation cost, batch by batch, 40 bytes a row.

    ::

        recorder = ceviz.Recorder()
        for inputs, targets in loader:
            recorder.add(model(inputs), targets)
        recorder.save("run/epoch-012.npz")

    Of each row the loss, confidence, margin, Brier score, predicted and true class are kept, as
    :func:`ceviz.evaluate` measures them; the scores are let go. What two recorders kept adds up
    (``+``) to what one would have kept of all, to the last bit.

    Args:
        class_names: K different names; by default "0", "1", …
        kind: what the scores are, as for :func:`ceviz.evaluate`. "auto" takes them for logits
            unless every row of the first block measured lies in [0, 1] and sums to 1.
        ignore_index: label of rows that do not count, or None for no such label.
        class_axis: "second" or "last", where scores of three axes or more fit both.
        rows: False keeps only the totals.
    """

    def __init__(
        self,
        class_names: Iterable[object] | None = None,
        *,
        kind: RecordedKind = "auto",
        ignore_index: int | None = -100,
        class_axis: Axis | None = None,
        rows: bool = True,
    ) -> None:
        self._names = checked_names(class_names)
        self._kind: str = kind
        self._guessed = False
        self._void = NONE_IGNORED if ignore_index is None else ignore_index
        self._axis = class_axis
        self._keeps_rows = rows
        self._gathered: _Gathered | None = None
        self._parts: list[Columns] = []
        self._totals: list[Summary] = []
        self._classes = None if self._names is None else len(self._names)
        self._batches = 0

    def add(self, logits: object, targets: object) -> None:
        """Keep what a batch cost; the arrays are copied or measured, and not kept.

        Args:
            logits: (n, K) scores, or as PyTorch has them (n, K, d1, …), of NumPy, PyTorch (on
                any device, with a gradient, bfloat16), JAX, or anything with DLPack.
            targets: (n,) class indices or names, or (n, d1, …).

        Raises:
            InvalidInput: shapes that do not fit, at once; a score or label that cannot be, when
                its block is measured, by batch and row. The batch is left out then.
        """
        scores, truth, _ = one_row_a_sample(
            as_numpy(logits, "logits"), as_numpy(targets, "targets"), self._axis
        )
        if scores.ndim == 1:
            scores = self._two_classes(scores)
        labels = class_numbers(truth, self._names)
        self._check(scores, labels)
        number, self._batches = self._batches, self._batches + 1
        if not len(scores):
            return
        gathered = self._gathered
        if gathered is not None and not gathered.takes(scores):
            self._flush()
        room = max(1, min(_GATHERED // scores[0].nbytes, _MOST_ROWS))
        if 2 * len(scores) >= room:
            self._flush()
            self._measure(scores, labels, [(number, 0)])
            return
        if self._gathered is None:
            self._gathered = _Gathered.of(room, scores)
        self._gathered.add(scores, labels, number)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write what was kept, all at once; ceviz, NumPy and :meth:`load` read it.

        Raises:
            InvalidInput: nothing was added.
            FileRefused: the place cannot be written to; what was there is still there.
        """
        self._recording().save(path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Recorder:
        """A recorder that goes on where the one that was saved ended.

        Raises:
            FileRefused: there is no recording there, or it is damaged.
        """
        found = read_recording(path)
        made = cls(found.class_names, ignore_index=found.ignore_index, kind="auto")
        made._void = found.ignore_index
        made._keeps_rows = found.columns is not None
        if found.columns is not None:
            made._parts = [found.columns]
        else:
            made._totals = [found.summary]
        return made

    def __add__(self, other: object) -> Recorder:
        if not isinstance(other, Recorder):
            return NotImplemented
        mine, theirs = self._recording(), other._recording()
        if (mine.class_names, mine.ignore_index) != (theirs.class_names, theirs.ignore_index):
            raise InvalidInput(
                "the recorders do not go together", why="their classes or ignored labels differ"
            )
        made = Recorder(mine.class_names, kind=self._kind, rows=True)  # type: ignore[arg-type]
        made._void = mine.ignore_index
        made._keeps_rows = mine.columns is not None and theirs.columns is not None
        made._guessed = self._guessed
        if mine.columns is not None and theirs.columns is not None:
            made._parts = [mine.columns, theirs.columns]
        else:
            made._totals = [mine.summary, theirs.summary]
        return made

    def __len__(self) -> int:
        """How many rows were added, those that do not count too."""
        gathered = 0 if self._gathered is None else self._gathered.filled
        kept = sum(part.rows for part in self._parts) + sum(each.rows for each in self._totals)
        return gathered + kept

    def __repr__(self) -> str:
        """One line, without measuring what was only gathered."""
        kept = "rows" if self._keeps_rows else "rows, of which the totals are kept"
        return f"<Recorder: {len(self):,} {kept}>"

    @property
    def summary(self) -> Summary:
        """The totals: ``.mean, .accuracy, .ece, .mean_brier`` and more."""
        return self._totalled()[0]

    @property
    def evaluation(self) -> Evaluation:
        """All numbers of all rows, as :func:`ceviz.evaluate` returns them.

        Raises:
            InvalidInput: nothing was added, or only the totals were kept.
        """
        found = self._recording()
        if found.columns is None:
            raise InvalidInput("only the totals were kept", remedy="ask for the summary")
        return Evaluation(found.task, "mean", found.class_names, found.columns, found.summary)

    def _check(self, scores: AnyArray, labels: AnyArray) -> None:
        """Shapes and settings that no other batch makes right."""
        if labels.ndim != 1:
            raise InvalidInput(
                "a recorder takes one class a row",
                where="targets",
                remedy="measure probability targets with ceviz.evaluate",
            )
        classes = task(scores, labels).classes  # refuses shapes and types that cannot be
        if self._classes is None:
            self._classes = classes
        if classes != self._classes:
            raise InvalidInput(
                f"scores of {classes} classes after {self._classes}"
                if self._names is None
                else f"scores of {classes} classes for {self._classes} names",
                where="logits",
            )

    def _two_classes(self, scores: AnyArray) -> AnyArray:
        if self._kind == "auto":
            raise InvalidInput(
                "one number a row may be a logit or a probability",
                where="logits",
                remedy='say kind="logits" or kind="probabilities"',
            )
        both, _ = settled(scores, self._kind)
        return both

    def _flush(self) -> None:
        gathered, self._gathered = self._gathered, None
        if gathered is not None:
            filled = slice(0, gathered.filled)
            self._measure(gathered.scores[filled], gathered.labels[filled], gathered.batches)

    def _measure(self, scores: AnyArray, labels: AnyArray, batches: list[tuple[int, int]]) -> None:
        """Measure rows that begin a batch at each (number, row) of ``batches``."""
        try:
            self._keep(scores, labels)
        except InvalidInput as refusal:
            if len(batches) == 1:
                refusal.where = f"batch {batches[0][0]}, {refusal.where}"
                raise
            # One of them is to be named, and the others are to be kept.
            ends = [*(start for _, start in batches[1:]), len(scores)]
            refused = None
            for batch, end in zip(batches, ends, strict=True):
                at = slice(batch[1], end)
                try:
                    self._measure(scores[at], labels[at], [batch])
                except InvalidInput as one:
                    refused = refused or one
            if refused is not None:
                raise refused from None

    def _keep(self, scores: AnyArray, labels: AnyArray) -> None:
        if self._kind == "auto":
            self._decide(scores)
        elif self._guessed and self._kind == Kind.PROBABILITIES:
            self._refuse_other_kind(scores)
        asked = task(scores, labels, kind=self._kind, ignore_index=self._void)  # type: ignore[arg-type]
        columns = measure(asked)
        if self._keeps_rows:
            # The labels are the caller's, or those of a buffer that is written again.
            columns.true = columns.true.astype(np.int32)
            self._parts.append(columns)
            return
        self._totals.append(summarise(asked, columns))
        if len(self._totals) > _MOST_PARTS:
            self._totals = [merge(self._totals)]

    def _decide(self, scores: AnyArray) -> None:
        """What the scores are, from the first block; said if it is not what one expects."""
        _, guess = settled(scores, "auto")
        self._kind, self._guessed = guess.value, True
        if guess.warning:
            is_news = guess.value == Kind.PROBABILITIES and not guess.mend
            warnings.warn(guess.warning, KindWarning if is_news else DoubtWarning, stacklevel=6)

    def _refuse_other_kind(self, scores: AnyArray) -> None:
        from pathlib import Path

        found = row_that_is_no_distribution(scores, Job(Path("scores")))
        if found is not None:
            row, total = found
            raise InvalidInput(
                f"the row sums to {total:.4g}",
                where=f"row {row} (counted from 0)",
                why="the rows before were taken for probabilities, since each summed to 1",
                remedy='say kind="logits" or kind="probabilities"',
            )

    def _recording(self) -> Recording:
        summary, columns = self._totalled()
        names = self._names or tuple(map(str, range(summary.classes)))
        return Recording(names, self._void, columns, summary)

    def _totalled(self) -> tuple[Summary, Columns | None]:
        """The totals, and the rows if they are kept; a vocabulary's names take longer than both."""
        self._flush()
        if self._classes is None or not (self._parts or self._totals):
            raise InvalidInput("nothing was recorded", remedy="add a batch first")
        if not self._keeps_rows:
            self._totals = [merge(self._totals)]
            return self._totals[0], None
        if len(self._parts) > 1:
            self._parts = [beside(self._parts)]
        columns = self._parts[0]
        return summarise(recorded_task(columns, self._classes, self._void), columns), columns


@dataclass
class _Gathered:
    """Batches that are too small to be measured one by one.

    Attributes:
        scores: (R, K) of which ``filled`` rows are.
        labels: (R,) beside them.
        batches: number and first row of each.
    """

    scores: AnyArray
    labels: AnyArray
    filled: int = 0
    batches: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, rows: int, scores: AnyArray) -> _Gathered:
        """Room for ``rows`` rows like those of ``scores``."""
        return cls(np.empty((rows, scores.shape[1]), scores.dtype), np.empty(rows, np.int64))

    def takes(self, scores: AnyArray) -> bool:
        """Whether there is room for ``scores``, of the same type."""
        return scores.dtype == self.scores.dtype and self.filled + len(scores) <= len(self.scores)

    def add(self, scores: AnyArray, labels: AnyArray, number: int) -> None:
        """A copy of a batch."""
        end = self.filled + len(scores)
        self.scores[self.filled : end] = scores
        self.labels[self.filled : end] = labels
        self.batches.append((number, self.filled))
        self.filled = end
