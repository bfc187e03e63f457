"""The lab in plain words: what the model gives, what that costs, and what just changed.

The numbers are those of an :class:`~ceviz.document.analysis.Analysis` and nothing else; the
clauses come in the order of their weight, so that where there is little room the last one goes.
"""

from __future__ import annotations

from math import isinf, log
from typing import NamedTuple

import numpy as np

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document, Unit
from ceviz.document.targets import TargetKind, kind_of
from ceviz.document.text.numbers import NBSP, SPOKEN, show_percent, show_probability

#: Whoever has more than this share of what was given or taken has "most of it".
MOST = 0.5

#: Whoever has this share of it has all of it, as people round.
ALL = 0.995

#: Shares that move by less are the same to the eye.
STILL = 5e-7


#: A mistake below this share of the truth's own doubt is rounding.
PERFECT = 1e-9


class Before(NamedTuple):
    """What the last change started from."""

    document: Document
    analysis: Analysis


class Piece(NamedTuple):
    """Some words of a clause.

    Attributes:
        text: as read; a no-break space keeps its neighbours on one line.
        about: the class it names or is the share of, or None.
        strong: it is what the clause is for.
    """

    text: str
    about: int | None = None
    strong: bool = False


#: One sentence, without spaces around it.
Clause = tuple[Piece, ...]


def clauses(
    document: Document, a: Analysis, before: Before | None = None, *, percent: bool = True
) -> tuple[Clause, ...]:
    """What the lab shows, in sentences, the weightiest first; never empty.

    Args:
        before: what the last change started from; another sample or other classes do not compare.
        percent: write probabilities in percent, not as decimals.
    """
    tell = _Teller(document, a, _comparable(document, before), percent)
    return tuple(clause for clause in tell.all() if clause)


def stays(document: Document, pulled: int) -> Clause:
    """Why the class in the hand does not move; empty if it does."""
    if pulled not in document.classes.locked:
        return ()
    words = " is locked and keeps its share: unlock it (L) to move it."
    return Piece(_quoted(document.classes.names[pulled]), pulled, True), Piece(words)


def plain(told: tuple[Clause, ...]) -> str:
    """The clauses as one line of text."""
    return " ".join("".join(piece.text for piece in clause) for clause in told).replace(NBSP, " ")


def show_cost(nats: float, unit: Unit) -> str:
    """``0.096 nats``, ``2.30 nats``, ``12.0 nats``, ``infinitely much``, ``nothing``."""
    value = nats * unit.per_nat
    if value == 0.0:
        return "nothing"
    if isinf(value):
        return f"infinitely{NBSP}much"
    return f"{_figures(value)}{NBSP}{unit.value}"


def _figures(value: float) -> str:
    if value >= 1e6:
        return f"{value:.2e}".replace("e+0", "e").replace("e+", "e")
    if value >= 100.0:
        return f"{value:,.0f}"
    if value >= 10.0:
        return f"{value:.1f}"
    if value >= 0.0995:
        return f"{value:.2f}"
    if value < 5e-5:
        return "under 0.0001"
    return np.format_float_positional(value, 2, unique=False, fractional=False)


def _comparable(document: Document, before: Before | None) -> Before | None:
    if before is None:
        return None
    then = before.document
    same = then.classes.names == document.classes.names and then.selected == document.selected
    return before if same and len(then.samples) == len(document.samples) else None


def _quoted(name: str) -> str:
    """A name as it stands in a sentence: in quotes where it could be taken for something else."""
    readable = any(map(str.isalpha, name)) and "," not in name
    return name if readable else f"“{name}”"


class _Teller:
    """Words one document; each method is a clause, or none."""

    def __init__(self, document: Document, a: Analysis, before: Before | None, percent: bool):
        self.document, self.a, self.before = document, a, before
        self._names = document.classes.names
        self._percent = percent
        self._sure = kind_of(document.sample.target) is TargetKind.ONE_HOT

    def all(self) -> tuple[Clause, ...]:
        """Every clause there is something to say in."""
        if self._sure:
            return (*self._one_truth(), self._why(), self._yardstick(), self._mean())
        return (*self._spread_truth(), self._why(), self._mean())

    def _name(self, k: int) -> Piece:
        return Piece(_quoted(self._names[k]), k, True)

    def _one_truth(self) -> tuple[Clause, ...]:
        """What the truth is given, who gets more, and what that costs."""
        a, k = self.a, self.a.true
        if isinf(a.cross_entropy):
            gives: Clause = (
                Piece("The model calls the truth, "), self._name(k), Piece(", impossible."),
            )  # fmt: skip
        else:
            given = Piece(self._share(k), k, True)
            gives = (
                Piece("The model gives the truth, "), self._name(k), Piece(", "), given,
                *self._verdict(),
            )  # fmt: skip
        return gives, (Piece("That costs "), *self._cost())

    def _share(self, k: int) -> str:
        """q of class ``k``; what no float64 tells from 0 or 1 is under or over what is shown."""
        q = float(self.a.q[k])
        if q == 1.0 and self.a.surprisal[k] > 0.0:
            return show_percent(1.0 - 1e-9, SPOKEN) if self._percent else "nearly 1"
        if q == 0.0 and not isinf(self.a.surprisal[k]):
            return show_percent(5e-324, SPOKEN) if self._percent else "hardly anything"
        return show_percent(q, SPOKEN) if self._percent else show_probability(q)

    def _verdict(self) -> Clause:
        """Who gets more than the truth, if anyone does."""
        a, k = self.a, self.a.true
        if a.z[a.predicted] > a.z[k]:
            return Piece(", and "), self._name(a.predicted), Piece(" more.")
        rivals = np.flatnonzero(a.z == a.z[k])
        if len(rivals) > 1:
            other = int(rivals[rivals != k][0])
            who = (self._name(other),) if len(rivals) == 2 else (Piece("others"),)
            return Piece(", and "), *who, Piece(" as much: a tie.")
        return (Piece("."),)

    def _spread_truth(self) -> tuple[Clause, ...]:
        """A truth that is itself a distribution: what it costs at best, and what was added."""
        a, floor = self.a, show_cost(self.a.entropy, self.document.unit)
        costs: Clause = (Piece("The prediction costs "), *self._cost())
        if isinf(a.cross_entropy):
            words = "It calls something impossible that does happen."
        elif a.entropy == 0.0:
            words = "The truth is in no doubt: all of that is the model’s mistake."
        elif a.kl <= PERFECT * a.entropy:
            words = "All of that is the truth’s own doubt: no model does better."
        else:
            # Not both parts: rounded, they need not add up to the whole.
            words = f"Of that, {floor} are the truth’s own doubt; the rest is the model’s mistake."
        return costs, (Piece(words),)

    def _cost(self) -> Clause:
        now = show_cost(self.a.cross_entropy, self.document.unit)
        told = Piece(now, None, True)
        if self.before is not None:
            was = show_cost(self.before.analysis.cross_entropy, self.document.unit)
            if was != now:
                return told, Piece(f"; it was {was.removesuffix(f'{NBSP}{self.document.unit}')}.")
        return (told, Piece("."))

    def _why(self) -> Clause:
        """What was done since, and why the cost followed or did not."""
        if self.before is None:
            return ()
        then, was = self.before
        now, a = self.document, self.a
        if not np.array_equal(was.p, a.p):
            same = np.array_equal(was.q, a.q)
            return (Piece("The prediction is the same; the truth is another."),) if same else ()
        moved = a.q - was.q
        if then.temperature != now.temperature:
            if not np.array_equal(was.z, a.z):
                return ()
            if not (np.abs(moved) > STILL).any():
                # A share too small to see can still move by its cost.
                still = was.cross_entropy == a.cross_entropy
                return (Piece("The temperature changes nothing here."),) if still else ()
            hotter = now.temperature > then.temperature
            words = "A higher temperature" if hotter else "A lower temperature"
            return (Piece(f"{words} makes the model {'less sure' if hotter else 'surer'}."),)
        if not self._sure or not (np.abs(moved) > STILL).any():
            return ()
        return self._about_truth(moved)

    def _about_truth(self, moved: np.ndarray) -> Clause:
        """Who paid, who was fed, who was locked; or that the loss did not hear it."""
        k = self.a.true
        if abs(moved[k]) <= STILL:
            assert self.before is not None
            if abs(self.before.analysis.cross_entropy - self.a.cross_entropy) > STILL:
                return ()  # a share too small to see moved all the same, and its cost with it
            words = "The others’ shares moved; the loss did not: it hears only the truth’s."
            return (Piece(words),)
        others = np.where(np.arange(len(moved)) == k, 0.0, moved)
        against = np.clip(-np.sign(moved[k]) * others, 0.0, None)
        first, whole = int(against.argmax()), float(against.sum())
        if whole <= 0.0:
            return ()
        lost = moved[k] < 0.0
        what = (Piece("What "), self._name(k), Piece(" lost went " if lost else " gained came "))
        where, end = "to " if lost else "from ", (self._name(first), *self._held(moved), Piece("."))
        if against[first] >= ALL * whole:
            return *what, Piece(where), *end
        if against[first] > MOST * whole:
            return *what, Piece(f"mostly {where}"), *end
        return *what, Piece(f"{where}all the others, the largest part {where}"), *end

    def _held(self, moved: np.ndarray) -> Clause:
        """That what is locked kept its share."""
        held = sorted(k for k in self.document.classes.locked if k != self.a.true)
        if not held or np.abs(moved[held]).max() > STILL:
            return ()
        who = self._name(held[0]) if len(held) == 1 else Piece("what is locked")
        note = " is locked and kept its share" if len(held) == 1 else " kept its share"
        return Piece("; "), who, Piece(note)

    def _yardstick(self) -> Clause:
        """At rest: what a guess would cost, to measure the cost by."""
        if self.before is not None or len(self.document.samples) > 1:
            return ()
        count = len(self._names)
        guess = show_cost(log(count), self.document.unit)
        return (Piece(f"A blind guess among {count:,} would cost {guess}."),)

    def _mean(self) -> Clause:
        batch = self.a.batch
        if len(self.document.samples) == 1:
            return ()
        cost = show_cost(batch.cross_entropy, self.document.unit)
        return (Piece(f"The mean of {batch.count:,} is {cost}."),)
