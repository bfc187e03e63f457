"""Probabilities of all classes but one, whose own is what the others leave: K − 1 columns."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import EDGE_TOLERANCE, SUM_TOLERANCE, blocks
from ceviz.storage.readers.edge import Job, listed, refuse, shown
from ceviz.storage.readers.guesses import Field, Kind
from ceviz.storage.readers.meaning.head import different, missing_words
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Choice, Doubt

#: What a class is called that no label names.
_REST = "rest"


def ask_for_the_rest(rows: NDArray[np.floating], raw: Raw, job: Job) -> None:
    """Ask whether the one class that labels name and no column has is what rows lack to 1.

    Args:
        rows: (n, K − 1) some rows.
        raw: what was found.
        job: the reading.

    Raises:
        Doubt: if it can be.
    """
    table = np.asarray(rows, np.float64)
    if raw.scores.ndim != 2 or raw.hint in (Kind.LOGITS, Kind.LOG_PROBABILITIES) or not table.size:
        return
    sums = table.sum(axis=1)
    is_part = (
        table.min() >= -EDGE_TOLERANCE
        and sums.max() <= 1 + SUM_TOLERANCE
        and sums.max() - sums.min() > SUM_TOLERANCE
    )
    missing = _missing(raw, job) if is_part else []
    if len(missing) != 1:
        return
    name = shown(missing[0])
    raise Doubt(
        Field.KIND,
        f"rows sum to {sums.min():.4g} to {sums.max():.4g}, and the labels name one class more "
        f"than there are columns, “{name}”",
        [Choice(Kind.WITHOUT_ONE, f"the probability of “{name}” is what the others leave of 1")],
        confirm=True,
    )


def with_the_rest(
    scores: NDArray[np.floating], raw: Raw, job: Job
) -> tuple[NDArray[np.floating], Raw]:
    """Probabilities (N, K) of the (N, K − 1) that leave one class out, and the names with it.

    Its place is the last, or among classes that are numbers its own.

    Raises:
        FileRefused: if a row leaves nothing but a negative number, or more than one class has
            no column.
    """
    if raw.scores.ndim != 2:
        refuse(
            "has one number a row, to which the other of two classes is known already",
            place=f"“{shown(raw.place.array)}”",
            remedy=f"choose the kind {Kind.PROBABILITIES}",
        )
    missing = _missing(raw, job)
    if len(missing) > 1:
        refuse(
            f"the labels name {len(missing):,} classes more than there are columns",
            place=f"“{shown(raw.labels_name)}”",
            why=f"what the others leave of 1 is shared by {listed(missing)}",
        )
    name = missing[0] if missing else _REST
    at = scores.shape[1]
    names, aliases = raw.class_names, raw.aliases
    if names is not None:
        at = _place(name, names)
        names = (*names[:at], name, *names[at:])
        aliases = {text: k + (k >= at) for text, k in aliases.items()}
    columns = raw.place.columns
    if columns:
        columns = (*columns[:at], "what the others leave", *columns[at:])
    place = replace(raw.place, columns=columns)
    whole = _completed(scores, at, raw, job)
    return whole, replace(raw, scores=whole, class_names=names, aliases=aliases, place=place)


def _completed(scores: NDArray[np.floating], at: int, raw: Raw, job: Job) -> NDArray[np.floating]:
    precise = np.promote_types(scores.dtype, np.float32)
    count = scores.shape[1] + 1
    job.take(len(scores) * count * precise.itemsize, "the probabilities with those left out")
    whole = np.empty((len(scores), count), precise)
    for start, block in blocks(scores, job):
        rows = slice(start, start + len(block))
        sums = block.sum(axis=1, dtype=np.float64)
        bad = np.flatnonzero(sums > 1 + SUM_TOLERANCE)
        if bad.size:
            row = int(bad[0])
            refuse(
                f"the probabilities sum to {sums[row]:.4g}, which leaves nothing for another class",
                place=raw.place.row(start + row),
            )
        whole[rows, :at], whole[rows, at + 1 :] = block[:, :at], block[:, at:]
        whole[rows, at] = np.maximum(1 - sums, 0)
    return whole


def _place(name: str, names: Sequence[str]) -> int:
    if not all(each.isdigit() for each in (name, *names)):
        return len(names)
    numbers = [int(each) for each in names]
    return bisect(numbers, int(name)) if numbers == sorted(numbers) else len(names)


def _missing(raw: Raw, job: Job) -> list[str]:
    """The labels that are no column's class; of numbered columns those beyond the last."""
    found = different(raw.labels) | (job.seen or frozenset())
    found -= {str(job.options.ignored), ""}
    if raw.class_names is None:
        spare = len(found) - raw.scores.shape[-1]
        return sorted(found, key=lambda text: (len(text), text))[-1:] if spare == 1 else []
    known = {text.casefold() for text in (*raw.class_names, *raw.aliases)}
    found -= missing_words(found, raw.class_names)
    return sorted(text for text in found if text.casefold() not in known)
