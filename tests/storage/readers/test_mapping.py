"""A file that is cut short while it is mapped is a refusal, not the end of the program."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from ceviz.storage.readers import mapping
from ceviz.storage.readers.mapping import Mapping

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a mapped file cannot be cut there")

#: Floats in the file, and how many bytes of it are left.
COUNT, LEFT = 1 << 20, 100_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ones"
    np.ones(COUNT, np.float32).tofile(path)
    return path


def test_a_mapped_file_is_read_as_it_is(path: Path) -> None:
    assert np.frombuffer(Mapping(path), np.float32).sum() == COUNT


def test_what_a_file_loses_is_nan_in_every_thread_that_reads_it(path: Path) -> None:
    array = np.frombuffer(Mapping(path), np.float32)
    os.truncate(path, LEFT)
    sums: list[float] = []
    threads = [threading.Thread(target=lambda: sums.append(float(array.sum()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert np.isnan(sums).all()
    assert len(sums) == len(threads)
    pages = -(-LEFT // 4096) * 1024
    assert (array[: LEFT // 4] == 1).all()
    assert np.isnan(array[pages + 16384 :]).all()
    os.truncate(path, 0)
    assert array[0] != 1


def test_one_that_is_gone_is_forgotten(path: Path) -> None:
    before = len(mapping._guard._mappings)
    array = np.frombuffer(Mapping(path), np.float32)
    assert len(mapping._guard._mappings) == before + 1
    del array
    gc.collect()
    assert len(mapping._guard._mappings) == before


_FOREIGN = """
import mmap, os, sys
from pathlib import Path
from ceviz.storage.readers.mapping import Mapping
ours = Mapping(Path(sys.argv[1]))
with open(sys.argv[2], "r+b") as file:
    foreign = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    os.truncate(sys.argv[2], 0)
    foreign[0]
"""


def test_a_signal_from_elsewhere_ends_the_program_as_it_would(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(bytes(100_000))
    words = [sys.executable, "-c", _FOREIGN, str(path), str(other)]
    assert subprocess.run(words, timeout=60, check=False).returncode == -signal.SIGBUS


_CUT_WHILE_MEASURED = """
import os, sys
from ceviz.cli import main
from ceviz.storage.readers import predictions
path = sys.argv[1]
checked, calls = predictions.SourceFile.check, []
def check(source):
    checked(source)
    calls.append(source)
    if len(calls) == 3:  # the first was before all blocks
        os.truncate(path, 1000)
predictions.SourceFile.check = check
sys.exit(main(["report", path, "--no-temperature"]))
"""


def test_a_report_of_a_file_that_is_cut_after_it_was_looked_at(tmp_path: Path) -> None:
    """Between the look at its size before a block, and the block."""
    path = tmp_path / "cut.npz"
    chance = np.random.default_rng(0)
    np.savez(path, logits=chance.normal(size=(1_000_000, 10)), labels=chance.integers(0, 10, 10**6))
    words = [sys.executable, "-c", _CUT_WHILE_MEASURED, str(path)]
    done = subprocess.run(words, timeout=120, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "the file was changed by another program while it was open" in done.stderr
    assert done.stdout == ""
