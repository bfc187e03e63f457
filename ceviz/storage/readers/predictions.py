"""What a reader gives back: predictions, and every guess it made on the way, in words.

::

    sniff(path) -> Preview        what the file seems to be, from its first rows
    read(path)  -> Predictions    all of it, checked
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import FileRefused
from ceviz.maths.batch import Columns, Parts, Places
from ceviz.storage.readers.guesses import Field, Guess, Kind
from ceviz.storage.readers.meaning.beside import may_name_classes

#: How many rows and classes of a file are shown before it is read.
SHOWN_ROWS = 8
SHOWN_CLASSES = 12


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was when it was read; mapped arrays still lie in it."""

    path: Path
    size: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> SourceFile:
        """The file as it is now."""
        status = path.stat()
        return cls(path, status.st_size, status.st_mtime_ns)

    def check(self) -> None:
        """Refuse to go on with a file that changed or vanished since it was read.

        Called before each block of a computation on mapped arrays: reading past the end of
        a file that another program has cut short would end the process.

        Raises:
            FileRefused: with what happened to the file.
        """
        try:
            now = SourceFile.of(self.path)
        except OSError:
            what = "the file is no longer there"
        else:
            if now == self:
                return
            what = "the file was changed by another program while it was open"
        raise FileRefused(what, where=self.path.name, remedy="open it again")


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What a file seems to be, from its first rows.

    Attributes:
        path: the file.
        format: "npz", "CSV", …
        size: bytes on disk.
        samples: how many rows, or None if only a full reading can tell.
        class_names: K names, as far as the first rows show.
        guesses: what was taken for what, and why.
        columns: heads of ``rows``: the label, then at most a dozen classes.
        rows: the first rows as text, to show.
    """

    path: Path
    format: str
    size: int
    samples: int | None
    class_names: tuple[str, ...]
    guesses: tuple[Guess, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def classes(self) -> int:
        """K: how many classes."""
        return len(self.class_names)

    def guess(self, field: Field) -> Guess | None:
        """The guess about ``field``, if one was made."""
        return next((guess for guess in self.guesses if guess.field == field), None)


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """N rows over K classes with their truth, checked; no array may be written.

    Attributes:
        scores: (N, K) float16, float32 or float64, as the file has them; possibly mapped.
            No NaN, no +∞, no row of nothing but −∞ (nothing but 0 for probabilities).
        kind: what ``scores`` are; never :attr:`Kind.SOFTMAX_TWICE`.
        targets: (N,) int64 classes counted from 0, :data:`IGNORED` where a row does not count;
            or (N, K) float distributions that sum to 1.
        class_names: K names, different and not empty.
        images: (N, …) one picture a row, or None.
        ignored: how many rows do not count.
        guesses: what was taken for what, and why.
        findings: what was seen in the numbers that a person should know, each a sentence.
        sources: the files read.
        places: where the rows lay in the file, if its scores have more axes than two.
        parts: which file each row lies in, if they were read from several.
        recorded: what was measured of the rows when they were recorded; their scores were not
            kept, and ``scores`` have nothing but their shape.
    """

    scores: NDArray[np.floating]
    kind: Kind
    targets: NDArray[np.int64] | NDArray[np.floating]
    class_names: tuple[str, ...]
    images: NDArray[np.generic] | None = None
    ignored: int = 0
    guesses: tuple[Guess, ...] = ()
    findings: tuple[str, ...] = ()
    sources: Sequence[SourceFile] = field(default_factory=tuple)
    places: Places | None = None
    parts: Parts | None = None
    recorded: Columns | None = None

    def __len__(self) -> int:
        return len(self.scores)

    def check(self) -> None:
        """Refuse if one of the files read is no longer as it was; see :class:`SourceFile`."""
        for source in self.sources:
            source.check()

    @property
    def files(self) -> tuple[Path, ...]:
        """What was read or looked into, names of classes beside it too: not to be written over."""
        read = [source.path for source in self.sources]
        beside = [other for path in read[:1] for other in may_name_classes(path)]
        return tuple(dict.fromkeys((*read, *beside)))

    @property
    def has_distributions(self) -> bool:
        """Whether ``targets`` are probabilities rather than classes."""
        return self.targets.ndim == 2

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know before believing the loss."""
        return (*(guess.warning for guess in self.guesses if guess.warning), *self.findings)

    @property
    def mendable(self) -> tuple[Guess, ...]:
        """What is probably wrong and can be undone by choosing each guess's ``mend``."""
        return tuple(guess for guess in self.guesses if guess.mend)

    def __repr__(self) -> str:
        """One line: the arrays may hold millions."""
        rows, classes = self.scores.shape
        return f"<Predictions: {rows:,} rows × {classes:,} classes, {self.kind}>"

    def guess(self, field: Field) -> Guess | None:
        """The guess about ``field``, if one was made."""
        return next((guess for guess in self.guesses if guess.field == field), None)

    def logits(self, rows: slice = slice(None)) -> NDArray[np.floating]:
        """Scores z with softmax(z) = the predicted probabilities, (n, K).

        Logits and log-probabilities are given as they are, without a copy. Of probabilities
        the logarithm is taken, log 0 = −∞; softmax then also divides a row by its sum.
        """
        scores = self.scores[rows]
        if self.kind is not Kind.PROBABILITIES:
            return scores
        precise = scores.astype(np.float32) if scores.dtype == np.float16 else scores
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(np.maximum(precise, 0)))


def shown_columns(head: Predictions) -> tuple[str, ...]:
    """The heads of :func:`shown_rows`."""
    return ("label", *head.class_names[:SHOWN_CLASSES])


def shown_rows(head: Predictions) -> tuple[tuple[str, ...], ...]:
    """The first rows as text: the label, then the scores of the first classes."""
    rows = []
    for scores, target in zip(head.scores[:SHOWN_ROWS], head.targets[:SHOWN_ROWS], strict=True):
        numbers = (f"{float(value):.6g}" for value in scores[:SHOWN_CLASSES])
        rows.append((shown_label(head, target), *numbers))
    return tuple(rows)


def shown_label(head: Predictions, target: np.int64 | NDArray[np.floating]) -> str:
    """The class that is true in a row, of soft labels the largest, or that it does not count."""
    if isinstance(target, np.ndarray):
        return head.class_names[int(target.argmax())]
    return head.class_names[int(target)] if target >= 0 else "ignored"
