"""Files of predictions, opened as the window opens them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.panels.data_scene import DataScene
from ceviz.panels.scene import Scene
from ceviz.storage.opened import OpenedFile
from ceviz.storage.readers import ReadOptions, read
from ceviz.storage.resources import resource
from tests.helpers.fixtures import make_scene
from tests.maths.batch.plainly import normal_batch


def sample_file(name: str) -> Path:
    """One of ``resources/samples``; tests run from a checkout."""
    return Path(str(resource(f"samples/{name}")))


def load(path: Path, options: ReadOptions | None = None) -> OpenedFile:
    """A file read and measured, at once and in this thread."""
    return OpenedFile.measured(read(path, options), path, options)


@dataclass
class Opened:
    """A file in a scene."""

    scene: Scene
    data: DataScene
    file: OpenedFile

    def take(self, file: OpenedFile) -> None:
        """Open another one, as the File menu does."""
        self.scene.store.open_file(file)
        self.file = file


def open_file(path: Path) -> Opened:
    """A scene that shows ``path``."""
    file = load(path)
    scene = make_scene(file.document)
    scene.store.open_file(file)
    return Opened(scene, DataScene(scene, scene), file)


def write_npz(path: Path, rows: int = 60, classes: int = 5, **arrays: NDArray[Any]) -> Path:
    """A file of a middling model's logits and labels; ``arrays`` go before those."""
    scores, labels = normal_batch(rows, classes)
    np.savez(path, **{"logits": scores, "labels": labels, **arrays})
    return path
