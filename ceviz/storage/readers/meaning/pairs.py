"""Two columns that may be two classes, or two numbers that each say something else of a row.

Two numbers sum to 1 as shares of anything do, and two models give one score each; what decides
is how they are called, what stands beside them, and which way the labels go with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import Job, listed
from ceviz.storage.readers.guesses import Field, spelled_out
from ceviz.storage.readers.meaning.blocks import Block, describes, follows_from, sums_to_1
from ceviz.storage.readers.meaning.classes.order import Evidence
from ceviz.storage.readers.meaning.groups import Table, class_name
from ceviz.storage.readers.meaning.head import Column, different, table_of
from ceviz.storage.readers.meaning.roles import (
    CONFIDENCE_WORDS,
    SCORE_WORDS,
    is_split,
    normal,
    rank,
)
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Choice, Doubt

_ALONE = "of its name; it is the score of the second of two classes"

#: Parts of names of shares that are no classes.
_SHARES = frozenset((
    "uncertainty", "frac", "fraction", "share", "ratio", "percent", "pct", "rest", "remainder",
))  # fmt: skip

#: A score tells one class from the other if it is larger in so many more pairs of rows than half,
#: or in more than chance makes of many rows; of fewer rows of a class than this in any more.
_SEPARATES, _FEW = 0.2, 3


def is_score(column: Column) -> bool:
    """Whether a column is called as the score of two classes is."""
    return normal(column.name) in CONFIDENCE_WORDS or rank(column.name, SCORE_WORDS) is not None


def of_second(column: int) -> Block:
    """A column alone, as the score of the second of two classes."""
    return Block((column,), _ALONE)


def questioned(table: Table, runs: Sequence[Block]) -> list[Block]:
    """Pairs that sum to 1, not firm if they may be no classes; then with what else may be read."""
    asked = []
    alone: dict[int, Block] = {}
    for run in runs:
        rivals = _rivals(table, run) if len(run.columns) == 2 else []
        names = [table.head[k].name for k in run.columns]
        is_odd = len(names) == 2 and all(map(_is_no_class, names)) and any(map(_is_share, names))
        is_doubtful = bool(rivals) or is_odd
        asked.append(replace(run, firm=run.firm and not is_doubtful))
        alone |= {
            k: of_second(k) for k in (*rivals, *run.columns * is_odd) if is_score(table.head[k])
        }
    return [*asked, *alone.values()]


def _is_no_class(name: str) -> bool:
    return describes(name) or _is_share(name)


def _is_share(name: str) -> bool:
    """Whether a name means a share of something else than the classes."""
    plain = normal(name)
    is_said = bool(_SHARES & set(plain.split("_")))
    return is_said or is_split(name) or plain in CONFIDENCE_WORDS


def _rivals(table: Table, run: Block) -> list[int]:
    """Other columns that are called scores, lie in [0, 1], and do not follow from the pair."""
    pair = table_of([table.head[k] for k in run.columns])
    with np.errstate(divide="ignore"):
        logits = np.log(np.maximum(pair, 0))
    return [
        k
        for k in table.numeric
        if k not in run.columns
        and is_score(table.head[k])
        and table.head[k].is_share
        and not table.head[k].is_whole
        and not follows_from(table.head[k], logits)
        and not any(np.array_equal(table.head[k].known, column) for column in pair.T)
    ]


def two_models(table: Table, group: Block) -> list[Block]:
    """Two scores that rise with the same class, each and both; nothing if they are two classes."""
    columns = [table.head[k] for k in group.columns]
    names = {class_name(column.name, group.prefix).casefold() for column in columns}
    if len(columns) != 2 or names & {text.casefold() for text in table.seen} or sums_to_1(columns):
        return []
    truth = table.head[table.label].numbers
    if truth is None or len(table.seen) != 2:
        return []
    ways = [_way(column.numbers, truth) for column in columns]
    if not _is_same_way(ways):
        return []
    why = "both rise with the same class, as the scores of two models do"
    return [
        *(of_second(k) for k in group.columns),
        replace(group, firm=False, why=f"{group.why}, though {why}"),
    ]


def ask_two_models(raw: Raw, targets: NDArray[Any], evidence: Evidence, job: Job) -> None:
    """Ask whether scores (N, 2) are of two models, which the first of sorted rows do not show.

    Args:
        raw: what was found.
        targets: (N,) classes from 0, or negative.
        evidence: the rows to look at.
        job: the reading; nothing is asked if the scores are chosen.

    Raises:
        Doubt: if both rise with the same class.
    """
    columns = raw.place.columns
    if raw.scores.ndim != 2 or len(columns) != 2 or targets.ndim != 1 or raw.class_names is None:
        return
    labels = {text.casefold() for text in different(raw.labels)}
    named = {name.casefold() for name in (*raw.class_names, *columns)}
    if job.options.scores is not None or labels & named:
        return
    rows = evidence.rows
    numbers, truth = raw.scores[rows], targets[rows].astype(np.float64)
    truth[truth < 0] = np.nan
    if not _is_same_way([_way(numbers[:, k], truth) for k in range(2)]):
        return
    both = spelled_out(columns)
    raise Doubt(
        Field.SCORES,
        f"{listed(columns)} both rise with the same class, as the scores of two models do",
        [
            *(Choice(name, _ALONE) for name in columns),
            Choice(both, "they are the only two", label="both, as two classes"),
        ],
        confirm=True,
    )


def _is_same_way(ways: Sequence[float]) -> bool:
    return all(way > 0 for way in ways) or all(way < 0 for way in ways)


def _way(numbers: NDArray[np.float64] | None, truth: NDArray[np.float64]) -> float:
    """Above 0 if a number rises with the label, below if it falls, 0 if rows do not tell.

    It is the share of pairs of rows in which the one of the larger label has the larger number,
    above one half, if that is more than chance makes of it (Mann and Whitney 1947).
    """
    known = np.unique(truth[~np.isnan(truth)])
    if numbers is None or len(known) != 2 or np.isnan(numbers).any():
        return 0.0
    low, high = numbers[truth == known[0]], numbers[truth == known[1]]
    order = np.sort(low)
    below, upto = np.searchsorted(order, high), np.searchsorted(order, high, "right")
    more = float(np.mean(below + upto) / 2 / len(low)) - 0.5
    if min(len(low), len(high)) < _FEW:
        return more
    by_chance = np.sqrt((len(low) + len(high) + 1) / (12 * len(low) * len(high)))
    return more if abs(more) > min(_SEPARATES, 2 * by_chance) else 0.0
