"""What makes a format: how its files are known, read, and made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.edge import Job, refuse
from ceviz.storage.readers.raw import Raw

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file.

    Attributes:
        data: its first bytes.
        size: bytes of the whole file.
    """

    data: bytes
    size: int

    @property
    def text(self) -> bytes:
        """The same without a byte order mark and blank lines."""
        return self.data.removeprefix(_BOM).lstrip()


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A few predictions to make a file of.

    Attributes:
        logits: (N, K).
        labels: (N,) classes from 0.
        class_names: K names.
    """

    logits: NDArray[np.float32]
    labels: NDArray[np.int64]
    class_names: tuple[str, ...]

    @property
    def named_labels(self) -> list[str]:
        """The label of every row by its name."""
        return [self.class_names[label] for label in self.labels.tolist()]

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """The logits as columns, ``logit_CLASS``."""
        return {f"logit_{name}": self.logits[:, k] for k, name in enumerate(self.class_names)}


def no_columns(_: Job) -> Columns:
    """Of a format from which nothing but predictions is read."""
    refuse("is of a format without columns to join by")


@dataclass(frozen=True, slots=True)
class Format:
    """A format of prediction files: one module of this package says all there is to say.

    Attributes:
        name: as people call it.
        suffixes: endings of its files, lower case with the dot, the usual one first.
        begins: whether a file that begins like this is in the format.
        read: what a file holds; for a preview, its first rows.
        write: makes a file of some predictions, as the format's users lay it out; tests read
            it, damage it and compare what comes back.
        columns: what a file holds beside scores, column by column.
        is_text: whether its files are text; ``begins`` is then asked of text only.
        looks: what ``begins`` goes by, in words that fit after "because".
        has_parts: whether its files may hold several tables side by side.
        name_decides: whether a file is taken for it by its suffix alone, as CSV is.
    """

    name: str
    suffixes: tuple[str, ...]
    begins: Callable[[Head], bool]
    read: Callable[[Job], Raw]
    write: Callable[[Path, Sample], None]
    columns: Callable[[Job], Columns] = no_columns
    is_text: bool = False
    looks: str = ""
    has_parts: bool = False
    name_decides: bool = False

    def __str__(self) -> str:
        return self.name
