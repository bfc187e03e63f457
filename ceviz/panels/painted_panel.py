"""A widget that shows a painted picture, and keeps what holds still of it as a pixmap."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ceviz.draw.picture import Named, NamedValues, Picture, draw
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.draw.tooltip import draw_tip
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.scene import Scene
from ceviz.panels.terms.written import Written, written

#: How many backgrounds are kept: a drag goes to and fro between "right" and "wrong".
KEPT_BACKGROUNDS = 2


@guarded
class PaintedPanel(QWidget):
    """Shows a :class:`~ceviz.draw.picture.Picture` of the scene.

    Attributes:
        name: what the export calls the picture.
        picture: what is shown.
    """

    def __init__(
        self,
        name: str,
        picture: Picture,
        scene: Scene,
        *,
        description: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.picture = picture
        self._scene = scene
        self._pointer: QPointF | None = None
        self._backgrounds: dict[Hashable, QPixmap] = {}
        self._last_background: tuple[Hashable, QPixmap] | None = None
        self._focused: tuple[State, State] | None = None
        self._measured: tuple[State, Theme, QSize, Any] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(getattr(picture, "title", name))
        self.setAccessibleDescription(description)
        scene.repaint.connect(self.refresh)

    def refresh(self) -> None:
        """Something shown is new: paint it with the next frame."""
        self.let_go_of_old()
        self.update()

    def let_go_of_old(self) -> None:
        """What was measured of another state is of no more use, and out of sight nobody asks."""
        state = self._scene.state
        if self._measured is not None and self._measured[0] is not state:
            self._measured = None
        if self._focused is not None and self._focused[0] is not state:
            self._focused = None

    def set_picture(self, picture: Picture) -> None:
        """Show another picture, or the same with other options."""
        self.picture = picture
        self._backgrounds.clear()
        self._last_background = None
        self._measured = None
        self.update()

    @property
    def scene(self) -> Scene:
        """What all panels show."""
        return self._scene

    @property
    def state(self) -> State:
        """The scene's state, with this panel's keyboard focus."""
        state = self._scene.state
        if not self.hasFocus():
            return state
        if self._focused is None or self._focused[0] is not state:
            self._focused = (state, replace(state, focused=True))
        return self._focused[1]

    def geometry_now(self) -> Any:
        """The picture's geometry for the present state and size; measured once for each."""
        theme = self._scene.theme
        kept, size = self._measured, self.size()
        if kept is None or kept[0] is not self._scene.state or kept[1:3] != (theme, size):
            measured = self.picture.geometry(QRectF(self.rect()), self.state, theme)
            kept = self._measured = (self._scene.state, theme, size, measured)
        return kept[3]

    def written_texts(self) -> list[Written]:
        """What the picture writes, but for what classes are called."""
        state, theme, rect = self.state, self._scene.theme, QRectF(self.rect())
        names = frozenset(state.document.classes.names)
        texts = written(lambda painter: draw(painter, self.picture, rect, state, theme))
        return [text for text in texts if text.words not in names]

    def value_at(self, point: QPointF) -> Named | None:
        """The number at a place, if the picture says what its numbers are."""
        if not isinstance(self.picture, NamedValues):
            return None
        return self.picture.value_at(self.geometry_now(), point, self.state)

    def sizeHint(self) -> QSize:
        """Room for a few bars."""
        return QSize(320, 260)

    def minimumSizeHint(self) -> QSize:
        """Small, but not nothing."""
        return QSize(40, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The background, the foreground, the note by the pointer."""
        theme = self._scene.theme
        with painting(self, theme) as painter:
            state, geometry = self.state, self.geometry_now()
            painter.drawPixmap(0, 0, self._background_layer(geometry, state))
            self.picture.draw_foreground(painter, geometry, state, theme)
            words = self.note(state)
            if words and self._pointer is not None:
                painter.setClipping(False)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
                numbers = getattr(self.picture, "numbers", None)
                bars = getattr(self.picture, "bars", None)
                kept = [] if numbers is None else numbers(geometry, state, theme)
                rather = [] if bars is None else bars(geometry, state)
                draw_tip(painter, QRectF(self.rect()), self._pointer, words, theme, kept, rather)

    def note(self, state: State) -> list[str]:
        """What the note by the pointer says; nothing for none. The first line is its title."""
        return []

    def _background_layer(self, geometry: Any, state: State) -> QPixmap:
        theme, ratio = self._scene.theme, self.devicePixelRatioF()
        key = (self.picture.background_key(geometry, state), theme, self.size(), ratio)
        # Equal to the last one: found without hashing it, which is half of what looking costs.
        if self._last_background is not None and self._last_background[0] == key:
            return self._last_background[1]
        pixmap = self._backgrounds.get(key)
        if pixmap is None:
            # Rounded up: at 1.5 a truncated pixmap leaves a black edge.
            pixmap = QPixmap(
                int(np.ceil(self.width() * ratio)), int(np.ceil(self.height() * ratio))
            )
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(colour(theme.background))
            with QPainter(pixmap) as painter:
                self.picture.draw_background(painter, geometry, state, theme)
            if len(self._backgrounds) >= KEPT_BACKGROUNDS:
                del self._backgrounds[next(iter(self._backgrounds))]
            self._backgrounds[key] = pixmap
        self._last_background = (key, pixmap)
        return pixmap
