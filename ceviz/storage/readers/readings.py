"""What to do with two readings of one file: weigh them, and ask if more than one survives.

Code that cannot decide raises a :class:`Doubt` with the choices. The reader's door tries each on
the first rows: a choice that is refused is out, choices that give the same numbers are one. One
survivor is used and told; of several a person must choose, and gets an :class:`AmbiguousFile`.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ceviz.document.text.numbers import RATE, show_percent
from ceviz.errors import FileRefused
from ceviz.storage.readers.guesses import IGNORED, OPTIONS, Field, ReadOptions
from ceviz.storage.readers.predictions import Predictions

#: How much of an option's value a message shows.
_SHOWN = 100

#: Rows compared at a time, and how far equal probabilities may be apart, as they were rounded.
_BLOCK, _ROUNDED = 8192, 1e-3


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the scores of a reading predict its labels.

    Attributes:
        rows: how many rows it was measured on.
        accuracy: share of them whose largest score is the label's.
        loss: their mean cross-entropy in nats.
        are_first: whether those are the first of maybe more.
    """

    rows: int
    accuracy: float
    loss: float
    are_first: bool = False

    @property
    def measured_on(self) -> str:
        """The rows in words: ``the first 256 rows``."""
        of = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        return f"the first {of}" if self.are_first else of

    def __str__(self) -> str:
        hits = show_percent(self.accuracy, RATE)
        return f"accuracy {hits} and mean loss {self.loss:.4g} nats over {self.measured_on}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a doubt.

    Attributes:
        value: what :meth:`ReadOptions.choose` accepts for the field in doubt.
        why: what speaks for it, in words that fit after "because".
        fit: how well it fits, if that was measured already.
        label: what to call it, if ``value`` is too long or too bare to be shown.
        field: what it decides, if that is not what the doubt is about.
    """

    value: str
    why: str
    fit: Fit | None = None
    label: str = ""
    field: Field | None = None


class Doubt(Exception):
    """Raised inside a reader that cannot decide; never leaves the package."""

    def __init__(
        self,
        field: Field,
        what: str,
        choices: Sequence[Choice],
        *,
        where: str = "",
        confirm: bool = False,
        are_different: bool = False,
        labels: str | None = None,
        alike: Sequence[str] = (),
    ) -> None:
        """Which choices there are.

        Args:
            field: what they decide.
            what: why it is open, in a sentence.
            choices: at least one.
            where: the place in the file.
            confirm: whether a person must be asked even if only one choice survives.
            are_different: whether they are known to differ, whatever the first rows show.
            labels: a column of labels of which only the first rows were seen, and of which all
                rows could decide; None if there is nothing more to see.
            alike: columns of labels that are the same in the first rows, and one if they are in
                all.
        """
        super().__init__(what)
        self.where = where
        self.confirm = confirm
        self.are_different = are_different
        self.labels = labels
        self.alike = tuple(alike)
        self.field = field
        self.what = what
        self.choices = tuple(choices)


class AllRowsNeeded(Exception):
    """Raised inside a look at the first rows that they cannot decide; never leaves the package."""


class Contradicted(AllRowsNeeded):
    """Raised if all rows contradict what the first seemed to tell; never leaves the package."""

    def __init__(self, field: Field) -> None:
        """What ``field`` seemed to tell is to be mistrusted."""
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a file.

    Attributes:
        field: what it decides.
        value: how, as :meth:`ReadOptions.choose` accepts it.
        label: the same for people.
        why: what speaks for it, in words that fit after "because".
        fit: accuracy and loss it would give, on the first rows or all; None if a further
            question comes first.
        options: reads the file this way.
    """

    field: Field
    value: str
    label: str
    why: str
    fit: Fit | None
    options: ReadOptions

    @property
    def option(self) -> str:
        """What decides for it on the command line: ``--labels 'target'``."""
        value = self.value if len(self.value) <= _SHOWN else f"{self.value[:_SHOWN]}…"
        return f"{OPTIONS[self.field]} {shlex.quote(value)}"

    def __str__(self) -> str:
        fit = f": {self.fit}" if self.fit is not None else ""
        return f"{self.label}, because {self.why}{fit}"


class AmbiguousFile(FileRefused):
    """A file that can be read in more than one way, or only in a way that must be confirmed.

    The message names every reading and the option that decides; a window offers them as a
    choice.

    Attributes:
        readings: the ways, likeliest first; at least one.
        field: what they differ in.
    """

    def __init__(self, what: str, readings: Sequence[Reading], *, where: str = "") -> None:
        self.readings = tuple(readings)
        self.field = self.readings[0].field
        options = " or ".join(reading.option for reading in self.readings)
        super().__init__(
            what, where=where, why="; ".join(map(str, self.readings)), remedy=f"choose {options}"
        )


def fit_of(predictions: Predictions) -> Fit | None:
    """Accuracy and mean loss of predictions, or None if no row counts."""
    counts = slice(None)
    targets = predictions.targets
    if targets.ndim == 1:
        counts = targets != IGNORED
        targets = targets[counts]
    if not len(targets):
        return None
    return fit(log_softmax(predictions.logits()[counts]), targets)


def fit_of_first(head: Predictions, most: int) -> Fit | None:
    """The same of a look at ``most`` rows, of which there may be more."""
    found = fit_of(head)
    return None if found is None else replace(found, are_first=len(head) >= most)


def fit(logs: NDArray[np.float64], targets: NDArray[np.generic]) -> Fit:
    """How well log-probabilities (N, K) fit targets, (N,) classes or (N, K) probabilities."""
    best = logs.argmax(axis=1)
    if targets.ndim == 2:
        with np.errstate(invalid="ignore"):
            terms = np.where(np.asarray(targets) > 0, targets * logs, 0.0)  # type: ignore[operator]
        loss, truth = -terms.sum(axis=1), targets.argmax(axis=1)
    else:
        truth = np.asarray(targets, np.int64)
        loss = -logs[np.arange(len(logs)), truth]
    return Fit(len(logs), float(np.mean(best == truth)), float(loss.mean()))


def log_softmax(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Log-probabilities (N, K) of logits, which may be −∞."""
    z = np.asarray(scores, np.float64)
    z = z - z.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        return np.asarray(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))


def same_numbers(first: Predictions, second: Predictions) -> bool:
    """Whether two readings of the same rows give every row the same loss, but for rounding."""
    if first.scores.shape != second.scores.shape or first.targets.shape != second.targets.shape:
        return False
    if not np.array_equal(first.targets, second.targets):
        return False
    for start in range(0, len(first), _BLOCK):
        rows = slice(start, start + _BLOCK)
        ours, theirs = (np.exp(log_softmax(each.logits(rows))) for each in (first, second))
        if not (np.abs(ours - theirs) <= _ROUNDED).all():
            return False
    return True
