"""Tables whose names do not tell what is what: it shows in their content, or is asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.document.text.numbers import RATE, show_percent
from ceviz.storage.readers.edge import Job, listed, refuse_without_labels
from ceviz.storage.readers.guesses import Field, Kind
from ceviz.storage.readers.meaning.classes.order import Evidence
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import AllRowsNeeded, Choice, Doubt, Fit

#: Fewer rows than this do not show that columns tell anything of the labels.
_FEW_ROWS = 5

#: Fewer rows than this do not show that the labels speak against the scores.
_SPEAKING_ROWS = 20

#: Scores as unsure as these are all right with this probability where labels are predictions.
_HARDLY_EVER = 1e-6

#: A class that so many rows should be of, by the scores, and none is: by chance e to minus this.
_EXPECTED_ROWS = 10.0

#: So many standard deviations fewer rows are right than by chance where the labels do.
_DEVIATIONS = 4.0

#: So many texts that all differ are names of rows.
_MANY_NAMES = 8

#: In so many rows a column that always names the largest score is more likely the prediction.
_PREDICTED_ROWS = 8


def unnamed_label(columns: Sequence[Column], job: Job) -> int:
    """The label column of a table without a header; after all others if it is in no file's.

    Raises:
        Doubt: if two columns hold whole numbers beside fractions: truth and prediction.
        FileRefused: if none does, or only one in the middle.
    """
    if job.truth is not None:
        return len(columns)
    names = [column.name for column in columns]
    if job.options.labels in names:
        return names.index(job.options.labels)
    first = 1 if columns[0].name == "" else 0  # pandas' index is the only one without a name
    texts = [k for k, column in enumerate(columns) if column.numbers is None and k >= first]
    hard = [k for k in _hard(columns) if k >= first]
    # An index stands first; a label in the last column may count a few rows by chance.
    classes = [k for k in hard if k > 0 or not columns[k].counts_rows] or hard
    if len(texts) == 1 and not (classes and _names_rows(columns[texts[0]])):
        return texts[0]
    if len(classes) > 1 and len(hard) < len(columns) - first:
        raise Doubt(
            Field.LABELS,
            "there is no header, and more than one column could be the truth",
            [Choice(names[k], "it holds whole numbers beside fractions") for k in classes],
        )
    for k in (len(columns) - 1, first, *(k for k in classes if texts)):
        if k in classes or (columns[k].is_written_whole and not classes):
            return k
    return refuse_without_labels(
        "has no label column",
        why="there is no header, and neither the first nor the last column holds whole numbers",
        remedy="add a column of labels",
    )


def _names_rows(column: Column) -> bool:
    """Whether texts name each row, as files of images do, and no classes."""
    return len(column.distinct) == len(column.texts) >= _MANY_NAMES


def no_scores(columns: Sequence[Column], label: int) -> list[int]:
    """What counts the rows or names a class of each, and so is no score, beside fractions."""
    hard = [k for k in _hard(columns) if k != label]
    is_beside_fractions = any(
        column.numbers is not None and not column.is_written_whole for column in columns
    )
    return hard if is_beside_fractions else [k for k in hard if columns[k].counts_rows]


def _hard(columns: Sequence[Column]) -> list[int]:
    """Whole numbers that change: a class that never occurs has nothing but zeros.

    Those written so; or, beside fractions, those that one array with them was written with: 1.0.
    """
    pool = [
        k
        for k, column in enumerate(columns)
        if column.is_whole and len(column.distinct) > 1 and (k > 0 or column.name != "")
    ]
    written = [k for k in pool if columns[k].is_written_whole]
    index = [0] if columns[0].name == "" and columns[0].is_written_whole else []
    if written:
        return [*index, *written]
    return [*index, *pool] if len(pool) < len(columns) - len(index) else index


def confirm_logits(*names: str) -> NoReturn:
    """Ask whether numbers are logits that are no distributions, and are not called scores."""
    is_one = len(names) == 1
    raise Doubt(
        Field.KIND,
        f"nothing says that {listed(names)} {'holds' if is_one else 'hold'} scores, and "
        f"{'its' if is_one else 'their'} rows are no distributions",
        [
            Choice(
                Kind.LOGITS,
                "it is the only table that could hold them"
                if is_one
                else "no other columns could hold them",
            )
        ],
        confirm=True,
    )


def confirm_labels(
    name: str,
    targets: NDArray[Any],
    fit_of: Callable[[NDArray[np.int64]], Fit | None],
    job: Job,
) -> None:
    """Ask whether the only column that could be the truth is that: no header says so.

    The class of the largest score in every row is more likely the prediction, and one of which
    the scores tell nothing a fold or the like.

    Raises:
        Doubt: if it may be either.
        AllRowsNeeded: if only the first rows were looked at.
    """
    fit = fit_of(targets) if targets.ndim == 1 else None
    if fit is None or fit.rows < _FEW_ROWS:
        return
    counts = _counts(targets)
    if np.count_nonzero(counts) < 2:
        return
    is_largest = fit.accuracy == 1.0 and fit.rows >= _PREDICTED_ROWS
    if not is_largest and fit.loss <= _by_chance(counts):
        return
    if job.is_part(len(targets)):
        raise AllRowsNeeded
    what = "names the class of the largest score in every row, as predictions do"
    if not is_largest:
        what = "has hardly to do with the scores, as a fold or a group has"
    raise Doubt(
        Field.LABELS,
        f"there is no header, and “{name}” {what}",
        [Choice(name, "no other column could be the truth")],
        confirm=True,
    )


def _counts(targets: NDArray[Any], classes: int = 0) -> NDArray[np.int64]:
    """How many of some targets (n,) are each class; negative ones do not count."""
    return np.bincount(targets[targets >= 0], minlength=classes)


def _by_chance(counts: NDArray[np.integer[Any]]) -> float:
    """The loss in nats of giving every class, of which there are ``counts``, its frequency."""
    shares = counts[counts > 0] / counts.sum()
    return -float((shares * np.log(shares)).sum())


def held_against_frequencies(
    raw: Raw,
    targets: NDArray[Any],
    fit_of: Callable[[NDArray[np.int64]], Fit | None],
    kind: Kind,
    job: Job,
) -> tuple[str, ...]:
    """Hold columns that no name makes classes against the labels.

    Scores tell more of the labels than how often each occurs; features, read as logits, less.
    In between, and of distributions, as little else sums to 1 in every row, a finding is made.

    Args:
        raw: what was found.
        targets: (N,) classes from 0, or negative; (N, K) probabilities tell nothing.
        fit_of: says how well they fit the scores.
        kind: what those are.
        job: the reading.

    Raises:
        Doubt: if logits tell clearly less, or if rows are too few to say so.
        AllRowsNeeded: if only the first rows were looked at.
    """
    if targets.ndim != 1:
        return ()
    fit = fit_of(targets)
    if fit is None:
        return ()
    counts = _counts(targets)
    by_chance = _by_chance(counts)
    off = by_chance / math.sqrt(fit.rows)
    is_one_class = np.count_nonzero(counts) < 2
    is_telling = fit.rows >= _FEW_ROWS and not is_one_class
    if kind is Kind.LOGITS and (
        fit.rows < _FEW_ROWS or (is_telling and fit.loss > by_chance + off)
    ):
        if job.is_part(len(targets)):
            raise AllRowsNeeded
        confirm_logits(*raw.place.columns)
    most = by_chance - off if kind is Kind.LOGITS else by_chance
    if fit.loss <= most or (is_one_class and kind is not Kind.LOGITS):
        return ()
    return (
        f"{listed(raw.place.columns, 4)} tell hardly more of the labels than how often each "
        f"occurs (a loss of {fit.loss:.4g} where {by_chance:.4g} would be had by that): they may "
        "be no scores, or in another order than the labels count.",
    )


def held_against_chance(
    raw: Raw,
    targets: NDArray[Any],
    scores: NDArray[np.floating],
    rows: NDArray[np.int64],
    kind: Kind,
    job: Job,
) -> tuple[str, ...]:
    """Hold the largest scores against the labels: fewer may not be right than by chance.

    Distances, losses and ranks are smaller where the class is likelier; classes in another order
    are seldom right, too. Chance is what the same predictions would give in any order of rows.

    Args:
        raw: what was found.
        targets: (N,) classes from 0, or negative; (N, K) probabilities tell nothing.
        scores: (N, K) what the rows give their classes.
        rows: those of them to look at.
        kind: what they are.
        job: the reading.

    Raises:
        Doubt: if only the numbers' range says that they are logits.
        AllRowsNeeded: if only the first rows were looked at.
    """
    if targets.ndim != 1:
        return ()
    truth = targets[rows]
    best, truth = scores[rows].argmax(axis=1)[truth >= 0], truth[truth >= 0]
    if len(truth) < _SPEAKING_ROWS:
        return ()
    size = int(max(best.max(), truth.max())) + 1
    shares = [np.bincount(each, minlength=size) / len(truth) for each in (best, truth)]
    chance = float(shares[0] @ shares[1])
    right = float(np.mean(best == truth))
    if right >= chance - _DEVIATIONS * math.sqrt(chance * (1 - chance) / len(truth)):
        return ()
    what = (
        f"the largest score is the label's in {show_percent(right, RATE)} of rows, and would be in "
        f"{show_percent(chance, RATE)} by chance"
    )
    if kind is Kind.LOGITS and job.options.kind is None and raw.hint is None:
        if job.is_part(len(targets)):
            raise AllRowsNeeded
        raise Doubt(
            Field.KIND,
            f"{what}: these may be distances, losses or ranks, of which the smaller is the "
            "better and the negatives are logits",
            [Choice(Kind.LOGITS, "a model may be wrong so often")],
            confirm=True,
        )
    return (
        f"{what[0].upper()}{what[1:]}: they may be of classes in another order, or of what is "
        "better the smaller it is.",
    )


def told_of_fit(targets: NDArray[Any], evidence: Evidence) -> tuple[str, ...]:
    """What a person should know of labels that the scores fit too badly, or too well.

    Scores that cost more than the labels' frequencies alone may be of classes in another order,
    and the labels of something else. Where rows are all right though the scores, if they know
    what they say, would have it so less than once in a million times, labels are predictions.

    Args:
        targets: (N,) classes from 0, or negative; (N, K) probabilities tell nothing.
        evidence: some of the rows, which are looked at.
    """
    fit = evidence.fit(targets) if targets.ndim == 1 else None
    if fit is None or fit.rows < _SPEAKING_ROWS:
        return ()
    counts = _counts(targets[evidence.rows])
    if np.count_nonzero(counts) < 2:
        return ()
    by_chance = _by_chance(counts)
    if fit.loss > by_chance * (1 + 1 / math.sqrt(fit.rows)):
        return (
            f"The scores cost {fit.loss:.4g} nats on average, and how often each label occurs "
            f"alone {by_chance:.4g}: the model is sure of what is wrong, or the classes are in "
            "another order, or the labels are of something else.",
        )
    # Right everywhere, a row costs −log of its largest probability.
    if fit.accuracy == 1.0 and -fit.rows * fit.loss < math.log(_HARDLY_EVER):
        return (
            f"The label is the class of the largest score in all {fit.rows:,} rows, which scores "
            f"so unsure would have less than once in {1 / _HARDLY_EVER:,.0f} times: the labels "
            "may be predictions themselves.",
        )
    return ()


def told_of_classes(
    targets: NDArray[Any], evidence: Evidence, names: Sequence[str]
) -> tuple[str, ...]:
    """What a person should know of scores whose class the labels never name.

    What is known of a row beside its scores, as an entropy or a length, may have been saved among
    them, and is no class.

    Args:
        targets: (N,) classes from 0, or negative; (N, K) probabilities tell nothing.
        evidence: some of the rows, whose scores are looked at.
        names: K names.
    """
    if targets.ndim != 1:
        return ()
    few = targets[evidence.rows]
    likely = evidence.shares * len(targets) >= _EXPECTED_ROWS
    if not (likely & (_counts(few, len(names)) == 0)).any():
        return ()  # as nearly always, and all targets need not be counted
    counts = _counts(targets, len(names))
    expected = evidence.shares * counts.sum()
    never = np.flatnonzero((counts == 0) & (expected >= _EXPECTED_ROWS)).tolist()
    if not never or np.count_nonzero(counts) < 2:
        return ()
    said = listed([names[k] for k in never], 4)
    rows = ", ".join(f"{expected[k]:,.0f}" for k in never[:4])
    return (
        f"No label is {said}, which by the scores {rows} of {int(counts.sum()):,} rows should be: "
        "it may be no class, and then is not to be among the scores.",
    )
