"""Why a store's document is another, or its numbers are."""

from __future__ import annotations

from enum import Enum, auto


class Why(Enum):
    """What happened.

    Attributes:
        OPENED: another document altogether, or back to the one before it.
        EDITED: a step, or a frame of a gesture, was done to it.
        UNDONE: a step or a gesture was taken back.
        LOOKING: the same numbers are looked at in another way: unit, selected sample.
        MEASURED: the same document; more became known of its rows.
    """

    OPENED = auto()
    EDITED = auto()
    UNDONE = auto()
    LOOKING = auto()
    MEASURED = auto()
