"""Targets with one column a class: ``target_cat, target_dog`` beside ``p_cat, p_dog``."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ceviz.storage.readers.edge import shown
from ceviz.storage.readers.guesses import Field, Guess, ReadOptions, spelled_out
from ceviz.storage.readers.meaning.blocks import sums_to_1
from ceviz.storage.readers.meaning.groups import class_name, prefix_of
from ceviz.storage.readers.meaning.head import Column, table_of
from ceviz.storage.readers.meaning.kinds import distributions_among
from ceviz.storage.readers.meaning.roles import (
    LABEL_WORDS,
    SCORE_WORDS,
    is_prediction,
    rank,
)
from ceviz.storage.readers.readings import Choice, Doubt

_WORDS = "|".join(
    re.escape(word).replace("_", "[_ ]?") for word in sorted(LABEL_WORDS, key=len, reverse=True)
)
_PREFIX = re.compile(rf"(?:soft[_ ]?)?(?:{_WORDS})(?:[-_. :\[(/](?=.)|(?=\d+$))", re.IGNORECASE)

#: What says behind a class that a column is its score, or its truth: ``cat_prob``, ``cat_true``.
_OF_SCORES, _OF_TRUTH = (
    re.compile(
        rf".+([-_. :](?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))}))",
        re.IGNORECASE,
    )
    for words in (SCORE_WORDS, LABEL_WORDS)
)


@dataclass(frozen=True, slots=True)
class Family:
    """Columns that share a beginning, by the class that follows it.

    Attributes:
        prefix: the beginning, or an end after a star; nothing for columns that go by the bare
            names.
        columns: index of each class's column, by the name in small letters.
        is_target: whether the beginning is a word for the truth.
        is_whole: whether every row sums to 1.
    """

    prefix: str
    columns: dict[str, int]
    is_target: bool
    is_whole: bool

    @property
    def pattern(self) -> str:
        """How the user chooses it: ``target_*``, ``*_prob``."""
        return self.prefix if "*" in self.prefix else f"{self.prefix}*"


@dataclass(frozen=True, slots=True)
class Targets:
    """The columns of the scores and those of the targets, class by class.

    Attributes:
        scores, targets: indices of the columns, in the order of the classes.
        names: of the classes.
        prefix: what the scores' names begin with.
        guesses: scores and labels.
    """

    scores: tuple[int, ...]
    targets: tuple[int, ...]
    names: tuple[str, ...]
    prefix: str
    guesses: tuple[Guess, ...]


def target_columns(head: Sequence[Column]) -> frozenset[int]:
    """The columns that are parts of targets: those are no scores, whatever they sum to."""
    families = _families(head)
    return frozenset(
        k
        for family in families
        if family.is_target and _partners(family, families)
        for k in family.columns.values()
    )


def soft_targets(
    head: Sequence[Column], options: ReadOptions, plain: Sequence[str]
) -> Targets | None:
    """Targets with one column a class, and the scores of the same classes; None without any.

    Args:
        head: the columns with their first rows.
        options: the user's choices.
        plain: columns that could hold one label a row instead.

    Raises:
        Doubt: if there are targets of both sorts, or of two columns a class none says which is
            the truth.
    """
    families = _families(head)
    if options.labels is None or "," in options.labels:
        marks = _marks(head, families, options.labels)
        if marks is not None and (options.labels is not None or not plain):
            why = (
                "you chose them" if options.labels is not None else "one of them is 1 in every row"
            )
            return _settled(head, marks, families, options, why)
    if options.labels is not None and "*" not in options.labels:
        return None
    paired = [family for family in families if _partners(family, families)]
    if options.labels is not None:
        found = [family for family in paired if family.pattern == options.labels]
        return _settled(head, found[0], families, options, "you chose them") if found else None
    targets = [family for family in paired if family.is_target]
    if not targets and not plain:
        targets = [family for family in paired if family.prefix and family.is_whole]
    if not targets:
        return None
    if len(targets) > 1 or plain or not targets[0].is_target:
        raise Doubt(
            Field.LABELS,
            "more than one column or set of columns could be the truth",
            [
                *(Choice(name, "of its name") for name in plain),
                *(Choice(family.pattern, _why(family)) for family in targets),
            ],
            confirm=True,
        )
    return _settled(head, targets[0], families, options, _why(targets[0]))


def _marks(head: Sequence[Column], families: Sequence[Family], chosen: str | None) -> Family | None:
    """Columns with a 1 for the true class that go by the bare names of the scores' classes."""
    bare = next((family for family in families if not family.prefix), None)
    if bare is None:
        return None
    for scores in families:
        if scores is bare or not scores.prefix or not scores.columns.keys() <= bare.columns.keys():
            continue
        columns = {name: bare.columns[name] for name in scores.columns}
        marks = [head[k] for k in columns.values()]
        others = [head[k] for k in scores.columns.values()]
        pattern = _listed(head, columns)
        if chosen is not None and _as_listed(chosen) != _as_listed(pattern):
            continue
        is_one_hot = all(each.is_binary for each in marks) and sums_to_1(marks)
        if chosen is not None or (is_one_hot and not all(each.is_binary for each in others)):
            return Family("", columns, False, sums_to_1(marks))
    return None


def _listed(head: Sequence[Column], columns: Mapping[str, int]) -> str:
    return spelled_out(head[k].name.strip() for k in columns.values())


def _as_listed(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in next(csv.reader([text], skipinitialspace=True)))


def _why(family: Family) -> str:
    how = "are called" if "*" in family.prefix else "begin with"
    count = f"{len(family.columns):,} columns {how} “{shown(family.prefix)}”"
    return f"{count} and sum to 1 in every row" if family.is_whole else count


def _families(head: Sequence[Column]) -> list[Family]:
    """All columns of numbers, by what stands before or behind the class in their names."""
    by_prefix: dict[tuple[str, bool], dict[str, int]] = {}
    for k, column in enumerate(head):
        if column.numbers is None:
            continue
        prefix, is_target = _around(column.name.strip())
        name = class_name(column.name, prefix).casefold()
        by_prefix.setdefault((prefix, is_target), {}).setdefault(name, k)
    return [
        Family(prefix, columns, is_target, sums_to_1([head[k] for k in columns.values()]))
        for (prefix, is_target), columns in by_prefix.items()
        if len(columns) > 1
        and not (is_target and not _could_be_targets([head[k] for k in columns.values()]))
    ]


def _around(name: str) -> tuple[str, bool]:
    """What stands before the class in a name, or behind it after a star, and if it is the truth."""
    of_scores, found = prefix_of(name), _PREFIX.match(name)
    of_truth = found.group() if found else ""
    if of_scores or of_truth:
        return (of_truth, True) if len(of_truth) > len(of_scores) else (of_scores, False)
    behind = [(end, end.fullmatch(name)) for end in (_OF_SCORES, _OF_TRUTH)]
    ends = [(f"*{found[1]}", end is _OF_TRUTH) for end, found in behind if found is not None]
    return max(ends, key=lambda each: len(each[0]), default=("", False))


def _could_be_targets(columns: Sequence[Column]) -> bool:
    """Whether most rows are distributions, or all are marks; what is wrong is refused by row."""
    good = distributions_among(table_of(columns))
    return 2 * good.sum() > len(good) or all(column.is_binary for column in columns)


def _partners(family: Family, families: Sequence[Family]) -> list[Family]:
    """The families that could be the scores if this one is the targets."""
    if not family.prefix:
        return []
    names = family.columns.keys()
    return [
        other
        for other in families
        if other is not family
        and not (other.is_target and family.is_target)
        and (names == other.columns.keys() or (not other.prefix and names <= other.columns.keys()))
    ]


def _settled(
    head: Sequence[Column],
    family: Family,
    families: Sequence[Family],
    options: ReadOptions,
    why: str,
) -> Targets:
    partners = _partners(family, families) or [
        other
        for other in families
        if other.prefix and other.columns.keys() == family.columns.keys()
    ]
    chosen = [other for other in partners if other.pattern == options.scores]
    if len(partners) > 1 and not chosen:
        raise Doubt(
            Field.SCORES,
            "more than one set of columns could be the scores",
            [Choice(other.pattern, "they have the classes of the targets") for other in partners],
        )
    scores = (chosen or partners)[0]
    names = [name for name in scores.columns if name in family.columns]
    reason = "you chose them" if chosen else "they have the classes of the targets"
    others = tuple(other.pattern for other in partners if other is not scores)
    return Targets(
        tuple(scores.columns[name] for name in names),
        tuple(family.columns[name] for name in names),
        tuple(class_name(head[scores.columns[name]].name, scores.prefix) for name in names),
        scores.prefix,
        (
            Guess(Field.SCORES, _pattern(scores, head), reason, others),
            Guess(
                Field.LABELS,
                family.pattern if family.prefix else _listed(head, family.columns),
                why,
            ),
        ),
    )


def _pattern(scores: Family, head: Sequence[Column]) -> str:
    if scores.prefix:
        return scores.pattern
    return _listed(head, scores.columns)


def plain_labels(head: Sequence[Column]) -> list[str]:
    """The columns that by their names hold one label a row."""
    return [
        column.name
        for column in head
        if column.is_hard
        and not is_prediction(column.name)
        and (place := rank(column.name, LABEL_WORDS)) is not None
        and place < len(LABEL_WORDS)
    ]
