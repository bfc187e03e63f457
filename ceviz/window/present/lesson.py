"""A lesson for a whole room: its steps as slides, its questions put to a vote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from math import inf, log

import numpy as np
from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ceviz.document.model import Document, Samples, Slide, SlideView
from ceviz.document.text.numbers import show_information, show_percent
from ceviz.draw.state import View
from ceviz.errors import InvalidInput
from ceviz.export.options import options_of
from ceviz.lessons import figures
from ceviz.lessons.beliefs import LETTERS, cost
from ceviz.lessons.format import Estimate, Question
from ceviz.lessons.proof import Scene as Step
from ceviz.lessons.starts import opened_file
from ceviz.panels.plain_text import plain_label
from ceviz.panels.scene import Scene
from ceviz.storage.opened import OpenedFile
from ceviz.store import Intent
from ceviz.window.learn.beliefs import BeliefBars, Beliefs
from ceviz.window.learn.estimate import EstimateAxis
from ceviz.window.learn.step_page import unit_of

#: What votes are typed with.
TYPED = QRegularExpression(r"\d*[.,]?\d* ?%?")

#: How wide a field of votes is, in pixels at the usual size of type.
FIELD = 64


@dataclass(frozen=True)
class Page:
    """What is presented at a time.

    Attributes:
        slide: what stands there.
        step: whose question is asked instead of pictures; None for a slide like any other.
    """

    slide: Slide
    step: Step | None = None


def pages_of(title: str, steps: Iterable[Step]) -> list[tuple[int, Page]]:
    """The pages of a lesson, each with the place of its step.

    A question or an estimate has a page of its own; what is shown in answer follows it. Steps on
    what a student believed are left out: on the projector there is no student.
    """
    found: list[tuple[int, Page]] = []
    private = False
    for place, each in enumerate(steps):
        step = each.step
        private = private if step.start is None else bool(step.start.beliefs)
        if private:
            continue
        asks = isinstance(step.ask, Question | Estimate)
        # What is asked holds still; what is shown follows the hand.
        text = each.words(step.text) if asks else step.text
        now = _slide(title, each, text, shown=False)
        found.append((place, Page(now, each if asks else None)))
        shown = _views(each, shown=True) != _views(each, shown=False)
        if step.show and (shown or not each.then.same_as(each.start)):
            after = figures.following(step.after or step.text, each.start)
            found.append((place, Page(_slide(title, each, after, shown=True))))
    return found


def files_of(steps: Iterable[Step]) -> list[OpenedFile]:
    """The files that come with ceviz and whose samples the steps are about."""
    starts = (each.step.start for each in steps)
    return [opened_file(start.samples) for start in starts if start is not None and start.samples]


def _slide(title: str, each: Step, words: str, *, shown: bool) -> Slide:
    step = each.step
    opened = any(look.panel == "powers" for look in step.look)
    view = View(simple=step.level == "simple", softmax=opened)
    return Slide(
        document=replace(each.then if shown else each.start, slides=()),
        title=title,
        line=words,
        data=step.workspace == "data",
        views=tuple(SlideView(name) for name in _views(each, shown=shown)),
        view=options_of(view),
        selected=each.start.sample.true,
    )


def _views(each: Step, *, shown: bool) -> list[str]:
    """The views of a step, and those that are opened in answer."""
    opened = each.shown().views if shown else frozenset[str]()
    return [*each.step.views, *sorted(opened - set(each.step.views))]


def shares_of(votes: Iterable[str]) -> list[float]:
    """What was typed for each option as shares of all: percentages, or hands counted.

    Raises:
        InvalidInput: something that is no number of hands, or no vote at all.
    """
    counts = []
    for letter, text in zip(LETTERS, votes, strict=False):
        words = text.strip().removesuffix("%").strip().replace(",", ".")
        try:
            count = float(words) if words else 0.0
        except ValueError:
            count = -1.0
        if not 0.0 <= count < inf:
            raise InvalidInput(f"“{text.strip()}” is no share of votes", where=letter)
        counts.append(count)
    total = sum(counts)
    if not total:
        raise InvalidInput("nobody has voted yet", remedy="type how many are for each answer")
    return [count / total for count in counts]


class VoteBars(BeliefBars):
    """How a room has voted."""

    title = "Your votes"


class Asked(QWidget):
    """A question for everybody: options, a field of votes for each, the votes as bars.

    Attributes:
        fields: one an option.
        bars: the votes, which can be dragged too; None for an estimate.
        axis: where the room thinks a number is; None for a question.
        reveal: tells what is right.
        told: whether it was.
        verdict: what is right, what the room's belief costs, and what is said of it.
    """

    def __init__(self, step: Step, scene: Scene, parent: QWidget) -> None:
        super().__init__(parent)
        self._step = step
        self.told = False
        self.fields: list[QLineEdit] = []
        self._options: list[QLabel] = []
        self.bars: Beliefs | None = None
        self.axis: EstimateAxis | None = None
        self.reveal = QPushButton("Reveal", self)
        self.reveal.clicked.connect(self.tell)
        self.verdict = plain_label(self)
        self.verdict.setWordWrap(True)
        self.verdict.setProperty("rank", "told")
        self._grid = QGridLayout()
        ask = step.step.ask
        if isinstance(ask, Question):
            self._ask_options(ask, scene)
        elif isinstance(ask, Estimate):
            self.axis = EstimateAxis(ask.low, ask.high, ask.unit, scene, self)
            self._grid.addWidget(self.axis, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid, 1)
        column.addSpacing(8)
        column.addWidget(self.verdict)
        column.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignRight)

    def _ask_options(self, ask: Question, scene: Scene) -> None:
        for place, option in enumerate(ask.options):
            words = QLabel(self)
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setWordWrap(True)
            self._options.append(words)
            field = QLineEdit(self)
            field.setAccessibleName(f"Votes for {LETTERS[place]}, in percent or hands")
            field.setPlaceholderText("%")
            field.setValidator(QRegularExpressionValidator(TYPED, field))
            field.setMaximumWidth(round(FIELD * scene.theme.scale))
            field.textEdited.connect(lambda _: self._vote())
            field.returnPressed.connect(self._next_field)
            self.fields.append(field)
            self._grid.addWidget(words, place, 0)
            self._grid.addWidget(field, place, 1)
            self._word(place, option.text, right=False)
        self.bars = Beliefs(len(ask.options), scene, self, picture=VoteBars)
        self._grid.addWidget(self.bars, 0, 2, len(ask.options), 1)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(2, 4)

    def _word(self, place: int, text: str, *, right: bool) -> None:
        said = f"<b>{LETTERS[place]}</b>&nbsp; {escape(self._step.words(text))}"
        self._options[place].setText(f"<b>{said} ✓</b>" if right else said)

    def _next_field(self) -> None:
        """Enter goes to the next option, and from the last one reveals."""
        now = next((k for k, field in enumerate(self.fields) if field.hasFocus()), -1)
        if now + 1 < len(self.fields):
            self.fields[now + 1].setFocus()
        else:
            self.tell()

    def _vote(self) -> bool:
        """Show the votes as bars; whether there are any."""
        assert self.bars is not None
        try:
            shares = shares_of(field.text() for field in self.fields)
        except InvalidInput:
            return False
        scores = np.array([log(share) if share else -inf for share in shares])
        scores.flags.writeable = False

        def edit(document: Document) -> Document:
            sample = replace(document.sample, scores=scores)
            return replace(document, samples=Samples.of([sample]))

        return self.bars.store.apply(Intent("Votes", edit, fold="votes"))

    def tell(self) -> bool:
        """Show what is right; False if it was shown before."""
        if self.told:
            return False
        ask = self._step.step.ask
        if isinstance(ask, Question):
            self._tell_option(ask)
        elif isinstance(ask, Estimate):
            self._tell_number(ask)
        self.told = True
        self.reveal.hide()
        return True

    def _tell_option(self, ask: Question) -> None:
        assert self.bars is not None
        right = ask.right - 1
        numbers = cost(self.bars.scores(), right)
        self.bars.tell(right)
        self._word(right, ask.options[right].text, right=True)
        for field in self.fields:
            field.setEnabled(False)
        q = show_percent(float(numbers.q[right]))
        loss = show_information(numbers.cross_entropy)
        self._say(f"The room gave {LETTERS[right]} {q}. That costs −log {q} = {loss} nats.")

    def _tell_number(self, ask: Estimate) -> None:
        assert self.axis is not None
        figure, truth, digits = figures.value_of(ask.figure, self._step.start, self._step.then)
        self.axis.tell(truth)
        self._say(f"It is {figure.text(truth, digits)}{unit_of(ask)}.")

    def _say(self, words: str) -> None:
        after = "" if self._step.step.show else self._step.words(self._step.step.after)
        self.verdict.setText(f"{words} {after}".strip())
