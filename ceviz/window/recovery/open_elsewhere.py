"""Says when a session is open in another window or program, too."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ceviz.storage.locks import SUFFIX, FileLock
from ceviz.window.state_folder import journals

if TYPE_CHECKING:
    from ceviz.window.main_window import MainWindow


def is_open(path: Path) -> bool:
    """Whether a window of some program shows the session ``path``."""
    lock = _lock_of(path)
    free = lock is None or lock.take(wait=False)
    if lock is not None:
        lock.release(remove=free)
    return not free


class OpenElsewhere(QObject):
    """Holds a lock for the session that ``window`` shows, by which others know that it is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._path: Path | None = None
        self._lock: FileLock | None = None
        window.files.renamed.connect(self._follow)
        window.closed.connect(self.release)
        self._follow()

    def release(self) -> None:
        """The session is open here no longer."""
        if self._lock is not None:
            self._lock.release(remove=True)
        self._path = self._lock = None

    def _follow(self) -> None:
        path = self._window.files.path
        if path == self._path:
            return
        self.release()
        self._path = path
        if path is None:
            return
        lock = _lock_of(path)
        if lock is not None and lock.take(wait=False):
            self._lock = lock
        elif lock is not None:
            self._window.notice.say(
                f"{path.name} is open in another window of ceviz, too. "
                "What is saved there is not overwritten unasked."
            )


def _lock_of(path: Path) -> FileLock | None:
    """The lock of a session, whatever links lead to it; None where none can be made.

    It lies among the journals, where those of programs that are gone are swept.
    """
    import hashlib  # OpenSSL with it, which no first frame needs

    name = hashlib.blake2b(os.fsencode(os.path.realpath(path)), digest_size=12).hexdigest()
    with suppress(OSError):
        journals().mkdir(mode=0o700, parents=True, exist_ok=True)
        return FileLock(journals() / f"open-{name}{SUFFIX}")
    return None
