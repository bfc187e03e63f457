"""Locks that one holds at a time, and that a death lets go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ceviz.storage.locks import FileLock, locked


def test_one_holds_it_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locked(path):
        other = FileLock(path)
        assert not other.take(wait=False)
    assert other.take(wait=False)
    other.release(remove=True)
    assert not path.exists()
    other.release()


def test_the_dead_hold_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = "import os, pathlib; from ceviz.storage.locks import FileLock; "
    code += f"lock = FileLock(pathlib.Path({str(path)!r})); lock.take(wait=True); os._exit(1)"
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    lock = FileLock(path)
    assert lock.take(wait=False)
    lock.release()
