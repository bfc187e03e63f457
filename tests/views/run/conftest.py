"""A folder of checkpoints of one model, and a scene that shows one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ceviz.views.run.view import RunView
from tests.helpers.files import Opened, open_file
from tests.helpers.fixtures import show
from tests.maths.batch.plainly import normal_batch

Write = Callable[[int], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the checkpoint of a number: the higher, the surer, and the righter."""
    noise, labels = normal_batch(60, 5)
    truth = np.eye(5, dtype=np.float32)[labels]

    def write_one(number: int) -> Path:
        path = tmp_path / f"epoch-{number:03}.npz"
        scores = noise * 2.0 + truth * np.float32(number)
        np.savez(path, logits=scores.astype(np.float32), labels=labels)
        return path

    return write_one


@pytest.fixture
def opened(write: Write) -> Opened:
    """The second of three checkpoints is shown."""
    for number in (1, 2, 3):
        path = write(number)
    return open_file(path.with_name("epoch-002.npz"))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> RunView:
    """The run of the file that is open, measured."""
    made = show(qtbot, RunView(opened.scene, opened.data), 560, 700)
    qtbot.waitUntil(lambda: len(made.picture.run) == 3)
    return made
