"""Files of predictions, opened as the window opens them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.document import batch
from ceviz.document.model import Document
from ceviz.panels.data_scene import DataScene, OpenedFile
from ceviz.panels.scene import Scene
from ceviz.storage.opened import document_of
from ceviz.storage.readers import Predictions, ReadOptions, read
from ceviz.storage.resources import resource
from tests.helpers.fixtures import make_scene
from tests.maths.batch.plainly import normal_batch


def sample_file(name: str) -> Path:
    """One of ``resources/samples``; tests run from a checkout."""
    return Path(str(resource(f"samples/{name}")))


def load(path: Path, options: ReadOptions | None = None) -> tuple[OpenedFile, Document]:
    """A file read and measured, at once and in this thread."""
    file, document = measured(read(path, options), path)
    return replace(file, options=options or ReadOptions()), document


def measured(predictions: Predictions, path: Path) -> tuple[OpenedFile, Document]:
    """Predictions as the loader hands them over."""
    document = document_of(predictions, path.name)
    rows = document.samples.rows
    return OpenedFile(path, predictions, rows, batch.evaluate_rows(rows, 1.0)), document


@dataclass
class Opened:
    """A file in a scene."""

    scene: Scene
    data: DataScene
    file: OpenedFile

    def take(self, file: OpenedFile, document: Document) -> None:
        """Open another one, as the File menu does."""
        self.scene.store.open(document)
        self.data.install(file)
        self.file = file


def open_file(path: Path) -> Opened:
    """A scene that shows ``path``."""
    file, document = load(path)
    scene = make_scene(document)
    opened = Opened(scene, DataScene(scene, scene), file)
    opened.data.install(file)
    return opened


def write_npz(path: Path, rows: int = 60, classes: int = 5, **arrays: NDArray[Any]) -> Path:
    """A file of a middling model's logits and labels; ``arrays`` go before those."""
    scores, labels = normal_batch(rows, classes)
    np.savez(path, **{"logits": scores, "labels": labels, **arrays})
    return path
