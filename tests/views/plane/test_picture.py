from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.analysis import analyse
from ceviz.document.edits import set_score, set_temperature, set_unit
from ceviz.document.model import Document, Unit
from ceviz.document.targets import OneHot, Smoothed, free
from ceviz.document.text.numbers import show_information
from ceviz.draw.chart import Axes
from ceviz.draw.state import State
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.maths import predict
from ceviz.views.plane import caption as score_words
from ceviz.views.plane import land as score_land
from ceviz.views.plane.background import pieces
from ceviz.views.plane.picture import ScoreChart, ScorePlane, scores_intent
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, untouched

SLOT, ALONE = (400, 420), (1240, 640)


def two(target: OneHot | None = None) -> Document:
    return document([[1.0, -0.3]], [target or OneHot(0)], names=("no", "yes"))


def soft_two() -> Document:
    return document([[1.0, -0.3]], [free(np.array([0.3, 0.7]))], names=("no", "yes"))


def soft(count: int, seed: int = 3) -> Document:
    p = np.random.default_rng(seed).dirichlet(np.ones(count))
    return many(count, free(p), seed=seed)


def others_impossible() -> Document:
    """Of four classes two are possible, and p asks for no other."""
    return document([[0.5, 1.5, -np.inf, -np.inf]], [Smoothed(0, 0.0)], names=("a", "b", "c", "d"))


def asked_of_the_impossible() -> Document:
    return document(
        [[0.5, 1.5, -np.inf, -np.inf]], [free(np.array([0.5, 0.3, 0.2, 0.0]))],
        names=("a", "b", "c", "d"),
    )  # fmt: skip


DOCUMENTS = {
    "fruit": fruit,
    "free": free_fruit,
    "∞": infinite,
    "2": two,
    "2 soft": soft_two,
    "others impossible": others_impossible,
    "asked of the impossible": asked_of_the_impossible,
    "10": lambda: many(10),
    "10 smoothed, warm": lambda: set_temperature(many(10, Smoothed(2, 0.1)), 4.0),
    "200": lambda: many(200),
    "200 soft": lambda: soft(200),
    "far apart": lambda: document([[1000.0, 0.0, -1000.0]], [OneHot(1)]),
    "cold": lambda: set_temperature(fruit(), 0.01),
}


@pytest.fixture(params=DOCUMENTS.values(), ids=list(DOCUMENTS))
def shown(request: pytest.FixtureRequest) -> State:
    return state_of(request.param())


def axes_of(state: State, size: tuple[int, int] = SLOT, picture: ScorePlane | None = None) -> Axes:
    (axes,) = (picture or ScorePlane()).geometry(QRectF(0, 0, *size), state, LIGHT).axes
    return axes


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("together", [False, True])
def test_it_paints_any_document_within_its_card(shown: State, theme: Theme, together: bool) -> None:
    for size in (SLOT, (130, 120)):
        picture = rendered(ScorePlane(None, together), shown, *size, theme=theme, margin=20)
        free_pixels = untouched(picture)
        if min(size) > 300:
            edges = (free_pixels[:20], free_pixels[-20:], free_pixels[:, :20], free_pixels[:, -20:])
            assert all(edge.all() for edge in edges)
        assert not free_pixels[60:100, 60:100].any()


@pytest.mark.parametrize("size", [SLOT, ALONE])
@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("count", [2, 3, 10, 200])
def test_the_line_of_equal_loss_through_the_point_passes_it_within_a_pixel(
    count: int, together: bool, size: tuple[int, int]
) -> None:
    picture = ScorePlane(together=together)
    for seed in range(8):
        state = state_of(soft(count, seed=seed))
        axes, chart = axes_of(state, size), picture.chart
        point = chart.point(state)
        found = score_land.line_through(chart.land(state), axes.x, axes.y, point)
        at = axes.at(*point.tolist())
        assert _distance(pieces(axes, found), at) < 1.0


def test_the_loss_along_that_line_is_the_points() -> None:
    state = state_of(free_fruit())
    axes, chart = axes_of(state), ScoreChart()
    land = chart.land(state)
    found = score_land.line_through(land, axes.x, axes.y, chart.point(state))
    losses = score_land.terrain(land, found.reshape(-1, 2)).loss
    # A pixel is about 0.03 of a score, and no slope is steeper than √2.
    assert losses == pytest.approx(state.analysis.cross_entropy, abs=0.02)


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("make", [fruit, free_fruit, soft_two, lambda: soft(12)])
def test_the_land_is_the_loss_and_arrows_are_its_negative_slope(
    make: Callable[[], Document], together: bool
) -> None:
    base = make()
    state = state_of(set_temperature(base, 1.7))
    chart = ScoreChart(together=together)
    land, pair, axes = chart.land(state), list(chart.pair(state)), axes_of(state)
    points, down = score_land.arrows(land, axes.x, axes.y, 90.0)
    p, heat, step = state.analysis.p, 1.7, 1e-5

    def loss(point: np.ndarray) -> float:
        intent = scores_intent((pair[0], pair[1]), point, state.document, together=together)
        z = intent.edit(state.document).sample.scores
        return float((p * predict(z, temperature=heat).surprisal).sum())

    for point, arrow in zip(points, down, strict=True):
        assert float(score_land.terrain(land, point).loss) == pytest.approx(
            loss(point), rel=1e-8, abs=1e-8
        )
        for axis in range(2):
            by = step * np.eye(2)[axis]
            slope = (loss(point + by) - loss(point - by)) / (2.0 * step)
            assert arrow[axis] == pytest.approx(-slope, rel=1e-5, abs=1e-8)


def test_the_valley_is_called_one_only_where_nothing_changes(shown: State) -> None:
    for together in (False, True):
        chart = ScoreChart(together=together)
        land, point = chart.land(shown), chart.point(shown)
        names = score_words._names(land, chart.pair(shown), shown)
        if not np.isfinite(point).all():
            continue
        along = point + np.outer([-3.0, -1.0, 2.0], [1.0, 1.0])
        losses, here = (score_land.terrain(land, x).loss for x in (along, point))
        level = bool(np.allclose(losses, here, rtol=1e-9, atol=1e-12))
        if np.isfinite(losses).all() and shown.document.temperature > 0.1 and abs(point).max() < 99:
            assert land.is_valley_level == level
        assert all("valley" in name for name in names) == land.is_valley_level
        assert ("1, …, 1" in names[0]) == land.together


def test_together_all_scores_move_alike_along_the_valley() -> None:
    base = fruit()
    point = analyse(base).z[[1, 0]]
    moved = scores_intent((1, 0), point + 2.0, base, together=True).edit(base)
    assert moved.sample.scores == pytest.approx(base.sample.scores + 2.0, abs=1e-15)
    assert analyse(moved).q == pytest.approx(analyse(base).q, rel=1e-14)
    across = scores_intent((1, 0), point + np.array([1.0, -1.0]), base, together=True).edit(base)
    assert across.sample.scores[2] == base.sample.scores[2]
    alone = scores_intent((1, 0), point + 2.0, base, together=False).edit(base)
    assert alone.sample.scores.tolist() == [3.0, 5.5, -0.5]


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("make", [fruit, two, lambda: soft(10)])
def test_dragging_the_point_leaves_the_land_as_it_is(
    make: Callable[[], Document], together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, picture = make(), ScorePlane(together=together)
    state = state_of(base)
    chart, (axes,) = picture.chart, picture.geometry(QRectF(0, 0, *SLOT), state, LIGHT).axes
    first = chart.background_key(axes, state)
    score_land.relief.forget()
    score_land.relief(chart.land(state), axes.x, axes.y)
    handle = chart.handle_at(axes, axes.at(*chart.point(state).tolist()), state)
    assert handle is not None
    for k in range(8):
        spot = QPointF(axes.area.left() + 30.0 + 17.0 * k, axes.area.top() + 25.0 + 13.0 * k)
        dragged = chart.intent_at(axes, handle, spot, state, base).edit(base)
        state = replace(state, document=dragged, analysis=analyse(dragged))
        assert axes_of(state) == axes
        assert chart.background_key(axes, state) == first
        at = axes.at(*chart.point(state).tolist())
        assert (at - spot).manhattanLength() < 1e-6
        score_land.line_through(chart.land(state), axes.x, axes.y, chart.point(state))
    assert score_land.relief.made() == 1


def test_a_score_of_minus_infinity_waits_at_the_edge_and_comes_back() -> None:
    base, chart = infinite(), ScoreChart(chosen=(1, 0))
    state = state_of(base)
    axes = axes_of(state)
    spot = QPointF(axes.area.left(), float(axes.y.at(1.0)))
    handle = chart.handle_at(axes, spot, state)
    assert handle is not None
    goal = axes.at(2.0, 1.0)
    moved = chart.intent_at(axes, handle, goal, state, base).edit(base)
    assert moved.sample.scores == pytest.approx([1.0, 2.0, -0.5])


def test_units_are_as_long_across_as_up_and_everything_is_in_view(shown: State) -> None:
    for size in (SLOT, ALONE):
        axes, chart = axes_of(shown, size), ScoreChart()
        assert axes.x.per_pixel == pytest.approx(axes.y.per_pixel, rel=1e-9)
        point, land = chart.point(shown), chart.land(shown)
        goal = score_land.goal(land, point)
        for spot in (point, goal):
            if spot is not None and np.isfinite(spot).all():
                assert axes.area.contains(axes.at(*spot.tolist()))


def test_at_ps_place_the_loss_is_as_low_as_it_gets() -> None:
    for made in (free_fruit(), soft_two(), soft(9)):
        state = state_of(made)
        chart = ScoreChart()
        land = chart.land(state)
        goal = score_land.goal(land, chart.point(state))
        assert goal is not None
        found = score_land.terrain(land, goal)
        assert found.gradient == pytest.approx(0.0, abs=1e-12)
        assert found.probability == pytest.approx(state.analysis.p[list(chart.pair(state))])
    assert score_land.goal(ScoreChart().land(state_of(fruit())), np.zeros(2)) is None


def test_the_pair_is_asked_for_or_says_most() -> None:
    state = state_of(many(10, OneHot(4)), selected=2)
    assert ScoreChart().pair(state) == (4, state.analysis.predicted)
    right = state_of(many(10, OneHot(state.analysis.predicted)), selected=2)
    assert ScoreChart().pair(right) == (right.analysis.true, 2)
    assert ScoreChart((9, 0)).pair(state) == (9, 0)
    assert ScoreChart((9, 0)).pair(state_of(fruit())) == (1, 0)


def test_captions_read_these_states() -> None:
    def caption(made: Document, *, together: bool = False) -> str:
        return ScorePlane(together=together).caption(state_of(made))

    q = analyse(fruit()).q
    slope = show_information(float(np.hypot(1.0 - q[1], q[0])))
    assert caption(fruit()) == (
        "The loss is 0.0957 nats; it falls fastest by raising Banana and lowering Apple, "
        f"{slope} a unit of score."
    )
    assert caption(fruit(), together=True).startswith(
        "All scores moving alike change nothing; the loss of 0.0957 nats falls fastest by"
    )
    assert caption(two()).startswith(
        "Both scores moving alike change nothing, only z[no] − z[yes] = 1.3 counts"
    )
    assert caption(infinite()) == "The loss is ∞: q rules out Banana, which p asks for."
    gone = ScorePlane((1, 0)).caption(state_of(set_score(fruit(), 0, -np.inf)))
    assert "−∞" in gone
    assert "0.1380 bits" in caption(set_unit(fruit(), Unit.BITS))
    sure = caption(set_score(fruit(), 1, 50.0))
    assert sure.endswith("level here: neither score has anything to gain.")


def test_the_note_reads_off_what_is_under_the_pointer() -> None:
    state = state_of(fruit())
    axes, chart = axes_of(state), ScoreChart()
    z = np.array([0.5, 2.0, -0.5])
    made = predict(z)
    lines = chart.tip(axes, axes.at(2.0, 0.5), None, state)
    assert lines == [
        f"loss {show_information(float(made.surprisal[1]))} nats",
        f"Banana: z 2, q {made.q[1]:.4f}",
        f"Apple: z 0.5, q {made.q[0]:.4f}",
    ]
    assert chart.tip(axes, QPointF(-5.0, 0.0), None, state) == []


def _distance(lines: np.ndarray, point: QPointF) -> float:
    """From a point to the nearest of straight pieces, (m, 4)."""
    here = np.array([point.x(), point.y()])
    start, along = lines[:, :2], lines[:, 2:] - lines[:, :2]
    length = (along**2).sum(axis=-1)
    share = np.divide(
        ((here - start) * along).sum(axis=-1), length, out=np.zeros(len(start)), where=length > 0
    ).clip(0.0, 1.0)
    return float(np.hypot(*(start + share[:, np.newaxis] * along - here).T).min())
