"""The formula of a step: its terms light their bars, and it is there only while it is so."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.targets import free
from ceviz.lessons.format import Lesson
from ceviz.lessons.library import titles
from ceviz.store import End, Intent, moves
from ceviz.window.learn.formula import FormulaPanel
from ceviz.window.learn.panel import LearnPanel
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.user import Key
from tests.window.conftest import Answer, Answers


def lesson(name: str) -> Lesson:
    return next(each for each in titles().lessons if each.id == name)


@pytest.fixture
def formula(learn: LearnPanel) -> FormulaPanel:
    """That of the first step there is, which is a task."""
    learn.begin(lesson("what-it-is-for"))
    QApplication.processEvents()
    return learn.page.formula


def term(panel: FormulaPanel, k: int) -> QPointF:
    """In the middle of a term of class ``k``."""
    terms: list[tuple[QRectF, int]] = panel.geometry_now().terms
    return next(box.center() for box, of in terms if of == k)


def test_a_term_lights_its_bar_and_a_bar_its_terms(
    window: MainWindow, formula: FormulaPanel
) -> None:
    assert formula.isVisible()
    user.move(formula, term(formula, 1))
    assert window.scene.state.hovered == 1
    user.leave(formula)
    assert window.scene.state.hovered is None
    bars = window.pipeline.bars
    rest = formula.grab().toImage()
    user.move(bars, QPointF(bars.anchor(1), bars.height() * 0.7))
    assert window.scene.state.hovered == 1
    assert formula.grab().toImage() != rest


def test_arrows_go_from_term_to_term(window: MainWindow, learn: LearnPanel) -> None:
    assert learn.player.begin(lesson("softmax"), 2)
    formula = learn.page.formula
    QApplication.processEvents()
    formula.setFocus(Qt.FocusReason.TabFocusReason)
    lit = []
    for step in (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Left):
        user.key(formula, step)
        lit.append(window.scene.state.hovered)
    assert lit == [0, 1, 2, 0, 2]
    learn.page.forth.setFocus()
    assert window.scene.state.hovered is None


def test_its_numbers_follow_the_document(
    qtbot: QtBot, window: MainWindow, formula: FormulaPanel
) -> None:
    assert formula.accessibleName().endswith("0.90876 equals 0.0957 nats")
    gesture = window.store.begin()
    gesture.preview(moves.typed_intent("q", 1, 0.5, window.store.document))
    qtbot.waitUntil(lambda: formula.accessibleName().endswith("0.6931 nats"))
    gesture.end(End.ESCAPED)
    assert formula.accessibleName().endswith("0.0957 nats")


def test_it_goes_where_it_is_not_so_and_comes_back(
    window: MainWindow, formula: FormulaPanel, answers: Answers
) -> None:
    shared = free(np.array([0.2, 0.5, 0.3]))
    window.store.apply(Intent("Share", lambda document: edits.set_target(document, shared)))
    assert formula.isHidden()
    window.store.undo()
    assert formula.isVisible()
    answers.save_changes = Answer.Discard
    window.files.open_preset("ten-digits")
    assert formula.isHidden()


@pytest.mark.parametrize(("name", "step"), [("minus-log", 0), ("stealing", 0)])
def test_what_is_asked_is_not_answered_by_it(
    learn: LearnPanel, name: str, step: int, qtbot: QtBot
) -> None:
    assert learn.player.begin(lesson(name), step)
    QApplication.processEvents()
    page = learn.page
    assert page.formula.line
    assert page.formula.isHidden()
    user.click(page.answer, user.middle(page.answer))
    qtbot.waitUntil(page.formula.isVisible)


def test_a_step_without_one_shows_none(learn: LearnPanel) -> None:
    assert learn.player.begin(lesson("what-it-is-for"), 1)
    QApplication.processEvents()
    assert learn.page.formula.line == ""
    assert learn.page.formula.isHidden()


def test_it_is_as_high_as_its_lines(window: MainWindow, formula: FormulaPanel) -> None:
    assert window.learn is not None
    heights = {}
    for width in (500, 250):
        window.resizeDocks([window.learn], [width], Qt.Orientation.Horizontal)
        QApplication.processEvents()
        heights[width] = formula.height()
        assert formula.height() == round(formula.geometry_now().height)
    assert heights[250] > heights[500]
    small = formula.height()
    window.appearance.choose_text_size(1.6)
    QApplication.processEvents()
    assert formula.height() > small


def test_the_keyboard_goes_to_what_is_asked(learn: LearnPanel) -> None:
    learn.begin(lesson("stealing"))
    assert QApplication.focusWidget() is getattr(learn.page.ask, "panel", None)
    learn.leave()
    learn.begin(lesson("what-it-is-for"))
    assert QApplication.focusWidget() is learn.page.forth
    learn.leave()
    learn.begin(lesson("minus-log"))
    assert QApplication.focusWidget() is learn.page.ask
