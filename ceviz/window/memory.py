"""What is remembered from run to run, in Qt's settings (an ini file of the user's)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from ceviz.draw.state import TOP, View

RECENT_MOST = 10


class Memory:
    """Typed access to QSettings; a value that makes no sense is as good as none."""

    @property
    def theme(self) -> str:
        """ "light", "dark" or "system"."""
        return str(QSettings().value("theme", "system"))

    @theme.setter
    def theme(self, name: str) -> None:
        QSettings().setValue("theme", name)

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved, the latest first; those that are gone are left out."""
        stored = QSettings().value("recent", [])
        names = stored if isinstance(stored, list) else [stored]
        return [path for name in names if _is_there(path := Path(str(name)))][:RECENT_MOST]

    def remember_file(self, path: Path) -> None:
        """Put ``path`` on top of the recent files."""
        path = path.absolute()
        others = [known for known in self.recent if known != path]
        QSettings().setValue("recent", [str(each) for each in [path, *others]][:RECENT_MOST])

    def forget_files(self) -> None:
        """Empty the list of recent files."""
        QSettings().setValue("recent", [])

    @property
    def view(self) -> View:
        """How curves and bars are shown."""
        log_q = QSettings().value("view/log_q", False, bool)
        top = QSettings().value("view/top", False, bool)
        return View(log_q=bool(log_q), top=TOP if top else None)

    @view.setter
    def view(self, view: View) -> None:
        QSettings().setValue("view/log_q", view.log_q)
        QSettings().setValue("view/top", view.top is not None)

    def state_of(self, name: str) -> QByteArray | None:
        """Geometry or splitter state stored under ``name``."""
        stored = QSettings().value(f"window/{name}")
        return stored if isinstance(stored, QByteArray) else None

    def keep_state(self, name: str, state: QByteArray) -> None:
        """Store geometry or splitter state."""
        QSettings().setValue(f"window/{name}", state)


def _is_there(path: Path) -> bool:
    """Whether ``path`` is a file; one in a folder that cannot be looked into is as good as gone."""
    try:
        return path.is_file()
    except OSError:
        return False
