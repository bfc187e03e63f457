"""What windows that are gone had not saved, offered in one notice at the next start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from ceviz.panels.background import Job
from ceviz.panels.plain_text import plain_tooltip
from ceviz.storage.journal.left import Left, left_in, of_other_versions
from ceviz.window.recovery.keeper import Keeper
from ceviz.window.recovery.restoring import Restoring
from ceviz.window.recovery.words import details, of_others, summary
from ceviz.window.state_folder import journals

if TYPE_CHECKING:
    from pathlib import Path

    from ceviz.window.main_window import MainWindow

#: The File menu's way to the notice, while there is something to restore.
RESTORE = "Restore &unsaved work…"


class Offer(QObject):
    """Looks for journals beside the window, and asks once what is to be done about them.

    Attributes:
        found: what was left and is neither restored nor discarded, the latest first.

    Signals:
        looked(): it is known what was left.
    """

    looked = Signal()

    def __init__(
        self,
        window: MainWindow,
        keeper: Keeper,
        another: Callable[[], tuple[MainWindow, Keeper]],
    ) -> None:
        """``another`` opens one more window: each has one document."""
        super().__init__(window)
        self._window, self._keeper, self._another = window, keeper, another
        self.found: list[Left] = []
        # What is being restored, which takes as long as opening its file.
        self._under_way: list[Left] = []
        self._of_others: list[Path] = []
        self._action: QAction | None = None

    def look(self) -> None:
        """Find what was left, in the background."""
        job = Job(lambda _: (left_in(journals()), of_other_versions(journals())))
        job.done.connect(self._take)
        job.start()

    def show(self) -> None:
        """Ask, as long as there is something."""
        if self.found:
            words = f"{summary(self.found, date.today())} {of_others(self._of_others)}".rstrip()
            self._ask(words, ("Show what", self._show_details))

    def release(self) -> None:
        """Leave what is not decided to the next start."""
        for left in self.found:
            left.release()
        self.found = []

    def _take(self, looked: tuple[list[Left], list[Path]]) -> None:
        self.found, self._of_others = looked
        if self._of_others and not self.found:
            self._window.notice.say(of_others(self._of_others))
        if self.found:
            menu = self._window.menus.file
            before = next(action for action in menu.actions() if action.isSeparator())
            self._action = QAction(RESTORE, menu)
            self._action.setStatusTip("What was not saved when ceviz ended")
            self._action.triggered.connect(self.show)
            menu.insertAction(before, self._action)
            self.show()
        self.looked.emit()

    def _ask(self, words: str, *more: tuple[str, Callable[[], object]]) -> None:
        self._window.notice.offer(
            words, "Restore", self._restore, ("Discard", self._discard), *more, lasting=True
        )

    def _show_details(self) -> None:
        self._ask(details(self.found, date.today()))

    def _restore(self) -> None:
        """The latest here, each of the others in a window of its own."""
        first = not self._under_way
        for left in self._waiting():
            window, keeper = (self._window, self._keeper) if first else self._another()
            first = False
            self._under_way.append(left)
            restoring = Restoring(left, window, keeper)
            restoring.ended.connect(partial(self._forget, left))
            restoring.start()

    def _discard(self) -> None:
        """Once the user has said so twice: nothing brings it back."""
        from PySide6.QtWidgets import QMessageBox

        waiting = self._waiting()
        if not waiting:
            return
        answer = QMessageBox.question(
            self._window,
            "Discard unsaved work",
            plain_tooltip(f"{summary(waiting, date.today())} Discard it for good?"),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer != QMessageBox.StandardButton.Discard:
            self.show()
            return
        for left in waiting:
            left.discard()
            self._forget(left, True)

    def _waiting(self) -> list[Left]:
        """What was left and nobody has decided about yet."""
        return [left for left in self.found if left not in self._under_way]

    def _forget(self, left: Left, decided: bool) -> None:
        if left in self._under_way:
            self._under_way.remove(left)
        if decided and left in self.found:
            self.found.remove(left)
        if not self.found and self._action is not None:
            self._window.menus.file.removeAction(self._action)
            self._action = None
