"""One number a row for two classes: which column, and of which class it is the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.document.text.numbers import NBSP
from ceviz.storage.readers.checks import MOST_PROBABLE, PERCENT
from ceviz.storage.readers.edge import Job, listed, refuse, refuse_unless_chosen, shown
from ceviz.storage.readers.guesses import Field, Kind
from ceviz.storage.readers.meaning.groups import prefix_of
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.percent import without_sign
from ceviz.storage.readers.meaning.roles import (
    CONFIDENCE_WORDS,
    SCORE_WORDS,
    is_prediction,
    kind_hinted,
    normal,
    rank,
)
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Choice, Doubt

#: Fewer rows than this do not show that a number never falls below one half.
_TELLING_ROWS = 5

#: What one number a row is the score of, unless its name is another class's.
SECOND = "the second of two classes"


@dataclass(frozen=True, slots=True)
class Single:
    """The column with the one number, and why."""

    column: int
    why: str


def single_score(
    head: Sequence[Column],
    columns: Sequence[int],
    label: int,
    prediction: int | None,
    *,
    is_chosen: bool = False,
    is_only: bool = False,
) -> Single:
    """Which of ``columns`` is the score of two classes.

    The only one, if the user chose it, or if it ``is_only`` among columns without names.

    Raises:
        FileRefused: if there is none: no score at all, only predicted classes, or the score
            of a predicted class that is not named.
        Doubt: if there are two.
    """
    scores = [k for k in columns if is_chosen or is_only or _is_score(head[k])]
    scores = scores or [k for k in columns if _is_share_of_class(head[k])]
    scores = scores or [k for k in columns if _is_percent_of(head[k], head[label].distinct)]
    scores = scores or [k for k in columns if _is_predicted_share(head[k])]
    soft = [k for k in scores if not head[k].is_binary]
    if not soft:
        _refuse_without(head, scores, prediction)
    classes = head[label].distinct
    if len(classes) > 2 and not is_chosen:
        name = shown(head[soft[0]].name)
        refuse(
            f"“{name}” is one number a row, and there are {len(classes):,} classes",
            place="the header",
            why="the loss of a row needs the probability of its true class",
            remedy="save the scores of all classes",
        )
    if len({head[k].name for k in soft}) < len(soft):
        refuse(
            f"two columns are called “{shown(head[soft[0]].name)}”",
            place="the header",
            why="each of them could be the score",
            remedy="give every column a name of its own",
        )
    if len(soft) > 1:
        raise Doubt(
            Field.SCORES,
            "more than one column could be the score",
            [Choice(head[k].name, "of its name") for k in soft],
        )
    return Single(soft[0], f"of its name; it is the score of {SECOND}")


def _is_score(column: Column) -> bool:
    plain = normal(column.name)
    return plain in CONFIDENCE_WORDS or rank(column.name, SCORE_WORDS) is not None


def _is_share_of_class(column: Column) -> bool:
    """Whether fractions are called the probability of a class: ``p_B``, ``P(y=0)``; no p_value."""
    prefix = prefix_of(column.name)
    is_called_so = prefix != "" and prefix[0].lower() in "pq" and normal(column.name) != "p_value"
    return is_called_so and column.is_share and not column.is_whole


def _is_predicted_share(column: Column) -> bool:
    """Whether fractions of 1 are called what is predicted, where others write a class."""
    return is_prediction(column.name) and column.is_share and not column.is_whole


def _is_percent_of(column: Column, classes: frozenset[str]) -> bool:
    """Whether fractions are called percent of one of the classes: ``yes (%)``."""
    name = without_sign(column.name)
    return name != column.name.strip() and name in classes and not column.is_binary


def _refuse_without(head: Sequence[Column], hard: Sequence[int], prediction: int | None) -> None:
    classes = hard or ([] if prediction is None else [prediction])
    if classes:
        refuse(
            f"holds predicted classes ({listed(head[k].name for k in classes)}) but no scores",
            place="the header",
            why="the loss needs probabilities or logits",
        )
    named = [c for c in head if c.numbers is None and (_is_score(c) or prefix_of(c.name))]
    cell = next((text for column in named for text in column.texts if text), None)
    if cell is not None:
        refuse(
            f"“{shown(cell)}” is not a number",
            place=f"column “{shown(named[0].name)}”",
            why="most of its cells are none",
            remedy="save plain numbers, one column a class",
        )
    is_numeric = any(column.numbers is not None and not column.is_hard for column in head)
    refuse(
        "has no score columns",
        place="the header",
        why=f"its columns are {listed(column.name for column in head)}",
        remedy="call them prob_CLASS or logit_CLASS, one a class"
        if is_numeric
        else "save the score of every class, in a column called prob_CLASS or logit_CLASS",
    )


def without_percent(
    scores: NDArray[np.generic],
    name: str,
    kind: Kind | None,
    *,
    has_prediction: bool = False,
    is_called_logits: bool = False,
    is_called_percent: bool = False,
) -> NDArray[np.generic]:
    """One number a row, (N,), as it is; percentages, if they were said to be shares, by 100.

    Raises:
        FileRefused: if they could be percentages and nobody said what they are: a logit is
            below 0 wherever the first class is likelier.
    """
    if kind is Kind.LOGITS or scores.dtype.kind not in "fiu":
        return scores
    numbers = np.asarray(scores, np.float64)
    finite = numbers[np.isfinite(numbers)]  # rows that do not count may hold anything
    if not len(finite):
        return scores
    low, high = float(finite.min()), float(finite.max())
    if is_called_percent and kind is None and low >= 0 and high <= MOST_PROBABLE:
        _refuse_small_percent(name, high)
    if not (low >= 0 and MOST_PROBABLE < high <= PERCENT):
        return scores
    if kind in (Kind.PROBABILITIES, Kind.CONFIDENCE):
        return np.asarray(numbers / PERCENT)
    if is_called_logits and len(scores) < _TELLING_ROWS:
        return scores
    return refuse_unless_chosen(
        f"holds numbers from {low:.4g} to {high:.4g} and none below 0",
        [
            *[(Field.KIND, Kind.CONFIDENCE, "to divide them by 100, of the class predicted")]
            * (has_prediction and low >= PERCENT / 2),
            (Field.KIND, Kind.PROBABILITIES, "to divide them by 100"),
            (Field.KIND, Kind.LOGITS, "if they are"),
        ],
        place=f"“{shown(name)}”",
        why="they may be percentages, of which softmax would make other probabilities",
    )


def _refuse_small_percent(name: str, high: float) -> None:
    refuse_unless_chosen(
        f"“{shown(name)}” says percent, and no number is above 1",
        [(Field.KIND, Kind.PROBABILITIES, "if they are shares of 1")],
        place=f"“{shown(name)}”",
        why=f"{high:.4g} may be {high:.4g}{NBSP}% or {PERCENT * high:.4g}{NBSP}%",
        remedy="divide them by 100 if they are percentages, or write the sign % behind each",
    )


def two_columns(scores: NDArray[np.floating], raw: Raw, job: Job) -> NDArray[np.floating]:
    """One number a row as two classes: (1 − q, q) for probabilities, (0, z) for logits.

    For log-probabilities (log(1 − q), log q). A name that says so is asked about: they could be
    logits, and of the class that is true.
    """
    job.take(2 * scores.nbytes, "two classes")
    chosen = job.options.kind
    hints = (raw.hint, kind_hinted(raw.place.array))
    if chosen is None and Kind.LOG_PROBABILITIES in hints and not (scores > 0).any():
        _ask_one_sided(scores, raw)
    if chosen is Kind.LOG_PROBABILITIES and not (scores > 0).any():
        with np.errstate(divide="ignore"):
            return np.stack([np.log(-np.expm1(scores)), scores], axis=1)
    with np.errstate(invalid="ignore"):
        is_probability = bool(((scores >= 0) & (scores <= 1)).all())
    if chosen is Kind.LOGITS:
        is_probability = False
    if chosen is None and not is_probability and Kind.PROBABILITIES in hints:
        raise Doubt(
            Field.KIND,
            f"“{shown(raw.place.array)}” sounds like probabilities, and not all lie in [0, 1]",
            [Choice(Kind.LOGITS, "it is the logit of the second of two classes then")],
            confirm=True,
        )
    if chosen is None and len(scores) >= _TELLING_ROWS:
        if is_probability and Kind.LOGITS in hints:
            _ask_logits_of_shares(raw)
        if not is_probability and Kind.LOGITS not in hints:
            _ask_one_sided(scores, raw)
    first = 1 - scores if is_probability else np.zeros_like(scores)
    return np.stack([first, scores], axis=1)


def _ask_logits_of_shares(raw: Raw) -> NoReturn:
    """Ask what one number a row is that is called a logit, where all lie in [0, 1]."""
    raise Doubt(
        Field.KIND,
        f"“{shown(raw.place.array)}” sounds like logits, and all lie in [0, 1]",
        [
            Choice(Kind.PROBABILITIES, "it is q of the second of two classes then"),
            Choice(Kind.LOGITS, "it is the logit of the second, which is the likelier everywhere"),
        ],
        confirm=True,
    )


def _ask_one_sided(scores: NDArray[np.floating], raw: Raw) -> None:
    """Ask what one number a row is, unless some are above 0 and some below it, as logits are."""
    known = scores[np.isfinite(scores)]
    if not len(known) or (known.min() < 0 < known.max()):
        return
    side, likelier = ("above", "first") if known.max() <= 0 else ("below", "second")
    choices = [
        Choice(Kind.LOGITS, f"it is a logit, and the {likelier} class is the likelier everywhere")
    ]
    if side == "above":
        why = "it is log q of the second of two classes then"
        choices.insert(0, Choice(Kind.LOG_PROBABILITIES, why))
    raise Doubt(
        Field.KIND,
        f"“{shown(raw.place.array)}” has one number a row that is never {side} 0",
        choices,
        confirm=True,
    )
