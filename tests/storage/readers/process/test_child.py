"""The process itself, asked by its three streams."""

from __future__ import annotations

import subprocess
import sys
import tempfile

from ceviz.storage.readers import ReadOptions
from ceviz.storage.readers.process import messages
from ceviz.storage.readers.process.messages import Failed, Request
from tests.fuzz.parquet import small


def test_it_answers_and_ends_when_nobody_asks_any_more() -> None:
    with tempfile.TemporaryFile() as results, tempfile.NamedTemporaryFile() as file:
        file.write(small())
        file.flush()
        process = subprocess.Popen(
            [sys.executable, "-m", "ceviz.storage.readers.process.child"],
            stdin=subprocess.PIPE, stdout=results, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stderr is not None
        with process.stdin, process.stderr:
            request = Request("Parquet", "heads", file.name, ReadOptions(), 10**8, 0)
            messages.send(request, process.stdin)
            heads = messages.receive(process.stderr, messages.FoundHeads)
            assert heads is not None
            assert [head.name for head in heads.heads] == ["prob_a", "label", "prob_b"]
            messages.send(Request("none", "read", file.name, ReadOptions(), 1, 0), process.stdin)
            failed = messages.receive(process.stderr, Failed)
            assert failed == Failed("KeyError: 'none'", memory=False)
            process.stdin.close()
            assert process.wait(timeout=60) == 0
