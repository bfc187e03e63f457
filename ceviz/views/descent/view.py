"""Gradient descent in the window: plots, options, what plays it, the film."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from ceviz.document.course import PLAIN
from ceviz.document.text.numbers import show_score
from ceviz.maths.descent import Loss
from ceviz.panels.fields import NumberField
from ceviz.panels.overrides import guarded
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.store.descents import WORDS
from ceviz.views.descent.picture import Descent
from ceviz.views.descent.player import Player
from ceviz.views.descent.transport import Transport


@guarded
class DescentPanel(PlotPanel):
    """The plots; the keyboard plays and steps."""

    def __init__(self, picture: Descent, player: Player, scene: Scene) -> None:
        super().__init__(
            "descent", picture, scene,
            description="Cross-entropy, divergence and accuracy over the steps of gradient "
            "descent. Space plays and pauses, left and right take a step, Home and End go to "
            "the ends, Escape gives back what was played.",
        )  # fmt: skip
        self._player = player
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def load_plot(self) -> None:
        """Accuracy is 0 or 1 and nothing between."""
        super().load_plot()
        self.plots[1].getAxis("left").setTicks([[(0.0, "0"), (1.0, "1")]])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, arrows, Home, End."""
        player, key = self._player, Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Left: player.step - 1,
            Qt.Key.Key_Right: player.step + 1,
            Qt.Key.Key_PageUp: player.step - 10,
            Qt.Key.Key_PageDown: player.step + 10,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: player.last,
        }
        if self.drag is not None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            player.toggle()
        elif key in steps:
            player.go(steps[key])
        else:
            super().keyPressEvent(event)


@guarded
class DescentView(ViewFrame[Descent]):
    """What is descended and how; the plots; playing; a sentence.

    Attributes:
        player: goes along the course.
        loss, step_size, momentum: the options.
        transport: what plays.
        film: asks for an animation.
    """

    panel: DescentPanel

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        self.player = Player(scene)
        picture = Descent(course=self.player.course)
        panel = DescentPanel(picture, self.player, scene)
        super().__init__("descent", picture, scene, panel=panel, parent=parent)
        self.player.setParent(self)
        self._escape: QShortcut | None = None
        self._stale = False
        self._make_options()
        self._make_rows()
        self.player.moved.connect(self._move)
        self.player.renewed.connect(self._renew)
        self._move()

    def _make_options(self) -> None:
        self.loss = QComboBox(self)
        self.loss.setAccessibleName("loss that is descended")
        self.loss.setToolTip("Which path the document goes along; both are drawn")
        for loss in Loss:
            self.loss.addItem(WORDS[loss], loss)
        # Qt gives back the string that a StrEnum is.
        self.loss.activated.connect(lambda i: self.player.set_loss(Loss(self.loss.itemData(i))))
        self.step_size = NumberField("step size", partial(self._check, "step_size"), self)
        self.step_size.setToolTip("η in z ← z − η·∂loss/∂z, the loss in nats")
        self.momentum = NumberField("momentum", partial(self._check, "momentum"), self)
        self.momentum.setToolTip("the share of the last step that is kept, from 0 to below 1")
        for field, name in ((self.step_size, "step_size"), (self.momentum, "momentum")):
            field.entered.connect(partial(self._set, name))
            field.letters = 5
        for widget in (
            QLabel("down", self), self.loss, QLabel("step", self), self.step_size,
            QLabel("momentum", self), self.momentum,
        ):  # fmt: skip
            self.options.addWidget(widget)
        self.options.addStretch(1)
        self.options.setSpacing(5)

    def _make_rows(self) -> None:
        self.transport = Transport(self.player, self._scene, self)
        self.film = QPushButton("Export…", self)
        self.film.setAccessibleName("Export animation")
        self.film.setToolTip("The run as GIF or WebP")
        self.film.clicked.connect(self._ask_for_film)
        self.transport.below.addStretch(1)
        self.transport.below.addWidget(self.film)
        self.column.insertWidget(self.column.indexOf(self.caption), self.transport)

    # Following

    @property
    def _shown(self) -> Descent:
        return self.picture

    def _renew(self) -> None:
        """Another course; a hidden view waits with it, since drawing it means walking it."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        player = self.player
        self.show_picture(
            Descent(
                player.plan, player.loss, player.start, player.course, player.framed, player.step
            )
        )
        self._move()

    def _move(self) -> None:
        """Another step of the course, another speed, playing or not."""
        self._listen_for_escape(self.player.playing)
        if self._stale or not self.isVisible():
            self._stale = True
            return
        player, shown = self.player, self._shown
        if (player.loss, player.course) != (shown.loss, shown.course):
            self._renew()
            return
        if player.step != shown.step:
            self._picture = replace(shown, step=player.step, start=player.start)
            self.panel.move_to(self._shown)
            self._schedule()
        self.transport.follow()
        self.loss.setCurrentIndex(self.loss.findData(player.loss))
        self.film.setEnabled(player.last > 0)
        self.step_size.show_number(show_score(player.plan.step_size))
        self.momentum.show_number(show_score(player.plan.momentum))

    def showEvent(self, event: object) -> None:
        """The plots come when the view is first seen; what was missed comes now."""
        self.panel.load_plot()
        self._renew()
        super().showEvent(event)

    def restore(self, picture: Descent) -> None:
        """The plan and the loss of another picture; the course is the one the document came by."""
        self.player.set_plan(picture.plan)
        self.player.set_loss(picture.loss)
        self.player.resume(picture.start)

    # What the user does

    def _check(self, name: str, value: float) -> None:
        replace(PLAIN, **{name: value})  # type: ignore[arg-type]

    def _set(self, name: str, value: float) -> None:
        self.player.set_plan(replace(self.player.plan, **{name: value}))  # type: ignore[arg-type]

    def _listen_for_escape(self, playing: bool) -> None:
        """Esc gives back what was played, wherever the keyboard is and even behind a tab."""
        if playing and self._escape is None:
            self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.window())
            self._escape.activated.connect(self.player.cancel)
        elif not playing and self._escape is not None:
            self._escape.deleteLater()
            self._escape = None

    def _ask_for_film(self) -> None:
        from ceviz.views.descent.film_dialog import FilmDialog

        self.player.pause()
        document, theme = self._scene.store.document, self._scene.theme.name
        dialog = FilmDialog(document, self.player, theme, self)
        dialog.exec()
        dialog.deleteLater()
