"""The edited samples of a file's document as the batch maths takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ceviz.document.samples import Rows, Samples
from ceviz.errors import CevizError

if TYPE_CHECKING:
    from ceviz.maths.batch import Overlay


def overlay_of(samples: Samples) -> Overlay | None:
    """What is edited, or None if nothing is; a sample that was led back to its row is not."""
    from ceviz.maths.batch import Overlay

    edited = [row for row in sorted(samples.edited) if not _as_read(samples, row)]
    if not edited:
        return None
    rows = Rows.of([samples.edited[row] for row in edited])
    scores = np.asarray(rows.scores, dtype=np.float64)
    return Overlay(np.array(edited), scores, rows.probabilities())


def _as_read(samples: Samples, row: int) -> bool:
    try:
        return samples.edited[row].same_as(samples.rows[row])
    except CevizError:
        return False  # the file can no longer tell
