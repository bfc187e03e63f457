from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.course import PLAIN, Plan
from ceviz.document.model import Document, Unit
from ceviz.draw.theme import DARK
from ceviz.maths.descent import Loss
from ceviz.panels.scene import Scene
from ceviz.store import End, Intent
from ceviz.views.descent import lines as descent_lines
from ceviz.views.descent.picture import Descent
from ceviz.views.descent.view import DescentView
from ceviz.views.registry import VIEWS
from tests.helpers import user
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard
from tests.helpers.images import pixels
from tests.helpers.user import Key

CE, SE = Loss.CROSS_ENTROPY, Loss.SQUARED_ERROR


def opened(qtbot: QtBot, document: Document | None = None) -> tuple[DescentView, Scene]:
    """The view as a window, its plots laid out."""
    scene = make_scene(document)
    view = show(qtbot, DescentView(scene), 420, 500)
    view.grab()
    return view, scene


def ticked(view: DescentView, ticks: int) -> None:
    """Frames of a descent that plays; the test is the clock."""
    view.player._clock.stop()
    for _ in range(ticks):
        view.player.tick()


def shown(view: DescentView) -> Descent:
    picture = view.panel.picture
    assert isinstance(picture, Descent)
    return picture


def steps(scene: Scene) -> list[str]:
    history = scene.store.history
    return [history.text(k) for k in range(history.count())]


def at_step(view: DescentView, step: float, chart: int = 0) -> tuple[QWidget, QPointF]:
    """The pixel of a step in a plot, to what a mouse can hit."""
    plot = view.panel.plots[chart]
    axes = plot.axes()
    return plot.viewport(), QPointF(QPoint(round(axes.x.at(step)), round(axes.area.center().y())))


@pytest.mark.parametrize(
    "make", [fruit, free_fruit, infinite, lambda: many(2), lambda: many(10), lambda: many(200)]
)
def test_it_shows_a_document_and_asks_for_nothing(
    qtbot: QtBot, make: Callable[[], Document]
) -> None:
    view, scene = opened(qtbot)
    heard, played = Heard(view.panel), Heard(view.player)
    scene.store.open(make())
    view.grab()
    assert shown(view).course is view.player.course
    assert shown(view).course_in(scene.state).is_for(scene.store.document)
    qtbot.waitUntil(lambda: view.caption.text() == view.picture.caption(scene.state))
    assert heard.said == played.said == []


def test_it_is_opened_by_its_key() -> None:
    (spec,) = [spec for spec in VIEWS if spec.name == "descent"]
    assert spec.key == "Ctrl+7"
    assert DescentView.__module__ == f"{spec.home}.descent.view"
    assert DescentView.__name__ == spec.view


def test_the_plot_is_zoomed_and_comes_back(qtbot: QtBot) -> None:
    view, _ = opened(qtbot)
    losses, accuracy = view.panel.plots
    whole = losses.axes().x
    losses.getViewBox().setRange(xRange=(20.0, 40.0), padding=0)
    assert accuracy.axes().x.low == pytest.approx(20.0)
    view.panel.reset_zoom()
    assert losses.axes().x.low == pytest.approx(whole.low)


def test_numbers_on_the_axes_are_what_they_are(qtbot: QtBot) -> None:
    view, _ = opened(qtbot)
    for plot in view.panel.plots:
        assert not plot.getAxis("left").autoSIPrefix


def test_play_and_pause_are_one_button_and_one_step(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    play = view.transport.play
    user.click(play, user.middle(play))
    assert view.player.playing
    assert play.accessibleName() == "Pause"
    ticked(view, 12)
    assert shown(view).step == 12
    assert view.transport.slider.value() == 12
    assert view.transport.place.text() == "step 12 of"
    user.click(play, user.middle(play))
    assert play.accessibleName() == "Play"
    assert steps(scene) == ["Descend cross-entropy to step 12"]
    qtbot.waitUntil(lambda: view.caption.text().startswith("12 steps down cross-entropy"))


def test_playing_paints_the_curves_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view, _ = opened(qtbot)
    drawn: list[object] = []
    monkeypatch.setattr(descent_lines, "draw_losses", lambda *a: drawn.append(a))
    view.player.play()
    for _ in range(5):
        ticked(view, 1)
        view.grab()
    assert drawn == []
    view.player.set_plan(Plan(step_size=2.0))
    view.grab()
    assert len(drawn) == 1
    view.player.cancel()


def test_marks_that_reach_over_the_axes_leave_nothing_behind(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, many(2))
    scene.set_theme(DARK)  # painted whole at the start, then only what moves

    def is_as_painted() -> bool:
        on_screen = pixels(view.screen().grabWindow(view.winId()).toImage())
        return np.array_equal(on_screen, pixels(view.grab().toImage()))

    for step in (40, 90, 140):
        view.player.go(step)
        qtbot.waitUntil(is_as_painted)


def test_escape_gives_back_what_was_played(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    before = scene.store.document
    view.panel.setFocus()
    user.key(view, Key.Key_Space)
    ticked(view, 12)
    user.key(view, Key.Key_Escape)
    assert not view.player.playing
    assert scene.store.document.same_as(before)
    assert steps(scene) == []
    assert shown(view).step == 0


def test_escape_belongs_to_playing_only_while_it_plays(qtbot: QtBot) -> None:
    view, _ = opened(qtbot)
    view.step_size.setFocus()
    user.select_all(view)
    user.write(view, "7")
    user.key(view, Key.Key_Escape)
    assert view.step_size.text() == "1"


def test_the_buttons_step_and_jump(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    row = view.transport
    assert not row.back.isEnabled()
    assert not row.start.isEnabled()
    reached = []
    for button in (row.forth, row.forth, row.back, row.end, row.start):
        user.click(button, user.middle(button))
        reached.append(view.player.step)
    assert reached == [1, 2, 1, 200, 0]
    assert steps(scene) == []


def test_the_keyboard_is_as_good(qtbot: QtBot) -> None:
    view, _ = opened(qtbot)
    view.panel.setFocus()
    reached = []
    for key in (Key.Key_Right, Key.Key_PageDown, Key.Key_Left, Key.Key_PageUp, Key.Key_End,
                Key.Key_Home):  # fmt: skip
        user.key(view, key)
        reached.append(view.player.step)
    assert reached == [1, 11, 10, 0, 200, 0]


def test_the_slider_scrubs_in_one_step(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    heard, slider = Heard(view.player), view.transport.slider
    start = handle(view)
    user.press(slider, start)
    for way in (10.0, 30.0, 20.0):
        user.move(slider, start + QPointF(way, 0.0))
        assert shown(view).step == view.player.step == slider.sliderPosition() > 0
        assert steps(scene) == []
    user.release(slider, start + QPointF(20.0, 0.0))
    assert heard.said == ["previewed"] * 3 + ["released"]
    assert steps(scene) == [f"Descend cross-entropy to step {view.player.step}"]


def test_the_slider_catches_what_is_played(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    view.player.play()
    ticked(view, 12)
    slider, start = view.transport.slider, handle(view)
    user.press(slider, start)
    assert not view.player.playing
    user.move(slider, start + QPointF(30.0, 0.0))
    assert view.player.step == slider.value() > 12
    user.key(view, Key.Key_Escape)
    assert view.player.step == slider.value() == 12
    user.release(slider, start + QPointF(30.0, 0.0))
    assert steps(scene) == ["Descend cross-entropy to step 12"]


def test_escape_gives_the_slider_back(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    slider, start = view.transport.slider, handle(view)
    user.press(slider, start)
    user.move(slider, start + QPointF(30.0, 0.0))
    user.key(view, Key.Key_Escape)
    assert view.player.step == slider.value() == 0
    user.release(slider, start + QPointF(30.0, 0.0))
    assert steps(scene) == []


@pytest.mark.parametrize("chart", [0, 1])
def test_the_line_in_the_plot_is_dragged(qtbot: QtBot, chart: int) -> None:
    view, scene = opened(qtbot, free_fruit())
    view.player.go(20)
    view.grab()
    heard = Heard(view.panel)
    viewport, start = at_step(view, 20, chart)
    # In the last third the descent has arrived: every step has the same scores.
    for step in (50, 180, 190):
        _, there = at_step(view, step, chart)
        if step == 50:
            user.press(viewport, start)
        user.move(viewport, there)
        assert view.player.step == shown(view).step == pytest.approx(step, abs=1)
    user.release(viewport, there)
    assert heard.said == ["previewed"] * 3 + ["released"]
    assert len(steps(scene)) == 1


def test_a_drag_elsewhere_is_followed_when_it_ends(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    pressed, ranges = view.player.course, view.panel.plots[0].axes()
    gesture = scene.store.begin()
    gesture.preview(dragged_to(3.0))
    gesture.preview(dragged_to(9.0))
    assert shown(view).course is pressed
    view.player.catch_up()
    assert shown(view).course is not pressed
    now = view.panel.plots[0].axes()
    assert (now.x, now.y) == (ranges.x, ranges.y)
    gesture.end(End.RELEASED)
    qtbot.waitUntil(lambda: shown(view).framed is None)
    assert shown(view).course_in(scene.state).start[0] == 9.0
    assert view.panel.plots[0].axes().y != ranges.y


def test_the_loss_is_chosen(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    view.player.go(10)
    view.loss.setFocus()
    user.key(view, Key.Key_Down)
    assert view.player.loss is SE
    assert shown(view).loss is SE
    assert shown(view).step == 10
    np.testing.assert_array_equal(
        scene.store.document.sample.scores, view.player.course.scores(SE, 10)
    )


def test_step_size_and_momentum_are_typed(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    before = scene.store.document
    for field, text in ((view.step_size, "1/4"), (view.momentum, "90 %")):
        field.setFocus()
        user.select_all(view)
        user.write(view, text)
        user.key(view, Key.Key_Return)
    assert view.player.plan == Plan(0.25, 0.9, 200)
    assert (view.step_size.text(), view.momentum.text()) == ("0.25", "0.9")
    assert view.picture.heading(scene.state).endswith("size 0.25, momentum 0.9")
    assert scene.store.document is before


@pytest.mark.parametrize(
    ("name", "text"), [("step_size", "0"), ("momentum", "1"), ("momentum", "-1")]
)
def test_what_is_no_descent_is_refused_in_place(qtbot: QtBot, name: str, text: str) -> None:
    view, _ = opened(qtbot)
    field = getattr(view, name)
    field.setFocus()
    user.select_all(view)
    user.write(view, text)
    user.key(view, Key.Key_Return)
    assert field.property("refused")
    assert field.text() == text
    assert view.player.plan == PLAIN


def test_number_of_steps_and_speed_are_chosen(qtbot: QtBot) -> None:
    view, _ = opened(qtbot)
    view.transport.count.setFocus()
    user.key(view, Key.Key_Down)
    assert view.player.last == 500
    assert view.transport.slider.maximum() == 500
    view.transport.speed.setFocus()
    user.key(view, Key.Key_Down)
    assert view.player.speed == 120


def test_a_hidden_view_walks_nothing_and_catches_up(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    view.hide()
    scene.store.open(many(10))
    scene.store.apply(dragged_to(4.0))
    scene.store.undo()
    scene.store.apply(Intent("Bits", partial(edits.set_unit, unit=Unit.BITS), looking=True))
    assert not view.player.course.walked
    view.show()
    assert shown(view).course is view.player.course


def test_it_goes_on_playing_behind_a_tab(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    view.player.play()
    view.hide()
    ticked(view, 9)
    assert view.player.step == 9
    view.show()
    assert shown(view).step == 9
    assert view.transport.play.accessibleName() == "Pause"
    view.player.pause()
    assert steps(scene) == ["Descend cross-entropy to step 9"]


def test_nothing_moves_aside_while_it_counts(qtbot: QtBot) -> None:
    view, _ = opened(qtbot)
    view.player.set_plan(Plan(count=1000))
    before = view.transport.slider.geometry(), view.minimumSizeHint().width()
    view.player.go(1000)
    view.grab()
    assert (view.transport.slider.geometry(), view.minimumSizeHint().width()) == before
    assert before[1] <= 420


def test_unit_and_theme_are_followed(qtbot: QtBot) -> None:
    view, scene = opened(qtbot)
    light = view.grab().toImage()
    scene.set_theme(DARK)
    assert view.grab().toImage() != light
    scene.store.apply(Intent("Bits", partial(edits.set_unit, unit=Unit.BITS), looking=True))
    assert view.panel.plots[0].getAxis("left").labelText == "bits"


def test_without_plots_it_is_painted_all_the_same(qtbot: QtBot) -> None:
    scene = make_scene()
    view = DescentView(scene)
    qtbot.addWidget(view)
    view.panel.resize(400, 350)
    before = view.panel.grab().toImage()
    view.panel.move_to(Descent(course=view.player.course, step=50))
    assert view.panel.grab().toImage() != before


def dragged_to(value: float) -> Intent:
    """Apple's score, moved in another view."""
    return Intent("Drag", partial(edits.set_score, i=0, value=value))


def handle(view: DescentView) -> QPointF:
    """The middle of the slider's handle."""
    slider = view.transport.slider
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    rect = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    return QPointF(rect.center())


def test_a_course_is_taken_up_again(qtbot: QtBot) -> None:
    first, scene = opened(qtbot, infinite())
    first.player.go(12)
    kept, walked = shown(first), scene.store.document
    assert kept.start[1] == "-inf"
    view, other = opened(qtbot, walked)
    assert view.player.step == 0
    view.restore(replace(Descent(), start=kept.start))
    assert view.player.step == 12
    np.testing.assert_array_equal(view.player.course.start, infinite().sample.scores)
    assert shown(view).step == 12
    assert len(other.state.trail) == 13
    user.key(view.panel, Key.Key_Home)
    assert other.store.document.sample.scores[1] == -np.inf
    assert shown(view).start == ()


def test_a_course_that_leads_elsewhere_is_not(qtbot: QtBot) -> None:
    view, scene = opened(qtbot, fruit())
    for start in ((0.0, 1.0, 2.0), (0.0, 1.0)):
        view.restore(Descent(start=start))
        assert view.player.step == 0
        np.testing.assert_array_equal(view.player.course.start, scene.store.document.sample.scores)
        assert Descent(start=start).step_in(scene.state) == 0
