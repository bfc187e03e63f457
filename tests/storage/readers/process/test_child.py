"""The process itself, asked by its three streams."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ceviz.storage import apart
from ceviz.storage.apart import Started
from ceviz.storage.readers import ReadOptions
from ceviz.storage.readers.process import messages
from ceviz.storage.readers.process.messages import Failed, Reply, Request
from tests.fuzz.parquet import small


@pytest.fixture
def child() -> Iterator[Started]:
    started = apart.start()
    yield started
    started.end()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "a.parquet"
    path.write_bytes(small())
    return str(path)


def ask(child: Started, request: Request) -> Reply:
    process = child.process
    assert process.stdin is not None
    assert process.stderr is not None
    messages.send(request, process.stdin)
    reply: Reply | None = messages.receive(process.stderr, Reply)  # type: ignore[arg-type]
    assert reply is not None
    return reply


def test_it_answers_and_ends_when_nobody_asks_any_more(child: Started, file: str) -> None:
    heads = ask(child, Request("Parquet", "heads", file, ReadOptions(), 10**8, 0))
    assert isinstance(heads, messages.FoundHeads)
    assert [head.name for head in heads.heads] == ["prob_a", "label", "prob_b"]
    failed = ask(child, Request("none", "read", file, ReadOptions(), 1, 0))
    assert failed == Failed("KeyError: 'none'", memory=False)
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert child.process.wait(timeout=60) == 0


def test_rows_come_before_what_they_are(child: Started, file: str) -> None:
    begun = ask(child, Request("Parquet", "read", file, ReadOptions(), 10**8, 0))
    assert begun == messages.Rows(2, 1, 4, "<f8")
    stream = child.process.stderr
    assert stream is not None
    block = messages.receive(stream, messages.Block)
    assert block == messages.Block(4, (("a", "b"),), 1.0)


_ASKS_AND_IS_KILLED = """
import os, signal
from ceviz.storage import apart
from ceviz.storage.readers import ReadOptions
from ceviz.storage.readers.process import messages
started = apart.start()
for file in {files!r}:
    asked = messages.Request("Parquet", "heads", file, ReadOptions(), 10**8, 0)
    messages.send(asked, started.process.stdin)
print(messages.receive(started.process.stderr, messages.FoundHeads) and started.process.pid)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there one waits for a grandchild")
def test_it_ends_with_a_program_that_is_killed_whatever_it_does(file: str, tmp_path: Path) -> None:
    """It waits in native code to open a pipe that nobody writes, and reads no request any more."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code = _ASKS_AND_IS_KILLED.format(files=(file, str(pipe)))
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    killed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=60, check=False, env=environment
    )
    assert killed.returncode == -signal.SIGKILL
    try:
        reading = os.pidfd_open(int(killed.stdout))
    except ProcessLookupError:
        return  # it has ended already
    try:
        assert select.select([reading], [], [], 60)[0]
    finally:
        os.close(reading)
