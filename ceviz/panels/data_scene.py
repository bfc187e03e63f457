"""What the views of a file share: its predictions, what they measure, and which are selected.

The lab's document stays the one truth: the temperature and the selected sample are its own.
Beside it lie the settings of the measurement (PyTorch's), and a selection of rows that is the
same in every view.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from ceviz.document import batch
from ceviz.document.model import Document
from ceviz.draw.state import Data
from ceviz.errors import CevizError
from ceviz.maths.batch import Evaluation, Overlay, retargeted
from ceviz.panels.measuring import Measurer
from ceviz.panels.opened import OpenedFile, Settings, Wish
from ceviz.panels.scene import Scene

__all__ = ["DataScene", "OpenedFile", "Settings"]


class DataScene(QObject):
    """The opened file, measured.

    A document made by hand is measured too, while :attr:`wanted`: its samples are few.

    Attributes:
        scene: the lab's scene; views read the measurement from its ``state.data``.
        file: what was opened, or None.
        evaluation: the present measurement, or None without samples to show.
        exact: whether it is of all rows; else of a sample, while the hand moves.
        behind: whether it does not contain the last edits yet, while the hand moves.
        settings: how it is measured.
        selection: the selected rows, ascending, or None for all.

    Signals:
        opened(): another file, or none.
        measured(): ``evaluation``, ``exact`` or ``behind`` is new.
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
        self.file: OpenedFile | None = None
        self.evaluation: Evaluation | None = None
        self.exact = self.behind = False
        self.settings = Settings()
        self.selection: NDArray[np.intp] | None = None
        self._other: Evaluation | None = None
        self._other_name = ""
        self._judged: tuple[Evaluation, Overlay, Evaluation] | None = None
        self._wanted = False
        self._measurer: Measurer | None = None
        scene.document_changed.connect(self._follow)

    def install(self, file: OpenedFile) -> None:
        """Show another file; call it once the store shows the document over its rows."""
        self._drop_measurer()
        self.file, self.settings = file, Settings()
        self.selection = self._other = self._judged = None
        self._measurer = Measurer(file, self)
        self._measurer.measured.connect(self._take)
        self._measurer.settled.connect(self.scene.store.refresh)
        self._measurer.refused.connect(self._refuse)
        self._measurer.latest.failed.connect(self._fail)
        self.opened.emit()
        self._take()
        self._follow(self.scene.state.document)

    def select(self, rows: NDArray[np.intp] | None) -> None:
        """Select ``rows`` (ascending) in every view; None selects all."""
        self.selection = rows
        self._publish()
        self.selected.emit()

    def want(self) -> None:
        """Some view shows samples: measure documents made by hand too, from now on."""
        if not self._wanted:
            self._wanted = True
            self._follow(self.scene.state.document)

    def compare_with(self, other: Evaluation | None, name: str = "") -> None:
        """Another file's predictions of the same samples, or none; checked by the caller."""
        self._other, self._other_name = other, name
        self._publish()
        self.measured.emit()

    def configure(self, settings: Settings) -> None:
        """Measure with other settings; refused in place if PyTorch would not take them."""
        if self.file is None or self._measurer is None or settings == self.settings:
            return
        try:
            self.file.task(settings)
        except CevizError as refusal:
            self.refused.emit(refusal)
            return
        self.settings = settings
        self._measurer.ask_calmly(Wish.of(settings, self.scene.state.document))

    @property
    def temperature(self) -> float:
        """The temperature T of the document."""
        return self.scene.state.document.temperature

    def _follow(self, document: Document) -> None:
        """Another document takes the file off the views; edits and temperature change them."""
        if self.file is None or self._measurer is None:
            self._measure_by_hand(document)
        elif document.samples.rows is not self.file.rows:
            self._forget()
            self._measure_by_hand(document)
        else:
            self._measurer.ask(Wish.of(self.settings, document))

    def _measure_by_hand(self, document: Document) -> None:
        """Few samples, on the spot."""
        if not self._wanted or document.samples.rows.task is not None:
            return
        evaluation = batch.evaluation_of_samples(document.samples, document.temperature)
        self._show(evaluation, exact=True, behind=False)

    def _take(self) -> None:
        """The file has been measured, as well as it goes for now."""
        assert self._measurer is not None
        shown = self._measurer.shown
        self._show(shown.evaluation, exact=shown.exact, behind=shown.behind)

    def _refuse(self, refusal: CevizError) -> None:
        if self._measurer is not None:
            # What is set is what is shown: the controls go back too.
            self.settings = self._measurer.shown.wish.settings
            self.measured.emit()
        self.refused.emit(refusal)

    def _fail(self) -> None:
        assert self._measurer is not None
        self.failed.emit(self._measurer.latest.again)

    def _show(self, evaluation: Evaluation, *, exact: bool, behind: bool) -> None:
        self.evaluation, self.exact, self.behind = evaluation, exact, behind
        self._publish()
        self.measured.emit()

    def _publish(self) -> None:
        """What views paint from."""
        data = None
        if self.evaluation is not None:
            data = Data(
                self.evaluation,
                self.exact,
                self.selection,
                images=None if self.file is None else self.file.predictions.images,
                other=self._judged_alike(),
                other_name=self._other_name,
                behind=self.behind,
            )
        self.scene.set_data(data)

    def _judged_alike(self) -> Evaluation | None:
        """The other file's predictions under the truth as it was edited here."""
        overlay = None if self.evaluation is None else self.evaluation.task.overlay
        if self._other is None or overlay is None:
            return self._other
        if self._judged is None or self._judged[:2] != (self._other, overlay):
            try:
                self._judged = (self._other, overlay, retargeted(self._other, overlay))
            except CevizError as refusal:
                # That file is not what it was: its comparison is over, the rest goes on.
                self._other = self._judged = None
                self.refused.emit(refusal)
                return None
        return self._judged[2]

    def _forget(self) -> None:
        self._drop_measurer()
        self.file = self.evaluation = self.selection = self._other = self._judged = None
        self.exact, self.behind, self.settings = False, False, Settings()
        self._publish()
        self.opened.emit()
        self.measured.emit()

    def _drop_measurer(self) -> None:
        """It answers nobody any more."""
        if self._measurer is not None:
            self._measurer.stop()
            self._measurer.deleteLater()
            self._measurer = None
