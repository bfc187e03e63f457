"""Start the window: application, fonts, the document asked for, the first frame, the rest."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from ceviz import __version__
from ceviz.bootstrap import speak_utf8
from ceviz.draw.fonts import install_fonts
from ceviz.errors import CevizError, FileRefused
from ceviz.panels import accessible
from ceviz.panels.overrides import guarded
from ceviz.storage import presets, sources
from ceviz.storage.settings import load as load_settings
from ceviz.storage.settings_file import Start, settings_path
from ceviz.window import excepthook
from ceviz.window.files.on_disk import ReadSession, open_checked, resume_checked
from ceviz.window.garbage import Collector
from ceviz.window.main_window import MainWindow
from ceviz.window.program import Program
from ceviz.window.reopening import LastShown
from ceviz.window.signals import Ending

if TYPE_CHECKING:
    from ceviz.lessons.library import Wanted
    from ceviz.maths.batch import Evaluation
    from ceviz.storage.readers import Predictions, ReadOptions


def run(
    source: str | None = None,
    argv: Sequence[str] = (),
    choices: ReadOptions | None = None,
    lesson: Wanted | None = None,
    *,
    present: bool = False,
) -> int:
    """Open the window on ``source`` (a preset's id or a file; the default example) and stay.

    ``choices`` say how predictions are read; None as they were before. A ``lesson`` is begun
    once the window is there; ``present`` begins to present at once.

    Returns:
        The exit code.

    Raises:
        CevizError: if ``source`` cannot be opened; nothing has been shown then.
    """
    app = make_application(argv)
    excepthook.install()
    ending = Ending(app)
    window = _reopened() if source is None and lesson is None else None
    if window is None:
        window = open_window(source, choices)
    window.wanted_lesson = lesson
    if present:
        window.completed.connect(lambda: _present(window))
    return _stay(app, window, ending, takes_files=True)


def _present(window: MainWindow) -> None:
    assert window.present is not None
    window.present.start()


def run_on(predictions: Predictions, evaluation: Evaluation, name: Path) -> int:
    """Open the window on predictions that are in memory already, and stay."""
    from ceviz.storage.opened import OpenedFile, document_of

    file = OpenedFile(name, predictions, document_of(predictions, name.name), evaluation)
    app = make_application()
    excepthook.install()
    ending = Ending(app)
    window = MainWindow(presets.load_preset(presets.DEFAULT))
    window.show()
    window.complete()
    window.files.install_file(file)
    return _stay(app, window, ending)


def _stay(
    app: QApplication, window: MainWindow, ending: Ending, *, takes_files: bool = False
) -> int:
    """Show ``window`` until it is closed or the program is told to end; the exit code.

    It may be one that ``takes_files`` from second starts.
    """
    program = Program(app, ending, lambda: MainWindow(presets.load_preset(presets.DEFAULT)))
    program.add(window)
    program.offer_what_was_left(window)
    if takes_files:
        # A window that is not complete could open nothing yet.
        window.completed.connect(program.hear_second_starts)
    gc.disable()  # from here on the application collects, see Collector
    program.sweep()
    window.show()
    try:
        return int(app.exec())
    finally:
        program.finish()
        ending.stop()
        # No event loop collects any more, and a notebook goes on.
        gc.enable()


def make_application(argv: Sequence[str] = ()) -> QApplication:
    """The QApplication, named, in Fusion, with the bundled fonts."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # Qt hands every fill of more than about 96 spans (a round point, a tangent) to a pool of
    # threads and waits: a note's card took 0.1 ms, up to 7 ms beside other work, now 0.02 ms.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    speak_utf8()
    app = QApplication([sys.argv[0], *argv])
    QCoreApplication.setOrganizationName("ceviz")
    QCoreApplication.setApplicationName("ceviz")
    app.setDesktopFileName("ceviz")  # whose icon Wayland shows
    QCoreApplication.setApplicationVersion(__version__)
    # Qt's own dialogs of files remember themselves in a file of all Qt programs, and PySide makes
    # Python objects of what stands in it. Here nothing stands in it, and nothing is written.
    nowhere = os.devnull
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, nowhere)
    app.setStyle("Fusion")
    install_fonts()
    accessible.install()
    Collector(app)
    return app


def open_window(source: str | None = None, choices: ReadOptions | None = None) -> MainWindow:
    """A window on ``source``, not shown yet; what can wait comes after its first frame.

    A file of predictions is looked at here and loaded once the window is there.
    """
    return _started(lambda: _window_on(source, choices))


def _started(make: Callable[[], MainWindow]) -> MainWindow:
    start = Start()
    try:
        window = make()
    except CevizError:
        start.survived()
        raise
    if start.problem:
        window.memory.problem = start.problem
    _FirstFrames(window, start)
    return window


def _reopened() -> MainWindow | None:
    """A window that shows what was shown last, in its workspace, now or as soon as it is read.

    None if there is nothing to reopen, as far as is known.
    """
    try:
        kept = load_settings(settings_path())
    except FileRefused:
        return None  # the window says so
    if not kept.reopens or not kept.last:
        return None
    last = LastShown(Path(kept.last), kept.workspace)
    if not last.in_time():
        window = open_window()
        window.completed.connect(partial(last.show_in, window))
        return window
    found = last.found
    if found is None:
        return None
    if isinstance(found, Exception):
        window = open_window()
        window.completed.connect(partial(last.show_in, window))
        return window
    window = _started(lambda: _window_on_last(last.path, found))
    window.completed.connect(partial(_go_to, window, kept.workspace))
    return window


def _window_on_last(path: Path, found: ReadSession | Path) -> MainWindow:
    if isinstance(found, ReadSession):
        window = MainWindow(found.document, path=path)
        window.memory.remember_file(path)
    else:
        window = MainWindow(presets.load_preset(presets.DEFAULT))
        window.wanted_file = path, None
    return window


def _go_to(window: MainWindow, workspace: str) -> None:
    assert window.views is not None
    window.views.go_to(workspace)


def _window_on(source: str | None, choices: ReadOptions | None) -> MainWindow:
    chosen = source or presets.DEFAULT
    captions = {info.id: info.caption for info in presets.presets()}
    path = Path(chosen)
    if chosen not in captions and sources.holds_predictions(path):
        window = MainWindow(presets.load_preset(presets.DEFAULT))
        window.wanted_file = path, choices
    elif chosen not in captions and sources.is_figure(path):
        figure = resume_checked(path)
        window = MainWindow(figure.document)
        window.wanted_figure = figure
        window.memory.remember_file(path)
    elif chosen in captions:
        window = MainWindow(sources.open_source(chosen), captions[chosen])
    else:
        window = MainWindow(open_checked(path), path=path)
        window.memory.remember_file(path)
    return window


@guarded
class _FirstFrames(QObject):
    """Completes the window once it has been painted; the start is over when it was again.

    The remembered views are made in between: one that ends the program where it is painted has
    ended the start.
    """

    def __init__(self, window: MainWindow, start: Start) -> None:
        super().__init__(window)
        self._window, self._start = window, start
        self._completed = False
        # Owned, so that it never rings for a window that is gone.
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._go_on)
        window.installEventFilter(self)
        window.pipeline.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whatever is painted in one frame is painted before the timer rings."""
        if watched is self._window:
            if event.type() == QEvent.Type.Close:  # no sign of anything, however early
                self._end()
        elif event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._due.start(0)
        return False

    def _go_on(self) -> None:
        if self._completed:
            self._end()
            return
        self._completed = True
        try:
            self._window.complete()
        finally:
            self._window.pipeline.installEventFilter(self)
            self._window.pipeline.update()

    def _end(self) -> None:
        self._window.removeEventFilter(self)
        self._start.survived()
