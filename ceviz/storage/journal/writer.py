"""Writes the journal of one window, in a thread: no step waits for the disk."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from ceviz.errors import FileRefused
from ceviz.storage import locks
from ceviz.storage.atomic import reason, sync_folder, write_atomically
from ceviz.storage.journal.frames import MAGIC, START, framed
from ceviz.storage.journal.records import Moment, record
from ceviz.storage.locks import FileLock

#: What a journal is called, and the lock by which it is known that its window lives.
SUFFIX, LOCK = ".journal", locks.SUFFIX

_APPENDING = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)

#: What steps may add to a journal, in bytes, before it begins anew with the last of them.
GROWTH = 4 << 20

#: More scores are not written: twice the largest session. All of a record may be twice as much.
MOST_BYTES = 128_000_000

#: How long a step waits for the one before it to be written, in seconds: at most one is lost if
#: the program is killed. A disk that takes longer is not waited for until it has caught up.
PATIENCE = 0.1

#: Seconds after which what could not be written is tried again.
AGAIN = 5.0


class Journal:
    """The file of one window, from its first step that is not saved until :meth:`finish`.

    Two threads: one writes, the other forces what was written to the disk. So a program that is
    killed loses what the first had not come to, and a power cut what the second had not.

    Attributes:
        path: the file; it is there only while there is something in it.
    """

    def __init__(self, folder: Path, tell: Callable[[FileRefused], object]) -> None:
        """``tell`` is called once, in another thread, if the journal cannot be written."""
        self.path = folder / f"{os.urandom(8).hex()}{SUFFIX}"
        self._tell, self._told = tell, False
        self._changed = threading.Condition()
        self._wanted: Moment | None = None
        self._is_wanted = self._busy = self._over = self._late = False
        self._unforced = self._forcing = False
        # Whether the last that each thread did went wrong.
        self._failed = self._force_failed = False
        self._threads: list[threading.Thread] = []
        # What follows belongs to the thread that writes.
        self._lock: FileLock | None = None
        self._file: int | None = None
        self._is_there = False  # also while it is not open, as a step went wrong
        self._written: Moment | None = None
        self._size = self._base = 0
        self._checksum = START

    def keep(self, moment: Moment | None) -> None:
        """Write ``moment`` soon; None if nothing is unsaved, and nothing is to be kept."""
        with self._changed:
            if self._over or (moment is None and not self._threads):
                return
            if not self._late:
                self._late = not self._changed.wait_for(self._idle, PATIENCE)
            self._wanted, self._is_wanted = moment, True
            self._begin()
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Whether all was written, and forced to the disk, in so many seconds.

        What failed is not waited for, though it is tried again.
        """
        with self._changed:
            ended = self._changed.wait_for(self._settled, seconds)
            return ended and not self._failed and not self._force_failed

    def finish(self, *, keep: bool, seconds: float = 2.0) -> None:
        """Write what is to be written; without ``keep`` there is nothing left then."""
        if not keep:
            self.keep(None)
        self.wait(seconds)
        with self._changed:
            self._over = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(seconds)
        if not any(thread.is_alive() for thread in self._threads):
            self._close(remove=not self._is_there)

    def _idle(self) -> bool:
        return not self._is_wanted and not self._busy

    def _settled(self) -> bool:
        return self._idle() and not self._unforced and not self._forcing

    def _begin(self) -> None:
        if not self._threads:
            for work in (self._write_all, self._force_all):
                self._threads.append(threading.Thread(target=work, daemon=True))
                self._threads[-1].start()

    # In the thread that writes

    def _write_all(self) -> None:
        failed = False
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._is_wanted or self._over, AGAIN if failed else None
                )
                if self._over and not self._is_wanted:
                    return
                moment, self._is_wanted, self._busy = self._wanted, False, True
            try:
                self._write(moment)
                failed = False
            except FileRefused as refusal:
                failed = True
                self._complain(refusal)
            except OSError as problem:
                failed = True
                self._complain(_not_kept(self.path, reason(problem)))
            except Exception as problem:  # nobody expected it; later steps may go better
                failed = True
                self._complain(_not_kept(self.path, f"{type(problem).__name__}: {problem}"))
            finally:
                with self._changed:
                    self._busy, self._failed = False, failed
                    self._unforced = self._unforced or not failed
                    self._late = self._late and not self._idle()
                    self._changed.notify_all()

    def _write(self, moment: Moment | None) -> None:
        if moment is None:
            self._empty()
        elif moment is not self._written:
            _check_room(moment)
            if not self._is_there:
                self._open()
            full = self._written is None or not _same_rows(moment, self._written)
            made, checksum = _framed(moment, self._written, self._checksum)
            base = len(made) if full else self._base
            fits = self._size + len(made) <= len(MAGIC) + base + GROWTH
            if fits and self._file is not None:
                self._append(made)
                self._checksum, self._base = checksum, base
            else:
                self._begin_anew(moment)
            self._written = moment

    def _open(self) -> None:
        """Take the lock, then make the file: one without a lock is of a dead window."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._lock is None:
            self._lock = FileLock(self.path.with_suffix(LOCK))
            self._lock.take(wait=False)
        flags = os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        self._replace_file(os.open(self.path, _APPENDING | flags, 0o600))
        self._is_there = True
        sync_folder(self.path.parent)
        self._size, self._checksum, self._base = 0, START, 0
        try:
            self._append(MAGIC)
        except OSError:
            self._empty()
            raise

    def _append(self, data: bytes) -> None:
        """All of ``data`` at the end of the file, or nothing of it."""
        assert self._file is not None
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(self._file, left) :]
        except OSError:
            try:
                os.ftruncate(self._file, self._size)
            except OSError:  # what comes behind half a record would not be read
                self._let_go()
            raise
        self._size += len(data)

    def _begin_anew(self, moment: Moment) -> None:
        """The file with one record, that of ``moment``; until it is there, the old one stays."""
        made, checksum = _framed(moment, None, START)
        # Whatever fails, the next step begins anew, too, and adds to no file that was replaced.
        self._let_go()
        write_atomically(self.path, MAGIC + made)
        self._replace_file(os.open(self.path, _APPENDING))
        self._size, self._checksum = len(MAGIC) + len(made), checksum
        self._base = len(made)

    def _empty(self) -> None:
        """Nothing is unsaved: nothing is kept."""
        if self._is_there:
            self.path.unlink(missing_ok=True)
            self._is_there = False
        self._let_go()

    def _let_go(self) -> None:
        """Add nothing more to the file, which stays as it is."""
        self._replace_file(None)
        self._written = None

    def _replace_file(self, file: int | None) -> None:
        with self._changed:  # the other thread may be about to ask for it
            old, self._file = self._file, file
            if old is not None:
                os.close(old)

    def _complain(self, refusal: FileRefused) -> None:
        if not self._told:
            self._told = True
            self._tell(refusal)

    def _close(self, *, remove: bool) -> None:
        self._replace_file(None)
        if self._lock is not None:
            self._lock.release(remove=remove)
            self._lock = None

    # In the thread that forces

    def _force_all(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._unforced or self._over)
                if not self._unforced:
                    return
                # What is written from now on is forced the next time.
                self._unforced, self._forcing = False, True
                file = None if self._file is None else os.dup(self._file)
            problem = None
            try:
                if file is not None:
                    os.fsync(file)
            except OSError as raised:
                problem = raised
            finally:
                if file is not None:
                    os.close(file)
            with self._changed:
                self._forcing, self._force_failed = False, problem is not None
                self._changed.notify_all()
            if problem is not None:
                self._complain(_not_kept(self.path, reason(problem)))


def _check_room(moment: Moment) -> None:
    """Refuse by counting what would be too large to be written behind each step."""
    rows = moment.document.samples.rows
    if not moment.named and 8 * rows.scores.size > MOST_BYTES:
        raise _too_large(moment, f"at most {MOST_BYTES // 1_000_000} MB of scores are")


def _framed(moment: Moment, before: Moment | None, checksum: int) -> tuple[bytes, int]:
    """The record of ``moment`` as it is written, and its checksum; none that is not read again."""
    made = record(moment, before)
    if len(made) > 2 * MOST_BYTES:
        raise _too_large(moment, f"at most {2 * MOST_BYTES // 1_000_000} MB are")
    return framed(made, checksum)


def _too_large(moment: Moment, why: str) -> FileRefused:
    return FileRefused(
        "what is not saved is too large to be kept for after a crash",
        where=moment.document.title or "the document",
        why=why,
        remedy="export what you want to keep (File ▸ Export)",
    )


def _same_rows(one: Moment, other: Moment) -> bool:
    return one.document.samples.rows is other.document.samples.rows


def _not_kept(path: Path, why: str) -> FileRefused:
    return FileRefused(
        "what is not saved cannot be kept for after a crash",
        where=str(path.parent),
        why=why,
        remedy="save your work (File ▸ Save); the rest goes on as ever",
    )
