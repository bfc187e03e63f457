"""A formula's terms as MathML, in pieces between which a line may break."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from ceviz.lessons.formulas.signs import SIGNS
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
    Write,
    about,
)

#: A name of more letters is cut: a formula is read at a glance.
LONGEST = 12

#: Cuts or replaces what a class is called by what can be set.
Name = Callable[[str], str]

#: The attribute by which a node says which class it is about.
ABOUT = "class"


class Kind(Enum):
    """What a piece is to those beside it."""

    TERM = "term"
    SIGN = "sign of a sum"
    RELATION = "relation"


class Piece(NamedTuple):
    """A part of a formula that stays on one line.

    Attributes:
        kind: what it is.
        xml: it, as MathML.
    """

    kind: Kind
    xml: str


def pieces(formula: Formula, write: Write, name: Name) -> Iterator[Piece]:
    """A formula from left to right, its numbers written by ``write``, its classes by ``name``."""
    for relation, side in zip(("", *formula.relations), formula.sides, strict=True):
        if relation:
            yield Piece(Kind.RELATION, _document(_mark(relation)))
        if isinstance(side, Sum) and not side.fenced:
            for sign, term in zip(("", *side.signs), side.terms, strict=True):
                if sign:
                    yield Piece(Kind.SIGN, _document(_mark(sign)))
                yield Piece(Kind.TERM, _document(_Setter(write, name).set(term)))
        else:
            yield Piece(Kind.TERM, _document(_Setter(write, name).set(side)))


def cut(name: str) -> str:
    """A class's name, at most :data:`LONGEST` letters of it."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


class _Setter:
    """Makes nodes of terms; the outermost node of what is about one class says so."""

    def __init__(self, write: Write, name: Name) -> None:
        self._write, self._name = write, name

    def set(self, term: Term, marked: bool = False) -> Element:
        of = "" if marked else about(term)
        node = self._node(term, marked or bool(of))
        if not of:
            return node
        row = Element("mrow", {ABOUT: of})
        row.append(node)
        return row

    def _node(self, term: Term, marked: bool) -> Element:
        match term:
            case Quantity(sign=sign, of=of):
                return self._quantity(sign, of)
            case Live(asked=asked, unit=unit):
                number = Element("mn")
                number.text = self._write(asked)
                return _row(number, _word(f" {unit}")) if unit else number
            case Applied(function=function, to=to):
                inner = self.set(to, marked)
                if function == "−":
                    return _row(_mark("−", form="prefix"), inner)
                if function == "Σ":
                    return _row(_mark("∑", largeop="false", movablelimits="false"), inner)
                fenced = isinstance(to, Sum) and to.fenced
                base = _sub("2") if function == "log₂" else None
                word = _word(function.removesuffix("₂"))
                return _row(word, base, None if fenced else _gap(), inner)
            case Power(base=base, exponent=exponent):
                return _of("msup", self.set(base, marked), self.set(exponent, marked))
            case Fraction(over=over, under=under):
                return _of("mfrac", self.set(over, marked), self.set(under, marked))
            case Product(factors=factors):
                nodes: list[Element | None] = [self.set(factors[0], marked)]
                for factor in factors[1:]:
                    nodes += [_mark("·"), self.set(factor, marked)]
                return _row(*nodes)
            case Sum(terms=terms, signs=signs, fenced=fenced):
                nodes = [self.set(terms[0], marked)]
                for sign, each in zip(signs, terms[1:], strict=True):
                    nodes += [_mark(sign), self.set(each, marked)]
                return _fenced(_row(*nodes)) if fenced else _row(*nodes)

    def _quantity(self, sign: str, of: str) -> Element:
        if SIGNS[sign].upright:
            node = _word(sign)
        else:
            # Words such as KL stand upright, single letters do not, nor what holds them together.
            node = _row(*map(_letters, re.findall(r"\w+|\W", sign)))
        return _row(node, _word(f"({self._name(of)})")) if of else node


def _document(node: Element) -> str:
    math = Element("math")
    math.append(node)
    return tostring(math, encoding="unicode")


def _row(*nodes: Element | None) -> Element:
    return _of("mrow", *(node for node in nodes if node is not None))


def _of(tag: str, *nodes: Element) -> Element:
    made = Element(tag)
    made.extend(nodes)
    return made


def _fenced(node: Element) -> Element:
    return _row(_mark("(", stretchy="false"), node, _mark(")", stretchy="false"))


def _text(tag: str, text: str, **attributes: str) -> Element:
    made = Element(tag, attributes)
    made.text = text
    return made


def _letters(text: str) -> Element:
    return _text("mi", text) if len(text) == 1 and text.isalpha() else _word(text)


def _word(text: str) -> Element:
    return _text("mtext", text.replace(" ", "\u00a0"))


def _mark(text: str, **attributes: str) -> Element:
    return _text("mo", text, **attributes)


def _gap() -> Element:
    return Element("mspace", {"width": "thinmathspace"})


def _sub(text: str) -> Element:
    made = Element("msub")
    SubElement(made, "mrow")
    made.append(_text("mn", text))
    return made
