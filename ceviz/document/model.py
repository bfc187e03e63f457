"""The document: everything that is saved, frozen.

Stored are class names, scores and targets; probabilities, losses and gradients follow from
them in :mod:`ceviz.document.analysis` and are never stored. An edit makes a new document and
shares every array it did not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

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
    "Unit",
    "check_names",
    "check_scores",
    "check_temperature",
]

MIN_CLASSES = 2

#: The temperatures there are: scores divided by any other would leave float64.
MIN_TEMPERATURE, MAX_TEMPERATURE = 1e-150, 1e150

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
    """

    classes: Classes
    samples: Samples
    selected: int = 0
    temperature: float = 1.0
    unit: Unit = Unit.NATS
    policy: Policy = Policy.RATIO
    partner: int = 0
    title: str = ""

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
        )

    def settings(self) -> tuple[object, ...]:
        """Everything that is not classes or samples, for comparing."""
        return (
            self.selected,
            self.temperature,
            self.unit,
            self.policy,
            self.partner,
            self.title,
        )


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
