"""A view beside the pipeline: its options on top, the picture, and a sentence below."""

from __future__ import annotations

from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from ceviz.draw.picture import Explained
from ceviz.draw.theme import LIGHT, TEXT
from ceviz.panels.background import Latest
from ceviz.panels.flow import Flow
from ceviz.panels.notice import Notice
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.plain_text import plain_label, show_wrapped
from ceviz.panels.scene import Scene

P = TypeVar("P", bound=Explained)

#: Views narrower than these, in pixels at the usual size of type, keep room for another line of
#: the sentence.
WRAPPED = (1000, 560)

#: Milliseconds between two sentences while something is dragged or played: nobody could read them
#: as they change, and a label that wraps costs a layout each time.
WORDS_EVERY = 200

#: The least height of a picture, in pixels at the usual size of type, that a sentence below it
#: leaves.
LOW = 130

#: Qt's own largest height of a widget.
UNLIMITED = 16777215


class SideView(QWidget):
    """Anything that opens beside the pipeline.

    Attributes:
        name: as menus and the exporter know it.

    Signals:
        export_wanted(str): the user asked to export what it shows.
        read_wanted(Path, ReadOptions): the user asked to have a file read, in another way.
    """

    export_wanted = Signal(str)
    read_wanted = Signal(object, object)
    name = ""
    _notice: Notice | None = None

    def offer_again(self, latest: Latest, what: str) -> None:
        """From now on, when ``latest`` fails, say ``what`` did and offer to try again."""
        latest.failed.connect(partial(self._say_again, latest, what))
        latest.started.connect(self._say_nothing)

    def _say_again(self, latest: Latest, what: str) -> None:
        if self._notice is None:
            self._notice = Notice(self)
        self._notice.offer(f"{what}: something went wrong.", "Try again", latest.again)

    def _say_nothing(self) -> None:
        if self._notice is not None:
            self._notice.hide()


def scrolled_column(view: QWidget, *above: QLayout) -> QVBoxLayout:
    """A column that scrolls, in a view that is a form; ``above`` stays in sight over it."""
    inside = QWidget(view)
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    scroll = QScrollArea(view)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setAccessibleName("page that scrolls")
    scroll.setWidget(inside)
    layout = QVBoxLayout(view)
    layout.setContentsMargins(6, 6, 6, 6)
    for still in above:
        layout.addLayout(still)
    layout.addWidget(scroll, 1)
    return column


@guarded
class ViewFrame(SideView, Generic[P]):
    """Hosts one explained picture ``P``; subclasses add options that replace it by another.

    Attributes:
        name: the plot's name, as the exporter knows it.
        panel: what is painted and handled; pass another host for plots that zoom.
        options: the row the subclass's controls go into; it wraps.
        column: options, panel and caption, one below the other.
        caption: the sentence; follows the numbers between frames, a few times a second in a
            gesture and not at all out of sight.

    Signals:
        retold(): the sentence has caught up with the numbers.
    """

    retold = Signal()

    def __init__(
        self,
        name: str,
        picture: P,
        scene: Scene,
        *,
        panel: PicturePanel | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._scene = scene
        self._picture = picture
        self.panel = panel or PicturePanel(name, picture, scene)
        self.panel.export_wanted.connect(self.export_wanted)
        scene.listen(self.panel)
        self._controls = QWidget(self)
        self.options = Flow(self._controls)
        self.caption = plain_label(self)
        self.caption.setWordWrap(True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.caption.setAccessibleName(f"{picture.title} in words")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(6, 6, 6, 6)
        self.column.setSpacing(6)
        self.column.addWidget(self._controls)
        self.column.addWidget(self.panel, 1)
        self.column.addWidget(self.caption)
        self._missed, self._told = False, ""
        self._words = QTimer(self)
        self._words.setSingleShot(True)
        self._words.timeout.connect(self._tell)
        scene.repaint.connect(self._schedule)
        scene.restyled.connect(self._keep_room)
        scene.store.gesture_changed.connect(self._hold)
        self._tell()

    @property
    def picture(self) -> P:
        """What is shown, with its options."""
        return self._picture

    def show_bare(self) -> None:
        """Show the picture, and what plays it, without options and sentence: for a slide."""
        self._controls.hide()
        self.caption.hide()
        self.column.setContentsMargins(0, 0, 0, 0)

    def show_picture(self, picture: P) -> None:
        """The same view with other options."""
        self._picture = picture
        self.panel.set_picture(picture)
        self._schedule()

    def restore(self, picture: P) -> None:
        """Another picture of the same kind, as it was once: views with options show them too."""
        self.show_picture(picture)

    def _schedule(self) -> None:
        """Tell once the events at hand are done; views out of sight only note that they must."""
        if self.visibleRegion().isEmpty():
            self._missed = True
        elif not self._scene.store.in_gesture:
            self._words.start(0)
        elif not self._words.isActive():
            self._words.start(WORDS_EVERY)

    def showEvent(self, event: object) -> None:
        """Hidden views do not follow; they catch up here."""
        self._tell()

    def paintEvent(self, event: object) -> None:
        """Catch up with the document.

        Views behind another tab do not follow it either; nothing tells them that they are on top
        again but that they are painted.
        """
        if self._missed:
            self._schedule()

    def resizeEvent(self, event: object) -> None:
        """Room for a sentence of the usual length, so that few of them move the picture."""
        self._keep_room()

    def _keep_room(self, _: object = None) -> None:
        self._give_way()
        line = self.caption.fontMetrics().height()
        usual = self.width() * LIGHT.metrics(TEXT).height() / line
        lines = 1 + sum(usual < width for width in WRAPPED)
        self.caption.setMinimumHeight(lines * line)

    def _give_way(self) -> None:
        """In a low view the sentence goes whole, for the picture."""
        edge, gap = self.column.contentsMargins(), self.column.spacing()
        inner = self.width() - edge.left() - edge.right()
        if inner <= 0:
            return
        room = self.height() - edge.top() - edge.bottom() - LOW * self._scene.theme.scale
        options = self.options.heightForWidth(inner) + gap
        words = self.caption.heightForWidth(inner) + gap
        self.caption.setVisible(words + options <= room)

    def _hold(self, running: bool) -> None:
        """A sentence that grows a line while something is dragged would move it away."""
        if running and self.isVisible():
            self.caption.setFixedHeight(self.caption.height())
        elif not running:
            self.caption.setMaximumHeight(UNLIMITED)
            self._keep_room()

    def _tell(self) -> None:
        self._missed = False
        words = self._picture.caption(self.panel.state)
        if words != self._told:
            self._told = words
            show_wrapped(self.caption, words)
        self.retold.emit()
