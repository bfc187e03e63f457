"""Where the program keeps what is its own, by the rules of each system."""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: The folder of ceviz in each of them.
_NAME = "ceviz"


def config_folder() -> Path:
    """The user's settings: ``~/.config/ceviz`` on Linux; it need not be there yet.

    ``XDG_CONFIG_HOME`` is obeyed on every system, if it is absolute as its specification asks.
    """
    said = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return (said if said.is_absolute() else _usual()) / _NAME


def _usual() -> Path:
    if sys.platform == "win32":
        roaming = os.environ.get("APPDATA", "")
        return Path(roaming) if roaming else Path.home() / "AppData" / "Roaming"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Preferences"
    return Path.home() / ".config"
