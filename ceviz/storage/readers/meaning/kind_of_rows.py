"""What the rows of a whole file are: guessed from some, and held against all."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import row_of_no_log_probabilities, row_that_is_no_distribution
from ceviz.storage.readers.edge import Job, refuse_unless_chosen
from ceviz.storage.readers.guesses import Field, Guess, Kind
from ceviz.storage.readers.meaning.kinds import (
    SAMPLE_NUMBERS,
    SAMPLE_ROWS,
    are_many,
    distributions_among,
    guess_kind,
    log_distributions_among,
    refuse_bits,
    refuse_what_is_no_softmax,
)
from ceviz.storage.readers.meaning.partial import refuse_sorted
from ceviz.storage.readers.meaning.percent import refuse_percent_of_no_whole
from ceviz.storage.readers.meaning.rest import ask_for_the_rest
from ceviz.storage.readers.meaning.unnamed import confirm_logits
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Choice, Doubt

#: What so many first rows are, all must be: where one file was appended to another.
_FIRST = 256


def sampled_rows(
    scores: NDArray[np.floating], counts: NDArray[np.bool_] | None, job: Job
) -> NDArray[np.int64]:
    """Some rows that count, spread over all, without those that hold NaN or +∞."""
    counting = np.arange(len(scores)) if counts is None else np.flatnonzero(counts)
    rows = max(8, min(SAMPLE_ROWS, SAMPLE_NUMBERS // scores.shape[1]))
    step = 1 if job.head is not None else max(1, len(counting) // rows)
    sampled = counting[::step][:rows]
    return np.asarray(sampled[_is_finite(scores[sampled])])


def kind_of_rows(
    scores: NDArray[np.floating],
    sampled: NDArray[np.int64],
    counts: NDArray[np.bool_] | None,
    raw: Raw,
    job: Job,
) -> Guess:
    """The kind the user chose, or a guess from some rows that all rows were held against."""
    chosen = job.options.kind
    if chosen is not None:
        others = tuple(kind for kind in Kind if kind not in (chosen, Kind.CONFIDENCE))
        return Guess(Field.KIND, chosen, "you chose it", others)
    if raw.hint is Kind.CONFIDENCE:
        reason = "it never falls below one half"
        return Guess(Field.KIND, Kind.CONFIDENCE, reason, (Kind.PROBABILITIES, Kind.LOGITS))
    sample = scores[sampled]
    refuse_sorted(sample, raw.place.array)
    refuse_bits(sample, raw.place.array)
    guess = guess_kind(sample, raw.place.array, raw.hint)
    good = distributions_among(sample)
    first = scores[:_FIRST] if counts is None else scores[np.flatnonzero(counts)[:_FIRST]]
    first = first[_is_finite(first)]
    if are_many(good) or are_many(distributions_among(first)):
        odd = row_that_is_no_distribution(scores, job, counting=counts)
        many = "most" if 2 * good.sum() > len(good) else "many"
        if odd is not None:
            _ask_odd_row(odd[0], f"sums to {odd[1]:.4g}", many, raw)
        if not good.all():
            row = int(sampled[good.argmin()])
            _ask_odd_row(row, f"holds {_furthest_outside(scores[row]):.7g}", many, raw)
    is_begun = raw.scores.ndim == 2 and are_many(log_distributions_among(first))
    if guess.value == Kind.LOG_PROBABILITIES or is_begun:
        odd = row_of_no_log_probabilities(scores, job, counting=counts)
        if odd is not None:
            refuse_unless_chosen(
                "many rows are log-probabilities, but the exponentials of this one sum to "
                f"{odd[1]:.4g}",
                [(Field.KIND, Kind.LOGITS, "to take softmax of every row")],
                place=raw.place.row(odd[0]),
                why="a row that was never filled is no distribution",
            )
    if guess.value == Kind.LOGITS:
        ask_for_the_rest(sample, raw, job)
        refuse_what_is_no_softmax(sample, raw.place.array, raw.hint)
        refuse_percent_of_no_whole(sample, raw)
        if raw.is_vague:
            confirm_logits(raw.place.array)
    return guess


def _furthest_outside(row: NDArray[np.floating]) -> float:
    """The number of a row (K,) that is furthest below 0 or above 1."""
    return float(row[np.argmax(np.abs(row - np.float64(0.5)))])


def _ask_odd_row(row: int, why: str, many: str, raw: Raw) -> NoReturn:
    """Ask what the rows are: ``many`` are distributions, and one is none and tells ``why``."""
    place = raw.place.row(row)
    raise Doubt(
        Field.KIND,
        f"{many} rows are distributions, but this one is none: it {why}",
        [
            Choice(Kind.PROBABILITIES, f"{many} rows sum to 1; such a row is divided by its sum"),
            Choice(Kind.LOGITS, "logits may have any sum, though these hardly have 1 by chance"),
        ],
        where=place,
        confirm=True,
    )


def _is_finite(rows: NDArray[np.floating]) -> NDArray[np.bool_]:
    """(n,) rows without NaN and +∞: those are reported later, and say nothing about the kind."""
    with np.errstate(invalid="ignore"):
        return np.asarray((rows < np.inf).all(axis=1))
