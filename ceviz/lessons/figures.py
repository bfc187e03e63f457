"""The numbers in a lesson's texts: placeholders, filled from the maths.

``{q Banana}`` is a probability of the document that the step starts from, ``{then.loss}`` the
loss once what is shown has been done, ``{cost 0.85:2}`` −log 0.85 with two decimals. A text holds
no other numbers. To add a figure is to add a row to :data:`FIGURES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf, isnan, log, log2

import numpy as np

from ceviz import maths
from ceviz.document.analysis import Analysis, analyse
from ceviz.document.batch import evaluation_of_samples, per_sample
from ceviz.document.model import Document
from ceviz.document.text.numbers import (
    NBSP,
    minus,
    parse_number,
    show_for_log,
    show_information,
    show_percent,
    show_probability,
    show_score,
)
from ceviz.errors import CevizError, InvalidInput
from ceviz.lessons.acts import class_index
from ceviz.maths.arrays import FloatArray
from ceviz.maths.batch.temperature import BestTemperature, best_temperature

_PLACE = re.compile(r"\{([^{}]*)\}")
_ASKED = re.compile(
    r"(?P<then>then\.)?(?P<name>[a-z-]+)(?: (?P<words>[^:]+?))?(?::(?P<digits>\d))?"
)


@dataclass(frozen=True, eq=False)
class Given:
    """A document and the words after a figure's name."""

    document: Document
    analysis: Analysis
    words: Sequence[str]

    def place(self, n: int = 0) -> int:
        """The class that the ``n``-th word names."""
        return class_index(self.document, self._word(n))

    def number(self, n: int = 0) -> float:
        """The number that the ``n``-th word says."""
        return parse_number(self._word(n))

    def _word(self, n: int) -> str:
        if n >= len(self.words):
            raise InvalidInput("something is missing after the figure's name")
        return self.words[n]


@dataclass(frozen=True)
class Figure:
    """A number by name.

    Attributes:
        tip: what it is.
        value: of a document; information in nats unless it says bits.
        write: the number with its usual figures.
        percent: with digits asked for, it is written in percent.
        takes: how many words come after its name.
        of_class: the first of them is a class.
    """

    tip: str
    value: Callable[[Given], float]
    write: Callable[[float], str] = show_information
    percent: bool = False
    takes: int = 0
    of_class: bool = False

    def text(self, value: float, digits: int | None) -> str:
        """``value`` as people read it."""
        if digits is None or not np.isfinite(value):
            return self.write(value)
        shown = f"{100.0 * value:.{digits}f}{NBSP}%" if self.percent else f"{value:.{digits}f}"
        return minus(shown)


def _worst_share(g: Given) -> float:
    losses = np.sort(per_sample(g.document.samples, g.document.temperature).cross_entropy)
    return float(losses[-int(g.number()) :].sum() / losses.sum())


def _twice(g: Given) -> float:
    """The loss if softmax's result goes through softmax once more."""
    again = maths.predict(g.analysis.q, temperature=1.0)
    return float(maths.contributions(g.analysis.p, again.surprisal).sum())


def _sample_file(name: str) -> tuple[float, float]:
    """Mean loss and accuracy of a file of predictions that comes with ceviz."""
    from ceviz.lessons.starts import bundled_file

    batch = analyse(bundled_file(name)).batch
    return batch.cross_entropy, batch.accuracy


def _best_temperature(g: Given) -> BestTemperature:
    return best_temperature(evaluation_of_samples(g.document.samples, 1.0))


def _powers(given: Given) -> FloatArray:
    """(K,) e to each score; ∞ where float64 ends."""
    with np.errstate(over="ignore"):
        return np.exp(given.analysis.z)


def _known(value: float) -> str:
    """A temperature, or that there is none to be known."""
    return "?" if isnan(value) else show_score(value)


def _fitted(value: float) -> str:
    """The temperature that fits best; of none that does it says why."""
    return "0, as you held nothing likelier than the truth" if value == 0.0 else _known(value)


def _written_target(value: float) -> str:
    """A target probability: no more figures than it has."""
    return f"{value:.3g}" if value >= 1e-3 else show_probability(value)


def _written_share(value: float) -> str:
    return show_percent(value).replace(f".00{NBSP}%", f"{NBSP}%")


_share = partial(Figure, write=_written_share, percent=True)

#: A number of a class, which is named after it.
_of_class = partial(Figure, takes=1, of_class=True)

#: Every figure by its name.
FIGURES: dict[str, Figure] = {
    "loss": Figure("H(p, q)", lambda g: g.analysis.cross_entropy),
    "loss-bits": Figure("H(p, q) in bits", lambda g: g.analysis.cross_entropy / log(2.0)),
    "entropy": Figure("H(p)", lambda g: g.analysis.entropy),
    "entropy-bits": Figure("H(p) in bits", lambda g: g.analysis.entropy / log(2.0)),
    "kl": Figure("KL(p‖q)", lambda g: g.analysis.kl),
    "kl-bits": Figure("KL(p‖q) in bits", lambda g: g.analysis.kl / log(2.0)),
    "q": _of_class("q of a class", lambda g: float(g.analysis.q[g.place()]), show_probability),
    "argument": _of_class(
        "q of a class, with as many figures as its logarithm needs",
        lambda g: float(g.analysis.q[g.place()]),
        lambda value: show_for_log(value, 1.0),
    ),
    "p": _of_class("p of a class", lambda g: float(g.analysis.p[g.place()]), _written_target),
    "share": _share(
        "q of a class", lambda g: float(g.analysis.q[g.place()]), takes=1, of_class=True
    ),
    "truth": _share(
        "p of a class", lambda g: float(g.analysis.p[g.place()]), takes=1, of_class=True
    ),
    "z": _of_class("score of a class", lambda g: float(g.analysis.z[g.place()]), show_score),
    "scaled": _of_class(
        "score of a class over T",
        lambda g: float(g.analysis.z[g.place()]) / g.document.temperature,
        show_score,
    ),
    "power": _of_class("e to a class's score", lambda g: float(_powers(g)[g.place()])),
    "sum": Figure("Σ e to the scores", lambda g: float(_powers(g).sum())),
    "gradient": _of_class("(q − p)/T of a class", lambda g: float(g.analysis.gradient[g.place()])),
    "gradient-sum": Figure(
        # Beyond fifteen decimals it is rounding that is left, and no sum.
        "Σ (q − p)/T",
        lambda g: round(float(g.analysis.gradient.sum()), 15) + 0.0,
    ),
    "surprise": _of_class("−log q of a class", lambda g: float(g.analysis.surprisal[g.place()])),
    "temperature": Figure("T", lambda g: g.document.temperature, show_score),
    "number": Figure("a number", Given.number, show_score, takes=1),
    "percent": _share("a share", Given.number, takes=1),
    "cost": Figure("−log of a share", lambda g: -log(g.number()) if g.number() else inf, takes=1),
    "cost-bits": Figure("−log₂ of a share", lambda g: -log2(g.number()), takes=1),
    "slope": Figure("1/q of a share", lambda g: 1.0 / g.number(), show_score, takes=1),
    "coin-bits": Figure(
        "H of a coin, bits",
        lambda g: float(maths.entropy(np.array([g.number(), 1.0 - g.number()]))) / log(2.0),
        takes=1,
    ),
    "mean": Figure("mean loss of all samples", lambda g: g.analysis.batch.cross_entropy),
    "accuracy": _share("share of samples that are right", lambda g: g.analysis.batch.accuracy),
    "count": Figure("samples", lambda g: float(g.analysis.batch.count), show_score),
    "classes": Figure("classes", lambda g: float(len(g.document.classes)), show_score),
    "worst-share": _share("share of the loss that the n worst make", _worst_share, takes=1),
    "loss-of-softmax-twice": Figure("H(p, softmax(q))", _twice),
    "best-temperature": Figure("T that fits best", lambda g: _best_temperature(g).value, _fitted),
    "best-temperature-low": Figure("from where", lambda g: _best_temperature(g).low, _known),
    "best-temperature-high": Figure("up to where", lambda g: _best_temperature(g).high, _known),
    "file-loss": Figure("mean loss of a file", lambda g: _sample_file(g.words[0])[0], takes=1),
    "file-accuracy": _share("accuracy of a file", lambda g: _sample_file(g.words[0])[1], takes=1),
}


def value_of(
    asked: str, start: Document, then: Document, known: Analysis | None = None
) -> tuple[Figure, float, int | None]:
    """The figure that ``asked`` names, its value, and the digits asked for.

    What is ``known`` of ``start`` is not analysed again.

    Raises:
        InvalidInput: there is no such figure, or not of this document.
    """
    found = _ASKED.fullmatch(asked.strip())
    figure = None if found is None else FIGURES.get(found["name"])
    if found is None or figure is None:
        raise InvalidInput(f"there is no figure “{asked}”", why=f"there are {', '.join(FIGURES)}")
    words = (found["words"] or "").split(None, max(figure.takes - 1, 0)) if figure.takes else []
    if len(words) != figure.takes or (found["words"] and not figure.takes):
        raise InvalidInput(f"“{found['name']}” takes {figure.takes} words", where=asked)
    document = then if found["then"] else start
    analysis = known if known is not None and document is start else analyse(document)
    value = figure.value(Given(document, analysis, words))
    return figure, value, None if found["digits"] is None else int(found["digits"])


def class_of(asked: str) -> str:
    """The class whose number ``asked`` is; empty if it is that of no class."""
    found = _ASKED.fullmatch(asked.strip())
    figure = None if found is None else FIGURES.get(found["name"])
    if found is None or figure is None or not figure.of_class:
        return ""
    return found["words"] or ""


def in_bits(asked: str) -> bool:
    """Whether the figure that ``asked`` names counts bits."""
    found = _ASKED.fullmatch(asked.strip())
    return found is not None and found["name"].endswith("-bits")


def filled(text: str, start: Document, then: Document) -> str:
    """``text`` with its numbers.

    Raises:
        InvalidInput: a placeholder names no figure, or one that there is not.
    """

    def write(place: re.Match[str]) -> str:
        figure, value, digits = value_of(place[1], start, then)
        return figure.text(value, digits)

    return _PLACE.sub(write, text)


def following(text: str, start: Document) -> str:
    """``text`` with the numbers of the start; those of what is shown are left to be followed.

    Raises:
        InvalidInput: as :func:`filled` does.
    """

    def write(place: re.Match[str]) -> str:
        asked = place[1].strip()
        if asked.startswith("then."):
            return f"{{{asked.removeprefix('then.')}}}"
        return filled(place[0], start, start)

    return _PLACE.sub(write, text)


def said_of(text: str, document: Document, analysis: Analysis) -> str:
    """``text`` with the numbers of what is shown; what is no figure of it stays as it is written.

    A scene's line is somebody's own words: braces in it may mean something else.
    """

    def write(place: re.Match[str]) -> str:
        try:
            figure, value, digits = value_of(place[1], document, document, analysis)
        except CevizError:
            return place[0]
        return figure.text(value, digits)

    return _PLACE.sub(write, text)


def typed_numbers(text: str) -> list[str]:
    """The numbers in ``text`` that no placeholder computes."""
    return re.findall(r"\d+(?:\.\d+)?", _PLACE.sub("", text))
