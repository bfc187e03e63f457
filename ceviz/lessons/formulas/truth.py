"""Whether a formula is true of a document: each of its sides computed, and compared.

A formula that a step writes beside the lab stands there while somebody plays: with another
temperature, or a target that is shared, what was an equation is none any more. What is written
as equal is therefore computed on both sides, and shown only while it is. Information is compared
in nats, whatever unit it is written in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from math import log
from typing import TypeAlias

import numpy as np

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.batch import per_sample
from ceviz.document.model import Document
from ceviz.document.targets import OneHot
from ceviz.errors import CevizError, InvalidInput
from ceviz.lessons.acts import class_index
from ceviz.lessons.figures import in_bits, value_of
from ceviz.lessons.formulas.terms import (
    Applied,
    Formula,
    Fraction,
    Live,
    Power,
    Product,
    Quantity,
    Sum,
    Term,
)
from ceviz.maths.arrays import BoolArray, FloatArray

#: A number, or one for each class or sample.
Value: TypeAlias = FloatArray | float

#: Sides are equal to so many parts of the larger, or of one nat: what rounding leaves.
WITHIN = 1e-9

_BIT = log(2.0)

#: What each quantity is, of an analysis; (K,) for what each class has.
_OF_ANALYSIS: Mapping[str, Callable[[Analysis], Value]] = {
    "loss": lambda a: a.cross_entropy,
    "mean loss": lambda a: a.batch.cross_entropy,
    "H(p,q)": lambda a: a.cross_entropy,
    "H(p)": lambda a: a.entropy,
    "KL(p‖q)": lambda a: a.kl,
    "q": lambda a: a.q,
    "p": lambda a: a.p,
    "z": lambda a: a.z,
    "N": lambda a: float(a.batch.count),
    "e": lambda _: float(np.e),
}

#: When sides stand in a relation; "←" says what is done, and is neither true nor false.
_RELATIONS: Mapping[str, Callable[[FloatArray, FloatArray], bool]] = {
    "=": lambda a, b: bool(_equal(a, b).all()),
    "≈": lambda a, b: bool(_equal(a, b).all()),
    "≥": lambda a, b: bool(((a >= b) | _equal(a, b)).all()),
}


class Unknown(InvalidInput):
    """A formula has a sign that has no value of its own, such as η."""


def holds(formula: Formula, document: Document) -> bool:
    """Whether all that is written is so for ``document``, whose rows are in memory.

    Of a file's rows nothing is said: they are measured elsewhere, in their own time.
    """
    if document.samples.rows.task is not None:
        return False
    try:
        return all(
            relation not in _RELATIONS
            or _RELATIONS[relation](*np.broadcast_arrays(*_both(sides, document)))
            for relation, sides in zip(formula.relations, pairwise(formula.sides), strict=True)
        )
    except CevizError:
        return False  # it has other classes, or samples whose truth is shared


def value(term: Term, document: Document) -> Value:
    """What a term is worth: a number, or (K,) or (N,) of them; information in nats.

    Raises:
        InvalidInput: the document has no such class; a sign has no value of its own.
    """
    with np.errstate(all="ignore"):
        return _value(term, document)


def _both(sides: tuple[Term, Term], document: Document) -> tuple[FloatArray, FloatArray]:
    left, right = (np.asarray(value(side, document), dtype=np.float64) for side in sides)
    return left, right


def _equal(a: FloatArray, b: FloatArray) -> BoolArray:
    with np.errstate(invalid="ignore"):
        near = np.abs(a - b) <= WITHIN * np.maximum(1.0, np.maximum(np.abs(a), np.abs(b)))
    return np.asarray(near | (a == b))


def _value(term: Term, document: Document) -> Value:
    match term:
        case Quantity(sign=sign, of=of):
            return _quantity(sign, of, document)
        case Live(asked=asked, unit=unit):
            number = value_of(asked, document, document)[1]
            bits = unit == "bits" if unit else in_bits(asked)
            return number * _BIT if bits else number
        case Applied(function=function, to=to):
            return _applied(function, _value(to, document))
        case Power(base=base, exponent=exponent):
            return np.power(_value(base, document), _value(exponent, document))
        case Fraction(over=Quantity(sign="∂loss"), under=Quantity(sign="∂z", of=of)):
            return _of(analyse(document).gradient, of, document)
        case Fraction(over=over, under=under):
            return np.divide(_value(over, document), _value(under, document))
        case Product(factors=factors):
            found = np.broadcast_arrays(*(_value(factor, document) for factor in factors))
            # What weighs nothing counts for nothing, were the rest ∞: 0·log 0 = 0.
            nothing = np.any([each == 0.0 for each in found], axis=0)
            return np.where(nothing, 0.0, np.prod(found, axis=0))
        case Sum(terms=terms, signs=signs):
            total = _value(terms[0], document)
            for sign, each in zip(signs, terms[1:], strict=True):
                more = _value(each, document)
                total = total + more if sign == "+" else total - more
            return total


def _quantity(sign: str, of: str, document: Document) -> Value:
    if sign == "T":
        return document.temperature
    if sign == "q(truth)":
        return _of_truths(document)
    if sign not in _OF_ANALYSIS:
        raise Unknown(f"“{sign}” has no value of its own")
    return _of(_OF_ANALYSIS[sign](analyse(document)), of, document)


def _of(found: Value, of: str, document: Document) -> Value:
    return float(np.asarray(found)[class_index(document, of)]) if of else found


def _of_truths(document: Document) -> FloatArray:
    """(N,) what the model gives the truth of each sample, if each has one."""
    samples = document.samples
    if not all(isinstance(sample.target, OneHot) for sample in samples):
        raise Unknown("“q(truth)” has no value where a truth is shared")
    return np.exp(-per_sample(samples, document.temperature).cross_entropy)


def _applied(function: str, to: Value) -> Value:
    match function:
        case "−":
            return np.negative(to)
        case "Σ":
            return float(np.sum(to))
        case _:
            # Both logarithms, as information is in nats here.
            return np.log(to)
