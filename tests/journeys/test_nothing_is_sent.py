"""A long use of the program in which the system ends whoever asks for the network."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ceviz.window.help import about
from tests.helpers import no_network

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not no_network.CAN, reason="the system cannot be asked for it")

#: The whole program: views, lessons, files of every kind of reader, pictures, and a monkey.
JOURNEY = """
import sys
from pathlib import Path
from tests.helpers import no_network

no_network.forbid()

from ceviz.app import make_application, open_window
from ceviz.lessons.library import titles
from ceviz.storage import session
from ceviz.views.registry import VIEWS, plots
from ceviz.window.excepthook import ExceptHook
from ceviz.window.program import Program
from ceviz.window.signals import Ending
from tests.helpers.monkey import Monkey

app = make_application()
sys.excepthook = lambda *problem: (sys.__excepthook__(*problem), app.exit(1))
window = open_window()
program = Program(app, Ending(app), open_window)
program.add(window)
program.offer_what_was_left(window)
program.hear_second_starts()
window.resize(1600, 1000)
window.show()

def until(holds):
    while not holds():
        app.processEvents()

until(lambda: window.views is not None)
for path in map(Path, sys.argv[1:]):
    window.store.history.setClean()
    window.files.open_path(path)
    until(lambda: window.store.file is not None and window.store.file.path == path)
for spec in VIEWS:
    window.views.open(spec.name)
    app.processEvents()
for plot in plots():
    window.copy_image(plot.name)
window.views.go_to("learn")
for lesson in titles().lessons[:2]:
    window.learn.begin(lesson)
    app.processEvents()
window.copy_code("torch")
Monkey(window, 5).act(60)
for torn in window.views.torn_off():
    torn.close()
program.end(0)
program.finish()
print("arrived")
"""

#: What asks for the network is ended.
CALLS = """
from tests.helpers import no_network
no_network.forbid()
import socket
socket.socket(socket.AF_UNIX).close()
print("local", flush=True)
socket.create_connection(("127.0.0.1", 9))
"""


def run(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_who_asks_for_the_network_is_ended() -> None:
    done = run(CALLS)
    assert (done.returncode, done.stdout) == (-signal.SIGSYS, "local\n")


def test_a_long_journey_asks_for_no_network(tmp_path: Path) -> None:
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(3)
    logits, labels = rng.normal(size=(50, 3)), rng.integers(0, 3, 50)
    np.savez(tmp_path / "file.npz", logits=logits, labels=labels)
    columns = {f"logit_{k}": logits[:, k] for k in range(3)}
    parquet.write_table(pa.table({**columns, "label": labels}), tmp_path / "file.parquet")
    done = run(JOURNEY, str(tmp_path / "file.npz"), str(tmp_path / "file.parquet"))
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.endswith("arrived\n")


def test_it_is_said_where_people_look() -> None:
    said = "sends nothing anywhere"
    assert said in about()
    assert said in (ROOT / "README.md").read_text(encoding="utf-8")
