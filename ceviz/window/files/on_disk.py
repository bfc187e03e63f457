"""What sessions were on the disk when they were opened or saved: another program may write them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ceviz.document.model import Document
from ceviz.panels.plain_text import plain_tooltip

if TYPE_CHECKING:
    from ceviz.views.figures import Resumed


class Wish(Enum):
    """What to do about a session that another program has written meanwhile."""

    SAVE_AS = "Save as…"
    RELOAD = "Reload"
    OVERWRITE = "Overwrite"
    NOTHING = "Cancel"


class OnDisk:
    """The contents of files as this window knows them."""

    def __init__(self) -> None:
        self._known: dict[Path, bytes | None] = {}

    def remember(self, path: Path) -> None:
        """What is in ``path`` now is known here."""
        self._known[path] = _digest(path)

    def known(self, path: Path) -> bytes | None:
        """The digest of what is known to be in ``path``, or None."""
        return self._known.get(path)

    def know(self, path: Path, digest: bytes | None) -> None:
        """What another window, which is gone, knew to be in ``path``."""
        self._known[path] = digest

    def is_foreign(self, path: Path) -> bool:
        """Whether something is in ``path`` that this window has neither read nor written."""
        now = _digest(path)
        return now is not None and path in self._known and now != self._known[path]


def ask_what(window: QWidget, path: Path) -> Wish:
    """Ask what to do with what another program has written; nothing is lost by the default."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(window)
    box.setObjectName("written elsewhere")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Changed meanwhile")
    box.setText(plain_tooltip(f"“{path.name}” was changed by another window or program."))
    box.setInformativeText(
        "Save as keeps both. Reload shows what is in the file; Undo brings yours back. "
        "Overwrite replaces what is in the file."
    )
    roles = {
        Wish.SAVE_AS: QMessageBox.ButtonRole.AcceptRole,
        Wish.RELOAD: QMessageBox.ButtonRole.ActionRole,
        Wish.OVERWRITE: QMessageBox.ButtonRole.DestructiveRole,
        Wish.NOTHING: QMessageBox.ButtonRole.RejectRole,
    }
    buttons = {box.addButton(wish.value, role): wish for wish, role in roles.items()}
    for button, wish in buttons.items():
        if wish is Wish.SAVE_AS:
            box.setDefaultButton(button)
        elif wish is Wish.NOTHING:
            box.setEscapeButton(button)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return next((wish for button, wish in buttons.items() if button is clicked), Wish.NOTHING)


def looks_like(one: Document, other: Document) -> bool:
    """Whether they are the same, however they are looked at."""
    return replace(one, unit=other.unit, selected=other.selected).same_as(other)


def _digest(path: Path) -> bytes | None:
    """What tells contents apart, or None if there are none to be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None


def open_checked(path: Path) -> Document:
    """A session with its scenes checked; what that takes is imported when there is one.

    Raises:
        CevizError: it cannot be opened, or shows what there is not.
    """
    from ceviz.views.slides import open_source

    return open_source(str(path))


def resume_checked(path: Path) -> Resumed:
    """What a figure carries, its scenes checked; raises as :func:`open_checked` does."""
    from ceviz.views.figures import resumed
    from ceviz.views.slides import check

    found = resumed(path)
    check(found.document, str(path))
    return found
