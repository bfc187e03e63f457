"""The card with the numbers of all samples; the best T is looked for beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ceviz.draw.lab.measures import Luck, Measures, card_height
from ceviz.draw.state import State
from ceviz.errors import CevizError
from ceviz.panels.background import Job, Latest
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene

if TYPE_CHECKING:
    from ceviz.maths.batch import BestTemperature


@guarded
class MeasuresPanel(PicturePanel):
    """What was measured of all samples, as high as its numbers need.

    Attributes:
        latest: the search for the temperature under way.
        luck: what luck alone would show, being counted.
    """

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "measures", Measures(), scene, parent=parent,
            description="Mean loss and accuracy with their 95 % intervals, Brier score, "
            "calibration error and best temperature of all samples.",
        )  # fmt: skip
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.latest, self.luck = Latest(self), Latest(self)
        #: Whose temperature is known or looked for.
        self._about: object = None
        scene.repaint.connect(self._look)
        scene.store.gesture_changed.connect(self._look)
        scene.restyled.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two rows where one is too narrow."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for what was given up while nobody looked."""
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for it any more."""
        self.latest.cancel()
        self.luck.cancel()
        if self._picture.best is None:
            self._about = None
        super().hideEvent(event)

    def sizeHint(self) -> QSize:
        """As high as its numbers are at this width."""
        return QSize(420, round(card_height(self.width(), self._scene.theme)))

    def minimumSizeHint(self) -> QSize:
        """Narrow, and all of its height."""
        return QSize(120, self.sizeHint().height())

    @property
    def _picture(self) -> Measures:
        assert isinstance(self.picture, Measures)
        return self.picture

    def _fit(self, _: object = None) -> None:
        height = self.sizeHint().height()
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _look(self, _: object = None) -> None:
        """Look for the temperature of samples that have come to rest; any T leaves it as it is."""
        data, store = self._scene.state.data, self._scene.store
        about = _samples_of(self._scene.state)
        self._count_luck()
        if about is self._about and (data is not None) == (about is not None):
            return
        if data is None:
            self.latest.cancel()
            self._about = None
            self._show(None)
            return
        if self.isHidden() or not data.exact or data.behind or store.in_gesture:
            return
        evaluation, self._about = data.evaluation, about

        def work(job: Job) -> BestTemperature:
            from ceviz.maths.batch import best_temperature

            return best_temperature(evaluation, cancelled=lambda: job.cancelled)

        self.latest.start(work, self._show, self._refuse)
        self._show(None)

    def _count_luck(self) -> None:
        """What luck alone would show of what is measured now; another T is another measurement."""
        data = self._scene.state.data
        if data is None or self.isHidden() or not data.exact or self._scene.store.in_gesture:
            return
        evaluation, known = data.evaluation, self._picture.luck
        if (known is not None and known.is_of(evaluation)) or self.luck.busy:
            return

        def work(_: Job) -> Luck:
            from ceviz.maths.batch import ece_by_chance

            return Luck(ref(evaluation), ece_by_chance(evaluation))

        self.luck.start(work, self._take_luck)

    def _take_luck(self, found: Luck) -> None:
        """Show it, and count what was measured meanwhile."""
        self.set_picture(Measures(self._picture.best, found))
        self._count_luck()

    def _refuse(self, _: CevizError) -> None:
        """The samples cannot be read any more; that is told where they are measured."""
        self._show(None)

    def _show(self, best: BestTemperature | None) -> None:
        if best is not self._picture.best:
            self.set_picture(Measures(best, self._picture.luck))


def _samples_of(state: State) -> object:
    """What the best temperature depends on: the rows, and the samples if any were edited."""
    if state.data is None:
        return None
    samples = state.document.samples
    return samples if samples.edited else samples.rows
