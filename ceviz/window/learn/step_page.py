"""One step as one reads and does it: text, what is asked, its tick, hint, Back and Next."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ceviz.document.text.numbers import show_information, show_percent
from ceviz.errors import CevizError
from ceviz.lessons import figures
from ceviz.lessons.beliefs import LETTERS, cost
from ceviz.lessons.format import Estimate, Question, Task, Watch
from ceviz.panels.plain_text import plain_label
from ceviz.panels.scene import Scene
from ceviz.window.learn.beliefs import Beliefs
from ceviz.window.learn.estimate import EstimateAxis
from ceviz.window.learn.formula import FormulaPanel
from ceviz.window.learn.player import Player

#: Milliseconds until a task that is not done offers its hint, and then the next one.
HINT_AFTER = 20_000

#: From here on a belief is called sure, and below this a guess.
SURE, GUESS = 0.9, 0.6

#: What a task says while it is open, and once it is done.
OPEN, DONE = "○ To do, in any way you like", "✓ Done"

#: Stands over what is said once it is done, where the numbers in it are no longer those on screen.
PAST = "You have gone on since. This tells how it stood then:"


class StepPage(QWidget):
    """The present step of the player.

    Attributes:
        text, after, hint: labels: what is told, what is said once it is done, and what helps.
        past: a label over ``after``: that the document has gone on since.
        formula: what the step writes as a formula, or nothing.
        ask: the bars, the axis, or None.
        showing: whether a hand is about to lead where the words already are.
        answer: gives an answer, or plays what is watched; hidden for a task.
        tick: whether it is done, or what a belief cost.
        show_me, again, back, forth, contents: buttons.

    Signals:
        show_wanted(): what is shown should be shown.
        contents_wanted(): back to the list.
    """

    show_wanted = Signal()
    contents_wanted = Signal()

    def __init__(self, player: Player, stage: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player, self._stage = player, stage
        self.ask: Beliefs | EstimateAxis | None = None
        self.showing = False
        self._at_rest = ""
        self._hints: list[str] = []
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(HINT_AFTER)
        self._wait.timeout.connect(self.show_hint)
        self._make()
        self._lay_out()
        self._last: QLabel = self.text
        self._seen = QTimer(self)
        self._seen.setSingleShot(True)
        self._seen.timeout.connect(self._scroll_to_last)
        player.done.connect(self._finish)
        stage.store.changed.connect(lambda *_: self.tell_after())
        stage.store.gesture_changed.connect(lambda _: self.tell_after())

    # Building

    def _make(self) -> None:
        self.title, self.place = plain_label(self), plain_label(self)
        self.place.setProperty("quiet", "true")
        self.text, self.after = plain_label(self), plain_label(self)
        self.past = plain_label(self, PAST)
        self.past.setProperty("quiet", "true")
        self.formula = FormulaPanel(self._stage, self)
        self.options, self.tick, self.hint = QLabel(self), plain_label(self), plain_label(self)
        self.options.setTextFormat(Qt.TextFormat.RichText)
        for label in (
            self.title, self.text, self.options, self.tick, self.past, self.after, self.hint,
        ):  # fmt: skip
            label.setWordWrap(True)
        self.title.setProperty("rank", "title")
        self.tick.setProperty("rank", "told")
        # What is asked is the largest.
        self.text.setProperty("rank", "question")
        for label in (self.after, self.options, self.hint):
            label.setProperty("rank", "text")
        self.answer, self.hint_button = QPushButton(self), QPushButton("Hint", self)
        self.show_me, self.again = QPushButton("Show me", self), QPushButton("Start again", self)
        self.again.setToolTip("Put the step back as it began, wherever you have been meanwhile")
        self.back, self.forth = QPushButton("‹ Back", self), QPushButton("Next ›", self)
        self.contents = QPushButton("All lessons", self)
        self.answer.clicked.connect(self._answer)
        self.hint_button.clicked.connect(self.show_hint)
        self.show_me.clicked.connect(lambda: self.show_wanted.emit())
        self.again.clicked.connect(lambda: self._player.again())
        self.back.clicked.connect(lambda: self._player.go(self._player.index - 1))
        self.forth.clicked.connect(self._go_forth)
        self.contents.clicked.connect(lambda: self.contents_wanted.emit())

    def _lay_out(self) -> None:
        inside = QWidget(self)
        self._column = column = QVBoxLayout(inside)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for above in (self.place, self.title, self.text, self.formula, self.options):
            column.addWidget(above)
        self._slot = QVBoxLayout()
        column.addLayout(self._slot)
        column.addWidget(self.answer)
        for below_it in (self.tick, self.past, self.after, self.hint):
            column.addWidget(below_it)
        column.addStretch(1)
        self._scroll = scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        below = QVBoxLayout()
        below.setContentsMargins(8, 0, 8, 8)
        below.setSpacing(4)
        for buttons in (
            (self.hint_button, self.show_me, self.again),
            (self.contents, self.back, self.forth),
        ):
            row = QHBoxLayout()
            row.setSpacing(4)
            for button in buttons:
                row.addWidget(button, 1)
            below.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addLayout(below)

    # A step

    def show_step(self) -> None:
        """The player's present step, as it begins."""
        player, scene = self._player, self._player.scene
        assert player.lesson is not None
        step = scene.step
        self.place.setText(
            f"{player.lesson.chapter} · step {player.index + 1} of {len(player.lesson.steps)}"
        )
        self.title.setText(player.lesson.title)
        self.text.setText(scene.words(step.text))
        # Its numbers would answer what is asked.
        self.formula.show_line(step.formula, wanted=not isinstance(step.ask, Question | Estimate))
        self._replace_ask()
        self._show_options(None)
        self._hints = [scene.words(hint) for hint in step.hints]
        self.hint.setText("")
        self.after.setText("")
        self.hint.hide()
        task = isinstance(step.ask, Task)
        self.hint_button.setText("Hint")
        self.hint_button.setVisible(bool(self._hints))
        self.show_me.setVisible(task)
        self.answer.setVisible(not task)
        self.answer.setEnabled(True)
        self.answer.setText(step.ask.label if isinstance(step.ask, Watch) else "That is my answer")
        self.tick.setText(OPEN if task else "")
        self.tick.setVisible(task)
        self.after.hide()
        self.past.hide()
        self._let_see(self.place)
        self.back.setEnabled(player.index > 0)
        self.forth.setText("Finish" if player.last else "Next ›")
        self._wait.start()

    def take_keyboard(self) -> None:
        """The keyboard goes to what is asked; where nothing is, to what leads on."""
        match self.ask:
            case Beliefs():
                self.ask.panel.setFocus()
            case EstimateAxis():
                self.ask.setFocus()
            case _:
                self.forth.setFocus()

    def show_hint(self) -> None:
        """Show what helps, or what helps on; asked for, or after a while."""
        self._wait.stop()
        if self._player.finished or not self._hints:
            return
        told = self.hint.text()
        self.hint.setText("\n\n".join(filter(None, (told, self._hints.pop(0)))))
        self.hint.show()
        self._let_see(self.hint)
        self.hint_button.setText("Next hint")
        self.hint_button.setVisible(bool(self._hints))
        if self._hints:
            self._wait.start()

    def rest(self) -> None:
        """Nothing is played: no hint comes."""
        self._wait.stop()

    def _replace_ask(self) -> None:
        if self.ask is not None:
            self._slot.removeWidget(self.ask)
            self.ask.hide()
            self.ask.deleteLater()
        self.ask = None
        match self._player.step.ask:
            case Question(options=options):
                self.ask = Beliefs(len(options), self._stage, self)
            case Estimate(low=low, high=high, unit=unit):
                self.ask = EstimateAxis(low, high, unit, self._stage, self)
        if self.ask is not None:
            self._slot.addWidget(self.ask)

    def _show_options(self, right: int | None) -> None:
        """The options by letter; once it is told, the right one in bold with its tick."""
        ask = self._player.step.ask
        self.options.setVisible(isinstance(ask, Question))
        if not isinstance(ask, Question):
            return
        lines = []
        for place, option in enumerate(ask.options):
            words = f"<b>{LETTERS[place]}</b>&nbsp; {escape(self._player.scene.words(option.text))}"
            lines.append(f"<b>{words} ✓</b>" if place == right else words)
        self.options.setText("<br>".join(lines))

    # Answers

    def _answer(self) -> None:
        ask = self._player.step.ask
        if isinstance(ask, Watch):
            self.show_wanted.emit()
            return
        self.answer.setEnabled(False)
        if isinstance(self.ask, Beliefs):
            self._tell_belief(self.ask)
        elif isinstance(self.ask, EstimateAxis):
            self._tell_estimate(self.ask)
        self.tick.show()
        # What is shown in answer moves the lab; the step is done whether or not one waits for it.
        self._player.finish()
        if self._player.step.show:
            self.show_wanted.emit()

    def _tell_belief(self, bars: Beliefs) -> None:
        belief = self._player.answer(bars.scores())
        numbers = cost(belief.scores, belief.right)
        bars.tell(belief.right)
        self._show_options(belief.right)
        q = float(numbers.q[belief.right])
        self.tick.setText(
            f"{_verdict(q)} You gave {LETTERS[belief.right]} {show_percent(q)}. That costs "
            f"−log {show_percent(q)} = {show_information(numbers.cross_entropy)} nats."
        )

    def _tell_estimate(self, axis: EstimateAxis) -> None:
        ask, scene = self._player.step.ask, self._player.scene
        assert isinstance(ask, Estimate)
        figure, truth, digits = figures.value_of(ask.figure, scene.start, scene.then)
        axis.tell(truth)
        self.tick.setText(f"It is {figure.text(truth, digits)}{unit_of(ask)}.")

    def _finish(self) -> None:
        self._wait.stop()
        self.hint.hide()
        self.hint_button.hide()
        if isinstance(self._player.step.ask, Task):
            self.tick.setText(DONE)
        self._at_rest = self._player.scene.words(self._player.step.after)
        self.after.setText(self._at_rest)
        self.tell_after()
        self.after.setVisible(bool(self.after.text()))
        self.formula.reveal()
        self.forth.setFocus()
        self._let_see(self.after if self.after.text() else self.tick)

    def _let_see(self, label: QLabel) -> None:
        """Scroll to what was just said, once it is laid out."""
        self._last = label
        self._seen.start(0)

    def _scroll_to_last(self) -> None:
        self._scroll.ensureWidgetVisible(self._last, 0, 8)

    def tell_after(self) -> None:
        """What is said once it is done, with the numbers of where the student's own hand has led.

        They follow the document for as long as it is what the task asks for. Beyond that the
        words would no longer be true of it: they are of the last time it was, at rest, and say so.
        """
        player = self._player
        if player.lesson is None or not player.finished or "{then." not in player.step.after:
            return
        try:
            now = player.scene.words(player.step.after, self._stage.store.document)
        except CevizError:
            now = ""  # free play: the document has other classes
        held = bool(now) and player.holds()
        if held and not self._stage.store.in_gesture:
            self._at_rest = now
        self.after.setText(now if held else self._at_rest)
        self.past.setVisible(now != self.after.text() and not self.showing)

    def _go_forth(self) -> None:
        if self._player.last:
            self.contents_wanted.emit()
        else:
            self._player.go(self._player.index + 1)


def unit_of(ask: Estimate) -> str:
    """What is written after the number that is asked for; a share has its percent."""
    return "" if ask.unit in ("", "share") else f" {ask.unit}"


def _verdict(q: float) -> str:
    """How an answer was, by what it gave the truth."""
    if q >= SURE:
        return "Right, and sure of it."
    if q >= GUESS:
        return "Right, though not sure."
    if q >= 1.0 - SURE:
        return "Undecided."
    return "Surely something else, and wrong."
