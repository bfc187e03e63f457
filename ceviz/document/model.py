"""The document: everything that is saved, frozen.

Stored are class names, scores and targets; probabilities, losses and gradients follow from
them in :mod:`ceviz.document.analysis` and are never stored. An edit makes a new document and
shares every array it did not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ceviz.document.targets import Free, OneHot, Smoothed, Target, true_class
from ceviz.errors import InvalidInput

Vector = NDArray[np.float64]

MIN_CLASSES = 2

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

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Classes)
            and self.names == other.names
            and self.colours == other.colours
            and self.locked == other.locked
        )

    __hash__ = object.__hash__

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


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One prediction and its truth.

    Attributes:
        scores: logits z, (K,) float64, read-only; −∞ allowed, NaN and +∞ not.
        target: what it should have been.
        name: what the sample list calls it, or empty.
    """

    scores: Vector
    target: Target
    name: str = ""

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Sample)
            and self.target == other.target
            and self.name == other.name
            and np.array_equal(self.scores, other.scores)
        )

    __hash__ = object.__hash__

    @property
    def true(self) -> int:
        """The class this sample is filed under."""
        return true_class(self.target)


@dataclass(frozen=True, eq=False)
class Rows:
    """N samples as arrays: what was opened, shared by every document edited from it.

    Attributes:
        scores: (N, K), any float type, possibly memory-mapped; never written.
        labels: (N,) class indices; −1 where the target is a distribution.
        smoothing: (N,) label smoothing ε of each row.
        distributions: (N, K) targets for the rows with label −1, or None.
        names: N names, or empty.
    """

    scores: NDArray[np.floating]
    labels: NDArray[np.integer]
    smoothing: Vector
    distributions: NDArray[np.floating] | None = None
    names: Sequence[str] = ()

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Rows:
        """Rows made of ``samples``, which share one K."""
        targets = [sample.target for sample in samples]
        is_free = [isinstance(target, Free) for target in targets]
        distributions = None
        if any(is_free):
            count = len(samples[0].scores)
            distributions = np.stack(
                [t.p if isinstance(t, Free) else np.zeros(count) for t in targets]
            )
        return cls(
            scores=np.stack([sample.scores for sample in samples]),
            labels=np.array([-1 if isinstance(t, Free) else true_class(t) for t in targets]),
            smoothing=np.array(
                [t.epsilon if isinstance(t, Smoothed) else np.nan for t in targets], dtype=float
            ),
            distributions=distributions,
            names=tuple(sample.name for sample in samples),
        )

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, row: int) -> Sample:
        scores = np.array(self.scores[row], dtype=np.float64)
        scores.flags.writeable = False
        label, epsilon = int(self.labels[row]), float(self.smoothing[row])
        target: Target
        if label < 0:
            assert self.distributions is not None
            p = np.array(self.distributions[row], dtype=np.float64)
            p.flags.writeable = False
            target = Free(p)
        else:
            target = OneHot(label) if np.isnan(epsilon) else Smoothed(label, epsilon)
        return Sample(scores, target, self.names[row] if self.names else "")


@dataclass(frozen=True, eq=False)
class Samples:
    """N samples: shared ``rows`` and, over them, the few that were edited.

    Replacing one of a million costs no more than replacing one of three.
    """

    rows: Rows
    edited: Mapping[int, Sample] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Samples:
        """A handful of samples made by hand."""
        return cls(Rows.of(samples))

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: int) -> Sample:
        sample = self.edited.get(row)
        return self.rows[row] if sample is None else sample

    def __iter__(self) -> Iterator[Sample]:
        return (self[row] for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Samples) or len(self) != len(other):
            return False
        if self.rows is other.rows:
            touched = self.edited.keys() | other.edited.keys()
            return all(self[row] == other[row] for row in touched)
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = object.__hash__

    def replaced(self, row: int, sample: Sample) -> Samples:
        """The same samples with ``sample`` at ``row``."""
        return Samples(self.rows, MappingProxyType({**self.edited, row: sample}))


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
        """The selected sample."""
        return self.samples[self.selected]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Document)
            and self.settings() == other.settings()
            and self.classes == other.classes
            and self.samples == other.samples
        )

    __hash__ = object.__hash__

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


def check_scores(scores: Iterable[float] | Vector, where: str = "") -> Vector:
    """``scores`` as a read-only float64 vector; NaN, +∞ and nothing but −∞ are refused."""
    z = np.array(scores, dtype=np.float64)
    bad = np.isnan(z) | (z == np.inf)
    if bad.any():
        index = int(np.flatnonzero(bad)[0])
        word = "not a number" if np.isnan(z[index]) else "+∞"
        spot = f"{where}, class {index + 1}" if where else f"class {index + 1}"
        raise InvalidInput(
            f"the score is {word}", where=spot, remedy="use a finite number, or −inf for q = 0"
        )
    if (z == -np.inf).all():
        raise InvalidInput("every score is −∞", where=where, why="no class would be possible")
    z.flags.writeable = False
    return z
