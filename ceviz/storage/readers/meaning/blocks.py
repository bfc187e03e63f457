"""Which columns of a table are the classes: by what they sum to, by the labels, by their scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import EDGE_TOLERANCE, MOST_PROBABLE, SUM_TOLERANCE, sum_tolerance
from ceviz.storage.readers.edge import listed, shown
from ceviz.storage.readers.guesses import spelled_out
from ceviz.storage.readers.meaning.head import Column, table_of
from ceviz.storage.readers.meaning.roles import (
    OTHER_WORDS,
    SCORE_WORDS,
    SUMMARY_WORDS,
    normal,
)
from ceviz.storage.readers.readings import log_softmax

#: Columns whose largest numbers are this many times apart are of another scale.
_OTHER_SCALE = 10.0

#: How far a number that follows from the scores may be from what it is, as it was rounded.
_ROUNDED = 0.0051

#: Fewer numbers than this tell nothing of how a column is written.
_TELLING = 8

#: More columns than this are not searched for a block that sums to 1.
_SEARCHED = 1 << 15

#: Numbers of so many decimals are hundredths.
_COARSE = 2

#: Words of names that describe a row.
_DESCRIBES = (
    "age", "avg", "batch", "bytes", "chars", "cluster", "conf", "confidence", "count", "date",
    "distance", "entropy", "epoch", "fold", "group", "height", "id", "idx", "index", "lat",
    "latency", "len", "length", "line", "lon", "loss", "margin", "max", "mean", "min", "ms", "n",
    "nll", "no", "nr", "num", "number", "offset", "page", "position", "rank", "ratio", "row",
    "score", "sec", "seconds", "seed", "similarity", "size", "split", "std", "step", "sum",
    "temperature", "time", "tokens", "total", "user", "var", "version", "weight", "width",
    "words", "year",
)  # fmt: skip

#: Those of what is counted, and those of what is never below 0.
_COUNTS = (
    "batch", "bytes", "chars", "cluster", "count", "epoch", "fold", "group", "id", "idx", "index",
    "line", "n", "no", "nr", "num", "number", "page", "rank", "row", "seed", "step", "tokens",
    "user", "words", "year",
)  # fmt: skip
_POSITIVE = (
    *_COUNTS, "age", "conf", "confidence", "distance", "entropy", "height", "latency", "len",
    "length", "loss", "ms", "nll", "sec", "seconds", "size", "std", "var", "weight",
    "width",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that could be the classes.

    Attributes:
        columns: their indices, in the order of the classes.
        why: what speaks for them, in words that fit after "because".
        prefix: the beginning they share, or nothing; with a star for the class where they share
            an end, too.
        firm: whether that is enough to take them without asking, if nothing else fits.
        is_told_by_prediction: whether nothing tells them but the classes predicted of some rows.
    """

    columns: tuple[int, ...]
    why: str
    prefix: str = ""
    firm: bool = True
    is_told_by_prediction: bool = False


def describes(name: str, column: Column | None = None) -> bool:
    """Whether a name is one that people give to what is known of a row, not to a class.

    Not if the ``column`` cannot be that: an index of fractions, a loss below 0.
    """
    plain = normal(name)
    words = {word for word in re.split(r"_+|\d+", plain) if word}
    said = words & set(_DESCRIBES)
    if not said and plain not in (*OTHER_WORDS, *SCORE_WORDS, *SUMMARY_WORDS):
        return False
    return column is None or not said or not all(_cannot_be(word, column) for word in said)


def _cannot_be(word: str, column: Column) -> bool:
    """Whether the numbers of a column are none of what a word says."""
    if column.numbers is None or len(column.known) < _TELLING:
        return False
    if word in _COUNTS and not column.is_whole:
        return True
    return word in _POSITIVE and bool((column.known < 0).any())


class Peers:
    """Columns that others are held against; made once, however many are."""

    def __init__(self, columns: Sequence[Column]) -> None:
        changing = [column for column in columns if not column.is_constant]
        fractions = [column for column in changing if not column.is_whole]
        self._changing, self._fractions = _Scales(changing), _Scales(fractions)

    def is_odd(self, column: Column) -> bool:
        """Whether the content of a column is of another sort than that of all others here."""
        if column.is_constant:
            return True
        others = self._fractions.without(column)
        if others > 1 and column.is_whole:
            return True
        scales = self._fractions if others else self._changing
        return scales.without(column) > 0 and not scales.has_near(column)


class _Scales:
    """How large the numbers of some columns are."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._members = set(map(id, columns))
        self._sorted = np.sort([column.scale for column in columns])

    def without(self, column: Column) -> int:
        """How many columns there are but for this one."""
        return len(self._sorted) - (id(column) in self._members)

    def has_near(self, column: Column) -> bool:
        """Whether another has a scale that is not many times larger or smaller."""
        low = np.searchsorted(self._sorted, column.scale / _OTHER_SCALE)
        high = np.searchsorted(self._sorted, column.scale * _OTHER_SCALE, "right")
        return bool(high - low > (id(column) in self._members))


def of_another_sort(head: Sequence[Column], pool: Sequence[int]) -> list[int]:
    """The columns of the pool that are no scores beside the others, by how they are written.

    Scores of one model are fractions, and rounded alike. Nothing is of another sort if there are
    two sorts of fractions with two columns or more each.
    """
    changing = [k for k in pool if not head[k].is_constant and len(head[k].known) >= _TELLING]
    by_digits: dict[tuple[int, int], list[int]] = {}
    for k in changing:
        if not head[k].is_whole:
            by_digits.setdefault(head[k].digits, []).append(k)
    sorts: list[list[tuple[int, int]]] = []  # few, however many columns there are
    for digits, columns in by_digits.items():
        first = head[columns[0]]
        alike = [
            sort
            for sort in sorts
            if any(first.is_written_as(head[by_digits[other][0]]) for other in sort)
        ]
        sorts = [sort for sort in sorts if sort not in alike]
        sorts.append([other for sort in alike for other in sort] + [digits])
    sizes = [sum(len(by_digits[digits]) for digits in sort) for sort in sorts]
    if sum(size > 1 for size in sizes) != 1:
        return []
    scores = {k for digits in sorts[int(np.argmax(sizes))] for k in by_digits[digits]}
    return [k for k in changing if k not in scores]


def follows_from(column: Column, logits: NDArray[np.float64]) -> bool:
    """Whether a column follows from logits (n, K).

    It does as their confidence, entropy, margin or a loss, or as their largest, smallest, sum,
    mean, spread, margin or log-sum-exp.
    """
    if column.numbers is None or len(column.numbers) != len(logits):
        return False
    with np.errstate(invalid="ignore"):
        known = [*_of_probabilities(log_softmax(logits)), *_of_logits(logits)]
        if any((np.abs(column.numbers - numbers) <= _ROUNDED).all() for numbers in known):
            return True
        losses = np.abs(column.numbers[:, None] + log_softmax(logits)).min(axis=1)
        return bool((losses <= _ROUNDED).all())


def _of_probabilities(logs: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Confidence, uncertainty, margin and entropy, (n,) each."""
    q = np.exp(logs)
    two = np.sort(q, axis=1)[:, -2:]
    entropy = -np.where(q > 0, q * logs, 0.0).sum(axis=1)
    return [two[:, 1], 1 - two[:, 1], two[:, 1] - two[:, 0], entropy]


def _of_logits(logits: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Largest, smallest, margin, sum, mean, both spreads, log-sum-exp, (n,) each."""
    order = np.sort(logits, axis=1)
    return [
        order[:, -1], order[:, 0], order[:, -1] - order[:, -2], logits.sum(axis=1),
        logits.mean(axis=1), logits.std(axis=1), logits.std(axis=1, ddof=1),
        (logits - log_softmax(logits))[:, 0],
    ]  # fmt: skip


def sums_to_1(columns: Sequence[Column]) -> bool:
    """Whether every row of the columns is a distribution, or the logarithms of one."""
    table = table_of(columns)
    if len(table) == 0 or len(columns) < 2:
        return False
    if table.min() >= -EDGE_TOLERANCE and table.max() <= MOST_PROBABLE:
        return bool((np.abs(table.sum(axis=1) - 1) <= sum_tolerance(table)).all())
    return table.max() <= EDGE_TOLERANCE and bool(
        (np.abs(np.exp(table).sum(axis=1) - 1) <= SUM_TOLERANCE).all()
    )


def distributions(head: Sequence[Column], pool: Sequence[int]) -> list[Block]:
    """Neighbouring columns of the pool that sum to 1 in every row, as they are or as powers."""
    shares = [k for k in pool if head[k].is_share]
    logs = [k for k in pool if head[k].known.size and head[k].known.max() <= EDGE_TOLERANCE]
    found = []
    for columns, as_powers, what in (
        (shares, False, "they sum to 1 in every row"),
        (logs, True, "their exponentials sum to 1 in every row"),
    ):
        if len(columns) < 2 or len(columns) > _SEARCHED:
            continue
        table = table_of([head[k] for k in columns])
        if not len(table):
            continue
        for first, end in _runs(np.exp(table) if as_powers else table):
            found.append(Block(tuple(columns[first:end]), what))
    coarse = [k for k in shares if head[k].digits[0] <= _COARSE]
    if 2 <= len(coarse) < min(len(shares), _SEARCHED):
        # Rounded to hundredths their sums are further off than those of the others.
        for first, end in _runs(table_of([head[k] for k in coarse])):
            found.append(Block(tuple(coarse[first:end]), "they sum to 1 in every row"))
    return list({block.columns: block for block in found}.values())


def _runs(table: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Runs [first, end) of two columns or more that sum to 1 in every row of (n, k) shares.

    Of runs that overlap, the one whose sums are closest to 1 is kept; of equally close ones, the
    longest: a class of no probability belongs to the classes.
    """
    rows, count = table.shape
    tolerance = sum_tolerance(table)
    ends = np.concatenate([np.zeros((rows, 1)), np.cumsum(table, axis=1)], axis=1)
    found: list[tuple[int, int, float]] = []
    for first in range(count - 1):
        low = np.searchsorted(ends[0], ends[0, first] + 1 - tolerance)
        high = np.searchsorted(ends[0], ends[0, first] + 1 + tolerance, "right")
        low = max(int(low), first + 2)
        if low >= high:
            continue
        off = ends[:, low:high] - ends[:, [first]] - 1
        good = np.flatnonzero((np.abs(off) <= tolerance).all(axis=0))
        if not good.size:
            continue
        miss = np.sqrt(np.mean(off[:, good] ** 2, axis=0))
        near = np.flatnonzero(miss <= 1.1 * miss.min() + 1e-6)
        best = near[-1]
        found.append((first, low + int(good[best]), float(miss[best])))
    kept: list[tuple[int, int, float]] = []
    for run in found:
        if not kept or run[0] >= kept[-1][1]:
            kept.append(run)
        elif run[2] < kept[-1][2] / 1.1 - 1e-6:
            kept[-1] = run
    return [(first, end) for first, end, _ in kept]


def with_edges(block: Block, head: Sequence[Column], seen: Iterable[str]) -> list[Block]:
    """A block, and the block without columns at its ends that never change.

    Those may be classes that never occur, or something else that happens to be 0; they are
    nothing else if their names say what they are.
    """
    known = {name.casefold() for name in seen}

    def is_doubtful(k: int) -> bool:
        return head[k].is_constant and head[k].name.strip().casefold() not in known

    columns = list(block.columns)
    while len(columns) > 2 and is_doubtful(columns[-1]):
        columns.pop()
    while len(columns) > 2 and is_doubtful(columns[0]):
        columns.pop(0)
    dropped = [k for k in block.columns if k not in columns]
    if not dropped:
        return [block]
    why = f"{block.why}, without {listed(head[k].name for k in dropped)}, which never changes"
    inner = replace(block, columns=tuple(columns), why=why)
    if all(describes(head[k].name, head[k]) for k in dropped):
        return [inner]
    return [inner, block]


def named_by_labels(
    head: Sequence[Column], pool: Sequence[int], seen: frozenset[str]
) -> list[Block]:
    """The columns that carry the names of the labels, and what else could belong to them."""
    wanted = {name.casefold() for name in seen}
    named = [k for k in pool if head[k].name.strip().casefold() in wanted]
    if not named or len({head[k].name.strip().casefold() for k in named}) < len(wanted):
        return []
    if len(named) == 1:
        return _around_one(head, pool, named[0])
    peers = Peers([head[k] for k in named])
    hull = [k for k in pool if named[0] <= k <= named[-1]]
    inside = [k for k in hull if k not in named and peers.is_odd(head[k])]
    outside = [
        k
        for k in pool
        if k not in hull and not (describes(head[k].name, head[k]) and peers.is_odd(head[k]))
    ]
    likely = tuple(k for k in hull if k not in inside)
    if outside:
        logits = table_of([head[k] for k in likely])
        outside = [k for k in outside if not follows_from(head[k], logits)]
    found = [Block(likely, "they carry the labels' names")]
    if inside or outside:
        every = tuple(k for k in pool if k in hull or k in outside)
        more = listed(head[k].name for k in (*inside, *outside))
        found.append(Block(every, f"{more} could be classes that never occur", firm=False))
    return found


def _around_one(head: Sequence[Column], pool: Sequence[int], named: int) -> list[Block]:
    """The blocks around a column that carries the only label there is."""
    peers = Peers([head[k] for k in pool])
    even = tuple(
        k
        for k in pool
        if k == named or not (describes(head[k].name, head[k]) or peers.is_odd(head[k]))
    )
    why = f"only “{shown(head[named].name)}” occurs as a label"
    blocks = {columns: Block(columns, why, firm=False) for columns in (even, tuple(pool))}
    return [block for block in blocks.values() if len(block.columns) > 1]


def counted_by_labels(
    head: Sequence[Column], pool: Sequence[int], seen: Sequence[int]
) -> list[Block]:
    """Columns of numbers as the classes 0, 1, 2, … that the labels count."""
    peers = Peers([head[k] for k in pool])
    rest = [k for k in pool if not (describes(head[k].name, head[k]) and peers.is_odd(head[k]))]
    if len(rest) < 2:
        return []
    peers = Peers([head[k] for k in rest])
    odd = {k for k in rest if peers.is_odd(head[k]) or describes(head[k].name, head[k])}
    even_ones = [head[k] for k in rest if k not in odd]
    if odd and len(even_ones) > 1:
        derived = {k for k in odd if follows_from(head[k], table_of(even_ones))}
        odd -= derived
        rest = [k for k in rest if k not in derived]
    even = Block(
        tuple(k for k in rest if k not in odd),
        f"{listed(head[k].name for k in odd)} looks unlike the others",
        firm=False,
    )
    # Labels that need a column each leave none to spare.
    is_full = len(rest) == len(pool) and len(rest) <= len(set(seen))
    numbered = all(name.isdigit() for name in (head[k].name.strip() for k in rest))
    count = len(rest)
    counts = set(seen)
    is_covered = numbered or set(range(count)) <= counts or set(range(1, count + 1)) <= counts
    # Of two columns none can be spared, if there is nothing else in the table.
    is_sure = (not odd and (is_covered or len(pool) == 2)) or (is_covered and is_full)
    why = f"{len(rest):,} columns hold numbers and no other use is known for them"
    every = Block(tuple(rest), why, firm=is_sure)
    if is_sure:
        return [every]
    found = [even, every] if odd else [every]
    if not is_covered and seen:
        high = max(2, max(seen) + 1)
        for columns_in_use, where in ((rest[:high], "first"), (rest[-high:], "last")):
            why = f"the labels count {high:,} classes, and these are the {where} {high:,}"
            found.append(Block(tuple(columns_in_use), why, firm=False))
    unique: dict[tuple[int, ...], Block] = {}
    for block in found:
        if len(block.columns) > 1:
            unique.setdefault(block.columns, block)
    return list(unique.values())


def columns_as_pattern(head: Sequence[Column], block: Block) -> str:
    """How the user may choose a block: ``prob_*``, ``cat..zebra`` or ``cat, dog``."""
    names = [head[k].name.strip() for k in block.columns]
    first, last = block.columns[0], block.columns[-1]
    if len(names) > 8 and last - first + 1 == len(names):
        return f"{names[0]}..{names[-1]}"
    return spelled_out(names)


def called(head: Sequence[Column], block: Block) -> str:
    """A block for people: the columns “a”, “b” and 8 more."""
    return f"the columns {listed((shown(head[k].name.strip()) for k in block.columns), 6)}"
