"""The full screen: one slide at a time, on a document of its own, and a presenter's keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QCursor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ceviz.document.measurements import Measurements
from ceviz.document.model import Document, Slide
from ceviz.draw.lab.slide import scale_for
from ceviz.draw.theme import TEXT, THEMES, Theme
from ceviz.export.options import options_of
from ceviz.lessons.proof import Scene as Step
from ceviz.panels.data_scene import DataScene
from ceviz.panels.notice import Notice
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene
from ceviz.panels.style import palette, sheet
from ceviz.storage.opened import OpenedFile
from ceviz.store import End, Intent, Store
from ceviz.views.slides import view_of
from ceviz.window.present.lesson import Asked
from ceviz.window.present.overlays import Black, Ring
from ceviz.window.present.stage import Stage

#: What a wheel turns by one notch, in Qt's eighths of a degree.
NOTCH = 120

#: How wide the edges are that a click goes on or back by, in pixels at the usual size of type.
EDGE = 4

_Key = Qt.Key


@guarded
class Presentation(QWidget):
    """Shows slides full screen; what is done to one is done to a copy.

    The window behind it is not touched: leaving shows it as it was.

    Attributes:
        slides: what is presented, in order.
        at: the place of the one that is shown.
        changed: the slides that were changed meanwhile, by place, as they were left.
        store, scene: its own document, and what is shown of it.
        stage: the present slide.
        ring, black: what is laid over it.

    Signals:
        left(): it is over.
    """

    left = Signal()

    def __init__(
        self,
        slides: Sequence[Slide],
        at: int,
        theme: Theme,
        measured: Measurements,
        asked: Mapping[int, Step] = MappingProxyType({}),
        files: Sequence[OpenedFile] = (),
    ) -> None:
        """``asked`` are the questions of a lesson, by the place of the slide that asks them.

        The rows of slides may lie in ``files``, and ``measured`` is known of them.
        """
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle("ceviz, presenting")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.slides, self.at = tuple(slides), at
        self._asked, self._files = asked, files
        self.changed: dict[int, Slide] = {}
        self._base, self._measured = replace(theme, scale=1.0), measured
        self._turned = 0
        self._frozen = False
        self.store = Store(self.slides[at].document, self)
        self.scene = Scene(self.store, self)
        self._data = DataScene(self.scene, self)
        self.stage = self._stage_of(self.slides[at])
        self.ring, self.black = Ring(self.scene, self), Black(self)
        self._notice = Notice(self)
        self.store.refused.connect(self._notice.tell)
        self._data.refused.connect(self._notice.tell)
        self.store.changed.connect(lambda *_: self._notice.hide())
        self._hear_keys()
        self._show_slide()

    # Which slide

    def go(self, at: int) -> None:
        """Show the slide at place ``at``; nothing beyond the ends. Black ends."""
        if not self.black.isHidden():
            self.black.toggle()
            return
        if at == self.at or not 0 <= at < len(self.slides):
            return
        self._keep()
        self.at = at
        self._show_slide()

    def next(self) -> None:
        """What was asked is told; else the slide that follows."""
        if not self.black.isHidden() or not self.stage.advance():
            self.go(self.at + 1)

    def back(self) -> None:
        """The slide before this one."""
        self.go(self.at - 1)

    def leave(self) -> None:
        """End; what was being dragged is given back."""
        self.store.end_gesture(End.ESCAPED)
        self.close()

    def _show_slide(self) -> None:
        kept = self.slides[self.at]
        slide = self.changed.get(self.at, kept)
        old = self.stage
        self._frozen = False
        self.store.open(kept.document, self._measured, self._file_of(kept.document))
        if slide is not kept:
            # As it was left; undoing goes back to how it was kept.
            document = slide.document
            self.store.apply(Intent("Change the scene", lambda _: document, opening=True))
        self.scene.set_view(view_of(slide))
        self.scene.select(slide.selected)
        self.stage = self._stage_of(slide)
        self.stage.lower()
        self._fit()
        self.stage.show()
        old.hide()
        old.deleteLater()
        self.setAccessibleName(f"Scene {self.at + 1} of {len(self.slides)}: {slide.title}")
        asked, pipeline = self.stage.asked, self.stage.pipeline
        if asked is not None and asked.fields:
            asked.fields[0].setFocus()
        else:
            (self.stage if pipeline is None else pipeline.bars).setFocus()

    def _file_of(self, document: Document) -> OpenedFile | None:
        rows = document.samples.rows
        return next((file for file in self._files if file.rows is rows), None)

    def _stage_of(self, slide: Slide) -> Stage:
        step = self._asked.get(self.at)
        asked = None if step is None else partial(Asked, step, self.scene)
        return Stage(slide, self.scene, self._data, self, asked)

    def _keep(self) -> None:
        """Remember the slide as it is left, if it is another than the one that is kept."""
        self.store.end_gesture(End.SUPERSEDED)
        kept = self.slides[self.at]
        now = replace(
            kept, document=replace(self.store.document, slides=()),
            view=options_of(self.scene.view),
        )  # fmt: skip
        if now.same_as(kept):
            self.changed.pop(self.at, None)
        else:
            self.changed[self.at] = now

    # How it looks

    def wear(self, theme: Theme) -> None:
        """Another theme, in type that fits the screen."""
        self._base = replace(theme, scale=1.0)
        self._fit()

    def _fit(self) -> None:
        slide = self.slides[self.at]
        size = max(scale_for(self._base, self.height()), slide.text_size)
        theme = self._base.scaled(size)
        self.stage.setGeometry(self.rect())
        if theme != self.scene.theme:
            self.setPalette(palette(theme))
            # By a rule: widgets under a sheet do not hear of their parent's font.
            rule = f"QWidget {{ font-size: {round(TEXT * theme.scale)}px; }}"
            self.setStyleSheet(f"{rule}\n{sheet(theme)}")
            self.scene.set_theme(theme)
        if not self.black.isHidden():
            self.black.setGeometry(self.rect())

    def _next_theme(self) -> None:
        names = list(THEMES)
        self.wear(THEMES[names[(names.index(self._base.name) + 1) % len(names)]])

    def _toggle_ghost(self) -> None:
        self._frozen = not self._frozen
        self.stage.freeze(self._frozen)

    # What the presenter does

    def _hear_keys(self) -> None:
        last = len(self.slides) - 1
        for keys, do in (
            ((_Key.Key_Right, _Key.Key_Space, _Key.Key_PageDown), self.next),
            ((_Key.Key_Left, _Key.Key_Backspace, _Key.Key_PageUp), self.back),
            ((_Key.Key_Home,), lambda: self.go(0)),
            ((_Key.Key_End,), lambda: self.go(last)),
            ((_Key.Key_B, _Key.Key_Period), self.black.toggle),
            ((_Key.Key_R,), lambda: self.ring.toggle(self.mapFromGlobal(QCursor.pos()))),
            ((_Key.Key_F,), self._toggle_ghost),
            ((_Key.Key_F9,), self._next_theme),
        ):
            for key in keys:
                QShortcut(QKeySequence(key), self, do)
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
        for sequence, step in ((undo, self.store.undo), (redo, self.store.redo)):
            QShortcut(QKeySequence(sequence), self, step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends, once nothing is dragged; the other keys are shortcuts."""
        if event.key() != _Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.store.gesture is not None:
            self.store.end_gesture(End.ESCAPED)
        else:
            self.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch goes on or back, where nothing under the pointer takes the wheel."""
        self._turned += event.angleDelta().y()
        if abs(self._turned) >= NOTCH:
            (self.back if self._turned > 0 else self.next)()
            self._turned = 0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Beside the pictures the left button goes on, the right one back; so do the edges."""
        forth = event.button() == Qt.MouseButton.LeftButton and not self.on_left_edge(
            event.position().toPoint()
        )
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            (self.next if forth else self.back)()

    def on_left_edge(self, at: QPoint) -> bool:
        """Whether a click there goes back."""
        return at.x() < EDGE * self.scene.theme.scale

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        """Now there is a window of the platform's, over which the ring goes."""
        super().showEvent(event)
        self.ring.follow(self.windowHandle())

    def closeEvent(self, event: QCloseEvent) -> None:
        """However it is closed, what was changed is known."""
        self._keep()
        self.left.emit()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another screen, another size of type."""
        self._fit()
