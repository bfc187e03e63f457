"""Any sequence of edits, undoing, opening and New: every view shows what a fresh program would.

Views are told of changes one by one and keep what is dear to work out; a fresh program has only
the document as it is. What both write is compared word by word.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TypeVar

import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QTableView,
    QWidget,
)

from ceviz.document import classes, edits
from ceviz.document.analysis import analyse
from ceviz.document.measurements import Settings
from ceviz.document.model import Document, Unit
from ceviz.panels.data_scene import DataScene
from ceviz.panels.lab.sample_list import SampleList
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.storage import presets
from ceviz.storage.opened import OpenedFile, document_of
from ceviz.store import End, Intent, Store
from ceviz.views.registry import VIEWS, plots
from tests.helpers.files import load, write_npz

W = TypeVar("W", bound=QWidget)

#: A descent begins where the document was, and goes on as long as the document lies on it.
HISTORIC = "descent"

#: So many steps are taken between two comparisons.
LOOK = 4

EXAMPLES = ("fruit", "digits", "soft-target")


class Program:
    """A store, its scene and every view that can be opened, in one window."""

    def __init__(self) -> None:
        self.scene = Scene(Store(presets.load_preset(presets.DEFAULT)))
        self.store = self.scene.store
        self.data = DataScene(self.scene, self.scene)
        self.data.want()
        self.window = QWidget()
        # As the lab has it: a splitter leaves hidden what is hidden.
        lab = QSplitter(self.window)
        self.views: dict[str, QWidget] = {"sample list": SampleList(self.scene, self.window)}
        lab.addWidget(self.views["sample list"])
        self.views |= {spec.name: spec.make(self.scene, self.data) for spec in VIEWS}
        grid = QGridLayout(self.window)
        for place, view in enumerate([lab, *list(self.views.values())[1:]]):
            grid.addWidget(view, place // 5, place % 5)
        self.window.resize(2400, 1800)
        self.window.show()
        settle()

    def close(self) -> None:
        settle()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def open(self, document: Document, file: OpenedFile | None) -> None:
        if file is None:
            self.store.open(document)
        else:
            self.store.open_file(replace(file, document=document))

    def written(self) -> dict[str, object]:
        """Everything that is written on the screen, and the numbers behind every picture."""
        settle()
        # What the last change started from is history too: only the lab's sentence tells of it.
        state = replace(self.scene.state, before=None)
        told: dict[str, object] = {
            name: words(view) for name, view in self.views.items() if name != HISTORIC
        }
        for plot in plots():
            view = self.views.get(plot.name)
            picture = view.picture if isinstance(view, ViewFrame) else plot.make()
            if plot.name != HISTORIC:
                told[f"{plot.name}: rows"] = picture.rows(state)
        return told


def words(view: QWidget) -> list[str]:
    """What can be read in a view, cell by cell."""

    def seen(kind: type[W]) -> list[W]:
        return [child for child in view.findChildren(kind) if child.isVisible()]

    found = [label.text() for label in seen(QLabel)]
    found += [box.currentText() for box in seen(QComboBox)]
    found += [line.text() for line in seen(QLineEdit)]
    for table in seen(QTableView):
        model = table.model()
        found += [
            str(model.data(model.index(row, column)))
            for row in range(min(model.rowCount(), 12))
            for column in range(model.columnCount())
        ]
    return found


def settle() -> None:
    """Let all that was begun beside the window come to its end, and what that begins."""
    for _ in range(5):
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()


class AnySequence(RuleBasedStateMachine):
    """Each rule is something a user does; refusals are welcome, exceptions are not."""

    file: OpenedFile
    other: OpenedFile

    @initialize(with_file=st.booleans())
    def start(self, with_file: bool) -> None:
        self.raised: list[BaseException] = []
        self._hook, sys.excepthook = sys.excepthook, self._note
        self.program, self.fresh = Program(), Program()
        self.store, self.data = self.program.store, self.program.data
        self.steps = 0
        if with_file:
            self.open_file()

    def _note(
        self, kind: type[BaseException], raised: BaseException, _: TracebackType | None
    ) -> None:
        self.raised.append(raised)

    def do(
        self, label: str, edit: Callable[[Document], Document], *, looking: bool = False
    ) -> None:
        self.store.apply(Intent(label, edit, looking=looking))

    def index(self, pick: int) -> int:
        return pick % len(self.store.document.classes)

    # Opening

    @rule()
    def open_file(self) -> None:
        document = document_of(self.file.predictions, self.file.path.name)
        self.store.open_file(replace(self.file, document=document))

    @rule(name=st.sampled_from(EXAMPLES), as_step=st.booleans())
    def open_an_example(self, name: str, as_step: bool) -> None:
        document = presets.load_preset(name)
        if as_step:
            self.store.apply(Intent("Open", lambda _: document, opening=True))
        else:
            self.store.open(document)

    # Editing

    @rule(pick=st.integers(0, 9))
    def duplicate_a_class(self, pick: int) -> None:
        self.do("Duplicate", partial(classes.duplicate_class, i=self.index(pick)))

    @rule(pick=st.integers(0, 9))
    def remove_a_class(self, pick: int) -> None:
        self.do("Remove", partial(classes.remove_classes, gone=[self.index(pick)]))

    @rule(pick=st.integers(0, 9))
    def rename_a_class(self, pick: int) -> None:
        self.do("Rename", partial(classes.rename_class, i=self.index(pick), name=f"n{pick}"))

    @rule(epsilon=st.sampled_from([0.0, 0.1]))
    def smooth_all(self, epsilon: float) -> None:
        self.do("Smooth", partial(edits.smooth_all, epsilon=epsilon))

    @rule(pick=st.integers(0, 9), value=st.sampled_from([-3.0, 0.0, 9.0, -np.inf]))
    def set_a_score(self, pick: int, value: float) -> None:
        self.do("Set", partial(edits.set_score, i=self.index(pick), value=value))

    @rule(pick=st.integers(0, 9))
    def set_the_truth(self, pick: int) -> None:
        self.do("Truth", partial(edits.set_true_class, i=self.index(pick)))

    @rule(temperature=st.sampled_from([0.5, 1.0, 2.0]))
    def set_the_temperature(self, temperature: float) -> None:
        self.do("T", partial(edits.set_temperature, temperature=temperature))

    @rule(pick=st.integers(0, 9), keep=st.booleans())
    def drag(self, pick: int, keep: bool) -> None:
        gesture = self.store.begin()
        for value in (0.5, 3.0):
            edit = partial(edits.set_score, i=self.index(pick), value=value)
            gesture.preview(Intent("Drag", edit))
        gesture.end(End.RELEASED if keep else End.ESCAPED)

    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self.store.undo()

    @rule(times=st.integers(1, 3))
    def redo(self, times: int) -> None:
        for _ in range(times):
            self.store.redo()

    # Looking

    @rule(unit=st.sampled_from(Unit))
    def choose_a_unit(self, unit: Unit) -> None:
        self.do("Unit", partial(edits.set_unit, unit=unit), looking=True)

    @rule(pick=st.integers(0, 99))
    def look_at_a_sample(self, pick: int) -> None:
        row = pick % len(self.store.document.samples)
        self.do("Show", partial(edits.select_sample, row=row), looking=True)

    @rule(step=st.integers(1, 5))
    def select_some(self, step: int) -> None:
        self.data.select(np.arange(0, len(self.store.document.samples), step))

    @precondition(lambda self: self.data.file is not None)
    @rule(smoothing=st.sampled_from([0.0, 0.1]))
    def configure(self, smoothing: float) -> None:
        self.data.configure(Settings(label_smoothing=smoothing))

    @precondition(lambda self: self.data.file is not None)
    @rule()
    def compare(self) -> None:
        self.data.compare_with(self.other.evaluation, "the other")

    # What must hold

    @invariant()
    def the_store_s_numbers_are_the_document_s(self) -> None:
        assert self.raised == []
        batch, fresh = self.store.analysis.batch, analyse(self.store.document).batch
        assert (batch.count, batch.correct, batch.exact) == (fresh.count, fresh.correct, True)
        np.testing.assert_allclose(batch.cross_entropy, fresh.cross_entropy, rtol=1e-12)
        data = self.program.scene.state.data
        if data is not None:
            assert data.evaluation.columns.rows == len(self.store.document.samples)
            assert data.evaluation.task.classes == len(self.store.document.classes)
            assert data.selection is None or data.selection.max(initial=0) < batch.count

    @invariant()
    def every_view_shows_what_a_fresh_program_would(self) -> None:
        self.steps += 1
        if self.steps % LOOK == 0:
            self._look()

    def teardown(self) -> None:
        try:
            self._look()
        finally:
            self.program.close()
            self.fresh.close()
            del self.program, self.fresh, self.store, self.data
            sys.excepthook = self._hook

    def _look(self) -> None:
        settle()
        program, fresh = self.program, self.fresh
        fresh.open(self.store.document, self.data.file)
        settle()
        fresh.data.configure(self.data.settings)
        fresh.data.select(self.data.selection)
        data = program.scene.state.data
        assert data is not None
        if data.other is not None:
            fresh.data.compare_with(self.other.evaluation, data.other_name)
        fresh.scene.select(program.scene.state.selected)
        mine, theirs = program.written(), fresh.written()
        assert self.raised == []
        for name in mine:
            assert mine[name] == theirs[name], name


def test_every_view_shows_what_a_fresh_program_would(qapp: QApplication) -> None:
    with TemporaryDirectory() as folder:
        AnySequence.file = load(write_npz(Path(folder) / "z.npz"))
        scores = np.random.default_rng(1).normal(0.0, 2.0, (60, 5))
        AnySequence.other = load(write_npz(Path(folder) / "other.npz", logits=scores))
        run_state_machine_as_test(
            AnySequence,
            settings=settings(
                max_examples=8, stateful_step_count=14, derandomize=True, phases=[Phase.generate]
            ),
        )
