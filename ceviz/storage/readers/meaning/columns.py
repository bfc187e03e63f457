"""Wide tables: one column a class and a label column. Which is which, from the header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ceviz.storage.readers.edge import listed, refuse, shown
from ceviz.storage.readers.guesses import Field, Guess, Kind, ReadOptions
from ceviz.storage.readers.meaning.roles import (
    LABEL_WORDS,
    OTHER_WORDS,
    SCORE_WORDS,
    kind_hinted,
    normal,
    rank,
)

#: What a class's name follows in ``prob_cat``, ``logits[3]``, ``Log Prob: cat`` or ``q1``.
_WORDS = "|".join(
    re.escape(word).replace("_", "[_ ]?") for word in sorted(SCORE_WORDS, key=len, reverse=True)
)
_PREFIX = re.compile(rf"(?:{_WORDS})(?:[-_. :\[(/](?=.)|(?=\d+$))", re.IGNORECASE)
_NUMBERED = re.compile(r"(class|c|col|column|choice)_?\d+")


@dataclass(frozen=True, slots=True)
class ColumnRoles:
    """The columns to read.

    Attributes:
        scores: indices of the score columns, in the order of the classes.
        label: index of the label column.
        names: K class names, or None if the columns have none.
        aliases: the columns' full names, which labels may use too.
        title: what the score columns are called together.
        hint: what that says they are.
        guesses: scores and labels.
    """

    scores: tuple[int, ...]
    label: int
    names: tuple[str, ...] | None
    aliases: dict[str, int]
    title: str
    hint: Kind | None
    guesses: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Score columns that share a beginning; ``pattern`` is how the user may choose them."""

    pattern: str
    columns: tuple[int, ...]
    prefix: str = ""


def choose_columns(
    header: Sequence[str],
    is_number: Callable[[int], bool],
    options: ReadOptions,
    *,
    unnamed_label: int | None = None,
) -> ColumnRoles:
    """Which columns hold scores and which the label.

    Args:
        header: the names of the columns.
        is_number: whether the first rows of a column hold numbers.
        options: the user's choices.
        unnamed_label: in a file without a header, the column of the label; ``header`` then
            only numbers the columns.

    Raises:
        FileRefused: if there is no label or there are no scores, with what there is.
    """
    is_named = unnamed_label is None
    label, label_reason = _label_column(header, is_number, options, unnamed_label)
    groups = _groups(header, [k for k in range(len(header)) if k != label], is_number)
    group, reason = _chosen_group(header, groups, options, label)
    names = tuple(_class_name(header[k], group.prefix) for k in group.columns)
    aliases = {header[k].strip(): index for index, k in enumerate(group.columns)}
    scores_guess = Guess(
        Field.SCORES,
        group.pattern,
        reason,
        tuple(other.pattern for other in groups if other is not group),
    )
    labels_guess = Guess(Field.LABELS, header[label], label_reason, _labels_but(header, label))
    return ColumnRoles(
        group.columns,
        label,
        names if is_named else None,
        aliases if is_named else {},
        group.prefix or "scores",
        kind_hinted(group.prefix) if group.prefix else None,
        (scores_guess, labels_guess),
    )


def _label_column(
    header: Sequence[str],
    is_number: Callable[[int], bool],
    options: ReadOptions,
    unnamed_label: int | None,
) -> tuple[int, str]:
    if options.labels is not None:
        if options.labels not in header:
            refuse(f"has no column “{shown(options.labels)}”", why=f"it has {listed(header)}")
        return list(header).index(options.labels), "you chose it"
    if unnamed_label is not None:
        return unnamed_label, "it holds whole numbers or text, the others fractions"
    ranked = [
        (place, k)
        for k, name in enumerate(header)
        if (place := rank(name, LABEL_WORDS)) is not None
        and (place < len(LABEL_WORDS) or not is_number(k) or normal(name).endswith("label"))
        and not _is_prediction(name)
    ]
    if ranked:
        return min(ranked)[1], "of its name"
    texts = [
        k for k in range(len(header)) if not is_number(k) and normal(header[k]) not in OTHER_WORDS
    ]
    if len(texts) == 1:
        return texts[0], "it is the only column of text"
    return refuse(
        "has no label column",
        place="the header",
        why=f"its columns are {listed(header)}",
        remedy="call one of them label",
    )


def _is_prediction(name: str) -> bool:
    return normal(name).startswith(("pred", "y_pred", "y_hat"))


def _groups(
    header: Sequence[str], columns: Sequence[int], is_number: Callable[[int], bool]
) -> list[_Group]:
    """Ways to read the columns as scores, likeliest first."""
    numeric = [k for k in columns if is_number(k)]
    by_prefix: dict[str, list[int]] = {}
    for k in numeric:
        prefix = _prefix(header[k])
        if prefix:
            by_prefix.setdefault(prefix, []).append(k)
    named = [
        _Group(f"{prefix}*", tuple(found), prefix)
        for prefix, found in by_prefix.items()
        if len(found) > 1
    ]
    named.sort(key=lambda group: _prefix_rank(group.prefix))
    if named:
        return named
    numbered = tuple(k for k in numeric if _NUMBERED.fullmatch(normal(header[k])))
    bare = tuple(k for k in numeric if normal(header[k]) not in OTHER_WORDS)
    groups = [_Group(_pattern(header, columns), columns) for columns in (numbered, bare)]
    single = [_Group(header[k], (k,)) for k in numeric if rank(header[k], SCORE_WORDS) is not None]
    found = [group for group in groups if len(group.columns) > 1]
    if len(found) == 2 and found[0].columns == found[1].columns:
        found.pop()
    return [*found, *single] if found else single


def _pattern(header: Sequence[str], columns: Sequence[int]) -> str:
    return ", ".join(header[k].strip() for k in columns[:64])


def _prefix(name: str) -> str:
    """The part of a column's name before the class, or nothing."""
    found = _PREFIX.match(name.strip())
    return found.group() if found else ""


def _prefix_rank(prefix: str) -> int:
    found = rank(prefix.rstrip("_-. :[(/"), SCORE_WORDS)
    return len(SCORE_WORDS) if found is None else found


def _class_name(column: str, prefix: str) -> str:
    name = column.strip()[len(prefix) :].strip()
    if prefix.endswith(("[", "(")):
        name = name.rstrip("])")
    return name.strip() or column.strip()


def _chosen_group(
    header: Sequence[str], groups: Sequence[_Group], options: ReadOptions, label: int
) -> tuple[_Group, str]:
    if options.scores is not None:
        return _picked_group(header, groups, options.scores, label), "you chose them"
    if not groups:
        refuse(
            "has no score columns",
            place="the header",
            why=f"its columns are {listed(header)}",
            remedy="call them prob_CLASS or logit_CLASS, one a class",
        )
    group = groups[0]
    count = len(group.columns)
    if group.prefix:
        return group, f"{count:,} columns begin with “{group.prefix}”"
    if count == 1:
        return group, "of its name; it is the score of the second of two classes"
    return group, f"{count:,} columns hold numbers and no other use is known for them"


def _picked_group(
    header: Sequence[str], groups: Sequence[_Group], chosen: str, label: int
) -> _Group:
    for group in groups:
        if group.pattern == chosen:
            return group
    patterns = [part.strip() for part in chosen.split(",")]
    columns = [
        k
        for pattern in patterns
        for k, name in enumerate(header)
        if k != label and (name.strip() == pattern or fnmatchcase(name.strip(), pattern))
    ]
    if not columns:
        refuse(f"has no column like “{shown(chosen)}”", why=f"it has {listed(header)}")
    prefix = patterns[0][:-1] if len(patterns) == 1 and patterns[0].endswith("*") else ""
    return _Group(chosen, tuple(dict.fromkeys(columns)), prefix)


def _labels_but(header: Sequence[str], label: int) -> tuple[str, ...]:
    others = [header[k] for k in range(len(header)) if k != label]
    return tuple(others[:32])
