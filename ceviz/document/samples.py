"""N predictions and their truth: made by hand, or opened from a file of millions.

A document holds shared :class:`Rows` and, over them, the few samples that were edited, so
that replacing one of a million costs no more than replacing one of three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ceviz.document.scores import check_scores
from ceviz.document.targets import Free, OneHot, Smoothed, Target, true_class
from ceviz.errors import CevizError, InvalidInput
from ceviz.maths.arrays import FloatArray

if TYPE_CHECKING:
    from ceviz.maths.batch import Task

#: The label of a row whose target is a distribution.
DISTRIBUTED = -1

#: From this many scores on, all rows are measured beside the window, not within it.
MANY_SCORES = 2_000_000

#: The most rows of a file that become samples made by hand: a tenth of a second's work.
MOST_COPIED = 10_000


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Sample:
    """One prediction and its truth.

    Attributes:
        scores: logits z, (K,) float64, read-only; −∞ allowed, NaN and +∞ not.
        target: what it should have been.
        name: what the sample list calls it, or empty.
    """

    scores: FloatArray
    target: Target
    name: str = ""

    @property
    def true(self) -> int:
        """The class this sample is filed under."""
        return true_class(self.target)

    def same_as(self, other: Sample) -> bool:
        """Whether both have the same scores, target and name."""
        return self is other or (
            self.target == other.target
            and self.name == other.name
            and np.array_equal(self.scores, other.scores)
        )


@dataclass(frozen=True, eq=False)
class Rows:
    """N samples as arrays: what was opened, shared by every document edited from it.

    Attributes:
        scores: (N, K), any float type, possibly memory-mapped; never written.
        labels: (N,) class indices; −1 where the target is a distribution, and the task's
            ``ignore_index`` where a row does not count. Rows are counted from 0.
        smoothing: (N,) label smoothing ε of each row, NaN for none.
        distributions: (N, K) targets for the rows with label −1, or None.
        names: N names, or empty.
        task: how the batch kernel measures these rows; None for rows made by hand.
        of_file: whether they were read from a file of predictions, however changed since: a
            copy of them is still the file's, and leaves in no figure.
        check: refuses when the file that ``scores`` lie in is no longer what was opened: to read
            beyond the end of a file that was cut short would end the process.
    """

    scores: NDArray[np.floating]
    labels: NDArray[np.integer]
    smoothing: FloatArray
    distributions: NDArray[np.floating] | None = None
    names: Sequence[str] = ()
    task: Task | None = None
    of_file: bool = False
    check: Callable[[], None] = lambda: None

    @classmethod
    def opened(
        cls, task: Task, names: Sequence[str] = (), check: Callable[[], None] = lambda: None
    ) -> Rows:
        """The rows of a file, as they are to be measured; nothing is copied."""
        count = task.rows
        labels = np.broadcast_to(DISTRIBUTED, count) if task.labels is None else task.labels
        return cls(
            scores=task.scores,
            labels=labels,
            smoothing=np.broadcast_to(np.nan, count),
            distributions=task.targets,
            names=names,
            task=task,
            of_file=True,
            check=check,
        )

    @property
    def many(self) -> bool:
        """Whether measuring all rows takes long enough to be done beside the window."""
        return self.task is not None and self.scores.size >= MANY_SCORES

    @classmethod
    def of(cls, samples: Sequence[Sample], *, of_file: bool = False) -> Rows:
        """Rows made of ``samples``, which share one K; ``of_file`` if any was read from one."""
        targets = [sample.target for sample in samples]
        is_free = [isinstance(target, Free) for target in targets]
        distributions = None
        if any(is_free):
            count = len(samples[0].scores)
            distributions = np.stack(
                [t.p if isinstance(t, Free) else np.zeros(count) for t in targets]
            )
        return cls(
            scores=np.stack([sample.scores for sample in samples]),
            labels=np.array(
                [DISTRIBUTED if isinstance(t, Free) else true_class(t) for t in targets]
            ),
            smoothing=np.array(
                [t.epsilon if isinstance(t, Smoothed) else np.nan for t in targets], dtype=float
            ),
            distributions=distributions,
            names=tuple(sample.name for sample in samples),
            of_file=of_file,
        )

    def is_ignored(self, row: int) -> bool:
        """Whether a row's label says that it does not count."""
        task = self.task
        return (
            task is not None
            and task.labels is not None
            and int(task.labels[row]) == task.ignore_index
        )

    def probabilities(self) -> FloatArray:
        """The targets of all rows as probabilities, (N, K)."""
        count = self.scores.shape[1]
        p = np.zeros(self.scores.shape)
        labelled = np.flatnonzero(self.labels >= 0)
        epsilon = np.nan_to_num(self.smoothing[labelled], nan=0.0)
        p[labelled] = (epsilon / count)[:, None]
        p[labelled, self.labels[labelled]] += 1.0 - epsilon
        if self.distributions is not None:
            distributed = np.flatnonzero(self.labels < 0)
            p[distributed] = self.distributions[distributed]
        return p

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, row: int) -> Sample:
        """Row ``row`` in float64; of probabilities the logarithm.

        Of a row that was recorded without its scores what is known of them; see
        :func:`~ceviz.maths.batch.recorded.outcome`.

        Raises:
            InvalidInput: for an ignored row, which has no truth to compare with, and for
                scores no picture can be drawn of.
            FileRefused: the file has changed.
        """
        self.check()
        if self.is_ignored(row):
            raise InvalidInput(
                f"its label {int(self.labels[row])} says that it does not count",
                where=f"row {row}",
                why="there is no truth to compare its prediction with",
            )
        recorded = None if self.task is None else self.task.recorded
        if recorded is not None:
            from ceviz.maths.batch.recorded import outcome

            scores = outcome(recorded, row, self.scores.shape[1])
        else:
            scores = np.array(self.scores[row], dtype=np.float64)
        if recorded is None and self.task is not None and self.task.kind == "probabilities":
            with np.errstate(divide="ignore"):
                scores = np.log(np.maximum(scores, 0.0))
        if self.task is None:
            scores.flags.writeable = False  # made of samples, whose scores were checked
        else:
            scores = check_scores(scores, f"row {row}")
        label, epsilon = int(self.labels[row]), float(self.smoothing[row])
        target: Target
        if label < 0:
            assert self.distributions is not None
            p = np.array(self.distributions[row], dtype=np.float64)
            p.flags.writeable = False
            target = Free(p)
        else:
            target = OneHot(label) if np.isnan(epsilon) else Smoothed(label, epsilon)
        return Sample(scores, target, self.names[row] if self.names else "")


@dataclass(frozen=True, eq=False)
class Samples:
    """N samples: shared ``rows`` and, over them, the few that were edited.

    Replacing one of a million costs no more than replacing one of three.
    """

    rows: Rows
    edited: Mapping[int, Sample] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Samples:
        """A handful of samples made by hand."""
        return cls(Rows.of(samples))

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: int) -> Sample:
        sample = self.edited.get(row)
        return self.rows[row] if sample is None else sample

    def __iter__(self) -> Iterator[Sample]:
        return (self[row] for row in range(len(self)))

    def same_as(self, other: Samples) -> bool:
        """Whether both hold the same samples; rows of a file are the same only as themselves."""
        if self is other:
            return True
        if len(self) != len(other):
            return False
        if self.rows is other.rows:
            touched = self.edited.keys() | other.edited.keys()
            try:
                return all(self[row].same_as(other[row]) for row in touched)
            except CevizError:
                return False  # an edit of a row that can no longer be read from its file
        if self.rows.task is not None or other.rows.task is not None:
            return False  # nobody compares a million one by one
        return all(mine.same_as(theirs) for mine, theirs in zip(self, other, strict=True))

    def each(self, change: Callable[[Sample], Sample]) -> Samples:
        """Every sample changed, and with that made by hand.

        Raises:
            InvalidInput: for more than :data:`MOST_COPIED` rows, or one that does not count.
        """
        if len(self) > MOST_COPIED and self.rows.task is not None:
            raise InvalidInput(
                f"this would change each of {len(self):,} samples of the file",
                why=f"at most {MOST_COPIED:,} are changed at once",
                remedy="open a smaller part of it",
            )
        return self.remade([change(sample) for sample in self])

    def remade(self, samples: Sequence[Sample]) -> Samples:
        """``samples``, which were made of these; where these came from is kept."""
        return Samples(Rows.of(samples, of_file=self.rows.of_file))

    def replaced(self, row: int, sample: Sample) -> Samples:
        """The same samples with ``sample`` at ``row``."""
        return Samples(self.rows, MappingProxyType({**self.edited, row: sample}))
