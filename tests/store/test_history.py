"""The store against a history that is nothing but a list, in any order of verbs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ceviz.document import edits
from ceviz.document.model import Document, Unit
from ceviz.errors import CevizError
from ceviz.store import Intent, Store
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
        self.announced: list[Seen] = []
        self.store.refused.connect(self.refusals.append)
        self.store.changed.connect(lambda document, _: self.announced.append(Seen.of(document)))
        self.seen = Seen()
        self.expected: list[Seen] = []
        self.refused = 0
        self.base: Seen | None = None
        self.label = ""
        self.steps: list[Step] = []
        self.index = 0
        self.clean = 0

    @rule(temperature=temperatures)
    def preview(self, temperature: float) -> None:
        self.store.preview(_warm(temperature))
        self.base = self.base or self.seen
        if temperature == 0.0:
            self.refused += 1
        else:
            self.label = f"T {temperature}"
            self._see(replace(self.base, temperature=temperature))

    @rule()
    def commit(self) -> None:
        self.store.commit()
        self._commit()

    @rule()
    def cancel(self) -> None:
        self.store.cancel()
        self._cancel()

    @rule(temperature=temperatures, fold=st.sampled_from(["", "", "a", "b"]))
    def apply(self, temperature: float, fold: str) -> None:
        self.store.apply(_warm(temperature, fold))
        self._commit()
        if temperature == 0.0:
            self.refused += 1
        else:
            after = replace(self.seen, temperature=temperature)
            self._push(Step(self.seen, after, f"T {temperature}", fold))

    @rule(unit=st.sampled_from(Unit))
    def look(self, unit: Unit) -> None:
        edit = partial(edits.set_unit, unit=unit)
        self.store.apply(Intent("look", edit, looking=True))
        self._commit()
        self._see(replace(self.seen, unit=unit))

    @rule(sample=samples)
    def watch(self, sample: int) -> None:
        edit = partial(edits.select_sample, row=sample)
        self.store.apply(Intent("watch", edit, looking=True))
        self._commit()
        self._see(replace(self.seen, sample=sample))

    @rule()
    def undo(self) -> None:
        self.store.undo()
        if self.base is not None:
            self._cancel()
        elif self.index > 0:
            self.index -= 1
            self._see(replace(self.steps[self.index].before, unit=self.seen.unit))

    @rule()
    def redo(self) -> None:
        self.store.redo()
        if self.base is None and self.index < len(self.steps):
            self.index += 1
            self._see(replace(self.steps[self.index - 1].after, unit=self.seen.unit))

    @rule()
    @precondition(lambda self: self.base is None)
    def save(self) -> None:
        self.store.history.setClean()
        self.clean = self.index

    @rule(sample=samples)
    def open(self, sample: int) -> None:
        self.store.open(edits.select_sample(batch(), sample))
        self._cancel()
        self.steps, self.index, self.clean = [], 0, 0
        self._see(Seen(sample=sample))

    @invariant()
    def the_same(self) -> None:
        history = self.store.history
        assert Seen.of(self.store.document) == self.seen
        assert self.store.in_gesture == (self.base is not None)
        assert Seen.of(self.store.base) == (self.base or self.seen)
        assert [history.text(k) for k in range(history.count())] == [s.label for s in self.steps]
        assert history.index() == self.index
        assert history.isClean() == (self.clean == self.index)
        assert self.announced == self.expected
        assert len(self.refusals) == self.refused

    def _see(self, seen: Seen) -> None:
        if seen != self.seen:
            self.seen = seen
            self.expected.append(seen)

    def _cancel(self) -> None:
        if self.base is not None:
            self._see(self.base)
            self.base = None

    def _commit(self) -> None:
        if self.base is not None:
            before, self.base = self.base, None
            self._push(Step(before, self.seen, self.label, ""))

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
        self._see(step.after)


def _warm(temperature: float, fold: str = "") -> Intent:
    edit = partial(edits.set_temperature, temperature=temperature)
    return Intent(f"T {temperature}", edit, fold=fold)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
