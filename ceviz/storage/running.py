"""The program that runs already: how a second start finds it, and asks it to open a file.

It listens on a Unix socket in a folder that only the user may look into. What is asked is one
line of JSON, ``{"ceviz_open": 1, "path": …, "recipe": …}``, and the answer is one word. Whoever
holds the lock beside the socket listens; a socket without a holder is of a program that is gone.
Where the system has no such sockets each start is a program of its own.
"""

from __future__ import annotations

import hashlib
import os
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from ceviz import __version__
from ceviz.errors import FileRefused
from ceviz.storage.folders import config_folder, runtime_folder
from ceviz.storage.locks import FileLock

#: A longer question is none.
MOST_BYTES = 1 << 16

#: What is answered: the file is opened, or the program cannot just now.
TAKEN, BUSY = b"taken\n", b"busy\n"

#: How long an answer is waited for, in seconds, before the second start goes on by itself.
PATIENCE = 2.0

#: What tells programs of one user apart that have nothing to do with each other.
_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a second start asks for.

    Attributes:
        ceviz_open: the version of the question.
        path: the file, absolute.
        recipe: how it is to be read (:mod:`ceviz.storage.readers.recipe`); None as it was before.
    """

    ceviz_open: int
    path: str
    recipe: str | None = None


def ask(path: Path, recipe: str | None = None) -> bool:
    """Whether the program that runs opens ``path``; False if there is none, or it cannot."""
    try:
        question = msgspec.json.encode(Question(1, str(path.absolute()), recipe))
    except UnicodeEncodeError:  # a name that is no text
        return False
    if len(question) > MOST_BYTES or not hasattr(socket, "AF_UNIX"):
        return False
    try:
        where = _place()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(str(where))
            if not is_ours(connection):
                return False
            connection.sendall(question)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(len(TAKEN)) == TAKEN
    except OSError:
        return False


def understood(data: bytes) -> Question:
    """The question in ``data``, checked.

    Raises:
        FileRefused: it is none, or of another version of ceviz.
    """
    try:
        question = msgspec.json.decode(data, type=Question)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise FileRefused("is no question that ceviz answers", where="the socket") from None
    if question.ceviz_open != 1 or not Path(question.path).is_absolute() or "\0" in question.path:
        raise FileRefused("is no question that ceviz answers", where="the socket")
    return question


def is_ours(connection: socket.socket) -> bool:
    """Whether the same user is at the other end, as far as the system says."""
    if sys.platform != "linux":
        return True  # the folder's permissions have to do
    size = struct.calcsize("3i")
    known = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    user: int = struct.unpack("3i", known)[1]
    return user == os.geteuid()


class Listener:
    """The socket of this program, held until :meth:`close`.

    Attributes:
        socket: bound and listening; it never blocks.
    """

    def __init__(self) -> None:
        """Listen from now on.

        Raises:
            OSError: another program listens already, or there is no private folder.
        """
        if not hasattr(socket, "AF_UNIX"):
            raise OSError("this system has no such sockets")
        self._path = _place()
        self._lock = FileLock(self._path.with_suffix(".lock"))
        try:
            if not self._lock.take(wait=False):
                raise OSError("another program listens")
            self._path.unlink(missing_ok=True)  # of a program that is gone
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.setblocking(False)
            self.socket.bind(str(self._path))
            self.socket.listen()
        except OSError:
            self._lock.release()
            raise

    def close(self) -> None:
        """Listen no more, and leave no socket."""
        self.socket.close()
        with suppress(OSError):
            self._path.unlink()
        self._lock.release()


def _place() -> Path:
    """The socket of the programs that belong together: one version, one screen, one set-up."""
    parts = [__version__, str(Path(__file__).resolve()), str(config_folder())]
    parts += [os.environ.get(name, "") for name in _SCREEN]
    name = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8)
    return runtime_folder() / f"{name.hexdigest()}.socket"
