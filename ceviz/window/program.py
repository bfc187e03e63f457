"""All windows of one process, from the first frame to the end of the program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QGuiApplication, QSessionManager
from PySide6.QtWidgets import QApplication

from ceviz.errors import CevizError
from ceviz.storage.atomic import sweep
from ceviz.storage.folders import config_folder
from ceviz.store import End
from ceviz.window.main_window import MainWindow
from ceviz.window.signals import Ending

if TYPE_CHECKING:
    from ceviz.window.recovery.keeper import Keeper
    from ceviz.window.recovery.offer import Offer
    from ceviz.window.second_start import SecondStarts


class Program(QObject):
    """The windows with their journals, and what ends them.

    A window that its user closes was saved, or what was not is not wanted. A program that is told
    to end, by a signal or by the desktop, asks nothing: what is not saved stays in the journals.

    Attributes:
        windows: those that are open, the first one first.
    """

    def __init__(
        self, application: QGuiApplication, ending: Ending, another: Callable[[], MainWindow]
    ) -> None:
        """``another`` makes one more window, which is not shown yet."""
        super().__init__(application)
        self._another = another
        self.windows: list[MainWindow] = []
        self._keepers: dict[MainWindow, Keeper] = {}
        self._offer: Offer | None = None
        self._second_starts: SecondStarts | None = None
        ending.wanted.connect(self.end)
        application.commitDataRequest.connect(self.keep_all)

    def add(self, window: MainWindow) -> None:
        """Look after ``window`` until it is closed, once it is complete."""
        self.windows.append(window)
        window.closed.connect(lambda: self._let_go(window))
        window.files.quit_wanted.connect(partial(self.quit, window))
        _once_complete(window, partial(self._look_after, window))

    def offer_what_was_left(self, window: MainWindow) -> None:
        """Once ``window``, which was added, is there, offer what other windows had not saved."""
        _once_complete(window, partial(self._begin_offer, window))

    def hear_second_starts(self) -> None:
        """From now on a second start with a file has it opened here, if no other program does."""
        from ceviz.window.second_start import SecondStarts

        self._second_starts = SecondStarts(self._is_free, self)
        self._second_starts.wanted.connect(self._open)

    def sweep(self) -> None:
        """Remove what writing left half done; some folders may be far away: nobody waits."""
        recent = (folder for window in self.windows for folder in window.memory.folders)
        Thread(target=sweep, args=([config_folder(), *recent],), daemon=True).start()

    def keep_all(self, manager: QSessionManager | None = None) -> None:
        """The desktop ends its session: keep everything, and let nobody be asked."""
        for window in self.windows:
            window.store.end_gesture(End.SUPERSEDED)
            window.files.may_keep = True
            window.remember()
            if window in self._keepers:
                self._keepers[window].settle()
        for keeper in self._keepers.values():
            keeper.wait(1.0)

    def quit(self, asked_in: MainWindow) -> None:
        """The user ends the program: every window is asked, and one that is to stay keeps all."""
        windows = [asked_in, *(each for each in self.windows if each is not asked_in)]
        for window in windows:
            if window.files.has_unsaved:
                _bring_forth(window)
            if not window.files.may_leave(closing=True):
                return
        for window in windows:
            window.files.may_close = True
            window.close()

    def end(self, code: int) -> None:
        """Keep everything, and leave with ``code``."""
        self.keep_all()
        # Leaves every loop, those of open dialogs too; no window is asked.
        QCoreApplication.exit(code)

    def finish(self) -> None:
        """The loop is over: what is still open keeps what it has not saved."""
        if self._second_starts is not None:
            self._second_starts.stop()
        if self._offer is not None:
            self._offer.release()
        for keeper in self._keepers.values():
            keeper.finish(keep=True)
        self._keepers.clear()
        self.windows.clear()

    @property
    def _latest(self) -> MainWindow:
        """The window in use, or the one that was opened last."""
        active = QApplication.activeWindow()
        return next((each for each in self.windows if each is active), self.windows[-1])

    def _is_free(self) -> bool:
        """Whether a file can be opened: nothing is asked or presented, the window is complete."""
        return (
            bool(self.windows)
            and QApplication.activeModalWidget() is None
            and self._latest.views is not None
            and not any(each.present and each.present.presentation for each in self.windows)
        )

    def _open(self, path: Path, recipe: str | None) -> None:
        """What a second start was asked for, in the window in use, as if it were dropped there."""
        from ceviz.storage.readers import recipe as recipes

        window = self._latest
        _bring_forth(window)
        if recipe is None:
            window.files.open_path(path)
            return
        try:
            options = recipes.loads(recipe.encode("utf-8"), path.name)
        except CevizError as refusal:
            window.notice.tell(refusal)
            return
        if window.files.may_leave():
            window.files.predictions.open(path, options, asked=True)

    def _open_another(self) -> tuple[MainWindow, Keeper]:
        window = self._another()
        self.add(window)
        window.show()
        window.complete()
        return window, self._keepers[window]

    def _look_after(self, window: MainWindow) -> None:
        # Imported now: with them come the readers, which no first frame needs.
        from ceviz.window.recovery.changed_file import ChangedFile
        from ceviz.window.recovery.keeper import Keeper
        from ceviz.window.recovery.open_elsewhere import OpenElsewhere

        keeper = Keeper(window.store, window.files, window)
        keeper.refused.connect(window.notice.tell)
        self._keepers[window] = keeper
        ChangedFile(window)
        OpenElsewhere(window)
        keeper.note()

    def _begin_offer(self, window: MainWindow) -> None:
        from ceviz.window.recovery.offer import Offer

        self._offer = Offer(window, self._keepers[window], self._open_another)
        self._offer.look()

    def _let_go(self, window: MainWindow) -> None:
        if window in self.windows:
            self.windows.remove(window)
            keeper = self._keepers.pop(window, None)
            if keeper is not None:
                keeper.finish(keep=window.files.may_keep)


def _bring_forth(window: MainWindow) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _once_complete(window: MainWindow, do: Callable[[], object]) -> None:
    if window.views is not None:
        do()
    else:
        window.completed.connect(do)
