"""Where the program keeps what is its own, by the rules of each system."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

#: The folder of ceviz in each of them.
_NAME = "ceviz"


def config_folder() -> Path:
    """The user's settings: ``~/.config/ceviz`` on Linux; it need not be there yet.

    ``XDG_CONFIG_HOME`` is obeyed on every system, if it is absolute as its specification asks.
    """
    return (_said("XDG_CONFIG_HOME") or _usual()) / _NAME


def data_home() -> Path:
    """Where a desktop of freedesktop.org looks for the user's programs: ``~/.local/share``.

    ``XDG_DATA_HOME`` is obeyed, if it is absolute.
    """
    return _said("XDG_DATA_HOME") or Path.home() / ".local" / "share"


def _said(variable: str) -> Path | None:
    folder = Path(os.environ.get(variable, ""))
    return folder if folder.is_absolute() else None


def runtime_folder() -> Path:
    """The user's folder for sockets of programs that run, made if it is not there.

    It is in ``XDG_RUNTIME_DIR``, if that is the user's own; else among the temporary files.

    Raises:
        OSError: it cannot be made, or others than the user may look into it.
    """
    said = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if said.is_absolute() and _is_private(said):
        folder = said / _NAME
    else:
        folder = Path(tempfile.gettempdir()) / f"{_NAME}-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if not _is_private(folder):
        raise PermissionError(f"{folder} is not private")
    return folder


def _is_private(folder: Path) -> bool:
    """Whether it is a folder, no link to one, of this user and nobody else's."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.geteuid()
        and not stat.S_IMODE(found.st_mode) & 0o077
    )


def _usual() -> Path:
    if sys.platform == "win32":
        roaming = os.environ.get("APPDATA", "")
        return Path(roaming) if roaming else Path.home() / "AppData" / "Roaming"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Preferences"
    return Path.home() / ".config"
