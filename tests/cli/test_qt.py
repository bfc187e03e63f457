"""Qt's imports leave Python's own in place, and Qt works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]

_CODE = """
import builtins
pythons = builtins.__import__
from ceviz.cli.qt import import_qt
import_qt()
from PySide6.QtWidgets import QApplication, QLabel
assert builtins.__import__ is pythons
application = QApplication([])
label = QLabel("q")
label.setText("p")
assert label.text() == "p"
import linecache, wave
print(wave.__file__ in linecache.cache)
"""


def test_no_source_is_read_for_what_is_imported_after_qt() -> None:
    words = [sys.executable, "-c", _CODE]
    done = subprocess.run(words, cwd=_ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "False\n"
