"""Rows without a label: refused with their places, or left out of every measure if that is chosen.

They become rows that do not count, as those of ``ignore_index`` are, so that every row keeps its
place.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import ChoiceNeeded
from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.edge import Job, listed
from ceviz.storage.readers.guesses import IGNORED, OPTIONS, Field, Guess, Unlabelled
from ceviz.storage.readers.meaning.beside import names_beside
from ceviz.storage.readers.meaning.classes.class_numbers import whole_numbers
from ceviz.storage.readers.meaning.head import NOTHING_THERE, missing_words
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.raw import Raw

#: So many rows are named.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that have no label: how many, and what is told of them."""

    count: int = 0
    guesses: tuple[Guess, ...] = ()


def with_every_label(raw: Raw, job: Job) -> tuple[Raw, Job, LeftOut]:
    """The rows with those that have no label made ones that do not count, as the user chose.

    Returns:
        What was found, the reading with the label of such rows, and those rows.

    Raises:
        ChoiceNeeded: some have none, and nothing was chosen; with the places of the first.
    """
    labels = raw.labels
    is_missing, words = _missing(labels, _known_names(raw, job))
    if is_missing is None:
        return raw, job, LeftOut()
    rows = np.flatnonzero(is_missing)
    share = f"{len(rows):,} of {is_missing.size:,} rows"
    if job.options.unlabelled is not Unlabelled.IGNORE:
        _refuse(rows, share, words, raw)
    ignored = IGNORED if job.options.ignored is None else job.options.ignored
    job.take(is_missing.size * 8, "the labels of rows that count")
    filled = _filled(labels, is_missing, ignored)
    one = len(rows) == 1
    have = "has" if one else "have"
    guess = Guess(
        Field.UNLABELLED,
        Unlabelled.IGNORE,
        f"you chose it; {share} {have} no label",
        (Unlabelled.REFUSE,),
        f"{share} {have} no label and {'does' if one else 'do'} not count.",
    )
    job = replace(job, options=replace(job.options, ignored=ignored))
    return replace(raw, labels=filled), job, LeftOut(len(rows), (guess,))


def _known_names(raw: Raw, job: Job) -> Collection[str] | None:
    names = job.options.class_names or raw.class_names
    if names is None and raw.scores.ndim > 1:
        beside = names_beside(job.path, raw.scores.shape[-1])
        names = None if beside is None else beside[0]
    return None if names is None else (*names, *raw.aliases)


def _missing(
    labels: NDArray[Any] | TextLabels, names: Collection[str] | None
) -> tuple[NDArray[np.bool_] | None, tuple[str, ...]]:
    """Which rows have no label, or None if none lacks it; and what they say instead."""
    if isinstance(labels, TextLabels):
        others = [text for text in labels.texts if text and text.casefold() not in NOTHING_THERE]
        if names is None and (not others or whole_numbers(others) is None):
            words: frozenset[str] = frozenset()  # “None” may be a class of which nobody told
        else:
            words = missing_words(labels.texts, names or ())
        codes = [k for k, text in enumerate(labels.texts) if not text or text in words]
        said = tuple(labels.texts[k] for k in codes if labels.texts[k])
        is_missing = np.isin(labels.codes, codes) if codes else None
        return (is_missing if is_missing is not None and is_missing.any() else None), said
    if labels.dtype.kind != "f" or labels.ndim != 1:
        return None, ()
    is_missing = np.isnan(labels)
    return (is_missing, ("NaN",)) if is_missing.any() else (None, ())


def _refuse(rows: NDArray[np.int64], share: str, words: tuple[str, ...], raw: Raw) -> NoReturn:
    of = raw.labels_name if raw.truth is not None else f"“{raw.labels_name}”"
    lines = None if raw.truth is not None else raw.place.lines
    place = Place(raw.labels_name, (), lines, raw.place.places, of)
    instead = f" ({listed(words, 3)})" if words else ""
    more = ""
    if len(rows) > 1:
        others = [f"{row:,}" for row in rows[1:_NAMED].tolist()]
        rest = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
        more = f", and in row{'s' if len(rows) > 2 else ''} {', '.join(others)}{rest} as well"
    field, value = Field.UNLABELLED, Unlabelled.IGNORE
    raise ChoiceNeeded(
        f"the label is missing{instead}{more}",
        choices=((field, value),),
        where=place.row(int(rows[0])),
        why=f"{share} {'has' if len(rows) == 1 else 'have'} none",
        remedy=f"write it there, or leave such rows out of every number ({OPTIONS[field]} {value})",
    )


def _filled(
    labels: NDArray[Any] | TextLabels, is_missing: NDArray[np.bool_], ignored: int
) -> NDArray[Any] | TextLabels:
    if not isinstance(labels, TextLabels):
        return np.where(is_missing, ignored, labels)
    gone = set(np.unique(labels.codes[is_missing]).tolist())
    said = [str(ignored) if k in gone else text for k, text in enumerate(labels.texts)]
    texts = sorted(set(said))
    place = np.array([texts.index(text) for text in said], labels.codes.dtype)
    return TextLabels(place[labels.codes], tuple(texts))
