"""The one file of settings, shared by all windows and programs: each changes what it means to."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from ceviz.errors import FileRefused, InvalidInput
from ceviz.storage.atomic import reason, write_atomically
from ceviz.storage.folders import config_folder
from ceviz.storage.locks import FileLock, locked
from ceviz.storage.settings import Settings, check, dumps, load

#: A change of some fields, which is applied to whatever stands in the file by then.
Edit: TypeAlias = Callable[[Settings], Settings]


def settings_path() -> Path:
    """Where the user's settings are."""
    return config_folder() / "settings.json"


class SettingsFile:
    """The settings as they were read, with what was changed since.

    Changes are kept as edits until :meth:`write`, which applies them to what is in the file
    *then*: two programs that change different fields both keep their own.

    Attributes:
        values: the settings now.
        problem: why those in the file were put aside, in a sentence; empty if they were not.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = settings_path() if path is None else path
        self.problem = ""
        # Held for assignments only, so that whoever changes something never waits for the disk.
        self._changing, self._writing = threading.Lock(), threading.Lock()
        self._waiting: list[Edit] = []
        self.values = Settings()
        try:
            self.values = load(self.path)
        except FileRefused as refusal:
            self.problem = str(refusal)
            with suppress(OSError), locked(self._lock):  # another program may be mending it
                self.values = self._read()

    def change(self, edit: Edit) -> None:
        """Apply ``edit`` now, and to the file when it is written.

        Raises:
            InvalidInput: it makes what no file of settings may hold; nothing is changed.
        """
        with self._changing:
            changed = edit(self.values)
            check(changed)
            self.values = changed
            self._waiting.append(edit)

    def write(self) -> None:
        """Bring what was changed into the file; from any thread.

        Raises:
            FileRefused: it cannot be written; the changes are kept for the next time.
        """
        with self._writing:
            waiting = self._waiting[:]
            if not waiting:
                return
            try:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with locked(self._lock):
                    found = self._read()
                    merged = found
                    for edit in waiting:
                        merged = _applied(edit, merged)
                    if merged != found or not self.path.exists():
                        write_atomically(self.path, dumps(merged))
            except OSError as problem:
                raise FileRefused(
                    "cannot be written", where=str(self.path), why=reason(problem)
                ) from None
            with self._changing:
                del self._waiting[: len(waiting)]
                self.values = merged
                for edit in self._waiting:
                    self.values = _applied(edit, self.values)

    @property
    def _lock(self) -> Path:
        return self.path.with_suffix(".lock")

    def _read(self) -> Settings:
        """What is in the file; if that is damaged, it is put aside for what is known here."""
        try:
            found = load(self.path)
        except FileRefused as refusal:
            self.problem = f"{refusal}. {self._put_aside()}"
            return self.values
        self.problem = ""
        return found

    def _put_aside(self) -> str:
        aside = self.path.with_name(self.path.name + ".broken")
        try:
            os.replace(self.path, aside)
        except OSError as problem:
            return f"Nothing is remembered: it cannot be put aside ({reason(problem)})"
        return f"The settings begin anew; the old ones are now {aside.name}, beside it"


def _applied(edit: Edit, settings: Settings) -> Settings:
    """``settings`` with a change that was within bounds where it was made.

    It is let go where it is not, on top of what another program wrote meanwhile: one that stayed
    would keep all later ones from ever being written.
    """
    changed = edit(settings)
    try:
        check(changed)
    except InvalidInput:
        return settings
    return changed


class Start:
    """Watches a start from before the settings are read to the first frame of the whole window.

    A start that ended in between has left its mark, and what shapes the window is put aside: a
    window that dies of its arrangement would die of it at every start.

    Attributes:
        problem: what was put aside, in a sentence; empty if nothing was.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.problem = ""
        path = settings_path() if path is None else path
        mark = path.with_name("starting.lock")
        self._lock: FileLock | None = None
        with suppress(OSError):  # a folder that cannot be written to holds no mark either
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            was_left = mark.exists()
            lock = FileLock(mark)
            if lock.take(wait=False):  # else another program starts just now
                self._lock = lock
                if was_left:
                    self._put_aside(path)

    def survived(self) -> None:
        """All was painted once, or the start was given up for another reason."""
        if self._lock is not None:
            self._lock.release(remove=True)
            self._lock = None

    def _put_aside(self, path: Path) -> None:
        with suppress(FileRefused), locked(path.with_suffix(".lock")):
            kept = load(path)
            plain = kept.without_arrangement()
            if kept == plain:
                plain = Settings()  # it was not the arrangement, then
            if kept != plain:
                aside = path.with_name(path.name + ".broken")
                write_atomically(aside, dumps(kept))
                write_atomically(path, dumps(plain))
                self.problem = (
                    f"ceviz ended before its window was there the last time. What was remembered "
                    f"of the window is put aside, in {aside}"
                )
