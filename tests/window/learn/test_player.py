"""What is kept between runs, and what a step offers meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.lessons.library import collected, titles
from ceviz.lessons.progress import Progress, load, save
from ceviz.window.learn.contents import Contents
from ceviz.window.learn.estimate import EstimateAxis
from ceviz.window.learn.panel import LearnPanel
from ceviz.window.learn.player import progress_path
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.fixtures import show_window
from tests.helpers.user import Key
from tests.lessons.made import STEP, VIEWS, data

LESSONS = titles().lessons


def learn_of(window: MainWindow) -> LearnPanel:
    assert window.learn is not None
    user.key(window, Key.Key_3, user.Modifier.AltModifier)
    return window.learn.panel


def test_one_goes_on_where_one_left_off(qtbot: QtBot, state: Path) -> None:
    save(progress_path(), Progress(at=(LESSONS[1].id, 2)).with_done(LESSONS[1].id, 0))
    learn = learn_of(show_window(qtbot))
    assert learn.contents.go_on.text() == f"Go on: {LESSONS[1].title}"
    user.click(learn.contents.go_on, user.middle(learn.contents.go_on))
    assert learn.player.lesson is LESSONS[1]
    assert learn.player.index == 2


@pytest.mark.parametrize("damage", ['{"ceviz_progress": 2}', "{"])
def test_what_cannot_be_read_is_told_and_left_alone(qtbot: QtBot, state: Path, damage: str) -> None:
    progress_path().write_text(damage)
    learn = learn_of(show_window(qtbot))
    refused: list[object] = []
    learn.refused.connect(refused.append)
    assert learn.player.begin(LESSONS[0])
    assert progress_path().name in str(refused[0])
    learn.player.finish()
    assert progress_path().read_text() == damage
    learn.player.forget()
    learn.player.finish()
    assert learn.player.begin(LESSONS[0], 1)
    assert load(progress_path()).at == (LESSONS[0].id, 1)


def test_nothing_but_progress_is_kept(qtbot: QtBot, learn: LearnPanel, state: Path) -> None:
    assert learn.player.begin(LESSONS[0], 1)
    assert [path.name for path in state.iterdir()] == [progress_path().name]
    kept = json.loads(progress_path().read_text())
    assert set(kept) == {"ceviz_progress", "done", "at", "beliefs"}


def test_a_hint_comes_by_itself_and_goes_when_it_is_done(learn: LearnPanel) -> None:
    assert learn.player.begin(LESSONS[0])
    page = learn.page
    assert page.hint.isHidden()
    page._wait.timeout.emit()
    assert page.hint.isVisible()
    assert page.hint.text() == LESSONS[0].steps[0].hint
    learn.player.finish()
    assert page.hint.isHidden()
    learn.player.go(1)
    assert page.hint.isHidden()


def test_one_hint_follows_the_other(learn: LearnPanel) -> None:
    lesson = next(each for each in LESSONS if each.id == "coding")
    assert learn.player.begin(lesson, 2)
    page, hints = learn.page, lesson.steps[2].hints
    assert len(hints) > 2
    for told, hint in enumerate(hints, 1):
        assert page.hint_button.isVisible()
        assert page.hint_button.text() == ("Hint" if told == 1 else "Next hint")
        user.click(page.hint_button, user.middle(page.hint_button))
        assert page.hint.text().split("\n\n") == hints[:told], hint
        assert page._wait.isActive() == (told < len(hints))
    assert page.hint_button.isHidden()
    page._wait.timeout.emit()
    assert page.hint.text().split("\n\n") == hints
    assert learn.player.again()
    assert page.hint.isHidden()
    assert page.hint_button.text() == "Hint"


def test_an_estimate_by_keys(qtbot: QtBot, learn: LearnPanel) -> None:
    assert learn.player.begin(LESSONS[2])
    axis = learn.page.ask
    assert isinstance(axis, EstimateAxis)
    axis.setFocus()
    QApplication.processEvents()
    for key, value in (
        (Key.Key_Home, 0.0),
        (Key.Key_PageUp, 0.5),
        (Key.Key_Right, 0.55),
        (Key.Key_Left, 0.5),
        (Key.Key_End, 5.0),
        (Key.Key_Up, 5.0),
    ):
        user.key(axis, key)
        assert axis.value == pytest.approx(value)
    assert axis.accessibleDescription() == "5 nats"
    learn.page.answer.click()
    user.key(axis, Key.Key_Home)
    assert axis.value == 5.0
    assert axis.accessibleDescription() == "5 nats; the truth is 0.163 nats"


def test_a_broken_lesson_is_told_and_the_others_are_there(qtbot: QtBot) -> None:
    broken = data({**STEP, "views": ["chart"]}, id="broken")
    contents = Contents(collected([("a.json", data()), ("b.json", broken)], VIEWS))
    qtbot.addWidget(contents)
    assert contents.go_on.text() == "Begin: Small"
    assert "b.json, step 1, views[0]" in contents.refusals.text()
    assert not contents.refusals.isHidden()


def test_a_step_among_all_samples_shows_them(learn: LearnPanel, window: MainWindow) -> None:
    assert window.views is not None
    lesson = next(each for each in learn.contents._library.lessons if each.id == "calibration")
    places = [step.workspace == "data" for step in lesson.steps]
    at = places.index(True)
    learn.begin(lesson, at)
    assert window.views.workspace.learn
    assert window.views.data
    assert window.lab.isHidden()
    assert window.views.view("samples").isVisible()
    learn.player.go(places.index(False))
    assert not window.views.data
    assert window.lab.isVisible()
    learn.player.go(at)
    learn.leave()
    assert not window.views.data
    assert window.lab.isVisible()
