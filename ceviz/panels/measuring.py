"""Measures an opened file as the document and the settings ask: quickly first, exactly at rest.

What is asked is a :class:`Wish`. All rows are measured once for each temperature and setting, and
the store keeps that; edited samples are laid over it, which reads no file. What takes too long
for a frame is done beside the window once the hand rests, and until then the last numbers stay,
marked as such.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from ceviz.document.measurements import USUAL, Settings
from ceviz.document.model import Document, Samples
from ceviz.document.overlay import overlay_of
from ceviz.errors import CevizError
from ceviz.maths.batch import Evaluation, Overlay, TemperaturePreview, evaluate_task, overlaid
from ceviz.panels.background import Job, Latest
from ceviz.storage.opened import OpenedFile
from ceviz.store import Store

#: How long the hand must rest, in ms, before all rows are measured again.
REST = 120

#: Edits of at most so many rows are summarised within a frame.
AT_ONCE = 10_000


@dataclass(frozen=True, eq=False)
class Wish:
    """What is to be measured.

    Attributes:
        settings, temperature: how.
        samples: the document's, over the file's rows.
    """

    settings: Settings
    temperature: float
    samples: Samples

    @classmethod
    def of(cls, settings: Settings, document: Document) -> Wish:
        """What a document shows."""
        return cls(settings, document.temperature, document.samples)

    def measures_like(self, other: Wish) -> bool:
        """Whether the file's own rows have the same numbers."""
        return (self.settings, self.temperature) == (other.settings, other.temperature)

    def same(self, other: Wish) -> bool:
        """Whether nothing is asked anew; who edits makes a new mapping of edited samples."""
        mine, theirs = self.samples.edited, other.samples.edited
        return (
            self.samples.rows is other.samples.rows
            and self.measures_like(other)
            and (mine is theirs or not (mine or theirs))
        )


@dataclass(frozen=True, eq=False)
class Measurement:
    """What was measured.

    Attributes:
        wish: what it answers.
        evaluation: of all rows, or of a sample of them.
        behind: it does not contain the last edits yet.
    """

    wish: Wish
    evaluation: Evaluation
    behind: bool = False

    @property
    def exact(self) -> bool:
        """Whether all rows were measured."""
        return self.evaluation.columns.rows == len(self.wish.samples)


@dataclass(frozen=True, eq=False)
class _Measured:
    """What one job made.

    Attributes:
        whole, usual: all of the file's own rows under the wish's settings and the usual ones.
        evaluation: ``whole`` with the edits laid over it.
    """

    wish: Wish
    whole: Evaluation
    usual: Evaluation
    evaluation: Evaluation


class Measurer(QObject):
    """Answers the newest wish; what older ones ask is dropped.

    Attributes:
        file: whose rows are measured.
        shown: the last answer.
        latest: the measuring under way.

    Signals:
        measured(): ``shown`` is new.
        refused(CevizError): the newest wish cannot be measured; ``shown`` stays.
    """

    measured = Signal()
    refused = Signal(object)

    def __init__(self, file: OpenedFile, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file, self._store = file, store
        first = Wish(USUAL, file.evaluation.task.temperature, Samples(file.rows))
        self.shown = self._settled = Measurement(first, file.evaluation)
        self._asked: Wish | None = None
        self._preview: tuple[Settings, TemperaturePreview] | None = None
        self.latest = Latest(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.measure_all)

    def ask(self, wish: Wish) -> None:
        """Answer at once: exactly if that is quick, else as well as it goes until the rest."""
        if self._asked is not None and wish.same(self._asked):
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
        """Nobody waits for an answer any more, until somebody asks again."""
        self._asked = None
        self._drop()

    def measure_all(self) -> None:
        """All rows and all edits, beside the window."""
        self._drop()
        self.latest.start(self._work(), self._take, self._refuse)

    @property
    def settled(self) -> bool:
        """Whether the newest wish is answered, with all rows and all edits."""
        return self._asked is None or (
            self.shown.exact and not self.shown.behind and self._asked.same(self.shown.wish)
        )

    def hurry(self) -> None:
        """Do not wait for the hand to rest: somebody waits for all rows and all edits."""
        if not self.settled and not self.latest.busy:
            self.measure_all()

    def _work(self) -> Callable[[Job], _Measured]:
        """What measures the newest wish; for any thread."""
        wish, file, store = self._asked, self.file, self._store
        assert wish is not None
        whole, overlay = self._whole_of(wish), overlay_of(wish.samples)
        known = store.measured.whole(file.rows, wish.temperature, USUAL)

        def measured(settings: Settings, job: Job) -> Evaluation:
            file.predictions.check()
            return evaluate_task(
                file.task(settings, wish.temperature),
                reduction=settings.reduction,
                class_names=file.evaluation.class_names,
                cancelled=lambda: job.cancelled,
            )

        def work(job: Job) -> _Measured:
            base = whole or measured(wish.settings, job)
            # The lab's mean is that of the usual settings, whatever is asked of the file.
            usual = base if wish.settings == USUAL else known or measured(USUAL, job)
            return _Measured(wish, base, usual, _edited(base, overlay, job))

        return work

    def _drop(self) -> None:
        self._rest.stop()
        self.latest.cancel()

    def _whole_of(self, wish: Wish) -> Evaluation | None:
        """All of the file's own rows, if they have been measured so."""
        return self._store.measured.whole(self.file.rows, wish.temperature, wish.settings)

    def _ask_anew(self, wish: Wish) -> None:
        """The file's own rows if there are few, else a sample of them."""
        try:
            if wish.settings == USUAL:
                evaluation = self._store.measured.evaluation(self.file.rows, wish.temperature)
            else:
                evaluation = self._preview_of(wish.settings).quickly(wish.temperature)
        except CevizError as refusal:
            self._refuse(refusal)
            return
        made = Measurement(wish, evaluation)
        if made.exact:
            self._store.learn(self.file.rows, evaluation, wish.settings)
            self._lay(wish, evaluation)
        else:
            self._show(made)
            self._rest.start()

    def _lay(self, wish: Wish, whole: Evaluation) -> None:
        """The edits over the file's own numbers, which are known."""
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
                self.file.evaluation,
                task=self.file.task(settings),
                reduction=settings.reduction,
            )
            self._preview = (settings, TemperaturePreview(like))
        return self._preview[1]

    def _take(self, made: _Measured) -> None:
        """Only the newest wish's answer gets here; what was measured is the store's to keep."""
        self._show(Measurement(made.wish, made.evaluation))
        self._store.learn(self.file.rows, made.whole, made.wish.settings)
        self._store.learn(self.file.rows, made.usual)

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
