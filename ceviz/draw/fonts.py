"""The face that pictures are drawn with, so that no machine's own fonts decide how they look.

Without any font installed Qt silently paints boxes; with other ones every measure differs.
"""

from __future__ import annotations

import threading

from PySide6.QtGui import QFontDatabase

from ceviz.errors import FileRefused
from ceviz.storage import resources

_lock = threading.Lock()
_installed: set[str] = set()


def install_fonts() -> None:
    """Make the bundled faces known to Qt; once is enough, more often costs nothing.

    There must be a QGuiApplication. May be called in any thread.

    Raises:
        FileRefused: a bundled font is missing or not a font.
    """
    with _lock:
        for name in resources.listing("fonts", ".ttf"):
            if name in _installed:
                continue
            # From memory: an installed ceviz may lie in a zip.
            if QFontDatabase.addApplicationFontFromData(resources.read_bytes(name)) < 0:
                raise FileRefused(
                    "a font of ceviz itself cannot be used",
                    where=f"resources/{name}",
                    remedy="install ceviz again",
                )
            _installed.add(name)
