"""Every lesson is played to its end by mouse and keys: rightly, wrongly, extremely."""

from __future__ import annotations

from math import inf, log
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

import ceviz
from ceviz.document import class_columns
from ceviz.document.analysis import analyse
from ceviz.document.text.numbers import show_information
from ceviz.lessons.acts import Act, Lock, Move, Open, Select, Warm
from ceviz.lessons.beliefs import cost
from ceviz.lessons.format import Estimate, Lesson, Question, Task, Watch
from ceviz.lessons.library import read_folder, titles
from ceviz.lessons.progress import load
from ceviz.panels.lab.drag_hint import DragHint
from ceviz.panels.picture_panel import PicturePanel
from ceviz.storage.readers import read
from ceviz.store import End, moves
from ceviz.views.registry import VIEWS
from ceviz.window.learn.beliefs import Beliefs
from ceviz.window.learn.estimate import EstimateAxis
from ceviz.window.learn.panel import LearnPanel
from ceviz.window.learn.player import beliefs_path, progress_path
from ceviz.window.learn.step_page import StepPage
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.user import Key
from tests.lessons.made import data
from tests.window.conftest import Answer, Answers

LESSONS = titles().lessons


def press(qtbot: QtBot, button: object) -> None:
    """A click on a button of the page, once it is where it stays."""
    QApplication.processEvents()
    assert isinstance(button, object)
    user.click(button, user.middle(button))  # type: ignore[arg-type]
    QApplication.processEvents()


def believe(bars: Beliefs, option: int, share: float) -> None:
    """Drag a bar of a belief to a share."""
    drag_bar(bars.panel, option, share)
    found = analyse(bars.store.document).q[option]
    assert found == pytest.approx(share, abs=0.02)


def drag_bar(panel: PicturePanel, k: int, value: float, kind: str = "q") -> None:
    """Take the end of a bar, or the cap of the target, and move it to a value."""
    QApplication.processEvents()
    geometry, state = panel.geometry_now(), panel.state
    numbers = {"q": state.analysis.q, "p": state.analysis.p, "z": state.analysis.z}[kind]
    across = panel.anchor(k) + (geometry.columns.pitch * 0.32 if kind == "p" else 0.0)
    start = QPointF(across, float(geometry.scale.clipped(float(numbers[k]))))
    way = float(geometry.scale.at(value)) - start.y()
    user.drag(panel, start, *(start + QPointF(0.0, way * step / 4) for step in range(1, 5)))


def estimate(axis: EstimateAxis, value: float) -> None:
    user.click(axis, QPointF(axis.place(value), axis.height() / 2.0))
    span = axis.place(1.0) - axis.place(0.0)
    assert axis.value == pytest.approx(value, abs=1.5 / span)


# Doing tasks by hand


def written(act: Move) -> str:
    """Its number as one types it, whether probabilities are in percent or not."""
    return f"{act.to:g}" if act.what == "z" else f"{100.0 * act.to:g} %"


def do_by_bar(window: MainWindow, act: Move) -> None:
    panel = window.pipeline.scores if act.what == "z" else window.pipeline.bars
    k = window.store.document.classes.names.index(act.of)
    drag_bar(panel, k, act.to, act.what)


def do_by_key(window: MainWindow, act: Move) -> None:
    """Choose the class with the arrows and type its number."""
    panel = window.pipeline.scores if act.what == "z" else window.pipeline.bars
    k = window.store.document.classes.names.index(act.of)
    panel.setFocus()
    user.key(panel, Key.Key_Left)
    while window.scene.state.selected != k:
        user.key(panel, Key.Key_Right)
    user.write(panel, written(act))
    user.key(panel, Key.Key_Return)


def do_by_cell(window: MainWindow, act: Move) -> None:
    """Type it into its cell of the table."""
    table = window.table
    column = {"q": class_columns.Q, "z": class_columns.Z, "p": class_columns.P}[act.what]
    index = table.cell(window.store.document.classes.names.index(act.of), column)
    table.scrollTo(index)
    middle = QPointF(table.visualRect(index).center())
    user.double_click(table.viewport(), middle)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    user.select_all(table)
    user.write(table, written(act))
    user.key(table, Key.Key_Return)


WAYS = {"bar": do_by_bar, "key": do_by_key, "cell": do_by_cell}


def do(window: MainWindow, act: Act, way: str) -> bool:
    """Do an act by hand; False for what a hand would do in many moves."""
    match act:
        case Move():
            # The target's cap is a handle; its cell is the other way.
            WAYS["bar" if act.what == "p" and way == "key" else way](window, act)
        case Open(view=name):
            spec = next(spec for spec in VIEWS if spec.name == name)
            group = "All samples" if spec.data else "One prediction"
            user.trigger(user.menu(window, "View", group), spec.title.replace("&", ""))
        case Warm(to=to):
            line = window.controls.temperature.findChild(QLineEdit)
            assert isinstance(line, QLineEdit)
            line.setFocus()
            user.select_all(window)
            user.write(window, f"{to:g}")
            user.key(window, Key.Key_Return)
        case Lock(of=name):
            bars = window.pipeline.bars
            bars.setFocus()
            while window.scene.state.selected != window.store.document.classes.names.index(name):
                user.key(bars, Key.Key_Right)
            user.key(bars, Key.Key_L)
        case Select(sample=sample):
            table = window.samples.findChild(QTableView)
            assert isinstance(table, QTableView)
            index = table.model().index(sample - 1, 0)
            table.scrollTo(index)
            user.click(table.viewport(), QPointF(table.visualRect(index).center()))
        case _:
            return False
    return True


def play_step(qtbot: QtBot, window: MainWindow, learn: LearnPanel, way: str) -> None:
    """One step to its tick."""
    player, page = learn.player, learn.page
    step, scene = player.step, player.scene
    for look in step.look:
        panel = learn.light._rooms.panel(look.panel)
        assert panel is not None, look
        QApplication.processEvents()
        assert panel.isVisible(), look
        boxes = list(learn.light._rooms.boxes(look, window))
        assert len(boxes) == 1 + bool(look.of and isinstance(panel, PicturePanel)), look
    assert page.text.text() == scene.words(step.text)
    assert not player.finished
    match step.ask:
        case Question(right=right, options=options):
            assert isinstance(page.ask, Beliefs)
            if way == "bar":
                believe(page.ask, right - 1, 0.95)
            elif way == "key":  # surely wrong
                believe(page.ask, right % len(options), 0.95)
            press(qtbot, page.answer)
            assert "nats" in page.tick.text()
        case Estimate(low=low, high=high):
            assert isinstance(page.ask, EstimateAxis)
            estimate(page.ask, low + 0.3 * (high - low))
            press(qtbot, page.answer)
            assert page.ask.truth is not None
        case Watch():
            with qtbot.waitSignal(learn.hand.finished):
                press(qtbot, page.answer)
        case Task():
            assert all(do(window, act, way) for act in step.show), "not by a student's hand"
            QApplication.processEvents()
    qtbot.waitUntil(lambda: player.finished)
    qtbot.waitUntil(lambda: not learn.hand.busy)
    led = window.store.document if isinstance(step.ask, Task) else scene.then
    assert page.after.text() == scene.words(step.after, led)
    assert page.past.isHidden()
    assert learn.light.isHidden()


#: Each lesson in two of three ways: answered rightly, surely wrong, or not at all.
PLAYS = [
    pytest.param(lesson, way, id=f"{lesson.id} by {way}")
    for place, lesson in enumerate(LESSONS)
    for way in (list(WAYS)[place % 3], list(WAYS)[(place + 1) % 3])
]


def test_titles_have_all_the_room_while_nothing_is_ticked(learn: LearnPanel) -> None:
    tree = learn.contents.tree
    assert tree.columnWidth(1) <= 30
    chapter = tree.topLevelItem(0)
    assert chapter is not None
    assert chapter.toolTip(0) == chapter.text(0)


@pytest.mark.parametrize(("lesson", "way"), PLAYS)
def test_every_lesson_to_its_end(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel, lesson: Lesson, way: str
) -> None:
    if lesson is LESSONS[-1]:
        assert learn.player.begin(LESSONS[0], 1)
        assert isinstance(learn.page.ask, Beliefs)
        press(qtbot, learn.page.answer)
    refused: list[object] = []
    learn.refused.connect(refused.append)
    learn.begin(lesson)
    for index in range(len(lesson.steps)):
        assert learn.player.index == index, refused
        play_step(qtbot, window, learn, way)
        press(qtbot, learn.page.forth)
    assert learn.currentWidget() is learn.contents
    assert load(progress_path()).is_done(lesson.id, len(lesson.steps))


#: Every task there is.
TASKS = [
    pytest.param(lesson, index, id=f"{lesson.id} {index + 1}")
    for lesson in LESSONS
    for index, step in enumerate(lesson.steps)
    if isinstance(step.ask, Task)
]


@pytest.mark.parametrize(("lesson", "index"), TASKS)
def test_every_task_is_done_by_the_ghost_hand(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel, lesson: Lesson, index: int
) -> None:
    assert learn.player.begin(lesson, index)
    QApplication.processEvents()
    with qtbot.waitSignal(learn.hand.finished):
        press(qtbot, learn.page.show_me)
    assert learn.player.finished
    assert learn.page.past.isHidden()


# What is said once it is done


def test_it_tells_the_numbers_of_ones_own_hand(
    window: MainWindow, learn: LearnPanel, answers: Answers
) -> None:
    learn.begin(LESSONS[0])
    page, store = learn.page, window.store

    def told() -> bool:
        return f"now {store.analysis.cross_entropy:.2f} nats, before 0.10" in page.after.text()

    do_by_bar(window, Move(what="q", of="Banana", to=0.18))
    assert learn.player.finished
    assert f"{store.analysis.cross_entropy:.2f}" != f"{-log(0.2):.2f}", "what is shown"
    assert told()
    # It goes along, in the midst of a drag as well.
    gesture = store.begin()
    gesture.preview(moves.typed_intent("q", 1, 0.05, store.document))
    assert "now 3.00 nats" in page.after.text()
    assert told()
    gesture.end(End.RELEASED)
    assert page.past.isHidden()
    # Where the words are no longer true, they are of the past.
    said = page.after.text()
    do_by_bar(window, Move(what="q", of="Banana", to=0.9))
    assert page.after.text() == said
    assert page.past.isVisible()
    store.undo()
    assert told()
    assert page.past.isHidden()
    answers.save_changes = Answer.Discard
    window.files.open_preset("ten-digits")
    assert page.after.text() == said
    assert page.past.isVisible()


def test_what_was_shown_is_of_the_past_once_one_goes_on(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel
) -> None:
    lesson = next(each for each in LESSONS if each.id == "stealing")
    assert learn.player.begin(lesson, 0)
    with qtbot.waitSignal(learn.hand.finished):
        press(qtbot, learn.page.answer)
        assert learn.page.after.isVisible()
        assert learn.page.past.isHidden()
    assert learn.page.past.isHidden()
    document = window.store.document
    assert document.sample.true != 0
    window.store.apply(moves.true_intent(0, document))
    assert learn.page.past.isVisible()
    assert learn.player.again()
    assert learn.page.past.isHidden()


# What a belief costs


@pytest.mark.parametrize(
    ("typed", "price"),
    [("99", -log(0.99)), ("51", -log(0.51)), ("1e-4%", -log(1e-6)), ("0", inf), ("100", 0.0)],
)
def test_a_belief_costs_what_the_right_answer_was_given(
    qtbot: QtBot, learn: LearnPanel, typed: str, price: float
) -> None:
    assert learn.player.begin(LESSONS[0], 1)
    bars, page = learn.page.ask, learn.page
    assert isinstance(bars, Beliefs)
    bars.panel.setFocus()
    for _ in range(3):
        user.key(bars.panel, Key.Key_Right)
    user.write(bars.panel, typed)
    user.key(bars.panel, Key.Key_Return)
    press(qtbot, page.answer)
    (belief,) = learn.player.progress.beliefs
    assert belief.right == 3
    assert load(progress_path()).beliefs == (belief,)
    shown = f"= {show_information(price)} nats"
    assert shown in page.tick.text()
    assert ceviz.evaluate([belief.scores], [3], kind="logits").mean == pytest.approx(price)


def test_a_second_answer_does_not_count(qtbot: QtBot, learn: LearnPanel) -> None:
    assert learn.player.begin(LESSONS[0], 1)
    press(qtbot, learn.page.answer)
    first = learn.player.progress.beliefs
    assert not learn.page.answer.isEnabled()
    assert learn.player.again()
    assert isinstance(learn.page.ask, Beliefs)
    believe(learn.page.ask, 3, 0.9)
    press(qtbot, learn.page.answer)
    assert learn.player.progress.beliefs == first


def test_the_last_lesson_is_about_the_student(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel
) -> None:
    for lesson in LESSONS[:3]:
        for index, step in enumerate(lesson.steps):
            if isinstance(step.ask, Question):
                assert learn.player.begin(lesson, index)
                assert isinstance(learn.page.ask, Beliefs)
                believe(learn.page.ask, 1, 0.7)
                press(qtbot, learn.page.answer)
                qtbot.waitUntil(lambda: not learn.hand.busy)
    beliefs = learn.player.progress.beliefs
    assert len(beliefs) == 3
    assert learn.player.begin(LESSONS[-1], 2)
    file = read(beliefs_path())
    measured = ceviz.evaluate(file.scores, file.targets)
    assert window.store.analysis.batch.cross_entropy == measured.mean
    for row, belief in enumerate(beliefs):
        log_q = -cost(belief.scores, belief.right).surprisal
        assert file.scores[row, : len(log_q)].tolist() == log_q.tolist()
        assert np.isneginf(file.scores[row, len(log_q) :]).all()
    press(qtbot, learn.page.answer)
    assert f"{measured.mean:.2f} nats" in learn.page.after.text()


def test_without_an_answer_there_is_nothing_to_calibrate(
    window: MainWindow, learn: LearnPanel
) -> None:
    refused: list[object] = []
    learn.refused.connect(refused.append)
    assert not learn.player.begin(LESSONS[-1], 2)
    assert "answer a few questions" in str(refused[0]).lower()
    assert learn.currentWidget() is learn.contents


# Free play, own lessons, forgetting


def test_free_play_breaks_nothing_and_one_click_returns(
    qtbot: QtBot, window: MainWindow, learn: LearnPanel, answers: Answers
) -> None:
    learn.begin(LESSONS[0])
    start = window.store.document
    window.files.open_preset("ten-digits")
    user.key(window, Key.Key_B, user.Modifier.ControlModifier)
    do_by_bar(window, Move(what="q", of="7", to=0.9))
    assert not learn.player.finished
    answers.save_changes = Answer.Discard
    press(qtbot, learn.page.again)
    assert window.store.document.same_as(start)
    do_by_bar(window, Move(what="q", of="Banana", to=0.2))
    assert learn.player.finished


def test_nothing_of_the_users_is_lost(
    window: MainWindow, learn: LearnPanel, answers: Answers
) -> None:
    do_by_bar(window, Move(what="q", of="Banana", to=0.5))
    mine = window.store.document
    learn.begin(LESSONS[0])
    assert answers.asked == ["Unsaved changes: Save the changes to “Fruit”?"]
    assert window.store.document is mine
    assert learn.currentWidget() is learn.contents


def test_what_a_lesson_left_is_not_asked_about(
    window: MainWindow, learn: LearnPanel, answers: Answers
) -> None:
    learn.begin(LESSONS[0])
    do_by_bar(window, Move(what="q", of="Banana", to=0.5))
    assert learn.player.go(2)
    assert answers.asked == []


def test_a_lesson_of_ones_own(
    learn: LearnPanel, window: MainWindow, tmp_path: Path, answers: Answers
) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(data())
    answers.name = str(path)
    user.click(learn.contents.own, user.middle(learn.contents.own))
    assert learn.player.lesson is not None
    assert learn.player.lesson.title == "Small"
    learn.leave()
    path.write_bytes(data(id="No Id"))
    learn.open_file(path)
    assert learn.player.lesson is None
    assert "mine.json, id" in " ".join(label.text() for label in window.notice.findChildren(QLabel))


def test_a_folder_of_ones_own_is_listed(
    learn: LearnPanel, window: MainWindow, tmp_path: Path, answers: Answers
) -> None:
    (tmp_path / "a.json").write_bytes(data())
    (tmp_path / "b.json").write_bytes(b"{")
    assert window.learn is not None
    tree = learn.contents.tree
    before = tree.topLevelItemCount()
    learn.open_file(tmp_path)
    assert tree.topLevelItemCount() == before + 1
    assert "b.json" in learn.contents.refusals.text()
    assert learn.contents.refusals.isVisible()
    chapter = tree.topLevelItem(before)
    assert chapter is not None
    assert chapter.text(0) == "Tests"
    tree.itemActivated.emit(chapter.child(0), 0)
    assert learn.player.lesson is not None
    assert learn.player.lesson.title == "Small"
    # Several files at once are a folder's.
    (tmp_path / "c.json").write_bytes(data(id="third", title="Third"))
    answers.name, answers.more = str(tmp_path / "a.json"), [str(tmp_path / "c.json")]
    learn.leave()
    user.click(learn.contents.own, user.middle(learn.contents.own))
    chapter = tree.topLevelItem(before)
    assert chapter is not None
    rows = [chapter.child(k) for k in range(chapter.childCount())]
    assert [row.text(0) for row in rows if row is not None] == ["Small", "Third"]
    window.learn.begin(read_folder(tmp_path))
    assert learn.currentWidget() is learn.contents


def test_everything_is_forgotten(qtbot: QtBot, learn: LearnPanel, answers: Answers) -> None:
    assert learn.player.begin(LESSONS[0], 1)
    press(qtbot, learn.page.answer)
    learn.leave()
    assert progress_path().exists()
    assert learn.contents.go_on.text() == "Go on: What it is for"
    answers.save_changes = Answer.Yes
    user.click(learn.contents.forget, user.middle(learn.contents.forget))
    assert not progress_path().exists()
    assert learn.player.progress.beliefs == ()
    assert learn.contents.go_on.text() == "Begin: What it is for"


def test_closing_learn_ends_the_lesson(window: MainWindow, learn: LearnPanel) -> None:
    window.appearance.choose_level(simple=False)
    learn.begin(LESSONS[0])
    assert window.scene.view.simple
    user.key(window, Key.Key_1, user.Modifier.AltModifier)
    assert learn.player.lesson is None
    assert not window.scene.view.simple
    assert learn.light.isHidden()


# What is to be seen


def seen(page: StepPage, label: QWidget) -> bool:
    """Whether all of a widget is in the part of the column that is scrolled to."""
    view = page._scroll.viewport()
    corner = label.mapTo(view, QPoint())
    return view.rect().contains(QRect(corner, label.size()))


def test_what_is_said_is_scrolled_to(qtbot: QtBot, window: MainWindow, learn: LearnPanel) -> None:
    window.resize(1024, 560)
    lesson = next(each for each in LESSONS if each.id == "softmax")
    assert learn.player.begin(lesson, 1)
    page = learn.page
    qtbot.waitUntil(lambda: seen(page, page.place))
    press_in_sight(qtbot, page)
    qtbot.waitUntil(lambda: page.after.isVisible() and seen(page, page.after))
    assert not seen(page, page.place)
    assert learn.player.go(2)
    qtbot.waitUntil(lambda: seen(page, page.place))
    page.show_hint()
    qtbot.waitUntil(lambda: seen(page, page.hint))


def press_in_sight(qtbot: QtBot, page: StepPage) -> None:
    """Scroll to the answer's button, as one has to in a low window, and press it."""

    def reached() -> bool:
        page._scroll.ensureWidgetVisible(page.answer)
        return seen(page, page.answer)

    QApplication.processEvents()
    qtbot.waitUntil(reached)
    press(qtbot, page.answer)


def test_drag_me_stands_where_the_step_means_it(window: MainWindow, learn: LearnPanel) -> None:
    hint = DragHint(window.pipeline.bars)
    softmax = next(each for each in LESSONS if each.id == "softmax")
    assert learn.player.begin(LESSONS[0], 0)
    assert hint.isVisible()
    assert learn.player.begin(softmax, 2)
    assert hint.isHidden(), "it is Apple's score that is meant"
    learn.leave()
    assert hint.isVisible()
