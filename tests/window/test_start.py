"""The start: what is imported when, what is opened, what is refused before a window is shown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.app import make_application, open_window
from ceviz.errors import CevizError, UnknownSource
from ceviz.storage import session
from ceviz.storage.readers import ReadOptions
from tests.helpers.documents import batch
from tests.helpers.fixtures import show

#: What takes time to import, and no first frame needs.
HEAVY = (
    "pyqtgraph", "scipy", "matplotlib", "sklearn", "pandas", "ceviz.storage.readers.formats",
    "ssl", "email", "http", "shtab", "ziamath", "ziafont", "latex2mathml", "_hashlib", "xml",
)  # fmt: skip


def test_nothing_heavy_is_imported_before_the_first_frame() -> None:
    code = f"import ceviz.app, ceviz.cli, sys; print([m for m in {HEAVY} if m in sys.modules])"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "[]"


def test_a_start_from_the_command_line_imports_no_more(tmp_path: Path) -> None:
    code = f"""
import os, sys
from ceviz.cli import main
import ceviz.window.main_window as module
def complete(window):
    print([m for m in {(*HEAVY, "ceviz.storage.readers", "ceviz.maths.batch")} if m in sys.modules])
    sys.stdout.flush()
    os._exit(0)
module.MainWindow.complete = complete
main([])
"""
    kept = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=60, env={**os.environ, **kept},
    )  # fmt: skip
    assert said.stdout.strip() == "[]"


def test_the_plot_comes_after_the_first_frame() -> None:
    code = f"""
import sys
from ceviz.app import make_application, open_window
app = make_application()
window = open_window()
window.show()
window.grab()
print([m for m in {HEAVY} if m in sys.modules], window.views)
while window.views is None:
    app.processEvents()
print("pyqtgraph" in sys.modules, window.pipeline.curve.plot.isVisible())
"""
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.splitlines() == ["[] None", "True True"]


def test_the_first_frame_makes_no_class_of_a_widget_it_does_not_show() -> None:
    code = """
from PySide6 import QtWidgets
from ceviz.app import make_application, open_window
app = make_application()
window = open_window()
window.show()
window.grab()
print("QTableView" in vars(QtWidgets), "QWizard" in vars(QtWidgets))
"""
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.split() == ["True", "False"]


def test_there_is_one_application(qapp: QApplication) -> None:
    assert make_application() is qapp


def test_a_preset_is_opened_with_its_caption(qtbot: QtBot) -> None:
    window = open_window("fruit-10")
    qtbot.addWidget(window)
    assert window.caption.text() != ""
    assert window.files.path is None
    assert round(window.store.analysis.cross_entropy, 2) == 2.30


def test_a_file_is_opened_and_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "four.ceviz"
    session.save(path, batch())
    window = open_window(str(path))
    qtbot.addWidget(window)
    assert window.store.document.same_as(batch())
    assert window.files.path == path
    assert window.memory.recent == [path]


def test_predictions_are_loaded_once_the_window_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("a,b,label\n1.5,2.5,b\n0.5,-1,a\n")
    window = show(qtbot, open_window(str(path)), 1280, 800)
    qtbot.waitUntil(lambda: window.store.document.classes.names == ("a", "b"))


def test_they_are_read_as_was_said_and_that_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("a,b,label,other\n1.5,2.5,b,a\n0.5,-1,a,a\n")
    chosen = ReadOptions(labels="other", scores="a,b")
    window = show(qtbot, open_window(str(path), chosen), 1280, 800)
    qtbot.waitUntil(lambda: window.store.document.classes.names == ("a", "b"))
    assert window.data is not None
    assert window.data.file is not None
    assert window.data.file.predictions.targets.tolist() == [0, 0]
    assert window.memory.choices_of(path) == chosen


@pytest.mark.parametrize("name", ["friut", "nowhere.ceviz"])
def test_an_unknown_source_is_refused_before_there_is_a_window(name: str) -> None:
    before = len(QApplication.topLevelWidgets())
    with pytest.raises(UnknownSource):
        open_window(name)
    assert len(QApplication.topLevelWidgets()) == before


def test_a_broken_file_is_refused_before_there_is_a_window(tmp_path: Path) -> None:
    path = tmp_path / "broken.ceviz"
    path.write_text("{")
    with pytest.raises(CevizError, match="line 1"):
        open_window(str(path))


@pytest.mark.usefixtures("qtbot")
def test_a_window_that_is_closed_at_once_is_not_completed() -> None:
    window = open_window()
    window.show()
    window.grab()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # A late timer would raise, which fails this test.
    QApplication.processEvents()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt keeps its own in no such file")
def test_no_object_is_made_of_what_qt_remembers_of_its_dialogs(tmp_path: Path) -> None:
    """A dialog of files ran what stood in QtProject.conf, and then ended the program."""
    flag = tmp_path / "ran"
    writes = (
        "import os; from PySide6.QtCore import QSettings\n"
        "class Makes:\n"
        "    def __reduce__(self):\n"
        f"        return os.mkdir, ({str(flag)!r},)\n"
        f"file = QSettings({str(tmp_path / 'QtProject.conf')!r}, QSettings.Format.IniFormat)\n"
        "for key in ('sidebarWidth', 'viewMode', 'treeViewHeader', 'shortcuts', 'lastVisited'):\n"
        "    file.setValue('FileDialog/' + key, Makes())\n"
        "file.sync()\n"
    )
    opens = (
        "import os; from ceviz.app import make_application; app = make_application()\n"
        "from PySide6.QtWidgets import QFileDialog\n"
        "dialog = QFileDialog(); dialog.show(); app.processEvents(); dialog.close()\n"
        "print('shown', flush=True); os._exit(0)\n"
    )
    home = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", writes], check=True, timeout=60, env=home)
    before = (tmp_path / "QtProject.conf").read_bytes()
    assert b"PyObjectWrapper" in before
    said = subprocess.run(
        [sys.executable, "-c", opens], capture_output=True, text=True, timeout=60, env=home
    )
    assert said.stdout == "shown\n"
    assert not flag.exists()
    assert (tmp_path / "QtProject.conf").read_bytes() == before
