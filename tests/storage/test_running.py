"""A second start finds the program that runs, and nobody who only seems to be it."""

from __future__ import annotations

import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from ceviz.errors import FileRefused
from ceviz.storage import running
from ceviz.storage.folders import runtime_folder
from ceviz.storage.running import BUSY, MOST_BYTES, TAKEN, Listener, ask, is_ours, understood

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sockets of POSIX")


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime folder of this test's own, short as a socket's name must be."""
    tmp_path.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def answered(listener: Listener, answer: bytes) -> tuple[threading.Thread, list[bytes]]:
    """A thread that takes one question."""
    came: list[bytes] = []

    def work() -> None:
        listener.socket.setblocking(True)
        connection, _ = listener.socket.accept()
        with connection:
            assert is_ours(connection)
            while data := connection.recv(4096):
                came.append(data)
            connection.sendall(answer)

    thread = threading.Thread(target=work)
    thread.start()
    return thread, came


@pytest.mark.parametrize(("answer", "taken"), [(TAKEN, True), (BUSY, False), (b"", False)])
def test_what_is_asked_is_understood_at_the_other_end(
    tmp_path: Path, answer: bytes, taken: bool
) -> None:
    listener = Listener()
    thread, came = answered(listener, answer)
    assert ask(tmp_path / "a “file”.csv", "{}") is taken
    thread.join()
    question = understood(b"".join(came))
    assert (question.path, question.recipe) == (str(tmp_path / "a “file”.csv"), "{}")
    listener.close()


def test_a_name_is_absolute_wherever_it_is_asked_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = Listener()
    thread, came = answered(listener, TAKEN)
    monkeypatch.chdir(tmp_path)
    assert ask(Path("here.ceviz"))
    thread.join()
    assert understood(b"".join(came)).path == str(tmp_path / "here.ceviz")
    listener.close()


def test_nobody_answers_where_nothing_runs(runtime: Path) -> None:
    assert not ask(Path("/a/file"))
    listener = Listener()
    listener.close()
    assert not ask(Path("/a/file"))
    assert [path.suffix for path in (runtime / "ceviz").iterdir()] == [".lock"]


def test_only_one_listens_and_the_next_sweeps_what_a_dead_one_left(runtime: Path) -> None:
    first = Listener()
    with pytest.raises(OSError, match="another program listens"):
        Listener()
    (socket_of,) = (runtime / "ceviz").glob("*.socket")
    first._lock.release()  # as if it were killed: the socket stays
    assert socket_of.exists()
    second = Listener()
    thread, _ = answered(second, TAKEN)
    assert ask(Path("/a/file"))
    thread.join()
    second.close()
    first.socket.close()


def test_programs_on_other_screens_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Listener()
    monkeypatch.setenv("DISPLAY", ":77")
    second = Listener()
    monkeypatch.setenv("XDG_CONFIG_HOME", "/elsewhere")
    third = Listener()
    for each in (first, second, third):
        each.close()


def test_only_the_user_may_look_into_the_folder(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stat.S_IMODE(runtime_folder().stat().st_mode) == 0o700
    runtime_folder().chmod(0o755)
    assert not ask(Path("/a/file"))
    with pytest.raises(OSError, match="not private"):
        Listener()
    # One that others may write to is not used at all.
    runtime.chmod(0o777)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(runtime / "temporary"))
    (runtime / "temporary").mkdir()
    assert runtime_folder().parent == runtime / "temporary"


def test_a_link_to_a_private_folder_is_none(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir(mode=0o700)
    (runtime / "ceviz").symlink_to(tmp_path / "there")
    with pytest.raises(OSError, match="not private"):
        runtime_folder()


@pytest.mark.skipif(not hasattr(socket, "SO_PEERCRED"), reason="credentials of Linux")
def test_another_user_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    listener = Listener()
    monkeypatch.setattr(os, "geteuid", lambda now=os.geteuid(): now)  # noqa: B008
    monkeypatch.setattr(running, "is_ours", lambda _: False)
    assert not ask(Path("/a/file"))
    listener.close()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        b'{"ceviz_open": 2, "path": "/a"}',
        b'{"ceviz_open": 1, "path": "a"}',
        b'{"ceviz_open": 1, "path": "/a\\u0000b"}',
        b'{"ceviz_open": 1, "path": "/a", "run": "rm"}',
        b'{"ceviz_open": 1, "path": ["/a"]}',
        b'{"ceviz_open": 1, "path": "\xff"}',
        b"[" * 60_000,
    ],
)
def test_what_is_no_question_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match="no question"):
        understood(data)


def test_what_is_too_long_is_not_asked() -> None:
    listener = Listener()
    assert not ask(Path("/a/file"), "x" * MOST_BYTES)
    listener.close()
