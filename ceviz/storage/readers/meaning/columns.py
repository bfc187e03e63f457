"""Wide tables: one column a class and a label column. Which is which, by header and content."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from ceviz.storage.readers.edge import Job, listed, refuse, shown
from ceviz.storage.readers.guesses import Field, Guess, Kind
from ceviz.storage.readers.meaning.binary import single_score
from ceviz.storage.readers.meaning.blocks import (
    Block,
    called,
    columns_as_pattern,
)
from ceviz.storage.readers.meaning.candidates import candidates, predicted_by
from ceviz.storage.readers.meaning.classes.class_numbers import are_meant
from ceviz.storage.readers.meaning.groups import (
    Table,
    beginning_of,
    class_name,
    copies,
    is_copy,
    only_counts,
    score_groups,
)
from ceviz.storage.readers.meaning.head import Column, different
from ceviz.storage.readers.meaning.independent import (
    ask_which_class,
    marked_classes,
    names_of_two,
)
from ceviz.storage.readers.meaning.partial import refuse_long_format, refuse_top_k
from ceviz.storage.readers.meaning.percent import all_without_sign
from ceviz.storage.readers.meaning.roles import LABEL_WORDS, kind_hinted, normal
from ceviz.storage.readers.meaning.soft import (
    Targets,
    plain_labels,
    soft_targets,
    target_columns,
)
from ceviz.storage.readers.meaning.truth import label_column, prediction_column
from ceviz.storage.readers.meaning.unnamed import no_scores
from ceviz.storage.readers.names import Truth
from ceviz.storage.readers.readings import Choice, Doubt

#: What pandas adds to a name that comes a second time.
_SECOND = ".1"

#: How classes are numbered, and little else is.
_NUMBER_OF_CLASS = re.compile(r"(?:(?:class|cls|label|choice|category)[-_. ]?)?\d+")


@dataclass(frozen=True, slots=True)
class ColumnRoles:
    """The columns to read.

    Attributes:
        scores: indices of the score columns, in the order of the classes.
        label: index of the label column, or None if the truth is in another file.
        prediction: index of a column with the class that was predicted, or None.
        targets: indices of K columns with the target probabilities instead of a label, or
            nothing; ``label`` is the first of them.
        names: K class names, or None if the columns have none.
        aliases: the columns' full names, which labels may use too.
        title: what the score columns are called together.
        hint: what they are, if their name says it.
        guesses: scores, labels, prediction.
        is_told_by_prediction: whether only the predictions of the first rows tell the scores.
        is_bare: whether no name says that the score columns are classes.
    """

    scores: tuple[int, ...]
    label: int | None
    prediction: int | None
    names: tuple[str, ...] | None
    aliases: dict[str, int]
    title: str
    hint: Kind | None
    guesses: tuple[Guess, ...]
    targets: tuple[int, ...] = ()
    is_told_by_prediction: bool = False
    is_bare: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        """The columns to read as numbers: the scores, then the targets if they are that."""
        return (*self.scores, *self.targets)

    @property
    def texts(self) -> tuple[int, ...]:
        """The columns to read as text: the label unless it is numbers, and the prediction."""
        label = None if self.targets else self.label
        return tuple(k for k in (label, self.prediction) if k is not None)


def choose_columns(
    head: Sequence[Column], job: Job, *, unnamed_label: int | None = None
) -> ColumnRoles:
    """Which columns hold scores and which the label.

    Args:
        head: the columns with their first rows.
        job: the reading, with the user's choices and what else is known.
        unnamed_label: in a file without a header, the column of the label; the columns' names
            then only number them.

    Raises:
        FileRefused: if there is no label or there are no scores, with what there is.
        Doubt: if more than one column could be the label, or more than one block the scores.
    """
    options, truth, seen = job.options, job.truth, job.seen
    if options.scores is None:
        refuse_top_k(head)
    marked: dict[int, int] = {}
    if unnamed_label is None and truth is None:
        plain_names = plain_labels(head)
        marked = {} if plain_names else marked_classes(head)
        if options.labels is None:
            ask_which_class(head, marked)
        soft = soft_targets(head, options, plain_names)
        if soft is not None:
            return _soft_roles(soft)
    unused: list[int] = []
    labels_guess: tuple[Guess, ...] = ()
    if truth is None:
        label, guess = label_column(head, options, unnamed_label)
        labels_guess = (guess,)
    else:
        unused = _beside_truth(head, truth)
        head = [*head, Column.of_truth(truth, len(head[0].texts))]
        label = len(head) - 1
    if unnamed_label is not None:
        unused = [*unused, *no_scores(head, label)]
    prediction, prediction_guess = prediction_column(head, label, options)
    taken = {label, prediction, *unused, *target_columns(head)}
    free = [k for k in range(len(head)) if k not in taken]
    if options.scores is None:
        free = [k for k in free if not is_copy(head, head[k])]
    if truth is not None:
        seen = different(truth.labels)
    table = Table(head, free, label, prediction, seen)
    score = marked.get(label)
    if score in free and options.scores is None:
        job = replace(job, options=replace(options, scores=head[score].name.strip()))
    block, scores_guess = _scores(table, job, is_named=unnamed_label is None)
    of_mark = score is not None and block.columns == (score,)
    if of_mark and options.scores is None:
        why = f"it is that of “{shown(head[label].name)}”"
        scores_guess = replace(scores_guess, reason=why)
    plain = [
        head[k].name.strip().removesuffix(_SECOND * is_copy(head, head[k])) for k in block.columns
    ]
    names = all_without_sign([class_name(name, block.prefix) for name in plain])
    aliases = {head[k].name.strip(): index for index, k in enumerate(block.columns)}
    is_counted = only_counts(names, table.seen) and only_counts(tuple(aliases), table.seen)
    has_names = unnamed_label is None and not is_counted
    if of_mark:
        names = names_of_two(head, label)
    return ColumnRoles(
        block.columns,
        label if truth is None else None,
        prediction,
        names if has_names and len(names) > 1 else None,
        aliases if has_names else {},
        block.prefix
        or ("scores" if len(block.columns) > 1 else head[block.columns[0]].name.strip()),
        kind_hinted(block.prefix) if block.prefix else None,
        (scores_guess, *labels_guess, *prediction_guess),
        is_told_by_prediction=block.is_told_by_prediction,
        is_bare=options.scores is None
        and not block.is_told_by_prediction
        and _is_bare(table, block, names if unnamed_label is None else ()),
    )


def _is_bare(table: Table, block: Block, names: Sequence[str]) -> bool:
    """Whether neither a beginning, nor a label, nor a number in its name makes a column a class."""
    if block.prefix or len(block.columns) < 2:
        return False
    known = {name.casefold() for name in names}
    labels = {text.casefold() for text in table.seen - {"-100"}}
    if labels <= known:
        return False
    is_numbered = all(_NUMBER_OF_CLASS.fullmatch(name) for name in known)
    has_numbers = any(any(map(str.isdigit, name)) for name in known)
    return not (are_meant(labels, names) and (is_numbered or not has_numbers))


def _soft_roles(soft: Targets) -> ColumnRoles:
    return ColumnRoles(
        scores=soft.scores,
        label=soft.targets[0],
        prediction=None,
        names=soft.names,
        aliases={},
        title=soft.prefix or "scores",
        hint=kind_hinted(soft.prefix) if soft.prefix else None,
        guesses=soft.guesses,
        targets=soft.targets,
    )


def _beside_truth(head: Sequence[Column], truth: Truth) -> list[int]:
    """The columns that are no scores where the truth is in another file: ids, other labels."""
    seen = Column.of_truth(truth, len(head[0].texts)).distinct
    return [
        k
        for k, column in enumerate(head)
        if column.name in truth.keys
        or (column.is_hard and normal(column.name) in LABEL_WORDS and column.name not in seen)
    ]


def _scores(table: Table, job: Job, *, is_named: bool) -> tuple[Block, Guess]:
    """The score columns, and why."""
    options = job.options
    groups = score_groups(table)
    if options.scores is not None:
        block = _picked(table, groups, options.scores)
        guess = Guess(Field.SCORES, options.scores, "you chose them", _others(table, groups, block))
        if len(block.columns) == 1:
            single_score(table.head, block.columns, table.label, table.prediction, is_chosen=True)
        return block, guess
    blocks = candidates(table, groups, is_named=is_named)
    if not blocks and table.labels is None and len(table.head[table.label].distinct) == 1:
        raise Doubt(
            Field.SCORES,
            "the first rows have one class only",
            [Choice(table.head[k].name, "it holds numbers") for k in table.numeric[:1]],
            confirm=True,
            labels=table.head[table.label].name,
        )
    if not blocks:
        is_only = not is_named and len(table.numeric) == 1
        single = single_score(
            table.head, table.numeric, table.label, table.prediction, is_only=is_only
        )
        refuse_long_format(table.head, single.column, table.label)
        name = table.head[single.column].name
        block = Block((single.column,), single.why)
        return block, Guess(Field.SCORES, name, single.why)
    is_trusted = Field.PREDICTION not in job.mistrusts
    if is_trusted and (len(blocks) > 1 or not blocks[0].firm):
        told = predicted_by(table, blocks)
        blocks = blocks if told is None else [told]
    if len(blocks) > 1 or not blocks[0].firm:
        raise Doubt(
            Field.SCORES,
            "more than one set of columns could be the scores",
            [
                Choice(_pattern(table, block), block.why, label=called(table.head, block))
                for block in blocks
            ],
            confirm=not any(block.firm for block in blocks),
            labels=table.head[table.label].name if table.labels is None else None,
        )
    (block,) = blocks
    again = copies(table.head, block.columns)
    if again:
        second = replace(block, columns=tuple(again), prefix="")
        raise Doubt(
            Field.SCORES,
            "two sets of columns have the same names",
            [
                Choice(columns_as_pattern(table.head, each), why, label=called(table.head, each))
                for each, why in ((block, "they come first"), (second, "they come second"))
            ],
            confirm=True,
        )
    others = _others(table, groups, block)
    return block, Guess(Field.SCORES, _pattern(table, block), block.why, others)


def _others(table: Table, groups: Sequence[Block], block: Block | None) -> tuple[str, ...]:
    return tuple(_pattern(table, group) for group in groups if group != block)


def _pattern(table: Table, block: Block) -> str:
    """How a block is chosen: by its prefix, if that means these columns and no others."""
    if block.prefix:
        pattern = block.prefix if "*" in block.prefix else f"{block.prefix}*"
        if _matching(table, pattern) == block.columns:
            return pattern
    return columns_as_pattern(table.head, block)


def _matching(table: Table, pattern: str) -> tuple[int, ...]:
    return tuple(k for k in table.numeric if _is_called(table.head[k].name, pattern))


def _is_called(name: str, pattern: str) -> bool:
    name = name.strip()
    if name == pattern:
        return True
    return "*" in pattern and fnmatchcase(name, pattern.replace("[", "[[]"))


def _picked(table: Table, groups: Sequence[Block], chosen: str) -> Block:
    """The columns that the user's words mean: names, ``prob_*`` or ``first..last``."""
    head, free = table.head, table.free
    header = [column.name.strip() for column in head]
    if chosen in header and header.index(chosen) in free:
        return Block((header.index(chosen),), "you chose it")
    for group in groups:
        if _pattern(table, group) == chosen:
            return group
    first, dots, last = chosen.partition("..")
    if dots and first in header and last in header:
        low, high = header.index(first), header.index(last)
        return Block(tuple(k for k in free if low <= k <= high), "you chose them")
    parts = [part.strip() for part in next(csv.reader([chosen], skipinitialspace=True))]
    columns = [k for part in parts for k in free if _is_called(head[k].name, part)]
    if not columns:
        refuse(f"has no column like “{shown(chosen)}”", why=f"it has {listed(header)}")
    prefix = parts[0][:-1] if len(parts) == 1 and parts[0].endswith("*") else ""
    return Block(
        tuple(dict.fromkeys(columns)), "you chose them", prefix or _shared(header, columns)
    )


def _shared(header: Sequence[str], columns: Sequence[int]) -> str:
    """The prefix of scores that all of several columns begin with."""
    found = {beginning_of(header[k]) for k in columns}
    return found.pop() if len(found) == 1 and len(columns) > 1 else ""
