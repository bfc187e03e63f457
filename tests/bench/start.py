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

#: Runs main.py as it is; what follows the first frame ends the process instead. The window is
#: imported where main.py does, when nothing but its imports is left to be done.
_FIRST_FRAME = """
import os, runpy, sys
sys.argv = ["main.py"]
sys.path.insert(0, os.getcwd())
from ceviz.cli import commands

def ending_there(import_qt=commands.import_qt):
    import_qt()
    from ceviz.window import main_window
    main_window.MainWindow.complete = lambda window: os._exit(0)

commands.import_qt = ending_there
runpy.run_path("main.py", run_name="__main__")
"""


def rows(*, fast: bool = False) -> Iterator[Row]:
    """All rows of this part."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CEVIZ_NO_SETUP": "1"}
    # A user's Python keeps what it has compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    times: dict[str, list[float]] = {_IMPORTS: [], _FIRST_FRAME: []}
    for _ in range(6 if fast else 12):
        for code, taken in times.items():
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", code],
                cwd=_ROOT,
                env=environment,
                timeout=60,
                check=False,
                stderr=subprocess.DEVNULL,
            )
            taken.append(time.perf_counter() - start)
            if done.returncode:
                raise AssertionError(f"ended with {done.returncode}")
    imports, frame = (statistics.median(taken[1:]) for taken in times.values())
    yield Row("importing numpy and PySide6.QtWidgets", imports * 1e3, "ms")
    yield Row("python3 main.py to its first frame", frame * 1e3, "ms")
    yield at_most("the first frame takes, of the imports", frame / imports, 1.8)
