"""Work that takes longer than a glance, off the GUI thread."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, Signal

from ceviz.errors import CevizError

T = TypeVar("T")

#: Kept until they end, whoever has forgotten them meanwhile.
_running: set[Job] = set()

#: The application's property that says that its end waits for jobs.
_WAITS = "waits_for_jobs"


class Job(QObject):
    """One call in another thread, whose outcome comes back to this one.

    What is called gets nothing that changes: documents are frozen. A cancelled job runs to its
    end, and its outcome is dropped; the call may look at :attr:`cancelled` before it does
    something that lasts. What it raises besides refusals nobody expected: that goes to
    ``sys.excepthook`` like what a slot raises, also from a job that was cancelled.

    Signals:
        reported(float): how far it is, 0 to 1, as the call says by :meth:`report`.
        done(result): it returned.
        refused(CevizError): it raised one.
        failed(): it raised anything else.
    """

    reported = Signal(float)
    done = Signal(object)
    refused = Signal(object)
    failed = Signal()
    _came = Signal(float)
    _ended = Signal(object, object)

    def __init__(self, work: Callable[[Job], object]) -> None:
        super().__init__()
        self.cancelled = False
        self._work = work
        self._came.connect(self._pass_on)
        self._ended.connect(self._tell)

    def start(self) -> None:
        """Begin; the signals come from the event loop of the thread that made the job."""
        _running.add(self)
        application = QCoreApplication.instance()
        if application is not None and not application.property(_WAITS):
            # Python must not be torn down under a thread that runs it.
            application.setProperty(_WAITS, True)
            application.aboutToQuit.connect(_wait)
        QThreadPool.globalInstance().start(self._run)

    def cancel(self) -> None:
        """Want nothing more from it."""
        self.cancelled = True

    def report(self, share: float) -> None:
        """Say how far the work is, from the thread that does it."""
        self._came.emit(share)

    def _run(self) -> None:
        result, problem = None, None
        try:
            result = self._work(self)
        except Exception as raised:  # told in the thread that waits for it
            problem = raised
        self._ended.emit(result, problem)

    def _pass_on(self, share: float) -> None:
        if not self.cancelled:
            self.reported.emit(share)

    def _tell(self, result: object, problem: Exception | None) -> None:
        _running.discard(self)
        del self._work  # it may hold a file that has been closed meanwhile
        unexpected = problem is not None and not isinstance(problem, CevizError)
        if not self.cancelled:
            if problem is None:
                self.done.emit(result)
            elif unexpected:
                self.failed.emit()
            else:
                self.refused.emit(problem)
        if unexpected:
            assert problem is not None
            hand_over(problem)


class Latest(QObject):
    """Work of which only the newest counts: to start another is to drop the one before.

    Signals:
        started(): something was started.
        reported(float): how far it is, if it says so.
        failed(): it raised what nobody expected, which the excepthook has got; :meth:`again` may
            go better.
    """

    started = Signal()
    reported = Signal(float)
    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._request: tuple[Any, Any, Any] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is waited for."""
        return self._job is not None

    def start(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], object],
        refused: Callable[[CevizError], object] | None = None,
    ) -> None:
        """Do ``work`` in another thread; tell ``done`` or ``refused`` in this one.

        A refusal that nobody takes is as unexpected as anything else.
        """
        self.cancel()
        self._request = (work, done, refused)
        # Bound methods of this object: Qt forgets them when it goes, and with it the view.
        self._job = Job(work)
        self._job.reported.connect(self.reported)
        self._job.done.connect(self._take)
        self._job.refused.connect(self._refuse)
        self._job.failed.connect(self._fail)
        self._job.start()
        self.started.emit()

    def again(self) -> None:
        """Start what failed once more; nothing if something else was started or all cancelled."""
        if self._request is not None and self._job is None:
            self.start(*self._request)

    def cancel(self) -> None:
        """Cancel the request that runs; its answer is dropped."""
        if self._job is not None:
            self._job.cancel()
        self._job = self._request = None

    def _take(self, result: object) -> None:
        assert self._request is not None
        _, done, _ = self._request
        self._job = self._request = None
        done(result)

    def _refuse(self, refusal: CevizError) -> None:
        assert self._request is not None
        *_, refused = self._request
        if refused is None:
            self._fail()
            hand_over(refusal)
            return
        self._job = self._request = None
        refused(refusal)

    def _fail(self) -> None:
        # The request is kept for another try.
        self._job = None
        self.failed.emit()


def hand_over(problem: BaseException) -> None:
    """Treat ``problem`` as if a slot had raised it: it is logged and shown, and life goes on."""
    sys.excepthook(type(problem), problem, problem.__traceback__)


def _wait() -> None:
    for job in _running:
        job.cancel()  # nobody is left to be told
    QThreadPool.globalInstance().waitForDone()
