"""The reliability diagram in the window, with the temperature that moves it and the best one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ceviz.draw.state import Data
from ceviz.panels.background import Job, Latest
from ceviz.panels.data_scene import DataScene
from ceviz.panels.deferred_panel import DeferredPanel
from ceviz.panels.lab.temperature import TemperatureRow
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.views.reliability.binning import Binning, bin_at, bins_of_rows, is_quick, luck
from ceviz.views.reliability.charts import shown
from ceviz.views.reliability.picture import ReliabilityDiagram
from ceviz.views.reliability.temperature_fit import TemperatureFitting, fit_words, use_words

if TYPE_CHECKING:
    from ceviz.panels.plot.plot import Plot

#: The most classes that can be chosen from.
CLASSES_MOST = 1000

_SCHEMES = ("equal-width", "equal-mass")


class ReliabilityPanel(DeferredPanel, PlotPanel):
    """The two plots, waiting while bins are made."""


#: The box of a class is no narrower than this, in pixels.
LEAST = 110


@guarded
class ReliabilityView(ViewFrame[ReliabilityDiagram]):
    """Which bins, the temperature, what fitting it brings; the plots; the caption."""

    panel: ReliabilityPanel

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        picture = ReliabilityDiagram()
        panel = ReliabilityPanel(
            "reliability", picture, scene,
            description="How often each confidence comes true, and how many samples say so.",
        )  # fmt: skip
        super().__init__("reliability", picture, scene, panel=panel, parent=parent)
        self._data = data
        self._wanted = picture.binning
        self._seen: Data | None = None
        self._latest = Latest(self)
        self.offer_again(self._latest, "The bins could not be counted")
        self._names: tuple[str, ...] = ()
        self.fitting = TemperatureFitting(scene, data, self)
        self.offer_again(self.fitting.latest, "The temperature could not be fitted")
        self._add_choices()
        self.options.add_break()
        self._add_temperature()
        self.options.add_break()
        self._add_best()
        data.measured.connect(self._follow)
        data.opened.connect(self._start_over)
        self.fitting.changed.connect(self._show_fit)
        self.retold.connect(self._tell_fit)
        self._follow()

    @property
    def binning(self) -> Binning:
        """The bins that are chosen now."""
        return self.picture.binning

    def _add_choices(self) -> None:
        self.scheme, self.label = QComboBox(self), QComboBox(self)
        self.scheme.setAccessibleName("bins")
        self.scheme.addItems([f"{scheme} bins" for scheme in _SCHEMES])
        self.scheme.activated.connect(lambda i: self._ask(scheme=_SCHEMES[i]))
        self.label.setAccessibleName("whose probability")
        self.label.setToolTip("the predicted class, whichever it is, or one class in all samples")
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.label.setMinimumWidth(LEAST)
        self.label.activated.connect(lambda i: self._ask(label=i - 1 if i else None))
        self.every = QPushButton("select all", self)
        self.every.setToolTip("a click on a bin selects its samples in every view")
        self.every.clicked.connect(lambda: self._data.select(None))
        for widget in (self.scheme, self.label, self.every):
            self.options.addWidget(widget)

    def _add_temperature(self) -> None:
        self.temperature = TemperatureRow(self._scene, self)
        self._scene.listen(self.temperature)
        name = QLabel("temperature T", self)
        name.setProperty("quiet", True)
        self.options.addWidget(name)
        self.options.addWidget(self.temperature, 1)

    def _add_best(self) -> None:
        self.words = plain_label(self)
        self.words.setWordWrap(True)
        self.words.setAccessibleName("the temperature of least loss")
        self.use = QPushButton(self)
        self.use.hide()
        self.use.clicked.connect(self._use)
        self.options.addWidget(self.words, 1)
        self.options.addWidget(self.use)

    # Showing

    def _follow(self) -> None:
        """Another document may have other classes; a million rows take their time."""
        names = self._scene.state.document.classes.names
        if names != self._names:
            self._start_over()
        if self.isVisible():
            self._show(self._wanted)

    def _start_over(self) -> None:
        """Other samples, perhaps of other classes."""
        self._names = self._scene.state.document.classes.names
        self.scheme.setCurrentIndex(0)
        self.label.clear()
        self.label.addItems(["top label", *self._names[:CLASSES_MOST]])
        self._seen = None
        self._show(Binning())

    def _show(self, binning: Binning) -> None:
        """Show other bins or another measurement, now or when they have been made."""
        self._wanted = binning
        data, panel = self._scene.state.data, self.panel
        self._latest.cancel()
        if data is None or self._seen is None or is_quick(data.evaluation, binning):
            self._take(binning)
            return
        panel.wait(self._seen)
        evaluation = data.evaluation

        def work(_: Job) -> Binning:
            bins_of_rows(evaluation, binning)
            luck(evaluation, binning)
            return binning

        self._latest.start(work, self._take)

    def _take(self, binning: Binning) -> None:
        """The bins can be shown without waiting."""
        panel = self.panel
        waited = panel.waiting
        panel.catch_up()
        self._seen = self._scene.state.data
        if waited or binning != self.binning:
            self.show_picture(ReliabilityDiagram(binning))

    def _show_fit(self) -> None:
        fit = self.fitting.fit
        usable = fit is not None and 0.0 < fit.temperature < np.inf
        self.temperature.slider.mark(fit.temperature if fit is not None and usable else None)
        self.use.setVisible(usable)
        if fit is not None:
            self.use.setText(use_words(fit))
        self._tell_fit()

    def _tell_fit(self) -> None:
        words = fit_words(self.fitting, self._scene.state)
        if words != self.words.text():
            self.words.setText(words)

    def showEvent(self, event: object) -> None:
        """The plots come when the view is first seen, and the best temperature is looked for."""
        panel = self.panel
        if not panel.plots:
            panel.load_plot()
            for plot in panel.plots:
                plot.clicked.connect(lambda point, plot=plot: self._pick(point, plot))
        self.fitting.watch(True)
        self._follow()
        super().showEvent(event)

    def hideEvent(self, event: object) -> None:
        """Nobody looks: nothing is fitted."""
        self.fitting.watch(False)

    def restore(self, picture: ReliabilityDiagram) -> None:
        """Another picture, with its options in the boxes; shown when its bins are made."""
        binning = picture.binning
        if binning.of(self._names) is None:
            binning = replace(binning, label=None)
        self.scheme.setCurrentIndex(_SCHEMES.index(binning.scheme))
        self.label.setCurrentIndex(0 if binning.label is None else binning.label + 1)
        self._show(binning)

    # What the user does

    def _ask(self, **changes: object) -> None:
        self._show(replace(self._wanted, **changes))  # type: ignore[arg-type]

    def _use(self) -> None:
        if self.fitting.fit is not None:
            self.temperature.set_temperature(self.fitting.fit.temperature)

    def _pick(self, point: QPointF, plot: Plot) -> None:
        """A clicked bin selects its samples, unless a sample of them stands for all."""
        data = self.panel.state.data
        made = shown(data, self.binning)
        if data is None or made is None or not data.exact:
            return
        place = bin_at(made, plot.axes().x.value(point.x()))
        if place is not None:
            chosen = bins_of_rows(data.evaluation, self.binning) == place
            self._data.select(np.flatnonzero(chosen))
