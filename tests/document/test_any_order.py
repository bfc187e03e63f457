"""Any verbs in any order: the document stays whole, old ones untouched, sessions exact."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ceviz.document import class_columns, classes, edits
from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Policy, Samples, Unit
from ceviz.document.targets import Free, TargetKind, distribution
from ceviz.document.text import tsv
from ceviz.errors import InvalidInput
from ceviz.storage import session
from tests.document.examples import documents, finite_scores, names

picks = st.integers(0, 9)
shares = st.one_of(st.floats(0.0, 1.0), st.sampled_from([0.0, 1e-6, 0.5, 1.0 - 1e-6, 1.0]))


class AnyOrder(RuleBasedStateMachine):
    """Each rule is one verb, allowed or refused; a refusal must leave everything as it was."""

    document: Document
    before: Document
    snapshot: Document

    @initialize(drawn=documents())
    def start(self, drawn: Document) -> None:
        self.document = self.before = drawn
        self.snapshot = _deep_copy(drawn)

    def do(self, verb: Callable[[Document], Document]) -> None:
        self.before, self.snapshot = self.document, _deep_copy(self.document)
        with suppress(InvalidInput):
            self.document = verb(self.document)

    def index(self, pick: int) -> int:
        return pick % len(self.document.classes)

    @rule(pick=picks, value=finite_scores | st.sampled_from([-np.inf, np.inf, np.nan]))
    def score(self, pick: int, value: float) -> None:
        self.do(lambda d: edits.set_score(d, self.index(pick), value))

    @rule(pick=picks, value=shares)
    def probability(self, pick: int, value: float) -> None:
        self.do(lambda d: edits.set_probability(d, self.index(pick), value))

    @rule(pick=picks, value=st.floats(-0.5, 1.5))
    def drag(self, pick: int, value: float) -> None:
        self.do(lambda d: edits.drag_probability(d, self.index(pick), value))

    @rule(policy=st.sampled_from(Policy), pick=picks)
    def policy(self, policy: Policy, pick: int) -> None:
        self.do(lambda d: edits.set_policy(d, policy, self.index(pick)))

    @rule(pick=picks)
    def true_class(self, pick: int) -> None:
        self.do(lambda d: edits.set_true_class(d, self.index(pick)))

    @rule(kind=st.sampled_from(TargetKind))
    def target_kind(self, kind: TargetKind) -> None:
        self.do(lambda d: edits.set_target_kind(d, kind))

    @rule(pick=picks, value=shares)
    def target_mass(self, pick: int, value: float) -> None:
        self.do(lambda d: edits.set_target_mass(d, self.index(pick), value))

    @rule(epsilon=st.floats(-0.1, 1.1))
    def smoothing(self, epsilon: float) -> None:
        self.do(lambda d: edits.set_smoothing(d, epsilon))

    @rule(epsilon=st.floats(0.0, 1.0))
    def smooth_all(self, epsilon: float) -> None:
        self.do(lambda d: edits.smooth_all(d, epsilon))

    @rule(temperature=st.floats(1e-3, 1e3) | st.sampled_from([0.0, -1.0, np.nan]))
    def temperature(self, temperature: float) -> None:
        self.do(lambda d: edits.set_temperature(d, temperature))

    @rule(unit=st.sampled_from(Unit))
    def unit(self, unit: Unit) -> None:
        self.do(lambda d: edits.set_unit(d, unit))

    @rule(row=st.integers(-1, 4))
    def select(self, row: int) -> None:
        self.do(lambda d: edits.select_sample(d, row))

    @rule(pick=picks)
    def lock(self, pick: int) -> None:
        self.do(lambda d: classes.toggle_lock(d, self.index(pick)))

    @rule(pick=picks, name=names)
    def rename(self, pick: int, name: str) -> None:
        self.do(lambda d: classes.rename_class(d, self.index(pick), name))

    @rule(name=names | st.just(""), score=finite_scores)
    def add(self, name: str, score: float) -> None:
        if len(self.document.classes) < 10:
            self.do(lambda d: classes.add_class(d, name, score))

    @rule(pick=picks)
    def duplicate(self, pick: int) -> None:
        if len(self.document.classes) < 10:
            self.do(lambda d: classes.duplicate_class(d, self.index(pick)))

    @rule(gone=st.sets(picks, max_size=3))
    def remove(self, gone: set[int]) -> None:
        self.do(lambda d: classes.remove_classes(d, sorted(gone)))

    @rule(pick=picks, to=st.integers(-1, 10))
    def move(self, pick: int, to: int) -> None:
        self.do(lambda d: classes.move_class(d, self.index(pick), to))

    @rule(
        text=st.lists(
            st.sampled_from(["", "0", "0.25", "0.5", "1", "-inf", "x"]), min_size=1, max_size=4
        ).map("\n".join),
        pick=picks,
        column=st.sampled_from(class_columns.pasted()),
    )
    def paste(self, text: str, pick: int, column: class_columns.Column) -> None:
        self.do(lambda d: tsv.paste(d, text, row=self.index(pick), column=column))

    @invariant()
    def what_was_there_before_is_untouched(self) -> None:
        assert self.before.same_as(self.snapshot)

    @invariant()
    def the_document_is_whole(self) -> None:
        document = self.document
        count = len(document.classes)
        assert 2 <= count == len(set(document.classes.names)) == len(document.classes.colours)
        assert all(name == name.strip() != "" for name in document.classes.names)
        assert document.classes.locked <= set(range(count))
        assert 0 <= document.partner < count
        assert 0 <= document.selected < len(document.samples)
        assert len(document.samples) == len(self.before.samples)
        for sample in document.samples:
            assert sample.scores.shape == (count,)
            assert not sample.scores.flags.writeable
            assert (sample.scores < np.inf).all()
            assert sample.scores.max() > -np.inf
            assert 0 <= sample.true < count
            p = distribution(sample.target, count)
            assert p.shape == (count,)
            assert abs(p.sum() - 1.0) <= 1e-15 * count

    @invariant()
    def its_numbers_are_whole(self) -> None:
        analysis = analyse(self.document)
        assert abs(analysis.total - 1.0) <= 1e-15 * len(self.document.classes)
        assert analysis.kl >= 0.0
        assert not np.isnan(analysis.gradient).any()
        # Gibbs' inequality holds for masses of 1 together: those of floats miss it by so much.
        missed = 1e-15 * len(self.document.classes)
        assert analysis.cross_entropy >= analysis.entropy * (1.0 - 1e-14) - missed

    @invariant()
    def a_session_holds_all_of_it(self) -> None:
        data = session.dumps(self.document)
        again = session.loads(data, "memory")
        assert again.same_as(self.document)
        assert session.dumps(again) == data


def _deep_copy(document: Document) -> Document:
    """Equal, and sharing no array."""
    samples = [
        replace(
            sample,
            scores=sample.scores.copy(),
            target=Free(sample.target.p.copy())
            if isinstance(sample.target, Free)
            else sample.target,
        )
        for sample in document.samples
    ]
    return replace(document, classes=replace(document.classes), samples=Samples.of(samples))


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=40)
