"""Whether some words name many files, told without a reader."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ceviz.storage.parts.words import is_many


def test_one_file_is_not_many(tmp_path: Path) -> None:
    for name in ("a.npz", "odd[1].npz"):
        (tmp_path / name).write_text("x")
    assert not is_many([])
    assert not is_many([str(tmp_path / "a.npz")])
    assert not is_many([str(tmp_path / "odd[1].npz")])  # a name, however it looks
    assert is_many([str(tmp_path)])
    assert is_many([str(tmp_path / "*.npz")])
    assert is_many(["a.npz", "b.npz"])


def test_no_reader_is_asked() -> None:
    code = "import ceviz.storage.parts.words, sys; print('ceviz.storage.readers' in sys.modules)"
    words = [sys.executable, "-c", code]
    said = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout == "False\n"
