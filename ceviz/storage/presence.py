"""Whether files are there, asked so that a disk that never answers stops nobody."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Thread
from time import monotonic

#: How long an answer is waited for, in seconds; what is near answers in a thousandth of it.
BLINK = 0.1


class Presence:
    """Asks the file system in threads that nobody waits for at the end of the program."""

    def __init__(self) -> None:
        self._asking: dict[Path, Thread] = {}

    def there(self, paths: Iterable[Path]) -> list[Path]:
        """Those of ``paths`` that are files, and those of which nobody knows within a blink.

        One in a folder that cannot be looked into is as good as gone.
        """
        paths, gone = list(paths), set[Path]()
        asked = [self._ask(path, gone) for path in paths]
        until = monotonic() + BLINK
        for thread in asked:
            thread.join(max(0.0, until - monotonic()))
        return [path for path in paths if path not in gone]

    def _ask(self, path: Path, gone: set[Path]) -> Thread:
        """A thread that adds ``path`` to ``gone`` if it is, or the one that still asks."""
        thread = self._asking.get(path)
        if thread is None or not thread.is_alive():
            thread = Thread(target=_look, args=(path, gone), daemon=True)
            self._asking[path] = thread
            thread.start()
        return thread


def _look(path: Path, gone: set[Path]) -> None:
    try:
        if path.is_file():
            return
    except OSError:
        pass
    gone.add(path)
