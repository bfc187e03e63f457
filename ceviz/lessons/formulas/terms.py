"""What a formula is made of: a tree, told by its class where it is about one, and read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ceviz.lessons.figures import class_of, in_bits
from ceviz.lessons.formulas.signs import (
    FUNCTIONS,
    PRODUCTS,
    RELATIONS,
    SIGNS,
    SUMS,
    UNIT_OF,
    UNITS,
)

#: What a parenthesis is read as.
WHOLE = "the whole of"

#: Writes a live number, which is named by what stands between its braces.
Write: TypeAlias = Callable[[str], str]


@dataclass(frozen=True)
class Quantity:
    """A sign, of a class if ``of`` names one."""

    sign: str
    of: str = ""


@dataclass(frozen=True)
class Live:
    """A number that is computed: a figure, as ``asked``, with a unit if there is one."""

    asked: str
    unit: str = ""


@dataclass(frozen=True)
class Applied:
    """A function of a term: log, Σ or a minus sign."""

    function: str
    to: Term


@dataclass(frozen=True)
class Power:
    """A base to an exponent."""

    base: Term
    exponent: Term


@dataclass(frozen=True)
class Fraction:
    """One term over another."""

    over: Term
    under: Term


@dataclass(frozen=True)
class Product:
    """Factors with a dot between them."""

    factors: tuple[Term, ...]


@dataclass(frozen=True)
class Sum:
    """Terms with a sign before each but the first; in parentheses if it is ``fenced``."""

    terms: tuple[Term, ...]
    signs: tuple[str, ...]
    fenced: bool = False


Term: TypeAlias = Quantity | Live | Applied | Power | Fraction | Product | Sum


@dataclass(frozen=True)
class Formula:
    """Sides with a relation before each but the first."""

    sides: tuple[Term, ...]
    relations: tuple[str, ...]


def parts_of(term: Term) -> tuple[Term, ...]:
    """What a term is made of, from left to right."""
    match term:
        case Applied(to=to):
            return (to,)
        case Power(base=base, exponent=exponent):
            return (base, exponent)
        case Fraction(over=over, under=under):
            return (over, under)
        case Product(factors=factors):
            return factors
        case Sum(terms=terms):
            return terms
        case _:
            return ()


def leaves(formula: Formula) -> Iterator[Quantity | Live]:
    """Every sign and every number of a formula, from left to right."""
    for side in formula.sides:
        yield from _leaves(side)


def units(formula: Formula) -> set[str]:
    """The units its information is in: those written after numbers, and those of its logarithms."""
    return {unit for side in formula.sides for unit in _units(side)}


def _units(term: Term) -> Iterator[str]:
    if isinstance(term, Live) and (term.unit or in_bits(term.asked)):
        yield term.unit or "bits"
    if isinstance(term, Applied) and term.function in UNIT_OF:
        yield UNIT_OF[term.function]
    for part in parts_of(term):
        yield from _units(part)


def _leaves(term: Term) -> Iterator[Quantity | Live]:
    if isinstance(term, Quantity | Live):
        yield term
    for part in parts_of(term):
        yield from _leaves(part)


def about(term: Term) -> str:
    """The class that all of a term is about; empty if there is none, or more than one.

    Signs without a class, such as e, are about whatever stands beside them; numbers without one,
    such as the loss, are about none.
    """
    found = {
        class_of(leaf.asked) if isinstance(leaf, Live) else leaf.of
        for leaf in _leaves(term)
        if isinstance(leaf, Live) or leaf.of
    }
    return found.pop() if len(found) == 1 else ""


def spoken(formula: Formula, write: Write) -> str:
    """A formula in words, as one reads it to somebody."""
    words = [_spoken(formula.sides[0], write)]
    for relation, side in zip(formula.relations, formula.sides[1:], strict=True):
        words += [RELATIONS[relation], _spoken(side, write)]
    return " ".join(words)


def _spoken(term: Term, write: Write) -> str:
    match term:
        case Quantity(sign=sign, of=of):
            said = SIGNS[sign].spoken
            return f"{said} of {of}" if of else said
        case Live(asked=asked, unit=unit):
            number = write(asked).replace("−", "minus ")
            return f"{number} {UNITS[unit]}" if unit else number
        case Applied(function=function, to=to):
            return f"{FUNCTIONS[function]} {_spoken(to, write)}"
        case Power(base=base, exponent=exponent):
            return f"{_spoken(base, write)} to the {_whole(exponent, write)}"
        case Fraction(over=over, under=under):
            return f"{_whole(over, write)} {PRODUCTS['/']} {_whole(under, write)}"
        case Product(factors=factors):
            return f" {PRODUCTS['·']} ".join(_spoken(factor, write) for factor in factors)
        case Sum(terms=terms, signs=signs, fenced=fenced):
            words = [_spoken(terms[0], write)]
            for sign, each in zip(signs, terms[1:], strict=True):
                words += [SUMS[sign], _spoken(each, write)]
            said = " ".join(words)
            return f"{WHOLE} {said}" if fenced and signs else said


def _whole(term: Term, write: Write) -> str:
    """A term that a line or a raised place holds together, so that the ear hears its extent."""
    said = _spoken(term, write)
    return f"{WHOLE} {said}" if isinstance(term, Sum) and term.signs and not term.fenced else said
