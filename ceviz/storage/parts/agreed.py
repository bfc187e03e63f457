"""What the first of many files was taken for, so that all others are taken for the same."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ceviz.errors import FileRefused, LabelsMissing, TooLarge
from ceviz.storage.readers import (
    AmbiguousFile,
    Field,
    Guess,
    Kind,
    Predictions,
    ReadOptions,
    sniff,
)
from ceviz.storage.readers.edge import shown

#: Guesses that are no choice, are decided for each file, or follow from the others.
_EACH_ITS_OWN = (Field.FORMAT, Field.LIMIT, Field.UNLABELLED, Field.CLASS_NAMES)
#: What two files that belong together, as .npy do, say of themselves.
_NAMED = (Field.SCORES, Field.LABELS)


@dataclass(frozen=True)
class Agreed:
    """What all parts must be; small, so that it can be sent to where they are read.

    Attributes:
        first: the file that decided.
        asked: what the user chose.
        options: how the others are read: what was chosen, and the first one's guesses.
        kind: what the scores are.
        class_names: K names.
        dtype: the type of the scores.
        distributions: whether the truth is given as probabilities.
        recorded: whether the scores were not kept.
        axes: what the axes of the rows are called; empty if there is one.
        guesses: what the first file was taken for.
    """

    first: str
    asked: ReadOptions
    options: ReadOptions
    kind: Kind
    class_names: tuple[str, ...]
    dtype: str
    distributions: bool
    recorded: bool
    axes: tuple[str, ...]
    guesses: tuple[Guess, ...]

    @classmethod
    def on(cls, predictions: Predictions, source: str, options: ReadOptions) -> Agreed:
        """What the first file, read with ``options``, decides for the others."""
        places = predictions.places
        return cls(
            first=source,
            asked=options,
            options=_pinned(predictions, options),
            kind=predictions.kind,
            class_names=predictions.class_names,
            dtype=str(np.dtype(predictions.scores.dtype).newbyteorder("=")),
            distributions=predictions.has_distributions,
            recorded=predictions.recorded is not None,
            axes=() if places is None else places.axes,
            guesses=predictions.guesses,
        )

    def check(self, predictions: Predictions, source: str) -> None:
        """Refuse a part that is not like the first.

        Raises:
            FileRefused: names the part and what is different.
        """
        its = Agreed.on(predictions, source, ReadOptions())
        told = (
            ("classes", len(self.class_names), len(its.class_names)),
            ("names of classes", *_first_difference(self.class_names, its.class_names)),
            ("scores", _kept(self.recorded), _kept(its.recorded)),
            ("scores", self.kind.value, its.kind.value),
            ("scores", self.dtype, its.dtype),
            ("truth", _truth(self.distributions), _truth(its.distributions)),
            ("axes of the rows", ", ".join(self.axes), ", ".join(its.axes)),
        )
        for what, mine, theirs in told:
            if mine != theirs:
                raise self._odd(source, f"{what}: {theirs or 'none'}, there {mine or 'none'}")

    def look(self, path: Path, source: str) -> None:
        """Refuse a part that by itself says something else than the first one's guesses.

        Read as the first one is, its numbers would be wrong, and look well.

        Raises:
            FileRefused: names the part and what is different.
        """
        if self.recorded:
            return
        alone = replace(self.options, kind=self.asked.kind, class_names=self.asked.class_names)
        try:
            seen = sniff(path, alone)
        except (AmbiguousFile, LabelsMissing, TooLarge):
            return  # reading it will tell
        kinds = [
            next((guess.value for guess in guesses if guess.field is Field.KIND), None)
            for guesses in (self.guesses, seen.guesses)
        ]
        if None not in kinds and kinds[0] != kinds[1]:
            raise self._odd(source, f"scores: {kinds[1]}, there {kinds[0]}")
        if seen.guess(Field.CLASS_NAMES) is None or self.asked.class_names is not None:
            return
        names = seen.class_names
        if names != tuple(map(str, range(len(names)))) and not _in_order(names, self.class_names):
            mine, its = _first_difference(self.class_names, names)
            raise self._odd(source, f"names of classes: {its}, there {mine}")

    def _odd(self, source: str, why: str) -> FileRefused:
        return FileRefused(
            f"does not go with {shown(name_of(self.first))}",
            where=shown(name_of(source)),
            why=why,
            remedy="leave it out, or write all files alike",
        )


def read_beside(predictions: Predictions, source: str) -> tuple[str, ...]:
    """The real paths of the other files that were read with ``source``, as labels may lie there."""
    own = os.path.realpath(source)
    paths = (os.path.realpath(each.path) for each in predictions.sources)
    return tuple(path for path in paths if path != own)


def first_of(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    return shown(names[0]) + more


def name_of(source: str) -> str:
    """The last part of a path or address."""
    return source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _pinned(predictions: Predictions, options: ReadOptions) -> ReadOptions:
    """The options that decide as the first file was guessed, where that can be chosen."""
    if predictions.recorded is not None:
        return options
    for guess in predictions.guesses:
        named = guess.field in _NAMED and len(predictions.sources) > 1
        if guess.field not in _EACH_ITS_OWN and not named:
            options = options.choose(guess.field, guess.value)
    by_name = predictions.guess(Field.LABEL_FORM)
    if by_name is not None and options.class_names is None:
        # Classes may follow from the labels that a file happens to hold.
        options = replace(options, class_names=predictions.class_names)
    return options


def _in_order(some: tuple[str, ...], every: tuple[str, ...]) -> bool:
    """Whether some names stand among others, in their order: labels need not show every class."""
    rest = iter(every)
    return all(name in rest for name in some)


def _first_difference(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, str]:
    pairs = ((a, b) for a, b in zip(mine, theirs, strict=False) if a != b)
    one, other = next(pairs, ("", ""))
    return shown(one), shown(other)


def _kept(recorded: bool) -> str:
    return "not kept" if recorded else "kept"


def _truth(distributions: bool) -> str:
    return "probabilities" if distributions else "classes"
