"""The compared losses in the window: what moves, which losses are drawn, and γ."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QSizePolicy,
    QSlider,
    QWidget,
)

from ceviz.document.text.numbers import show_score
from ceviz.draw.theme import Theme
from ceviz.maths.losses import as_gamma
from ceviz.panels.fields import NumberField
from ceviz.panels.name_box import NameBox
from ceviz.panels.overrides import guarded
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.views.losses import table
from ceviz.views.losses.marks import line_sample
from ceviz.views.losses.picture import Losses
from ceviz.views.losses.sweep import Choice, Swept
from ceviz.views.losses.table import ComparedLoss

#: The slider's steps for 1 in γ, and the largest γ it reaches; the field takes any.
_STEPS, _LARGEST = 10, 5

#: So many letters of what moves are always in sight.
SWEPT = 16


class LossesPanel(PlotPanel):
    """Two plots over one axis; the keys are those of a score, or of a probability."""

    def __init__(self, picture: Losses, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "losses", picture, scene, kind="z", parent=parent,
            description="The losses and their slopes as one score moves. Left and right choose "
            "a class, up and down change its score.",
        )  # fmt: skip

    def anchor(self, index: int) -> float:
        """The middle: no class has a column of its own here."""
        return self.width() / 2.0

    def value_ends(self) -> tuple[float, float]:
        """The ends of the x axis."""
        if self.kind != "z":
            return super().value_ends()
        x = self.geometry_now().axes[0].x
        return x.low, x.high


@guarded
class LossesView(ViewFrame[Losses]):
    """Two option rows, the plots, the caption."""

    panel: LossesPanel

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        picture = Losses()
        super().__init__("losses", picture, scene, panel=LossesPanel(picture, scene), parent=parent)
        self._add_first_row()
        self.options.add_break()
        self._add_second_row()
        scene.restyled.connect(self._draw_samples)
        self._draw_samples(scene.theme)

    @property
    def choice(self) -> Choice:
        """The losses and options that are chosen now."""
        return self.picture.choice

    def _add_first_row(self) -> None:
        self.swept = NameBox(self)
        self.swept.setAccessibleName("what moves")
        # It takes what is left of its line, up to what its words need.
        self.swept.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.swept.setMinimumContentsLength(SWEPT)
        for swept in Swept:
            self.swept.addItem(f"over {swept.value}", swept)
        self.swept.activated.connect(self._sweep)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("γ of the focal loss")
        self.slider.setRange(0, _LARGEST * _STEPS)
        self.slider.setMinimumWidth(60)
        self.slider.setMaximumWidth(120)
        # All it does is look, so nothing is committed or undone.
        self.slider.sliderMoved.connect(lambda place: self._focus(place / _STEPS))
        self.slider.actionTriggered.connect(
            lambda _: self._focus(self.slider.sliderPosition() / _STEPS)
        )
        self.gamma = NumberField("γ", as_gamma, self)
        self.gamma.letters = 4
        self.gamma.entered.connect(self._focus)
        self.gamma_label = QLabel("focal γ", self)
        self.gamma_label.setBuddy(self.gamma)
        for widget in (self.swept, self.gamma_label, self.slider, self.gamma):
            self.options.addWidget(widget)
        self._show_gamma()

    def _add_second_row(self) -> None:
        self.boxes: dict[ComparedLoss, QCheckBox] = {}
        for loss in table.LOSSES:
            box = QCheckBox(loss.name, self)
            box.setToolTip(loss.tip)
            box.setChecked(loss.key in self.choice.shown)
            box.clicked.connect(self._draw_chosen)
            self.boxes[loss] = box
            self.options.addWidget(box)

    def _draw_samples(self, theme: Theme) -> None:
        """Each box has its line beside it: a legend, also where the plot has no room for one."""
        for loss, box in self.boxes.items():
            sample = line_sample(loss, theme, self.devicePixelRatioF())
            box.setIcon(QIcon(sample))
            box.setIconSize(sample.deviceIndependentSize().toSize())

    # What the user does

    def _sweep(self, place: int) -> None:
        # Qt hands a StrEnum back as plain text.
        swept = Swept(self.swept.itemData(place))
        self.panel.kind = _kind(swept)
        self._show(replace(self.choice, swept=swept))

    def _draw_chosen(self) -> None:
        drawn = [loss for loss, box in self.boxes.items() if box.isChecked()]
        self._show(replace(self.choice, shown=frozenset(loss.key for loss in drawn)))
        self._enable_gamma()

    def _enable_gamma(self) -> None:
        """Only where a loss that depends on γ is drawn."""
        focused = any(loss.focused and loss.key in self.choice.shown for loss in self.boxes)
        for widget in (self.slider, self.gamma, self.gamma_label):
            widget.setEnabled(focused)

    def _focus(self, gamma: float) -> None:
        self._show(replace(self.choice, gamma=gamma))
        self._show_gamma()

    def _show_gamma(self) -> None:
        self.gamma.show_number(show_score(self.choice.gamma))
        self.slider.setSliderPosition(round(min(self.choice.gamma, _LARGEST) * _STEPS))

    def restore(self, picture: Losses) -> None:
        """Another picture, with its options in the boxes."""
        choice = picture.choice
        self.swept.setCurrentIndex(self.swept.findData(choice.swept))
        self.panel.kind = _kind(choice.swept)
        for loss, box in self.boxes.items():
            box.setChecked(loss.key in choice.shown)
        self._show(choice)
        self._show_gamma()
        self._enable_gamma()

    def _show(self, choice: Choice) -> None:
        if choice != self.choice:
            self.show_picture(Losses(choice))

    def showEvent(self, event: object) -> None:
        """The plots come when the view is first seen."""
        self.panel.load_plot()
        super().showEvent(event)


def _kind(swept: Swept) -> str:
    """What the keys move."""
    return "q" if swept is Swept.TRUE_PROBABILITY else "z"
