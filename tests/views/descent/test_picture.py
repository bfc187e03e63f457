from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.document import edits
from ceviz.document.course import PLAIN, Course, Plan
from ceviz.document.model import Document, Unit
from ceviz.document.targets import OneHot, free
from ceviz.document.text.numbers import show_information, show_signed
from ceviz.draw.chart import Axes
from ceviz.draw.state import State
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.maths.descent import Loss
from ceviz.storage.presets import load_preset
from ceviz.views.descent.caption import step_words, tip
from ceviz.views.descent.lines import spread_down
from ceviz.views.descent.picture import HIGHEST, AccuracyChart, Descent, LossChart
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, untouched

CE, SE = Loss.CROSS_ENTROPY, Loss.SQUARED_ERROR

SLOT, ALONE = (400, 350), (1240, 600)


def confidently_wrong() -> Document:
    """All but sure of Apple; the truth is Banana."""
    return document([[7.0, 0.0, 0.0]], [OneHot(1)])


def arrived() -> Document:
    """q is p."""
    return document([[0.0, 0.0]], [free(np.array([0.5, 0.5]))], names=("Heads", "Tails"))


DOCUMENTS = [fruit, free_fruit, infinite, confidently_wrong, arrived] + [
    pytest.param(lambda count=count: many(count), id=f"{count} classes")
    for count in (2, 10, 200, 1000)
]


@pytest.fixture(params=DOCUMENTS)
def shown(request: pytest.FixtureRequest) -> State:
    return state_of(request.param())


def at(document: Document, step: int, loss: Loss = CE, plan: Plan = PLAIN) -> tuple[Descent, State]:
    """The picture with the document gone ``step`` steps along its course, and the state."""
    course = Course.of(document, plan)
    gone = edits.set_scores(document, course.scores(loss, step))
    return Descent(plan, loss, course=course, step=step), state_of(gone)


def axes(picture: Descent, state: State, size: tuple[int, int] = SLOT) -> tuple[Axes, ...]:
    return picture.geometry(QRectF(0, 0, *size), state, LIGHT).axes


@pytest.mark.parametrize("size", [SLOT, ALONE, (200, 160)])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_is_painted_within_its_card(shown: State, theme: Theme, size: tuple[int, int]) -> None:
    picture = rendered(Descent(), shown, *size, theme=theme, margin=6)
    rim = untouched(picture)
    assert rim[:6].all()
    assert rim[-6:].all()
    assert rim[:, :6].all()
    assert rim[:, -6:].all()
    assert not rim[6:-6, 6:-6].all()


def test_the_axes_hold_the_whole_course(shown: State) -> None:
    losses, accuracy = axes(Descent(), shown)
    course = Course.of(shown.document, PLAIN)
    for path in course.paths.values():
        finite = path.cross_entropy[np.isfinite(path.cross_entropy)]
        assert (finite <= losses.y.high).all()
        assert (path.kl[np.isfinite(path.kl)] >= losses.y.low).all()
    assert (losses.x.low, losses.x.high) == (0.0, 200.0) == (accuracy.x.low, accuracy.x.high)
    assert accuracy.y.low < 0.0
    assert accuracy.y.high > 1.0


def test_the_axes_are_in_the_documents_unit() -> None:
    nats, bits = state_of(free_fruit()), state_of(edits.set_unit(free_fruit(), Unit.BITS))
    of = [axes(Descent(), state)[0].y.high for state in (nats, bits)]
    assert of[1] == pytest.approx(of[0] / np.log(2.0))
    assert LossChart(Descent()).labels(bits) == ("step", "bits")


def test_the_axes_keep_to_the_course_of_the_press() -> None:
    state = state_of(confidently_wrong())
    framed = Course.of(fruit(), Plan(count=50))
    picture = Descent(course=Course.of(state.document, PLAIN), framed=framed)
    (losses, _), (alone, _) = axes(picture, state), axes(Descent(Plan(count=50)), state_of(fruit()))
    assert (losses.x, losses.y) == (alone.x, alone.y)


def test_a_step_far_too_large_leaves_axes_that_can_be_drawn() -> None:
    state = state_of(confidently_wrong())
    picture = Descent(Plan(step_size=1e300))
    losses, _ = axes(picture, state)
    assert 0.0 < losses.y.high <= HIGHEST * 2.0
    rendered(picture, state, *SLOT)


def test_only_what_is_ahead_is_veiled() -> None:
    document = confidently_wrong()
    (there, state), (start, resting) = at(document, 100), at(document, 0)
    before, after = rendered(start, resting, *ALONE), rendered(there, state, *ALONE)
    losses, _ = axes(there, state, ALONE)
    row = slice(int(losses.y.at(6.0)), int(losses.y.at(3.0)))
    x = int(losses.x.at(100))
    behind, ahead = np.s_[row, x - 120 : x - 20], np.s_[row, x + 90 : x + 250]
    np.testing.assert_array_equal(before[behind], after[behind])
    darkest = [int(each[ahead][..., :3].min()) for each in (before, after)]
    assert darkest[1] > darkest[0] + 40


def test_the_still_layer_stays_while_it_plays() -> None:
    document = free_fruit()
    course = Course.of(document, PLAIN)
    keys = []
    for step in (0, 7, 150):
        state = state_of(edits.set_scores(document, course.scores(CE, step)))
        picture = Descent(course=course, step=step)
        keys.append(
            picture.background_key(picture.geometry(QRectF(0, 0, *SLOT), state, LIGHT), state)
        )
    assert keys[0] == keys[1] == keys[2]
    other = replace(picture, loss=SE)
    assert other.background_key(other.geometry(QRectF(0, 0, *SLOT), state, LIGHT), state) != keys[0]


@pytest.mark.parametrize("chart", [0, 1])
def test_the_line_of_the_present_step_is_a_handle(chart: int) -> None:
    picture, state = at(fruit(), 57)
    g = picture.geometry(QRectF(0, 0, *SLOT), state, LIGHT)
    area, x = g.axes[chart].area, g.axes[chart].x
    on = QPointF(x.at(57.0) + 3.0, area.center().y())
    handle = picture.handle_at(g, on, state)
    assert handle is not None
    assert (handle.kind, handle.index, handle.value) == ("step", state.selected, 57.0)
    assert handle.at == QPointF(x.at(57.0), on.y())
    assert handle.along == "x"
    assert picture.handle_at(g, on + QPointF(20.0, 0.0), state) is None
    there = QPointF(x.at(80.2), on.y())
    intent = picture.intent_at(g, handle, there, state, state.document)
    assert intent.label == "Descend cross-entropy to step 80"
    assert picture.course is not None
    np.testing.assert_array_equal(
        intent.edit(state.document).sample.scores, picture.course.scores(CE, 80)
    )
    for beyond, step in ((-500.0, 0), (5000.0, 200)):
        intent = picture.intent_at(g, handle, QPointF(beyond, on.y()), state, state.document)
        assert intent.label == f"Descend cross-entropy to step {step}"


def test_the_tip_reads_both_paths_at_the_pointer() -> None:
    picture, state = at(confidently_wrong(), 0)
    now, _ = axes(picture, state)
    course = Course.of(state.document, PLAIN)
    words = LossChart(picture).tip(now, now.at(40.0, 3.0), None, state)
    h = [f"{path.cross_entropy[40]:.4f}" for path in course.paths.values()]
    assert words == [
        "step 40",
        f"cross-entropy: H(p,q) = {h[0]}, right",
        f"squared error: H(p,q) = {h[1]}, wrong",
    ]
    assert AccuracyChart(picture).tip(now, QPointF(0.0, 0.0), None, state) == []
    picture, state = at(free_fruit(), 0)
    words = LossChart(picture).tip(now, now.at(0.0, 0.5), None, state)
    a = state.analysis
    assert words[1] == f"cross-entropy: H(p,q) = {a.cross_entropy:.4f}, KL = {a.kl:.4f}, right"


@pytest.mark.parametrize("unit", Unit)
def test_the_caption_says_where_it_will_lead(unit: Unit) -> None:
    state = state_of(edits.set_unit(confidently_wrong(), unit))
    paths = Course.of(state.document, PLAIN).paths
    start, end, rival = (
        show_information(float(value) * unit.per_nat)
        for value in (paths[CE].cross_entropy[0], paths[CE].cross_entropy[-1],
                      paths[SE].cross_entropy[-1])
    )  # fmt: skip
    # The first step is worth one arrow.
    most = int(np.abs(state.analysis.gradient).argmax())
    first = show_signed(-float(state.analysis.gradient[most]))
    assert Descent().caption(state) == (
        "A step moves each score by what its arrow says, the first one "
        f"{state.document.classes.names[most]} by {first}. "
        f"200 steps of size 1 down cross-entropy take H(p,q) from {start} to {end} {unit}; "
        f"down squared error to {rival}."
    )


def test_the_caption_says_what_squared_error_does_not_reach() -> None:
    plan = Plan(step_size=0.5, momentum=0.25, count=50)
    words = Descent(plan).caption(state_of(confidently_wrong()))
    assert ". 50 steps of size 0.5, momentum 0.25 down cross-entropy take" in words
    assert words.endswith(", still wrong.")


def test_a_step_is_its_size_times_the_slope() -> None:
    plan, state = Plan(step_size=0.5), state_of(confidently_wrong())
    course = Course.of(state.document, plan)
    most = int(np.abs(state.analysis.gradient).argmax())
    move = show_signed(-0.5 * float(state.analysis.gradient[most]))
    words = step_words(course, CE, state)
    assert words.startswith("A step moves each score by 0.5 times what its arrow says")
    assert words.endswith(f"{state.document.classes.names[most]} by {move}.")
    moves = course.scores(SE, 1) - course.start
    most = int(np.abs(moves).argmax())
    words = step_words(course, SE, state)
    assert "0.5 times the slope of the squared error" in words
    assert words.endswith(f"{state.document.classes.names[most]} by {show_signed(moves[most])}.")


def test_an_impossible_class_moves_nowhere() -> None:
    state = state_of(edits.set_score(fruit(), 0, -np.inf))
    assert "Apple" not in step_words(Course.of(state.document, PLAIN), CE, state)


def test_the_tip_calls_equals_a_tie() -> None:
    fair = state_of(load_preset("fair-coin"))
    level = state_of(edits.set_scores(fruit(), np.zeros(3)))
    for state in (fair, level):
        words = tip(Course.of(state.document, PLAIN), 0, state)
        assert [line.rpartition(", ")[2] for line in words[1:]] == ["a tie", "a tie"]


def test_the_caption_says_that_both_fell_alike() -> None:
    picture, state = at(free_fruit(), 20)
    a, course = state.analysis, picture.course
    assert course is not None
    fell = float(course.paths[CE].kl[0]) - a.kl
    rival = float(course.paths[SE].cross_entropy[20])
    assert picture.caption(state) == (
        f"20 steps down cross-entropy: H(p,q) and KL(p‖q) both fell by {fell:.4f} nats: H(p) "
        f"does not move; H(p,q) is {a.cross_entropy:.4f}, and down squared error it would be "
        f"{rival:.4f}."
    )
    picture, state = at(fruit(), 1, SE)
    assert picture.caption(state).startswith("1 step down squared error: H(p,q) = KL(p‖q) fell by ")


def test_the_caption_says_that_a_step_too_large_makes_it_worse() -> None:
    plan = Plan(step_size=30.0)
    document = fruit(free(np.array([0.3, 0.4, 0.3])))
    picture, state = at(document, 1, plan=plan)
    assert " rose by " in picture.caption(state)


def test_the_caption_has_a_reason_where_nothing_moves() -> None:
    assert Descent().caption(state_of(infinite())) == (
        "H(p,q) is ∞ and stays ∞: the score of Banana is −∞, and no step moves it from there."
    )
    both = document([[-np.inf, -np.inf, 0.0]], [free(np.array([0.3, 0.3, 0.4]))])
    assert "the score of Apple and 1 more is −∞" in Descent().caption(state_of(both))
    assert Descent().caption(state_of(arrived())) == (
        "q is p already: H(p,q) lies on the floor H(p) = 0.6931; nothing moves."
    )


def test_every_caption_is_one_sentence(shown: State) -> None:
    words = Descent().caption(shown)
    assert words.endswith(".")
    assert " nan" not in words


def test_the_heading_says_how_a_step_is_made() -> None:
    state = state_of(fruit())
    assert Descent().heading(state) == "Gradient descent, steps of size 1"
    plan = Plan(step_size=0.25, momentum=0.9)
    assert Descent(plan).heading(state) == "Gradient descent, steps of size 0.25, momentum 0.9"


@pytest.mark.parametrize(
    "tops", [[], [5.0], [5.0, 6.0, 7.0], [95.0, 96.0, 97.0], [-9.0, 50.0, 200.0]]
)
def test_numbers_never_overlap_and_stay_inside(tops: list[float]) -> None:
    area = QRectF(0.0, 0.0, 50.0, 100.0)
    placed = spread_down(tops, 12.0, area)
    assert all(b - a >= 12.0 - 1e-9 for a, b in pairwise(placed))
    assert all(0.0 <= top <= 88.0 for top in placed)


@pytest.mark.parametrize("make", [fruit, free_fruit, infinite, lambda: many(10)])
def test_the_table_holds_every_step_down_either_loss(make: Callable[[], Document]) -> None:
    state = state_of(edits.set_unit(make(), Unit.BITS))
    head, *body = Descent().rows(state)
    assert head == ["down", "step", "H(p,q) [bits]", "KL(p‖q) [bits]", "H(p) [bits]", "accuracy",
                    "document"]  # fmt: skip
    assert [row[0] for row in body] == ["cross-entropy"] * 201 + ["squared error"] * 201
    assert [int(row[1]) for row in body] == [*range(201)] * 2
    h, kl, floor = (np.array([float(row[k]) for row in body]) for k in (2, 3, 4))
    a = state.analysis
    for numbers, first in ((h, a.cross_entropy), (kl, a.kl), (floor, a.entropy)):
        assert numbers[0] == pytest.approx(first * state.per_nat, rel=1e-12)
    finite = np.isfinite(h)
    np.testing.assert_allclose(h[finite], kl[finite] + floor[finite], rtol=1e-9, atol=1e-12)
    assert {row[5] for row in body} <= {"0", "1"}
    assert [(row[0], row[1]) for row in body if row[6]] == [("cross-entropy", "0")]
