"""Work that takes longer than a glance, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, Signal

#: Kept until they end, whoever has forgotten them meanwhile.
_running: set[Job] = set()

#: The application's property that says that its end waits for jobs.
_WAITS = "waits_for_jobs"


class Job(QObject):
    """One call in another thread, whose outcome comes back to this one.

    What is called gets nothing that changes: documents are frozen. A cancelled job runs to its
    end, and its outcome is dropped; the call may look at :attr:`cancelled` before it does
    something that lasts.

    Signals:
        done(result): it returned.
        failed(exception): it raised.
    """

    done = Signal(object)
    failed = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, work: Callable[[Job], object]) -> None:
        super().__init__()
        self.cancelled = False
        self._work = work
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

    def _run(self) -> None:
        result, problem = None, None
        try:
            result = self._work(self)
        except Exception as raised:  # it belongs to whoever started the job
            problem = raised
        self._ended.emit(result, problem)

    def _tell(self, result: object, problem: Exception | None) -> None:
        _running.discard(self)
        del self._work  # it may hold a file that has been closed meanwhile
        if self.cancelled:
            return
        if problem is None:
            self.done.emit(result)
        else:
            self.failed.emit(problem)


def _wait() -> None:
    for job in _running:
        job.cancel()  # nobody is left to be told
    QThreadPool.globalInstance().waitForDone()
