"""A process held to its limits refuses to grow, and says so as Python does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its limits")
@pytest.mark.parametrize(("gigabytes", "said"), [(0.25, "fits"), (2, "MemoryError")])
def test_no_more_than_allowed_is_taken(tmp_path: Path, gigabytes: float, said: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"1234")
    code = (
        "from pathlib import Path\n"
        "from ceviz.storage.readers.edge import Job\n"
        "from ceviz.storage.readers.process.limits import limit_memory\n"
        f"limit_memory(Job(Path({str(path)!r}), limit_bytes=1_000_000))\n"
        "try:\n"
        f"    bytearray({int(gigabytes * 2**30)})\n"
        "    print('fits')\n"
        "except MemoryError:\n"
        "    print('MemoryError')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == said
