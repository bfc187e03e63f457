"""The store against a history that is nothing but a list, in any order of verbs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ceviz.document import edits
from ceviz.document.analysis import Analysis
from ceviz.document.model import Document, Unit
from ceviz.errors import CevizError
from ceviz.store import End, Gesture, Intent, Store, Why
from tests.helpers.documents import batch

#: 0 is refused.
temperatures = st.sampled_from([0.0, 1.0, 2.0, 3.0])
samples = st.integers(0, len(batch().samples) - 1)


@dataclass(frozen=True)
class Seen:
    """What can change in these tests."""

    temperature: float = 1.0
    sample: int = 0
    unit: Unit = Unit.NATS

    @classmethod
    def of(cls, document: Document) -> Seen:
        return cls(document.temperature, document.selected, document.unit)


@dataclass(frozen=True)
class Step:
    before: Seen
    after: Seen
    label: str
    fold: str


class History(RuleBasedStateMachine):
    """Every verb is done to the store and to the list; they never differ."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(batch())
        self.refusals: list[CevizError] = []
        self.announced: list[tuple[Seen, Why]] = []
        self.store.refused.connect(self.refusals.append)
        self.store.changed.connect(self._hear)
        self.seen = Seen()
        self.expected: list[tuple[Seen, Why]] = []
        self.refused = 0
        self.gesture: Gesture | None = None
        self.base: Seen | None = None
        self.moving = False
        #: Every gesture, what it told of its end, and what it should have told.
        self.past: list[tuple[Gesture, list[End], End | None]] = []
        self.label = ""
        self.steps: list[Step] = []
        self.index = 0
        self.clean = 0

    @rule()
    def begin(self) -> None:
        gesture, reasons = self.store.begin(), list[End]()
        self._commit(End.SUPERSEDED)
        gesture.ended.connect(reasons.append)
        self.gesture, self.base, self.moving = gesture, self.seen, False
        self.past.append((gesture, reasons, None))

    @rule(temperature=temperatures)
    @precondition(lambda self: self.base is not None)
    def preview(self, temperature: float) -> None:
        assert self.gesture is not None
        assert self.base is not None
        assert self.gesture.preview(_warm(temperature)) == (temperature != 0.0)
        self.moving = True
        if temperature == 0.0:
            self.refused += 1
        else:
            self.label = f"T {temperature}"
            self._see(replace(self.base, temperature=temperature), Why.EDITED)

    @rule(reason=st.sampled_from(End))
    @precondition(lambda self: self.base is not None)
    def end(self, reason: End) -> None:
        assert self.gesture is not None
        self.gesture.end(reason)
        if reason in (End.RELEASED, End.SUPERSEDED):
            self._commit(reason)
        else:
            self._cancel(reason)

    @rule(temperature=temperatures, reason=st.sampled_from(End), data=st.data())
    @precondition(lambda self: any(gesture.over for gesture, _, _ in self.past))
    def go_on_with_what_is_over(self, temperature: float, reason: End, data: st.DataObject) -> None:
        gesture, _, _ = data.draw(st.sampled_from([old for old in self.past if old[0].over]))
        assert not gesture.preview(_warm(temperature))
        gesture.end(reason)

    @rule(temperature=temperatures, fold=st.sampled_from(["", "", "a", "b"]))
    def apply(self, temperature: float, fold: str) -> None:
        self.store.apply(_warm(temperature, fold))
        self._commit(End.SUPERSEDED)
        if temperature == 0.0:
            self.refused += 1
        else:
            after = replace(self.seen, temperature=temperature)
            self._push(Step(self.seen, after, f"T {temperature}", fold))

    @rule(unit=st.sampled_from(Unit))
    def look(self, unit: Unit) -> None:
        edit = partial(edits.set_unit, unit=unit)
        self.store.apply(Intent("look", edit, looking=True))
        self._commit(End.SUPERSEDED)
        self._see(replace(self.seen, unit=unit), Why.LOOKING)

    @rule(sample=samples)
    def watch(self, sample: int) -> None:
        edit = partial(edits.select_sample, row=sample)
        self.store.apply(Intent("watch", edit, looking=True))
        self._commit(End.SUPERSEDED)
        self._see(replace(self.seen, sample=sample), Why.LOOKING)

    @rule()
    def undo(self) -> None:
        self.store.undo()
        moving = self.moving
        self._cancel(End.UNDONE)
        if not moving and self.index > 0:
            self.index -= 1
            before = self.steps[self.index].before
            self._see(replace(before, unit=self.seen.unit), Why.UNDONE)

    @rule()
    def redo(self) -> None:
        self.store.redo()
        if not self.moving:
            self._cancel(End.UNDONE)
        if not self.moving and self.index < len(self.steps):
            self.index += 1
            after = self.steps[self.index - 1].after
            self._see(replace(after, unit=self.seen.unit), Why.EDITED)

    @rule()
    @precondition(lambda self: self.base is None)
    def save(self) -> None:
        self.store.history.setClean()
        self.clean = self.index

    @rule(sample=samples)
    def open(self, sample: int) -> None:
        self.store.open(edits.select_sample(batch(), sample))
        self._cancel(End.REPLACED)
        self.steps, self.index, self.clean = [], 0, 0
        # Told even if it looks like the one before: it is another.
        self.seen = Seen(sample=sample)
        self.expected.append((self.seen, Why.OPENED))

    @invariant()
    def the_same(self) -> None:
        history = self.store.history
        assert Seen.of(self.store.document) == self.seen
        assert self.store.in_gesture == self.moving
        assert (self.store.gesture is None) == (self.base is None)
        if self.gesture is not None and self.base is not None:
            assert self.store.gesture is self.gesture
            assert Seen.of(self.gesture.base) == self.base
        for gesture, reasons, reason in self.past:
            assert gesture.over == (reason is not None)
            assert reasons == ([] if reason is None else [reason])
        assert [history.text(k) for k in range(history.count())] == [s.label for s in self.steps]
        assert history.index() == self.index
        assert history.isClean() == (self.clean == self.index)
        assert self.announced == self.expected
        assert len(self.refusals) == self.refused

    def _hear(self, document: Document, _: Analysis, why: Why) -> None:
        self.announced.append((Seen.of(document), why))

    def _see(self, seen: Seen, why: Why) -> None:
        if seen != self.seen:
            self.seen = seen
            self.expected.append((seen, why))

    def _cancel(self, reason: End) -> None:
        if self.base is not None:
            self._see(self.base, Why.UNDONE)
            self._over(reason)

    def _commit(self, reason: End) -> None:
        if self.base is not None:
            before = self.base
            self._over(reason)
            self._push(Step(before, self.seen, self.label, ""))

    def _over(self, reason: End) -> None:
        self.base, self.moving = None, False
        gesture, reasons, _ = self.past[-1]
        self.past[-1] = (gesture, reasons, reason)

    def _push(self, step: Step) -> None:
        if step.after == step.before:
            return
        del self.steps[self.index :]
        if self.clean > self.index:
            self.clean = -1
        last = self.steps[-1] if self.steps else None
        if last and step.fold and last.fold == step.fold and self.clean != self.index:
            self.steps[-1] = replace(last, after=step.after, label=step.label)
            if step.after == last.before:
                self.steps.pop()
                self.index -= 1
        else:
            self.steps.append(step)
            self.index += 1
        self._see(step.after, Why.EDITED)


def _warm(temperature: float, fold: str = "") -> Intent:
    edit = partial(edits.set_temperature, temperature=temperature)
    return Intent(f"T {temperature}", edit, fold=fold)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
