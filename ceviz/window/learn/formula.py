"""A lesson's formula on its page: as high as it needs, its terms handles on their bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ceviz.draw import primitives
from ceviz.draw.formula.picture import FormulaPicture
from ceviz.draw.theme import colour
from ceviz.lessons.formulas.reading import formula_of
from ceviz.lessons.formulas.truth import holds
from ceviz.panels.lab.sentence_panel import WORDS_EVERY
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene

#: Which way each key goes among the terms.
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@guarded
class FormulaPanel(PicturePanel):
    """Shows a formula while it is so; nothing where there is none, or the document is another.

    What it writes follows the document at the pace people read.

    Attributes:
        wanted: whether its page wants it shown.
    """

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        self._pace = QTimer()
        self.wanted = False
        super().__init__("formula", FormulaPicture(""), scene, parent=parent)
        self._pace.setParent(self)
        self._pace.setSingleShot(True)
        self._pace.timeout.connect(self._tell)
        self.noted = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleDescription("Left and right go to a term and light its bar.")
        scene.restyled.connect(lambda _: self._tell())
        self.hide()

    @property
    def line(self) -> str:
        """How the lesson writes the formula; empty for none."""
        assert isinstance(self.picture, FormulaPicture)
        return self.picture.line

    def show_line(self, line: str, *, wanted: bool) -> None:
        """Another formula, at once or kept back until it gives nothing away."""
        self.wanted = wanted
        self.set_picture(FormulaPicture(line))
        self._tell()

    def reveal(self) -> None:
        """What was kept back is to be seen."""
        self.wanted = True
        self._tell()

    def refresh(self) -> None:
        """Follow: at once at rest, in a gesture when the last numbers had their time."""
        if not self._scene.store.in_gesture:
            self._pace.stop()
            self._tell()
        elif not self._pace.isActive():
            self._pace.start(WORDS_EVERY)

    def _tell(self) -> None:
        """Say and measure what it is now; hidden where it is not so.

        In free play the document may have other classes, or its truth be shared.
        """
        self.let_go_of_old()
        picture, document = self.picture, self._scene.state.document
        assert isinstance(picture, FormulaPicture)
        shown = self.wanted and bool(picture.line) and holds(formula_of(picture.line), document)
        words = picture.words(document) if shown else ""
        if words != self.accessibleName():
            self.setAccessibleName(words)
        if shown:
            self._fit()
        self.setVisible(shown)
        self.update()

    def _fit(self) -> None:
        """As high as the lines are in the width there is."""
        rect = QRectF(0.0, 0.0, max(1, self.width()), 1.0)
        height = self.picture.geometry(rect, self._scene.state, self._scene.theme).height
        if round(height) != self.height():
            self.setFixedHeight(round(height))

    def sizeHint(self) -> QSize:
        """As high as it is: its height follows from its width."""
        return QSize(240, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and not self.isHidden():
            self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The formula, and a frame while it has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self) as painter:
                painter.setPen(primitives.line(colour(self._scene.theme.accent), 1.5))
                painter.drawRect(QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from term to term; each lights its bar as the pointer does."""
        step = _STEPS.get(Qt.Key(event.key()))
        order = list(dict.fromkeys(k for _, k in self.geometry_now().terms))
        if step is None or not order:
            super().keyPressEvent(event)
            return
        lit = self._scene.state.hovered
        at = order.index(lit) + step if lit in order else (0 if step > 0 else -1)
        self._scene.hover(order[at % len(order)])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is lit for somebody who is elsewhere."""
        self._scene.hover(None)
        super().focusOutEvent(event)
