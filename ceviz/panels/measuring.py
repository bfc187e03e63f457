"""Measures an opened file as the document and the settings ask: quickly first, exactly at rest.

What is asked is a :class:`Wish`. All rows are measured once for each temperature and setting;
edited samples are laid over that, which reads no file. What takes too long for a frame is done
beside the window once the hand rests, and until then the last numbers stay, marked as such.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from ceviz.document import batch
from ceviz.document.model import Samples
from ceviz.document.overlay import overlay_of
from ceviz.errors import CevizError
from ceviz.maths.batch import Evaluation, Overlay, TemperaturePreview, evaluate_task, overlaid
from ceviz.panels.background import Job, Latest
from ceviz.panels.opened import Measurement, OpenedFile, Settings, Wish

#: How long the hand must rest, in ms, before all rows are measured again.
REST = 120

#: Edits of at most so many rows are summarised within a frame.
AT_ONCE = 10_000


class Measurer(QObject):
    """Answers the newest wish; what older ones ask is dropped.

    Attributes:
        shown: the last answer.
        latest: the measuring under way.

    Signals:
        measured(): ``shown`` is new.
        settled(): all rows have just been measured under settings nobody knew the numbers of.
        refused(CevizError): the newest wish cannot be measured; ``shown`` stays.
    """

    measured = Signal()
    settled = Signal()
    refused = Signal(object)

    def __init__(self, file: OpenedFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        first = Wish(Settings(), file.evaluation.task.temperature, Samples(file.rows))
        self.shown = self._whole = self._settled = Measurement(first, file.evaluation)
        self._asked = first
        self._preview: tuple[Settings, TemperaturePreview] | None = None
        self.latest = Latest(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.measure_all)

    def ask(self, wish: Wish) -> None:
        """Answer at once: exactly if that is quick, else as well as it goes until the rest."""
        if wish.same(self._asked):
            return
        self.stop()
        self._asked = wish
        whole = self._whole_of(wish)
        if whole is None:
            self._ask_anew(wish)
        else:
            self._lay(wish, whole)

    def ask_calmly(self, wish: Wish) -> None:
        """Answer when all rows have been measured, and not before."""
        self._asked = wish
        self.measure_all()

    def stop(self) -> None:
        """Stop measuring and drop what was asked for."""
        self._rest.stop()
        self.latest.cancel()

    def measure_all(self) -> None:
        """All rows and all edits, beside the window."""
        self.stop()
        wish, file = self._asked, self._file
        whole, overlay = self._whole_of(wish), overlay_of(wish.samples)

        def work(job: Job) -> tuple[Wish, Evaluation, Evaluation]:
            base = whole
            if base is None:
                file.predictions.check()
                base = evaluate_task(
                    file.task(wish.settings, wish.temperature),
                    reduction=wish.settings.reduction,
                    class_names=file.evaluation.class_names,
                    cancelled=lambda: job.cancelled,
                )
            return wish, base, _edited(base, overlay, job)

        self.latest.start(work, self._take, self._refuse)

    def _whole_of(self, wish: Wish) -> Evaluation | None:
        """All of the file's own rows, if they have been measured so."""
        if wish.measures_like(self._whole.wish):
            return self._whole.evaluation
        if wish.settings == Settings():
            return batch.known(self._file.rows, wish.temperature)
        return None

    def _ask_anew(self, wish: Wish) -> None:
        """The file's own rows if there are few, else a sample of them."""
        try:
            if wish.settings == Settings():
                evaluation = batch.evaluation_of(self._file.rows, wish.temperature)
            else:
                evaluation = self._preview_of(wish.settings).quickly(wish.temperature)
        except CevizError as refusal:
            self._refuse(refusal)
            return
        made = Measurement(wish, evaluation)
        if made.exact:
            self._lay(wish, evaluation)
        else:
            self._show(made)
            self._rest.start()

    def _lay(self, wish: Wish, whole: Evaluation) -> None:
        """The edits over the file's own numbers, which are known."""
        self._whole = Measurement(wish, whole)
        if wish.same(self._settled.wish):
            self._show(self._settled)  # led back to where it was
            return
        overlay = overlay_of(wish.samples)
        if overlay is None or len(wish.samples) <= AT_ONCE:
            self._show(Measurement(wish, _edited(whole, overlay)))
            return
        last = self.shown
        alike = wish.measures_like(last.wish) and last.exact
        if not (alike and last.behind):
            # Told once: while the hand moves nothing but the hand has to be quick.
            kept = last.evaluation if alike else whole
            self._show(Measurement(wish, kept, behind=True))
        self._rest.start()

    def _preview_of(self, settings: Settings) -> TemperaturePreview:
        if self._preview is None or self._preview[0] != settings:
            like = replace(
                self._file.evaluation,
                task=self._file.task(settings),
                reduction=settings.reduction,
            )
            self._preview = (settings, TemperaturePreview(like))
        return self._preview[1]

    def _take(self, result: tuple[Wish, Evaluation, Evaluation]) -> None:
        """Only the newest wish's answer gets here."""
        wish, whole, evaluation = result
        anew = self._whole_of(wish) is None
        self._whole = Measurement(wish, whole)
        known_to_all = wish.settings == Settings()
        if known_to_all:
            batch.remember(self._file.rows, whole)
        self._show(Measurement(wish, evaluation))
        if anew and known_to_all:
            self.settled.emit()

    def _refuse(self, refusal: CevizError) -> None:
        self._asked = self.shown.wish
        self.refused.emit(refusal)

    def _show(self, measurement: Measurement) -> None:
        self.shown = measurement
        if measurement.exact and not measurement.behind:
            self._settled = measurement
        self.measured.emit()


def _edited(whole: Evaluation, overlay: Overlay | None, job: Job | None = None) -> Evaluation:
    if overlay is None:
        return whole
    return overlaid(whole, overlay, cancelled=lambda: job is not None and job.cancelled)
