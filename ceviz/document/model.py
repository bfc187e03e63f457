"""The document: everything that is saved, frozen.

Stored are class names, scores and targets; probabilities, losses and gradients follow from
them in :mod:`ceviz.document.analysis` and are never stored. An edit makes a new document and
shares every array it did not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.document.samples import Rows, Sample, Samples
from ceviz.document.scores import check_scores
from ceviz.errors import InvalidInput

__all__ = [
    "MIN_CLASSES",
    "Classes",
    "Document",
    "Policy",
    "Rows",
    "Sample",
    "Samples",
    "Slide",
    "SlideView",
    "Unit",
    "check_line",
    "check_names",
    "check_scores",
    "check_temperature",
    "one_line",
]

MIN_CLASSES = 2

#: The temperatures there are: scores divided by any other would leave float64.
MIN_TEMPERATURE, MAX_TEMPERATURE = 1e-150, 1e150

#: A title or a line of a slide has so many characters at most.
LONGEST_LINE = 300

#: Control characters and halves of characters: no table, SVG or session could hold them.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Unit(StrEnum):
    """The unit of information; 1 bit is log 2 nats."""

    NATS = "nats"
    BITS = "bits"

    @property
    def per_nat(self) -> float:
        """How many of this unit one nat is."""
        return 1.0 if self is Unit.NATS else 1.0 / float(np.log(2.0))

    @property
    def log(self) -> str:
        """How its logarithm is written."""
        return "log₂" if self is Unit.BITS else "log"


class Policy(StrEnum):
    """Who gives way when one probability is moved."""

    RATIO = "ratio"
    EQUAL = "equal"
    PARTNER = "partner"
    SCORE = "score"


@dataclass(frozen=True, eq=False)
class Classes:
    """The K classes, in order.

    Attributes:
        names: unique and not empty.
        colours: each class's slot in the palette; it keeps it when classes are reordered.
        locked: the indices whose probability is held while others are dragged.
    """

    names: tuple[str, ...]
    colours: tuple[int, ...]
    locked: frozenset[int] = frozenset()

    @classmethod
    def named(cls, names: Iterable[str], locked: Iterable[int] = ()) -> Classes:
        """Classes with the palette's colours in order; names are checked."""
        names = tuple(check_names(names))
        return cls(names, tuple(range(len(names))), frozenset(locked))

    def __len__(self) -> int:
        return len(self.names)

    def same_as(self, other: Classes) -> bool:
        """Whether both have the same names, colours and locks."""
        return self is other or (
            self.names == other.names
            and self.colours == other.colours
            and self.locked == other.locked
        )

    @cached_property
    def locked_mask(self) -> NDArray[np.bool_]:
        """(K,) True where locked; read-only."""
        mask = np.zeros(len(self), dtype=bool)
        mask[list(self.locked)] = True
        mask.flags.writeable = False
        return mask

    def free_colour(self) -> int:
        """The lowest palette slot that no class uses yet."""
        used = set(self.colours)
        return next(slot for slot in range(len(self) + 1) if slot not in used)


@dataclass(frozen=True, eq=False)
class Document:
    """What a session holds.

    Attributes:
        classes: the K classes.
        samples: N predictions over them.
        selected: the sample the lab shows.
        temperature: T > 0 in softmax(z/T).
        unit: the unit shown.
        policy: who gives way when a probability is moved; ``partner`` is used by one of them.
        title: where it came from, in words ("Fruit"), or empty.
        slides: what of it is to be presented, in order; users call them scenes.
    """

    classes: Classes
    samples: Samples
    selected: int = 0
    temperature: float = 1.0
    unit: Unit = Unit.NATS
    policy: Policy = Policy.RATIO
    partner: int = 0
    title: str = ""
    slides: tuple[Slide, ...] = ()

    @cached_property
    def sample(self) -> Sample:
        """The sample that is selected and shown."""
        return self.samples[self.selected]

    def same_as(self, other: Document) -> bool:
        """Whether both would be saved as the same file."""
        return self is other or (
            self.settings() == other.settings()
            and self.classes.same_as(other.classes)
            and self.samples.same_as(other.samples)
            and self.has_slides(other.slides)
        )

    def has_slides(self, others: tuple[Slide, ...]) -> bool:
        """Whether ``others`` are the slides of this one, too."""
        mine = self.slides
        return mine is others or (
            len(mine) == len(others)
            and all(one.same_as(other) for one, other in zip(mine, others, strict=True))
        )

    def settings(self) -> tuple[object, ...]:
        """Everything that is not classes, samples or slides, for comparing."""
        return (
            self.selected,
            self.temperature,
            self.unit,
            self.policy,
            self.partner,
            self.title,
        )


@dataclass(frozen=True, slots=True)
class SlideView:
    """A view that stands on a slide: its name, and the options of its picture by field."""

    name: str
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class Slide:
    """A document and how it was looked at, kept to be presented: a scene, as users call it.

    Attributes:
        document: what it shows; one that has no slides itself.
        title: one line, not empty.
        line: what is said below it, or empty; ``{loss:2}`` in it is a figure of what is shown.
        data: all samples are its matter, not the selected one alone.
        views: those beside the lab, from left to right.
        view: how everything was looked at, by field; what differs from the usual.
        text_size: the size of all type, as a share of the usual one.
        selected: the class that was selected.
    """

    document: Document
    title: str
    line: str = ""
    data: bool = False
    views: tuple[SlideView, ...] = ()
    view: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    text_size: float = 1.0
    selected: int = 0

    def same_as(self, other: Slide) -> bool:
        """Whether both would be saved and shown alike."""
        return self is other or (
            self._words_and_look() == other._words_and_look()
            and self.document.same_as(other.document)
        )

    def _words_and_look(self) -> tuple[object, ...]:
        view = dict(self.view)
        return self.title, self.line, self.data, self.views, view, self.text_size, self.selected


def check_line(text: str, what: str) -> str:
    """``text`` stripped, if it is one line; ``what`` names it in the :class:`InvalidInput`."""
    text = text.strip()
    if _UNWRITABLE.search(text):
        raise InvalidInput(
            f"{what} is one line of text",
            why="it holds a line break, a tab or a control character",
        )
    if len(text) > LONGEST_LINE:
        raise InvalidInput(
            f"{what} has at most {LONGEST_LINE} characters", why=f"it has {len(text)}"
        )
    return text


def one_line(text: str) -> str:
    """``text`` as :func:`check_line` takes it, with blanks for what it refuses."""
    return " ".join(_UNWRITABLE.sub(" ", text).split())[:LONGEST_LINE]


def check_names(names: Iterable[str]) -> list[str]:
    """``names`` stripped; raises :class:`InvalidInput` for fewer than two, empty or equal ones."""
    checked = [name.strip() for name in names]
    if len(checked) < MIN_CLASSES:
        raise InvalidInput(f"a document needs at least {MIN_CLASSES} classes")
    seen: dict[str, int] = {}
    for index, name in enumerate(checked):
        if not name:
            raise InvalidInput("a class needs a name", where=f"class {index + 1}")
        if _UNWRITABLE.search(name):
            raise InvalidInput(
                "a class name is one line of text",
                where=f"class {index + 1}",
                why="it holds a line break, a tab or a control character",
            )
        if name in seen:
            raise InvalidInput(
                f"two classes cannot both be called “{name}”",
                where=f"classes {seen[name] + 1} and {index + 1}",
            )
        seen[name] = index
    return checked


def check_temperature(temperature: float) -> float:
    """``temperature`` if scores can be divided by it; raises :class:`InvalidInput` otherwise."""
    if not (np.isfinite(temperature) and temperature > 0.0):
        raise InvalidInput(f"the temperature must be above 0 and finite, not {temperature:g}")
    if not MIN_TEMPERATURE <= temperature <= MAX_TEMPERATURE:
        raise InvalidInput(
            f"the temperature {temperature:g} is out of reach",
            why=f"it lies between {MIN_TEMPERATURE:g} and {MAX_TEMPERATURE:g}",
        )
    return float(temperature)
