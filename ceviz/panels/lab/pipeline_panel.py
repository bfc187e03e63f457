"""The pipeline as widgets, placed by the same plan the exporter paints by."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHideEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ceviz.draw.lab.equation import Equation
from ceviz.draw.lab.flow import GradientFlow
from ceviz.draw.lab.pipeline import Slots, draw_steps, least_width, slots
from ceviz.draw.lab.powers import Powers
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.state import View
from ceviz.draw.theme import colour
from ceviz.panels.lab.curve_panel import CurvePanel
from ceviz.panels.lab.loss_panel import LossPanel
from ceviz.panels.lab.sentence_panel import SentencePanel
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.terms.explain import Hover
from ceviz.panels.terms.written import Written, written

#: The smallest it becomes, in pixels, whatever the size of type.
LEAST = QSize(400, 260)


@guarded
class PipelinePanel(QWidget):
    """Equation, scores ► probabilities ► curve ► loss, and the gradient flowing back."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self.sentence = SentencePanel(scene, self)
        self.equation = PicturePanel("equation", Equation(), scene, parent=self)
        self.scores = PicturePanel(
            "scores", ScoreBars(), scene, kind="z", parent=self,
            description="Logits. Left and right choose a class, up and down change its score.",
        )  # fmt: skip
        self.powers = PicturePanel("powers", Powers(), scene, parent=self)
        self.bars = PicturePanel(
            "bars", ProbabilityBars(), scene, kind="q", parent=self,
            description="Softmax of the scores. Left and right choose a class, up and down "
            "change its probability, L locks, T makes it the true class.",
        )  # fmt: skip
        self.curve = CurvePanel(scene, self)
        self.loss = LossPanel(scene, self)
        self.flow = PicturePanel("flow", GradientFlow(), scene, parent=self)
        for panel in self.panels():
            scene.listen(panel)
        scene.repaint.connect(self._follow)
        self._steps: tuple[object, ...] = ()
        self._placed: View | None = None
        self._hover = Hover(self)
        self.setMouseTracking(True)

    def panels(self) -> tuple[PicturePanel, ...]:
        """All painted panels, in reading order."""
        return (
            self.sentence,
            self.equation,
            self.scores,
            self.powers,
            self.bars,
            self.curve,
            self.loss,
            self.flow,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the panels anew in the room there is."""
        self.place()

    def place(self) -> None:
        """Lay the panels out for the present size and theme."""
        plan, self._placed = self._plan(), self._scene.view
        for panel in self.panels():
            if panel.parent() is not self:
                continue  # it is lent, to be shown alone
            room = getattr(plan, panel.name)
            panel.setVisible(not room.isEmpty())
            panel.setGeometry(room.toAlignedRect())
        self.update()

    def _follow(self) -> None:
        """The steps between the panels say only what temperature and unit are."""
        document = self._scene.state.document
        steps = (document.temperature, document.unit, self._scene.theme)
        if steps != self._steps:
            self._steps = steps
            self.update()
        if self._scene.view != self._placed:
            self.place()

    def _plan(self) -> Slots:
        return slots(QRectF(self.rect()), self._scene.theme, self._scene.view)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The steps between the panels."""
        theme = self._scene.theme
        with painting(self, theme) as painter:
            painter.fillRect(event.rect(), colour(theme.background))
            draw_steps(painter, self._plan(), self._scene.state, theme)

    def written_texts(self) -> list[Written]:
        """What stands between the panels."""
        plan, theme = self._plan(), self._scene.theme
        return written(lambda painter: draw_steps(painter, plan, self._scene.state, theme))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on softmax opens it, and closes it again."""
        if event.button() == Qt.MouseButton.LeftButton and self._on_softmax(event.position()):
            view = self._scene.view
            self._scene.set_view(replace(view, softmax=not view.softmax))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The steps explain themselves too."""
        self._hover.move(event.position())
        opens = self._on_softmax(event.position())
        shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _on_softmax(self, at: QPointF) -> bool:
        plan = self._plan()
        return plan.softmax.contains(at) or plan.divide.contains(at)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is explained over what is shown instead."""
        self._hover.stop()
        super().hideEvent(event)

    def leaveEvent(self, event: object) -> None:
        """The pointer is elsewhere."""
        self._hover.stop()

    def sizeHint(self) -> QSize:
        """Room for three pictures."""
        return QSize(1240, 480)

    def minimumSizeHint(self) -> QSize:
        """Room for what never gives way: the sentence, the probabilities and the loss."""
        return QSize(max(LEAST.width(), round(least_width(self._scene.theme))), LEAST.height())
