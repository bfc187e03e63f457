"""The menu of the right button on a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu

from ceviz.panels.plain_text import without_mnemonic
from ceviz.store import moves

if TYPE_CHECKING:
    from ceviz.panels.picture_panel import PicturePanel


def show_context_menu(panel: PicturePanel, event: QContextMenuEvent) -> None:
    """Lock, make true and type for the class under the pointer; export for the picture."""
    menu = QMenu(panel)
    document = panel.state.document
    point = event.pos().toPointF()
    index = panel.picture.class_at(panel.geometry_now(), point, panel.state)
    if panel.kind and index is not None:
        name = document.classes.names[index]
        lock, true = moves.lock_intent(index, document), moves.true_intent(index, document)
        menu.addAction(f"Type a value for {without_mnemonic(name)}…").triggered.connect(
            lambda: panel.open_editor(index)
        )
        for intent in (true, lock):
            menu.addAction(without_mnemonic(intent.label)).triggered.connect(
                lambda _=False, wanted=intent: panel.edited.emit(wanted)
            )
        menu.addSeparator()
    menu.addAction("Export this picture…").triggered.connect(
        lambda: panel.export_wanted.emit(panel.name)
    )
    menu.exec(event.globalPos())
    menu.deleteLater()
