"""What is asked of one batch: arrays, classes and settings, and the refusal of bad numbers.

Shapes, types and settings are checked once, by :func:`task`. The numbers are checked in the
passes, which notice that *something* in a block is wrong from one number a sample; only then is
the block searched for the culprit, so a good file pays nothing for its good messages.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import numpy.typing as npt

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import AnyArray, BoolArray, FloatArray, IntArray, place
from ceviz.maths.batch.overlay import Overlay
from ceviz.maths.batch.places import Parts, Places

if TYPE_CHECKING:
    from ceviz.maths.batch.columns import Columns

#: What a table of scores holds.
Kind = Literal["logits", "log-probabilities", "probabilities"]

#: How many losses become one, as ``torch.nn.CrossEntropyLoss`` says it.
Reduction = Literal["mean", "sum", "none"]

#: How far a row of probability targets may be from 1: float16 files reach 5e-4.
_SUM_TOLERANCE = 1e-3


def unchecked() -> None:
    """What is asked of arrays that lie in memory."""


#: An ``ignore_index`` that no label is: every row counts.
NONE_IGNORED = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, eq=False)
class Task:
    """One batch to measure. Arrays are only read, and may be memory-mapped.

    Attributes:
        scores: (N, K) real numbers of any float or integer type.
        kind: what the scores are. Probabilities are divided by their row's sum.
        labels: (N,) integers, the true class or ``ignore_index``; None with ``targets``.
        targets: (N, K) probability targets, or None with ``labels``.
        weight: (K,) float64 ≥ 0 or None.
        ignore_index: the label of rows that do not count.
        label_smoothing: ε in [0, 1].
        temperature: T > 0; the loss is that of softmax(z / T).
        check: refuses when the file that mapped arrays lie in is no longer what was opened;
            asked before each block is read, since reading past the end of a file that was
            cut short would end the process.
        overlay: rows that are no longer as the arrays have them, or None.
        files: what the arrays were read from; no output may replace them.
        places: where the rows lay, if they were taken from more than one axis.
        parts: which file each lies in, if they are of several.
        recorded: what was measured of them, where the scores were not kept; ``scores`` then have
            nothing but their shape, and ``check`` refuses to read them.
        first: which row the first is, of a batch of which this is a stretch.
    """

    scores: AnyArray
    kind: Kind
    labels: AnyArray | None
    targets: AnyArray | None
    weight: FloatArray | None
    ignore_index: int
    label_smoothing: float
    temperature: float
    check: Callable[[], None] = unchecked
    overlay: Overlay | None = None
    files: tuple[Path, ...] = ()
    places: Places | None = None
    parts: Parts | None = None
    recorded: Columns | None = None
    first: int = 0

    @property
    def rows(self) -> int:
        """N: ignored rows, too."""
        return int(self.scores.shape[0])

    @property
    def classes(self) -> int:
        """K: columns of the scores."""
        return int(self.scores.shape[1])

    @property
    def dtype(self) -> type[np.float32 | np.float64]:
        """The type the exponentials are taken in: float32 for float16 and float32 scores.

        Logarithms of probabilities would lose digits in it, where they have to be taken.
        """
        small = self.scores.dtype.kind == "f" and self.scores.dtype.itemsize <= 4
        return np.float32 if small and not self.takes_logarithms else np.float64

    @property
    def takes_logarithms(self) -> bool:
        """Whether the scores must be made from probabilities; their ratios often suffice."""
        plain = self.temperature == 1.0 and self.label_smoothing == 0.0
        return self.kind == "probabilities" and not plain

    @property
    def certain(self) -> bool:
        """Whether every row that counts has one true class and nothing else."""
        return self.targets is None and (self.overlay is None or bool(self.overlay.certain.all()))

    def at(self, temperature: float) -> Task:
        """The same batch at another temperature."""
        return replace(self, temperature=checked_temperature(temperature))

    def thinned(self, rows: int, seed: int = 0) -> Task:
        """The same batch with at most ``rows`` rows, drawn by ``seed``, in file order."""
        if self.rows <= rows:
            return self
        return self.among(
            np.sort(np.random.default_rng(seed).choice(self.rows, rows, replace=False))
        )

    def stretch(self, start: int, stop: int) -> Task:
        """Rows ``start`` to ``stop`` as a batch of their own, not copied; without edits.

        Of rows that were recorded only all.
        """
        assert self.overlay is None
        assert self.recorded is None or (start, stop) == (0, self.rows)
        at = slice(start, stop)
        return replace(
            self,
            scores=self.scores[at],
            labels=None if self.labels is None else self.labels[at],
            targets=None if self.targets is None else self.targets[at],
            places=None,
            parts=None,
            first=self.first + start,
        )

    def among(self, chosen: IntArray) -> Task:
        """Some of the rows, ascending, as a batch of their own, copied."""
        self.check()
        return replace(
            self,
            scores=self.scores[chosen],
            labels=None if self.labels is None else self.labels[chosen],
            targets=None if self.targets is None else self.targets[chosen],
            check=unchecked,
            overlay=None if self.overlay is None else self.overlay.among(chosen),
            places=None,
            parts=None,
            first=0,
        )

    def logits(self, rows: IntArray) -> FloatArray:
        """Scores z of some rows (ascending) as they are now, with softmax(z) = q; (n, K)."""
        self.check()
        scores = self.scores[rows].astype(np.float64)
        if self.kind == "probabilities":
            with np.errstate(divide="ignore"):
                scores = np.log(scores)
        if self.overlay is not None:
            there, here = self.overlay.found(rows)
            scores[there] = self.overlay.scores[here]
        return scores

    def labels_of(self, start: int, stop: int) -> tuple[IntArray, BoolArray | None]:
        """Labels of a block with 0 in the ignored places, and which those are (None: none).

        Raises:
            InvalidInput: a label is neither a class nor ``ignore_index``; names the row.
        """
        assert self.labels is not None
        labels = self.labels[start:stop].astype(np.int64)
        flags = labels == self.ignore_index
        ignored = flags if flags.any() else None
        if ignored is not None:
            labels[ignored] = 0
        if len(labels) and (labels.min() < 0 or labels.max() >= self.classes):
            row = int(np.flatnonzero((labels < 0) | (labels >= self.classes))[0])
            void = self.ignore_index
            ignored_rows = "" if void == NONE_IGNORED else f", ignored rows {void}"
            raise InvalidInput(
                f"the label {self.labels[start + row]} is not a class",
                where=place(self.first + start + row),
                why=f"classes are 0 to {self.classes - 1}{ignored_rows}",
            )
        return labels, ignored

    def targets_of(self, start: int, stop: int) -> FloatArray:
        """Probability targets of a block as float64, (n, K).

        Raises:
            InvalidInput: a row is not a distribution; names it.
        """
        assert self.targets is not None
        targets = self.targets[start:stop].astype(np.float64)
        if (refusal := _refused_targets(targets, self.first + start)) is not None:
            raise refusal
        return targets

    def refused_scores(self, start: int, stop: int) -> InvalidInput:
        """The refusal of the first number in these rows that cannot be a score of this kind.

        Called only when a block's results show that there is one, so it may take its time.
        """
        cells, first = self.scores[start:stop], self.first + start
        probabilities = self.kind == "probabilities"
        bad = np.isnan(cells) | (cells == np.inf)
        if probabilities:
            bad |= cells < 0
        if bad.any():
            row, column = (int(i) for i in np.argwhere(bad)[0])
            noun = "probability" if probabilities else "score"
            return InvalidInput(
                f"the {noun} is {_said(cells[row, column])}",
                where=place(first + row, column),
            )
        nothing = (cells == (0.0 if probabilities else -np.inf)).all(axis=1)
        if nothing.any():
            return InvalidInput(
                "every probability is 0" if probabilities else "every score is −∞",
                where=place(first + int(np.argmax(nothing))),
                why="no class is left to predict",
            )
        return InvalidInput("the scores are too far apart to be compared", where=place(first))


def task(
    scores: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    kind: Kind = "logits",
    weight: npt.ArrayLike | None = None,
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
    temperature: float = 1.0,
) -> Task:
    """Check shapes, types and settings; numbers inside the arrays are checked in the pass.

    Targets of integers (N,) are true classes, real targets (N, K) are probabilities.

    Raises:
        InvalidInput: names the argument and what is wrong with it.
    """
    table = np.asarray(scores)
    if table.ndim != 2 or table.shape[1] == 0:
        raise InvalidInput(f"scores must be (rows, classes), not {table.shape}", where="scores")
    if table.dtype.kind not in "fiu":
        raise InvalidInput(f"scores must be real numbers, not {table.dtype}", where="scores")
    if kind not in get_args(Kind):
        raise InvalidInput(f"unknown kind {kind!r}", where="kind", why="one of " + _kinds())
    if not 0.0 <= label_smoothing <= 1.0:
        raise InvalidInput(
            f"label smoothing must be in [0, 1], not {label_smoothing}", where="label_smoothing"
        )
    labels, soft = _targets(np.asarray(targets), table.shape)
    return Task(
        scores=table,
        kind=kind,
        labels=labels,
        targets=soft,
        weight=_weight(weight, table.shape[1]),
        ignore_index=int(ignore_index),
        label_smoothing=float(label_smoothing),
        temperature=checked_temperature(temperature),
    )


def checked_temperature(temperature: float) -> float:
    """``temperature`` as a float, or InvalidInput unless it is positive and finite."""
    value = float(temperature)
    if not (value > 0.0 and math.isfinite(value)):
        raise InvalidInput(
            f"the temperature must be above 0 and finite, not {temperature}", where="temperature"
        )
    return value


def _kinds() -> str:
    return ", ".join(get_args(Kind))


def _targets(given: AnyArray, shape: tuple[int, ...]) -> tuple[AnyArray | None, AnyArray | None]:
    if given.ndim == 1 and given.dtype.kind in "iub":
        if given.shape[0] != shape[0]:
            raise InvalidInput(
                f"{given.shape[0]} labels for {shape[0]} rows of scores", where="targets"
            )
        return given, None
    if given.ndim == 2 and given.dtype.kind in "fiu":
        if given.shape != shape:
            raise InvalidInput(
                f"probability targets are {given.shape}, scores are {shape}", where="targets"
            )
        return None, given
    if given.ndim == 1 and given.size == 0 and shape[0] == 0:
        return given.astype(np.int64), None
    raise InvalidInput(
        f"targets of shape {given.shape} and type {given.dtype} are neither class numbers (N,) "
        "nor probabilities (N, K)",
        where="targets",
    )


def _weight(weight: npt.ArrayLike | None, classes: int) -> FloatArray | None:
    if weight is None:
        return None
    values = np.array(weight, dtype=np.float64)
    if values.shape != (classes,):
        raise InvalidInput(
            f"one weight a class is needed: {classes}, not {values.shape}", where="weight"
        )
    bad = np.flatnonzero(~((values >= 0) & np.isfinite(values)))
    if bad.size:
        raise InvalidInput(
            f"the weight of class {bad[0]} is {values[bad[0]]}",
            where="weight",
            why="weights are finite and not negative",
        )
    return values


def _refused_targets(cells: FloatArray, start: int) -> InvalidInput | None:
    """The refusal of the first row of targets that is not a distribution, if there is one."""
    good = np.isfinite(cells) & (cells >= 0)
    if not good.all():
        row, column = (int(i) for i in np.argwhere(~good)[0])
        return InvalidInput(
            f"the target probability is {_said(cells[row, column])}",
            where=place(start + row, column),
        )
    sums = cells.sum(axis=1)
    off = np.flatnonzero(np.abs(sums - 1.0) > _SUM_TOLERANCE)
    if off.size:
        row = int(off[0])
        return InvalidInput(
            f"the target probabilities sum to {sums[row]:.6g}, not 1",
            where=place(start + row),
            remedy="divide each row of targets by its sum",
        )
    return None


def _said(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+∞" if value > 0 else "−∞"
    return f"{value:.6g}"
