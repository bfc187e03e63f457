"""q of the selected class as one bar, dragged up and down."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.class_columns import Q, table_rows
from ceviz.document.model import Document
from ceviz.draw.picture import Handle
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.store import Intent
from ceviz.store.moves import drag_intent


@dataclass(frozen=True)
class Dial:
    """A bar over the whole height; its handle is anywhere in it."""

    title = "Dial"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> QRectF:
        """The bar, from the foot to q."""
        height = rect.height() * float(state.analysis.q[state.selected])
        return QRectF(rect.left(), rect.bottom() - height, rect.width(), height)

    def background_key(self, geometry: QRectF, state: State) -> Hashable:
        """Nothing holds still but the ground."""
        return None

    def draw_background(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """The ground is the host's."""

    def draw_foreground(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """The bar."""
        painter.fillRect(g, colour(theme.accent))

    def class_at(self, g: QRectF, point: QPointF, state: State) -> int | None:
        """The selected class, everywhere."""
        return state.selected

    def handle_at(self, g: QRectF, point: QPointF, state: State) -> Handle | None:
        """The upper edge."""
        q = float(state.analysis.q[state.selected])
        return Handle("q", state.selected, q, QPointF(point.x(), g.top()))

    def intent_at(
        self, g: QRectF, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The edge to the point."""
        whole = g.height() / float(state.analysis.q[handle.index])
        return drag_intent("q", handle.index, handle.value, (g.bottom() - point.y()) / whole, base)

    def caption(self, state: State) -> str:
        """q in words."""
        name = state.document.classes.names[state.selected]
        return f"The dial of {name} is at {state.analysis.q[state.selected]:.3f}."

    def rows(self, state: State) -> Rows:
        """q of every class."""
        return table_rows(state.document, state.analysis, [Q])
