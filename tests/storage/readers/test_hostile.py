"""Files made to harm are refused, in less than 1 GiB of memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.readers.hostile import FILES


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What became of every file, read by a program that may not use more than 1 GiB."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in FILES.items():
        make(folder / name)
    # Threads and pools reserve memory that they do not use, which the limit would count.
    environment = {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
    program = [sys.executable, "-m", "tests.storage.readers.hostile", str(folder)]
    root = Path(__file__).parents[3]
    done = subprocess.run(
        program, cwd=root, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    for path in folder.iterdir():
        path.unlink()
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited as Linux does it")
@pytest.mark.parametrize("name", FILES)
def test_refused(name: str, outcomes: dict[str, dict[str, str]]) -> None:
    outcome = outcomes[name]
    assert outcome["read"].startswith(name)
    assert FILES[name][1] in outcome["read"]
    assert len(outcome["read"]) < 400
