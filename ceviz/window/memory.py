"""What is remembered from run to run, in Qt's settings (an ini file of the user's)."""

from __future__ import annotations

import json
import re
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from ceviz.draw.state import TOP, View
from ceviz.errors import CevizError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ceviz.storage.readers import ReadOptions

RECENT_MOST = 10

#: The choices for so many files are remembered, each of so many letters at most: the settings
#: are read whenever the program starts. Longer ones can be saved as a recipe.
CHOICES_MOST = 50
CHOICES_LONGEST = 20_000

#: A few whole numbers, none of them larger than any screen.
_SIZES = re.compile(r"-?\d{1,5}(?: -?\d{1,5}){0,31}")


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
    def text_size(self) -> float:
        """The size of all type, as a share of the usual one; 1 if nothing sensible is stored."""
        try:
            size = float(str(self._settings.value("text_size", 1.0)))
        except ValueError:
            return 1.0
        return size if isfinite(size) else 1.0

    @text_size.setter
    def text_size(self, size: float) -> None:
        self._settings.setValue("text_size", size)

    @property
    def has_dragged(self) -> bool:
        """Whether the user has ever dragged anything."""
        return bool(self._settings.value("seen/drag", False, bool))

    @has_dragged.setter
    def has_dragged(self, dragged: bool) -> None:
        self._settings.setValue("seen/drag", dragged)

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
        """Empty the list of recent files, and of what was chosen for any file."""
        self._settings.setValue("recent", [])
        self._settings.setValue("choices", "[]")

    def choices_of(self, path: Path) -> ReadOptions | None:
        """How the user wanted ``path`` to be read when it was last opened, or None."""
        from ceviz.storage.readers import recipe

        name = str(path.absolute())
        for known, text in self._choices():
            if known == name:
                try:
                    return recipe.loads(text.encode("utf-8"), name)
                except CevizError:
                    return None  # of another version
        return None

    def keep_choices(self, path: Path, options: ReadOptions) -> None:
        """Remember how ``path`` is read; without a choice there is nothing to remember."""
        from ceviz.storage.readers import ReadOptions, recipe

        self.forget_choices(path)
        text = recipe.dumps(options).decode("utf-8")
        if options != ReadOptions() and len(text) <= CHOICES_LONGEST:
            newest = [(str(path.absolute()), text), *self._choices()]
            self._settings.setValue("choices", json.dumps(newest[:CHOICES_MOST]))

    def forget_choices(self, path: Path) -> None:
        """Nothing was chosen for ``path``."""
        known, name = self._choices(), str(path.absolute())
        others = [each for each in known if each[0] != name]
        if others != known:
            self._settings.setValue("choices", json.dumps(others))

    def _choices(self) -> list[tuple[str, str]]:
        """Paths and recipes, the latest first."""
        try:
            stored = json.loads(str(self._settings.value("choices", "[]")))
            return [(str(name), str(text)) for name, text in stored]
        except (TypeError, ValueError):
            return []

    @property
    def view(self) -> View:
        """How curves and bars are shown; simple on the first start."""
        log_q = self._settings.value("view/log_q", False, bool)
        top = self._settings.value("view/top", False, bool)
        simple = self._settings.value("view/simple", True, bool)
        shares = {"percent": True, "decimal": False}.get(
            str(self._settings.value("view/shares", ""))
        )
        softmax = self._settings.value("view/softmax", False, bool)
        return View(bool(log_q), TOP if top else None, bool(simple), shares, bool(softmax))

    @view.setter
    def view(self, view: View) -> None:
        self._settings.setValue("view/log_q", view.log_q)
        self._settings.setValue("view/top", view.top is not None)
        self._settings.setValue("view/simple", view.simple)
        self._settings.setValue("view/softmax", view.softmax)
        written = {None: "", True: "percent", False: "decimal"}[view.shares]
        self._settings.setValue("view/shares", written)

    def sizes_of(self, name: str) -> tuple[int, ...]:
        """Sizes in pixels stored under ``name``, each checked; empty if any makes no sense."""
        text = str(self._settings.value(f"window/{name}", ""))
        if not _SIZES.fullmatch(text):
            return ()
        return tuple(int(size) for size in text.split(" "))

    def keep_sizes(self, name: str, sizes: Iterable[int]) -> None:
        """Store sizes in pixels, as plain numbers."""
        self._settings.setValue(f"window/{name}", " ".join(str(size) for size in sizes))


def _is_there(path: Path) -> bool:
    """Whether ``path`` is a file; one in a folder that cannot be looked into is as good as gone."""
    try:
        return path.is_file()
    except OSError:
        return False
