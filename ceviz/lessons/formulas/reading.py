"""From the line somebody writes to the terms of a formula, by recursive descent.

::

    formula  = sum { relation sum }
    sum      = product { ("+" | "−") product }
    product  = prefixed { ("·" | "/") prefixed }
    prefixed = "−" prefixed | log prefixed | "Σ" product | power
    power    = atom [ "^" atom ]
    atom     = sign [ "(" class ")" ] | "{" figure "}" [ unit ] | "(" sum ")"
"""

from __future__ import annotations

import re
from dataclasses import replace

from ceviz.errors import InvalidInput
from ceviz.lessons.formulas.signs import FUNCTIONS, PRODUCTS, RELATIONS, SIGNS, SUMS, UNITS
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
    units,
)
from ceviz.memo import value_memo

#: A formula has no more characters: it is read in a column beside the lab.
LONGEST = 300

_WORDS = sorted({*SIGNS, *FUNCTIONS, *UNITS}, key=len, reverse=True)
_MARKS = [*RELATIONS, *SUMS, *PRODUCTS, "^", "(", ")"]
_TOKEN = re.compile(
    r"\s*(?:(?P<live>\{[^{}]*\})|(?P<word>"
    + "|".join(re.escape(word) + ("(?![A-Za-z])" if word.isalnum() else "") for word in _WORDS)
    + r")|(?P<mark>["
    + re.escape("".join(_MARKS))
    + r"]))"
)
_CLASS = re.compile(r"\(([^(){}]+)\)")


@value_memo(most=64)
def formula_of(line: str) -> Formula:
    """The formula that ``line`` writes.

    Raises:
        InvalidInput: there is a word that is no sign of formulas, a number that is typed, or
            something is missing; it says where in the line.
    """
    if len(line) > LONGEST:
        raise InvalidInput(f"{len(line)} characters where {LONGEST} can be read")
    if any(letter < " " for letter in line):
        raise InvalidInput("it has characters that cannot be seen")
    return _Reader(line).formula()


class _Reader:
    """Goes through a line once, from left to right."""

    def __init__(self, line: str) -> None:
        self._line, self._at = line, 0
        self._word = ""
        self._step()

    def formula(self) -> Formula:
        sides, relations = [self._sum()], []
        while self._word in RELATIONS:
            relations.append(self._taken())
            sides.append(self._sum())
        if self._word:
            raise self._refused(f"“{self._word}” stands where nothing can")
        formula = Formula(tuple(sides), tuple(relations))
        if len(units(formula)) > 1:
            raise InvalidInput("it is both in nats and in bits", why="log is in nats, log₂ in bits")
        return formula

    def _sum(self) -> Term:
        terms, signs = [self._product()], []
        while self._word in SUMS:
            signs.append(self._taken())
            terms.append(self._product())
        return terms[0] if not signs else Sum(tuple(terms), tuple(signs))

    def _product(self) -> Term:
        factors = [self._prefixed()]
        while self._word in PRODUCTS:
            if self._taken() == "·":
                factors.append(self._prefixed())
            else:
                factors[-1] = Fraction(_bare(factors[-1]), _bare(self._prefixed()))
        return factors[0] if len(factors) == 1 else Product(tuple(factors))

    def _prefixed(self) -> Term:
        if self._word not in FUNCTIONS:
            return self._power()
        function = self._taken()
        return Applied(function, self._product() if function == "Σ" else self._prefixed())

    def _power(self) -> Term:
        base = self._atom()
        if self._word != "^":
            return base
        self._taken()
        return Power(base, _bare(self._atom()))

    def _atom(self) -> Term:
        word = self._word
        if word.startswith("{"):
            self._taken()
            return Live(word[1:-1].strip(), self._taken() if self._word in UNITS else "")
        if word in SIGNS:
            of = _CLASS.match(self._line, self._at) if SIGNS[word].of_class else None
            if of is not None:
                self._at = of.end()
            self._taken()
            return Quantity(word, of[1].strip() if of is not None else "")
        if word == "(":
            self._taken()
            inside = self._sum()
            if self._word != ")":
                raise self._refused("a parenthesis is not closed")
            self._taken()
            return Sum(*_terms(inside), fenced=True)
        raise self._refused(
            f"“{word}” stands where nothing can" if word else "something is missing"
        )

    def _taken(self) -> str:
        """The word in hand; the next one is taken up."""
        word = self._word
        self._step()
        return word

    def _step(self) -> None:
        if not self._line[self._at :].strip():
            self._word = ""
            return
        found = _TOKEN.match(self._line, self._at)
        if found is None:
            wrong = self._line[self._at :].split()[0]
            known = ", ".join([*SIGNS, *FUNCTIONS])
            raise self._refused(f"“{wrong}” is no sign of formulas", why=f"there are {known}")
        self._word, self._at = found[0].strip(), found.end()

    def _refused(self, what: str, why: str = "") -> InvalidInput:
        return InvalidInput(f"{what}, after “{self._line[: self._at].strip()}”", why=why)


def _terms(term: Term) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The terms of a sum and the signs between them; of anything else it alone."""
    if isinstance(term, Sum) and not term.fenced:
        return term.terms, term.signs
    return (term,), ()


def _bare(term: Term) -> Term:
    """Without parentheses: a line or a raised place holds it together."""
    if not isinstance(term, Sum):
        return term
    return replace(term, fenced=False) if term.signs else term.terms[0]
