"""Playing is a preview that goes on by itself; every test ticks by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.course import Plan
from ceviz.document.model import Document, Unit
from ceviz.maths.descent import Loss
from ceviz.panels.scene import TRAIL, Scene
from ceviz.store import End, Intent
from ceviz.views.descent.player import FRAMES, SPEEDS, Player
from tests.helpers.documents import batch, fruit
from tests.helpers.fixtures import make_scene
from tests.helpers.hearing import Heard

CE, SE = Loss.CROSS_ENTROPY, Loss.SQUARED_ERROR

LABEL = "Descend cross-entropy to step"


@pytest.fixture
def player(scene: Scene) -> Player:
    return Player(scene)


def played(player: Player, ticks: int) -> Player:
    """``player``, playing and ``ticks`` frames on; its clock is stopped, the test is the clock."""
    player.play()
    player._clock.stop()
    for _ in range(ticks):
        player.tick()
    return player


def steps(scene: Scene) -> list[str]:
    history = scene.store.history
    return [history.text(k) for k in range(history.count())]


def lies_at(scene: Scene, player: Player, step: int) -> bool:
    """The document, the player and the trail agree."""
    scores = player.course.scores(player.loss, step)
    trail = scene.state.trail
    return (
        player.step == step
        and np.array_equal(scene.store.document.sample.scores, scores)
        and np.array_equal(trail[-1], scores)
    )


def elsewhere(temperature: float = 2.0) -> Intent:
    return Intent("T", partial(edits.set_temperature, temperature=temperature))


def dragged(value: float) -> Intent:
    return Intent("Drag", partial(edits.set_score, i=0, value=value))


def test_at_rest_it_stands_at_the_start_and_asks_for_nothing(scene: Scene, player: Player) -> None:
    heard = Heard(player)
    assert (player.step, player.last, player.playing) == (0, 200, False)
    np.testing.assert_array_equal(player.course.start, scene.store.document.sample.scores)
    scene.store.apply(elsewhere())
    scene.store.undo()
    assert heard.said == []


def test_each_frame_is_a_preview_of_the_next_step(scene: Scene, player: Player) -> None:
    heard = Heard(player)
    played(player, 3)
    assert heard.said == ["previewed"] * 3
    assert [intent.label for intent in heard.intents] == [f"{LABEL} {k}" for k in (1, 2, 3)]
    assert lies_at(scene, player, 3)
    assert scene.store.in_gesture
    assert steps(scene) == []


def test_stopping_keeps_the_point_reached_as_one_step(scene: Scene, player: Player) -> None:
    before = scene.store.document
    played(player, 30).pause()
    assert steps(scene) == [f"{LABEL} 30"]
    assert not scene.store.in_gesture
    assert not player.playing
    assert lies_at(scene, player, 30)
    scene.store.undo()
    assert scene.store.document.same_as(before)
    assert lies_at(scene, player, 0)
    scene.store.redo()
    assert lies_at(scene, player, 30)


def test_however_often_it_is_stopped_it_is_one_step(scene: Scene, player: Player) -> None:
    before = scene.store.document
    for _ in range(3):
        played(player, 5).pause()
    player.go(player.step + 1)
    held = scene.store.begin()
    held.preview(player.intent_at(40, held.base))
    held.end(End.RELEASED)
    assert steps(scene) == [f"{LABEL} 40"]
    player.go(0)
    assert steps(scene) == []
    assert scene.store.document.same_as(before)


def test_cancelling_gives_back_where_playing_began(scene: Scene, player: Player) -> None:
    player.go(10)
    played(player, 15)
    assert lies_at(scene, player, 25)
    player.cancel()
    assert not player.playing
    assert not scene.store.in_gesture
    assert lies_at(scene, player, 10)
    assert steps(scene) == [f"{LABEL} 10"]


def test_undo_while_it_plays_stops_it_and_undoes_nothing_else(scene: Scene, player: Player) -> None:
    scene.store.apply(elsewhere())
    played(player, 5)
    scene.store.undo()
    assert not player.playing
    assert lies_at(scene, player, 0)
    assert steps(scene) == ["T"]


def test_a_step_elsewhere_keeps_what_was_played_and_ends_it(scene: Scene, player: Player) -> None:
    played(player, 5)
    reached = scene.store.document.sample.scores
    scene.store.apply(elsewhere())
    assert not player.playing
    assert steps(scene) == [f"{LABEL} 5", "T"]
    assert player.step == 0
    assert player.course.temperature == 2.0
    np.testing.assert_array_equal(player.course.start, reached)


def test_a_drag_elsewhere_keeps_what_was_played_and_goes_on_from_there(
    scene: Scene, player: Player
) -> None:
    played(player, 5)
    reached = scene.store.document
    gesture = scene.store.begin()
    gesture.preview(dragged(9.0))
    assert not player.playing
    assert steps(scene) == [f"{LABEL} 5"]
    assert gesture.base.same_as(reached)
    gesture.end(End.ESCAPED)
    assert scene.store.document.same_as(reached)


def test_who_takes_a_handle_catches_what_is_played(scene: Scene, player: Player) -> None:
    played(player, 5)
    gesture = scene.store.begin()
    assert not player.playing
    assert not player._clock.isActive()
    assert steps(scene) == [f"{LABEL} 5"]
    gesture.end(End.RELEASED)


def test_looking_at_another_sample_keeps_what_was_played(scene: Scene) -> None:
    scene = make_scene(batch())
    player = played(Player(scene), 5)
    scene.store.apply(Intent("Show", partial(edits.select_sample, row=2), looking=True))
    assert not player.playing
    assert steps(scene) == [f"{LABEL} 5"]
    assert player.course.row == 2
    assert (player.course.p == [1.0, 0.0, 0.0]).all()


def test_another_document_drops_what_was_played(scene: Scene, player: Player) -> None:
    played(player, 5)
    scene.store.open(batch())
    assert not player.playing
    assert player.step == 0
    assert player.course.is_for(scene.store.document)


def test_another_unit_is_the_same_course(scene: Scene, player: Player) -> None:
    player.go(7)
    course = player.course
    scene.store.apply(Intent("Bits", partial(edits.set_unit, unit=Unit.BITS), looking=True))
    assert player.course is course
    assert player.step == 7


def test_at_the_end_it_pauses_and_begins_again(scene: Scene, player: Player) -> None:
    player.go(player.last - 2)
    played(player, 2)
    assert not player.playing
    assert lies_at(scene, player, player.last)
    assert steps(scene) == [f"{LABEL} 200"]
    played(player, 1)
    assert lies_at(scene, player, 1)


def test_past_its_ends_there_is_nothing(scene: Scene, player: Player) -> None:
    player.go(-3)
    assert player.step == 0
    player.go(10_000)
    assert lies_at(scene, player, player.last)


@pytest.mark.parametrize("frame", [0.001, 1 / 60, 0.05, 0.2])
@pytest.mark.parametrize("speed", SPEEDS)
def test_the_speed_is_in_steps_a_second_however_long_frames_take(
    player: Player, speed: int, frame: float
) -> None:
    player.set_plan(Plan(count=1000))
    player.set_speed(speed)
    # From where it is under way.
    begin = 2 * max(SPEEDS)
    player.go(begin)
    player.play()
    assert player._clock.interval() == round(1000 / min(speed, FRAMES))
    player._clock.stop()
    for _ in range(round(2.0 / frame)):
        player.advance(frame)
    assert player.step - begin == pytest.approx(2 * speed, abs=1)
    player.cancel()


@pytest.mark.parametrize("speed", SPEEDS)
def test_it_starts_slowly_enough_to_be_followed(player: Player, speed: int) -> None:
    player.set_plan(Plan(count=1000))
    player.set_speed(speed)
    player.play()
    player._clock.stop()
    came, seconds = {0: 0.0}, 0.0
    while player.step < 3 * speed:
        player.advance(0.01)
        seconds += 0.01
        came.setdefault(player.step, seconds)
    # Each of the first ones stands for a while, and none takes longer than the one before.
    steps = [came[step] for step in range(6)]
    lasted = np.diff(steps)
    assert (lasted[1:] > 0.2).all() or speed < 5
    assert (np.diff(lasted[1:]) < 0.011).all()
    # Then it goes as fast as was chosen.
    before = player.step
    for _ in range(100):
        player.advance(0.01)
    assert player.step - before == pytest.approx(speed, abs=1) or speed > 60
    player.cancel()


def test_after_a_standstill_it_goes_on_from_there(player: Player) -> None:
    player.play()
    player._clock.stop()
    player.advance(60.0)
    # No more than a frame may take in.
    assert player.step <= 15
    assert player._due < 1.0
    player.cancel()


def test_another_speed_counts_from_now(player: Player) -> None:
    player.play()
    player.set_speed(2)
    assert player._clock.interval() == 500
    player._clock.stop()
    player.advance(0.2)
    assert player.step == 0
    player.cancel()
    player.set_speed(60)
    assert not player._clock.isActive()


def test_the_clock_ticks(qtbot: QtBot, player: Player) -> None:
    player.set_speed(max(SPEEDS))
    player.play()
    qtbot.waitUntil(lambda: player.step > 0)
    player.cancel()


def test_the_trail_is_the_way_from_the_start(scene: Scene, player: Player) -> None:
    scene.store.apply(Intent("z", partial(edits.set_score, i=0, value=2.0)))
    scene.store.apply(Intent("z", partial(edits.set_score, i=0, value=3.0)))
    before = scene.state.trail
    played(player, 0).tick(20)
    way = [player.course.scores(CE, step) for step in range(player.step + 1)]
    np.testing.assert_array_equal(scene.state.trail, [*before[:-1], *way])
    player.go(4)
    np.testing.assert_array_equal(scene.state.trail, [*before[:-1], *way[:5]])
    player.go(0)
    np.testing.assert_array_equal(scene.state.trail, before)
    player.go(200)
    assert len(scene.state.trail) <= TRAIL
    np.testing.assert_array_equal(scene.state.trail[-1], player.course.scores(CE, 200))


def test_a_trail_that_ends_elsewhere_is_none(scene: Scene) -> None:
    before = scene.state.trail
    scene.lay_trail([scene.state.analysis.z + 1.0])
    assert scene.state.trail is before


def test_the_other_loss_is_the_same_step_from_the_same_start(scene: Scene, player: Player) -> None:
    start = player.course.start
    player.go(12)
    player.set_loss(SE)
    assert player.loss is SE
    assert lies_at(scene, player, 12)
    np.testing.assert_array_equal(player.course.start, start)
    assert steps(scene) == ["Descend squared error to step 12"]
    played(player, 1)
    player.set_loss(CE)
    assert player.playing
    assert lies_at(scene, player, 13)
    player.cancel()


def test_undoing_to_the_other_path_is_noticed(scene: Scene, player: Player) -> None:
    player.go(12)
    scene.store.history.setClean()  # what is saved is not folded over
    player.set_loss(SE)
    scene.store.undo()
    assert player.loss is CE
    assert lies_at(scene, player, 12)


def test_other_steps_begin_where_the_document_is(scene: Scene, player: Player) -> None:
    player.go(12)
    reached = scene.store.document
    player.set_plan(Plan(step_size=0.1))
    assert scene.store.document.same_as(reached)
    assert player.step == 0
    np.testing.assert_array_equal(player.course.start, reached.sample.scores)
    player.go(5)
    assert steps(scene) == [f"{LABEL} 12", f"{LABEL} 5"]


def test_other_steps_while_it_plays_go_on_from_there(scene: Scene, player: Player) -> None:
    before = scene.store.document
    played(player, 5)
    player.set_plan(Plan(step_size=0.1))
    assert player.playing
    player.tick()
    assert lies_at(scene, player, 1)
    player.cancel()
    assert scene.store.document.same_as(before)


def test_more_steps_are_the_same_course(scene: Scene, player: Player) -> None:
    player.go(70)
    start = player.course.start
    player.set_plan(Plan(count=500))
    assert player.last == 500
    assert lies_at(scene, player, 70)
    assert player.course.start is start
    player.set_plan(Plan(count=50))
    assert player.step == 0
    assert player.last == 50


def test_while_a_handle_elsewhere_is_dragged_the_course_follows_now_and_then(
    scene: Scene, player: Player
) -> None:
    pressed = player.course
    gesture = scene.store.begin()
    for value in (2.0, 3.0, 4.0):
        gesture.preview(dragged(value))
    assert player.course is pressed
    player.catch_up()
    assert player.course.start[0] == 4.0
    assert player.framed is pressed
    gesture.preview(dragged(5.0))
    gesture.end(End.RELEASED)
    player.catch_up()
    assert player.course.start[0] == 5.0
    assert player.framed is None


def test_when_the_drag_ends_the_course_is_right(qtbot: QtBot, scene: Scene, player: Player) -> None:
    gesture = scene.store.begin()
    for value in (2.0, 3.0):
        gesture.preview(dragged(value))
    gesture.end(End.RELEASED)
    qtbot.waitUntil(lambda: player.framed is None)
    assert player.course.start[0] == 3.0


def test_a_drag_that_is_given_back_gives_the_course_back(
    qtbot: QtBot, scene: Scene, player: Player
) -> None:
    player.go(33)
    pressed = player.course
    gesture = scene.store.begin()
    gesture.preview(dragged(4.0))
    player.catch_up()
    assert player.course is not pressed
    gesture.end(End.ESCAPED)
    qtbot.waitUntil(lambda: player.framed is None)
    assert player.course is pressed
    assert lies_at(scene, player, 33)


def test_playing_ends_a_drag_that_runs(scene: Scene, player: Player) -> None:
    scene.store.begin().preview(dragged(4.0))
    played(player, 2)
    assert steps(scene) == ["Drag"]
    assert player.playing
    assert player.course.start[0] == 4.0
    assert lies_at(scene, player, 2)
    player.cancel()
    assert scene.store.document.sample.scores[0] == 4.0


def test_a_course_of_no_steps_does_not_play(scene: Scene, player: Player) -> None:
    scene.store.apply(elsewhere(1e-3))
    scene.store.apply(Intent("z", partial(edits.set_score, i=1, value=-9.0)))
    player.set_plan(Plan(step_size=1.7e308))
    assert player.last == 0
    player.play()
    assert not player.playing


@pytest.mark.parametrize("make", [fruit, batch])
def test_a_descent_on_the_document_is_the_descent_of_the_maths(
    make: Callable[[], Document],
) -> None:
    scene = make_scene(make())
    player = played(Player(scene), 25)
    path = player.course.paths[CE]
    a = scene.store.analysis
    assert a.cross_entropy == pytest.approx(path.cross_entropy[25], rel=1e-12)
    assert a.kl == pytest.approx(path.kl[25], rel=1e-12)
    player.cancel()
