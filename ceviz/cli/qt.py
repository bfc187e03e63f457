"""Qt is imported once, and what it does to Python's ``import`` is undone."""

from __future__ import annotations

import builtins


def import_qt() -> None:
    """Import Qt's core, and leave Python's own ``import`` in its place.

    WORKAROUND: PySide 6 replaces it by one that reads the source of every module imported from
    then on, to find out whether ``from __feature__ import snake_case`` may stand there; nothing
    here uses that, and it was a sixth of the time to the first frame
    (https://github.com/napari/napari/issues/8584).
    """
    pythons = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = pythons
