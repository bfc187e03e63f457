"""One slide as widgets: painted words, and pictures that can all be dragged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ceviz.document.model import Slide
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.slide import SlidePlan, caption_of, draw_words, plan
from ceviz.draw.picture import Exported
from ceviz.draw.theme import colour
from ceviz.lessons.figures import said_of
from ceviz.panels.data_scene import DataScene
from ceviz.panels.lab.pipeline_panel import PipelinePanel
from ceviz.panels.lab.sentence_panel import SentencePanel
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.tool_buttons import FreezeButton
from ceviz.panels.view_frame import ViewFrame
from ceviz.views.registry import VIEWS
from ceviz.views.slides import pictures_of
from ceviz.window.present.lesson import Asked


@guarded
class Stage(QWidget):
    """A slide of what ``scene`` shows, laid out by the plan that files have it by.

    Attributes:
        slide: whose words and views it has.
        pipeline: the lab, where no view takes its room; else None.
        views: the pictures beside it, from left to right.
        asked: a lesson's question in place of pictures, or None.
    """

    def __init__(
        self,
        slide: Slide,
        scene: Scene,
        data: DataScene,
        parent: QWidget,
        asked: Callable[[QWidget], Asked] | None = None,
    ) -> None:
        super().__init__(parent)
        self.slide, self._scene = slide, scene
        self.asked = None if asked is None else asked(self)
        self.pipeline: PipelinePanel | None = None
        self._strip: list[PicturePanel] = []
        self.views: list[ViewFrame[Any]] = []
        self._line = slide.line
        self._make(data)
        scene.repaint.connect(self._follow)
        scene.restyled.connect(self.place)

    def _make(self, data: DataScene) -> None:
        if self.asked is not None:
            return
        specs = {spec.name: spec for spec in VIEWS}
        for name, picture in pictures_of(self.slide).items():
            view = specs[name].make(self._scene, data)
            assert isinstance(view, ViewFrame)
            view.setParent(self)
            view.restore(picture)
            view.show_bare()
            if specs[name].data:
                data.want()
            self.views.append(view)
        if not self.views:
            self.pipeline = PipelinePanel(self._scene, self)
            self.pipeline.curve.load_plot()
        elif not self.slide.data:
            self._strip.append(SentencePanel(self._scene, self))
            bars = PicturePanel("bars", ProbabilityBars(), self._scene, kind="q", parent=self)
            self._scene.listen(bars)
            self._strip.append(bars)
        for panel in self.findChildren(PicturePanel):
            panel.noted = False

    @property
    def said(self) -> str:
        """The slide's line, its figures those of the document as it is now."""
        state = self._scene.state
        return said_of(self.slide.line, state.document, state.analysis)

    def _follow(self) -> None:
        """Words follow the document; at rest they have the room they need."""
        before = self._line
        self._plan()
        if self._line != before:
            self.place()
        self.update()

    def place(self, _: object = None) -> None:
        """Lay everything out for the present size and type."""
        room = self._plan()
        if self.pipeline is not None:
            self.pipeline.setGeometry(room.lab.toAlignedRect())
            self.pipeline.place()
        if self.asked is not None:
            self.asked.setGeometry(room.lab.toAlignedRect())
        for panel, box in zip(self._strip, (room.sentence, room.bars), strict=False):
            panel.setGeometry(box.toAlignedRect())
            panel.setVisible(not box.isEmpty())
        for view, box in zip(self.views, room.views, strict=True):
            view.setGeometry(box.toAlignedRect())
        self.update()

    def advance(self) -> bool:
        """Tell what was asked; False if there is nothing to tell any more."""
        return self.asked is not None and self.asked.tell()

    def freeze(self, frozen: bool) -> None:
        """Keep a ghost to compare with in the lab and in views that have one, or let it go."""
        self._scene.freeze(frozen)
        for button in self.findChildren(FreezeButton):
            if button.isChecked() != frozen:
                button.click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another screen, another plan."""
        self.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground and the words on it."""
        theme, state = self._scene.theme, self._scene.state
        pictures: list[Exported] = [view.picture for view in self.views]
        captions = [caption_of(picture, state) for picture in pictures]
        with painting(self, theme) as painter:
            painter.fillRect(self.rect(), colour(theme.background))
            draw_words(painter, self._plan(), self.slide.title, self.said, captions, theme)

    def _plan(self) -> SlidePlan:
        """Where all goes: by the line as it stood when the hand took hold, so that all stays."""
        slide = self.slide
        if not self._scene.store.in_gesture:
            self._line = self.said
        return plan(
            QRectF(self.rect()), self._scene.theme, self._line, len(self.views), data=slide.data
        )
