"""What is remembered from run to run, in Qt's settings (an ini file of the user's)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from ceviz.draw.state import TOP, View

RECENT_MOST = 10


class Memory:
    """Typed access to QSettings; a value that makes no sense is as good as none."""

    def __init__(self) -> None:
        # Kept, it writes when there is time; one that goes out of scope writes then and there,
        # and whoever has just dropped a file waits for the disk.
        self._settings = QSettings()

    def write(self) -> None:
        """To the disk, now."""
        self._settings.sync()

    @property
    def theme(self) -> str:
        """One of "light", "dark" and "system"."""
        return str(self._settings.value("theme", "system"))

    @theme.setter
    def theme(self, name: str) -> None:
        self._settings.setValue("theme", name)

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved, the latest first; those that are gone are left out."""
        stored = self._settings.value("recent", [])
        names = stored if isinstance(stored, list) else [stored]
        return [path for name in names if _is_there(path := Path(str(name)))][:RECENT_MOST]

    def remember_file(self, path: Path) -> None:
        """Put ``path`` on top of the recent files."""
        path = path.absolute()
        others = [known for known in self.recent if known != path]
        self._settings.setValue("recent", [str(each) for each in [path, *others]][:RECENT_MOST])

    def forget_files(self) -> None:
        """Empty the list of recent files."""
        self._settings.setValue("recent", [])

    @property
    def view(self) -> View:
        """How curves and bars are shown."""
        log_q = self._settings.value("view/log_q", False, bool)
        top = self._settings.value("view/top", False, bool)
        return View(log_q=bool(log_q), top=TOP if top else None)

    @view.setter
    def view(self, view: View) -> None:
        self._settings.setValue("view/log_q", view.log_q)
        self._settings.setValue("view/top", view.top is not None)

    def state_of(self, name: str) -> QByteArray | None:
        """Geometry or splitter state stored under ``name``."""
        stored = self._settings.value(f"window/{name}")
        return stored if isinstance(stored, QByteArray) else None

    def keep_state(self, name: str, state: QByteArray) -> None:
        """Store geometry or splitter state."""
        self._settings.setValue(f"window/{name}", state)


def _is_there(path: Path) -> bool:
    """Whether ``path`` is a file; one in a folder that cannot be looked into is as good as gone."""
    try:
        return path.is_file()
    except OSError:
        return False
