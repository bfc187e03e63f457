"""Keeping the C library from giving memory back between two lines."""

from __future__ import annotations

import numpy as np

_LARGE = 16 << 20


def keep_freed_memory() -> None:
    """Make freed temporaries stay at hand for the next ones.

    glibc returns freed blocks above 128 KiB to the system at once, and the next temporary pays
    for every page again: half of the time of a first pass. Once it has seen a large block
    freed, it keeps as much (man mallopt, M_MMAP_THRESHOLD). So one is taken and freed; it is
    never touched, so that it costs nothing. Elsewhere this does nothing.
    """
    np.empty(_LARGE, dtype=np.uint8)
