"""What is asked before a document or a file is lost."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ceviz.panels.plain_text import plain_tooltip


class Wish(Enum):
    """What to do about a session that another program has written meanwhile."""

    SAVE_AS = "Save as…"
    RELOAD = "Reload"
    OVERWRITE = "Overwrite"
    NOTHING = "Cancel"


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


def save_first(window: QWidget, title: str) -> bool | None:
    """Whether to save the changes to ``title`` before it is left; None if it is to stay."""
    from PySide6.QtWidgets import QMessageBox

    answer = QMessageBox.question(
        window,
        "Unsaved changes",
        plain_tooltip(f"Save the changes to “{title}”?"),
        QMessageBox.StandardButton.Save
        | QMessageBox.StandardButton.Discard
        | QMessageBox.StandardButton.Cancel,
        QMessageBox.StandardButton.Save,
    )
    if answer == QMessageBox.StandardButton.Save:
        return True
    return False if answer == QMessageBox.StandardButton.Discard else None


def may_replace(window: QWidget, path: Path) -> bool:
    """Whether there is nothing at ``path``, or the user does not mind."""
    from PySide6.QtWidgets import QMessageBox

    return not path.exists() or bool(
        QMessageBox.question(window, "Save as", plain_tooltip(f"Replace “{path.name}”?"))
        == QMessageBox.StandardButton.Yes
    )
