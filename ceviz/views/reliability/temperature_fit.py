"""The temperature of least loss: fitted beside the window, on one half, reported on the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ceviz.document.text.numbers import show_information, show_probability, show_score
from ceviz.draw.state import State
from ceviz.errors import CevizError
from ceviz.panels.background import Job, Latest
from ceviz.panels.data_scene import DataScene
from ceviz.panels.scene import Scene

if TYPE_CHECKING:
    from ceviz.maths.batch import TemperatureFit

#: Which halves: anyone who draws them with this seed draws the same.
SEED = 0


class TemperatureFitting(QObject):
    """Fits T to the samples once they come to rest, as long as somebody watches.

    Attributes:
        fit: what was found, or None.
        reason: why there is none: not yet, or not possible.
        latest: the fitting under way.

    Signals:
        changed(): either is new.
    """

    changed = Signal()

    def __init__(self, scene: Scene, data: DataScene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene, self._data = scene, data
        self.fit: TemperatureFit | None = None
        self.reason = ""
        self._watched = False
        self._fitted: object = None
        self.latest = Latest(self)
        self.latest.failed.connect(partial(self._set, None))
        data.measured.connect(self._follow)
        scene.store.gesture_changed.connect(self._follow)

    def watch(self, on: bool) -> None:
        """Somebody looks, or nobody does any more."""
        self._watched = on
        self._follow()

    def _follow(self, _: object = None) -> None:
        """Other samples are fitted anew; another temperature changes nothing."""
        from ceviz.maths.batch import fit_temperature, random_halves

        data, samples = self._data, self._scene.state.document.samples
        settled = data.exact and not data.behind and not self._scene.store.in_gesture
        due = self._watched and settled
        about: object = None if data.evaluation is None else samples
        if data.file is not None and not samples.edited:
            about = samples.rows
        if about is self._fitted:
            return
        if not due:
            if self._fitted is not None and not self._watched:
                # What nobody looks at is not kept.
                self.latest.cancel()
                self._fitted = None
                self._set(None)
            return
        self.latest.cancel()
        self._fitted = about
        evaluation = data.evaluation
        if evaluation is None:
            self._set(None)
            return

        def work(job: Job) -> TemperatureFit:
            split = random_halves(evaluation.columns.rows, SEED)
            return fit_temperature(evaluation, split, cancelled=lambda: job.cancelled)

        self.latest.start(work, self._set, self._refuse)
        self._set(None, f"Looking for the T of least loss on a random half (seed {SEED}) …")

    def _refuse(self, refusal: CevizError) -> None:
        self._set(None, f"No temperature can be fitted: {refusal}")

    def _set(self, fit: TemperatureFit | None, reason: str = "") -> None:
        self.fit, self.reason = fit, reason
        self.changed.emit()


def fit_words(fitting: TemperatureFitting, state: State) -> str:
    """What was fitted on which rows, and what it is worth on the others."""
    fit = fitting.fit
    if fit is None:
        return fitting.reason
    on, by = fit.fitted, fit.reported
    where = f"on a {on.name}, {on.rows:,} rows"
    if fit.temperature == 0.0:
        return (
            f"No T is best {where}: no class scores above the true one, so that the colder, "
            "the lower the loss."
        )
    if fit.temperature == float("inf"):
        return f"No T is best {where}: the hotter, the lower the loss; the scores mislead."
    before, after = (show_information(v * state.per_nat) for v in (by.nll_before, by.nll_after))
    errors = (show_probability(v) for v in (by.ece_before, by.ece_after))
    return (
        f"NLL-optimal T = {show_score(fit.temperature)}, fitted {where}. On {by.name}, "
        f"{by.rows:,} rows, from T = 1: NLL {before} → {after} {state.unit}, "
        f"ECE {' → '.join(errors)}."
        + (f" {fit.impossible:,} impossible rows were left out." if fit.impossible else "")
    )


def use_words(fit: TemperatureFit) -> str:
    """What the button says that puts the fitted temperature to use."""
    return f"Use T = {show_score(fit.temperature)}"
