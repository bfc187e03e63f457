"""What the views of all samples share: what they measure, and what was chosen of them.

The lab's document stays the one truth: the temperature and the selected sample are its own.
Beside it lie the settings of the measurement (PyTorch's), a selection of rows that is the same
in every view, and another file to compare with. They belong to the rows they were chosen for: of
other rows they are not known, and undoing an edit that made other rows brings them back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from ceviz.document import batch
from ceviz.document.measurements import USUAL, Settings
from ceviz.document.model import Document, Rows
from ceviz.draw.state import Data
from ceviz.errors import CevizError
from ceviz.maths.batch import Evaluation, Overlay, retargeted
from ceviz.panels.measuring import Measurer, Wish
from ceviz.panels.scene import Scene
from ceviz.storage.opened import OpenedFile


@dataclass(frozen=True, eq=False)
class Choices:
    """What the user chose of some rows.

    Attributes:
        settings: how they are measured.
        selection: the selected rows, ascending, or None for all.
        other, other_name: another file's predictions of the same samples, or None.
    """

    settings: Settings = USUAL
    selection: NDArray[np.intp] | None = None
    other: Evaluation | None = None
    other_name: str = ""


#: Nothing yet.
NO_CHOICES = Choices()


class DataScene(QObject):
    """All samples of the document, measured, in the scene's ``state.data``.

    Those of a file always; those made by hand, which are few, once somebody wants them.

    Signals:
        opened(): the document is made of other rows than before; told before ``measured``.
        measured(): ``state.data`` is new.
        selected(): ``selection`` is new.
        refused(CevizError): a setting was refused; nothing changed.
        failed(Callable): measuring went wrong; a call tries again.
    """

    opened = Signal()
    measured = Signal()
    selected = Signal()
    refused = Signal(object)
    failed = Signal(object)

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self._choices: WeakKeyDictionary[Rows, Choices] = WeakKeyDictionary()
        self._judged: tuple[Evaluation, Overlay, Evaluation] | None = None
        self._wanted = False
        self._by_hand: Wish | None = None
        self._measurer: Measurer | None = None
        self._waiting: Callable[[], object] | None = None
        self._calling = QTimer(self)
        self._calling.setSingleShot(True)
        self._calling.timeout.connect(self._call)
        self._rows = scene.state.document.samples.rows
        scene.document_changed.connect(self._follow)
        self._follow(scene.state.document)

    @property
    def file(self) -> OpenedFile | None:
        """The file whose rows the document is made of, or None."""
        file = self.scene.store.file
        return file if file is not None and file.rows is self._rows else None

    @property
    def settings(self) -> Settings:
        """How the rows are measured."""
        return self._chosen.settings

    @property
    def selection(self) -> NDArray[np.intp] | None:
        """The selected rows, ascending, or None for all."""
        return self._chosen.selection

    @property
    def evaluation(self) -> Evaluation | None:
        """The present measurement, or None without samples to show."""
        data = self.scene.state.data
        return None if data is None else data.evaluation

    @property
    def exact(self) -> bool:
        """Whether it is of all rows; else of a sample, while the hand moves."""
        data = self.scene.state.data
        return data is not None and data.exact

    @property
    def behind(self) -> bool:
        """Whether it does not contain the last edits yet, while the hand moves."""
        data = self.scene.state.data
        return data is not None and data.behind

    @property
    def temperature(self) -> float:
        """The temperature T of the document."""
        return self.scene.state.document.temperature

    def select(self, rows: NDArray[np.intp] | None) -> None:
        """Select ``rows`` (ascending) in every view; None selects all."""
        self._choose(selection=rows)
        self._show_again()
        self.selected.emit()

    def want(self) -> None:
        """Some view shows samples: measure documents made by hand too, from now on."""
        if not self._wanted:
            self._wanted = True
            self._follow(self.scene.state.document)

    def compare_with(
        self, other: Evaluation | None, name: str = "", rows: Rows | None = None
    ) -> None:
        """Another file's predictions of the same samples, or none; checked by the caller.

        ``rows`` are those it was checked against, if others may be shown by now.
        """
        self._judged = None
        self._choose(rows, other=other, other_name=name)
        self._show_again()
        self.measured.emit()

    def pass_on(self, rows: Rows) -> None:
        """What was chosen of the present rows is chosen of ``rows`` too: the same samples."""
        self._choices[rows] = self._chosen

    def when_whole(self, then: Callable[[], object]) -> bool:
        """Call ``then`` once the numbers are those of all rows and edits, as whoever writes needs.

        That is at once, or when they have been measured beside the window; never if that is
        refused, if other rows are opened first, or if somebody else asks meanwhile.

        Returns:
            Whether it was at once.
        """
        self._waiting = None
        measurer = self._measurer
        if measurer is None or self.file is None or measurer.settled:
            then()
            return True
        self._waiting = then
        measurer.hurry()
        return False

    def configure(self, settings: Settings) -> None:
        """Measure with other settings; refused in place if PyTorch would not take them."""
        if self.file is None or self._measurer is None or settings == self.settings:
            return
        try:
            self.file.task(settings)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return
        self._choose(settings=settings)
        self._measurer.ask_calmly(Wish.of(settings, self.scene.state.document))

    @property
    def _chosen(self) -> Choices:
        return self._choices.get(self._rows, NO_CHOICES)

    def _choose(self, rows: Rows | None = None, **changes: object) -> None:
        rows = self._rows if rows is None else rows
        chosen = self._choices.get(rows, NO_CHOICES)
        self._choices[rows] = replace(chosen, **changes)  # type: ignore[arg-type]

    def _follow(self, document: Document) -> None:
        """Edits and temperature are measured; other rows are another matter altogether."""
        others = document.samples.rows is not self._rows
        self._rows = document.samples.rows
        file = self.file
        if others:
            self._by_hand = None
            self._leave()
            self.opened.emit()
        if file is None:
            self._measure_by_hand(document)
        else:
            measurer = self._measurer_of(file)
            measurer.ask(Wish.of(self.settings, document))
            if self.scene.state.data is None or self.behind != self._is_behind(measurer):
                self._take()  # the answer is the one there was
        if others and self.scene.state.data is None:
            self.measured.emit()

    def _leave(self) -> None:
        """Nobody waits for numbers of other rows; those of a closed file go."""
        self._judged = self._waiting = None
        if self._measurer is not None:
            self._measurer.stop()
            if self._measurer.file is not self.scene.store.file:
                self._measurer.deleteLater()
                self._measurer = None

    def _measurer_of(self, file: OpenedFile) -> Measurer:
        if self._measurer is None:
            self._measurer = Measurer(file, self.scene.store, self)
            self._measurer.measured.connect(self._take)
            self._measurer.refused.connect(self._refuse)
            self._measurer.latest.failed.connect(self._fail)
        return self._measurer

    def _measure_by_hand(self, document: Document) -> None:
        """Few samples, on the spot."""
        if not self._wanted or document.samples.rows.task is not None:
            return
        wish = Wish.of(USUAL, document)
        if self._by_hand is not None and wish.same(self._by_hand):
            return
        self._by_hand = wish
        evaluation = batch.evaluation_of_samples(document.samples, document.temperature)
        self._show(evaluation, exact=True, behind=False)

    def _take(self) -> None:
        """The file has been measured, as well as it goes for now."""
        assert self._measurer is not None
        shown, behind = self._measurer.shown, self._is_behind(self._measurer)
        self._show(shown.evaluation, exact=shown.exact, behind=behind)
        if self._waiting is not None:
            self._calling.start(0)  # once it is known to all

    def _call(self) -> None:
        """Whoever waits for whole numbers has them, unless the hand has moved on."""
        if self._waiting is not None and self._measurer is not None and self._measurer.settled:
            waiting, self._waiting = self._waiting, None
            waiting()

    def _is_behind(self, measurer: Measurer) -> bool:
        """Whether what was measured last is not of the document as it is now."""
        wish = Wish.of(self.settings, self.scene.state.document)
        return measurer.shown.behind or not wish.same(measurer.shown.wish)

    def _refuse(self, refusal: CevizError) -> None:
        self._waiting = None
        if self._measurer is not None:
            # What is set is what is shown: the controls go back too.
            self._choose(settings=self._measurer.shown.wish.settings)
            self._take()
        self.refused.emit(refusal)

    def _fail(self) -> None:
        self._waiting = None
        assert self._measurer is not None
        self.failed.emit(self._measurer.latest.again)

    def _show(self, evaluation: Evaluation, *, exact: bool, behind: bool) -> None:
        chosen, file = self._chosen, self.file
        self.scene.set_data(
            Data(
                evaluation,
                exact,
                chosen.selection,
                images=None if file is None else file.predictions.images,
                other=self._judged_alike(evaluation),
                other_name=chosen.other_name,
                behind=behind,
            )
        )
        self.measured.emit()

    def _show_again(self) -> None:
        """The same measurement with another choice."""
        data, chosen = self.scene.state.data, self._chosen
        if data is not None:
            other = self._judged_alike(data.evaluation)
            self.scene.set_data(
                replace(data, selection=chosen.selection, other=other, other_name=chosen.other_name)
            )

    def _judged_alike(self, evaluation: Evaluation) -> Evaluation | None:
        """The other file's predictions under the truth as it was edited here."""
        other, overlay = self._chosen.other, evaluation.task.overlay
        if other is None or overlay is None:
            return other
        if self._judged is None or self._judged[:2] != (other, overlay):
            try:
                self._judged = (other, overlay, retargeted(other, overlay))
            except CevizError as refusal:
                # That file is not what it was: its comparison is over, the rest goes on.
                self._judged = None
                self._choose(other=None)
                self.refused.emit(refusal)
                return None
        return self._judged[2]
