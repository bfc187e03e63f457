"""Tables of which one column holds all scores of a row: which one it is, and the columns beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ceviz.errors import FileRefused
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.guesses import Field, Guess, Kind
from ceviz.storage.readers.meaning.columns import choose_columns
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.roles import (
    LABEL_WORDS,
    SCORE_WORDS,
    is_features,
    is_vague_score,
    kind_hinted,
    rank,
    rivals_by_name,
)
from ceviz.storage.readers.meaning.truth import label_column, listed_truth, prediction_column
from ceviz.storage.readers.readings import Choice, Doubt

#: Rows of another file's labels that are looked at.
_HEAD_ROWS = 256

_WHY = "it holds a list of numbers a row"


@dataclass(frozen=True, slots=True)
class ListRoles:
    """The columns to read.

    Attributes:
        scores: name of the column of lists.
        label: name of the label's column, or None if another file has them, or lists do.
        targets: name of the column of lists that are the truth, or None.
        prediction: name of the prediction's column, or None.
        hint: what the scores are, if their name says it.
        guesses: scores, labels, prediction.
        is_vague: whether the name of the scores says that they are something else.
    """

    scores: str
    label: str | None
    targets: str | None
    prediction: str | None
    hint: Kind | None
    guesses: tuple[Guess, ...]
    is_vague: bool


def list_roles(
    head: Sequence[Column], lists: Sequence[str], job: Job, truths: Sequence[str] = ()
) -> ListRoles | None:
    """Which of ``lists`` holds the scores, or None if other columns do.

    Args:
        head: the other columns, with their first rows.
        lists: names of the columns that hold lists of numbers.
        job: the reading.
        truths: names of columns that may hold the truth as a list of probabilities a row.

    Raises:
        Doubt: if several could be the scores, or several columns the truth.
        FileRefused: if no column is the truth.
    """
    scores = _scores(head, lists, job)
    if scores is None:
        return None
    targets = _targets(head, truths, scores, job)
    others = tuple(name for name in lists if name not in (scores, targets))
    why = "you chose it" if job.options.scores == scores else _WHY
    scores_guess = Guess(Field.SCORES, scores, why, others)
    is_vague = job.options.scores is None and is_vague_score(scores)
    hint = kind_hinted(scores)
    if targets is not None:
        why = "you chose it" if job.options.labels == targets else "of its name"
        names = tuple(column.name for column in head)
        guesses = (scores_guess, Guess(Field.LABELS, targets, why, names))
        return ListRoles(scores, None, targets, None, hint, guesses, is_vague)
    labels_guess: tuple[Guess, ...] = ()
    if job.truth is None:
        label, guess = label_column(head, job.options, others=lists)
        labels_guess = (guess,)
    else:
        label, head = len(head), [*head, Column.of_truth(job.truth, _HEAD_ROWS)]
    prediction, prediction_guess = prediction_column(head, label, job.options)
    return ListRoles(
        scores=scores,
        label=head[label].name if job.truth is None else None,
        targets=None,
        prediction=None if prediction is None else head[prediction].name,
        hint=hint,
        guesses=(scores_guess, *labels_guess, *prediction_guess),
        is_vague=is_vague,
    )


def _targets(head: Sequence[Column], truths: Sequence[str], scores: str, job: Job) -> str | None:
    """The list that is the truth of every row, if no column of one label a row is."""
    lists = [name for name in truths if name != scores]
    if job.truth is not None or not lists:
        return None
    return listed_truth([column.name for column in head], lists, scores, job.options)


def _scores(head: Sequence[Column], lists: Sequence[str], job: Job) -> str | None:
    chosen = job.options.scores
    if chosen is not None or not lists:
        return chosen if chosen in lists else None
    lists = [name for name in lists if not is_features(name)]
    rivals = rivals_by_name(lists, SCORE_WORDS)
    if len(rivals) > 1:
        raise Doubt(
            Field.SCORES,
            "more than one column could be the scores",
            [Choice(name, _WHY) for name in rivals],
        )
    ranked = sorted(
        (place, name) for name in lists if (place := rank(name, SCORE_WORDS)) is not None
    )
    if ranked:
        return ranked[0][1]
    if not lists or _has_scores(head, job):  # the lists are boxes, embeddings or the like
        return None
    if len(lists) > 1:
        lists = [name for name in lists if rank(name, LABEL_WORDS) is None] or lists
    if len(lists) > 1:
        raise Doubt(
            Field.SCORES,
            "more than one column holds lists of numbers",
            [Choice(name, _WHY) for name in lists],
        )
    return lists[0]


def _has_scores(head: Sequence[Column], job: Job) -> bool:
    """Whether columns without lists could be the scores."""
    try:
        choose_columns(head, job)
    except FileRefused:
        return False
    except Doubt:
        return True
    return True
