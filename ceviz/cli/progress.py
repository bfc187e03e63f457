"""How far long work is, on one line of stderr that is gone when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Self

from ceviz.cli.terminal import is_watched, rewrite

#: Seconds between two changes of the line.
_PAUSE = 0.1

#: Seconds before the time that is left is told: what came before is no measure.
_WARM = 1.0

_UNITS = ("B", "kB", "MB", "GB", "TB")


class FilesProgress:
    """Files, rows, bytes and the time left, if stderr is a terminal; nothing at all if not."""

    def __init__(self, sizes: Sequence[int], clock: Callable[[], float] = time.monotonic) -> None:
        """Of files of so many bytes."""
        self._sizes, self._clock = sizes, clock
        self._shown = is_watched()
        self._stage, self._began, self._last = "", 0.0, float("-inf")
        self._rows, self._of_this, self._done = 0, 0, -1

    def __enter__(self) -> Self:
        """Nothing is shown until something is told."""
        return self

    def __exit__(self, *_: object) -> None:
        """The line is empty again, whatever happened."""
        if self._last > float("-inf"):
            rewrite("")

    def __call__(self, stage: str, done: int, share: float, rows: int) -> None:
        """Tell how many files are done, and how much of the next one."""
        if not self._shown:
            return
        now = self._clock()
        if stage != self._stage or done < self._done:  # a stage may come again
            self._stage, self._began = stage, now
            self._rows, self._of_this, self._done = 0, 0, done
        if done > self._done:
            self._rows += self._of_this
            self._done, self._of_this = done, 0
        self._of_this = rows or self._of_this
        if now - self._last < _PAUSE:
            return
        self._last = now
        rewrite(self._line(done, share, now - self._began))

    def _line(self, done: int, share: float, seconds: float) -> str:
        whole = sum(self._sizes)
        read = sum(self._sizes[:done]) + share * self._sizes[done]
        words = [f"{self._stage}: {done + 1:,} of {len(self._sizes):,} files"]
        if rows := self._rows + self._of_this:
            words.append(f"{rows:,} rows")
        words.append(f"{_said(read)} of {_said(whole)}")
        if seconds >= _WARM and 0.0 < read < whole:
            left = round(seconds * (whole - read) / read)
            words.append(f"{left // 60}:{left % 60:02} left")
        return ", ".join(words)


def _said(count: float) -> str:
    for unit in _UNITS:
        if count < 1000.0 or unit == _UNITS[-1]:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000.0
    raise AssertionError
