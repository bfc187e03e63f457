"""Every block of columns that could be the scores, by header, content and labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import listed, shown
from ceviz.storage.readers.meaning.blocks import (
    Block,
    Peers,
    counted_by_labels,
    describes,
    distributions,
    follows_from,
    named_by_labels,
    of_another_sort,
    sums_to_1,
    with_edges,
)
from ceviz.storage.readers.meaning.groups import Table, are_alike, class_name, parts_of
from ceviz.storage.readers.meaning.head import Column, table_of
from ceviz.storage.readers.meaning.pairs import is_score, of_second, questioned, two_models
from ceviz.storage.readers.meaning.roles import normal

#: Beginnings that nothing but the scores of classes has: no ``score_time``, no ``pred_length``.
_NOTHING_BUT_SCORES = (
    "logit", "logits", "logprob", "logprobs", "log_prob", "log_probs", "log_probability", "prob",
    "probs", "proba", "probas", "probability", "probabilities", "softmax",
)  # fmt: skip

_NUMBERED = re.compile(r"((?:class|cls|c|col|column|choice)_?)\d+", re.IGNORECASE)


#: Fewer rows than this do not show that a column of predictions goes with a block.
_TELLING = 8


def predicted_by(table: Table, blocks: Sequence[Block]) -> Block | None:
    """The only block whose largest score is the class predicted in every row.

    None if a column that another block has could belong to it: one that is never above the
    largest score of its row.
    """
    if table.prediction is None:
        return None
    agreeing = [block for block in blocks if _predicts(table, block)]
    if len(agreeing) != 1:
        return None
    (block,) = agreeing
    best = np.max(_numbers(table, block.columns), axis=1)
    others = {k for other in blocks for k in other.columns} - set(block.columns)
    with np.errstate(invalid="ignore"):
        out = all((_numbers(table, [k])[:, 0] > best).any() for k in others)
    name = table.head[table.prediction].name
    why = f"{block.why}, and “{shown(name)}” is the class of the largest in every row"
    return replace(block, why=why, firm=True, is_told_by_prediction=True) if out else None


def _predicts(table: Table, block: Block) -> bool:
    assert table.prediction is not None
    predicted = table.head[table.prediction].classes
    numbers = _numbers(table, block.columns)
    if len(numbers) != len(predicted) or len(numbers) < _TELLING or np.isnan(numbers).any():
        return False
    names = [class_name(table.head[k].name, block.prefix) for k in block.columns]
    best = numbers.argmax(axis=1)
    if len(np.unique(best)) < 2:
        return False
    as_names = np.array(names, dtype=object)[best]
    as_numbers = np.array([str(k) for k in best], dtype=object)
    return bool((as_names == predicted).all() or (as_numbers == predicted).all())


def _numbers(table: Table, columns: Sequence[int]) -> NDArray[np.float64]:
    """(n, k) the numbers of columns of numbers."""
    found = [table.head[k].numbers for k in columns]
    return np.stack([numbers for numbers in found if numbers is not None], axis=1)


def candidates(table: Table, groups: Sequence[Block], *, is_named: bool) -> list[Block]:
    """Every block that could be the scores; none if there is only one number a row, if any."""
    if not is_named:
        every = Block(tuple(table.numeric), "the other columns hold the label or text")
        if len(every.columns) < 2:
            return []
        runs = [run for run in distributions(table.head, every.columns) if not table.clashes(run)]
        firm = [run for run in runs if len(run.columns) > 2]
        return firm or [*(run for run in runs if run.columns != every.columns), every]
    refined = [block for group in groups for block in _parted(table, group)]
    found = _fitting(table, refined)
    if found:
        return found
    # Nothing fits the labels: what does not is read, and the first label that is no class is
    # reported with its row.
    misfits = refined
    if not misfits and not any(is_score(table.head[k]) for k in table.numeric):
        misfits = _every_bare(table)
    return [block for block in misfits if table.clashes(block)][:1]


def _fitting(table: Table, groups: Sequence[Block]) -> list[Block]:
    """The blocks whose classes the labels could be."""
    head = table.head
    good = [block for block in groups if not table.clashes(block)]
    in_groups = {k for block in good for k in block.columns}
    rest = [k for k in table.numeric if k not in in_groups]
    seen = {text.casefold() for text in table.seen}
    others_of_row = [
        k for k in of_another_sort(head, rest) if head[k].name.strip().casefold() not in seen
    ]
    runs = [run for run in distributions(head, rest) if not table.clashes(run)]
    named = [run for run in runs if _are_seen(table, run)]
    firm = [run for run in runs if run in named or _is_telling(run, head)]
    if good or firm:
        return [*good, *(block for run in firm for block in with_edges(run, head, table.seen))]
    others = _numbered(table) or [
        replace(block, why=f"{block.why}{_without(head, others_of_row)}")
        for block in _bare_logits(table, [k for k in rest if k not in others_of_row])
    ]
    free = {k for block in others for k in block.columns} - {k for run in runs for k in run.columns}
    peers = Peers([head[k] for k in rest])
    runs = questioned(table, runs)
    # Two columns that sum to 1 may be anything, if there are others that look like scores.
    likely = [k for k in free if not describes(head[k].name, head[k]) and not peers.is_odd(head[k])]
    if runs and len(likely) < 2:
        return runs
    if not runs and len(others) == 1 and len(others[0].columns) == 2:
        # Two classes are the fewest, and there is nothing else that could be one.
        (only,) = others
        others = [replace(only, firm=only.firm or _is_everything(table, only))]
    known = [set(run.columns) for run in runs]
    return [*runs, *(block for block in others if set(block.columns) not in known)]


def _without(head: Sequence[Column], columns: Sequence[int]) -> str:
    if not columns:
        return ""
    return f"; {listed(head[k].name for k in columns)} is whole or rounded otherwise"


def _is_telling(run: Block, head: Sequence[Column]) -> bool:
    """Whether columns that sum to 1 can hardly be anything but probabilities."""
    return len(run.columns) > 2 and not all(head[k].is_binary for k in run.columns)


def _every_bare(table: Table) -> list[Block]:
    bare = tuple(k for k in table.numeric if not describes(table.head[k].name, table.head[k]))
    every = Block(bare, f"{len(bare):,} columns hold numbers and no other use is known for them")
    return [every] if len(bare) > 1 else []


def _are_seen(table: Table, block: Block) -> bool:
    names = {table.head[k].name.strip().casefold() for k in block.columns}
    return {text.casefold() for text in table.seen} <= names


def _parted(table: Table, group: Block) -> list[Block]:
    """What a group is, or each part that is of a model of its own, and then all together."""
    parts = parts_of(table, group)
    if len(parts) < 2 or sums_to_1([table.head[k] for k in group.columns]):
        return _refined(table, group)
    return [*(block for part in parts for block in _refined(table, part)), group]


def _refined(table: Table, group: Block) -> list[Block]:
    """A group as it is, or without what its content shows to be no class."""
    head = table.head
    columns = [head[k] for k in group.columns]
    names = [class_name(column.name, group.prefix) for column in columns]
    if sums_to_1(columns) or _counts_up(names):
        is_odd = len(names) == 2 and all(map(describes, names)) and not _counts_up(names)
        alone = [of_second(k) for k in group.columns * is_odd]
        return [replace(group, firm=not is_odd), *alone]
    wanted = {text.casefold() for text in table.seen}
    is_named = wanted <= {name.casefold() for name in names}
    runs = [
        replace(run, prefix=group.prefix)
        for run in distributions(head, group.columns)
        if len(run.columns) > 2 or _are_named(run, group, head, wanted)
    ]
    if runs:
        return runs
    if not group.firm and not is_named and not _is_everything(table, group):
        return []
    peers = Peers(columns)
    counting = _counting(names)
    strange = {
        k
        for k, name in zip(group.columns, names, strict=True)
        if (counting and name not in counting) or _is_never_true(table, group, k, name)
    }
    odd = {
        k
        for k, name in zip(group.columns, names, strict=True)
        if name.casefold() not in wanted
        and (k in strange or describes(name, head[k]) or peers.is_odd(head[k]))
    }
    even = tuple(k for k in group.columns if k not in odd)
    if odd and len(even) > 1:
        logits = table_of([head[k] for k in even])
        if all(follows_from(head[k], logits) for k in odd):
            return [replace(group, columns=even, firm=True)]
        # A class may be called so; what is known of a row is of another scale, or follows.
        is_plain = normal(group.prefix) in _NOTHING_BUT_SCORES
        if (
            is_plain
            and not strange
            and are_alike(columns)
            and not any(peers.is_odd(head[k]) or follows_from(head[k], logits) for k in odd)
        ):
            return [replace(group, firm=True)]
    if not odd or len(even) < 2:
        return two_models(table, group) or [replace(group, firm=True)]
    why = f"{listed(head[k].name for k in odd)} looks like no class"
    return [replace(group, columns=even, why=why), group]


def _counting(names: Sequence[str]) -> list[str]:
    """Those of some names that are 0, 1, 2 and so on where the others are words; or nothing."""
    counting = [name for name in names if name.isdigit()]
    return counting if 1 < len(counting) < len(names) and _counts_up(counting) else []


def _is_never_true(table: Table, group: Block, column: int, name: str) -> bool:
    """Whether a column is the largest in most rows though no label is called so."""
    if len(group.columns) < 3 or table.numbers is not None or name in table.seen:
        return False
    largest = _numbers(table, group.columns).max(axis=1)
    with np.errstate(invalid="ignore"):
        return bool(2 * (_numbers(table, [column])[:, 0] >= largest).sum() > len(largest))


def _is_everything(table: Table, group: Block) -> bool:
    """Whether the table has no other fractions that change, and the group's are rounded alike."""
    head = table.head
    others = [
        k
        for k in table.numeric
        if k not in group.columns and not head[k].is_whole and not head[k].is_constant
    ]
    return not others and are_alike([head[k] for k in group.columns])


def _are_named(run: Block, group: Block, head: Sequence[Column], wanted: set[str]) -> bool:
    names = {class_name(head[k].name, group.prefix).casefold() for k in run.columns}
    return wanted <= names


def _counts_up(names: Sequence[str]) -> bool:
    """Whether the names are 0, 1, 2 and so on, or 1, 2, 3 and so on."""
    if not all(re.fullmatch(r"\d{1,6}", name) for name in names):
        return False
    numbers = [int(name) for name in names]
    return numbers in (list(range(len(names))), list(range(1, len(names) + 1)))


def _numbered(table: Table) -> list[Block]:
    """Columns such as ``class_1``, ``class_2``."""
    by_word: dict[str, list[int]] = {}
    for k in table.numeric:
        found = _NUMBERED.fullmatch(table.head[k].name.strip())
        if found:
            by_word.setdefault(found.group(1).lower(), []).append(k)
    blocks = [
        Block(tuple(columns), f"{len(columns):,} columns are numbered")
        for columns in by_word.values()
        if len(columns) > 1
    ]
    return [block for block in blocks if not table.clashes(block)]


def _bare_logits(table: Table, rest: list[int]) -> list[Block]:
    """Columns that go by the bare names of the classes, and sum to nothing in particular."""
    named = named_by_labels(table.head, rest, table.seen)
    if named:
        return named
    singles = [k for k in table.numeric if is_score(table.head[k])]
    if singles and len(table.seen) <= 2:
        return _one_or_all(table, singles, rest)
    if table.numbers is None:
        return []
    counted = counted_by_labels(table.head, rest, table.numbers)
    return [block for block in counted if not table.clashes(block)]


def _one_or_all(table: Table, singles: list[int], rest: list[int]) -> list[Block]:
    """Nothing if one of ``singles`` is the score of two classes, or that and the other way.

    A column called score or p may be one of several classes that are called so.
    """
    head = table.head
    every = sorted({*singles, *rest})
    peers = Peers([head[k] for k in every])
    if any(head[k].is_share for k in singles):
        return []
    rivals = [
        k
        for k in every
        if not (head[k].is_whole or (describes(head[k].name, head[k]) and peers.is_odd(head[k])))
    ]
    if len(rivals) < 2 or table.numbers is None:
        return []
    alone = [
        Block((k,), "of its name; it is the score of the second of two classes") for k in singles
    ]
    return [*alone, *counted_by_labels(head, every, table.numbers)]
