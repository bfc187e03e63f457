"""A lesson for a whole room: pages, votes by a show of hands, the reveal."""

from __future__ import annotations

from math import inf, log

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ceviz.document.analysis import analyse
from ceviz.draw.lab.slide import DIGIT
from ceviz.errors import InvalidInput
from ceviz.lessons.figures import said_of
from ceviz.lessons.format import Estimate, Question
from ceviz.lessons.library import titles
from ceviz.lessons.proof import scenes_of
from ceviz.store import moves
from ceviz.window.main_window import MainWindow
from ceviz.window.present.lesson import Asked, pages_of, shares_of
from ceviz.window.present.presentation import Presentation
from ceviz.window.present.verbs import Present
from tests.helpers import user
from tests.helpers.user import Key
from tests.window.present.conftest import presented

LESSONS = titles().lessons


def test_every_lesson_has_pages_in_the_order_of_its_steps() -> None:
    asked = 0
    for lesson in LESSONS:
        steps = scenes_of(lesson)
        pages = pages_of(lesson.title, steps)
        places = [place for place, _ in pages]
        assert places == sorted(places)
        for place, page in pages:
            step = steps[place].step
            asks = isinstance(step.ask, Question | Estimate)
            assert page.step is None or (asks and page.step is steps[place])
            assert page.slide.title == lesson.title
            names = [view.name for view in page.slide.views]
            assert names[: len(step.views)] == step.views
            slide = page.slide
            said = said_of(slide.line, slide.document, analyse(slide.document))
            assert said in [steps[place].words(text) for text in (step.text, step.after)]
            asked += page.step is not None
        questions = sum(isinstance(s.step.ask, Question | Estimate) for s in steps)
        assert sum(page.step is not None for _, page in pages) <= questions
    assert asked > 20


def test_what_a_student_believed_is_on_no_projector() -> None:
    last = LESSONS[-1]
    steps = scenes_of(last)
    private = [k for k, each in enumerate(steps) if each.step.start and each.step.start.beliefs]
    assert private
    assert not set(private) & {place for place, _ in pages_of(last.title, steps)}


@pytest.mark.parametrize(
    ("typed", "shares"),
    [
        (["20", "70", "10"], [0.2, 0.7, 0.1]),
        (["20 %", "70%", ""], [2 / 9, 7 / 9, 0.0]),
        (["4", "14", "2"], [0.2, 0.7, 0.1]),
        (["33,3", "66.7"], [0.333, 0.667]),
        (["", "3"], [0.0, 1.0]),
    ],
)
def test_votes_are_percentages_or_hands(typed: list[str], shares: list[float]) -> None:
    assert shares_of(typed) == pytest.approx(shares, rel=1e-12)


@pytest.mark.parametrize("typed", [["", ""], ["0", "0"], ["x", "1"], ["-1", "2"], ["1e999", "1"]])
def test_what_is_no_vote_is_refused(typed: list[str]) -> None:
    with pytest.raises(InvalidInput):
        shares_of(typed)


def played(qtbot: QtBot, window: MainWindow, present: Present, kind: type) -> Presentation:
    """The first lesson that asks in this way, presented from there on."""
    assert window.learn is not None
    lesson, at = next(
        (each, k)
        for each in LESSONS
        for k, step in enumerate(each.steps)
        if isinstance(step.ask, kind)
    )
    window.learn.begin(lesson)
    window.learn.panel.player.go(at)
    return presented(qtbot, present)


def asked_of(shown: Presentation) -> Asked:
    asked = shown.stage.asked
    assert asked is not None
    return asked


def test_votes_are_typed_shown_as_bars_and_cost_what_they_cost(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    shown = played(qtbot, window, present, Question)
    asked = asked_of(shown)
    ask = shown._asked[shown.at].step.ask
    assert isinstance(ask, Question)
    assert asked.bars is not None
    assert asked.fields[0].hasFocus()
    for field in asked.fields:
        QTest.keyClicks(field, "10")
    QTest.keyClicks(asked.fields[ask.right - 1], "0")  # 100
    share = 100 / (100 + 10 * (len(asked.fields) - 1))
    assert asked.bars.store.analysis.q[ask.right - 1] == pytest.approx(share, rel=1e-12)
    at = shown.at
    user.key(shown, Key.Key_PageDown)
    assert (asked.told, shown.at) == (True, at)
    assert f"{-log(share):.3f}"[:5] in asked.verdict.text()
    assert not asked.fields[0].isEnabled()
    user.key(shown, Key.Key_PageDown)
    assert shown.at == at + 1


def test_enter_goes_from_field_to_field_and_then_reveals(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    asked = asked_of(played(qtbot, window, present, Question))
    for field in asked.fields:
        assert field.hasFocus()
        QTest.keyClicks(field, "5")
        QTest.keyClick(field, Key.Key_Return)
    assert asked.told


def test_a_room_without_a_vote_for_the_truth_pays_without_end(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    shown = played(qtbot, window, present, Question)
    asked = asked_of(shown)
    ask = shown._asked[shown.at].step.ask
    assert isinstance(ask, Question)
    wrong = next(k for k in range(len(asked.fields)) if k != ask.right - 1)
    QTest.keyClicks(asked.fields[wrong], "30")
    asked.tell()
    assert asked.bars is not None
    assert asked.bars.scores()[ask.right - 1] == -inf
    assert "∞" in asked.verdict.text()


def test_a_question_is_as_large_as_the_last_row_needs(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    shown = played(qtbot, window, present, Question)
    asked = asked_of(shown)
    asked.tell()
    QApplication.processEvents()
    for widget in (*asked.findChildren(QLabel), *asked.fields):
        metrics = QFontMetricsF(widget.font())
        assert metrics.tightBoundingRect("1").height() >= DIGIT * shown.height(), widget
    assert shown.rect().contains(asked.geometry())


def test_an_estimate_is_marked_and_told(qtbot: QtBot, window: MainWindow, present: Present) -> None:
    shown = played(qtbot, window, present, Estimate)
    asked = asked_of(shown)
    assert asked.axis is not None
    asked.axis.put(asked.axis.value + 0.1)
    user.key(shown, Key.Key_Right)
    assert asked.axis.truth is not None
    assert asked.verdict.text().startswith("It is ")


def test_a_step_among_all_samples_shows_them(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    assert window.learn is not None
    lesson = next(each for each in LESSONS if each.id == "calibration")
    window.learn.begin(lesson)
    shown = presented(qtbot, present)
    found = []
    for at, slide in enumerate(shown.slides):
        shown.go(at)
        if slide.data and shown.stage.views:
            found.append(shown.scene.state.data)
    assert found
    assert all(data is not None for data in found)


def test_presenting_leaves_the_lesson_as_it_was(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    shown = played(qtbot, window, present, Question)
    assert window.learn is not None
    player = window.learn.panel.player
    before = player.index, player.finished, player.progress, window.store.document
    user.key(shown, Key.Key_PageDown)
    user.key(shown, Key.Key_PageDown)
    user.key(shown, Key.Key_Escape)
    QApplication.processEvents()
    assert (player.index, player.finished, player.progress, window.store.document) == before
    assert window.notice.isHidden()


def test_what_is_said_of_a_step_follows_the_hand(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    assert window.learn is not None
    window.learn.begin(LESSONS[0])
    shown = presented(qtbot, present, 0)
    user.key(shown, Key.Key_Right)
    assert shown.stage.said.endswith("now 1.61 nats, before 0.10.")
    half = shown.store.document
    shown.store.apply(moves.typed_intent("q", 1, 0.5, half))
    assert shown.stage.said.endswith("now 0.69 nats, before 0.10.")
