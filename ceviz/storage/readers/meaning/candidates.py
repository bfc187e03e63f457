"""Every block of columns that could be the scores, by header, content and labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ceviz.storage.readers.edge import listed
from ceviz.storage.readers.meaning.blocks import (
    Block,
    counted_by_labels,
    describes,
    distributions,
    follows_from,
    is_odd,
    named_by_labels,
    sums_to_1,
    with_edges,
)
from ceviz.storage.readers.meaning.head import Column, table_of
from ceviz.storage.readers.meaning.roles import (
    CONFIDENCE_WORDS,
    SCORE_WORDS,
    normal,
    rank,
)

#: What a class's name follows in ``prob_cat``, ``logits[3]``, ``Log Prob: cat`` or ``q1``.
_WORDS = "|".join(
    re.escape(word).replace("_", "[_ ]?") for word in sorted(SCORE_WORDS, key=len, reverse=True)
)
_PREFIX = re.compile(rf"(?:{_WORDS})(?:[-_. :\[(/](?=.)|(?=\d+$))", re.IGNORECASE)
_NUMBERED = re.compile(r"((?:class|cls|c|col|column|choice)_?)\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, those that could be scores, and what the others say about the classes."""

    head: Sequence[Column]
    free: list[int]
    label: int
    prediction: int | None

    @property
    def seen(self) -> frozenset[str]:
        """The classes that the first rows have or predict."""
        found = self.head[self.label].distinct
        return found if self.prediction is None else found | self.head[self.prediction].distinct

    @property
    def numbers(self) -> list[int] | None:
        """The same as whole numbers, or None if they are names."""
        texts = [text for text in self.seen if text != "-100"]
        return (
            [int(t) for t in texts] if all(re.fullmatch(r"-?\d{1,9}", t) for t in texts) else None
        )

    @property
    def numeric(self) -> list[int]:
        """The columns that could be scores and hold numbers."""
        return [k for k in self.free if self.head[k].numbers is not None]

    def clashes(self, block: Block) -> bool:
        """Whether the labels cannot be classes of a block."""
        names = {class_name(self.head[k].name, block.prefix).casefold() for k in block.columns}
        names |= {self.head[k].name.strip().casefold() for k in block.columns}
        if {text.casefold() for text in self.seen} <= names:
            return False
        if self.numbers is None:
            return not only_counts(tuple(names), self.seen)
        return bool(self.numbers) and max(self.numbers) > len(block.columns)


def only_counts(names: Sequence[str], seen: frozenset[str]) -> bool:
    """Whether the columns are only numbered while the labels have names."""
    numbered = all(re.search(r"\d$", name) for name in names)
    return (
        numbered
        and any(not re.fullmatch(r"-?\d+", text) for text in seen)
        and not ({text.casefold() for text in seen} & {name.casefold() for name in names})
    )


def prefix_groups(table: Table) -> list[Block]:
    """Columns that share a beginning that means scores, likeliest first."""
    by_prefix: dict[str, list[int]] = {}
    for k in table.numeric:
        prefix = prefix_of(table.head[k].name)
        if prefix:
            by_prefix.setdefault(prefix, []).append(k)
    found = [
        Block(
            tuple(columns),
            f"{len(columns):,} columns begin with “{prefix}”",
            prefix,
            firm=len(re.sub(r"\W|_|\d", "", prefix)) > 1,
        )
        for prefix, columns in by_prefix.items()
        if len(columns) > 1
    ]
    return sorted(found, key=lambda block: _prefix_rank(block.prefix))


def named_after(table: Table) -> list[Block]:
    """Columns that are called like the labels but for a beginning they share: ``class cat``."""
    if table.numbers is not None:
        return []
    names = {k: table.head[k].name.strip() for k in table.numeric}
    for text in sorted(table.seen):
        for name in names.values():
            prefix = name.removesuffix(text)
            if prefix in ("", name):
                continue
            columns = tuple(k for k, other in names.items() if other.startswith(prefix))
            block = Block(columns, f"{len(columns):,} columns begin with “{prefix}”", prefix)
            if len(columns) > 1 and not table.clashes(block):
                return [block]
    return []


def prefix_of(name: str) -> str:
    """The part of a column's name before the class, or nothing."""
    found = _PREFIX.match(name.strip())
    return found.group() if found else ""


def _prefix_rank(prefix: str) -> int:
    found = rank(prefix.rstrip("_-. :[(/"), SCORE_WORDS)
    return len(SCORE_WORDS) if found is None else found


def class_name(column: str, prefix: str) -> str:
    """The class in a column's name: what follows the prefix, without closing brackets."""
    name = column.strip()[len(prefix) :].strip()
    if prefix.endswith(("[", "(")):
        name = name.rstrip("])")
    return name.strip() or column.strip()


def candidates(table: Table, groups: Sequence[Block], *, is_named: bool) -> list[Block]:
    """Every block that could be the scores; none if there is only one number a row, if any."""
    if not is_named:
        every = Block(tuple(table.numeric), "the other columns hold the label or text")
        return [every] if len(every.columns) > 1 else []
    refined = [block for group in groups for block in _refined(table, group)]
    found = _fitting(table, refined)
    if found:
        return found
    # Nothing fits the labels: what does not is read, and the first label that is no class is
    # reported with its row.
    misfits = refined
    if not misfits and not any(_is_score(table.head[k]) for k in table.numeric):
        misfits = _every_bare(table)
    return [block for block in misfits if table.clashes(block)][:1]


def _fitting(table: Table, groups: Sequence[Block]) -> list[Block]:
    """The blocks whose classes the labels could be."""
    head = table.head
    good = [block for block in groups if not table.clashes(block)]
    in_groups = {k for block in good for k in block.columns}
    rest = [k for k in table.numeric if k not in in_groups]
    runs = [run for run in distributions(head, rest) if not table.clashes(run)]
    named = [run for run in runs if _are_seen(table, run)]
    firm = [run for run in runs if run in named or _is_telling(run, head)]
    if good or firm:
        return [*good, *(block for run in firm for block in with_edges(run, head, table.seen))]
    others = _numbered(table) or _bare_logits(table, rest)
    free = {k for block in others for k in block.columns} - {k for run in runs for k in run.columns}
    columns = [head[k] for k in rest]
    # Two columns that sum to 1 may be anything, if there are others that look like scores.
    likely = [k for k in free if not describes(head[k].name) and not is_odd(head[k], columns)]
    if runs and len(likely) < 2:
        return runs
    known = [set(run.columns) for run in runs]
    return [*runs, *(block for block in others if set(block.columns) not in known)]


def _is_telling(run: Block, head: Sequence[Column]) -> bool:
    """Whether columns that sum to 1 can hardly be anything but probabilities."""
    return len(run.columns) > 2 and not all(head[k].is_binary for k in run.columns)


def _every_bare(table: Table) -> list[Block]:
    bare = tuple(k for k in table.numeric if not describes(table.head[k].name))
    every = Block(bare, f"{len(bare):,} columns hold numbers and no other use is known for them")
    return [every] if len(bare) > 1 else []


def _are_seen(table: Table, block: Block) -> bool:
    names = {table.head[k].name.strip().casefold() for k in block.columns}
    return {text.casefold() for text in table.seen} <= names


def _is_score(column: Column) -> bool:
    """Whether a column is called as the score of two classes is."""
    return normal(column.name) in CONFIDENCE_WORDS or rank(column.name, SCORE_WORDS) is not None


def _refined(table: Table, group: Block) -> list[Block]:
    """A group as it is, or without what its content shows to be no class."""
    head = table.head
    columns = [head[k] for k in group.columns]
    names = [class_name(column.name, group.prefix) for column in columns]
    if sums_to_1(columns) or _counts_up(names):
        return [replace(group, firm=True)]
    wanted = {text.casefold() for text in table.seen}
    is_named = wanted <= {name.casefold() for name in names}
    runs = [
        replace(run, prefix=group.prefix)
        for run in distributions(head, group.columns)
        if len(run.columns) > 2 or _are_named(run, group, head, wanted)
    ]
    if runs:
        return runs
    if not group.firm and not is_named:
        return []
    odd = {
        k
        for k, name in zip(group.columns, names, strict=True)
        if name.casefold() not in wanted and (describes(name) or is_odd(head[k], columns))
    }
    even = tuple(k for k in group.columns if k not in odd)
    if odd and len(even) > 1:
        logits = table_of([head[k] for k in even])
        if all(follows_from(head[k], logits) for k in odd):
            return [replace(group, columns=even, firm=True)]
    if not odd or len(even) < 2:
        return [replace(group, firm=True)]
    why = f"{listed(head[k].name for k in odd)} looks like no class"
    return [replace(group, columns=even, why=why), group]


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
    singles = [k for k in table.numeric if _is_score(table.head[k])]
    if singles and len(table.head[table.label].distinct) <= 2:
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
    columns = [head[k] for k in every]
    if any(head[k].is_share for k in singles):
        return []
    rivals = [
        k
        for k in every
        if not (head[k].is_whole or (describes(head[k].name) and is_odd(head[k], columns)))
    ]
    if len(rivals) < 2 or table.numbers is None:
        return []
    alone = [
        Block((k,), "of its name; it is the score of the second of two classes") for k in singles
    ]
    return [*alone, *counted_by_labels(head, every, table.numbers)]
