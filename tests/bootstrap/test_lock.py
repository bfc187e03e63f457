"""The lock on a set-up, between processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ceviz.bootstrap.lock import hold

ROOT = Path(__file__).resolve().parents[2]

#: Takes the lock, says so, and keeps it until its stdin is closed.
HOLDER = """
import sys
from ceviz.bootstrap.lock import hold
with hold(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[str]) -> str:
    """Let it go on to its end; what it said on stderr."""
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    return errors


def test_one_holds_it_and_the_next_says_that_it_waits(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("as it was")
    first = holder(path)
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    second = holder(path)
    assert second.stderr is not None
    assert second.stderr.readline() == "ceviz: waiting for another set-up to end\n"
    assert ended(first) == ""
    assert second.stdout is not None
    assert second.stdout.readline() == "held\n"
    assert ended(second) == ""
    assert path.read_text() == "as it was"


def test_it_is_free_again_once_it_was_let_go(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with hold(str(path)):
        pass
    process = holder(path)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    assert ended(process) == ""
