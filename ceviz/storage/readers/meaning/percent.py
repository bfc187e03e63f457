"""Percentages, one column a class: read as shares of 1 where every row sums to 100."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import MOST_PROBABLE, PERCENT
from ceviz.storage.readers.edge import Job, refuse_unless_chosen, shown
from ceviz.storage.readers.guesses import Field, Guess, Kind
from ceviz.storage.readers.meaning.kinds import are_many, distributions_among
from ceviz.storage.readers.meaning.roles import says_percent
from ceviz.storage.readers.raw import Raw

#: Fewer rows than this need a name that says percent: three logits may sum to 100 by chance.
_FEW_ROWS = 5

#: Scores of classes without one below 0 seldom reach this, and percentages of a class do.
_MOST_NATS = 50.0

#: The sign behind or before a class: ``cat (%)``, ``cat_pct``, ``% cat``.
_WORDS = r"(?:%|pct|perc|percent|percentage)"
_SIGN = re.compile(
    rf"(?:{_WORDS}[-_. ]+)?(.+?)(?:[-_. ]+{_WORDS}|\s*[(\[]\s*{_WORDS}\s*[)\]]|\s*%)?",
    re.IGNORECASE,
)


def without_sign(name: str) -> str:
    """The class in a column's name that says percent: ``cat`` of ``cat (%)`` and ``cat_pct``."""
    found = _SIGN.fullmatch(name.strip())
    return found[1].strip() if found is not None and says_percent(name) else name


def all_without_sign(names: Sequence[str]) -> tuple[str, ...]:
    """Names of classes without the sign, if all have it and differ in more."""
    plain = tuple(map(without_sign, names))
    is_said = all(each != name.strip() for each, name in zip(plain, names, strict=True))
    return plain if is_said and len(set(plain)) == len(plain) else tuple(names)


def shares_of_100(
    scores: NDArray[np.floating], rows: NDArray[np.int64], raw: Raw, job: Job
) -> NDArray[np.floating] | None:
    """Percentages (N, K) as shares of 1; None if they are none, or the user said what they are.

    Args:
        scores: as they are in the file.
        rows: some that count, none of which holds NaN or +∞.
        raw: what else was found.
        job: the reading.
    """
    if job.options.kind is not None or raw.hint in (Kind.LOGITS, Kind.LOG_PROBABILITIES):
        return None
    sample = scores[rows].astype(np.float64)
    if raw.scores.ndim != 2 or (len(sample) < _FEW_ROWS and not _says_percent(raw)):
        return None
    is_even = bool((sample == sample[:, :1]).all())  # softmax of equal ones is the same
    if is_even or not are_many(distributions_among(sample / PERCENT)):
        return None
    precise = np.promote_types(scores.dtype, np.float32)
    job.take(scores.size * precise.itemsize, "the percentages as shares")
    return np.asarray(scores / precise.type(PERCENT), precise)


def told_of_percent(guess: Guess, raw: Raw) -> Guess:
    """A guess of the kind that says what was done with percentages."""
    called = " and its name says so" if _says_percent(raw) else ""
    reason = f"every row sums to 100{called}: percentages, divided by 100"
    return replace(guess, reason=reason)


def refuse_percent_of_no_whole(rows: NDArray[np.floating], raw: Raw) -> None:
    """Refuse rows that seem to be percentages and share no sum, unless the user chooses.

    Raises:
        FileRefused: softmax would make other probabilities of them.
    """
    table = np.asarray(rows, np.float64)
    if raw.hint is Kind.LOGITS or table.size == 0 or table.shape[1] < 2:
        return
    low, high = float(table.min()), float(table.max())
    if low < 0 or not MOST_PROBABLE < high <= PERCENT:
        return
    is_said = _says_percent(raw)
    if not is_said and (high <= _MOST_NATS or len(table) < _FEW_ROWS):
        return
    sums = table.sum(axis=1)
    divided = (Field.KIND, Kind.PROBABILITIES, "to divide each row by its sum all the same")
    logits = (Field.KIND, Kind.LOGITS, "if they are")
    refuse_unless_chosen(
        f"all values lie between 0 and 100, but rows sum to {sums.min():.4g} to {sums.max():.4g}",
        [divided] if is_said else [logits, divided],
        place=f"“{shown(raw.place.array)}”",
        why=("its name says percent: " if is_said else "they may be percentages: ")
        + "those of independent labels (sigmoid) go with binary cross-entropy, not with softmax",
    )


def _says_percent(raw: Raw) -> bool:
    return says_percent(raw.place.array) or (
        len(raw.place.columns) > 0 and all(map(says_percent, raw.place.columns))
    )
