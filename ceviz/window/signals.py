"""Ctrl+C, a shutdown and a closed terminal end the program as closing it does, asking nothing.

Python hears of a signal when it next runs, which a Qt that waits for the mouse may not let it for
minutes. So Python's own handler writes a byte into a socket, and that wakes Qt.
"""

from __future__ import annotations

import os
import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

#: What ends the program; a system has those it has.
ENDING = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)

#: What shells add to the number of the signal that ended a program.
ENDED_BY = 128


class Ending(QObject):
    """Hears the signals that end a program, from when it is made until :meth:`stop`.

    Those that somebody has ignored, as ``nohup`` does, stay ignored. A second Ctrl+C ends a
    program that does not come to it by itself, as if nobody heard it.

    Signals:
        wanted(int): the program is to end, with this exit code.
    """

    wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard = False
        self._reading, self._writing = socket.socketpair()
        for each in (self._reading, self._writing):
            each.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._handlers = {
            number: signal.signal(number, self._hear)
            for number in ENDING
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)

    def stop(self) -> None:
        """Signals do again what they did before."""
        self._notifier.setEnabled(False)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._reading.close()
        self._writing.close()

    def _hear(self, number: int, _: FrameType | None) -> None:
        """Called between two steps of Python; what is to be done is done by Qt's loop."""
        if self._heard and number == signal.SIGINT:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self._heard = True

    def _wake(self) -> None:
        numbers = [number for number in self._reading.recv(64) if number in self._handlers]
        if numbers:
            self.wanted.emit(ENDED_BY + numbers[0])
