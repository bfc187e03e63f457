from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.edits import set_score, set_temperature
from ceviz.document.model import Document, Unit
from ceviz.document.targets import OneHot, Smoothed, free
from ceviz.draw.chart_picture import ChartGeometry
from ceviz.draw.state import State
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.maths import predict
from ceviz.views.losses import sweep as loss_sweep
from ceviz.views.losses.charts import LossChart, confident
from ceviz.views.losses.picture import Losses
from ceviz.views.losses.sweep import Choice, Swept
from ceviz.views.losses.table import HINGE, LOSSES, ZERO_ONE, ComparedLoss, keys
from tests.document.examples import documents
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, untouched

SLOT, ALONE = (400, 350), (1240, 600)
CHOICES = [Choice(swept=swept) for swept in Swept]


def wrong() -> Document:
    """Sure of Apple; the truth is Banana."""
    return set_score(fruit(), 1, -4.0)


def alone() -> Document:
    """Every class but the truth is impossible."""
    return document([[-np.inf, 0.0, -np.inf]], [OneHot(1)])


DOCUMENTS = [fruit, free_fruit, infinite, wrong, alone] + [
    pytest.param(lambda count=count: many(count), id=f"{count} classes")
    for count in (2, 10, 200, 1000)
]


@pytest.fixture(params=DOCUMENTS)
def shown(request: pytest.FixtureRequest) -> State:
    return state_of(request.param())


def geometry(state: State, choice: Choice, size: tuple[int, int] = SLOT) -> ChartGeometry:
    return Losses(choice).geometry(QRectF(0, 0, *size), state, LIGHT)


def charts(choice: Choice) -> tuple[LossChart, LossChart]:
    values, slopes = Losses(choice).charts
    assert isinstance(values, LossChart)
    assert isinstance(slopes, LossChart)
    return values, slopes


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("selected", [0, 1])
@pytest.mark.parametrize(("theme", "size"), [(LIGHT, SLOT), (DARK, ALONE)])
def test_it_stays_within_its_card(
    shown: State, choice: Choice, selected: int, theme: Theme, size: tuple[int, int]
) -> None:
    state = replace(shown, selected=selected)
    ground = untouched(rendered(Losses(choice), state, *size, theme=theme, margin=10))
    assert ground[:10].all()
    assert ground[-10:].all()
    assert ground[:, :10].all()
    assert ground[:, -10:].all()
    assert not ground[40:60, 40:60].any()


@pytest.mark.parametrize("choice", CHOICES)
def test_a_caption_is_one_sentence_without_nan(shown: State, choice: Choice) -> None:
    for selected in (0, 1):
        words = Losses(choice).caption(replace(shown, selected=selected))
        assert words.endswith(".")
        assert "nan" not in words.replace("Banana", "")


@settings(max_examples=15)
@given(documents(), st.integers(0, 1), st.sampled_from(list(Swept)), st.floats(0.0, 10.0))
def test_any_document_is_drawn_and_told(
    document: Document, selected: int, swept: Swept, gamma: float
) -> None:
    picture, state = Losses(Choice(swept, gamma=gamma)), state_of(document, selected=selected)
    assert not untouched(rendered(picture, state, *SLOT)).all()
    assert picture.caption(state).endswith(".")


def test_the_caption_says_where_the_squared_error_is_flat() -> None:
    assert Losses().caption(state_of(fruit())) == (
        "z(Banana) = 3.5: cross-entropy’s slope is −0.0912, squared error’s −0.0257; confidently "
        "wrong, at z = −3.605, they would be −0.9919 and −0.0272: squared error goes flat, "
        "cross-entropy does not; accuracy is a step with slope 0 everywhere."
    )
    assert "−4 is confidently wrong: cross-entropy’s slope is −0.9945" in Losses().caption(
        state_of(wrong())
    )
    assert Losses().caption(state_of(alone())) == (
        "Every other class is impossible: q(Banana) is 1 whatever its score is."
    )


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("make", [fruit, free_fruit, wrong, lambda: many(10)])
def test_curves_go_through_the_present_losses(choice: Choice, make: Callable[[], Document]) -> None:
    state = state_of(make(), selected=0)
    a, index = state.analysis, choice.index(state)
    for chart, axes in zip(charts(choice), geometry(state, choice).axes, strict=True):
        x, made = loss_sweep.sweep(loss_sweep.key_of(a, state, choice, axes.x.low, axes.x.high))
        at = a.q[index] if choice.by_probability else a.z[index]
        for loss, value in chart.present(state).items():
            if loss not in (HINGE, ZERO_ONE):
                assert np.interp(at, x, chart.of(made, loss)) == pytest.approx(value, abs=0.02)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.key)
@pytest.mark.parametrize("unit", Unit)
def test_the_present_numbers_are_those_of_the_mathematics(loss: ComparedLoss, unit: Unit) -> None:
    document_ = replace(set_temperature(free_fruit(), 2.0), unit=unit)
    state, choice = state_of(document_), Choice(gamma=3.0)
    prediction = predict([1.0, 3.5, -0.5], temperature=2.0)
    expected = loss.grade(3.0)(state.analysis.p, prediction, 2.0)
    values, slopes = charts(choice)
    factor = unit.per_nat if loss.information else 1.0
    assert values.present(state)[loss] == pytest.approx(factor * float(expected.value), rel=1e-12)
    assert slopes.present(state)[loss] == pytest.approx(
        factor * float(expected.gradient[1]), rel=1e-12
    )


@pytest.mark.parametrize("choice", CHOICES)
def test_moving_along_the_line_recomputes_nothing(choice: Choice) -> None:
    state = state_of(many(10), selected=0)
    index = choice.index(state)
    picture = Losses(choice)
    rendered(picture, state, *SLOT)
    computed = loss_sweep.sweep.made()
    key = picture.background_key(geometry(state, choice), state)
    for score in (-3.0, 0.0, 2.5):
        moved = state_of(set_score(state.document, index, score), selected=0)
        frame = State(moved.document, moved.analysis, state.analysis, selected=0)
        assert picture.background_key(geometry(frame, choice), frame) == key
        rendered(picture, frame, *SLOT)
    assert loss_sweep.sweep.made() == computed


def test_moving_another_score_is_another_sweep_over_the_same_axes() -> None:
    state, picture = state_of(fruit()), Losses()
    moved = state_of(set_score(fruit(), 0, 2.0))
    frame = State(moved.document, moved.analysis, state.analysis, selected=1)
    before, after = (geometry(s, picture.choice).axes for s in (state, frame))
    assert before == after
    assert picture.background_key(geometry(frame, picture.choice), frame) != picture.background_key(
        geometry(state, picture.choice), state
    )


def test_axes_hold_still_while_the_temperature_is_slid() -> None:
    state = state_of(set_temperature(many(10), 1.3))
    moved = state_of(set_temperature(many(10), 4.0))
    frame = State(moved.document, moved.analysis, state.analysis, selected=state.selected)
    assert geometry(frame, Choice()).axes[0].x == geometry(state, Choice()).axes[0].x


@pytest.mark.parametrize("make", [fruit, wrong, lambda: many(10), lambda: many(200), free_fruit])
@pytest.mark.parametrize("choice", CHOICES)
def test_the_shaded_zone_is_where_another_class_is_ten_times_likelier(
    make: Callable[[], Document], choice: Choice
) -> None:
    state = state_of(make(), selected=0)
    low, high = confident(state, choice)
    index, line = choice.index(state), loss_sweep.line_of(state, choice)
    for score in np.linspace(-30.0, 30.0, 121):
        q = state_of(set_score(state.document, index, float(score))).analysis.q
        x = line.probability(float(score)) if choice.by_probability else score
        odds = np.delete(q, state.analysis.true).max() / q[state.analysis.true]
        assert (low <= x <= high) == (odds >= 10.0) or odds == pytest.approx(10.0)
    if choice.by_probability:
        assert line.probability(float(state.analysis.z[index])) == pytest.approx(
            state.analysis.q[index], rel=1e-12
        )


def test_only_what_is_switched_on_is_computed_and_drawn() -> None:
    state = state_of(fruit())
    some = Choice(shown=frozenset({HINGE.key, ZERO_ONE.key}))
    _, made = loss_sweep.sweep(loss_sweep.key_of(state.analysis, state, some, -5.0, 5.0))
    assert set(made.value) == {HINGE, ZERO_ONE}
    pictures = [
        rendered(Losses(Choice(shown=shown)), state, *SLOT)
        for shown in (keys(), some.shown, frozenset[str]())
    ]
    assert len({picture.tobytes() for picture in pictures}) == 3


def test_the_step_of_accuracy_is_upright() -> None:
    state = state_of(fruit())
    x, made = loss_sweep.sweep(loss_sweep.key_of(state.analysis, state, Choice(), -6.0, 8.0))
    falls = np.flatnonzero(np.diff(made.value[ZERO_ONE]))
    assert len(falls) == 1
    assert x[falls[0] + 1] - x[falls[0]] < 1e-12
    assert x[falls[0]] == pytest.approx(1.0)
    assert not made.slope[ZERO_ONE].any()


@pytest.mark.parametrize("target", [OneHot(1), Smoothed(1, 0.1), free(np.array([0.2, 0.5, 0.3]))])
def test_dragging_the_line_moves_that_score_and_no_other(target: OneHot) -> None:
    state = state_of(fruit(target))
    base = state.document
    for choice in CHOICES:
        g, picture = geometry(state, choice), Losses(choice)
        now = state.analysis.q[1] if choice.by_probability else 3.5
        point = QPointF(float(g.axes[1].x.at(now)) + 4.0, g.axes[1].area.center().y())
        handle = picture.handle_at(g, point, state)
        assert handle is not None
        assert (handle.kind, handle.index) == ("q" if choice.by_probability else "z", 1)
        assert handle.along == "x"
        there = 0.25 if choice.by_probability else -1.0
        moved = picture.intent_at(
            g, handle, QPointF(float(g.axes[1].x.at(there)), 0.0), state, base
        ).edit(base)
        assert moved.sample.scores[[0, 2]].tolist() == [1.0, -0.5]
        after = state_of(moved).analysis
        reached = after.q[1] if choice.by_probability else after.z[1]
        assert reached == pytest.approx(there, rel=1e-12)


def test_the_line_is_only_grabbed_near_itself() -> None:
    state, picture = state_of(fruit()), Losses()
    g = geometry(state, picture.choice)
    x, middle = float(g.axes[0].x.at(3.5)), g.axes[0].area.center().y()
    assert picture.handle_at(g, QPointF(x + 12.0, middle), state) is None
    assert picture.class_at(g, QPointF(x + 12.0, middle), state) is None
    assert picture.class_at(g, QPointF(x - 5.0, middle), state) == 1


def test_the_note_reads_the_curves_off() -> None:
    state = state_of(fruit())
    values, slopes = charts(Choice())
    g = geometry(state, Choice())
    point = QPointF(float(g.axes[0].x.at(1.0)), g.axes[0].area.center().y())
    lines = values.tip(g.axes[0], point, None, state)
    assert lines[0].startswith("z = 1, q = 0.44")
    assert lines[1].startswith("cross-entropy: 0.79")
    assert lines[1].endswith("nats")
    below = QPointF(point.x(), g.axes[1].area.center().y())
    assert slopes.tip(g.axes[1], below, None, state)[1].startswith("cross-entropy: −0.55")
    assert values.tip(g.axes[0], QPointF(0.0, 0.0), None, state) == []
