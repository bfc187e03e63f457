"""Hears what second starts of the program ask for, and has the files opened here."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from ceviz.errors import CevizError
from ceviz.storage.running import BUSY, MOST_BYTES, TAKEN, Listener, Question, is_ours, understood

#: How long a question may take to come, in milliseconds, and how many may come at once.
PATIENCE, MOST = 2000, 8


class SecondStarts(QObject):
    """Listens for as long as the program runs, if no other one does.

    Signals:
        wanted(Path, str | None): open this file, read by this recipe.
    """

    wanted = Signal(object, object)

    def __init__(self, is_free: Callable[[], bool], parent: QObject | None = None) -> None:
        """``is_free`` says whether a file can be opened just now: not while something is asked."""
        super().__init__(parent)
        self._is_free = is_free
        self._connections: set[_Connection] = set()
        self._listener: Listener | None = None
        with suppress(OSError):  # another program listens, or nobody can
            self._listener = Listener()
            self._notifier = QSocketNotifier(
                self._listener.socket.fileno(), QSocketNotifier.Type.Read, self
            )
            self._notifier.activated.connect(self._accept)

    @property
    def listens(self) -> bool:
        """Whether it is this program that second starts find."""
        return self._listener is not None

    def stop(self) -> None:
        """Hear no second start any more."""
        for connection in list(self._connections):
            connection.close()
        if self._listener is not None:
            self._notifier.setEnabled(False)
            self._listener.close()
            self._listener = None

    def _accept(self) -> None:
        assert self._listener is not None
        try:
            accepted, _ = self._listener.socket.accept()
        except OSError:  # whoever it was is gone
            return
        if not is_ours(accepted) or len(self._connections) >= MOST:
            accepted.close()
            return
        connection = _Connection(accepted, self)
        self._connections.add(connection)
        connection.asked.connect(partial(self._answer, connection))
        connection.closed.connect(partial(self._connections.discard, connection))

    def _answer(self, connection: _Connection, question: Question) -> None:
        free = self._is_free()
        if connection.answer(TAKEN if free else BUSY) and free:
            # Not in here: what is opened may ask the user first.
            open_it = partial(self.wanted.emit, Path(question.path), question.recipe)
            QTimer.singleShot(0, self, open_it)


class _Connection(QObject):
    """One second start, from its first byte to the answer.

    Signals:
        asked(Question): all of it has come.
        closed(): it is over.
    """

    asked = Signal(object)
    closed = Signal()

    def __init__(self, connection: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket, self._came = connection, b""
        connection.setblocking(False)
        self._notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        QTimer.singleShot(PATIENCE, self, self.close)

    def answer(self, word: bytes) -> bool:
        """Say ``word`` and close; False if nobody hears it any more."""
        try:
            self._socket.sendall(word)
        except OSError:
            return False
        finally:
            self.close()
        return True

    def close(self) -> None:
        """Whatever has come by now is all."""
        if self._notifier.isEnabled():
            self._notifier.setEnabled(False)
            self._socket.close()
            self.closed.emit()
            self.deleteLater()

    def _read(self) -> None:
        try:
            data = self._socket.recv(MOST_BYTES)
        except BlockingIOError:
            return
        except OSError:
            self.close()
            return
        self._came += data
        if len(self._came) > MOST_BYTES:
            self.close()
        elif not data:
            try:
                question = understood(self._came)
            except CevizError:
                self.close()
            else:
                self.asked.emit(question)
