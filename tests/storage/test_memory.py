"""Too little memory refuses the file that needs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ceviz.errors import FileRefused
from ceviz.storage import session
from ceviz.storage.memory import refusing_memory
from tests.helpers.documents import many


def test_it_names_the_file() -> None:
    with (
        pytest.raises(FileRefused, match=r"^a\.npz: there is not enough memory for it\. Close"),
        refusing_memory("a.npz"),
    ):
        raise MemoryError


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")
def test_a_session_that_does_not_fit_is_refused_in_words(tmp_path: Path) -> None:
    """The real thing: a process that may have only as much as it has, and a little."""
    path = tmp_path / "large.ceviz"
    session.save(path, many(1000))
    title = b'"title": "' + b"a" * 50_000_000
    path.write_bytes(path.read_bytes().replace(b'"title": "', title, 1))
    script = f"""
import resource, sys
from ceviz import cli
import ceviz.document.report, ceviz.storage.presets, ceviz.storage.sources
now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + 20_000_000,) * 2)
sys.exit(cli.main(["report", {str(path)!r}]))
"""
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).resolve().parents[2],
        env=dict(os.environ),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith(f"ceviz: {path}: there is not enough memory for it")
