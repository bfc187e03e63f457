"""Files in memory: Qt writes into them, ceviz writes them to the disk all at once."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice


def open_buffer() -> QBuffer:
    """An empty buffer, open for writing."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def bytes_of(buffer: QBuffer) -> bytes:
    """What was written into ``buffer``."""
    return bytes(buffer.data().data())
