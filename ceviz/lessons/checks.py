"""When a task is done: a closed set of checks on the live document, in one table.

A check is one line of a file, ``{"check": "loss-below", "value": 0.1}``. It says whether it holds
in a :class:`Situation`, and why it could never hold for a document, so that a lesson that asks
for the impossible is refused when it is read. To add one is to add a class to :data:`CHECKS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, Union

import msgspec
import numpy as np

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.model import Document
from ceviz.document.targets import Smoothed, TargetKind, kind_of
from ceviz.lessons.acts import class_index

#: Losses nearer than this, in nats, are the same: what is dragged moves by more.
SAME = 1e-9

_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Above0 = Annotated[float, msgspec.Meta(gt=0)]
_Count = Annotated[int, msgspec.Meta(ge=1)]


@dataclass(frozen=True, eq=False)
class Situation:
    """How a step began, and how it stands.

    Attributes:
        start, document: the document then and now.
        views: the views that are to be seen.
        undone: whether something was taken back since the step began.
    """

    start: Document
    document: Document
    views: frozenset[str] = frozenset()
    undone: bool = False

    @cached_property
    def before(self) -> Analysis:
        """The numbers of the start."""
        return analyse(self.start)

    @cached_property
    def now(self) -> Analysis:
        """The numbers of the document."""
        return analyse(self.document)


class Check(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", kw_only=True
):
    """Something that is so or not."""

    def holds(self, s: Situation) -> bool:
        """Whether it is so now."""
        raise NotImplementedError

    def impossible(self, document: Document) -> str:
        """Why it can never be so, however ``document`` is moved; empty if it can."""
        return ""


class LossBelow(Check, frozen=True, tag="loss-below"):
    """The loss is less, in nats."""

    value: _Above0

    def holds(self, s: Situation) -> bool:
        """H(p, q) < value."""
        return s.now.cross_entropy < self.value

    def impossible(self, document: Document) -> str:
        """No loss lies below the entropy of its truth."""
        floor = 0.0 if kind_of(document.sample.target) is TargetKind.FREE else _floor(document)
        return f"the loss never falls below H(p) = {floor:.4f}" if self.value <= floor else ""


class LossAbove(Check, frozen=True, tag="loss-above"):
    """The loss is more, in nats."""

    value: Annotated[float, msgspec.Meta(ge=0)]

    def holds(self, s: Situation) -> bool:
        """H(p, q) > value."""
        return s.now.cross_entropy > self.value


class LossNear(Check, frozen=True, tag="loss-near"):
    """The loss lies within ``within`` nats of ``value``."""

    value: Annotated[float, msgspec.Meta(ge=0)]
    within: _Above0

    def holds(self, s: Situation) -> bool:
        """|H(p, q) − value| ≤ within."""
        return abs(s.now.cross_entropy - self.value) <= self.within


class LossKept(Check, frozen=True, tag="loss-kept"):
    """Class ``of`` has at least ``by`` more or less probability, and the loss is as it was."""

    of: str
    by: _Above0

    def holds(self, s: Situation) -> bool:
        """The same loss after |Δq| ≥ by."""
        i = class_index(s.document, self.of)
        moved = abs(float(s.now.q[i] - s.before.q[i])) >= self.by
        return moved and abs(s.now.cross_entropy - s.before.cross_entropy) <= SAME

    def impossible(self, document: Document) -> str:
        """The truth's own probability is what the loss reads."""
        only = class_index(document, self.of) == document.sample.true
        return f"{self.of} is the truth, and moving it moves the loss" if only else ""


class LossFellAccuracyKept(Check, frozen=True, tag="loss-fell-accuracy-kept"):
    """The loss is ``by`` nats lower, and the prediction is as right or wrong as it was."""

    by: _Above0

    def holds(self, s: Situation) -> bool:
        """The same verdict at a lower loss."""
        fell = s.now.cross_entropy <= s.before.cross_entropy - self.by
        return fell and s.now.correct == s.before.correct

    def impossible(self, document: Document) -> str:
        """A loss falls by no more than it is."""
        loss = analyse(document).cross_entropy
        return f"the loss is only {loss:.4f}" if loss <= self.by else ""


class MeanBelow(Check, frozen=True, tag="mean-below"):
    """The mean loss of all samples is less, in nats."""

    value: _Above0

    def holds(self, s: Situation) -> bool:
        """Mean H(p, q) < value."""
        return s.now.batch.cross_entropy < self.value


class EntropyBetween(Check, frozen=True, tag="entropy-between"):
    """The entropy of the truth, in nats."""

    low: float
    high: float

    def holds(self, s: Situation) -> bool:
        """Low ≤ H(p) ≤ high."""
        return self.low <= s.now.entropy <= self.high

    def impossible(self, document: Document) -> str:
        """0 ≤ H(p) ≤ log K."""
        most = log(len(document.classes))
        outside = self.high < 0.0 or self.low > most or self.low > self.high
        return f"H(p) lies between 0 and log K = {most:.4f}" if outside else ""


class KlBelow(Check, frozen=True, tag="kl-below"):
    """KL(p‖q) is less, in nats."""

    value: _Above0

    def holds(self, s: Situation) -> bool:
        """Now KL(p‖q) < value."""
        return s.now.kl < self.value


class KlAbove(Check, frozen=True, tag="kl-above"):
    """KL(p‖q) is more, in nats."""

    value: Annotated[float, msgspec.Meta(ge=0)]

    def holds(self, s: Situation) -> bool:
        """Now KL(p‖q) > value."""
        return s.now.kl > self.value


class ArgmaxIs(Check, frozen=True, tag="argmax-is"):
    """The model predicts class ``of``."""

    of: str

    def holds(self, s: Situation) -> bool:
        """The largest score is its."""
        return bool(s.now.predicted == class_index(s.document, self.of))


class QBetween(Check, frozen=True, tag="q-between"):
    """The probability of class ``of``."""

    of: str
    low: _Share
    high: _Share

    def holds(self, s: Situation) -> bool:
        """Low ≤ q ≤ high."""
        return bool(self.low <= s.now.q[class_index(s.document, self.of)] <= self.high)

    def impossible(self, document: Document) -> str:
        """An interval has its ends in order."""
        return "low lies above high" if self.low > self.high else ""


class PBetween(Check, frozen=True, tag="p-between"):
    """The truth's probability of class ``of``."""

    of: str
    low: _Share
    high: _Share

    def holds(self, s: Situation) -> bool:
        """Low ≤ p ≤ high."""
        return bool(self.low <= s.now.p[class_index(s.document, self.of)] <= self.high)

    def impossible(self, document: Document) -> str:
        """An interval has its ends in order."""
        return "low lies above high" if self.low > self.high else ""


class SameSoftmax(Check, frozen=True, tag="same-softmax"):
    """A score moved by at least ``by``, and no probability did."""

    by: _Above0

    def holds(self, s: Situation) -> bool:
        """The same q from other scores."""
        moved = np.abs(s.now.z - s.before.z).max() >= self.by
        return bool(moved and np.allclose(s.now.q, s.before.q, rtol=0.0, atol=1e-6))


class TemperatureBetween(Check, frozen=True, tag="temperature-between"):
    """The temperature lies between two."""

    low: _Above0
    high: _Above0

    def holds(self, s: Situation) -> bool:
        """Low ≤ T ≤ high."""
        return self.low <= s.document.temperature <= self.high

    def impossible(self, document: Document) -> str:
        """An interval has its ends in order."""
        return "low lies above high" if self.low > self.high else ""


class TargetIs(Check, frozen=True, tag="target-is"):
    """The truth names class ``of``, in this kind of target if one is named."""

    of: str
    kind: TargetKind | None = None

    def holds(self, s: Situation) -> bool:
        """The truth is of that class, and kind."""
        kind = kind_of(s.document.sample.target)
        return s.now.true == class_index(s.document, self.of) and self.kind in (None, kind)


class SmoothingBetween(Check, frozen=True, tag="smoothing-between"):
    """The label smoothing ε."""

    low: _Share
    high: _Share

    def holds(self, s: Situation) -> bool:
        """Low ≤ ε ≤ high of a smoothed target."""
        target = s.document.sample.target
        return isinstance(target, Smoothed) and self.low <= target.epsilon <= self.high


class Locked(Check, frozen=True, tag="locked"):
    """Class ``of``'s probability is held."""

    of: str

    def holds(self, s: Situation) -> bool:
        """Its lock is closed now."""
        return class_index(s.document, self.of) in s.document.classes.locked


class UndoUsed(Check, frozen=True, tag="undo-used"):
    """Something was taken back."""

    def holds(self, s: Situation) -> bool:
        """Undo was used since the step began."""
        return s.undone


class ViewOpened(Check, frozen=True, tag="view-opened"):
    """A view is to be seen."""

    view: str

    def holds(self, s: Situation) -> bool:
        """It stands beside the lab."""
        return self.view in s.views


class SampleSelected(Check, frozen=True, tag="sample-selected"):
    """A sample is in the lab, counted from 1."""

    sample: _Count

    def holds(self, s: Situation) -> bool:
        """It is the selected one."""
        return s.document.selected == self.sample - 1

    def impossible(self, document: Document) -> str:
        """There are so many samples."""
        count = len(document.samples)
        return f"there are {count} samples" if self.sample > count else ""


class WorstSelected(Check, frozen=True, tag="worst-selected"):
    """The sample with the largest loss is in the lab."""

    kind: Literal["loss"] = "loss"

    def holds(self, s: Situation) -> bool:
        """None costs more than the selected one."""
        from ceviz.document.batch import per_sample

        losses = per_sample(s.document.samples, s.document.temperature).cross_entropy
        return bool(losses[s.document.selected] >= losses.max())


#: Every check there is.
CHECKS = (
    LossBelow, LossAbove, LossNear, LossKept, LossFellAccuracyKept, MeanBelow, EntropyBetween,
    KlBelow, KlAbove, ArgmaxIs, QBetween, PBetween, SameSoftmax, TemperatureBetween, TargetIs,
    SmoothingBetween, Locked, UndoUsed, ViewOpened, SampleSelected, WorstSelected,
)  # fmt: skip

if TYPE_CHECKING:
    AnyCheck: TypeAlias = Check
else:
    AnyCheck = Union[CHECKS]  # noqa: UP007 - of a tuple


def _floor(document: Document) -> float:
    """H(p) of the selected sample, nats."""
    return analyse(document).entropy
