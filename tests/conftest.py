"""What every test gets: a home of its own, the same examples in CI, no widget left by another.

Nothing here imports Qt: tests of numbers and documents run without it. Qt is looked up among the
modules that are already loaded.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import hypothesis.strategies
import pytest

# Settings, caches and recent files of whoever runs the tests are neither read nor written. The
# variables are read once by Qt and by Python's libraries, so they are set before either is used.
_HOME = Path(tempfile.mkdtemp(prefix="ceviz-tests-"))
_FOLDERS = {
    "HOME": "",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
}
if "XDG_RUNTIME_DIR" not in os.environ:  # Qt warns when it has to invent one
    _FOLDERS["XDG_RUNTIME_DIR"] = "runtime"
for _variable, _name in _FOLDERS.items():
    (_HOME / _name).mkdir(mode=0o700, exist_ok=True)
    os.environ[_variable] = str(_HOME / _name)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Deadlines would be timing assertions, on machines that run at two speeds.
hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_unconfigure() -> None:
    """Remove the home that the run had."""
    shutil.rmtree(_HOME, ignore_errors=True)


def pytest_collection_finish() -> None:
    """Keep what is there before the first test out of every collection of garbage.

    Ten thousand tests and all modules are a heap that a full collection takes a second to go
    through, and each test with a window ends in one (below).

    Hypothesis asks the collector who holds its own generator of random numbers when it first
    uses it, and takes a holder that is frozen for none; so it is used once before.
    """
    _first_example()
    gc.collect()
    gc.freeze()


@hypothesis.settings(max_examples=1, database=None)
@hypothesis.given(hypothesis.strategies.none())
def _first_example(_nothing: None) -> None:
    """Try one example of nothing."""


@pytest.fixture(scope="session", autouse=True)
def _settings_of_their_own() -> None:
    """On systems whose folders no environment variable moves, Qt's test mode does."""
    core = sys.modules.get("PySide6.QtCore")
    if core is not None:
        core.QStandardPaths.setTestModeEnabled(True)


@pytest.fixture(autouse=True)
def _no_widget_is_left() -> Iterator[None]:
    """Fail the test after which a window is still there that was not there before."""
    before = set(_windows())
    yield
    if not _windows().keys() - before:
        return
    # What is only scheduled to go, kept by a reference cycle, or by a job that is about to end, is
    # not left behind.
    core: Any = sys.modules["PySide6.QtCore"]
    for _ in range(2):
        gc.collect()
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
        if not _windows().keys() - before:
            return
        core.QThreadPool.globalInstance().waitForDone(10_000)
    left = [window for address, window in _windows().items() if address not in before]
    names = [f"{type(window).__name__}({window.objectName()!r})" for window in left]
    for window in left:  # so that only this test is blamed
        window.close()
        window.deleteLater()
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    if names:
        pytest.fail(f"windows left behind: {', '.join(names)}; give them to qtbot.addWidget")


def _windows() -> dict[int, Any]:
    """The top-level widgets without a parent, by address: a wrapper would keep them alive."""
    widgets, shiboken = sys.modules.get("PySide6.QtWidgets"), sys.modules.get("shiboken6")
    if widgets is None or shiboken is None:
        return {}
    found = widgets.QApplication.topLevelWidgets()
    return {shiboken.getCppPointer(w)[0]: w for w in found if w.parent() is None}
