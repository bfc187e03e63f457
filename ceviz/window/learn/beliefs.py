"""How sure somebody is of each option: probability bars like any other, the truth not yet shown."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ceviz.document import edits
from ceviz.document.targets import OneHot
from ceviz.document.text.numbers import show_percent
from ceviz.draw.lab.bar_layout import BarGeometry
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.state import State, View
from ceviz.draw.theme import Theme
from ceviz.lessons.beliefs import options_document
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.store import Intent, Store

#: No class at all: the truth is not told before the answer.
UNTOLD = -1

#: How high the bars are, in pixels at the usual size of type.
HEIGHT = 210


class BeliefBars(ProbabilityBars):
    """Bars of a belief; the outline of the truth comes with the answer.

    Attributes:
        told: whether it is given.
    """

    title = "How sure are you?"
    note = ""

    def __init__(self, *, told: bool = False) -> None:
        self.told = told

    def draw_background(
        self, painter: QPainter, g: BarGeometry, state: State, theme: Theme
    ) -> None:
        """Without the truth's name in bold while it is not told."""
        if not self.told:
            state = replace(state, analysis=replace(state.analysis, true=UNTOLD))
        super().draw_background(painter, g, state, theme)

    def _draw_target(self, painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
        if self.told:
            super()._draw_target(painter, g, state, theme)


@guarded
class _BeliefPanel(PicturePanel):
    """Bars whose note by the pointer gives nothing away."""

    def tip_lines(self, index: int, state: State) -> list[str]:
        """The option, and how sure one is of it."""
        name = state.document.classes.names[index]
        return [name, show_percent(float(state.analysis.q[index]))]

    def sizeHint(self) -> QSize:
        """Room for a few bars, in the size of type."""
        return QSize(240, round(HEIGHT * self.scene.theme.scale))


class Beliefs(QWidget):
    """Asks for a distribution over so many options.

    Attributes:
        store: of its own: what is believed is no part of the document.
        panel: the bars.
    """

    def __init__(
        self,
        count: int,
        stage: Scene,
        parent: QWidget | None = None,
        picture: type[BeliefBars] = BeliefBars,
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self.store = Store(options_document(count), self)
        self._scene = Scene(self.store, self)
        self._scene.set_view(View(simple=True))
        self._scene.set_theme(stage.theme)
        stage.restyled.connect(self._scene.set_theme)
        self.panel = _BeliefPanel(
            "beliefs", picture(), self._scene, kind="q", parent=self,
            description="How sure you are of each answer. Left and right choose one, up and down "
            "change it.",
        )  # fmt: skip
        self._scene.listen(self.panel)
        self.panel.setMinimumHeight(round(HEIGHT * stage.theme.scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)

    def scores(self) -> tuple[float, ...]:
        """What is believed, as scores."""
        return tuple(float(z) for z in self.store.document.sample.scores)

    def tell(self, right: int) -> None:
        """Show which option is right; from now on nothing moves."""
        target = OneHot(right)
        self.store.apply(
            Intent("Tell the truth", lambda document: edits.set_target(document, target))
        )
        self.panel.setEnabled(False)
        self.panel.set_picture(self._picture(told=True))
