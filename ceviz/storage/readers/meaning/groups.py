"""Columns that share a beginning: ``prob_cat, prob_dog``, and the class in each name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ceviz.storage.readers.meaning.blocks import Block
from ceviz.storage.readers.meaning.classes.class_numbers import are_meant
from ceviz.storage.readers.meaning.head import Column, missing_words
from ceviz.storage.readers.meaning.roles import SCORE_WORDS, rank
from ceviz.storage.readers.names import letters

#: What a class's name follows in ``prob_cat``, ``logits[3]``, ``Log Prob: cat`` or ``q1``.
_WORDS = "|".join(
    re.escape(word).replace("_", "[_ ]?") for word in sorted(SCORE_WORDS, key=len, reverse=True)
)

#: What the names of classes follow where no word says scores: ``out.cat``, ``class cat``.
_OUTPUT = re.compile(r"(?:class|cls|out)[-_. :\[(/](?=.)", re.IGNORECASE)
_PREFIX = re.compile(rf"(?:{_WORDS})(?:[-_. :\[(/](?=.)|(?=\d+$))", re.IGNORECASE)


#: A model and a class: ``rf_0``.
_OF_A_MODEL = re.compile(r"(.*[^_\-. ][_\-. ])([^_\-. ]+)")

#: What pandas calls a column whose name another has.
_COPY = re.compile(r"(.+)\.\d+")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, those that could be scores, and what the others say about the classes.

    ``labels`` are the different ones of all rows, or None where only the first were seen.
    """

    head: Sequence[Column]
    free: list[int]
    label: int
    prediction: int | None
    labels: frozenset[str] | None = None

    @property
    def seen(self) -> frozenset[str]:
        """The classes that the rows seen have or predict."""
        found = self.head[self.label].distinct | (self.labels or frozenset())
        found -= _said_to_be_missing(found, self.head)
        if found and all(text.startswith("[") and text.endswith("]") for text in found):
            found = frozenset()  # each lists a number for every class
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
        if all(map(letters, self.seen)) and set(map(letters, self.seen)) <= set(
            map(letters, names)
        ):
            return False
        if are_meant(
            self.seen - {"-100"},
            [class_name(self.head[k].name, block.prefix) for k in block.columns],
        ):
            return False
        if self.numbers is None:
            return not only_counts(tuple(names), self.seen)
        return bool(self.numbers) and max(self.numbers) > len(block.columns)


def _said_to_be_missing(texts: frozenset[str], head: Sequence[Column]) -> frozenset[str]:
    """Those of some labels that say that there is none, and that no column is called after."""
    words = missing_words(texts, ())
    if not words:
        return words
    parts = {part for column in head for part in re.split(r"[\W_]+", column.name.casefold())}
    return frozenset(word for word in words if word.casefold() not in parts)


def only_counts(names: Sequence[str], seen: frozenset[str]) -> bool:
    """Whether the columns are only numbered while the labels have names."""
    numbered = all(re.search(r"\d$", name) for name in names)
    return (
        numbered
        and not are_meant(seen - {"-100"}, names)
        and any(not re.fullmatch(r"-?\d+", text) for text in seen)
        and not ({text.casefold() for text in seen} & {name.casefold() for name in names})
    )


def prefix_groups(table: Table) -> list[Block]:
    """Columns that share a beginning that means scores, likeliest first."""
    found = [
        Block(
            tuple(columns),
            f"{len(columns):,} columns begin with “{prefix}”",
            prefix,
            firm=len(re.sub(r"\W|_|\d", "", prefix)) > 1,
        )
        for prefix, columns in _by_prefix(table, _PREFIX).items()
    ]
    return sorted(found, key=lambda block: _prefix_rank(block.prefix))


def _by_prefix(table: Table, beginning: re.Pattern[str]) -> dict[str, list[int]]:
    """Two columns or more by the beginning that they share."""
    by_prefix: dict[str, list[int]] = {}
    for k in table.numeric:
        found = beginning.match(table.head[k].name.strip())
        if found:
            by_prefix.setdefault(found.group(), []).append(k)
    return {prefix: columns for prefix, columns in by_prefix.items() if len(columns) > 1}


def output_groups(table: Table) -> list[Block]:
    """Fractions, rounded alike, that are called ``out.cat`` or ``class cat``."""
    return [
        Block(tuple(columns), f"{len(columns):,} columns begin with “{prefix}”", prefix)
        for prefix, columns in _by_prefix(table, _OUTPUT).items()
        if are_alike([table.head[k] for k in columns])
        and not all(class_name(table.head[k].name, prefix).isdigit() for k in columns)
    ]


def are_alike(columns: Sequence[Column]) -> bool:
    """Whether all are fractions that change, rounded alike."""
    return all(
        not column.is_whole and not column.is_constant and column.is_written_as(columns[0])
        for column in columns
    )


def score_groups(table: Table) -> list[Block]:
    """Columns whose names share what says that they are scores, likeliest first."""
    groups = prefix_groups(table)
    if groups and not all(table.clashes(group) for group in groups):
        return groups
    return named_after(table) or groups or output_groups(table)


def named_after(table: Table) -> list[Block]:
    """Columns called like the labels but for what all have around it: ``class cat``, ``cat_prob``.

    ``Pr[cat]`` and ``Probability for Class "cat"``, too.
    """
    if table.numbers is not None or not table.seen:
        return []
    names = {k: table.head[k].name.strip() for k in table.numeric}
    longest = max(sorted(table.seen), key=len)
    blocks: dict[str, Block] = {}
    for name in names.values():
        for found in re.finditer(f"(?={re.escape(longest)})", name):
            before, after = name[: found.start()], name[found.start() + len(longest) :]
            if not before and not after:
                continue
            columns = tuple(
                k
                for k, other in names.items()
                if len(other) > len(before) + len(after)
                and other.startswith(before)
                and other.endswith(after)
            )
            why = f"{len(columns):,} columns begin with “{before}”"
            if after:
                why = f"{len(columns):,} columns are called “{before}*{after}”"
            block = Block(columns, why, f"{before}*{after}" if after else before)
            is_new = not any(set(columns) <= set(other.columns) for other in blocks.values())
            if len(columns) > 1 and is_new and not table.clashes(block):
                blocks[block.prefix] = block
    return list(blocks.values())


def parts_of(table: Table, group: Block) -> list[Block]:
    """The scores of each model, where a group has those of several: ``logit_rf_0, logit_lr_0``.

    Nothing unless the names are those of two models or more, each followed by the same classes.
    """
    by_model: dict[str, list[tuple[str, int]]] = {}
    for k in group.columns:
        found = _OF_A_MODEL.fullmatch(table.head[k].name.strip()[len(group.prefix) :])
        if found is None:
            return []
        by_model.setdefault(found[1], []).append((found[2], k))
    classes = [sorted(name for name, _ in columns) for columns in by_model.values()]
    if len(classes) < 2 or len(classes[0]) < 2 or any(each != classes[0] for each in classes):
        return []
    parts = [
        Block(
            tuple(k for _, k in columns),
            f"{len(columns):,} columns begin with “{group.prefix}{model}”",
            group.prefix + model,
        )
        for model, columns in by_model.items()
    ]
    return [part for part in parts if not table.clashes(part)]


def copies(head: Sequence[Column], columns: Sequence[int]) -> list[int]:
    """The columns of the same names that stand a second time in a table, as pandas renames them.

    Nothing unless each of ``columns`` has one of numbers, and they differ.
    """
    place = {column.name.strip(): k for k, column in enumerate(head) if column.numbers is not None}
    found = [place.get(f"{head[k].name.strip()}.1", -1) for k in columns]
    if not found or -1 in found:
        return []
    is_same = all(head[k].texts == head[copy].texts for k, copy in zip(columns, found, strict=True))
    return [] if is_same else found


def is_copy(head: Sequence[Column], column: Column) -> bool:
    """Whether pandas renamed a column as there is another of its name: ``prob_0.1``."""
    found = _COPY.fullmatch(column.name.strip())
    return found is not None and any(other.name.strip() == found[1] for other in head)


def prefix_of(name: str) -> str:
    """The part of a column's name before the class, or nothing."""
    found = _PREFIX.match(name.strip())
    return found.group() if found else ""


def beginning_of(name: str) -> str:
    """The part before the class, if it is one of scores or outputs; or nothing."""
    found = _OUTPUT.match(name.strip())
    return prefix_of(name) or (found.group() if found else "")


def _prefix_rank(prefix: str) -> int:
    found = rank(prefix.rstrip("_-. :[(/"), SCORE_WORDS)
    return len(SCORE_WORDS) if found is None else found


def class_name(column: str, prefix: str) -> str:
    """The class in a column's name: what follows the prefix, without closing brackets.

    Of a prefix with a star, what stands there.
    """
    name = column.strip()
    before, star, after = prefix.partition("*")
    if star and len(name) > len(before) + len(after):
        return name[len(before) : len(name) - len(after)].strip() or name
    name = name[len(prefix) :].strip()
    if prefix.endswith(("[", "(")):
        name = name.rstrip("])")
    return name.strip() or column.strip()
