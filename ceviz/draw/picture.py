"""What every picture can do: lay itself out, paint itself, and say what lies under a point."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.model import Document
from ceviz.draw.primitives import saved
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import Theme
from ceviz.store.intents import Intent


@dataclass(frozen=True, slots=True)
class Handle:
    """Something that can be grabbed.

    Attributes:
        kind: what it sets, in the picture's own words: ``q``, ``z``, ``p`` of one class.
        index: the class.
        value: what it shows now, in the unit of its axis.
        at: where it is, in pixels; a grab keeps its offset to this point, so nothing jumps.
        along: the directions it moves in, "x", "y" or "xy"; the pointer shows them.
    """

    kind: str
    index: int
    value: float
    at: QPointF
    along: str = "y"


class Picture(Protocol):
    """A painter without state of its own.

    ``geometry`` is cheap and holds all measuring; painting and hit testing only read it.
    What ``draw_background`` paints changes seldom: hosts keep it in a pixmap as long as
    ``background_key`` stays equal.
    """

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> Any:
        """Where everything lies for ``state`` in ``rect``."""

    def background_key(self, geometry: Any, state: State) -> Hashable:
        """What, besides size and theme, the background depends on."""

    def draw_background(self, painter: QPainter, geometry: Any, state: State, theme: Theme) -> None:
        """Paint frame, axes, names."""

    def draw_foreground(self, painter: QPainter, geometry: Any, state: State, theme: Theme) -> None:
        """Paint what follows the numbers."""

    def class_at(self, geometry: Any, point: QPointF, state: State) -> int | None:
        """The class that hovering at ``point`` lights, or None."""

    def handle_at(self, geometry: Any, point: QPointF, state: State) -> Handle | None:
        """What a press at ``point`` grabs, or None."""

    def intent_at(
        self, geometry: Any, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """What moving ``handle`` to ``point`` means for ``base``, the document at the press."""


class Named(NamedTuple):
    """A number that stands in a picture, for whoever rests on it and asks what it is.

    Attributes:
        words: its name or sign, and its value with the unit.
        term: what the glossary calls it.
    """

    words: str
    term: str


@runtime_checkable
class NamedValues(Protocol):
    """A picture of numbers, each with a meaning of its own."""

    def value_at(self, geometry: Any, point: QPointF, state: State) -> Named | None:
        """The number at ``point``, or None."""


class Exported(Picture, Protocol):
    """A picture that stands for itself: it has a title, and gives the numbers it shows."""

    title: str

    def rows(self, state: State) -> Rows:
        """The numbers behind what is painted, with these options: a header and the data."""


class Explained(Exported, Protocol):
    """A picture that says in one sentence what it shows now."""

    def caption(self, state: State) -> str:
        """The present state in words and numbers: "KL = 0.31 bits: coding …"."""


class Unhandled:
    """For pictures that are read, not grabbed."""

    def class_at(self, geometry: Any, point: QPointF, state: State) -> int | None:
        """None: no class lies under any point."""
        return None

    def handle_at(self, geometry: Any, point: QPointF, state: State) -> Handle | None:
        """Nothing can be grabbed."""
        return None

    def intent_at(
        self, geometry: Any, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """Never asked: there are no handles."""
        raise NotImplementedError


def draw(painter: QPainter, picture: Picture, rect: QRectF, state: State, theme: Theme) -> None:
    """Paint the background and then the foreground of ``picture``."""
    geometry = picture.geometry(rect, state, theme)
    with saved(painter):
        picture.draw_background(painter, geometry, state, theme)
    with saved(painter):
        picture.draw_foreground(painter, geometry, state, theme)
