"""Every sign a formula may have, by the way it is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """A quantity or a word of a formula.

    Attributes:
        spoken: how it is read aloud.
        upright: it is set as a word; a letter otherwise.
        of_class: it may say of which class, as in ``q(Banana)``.
    """

    spoken: str
    upright: bool = False
    of_class: bool = False


#: The quantities.
SIGNS = {
    "loss": Sign("the loss", upright=True),
    "mean loss": Sign("the mean loss", upright=True),
    "H(p,q)": Sign("the cross-entropy of p and q"),
    "H(p)": Sign("the entropy of p"),
    "KL(p‖q)": Sign("the divergence of q from p"),
    "q(truth)": Sign("q of the truth"),
    "q": Sign("q", of_class=True),
    "p": Sign("p", of_class=True),
    "z": Sign("z", of_class=True),
    "e": Sign("e"),
    "T": Sign("T"),
    "N": Sign("N"),
    "η": Sign("eta"),
    "ε": Sign("epsilon"),
    "∂loss": Sign("the change of the loss", upright=True),
    "∂z": Sign("the change of z", of_class=True),
}

#: Functions of what follows them.
FUNCTIONS = {
    "log₂": "the binary logarithm of",
    "log": "the logarithm of",
    "Σ": "the sum of",
    "−": "minus",
}

#: What may follow a number.
UNITS = {"nats": "nats", "bits": "bits"}

#: The unit that a logarithm makes.
UNIT_OF = {"log": "nats", "log₂": "bits"}

#: Between the sides of a formula.
RELATIONS = {"=": "equals", "←": "becomes", "≈": "is about", "≥": "is at least"}

#: Between the terms of a sum.
SUMS = {"+": "plus", "−": "minus"}

#: Between the factors of a term.
PRODUCTS = {"·": "times", "/": "over"}
