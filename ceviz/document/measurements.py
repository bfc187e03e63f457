"""What was measured of which rows: what takes longer than a frame is done once and handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ceviz import maths
from ceviz.document.samples import Rows, Samples
from ceviz.maths.arrays import FloatArray
from ceviz.memo import weak_memo

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation, Reduction, TemperaturePreview

#: How many evaluations of one file are kept, each at a temperature and under settings of its own.
KEPT = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """How a file is measured, in PyTorch's words.

    Attributes:
        weight: one a class, or None.
        label_smoothing: ε in [0, 1].
        reduction: "mean", "sum" or "none".
    """

    weight: tuple[float, ...] | None = None
    label_smoothing: float = 0.0
    reduction: Reduction = "mean"


#: What a document is measured under, whatever is asked of its file.
USUAL = Settings()


@dataclass(frozen=True, eq=False)
class PerSample:
    """Columns over N samples: losses in nats, what is predicted, whether it is right.

    ``tied`` says that a class as probable as the predicted one would have been as right, or more.
    """

    cross_entropy: FloatArray
    entropy: FloatArray
    kl: FloatArray
    predicted: NDArray[np.integer]
    confidence: FloatArray
    correct: NDArray[np.bool_]
    tied: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Known:
    """What is known of some rows.

    Attributes:
        wholes: evaluations of all rows, by settings and temperature; the first one stays.
        preview: draws the sample that answers while the temperature moves.
        quick: what it last answered.
        columns: of rows made by hand, and the temperature they were measured at.
    """

    wholes: Mapping[tuple[Settings, float], Evaluation] = field(
        default_factory=lambda: MappingProxyType({})
    )
    preview: TemperaturePreview | None = None
    quick: Evaluation | None = None
    columns: tuple[float, PerSample] | None = None

    def covers(self, temperature: float) -> bool:
        """Whether a frame at ``temperature`` finds what it needs."""
        return (
            (USUAL, temperature) in self.wholes
            or (self.quick is not None and self.quick.task.temperature == temperature)
            or (self.columns is not None and self.columns[0] == temperature)
        )

    @property
    def first(self) -> Evaluation | None:
        """The first evaluation under the usual settings."""
        return next((made for (how, _), made in self.wholes.items() if how == USUAL), None)

    def with_whole(self, settings: Settings, evaluation: Evaluation) -> _Known:
        """With one more evaluation of all rows; the oldest but the first makes room."""
        wholes = dict(self.wholes)
        key = (settings, evaluation.task.temperature)
        if key in wholes and next(iter(wholes)) != key:
            del wholes[key]
        wholes[key] = evaluation
        if len(wholes) > KEPT:
            del wholes[list(wholes)[1]]
        return replace(self, wholes=MappingProxyType(wholes))


_UNKNOWN = _Known()


@dataclass(frozen=True, eq=False)
class Measurements:
    """What is known of the rows of a history; frozen: who measures more makes another.

    Rows of a file stay known, and of rows made by hand, which are quickly measured, the last
    ones. Rows are told apart by identity.
    """

    _of: Mapping[Rows, _Known] = field(default_factory=lambda: MappingProxyType({}))

    def knows(self, rows: Rows) -> bool:
        """Whether anything was measured of ``rows``."""
        return rows in self._of

    def whole(
        self, rows: Rows, temperature: float, settings: Settings = USUAL
    ) -> Evaluation | None:
        """The evaluation of all ``rows``, if there is one."""
        return self._of.get(rows, _UNKNOWN).wholes.get((settings, temperature))

    def with_whole(
        self, rows: Rows, evaluation: Evaluation, settings: Settings = USUAL
    ) -> Measurements:
        """Knowing ``evaluation``, of all ``rows``, too."""
        return self._with(rows, self._of.get(rows, _UNKNOWN).with_whole(settings, evaluation))

    def covering(self, samples: Samples, temperature: float) -> Measurements:
        """Knowing enough of ``samples`` for a frame, and itself if it does already.

        All rows are measured, unless there are many and the same were measured at another
        temperature: then a sample of them has to do.
        """
        return self if len(samples) == 1 else self._covering(samples.rows, temperature)

    def exactly(self, samples: Samples, temperature: float) -> Measurements:
        """Knowing all rows at ``temperature``, however long it takes."""
        rows = samples.rows
        if rows.task is None or self.whole(rows, temperature) is not None:
            return self.covering(samples, temperature)
        return self.with_whole(rows, self._evaluate(rows, temperature))

    def evaluation(self, rows: Rows, temperature: float) -> Evaluation:
        """Of a file's rows: all of them if known or quickly measured, else a sample.

        ``columns.rows`` of the result says how many rows were measured.
        """
        known = self._covering(rows, temperature)._of[rows]
        whole = known.wholes.get((USUAL, temperature))
        if whole is not None:
            return whole
        assert known.quick is not None
        return known.quick

    def columns(self, rows: Rows, temperature: float) -> PerSample:
        """Of rows made by hand."""
        columns = self._covering(rows, temperature)._of[rows].columns
        assert columns is not None
        return columns[1]

    def _covering(self, rows: Rows, temperature: float) -> Measurements:
        known = self._of.get(rows, _UNKNOWN)
        if known.covers(temperature):
            return self
        if rows.task is None:
            columns = columns_of(rows, temperature)
            return self._with(rows, _Known(columns=(temperature, columns)))
        first = known.first
        if first is None or not rows.many:
            return self.with_whole(rows, self._evaluate(rows, temperature))
        from ceviz.maths.batch import TemperaturePreview

        preview = known.preview or TemperaturePreview(first)
        quick = preview.quickly(temperature)
        return self._with(rows, replace(known, preview=preview, quick=quick))

    def _evaluate(self, rows: Rows, temperature: float) -> Evaluation:
        from ceviz.maths.batch import evaluate_task

        assert rows.task is not None
        first = self._of.get(rows, _UNKNOWN).first
        names = first.class_names if first else tuple(map(str, range(rows.task.classes)))
        return evaluate_task(rows.task.at(temperature), reduction="mean", class_names=names)

    def _with(self, rows: Rows, known: _Known) -> Measurements:
        kept = {old: of for old, of in self._of.items() if old.task is not None}
        return Measurements(MappingProxyType({**kept, rows: known}))


#: Nothing was measured yet.
NOTHING = Measurements()


@weak_memo(most=1)
def columns_of(rows: Rows, temperature: float) -> PerSample:
    """Rows made by hand, measured in float64."""
    scores = np.asarray(rows.scores, dtype=np.float64)
    p = rows.probabilities()
    prediction = maths.predict(scores, temperature=temperature)
    predicted = scores.argmax(axis=-1)
    leads, true = scores == scores.max(axis=-1)[:, np.newaxis], p == p.max(axis=-1)[:, np.newaxis]
    several = (leads.sum(axis=-1) > 1) | (true.sum(axis=-1) > 1)
    at = np.arange(len(rows))
    return PerSample(
        cross_entropy=maths.contributions(p, prediction.surprisal).sum(axis=-1),
        entropy=np.asarray(maths.entropy(p)),
        kl=np.asarray(maths.kl_divergence(p, logits=scores, temperature=temperature)),
        predicted=predicted,
        confidence=prediction.q[at, predicted],
        correct=true[at, predicted],
        tied=several & (leads & true).any(axis=-1),
    )
