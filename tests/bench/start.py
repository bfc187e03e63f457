"""From ``python3 main.py`` to the first painted frame, against importing numpy and QtWidgets."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.harness import Row, at_most

_ROOT = Path(__file__).resolve().parents[2]

_IMPORTS = "import numpy, PySide6.QtWidgets"

#: Runs main.py as it is; the first paint of the pipeline ends the process.
_FIRST_FRAME = """
import os, runpy, sys
from PySide6.QtCore import QEvent, QObject
sys.argv = ["main.py"]
sys.path.insert(0, os.getcwd())
import ceviz.panels.pipeline_panel as pipeline
paint = pipeline.PipelinePanel.paintEvent
def painted(self, event):
    paint(self, event)
    from PySide6.QtCore import QTimer
    QTimer.singleShot(0, lambda: os._exit(0))
pipeline.PipelinePanel.paintEvent = painted
runpy.run_path("main.py", run_name="__main__")
"""


def rows(*, fast: bool = False) -> Iterator[Row]:
    """All rows of this part."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CEVIZ_NO_SETUP": "1"}
    times: dict[str, list[float]] = {_IMPORTS: [], _FIRST_FRAME: []}
    for _ in range(6 if fast else 12):
        for code, taken in times.items():
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", code], cwd=_ROOT, env=environment, timeout=60, check=False
            )
            taken.append(time.perf_counter() - start)
            if done.returncode:
                raise AssertionError(f"ended with {done.returncode}")
    imports, frame = (statistics.median(taken[1:]) for taken in times.values())
    yield Row("importing numpy and PySide6.QtWidgets", imports * 1e3, "ms")
    yield Row("python3 main.py to its first frame", frame * 1e3, "ms")
    yield at_most("the first frame takes, of the imports", frame / imports, 1.8)
