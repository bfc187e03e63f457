"""A training run: checkpoints of one model on the same samples, measured one by one.

Frozen: whoever measures another checkpoint makes another run. Of each sample a run keeps one bit
a step, whether it was right; what became of a sample follows from these.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ceviz.maths.arrays import BoolArray, FloatArray
from ceviz.memo import weak_memo

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation

#: The share of the dearest samples whose part of the loss is followed.
WORST = 0.01


@dataclass(frozen=True, slots=True)
class Measures:
    """What a checkpoint comes to, over the rows that count.

    Attributes:
        loss: mean cross-entropy in nats.
        accuracy: share of the rows that are right.
        ece: expected calibration error.
        worst: which share of the loss the dearest hundredth of the rows makes, at least one row.
        temperature: T of the least loss for these very rows, or None if it is not known.
        best: the loss at it in nats, or None.
    """

    loss: float
    accuracy: float
    ece: float
    worst: float
    temperature: float | None = None
    best: float | None = None


@dataclass(frozen=True, eq=False)
class Step:
    """One checkpoint.

    Attributes:
        number: how far training was, as its file says it.
        name: of its file.
        rows: how many samples it has, those that do not count too.
        truth: a digest of the true classes and of which rows count: equal for the same samples.
        right: (⌈rows / 8⌉,) a bit a sample: it counts and is right.
        counted: (⌈rows / 8⌉,) a bit a sample: it counts.
    """

    number: int
    name: str
    measures: Measures
    rows: int
    truth: bytes
    right: NDArray[np.uint8]
    counted: NDArray[np.uint8]


class Fate(Enum):
    """What became of a sample from the first step to the last; every one that counts has one."""

    ALWAYS = "always right"
    LEARNED = "learned"
    FORGOTTEN = "forgotten"
    NEVER = "never learned"


#: What each fate means, in words that follow "samples that are".
MEANING = {
    Fate.ALWAYS: "right at every step",
    Fate.LEARNED: "right at the last step, and were wrong at one before",
    Fate.FORGOTTEN: "wrong at the last step, and were right at one before",
    Fate.NEVER: "wrong at every step",
}


@dataclass(frozen=True, eq=False)
class Trajectories:
    """Which samples were right when.

    Attributes:
        right: (S, N) whether sample n was right at step s.
        counted: (N,) which samples count.
    """

    right: BoolArray
    counted: BoolArray

    def rows(self, fate: Fate) -> NDArray[np.intp]:
        """The samples of that fate, ascending."""
        last, ever, always = self.right[-1], self.right.any(axis=0), self.right.all(axis=0)
        chosen = {
            Fate.ALWAYS: always,
            Fate.LEARNED: last & ~always,
            Fate.FORGOTTEN: ~last & ever,
            Fate.NEVER: ~ever,
        }[fate]
        return np.flatnonzero(chosen & self.counted)

    def turns(self) -> NDArray[np.intp]:
        """(N,) how often each sample went from right to wrong or back."""
        return np.asarray((self.right[1:] != self.right[:-1]).sum(axis=0))


@dataclass(frozen=True, eq=False)
class Run:
    """Checkpoints in the order of their numbers.

    Attributes:
        title: what they are called together.
        steps: none of them twice.
    """

    title: str = ""
    steps: tuple[Step, ...] = ()

    def __len__(self) -> int:
        return len(self.steps)

    def with_step(self, step: Step) -> Run:
        """With one more checkpoint, or another one of the same name."""
        others = [each for each in self.steps if each.name != step.name]
        key = (step.number, step.name)
        others.insert(bisect_left([(each.number, each.name) for each in others], key), step)
        return Run(self.title, tuple(others))

    def without(self, name: str) -> Run:
        """Without the checkpoint called ``name``, if there is one."""
        return Run(self.title, tuple(each for each in self.steps if each.name != name))

    def place(self, name: str) -> int | None:
        """Where the checkpoint called ``name`` stands, from 0."""
        return next((at for at, each in enumerate(self.steps) if each.name == name), None)

    def numbers(self) -> FloatArray:
        """(S,) how far training was at each step."""
        return np.array([step.number for step in self.steps], dtype=np.float64)

    def values(self, name: str) -> FloatArray:
        """(S,) one of the :class:`Measures`; NaN where it is not known."""
        found = [getattr(step.measures, name) for step in self.steps]
        return np.array([np.nan if value is None else value for value in found], dtype=np.float64)

    @property
    def trajectories(self) -> Trajectories | None:
        """What became of each sample; None unless two steps or more are of the same samples."""
        return _trajectories(self)


@weak_memo()
def _trajectories(run: Run) -> Trajectories | None:
    steps = run.steps
    if len(steps) < 2 or any(step.truth != steps[0].truth for step in steps):
        return None
    rows = steps[0].rows
    right = np.stack([np.unpackbits(step.right, count=rows) for step in steps])
    counted = np.unpackbits(steps[0].counted, count=rows)
    return Trajectories(right.astype(np.bool_), counted.astype(np.bool_))


def step_of(
    evaluation: Evaluation,
    number: int,
    name: str,
    best: tuple[float, float] | None = None,
) -> Step:
    """A checkpoint as it was measured.

    Args:
        evaluation: of all rows.
        number: how far training was.
        name: of its file.
        best: the temperature of the least loss and that loss in nats, if they are known.
    """
    from hashlib import blake2b

    from ceviz.maths.batch import lorenz

    counted = ~evaluation.ignored
    curve = lorenz(evaluation.loss[counted])
    count = min(max(1, round(WORST * curve.samples)), curve.samples)
    truth = np.where(counted, evaluation.true, -1).astype(np.int64)
    temperature, least = best or (None, None)
    return Step(
        number=number,
        name=name,
        measures=Measures(
            loss=evaluation.mean,
            accuracy=evaluation.accuracy,
            ece=evaluation.ece,
            worst=float(curve.cumulative[count]),
            temperature=temperature,
            best=least,
        ),
        rows=len(counted),
        truth=blake2b(truth.tobytes(), digest_size=16).digest(),
        right=np.packbits(evaluation.right),
        counted=np.packbits(counted),
    )
