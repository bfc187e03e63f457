from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from ceviz.document.analysis import analyse
from ceviz.document.edits import set_score, set_temperature, set_unit
from ceviz.document.model import Document, Unit
from ceviz.document.targets import OneHot, Smoothed, Target, free
from ceviz.document.text.numbers import show_information
from ceviz.draw import field
from ceviz.draw.state import State
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.maths import contours, ternary
from ceviz.views.simplex import interval
from ceviz.views.simplex import slice as simplex_slice
from ceviz.views.simplex.layout import SNAP, SimplexGeometry
from ceviz.views.simplex.picture import LEAST, Simplex, contour_through
from ceviz.views.simplex.slice import Background
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, untouched

SLOT, ALONE = (400, 420), (1240, 640)


def two(target: Target | None = None) -> Document:
    return document([[1.0, -0.3]], [target or OneHot(0)], names=("no", "yes"))


def soft(count: int, seed: int = 3) -> Document:
    p = np.random.default_rng(seed).dirichlet(np.ones(count))
    return many(count, free(p), seed=seed)


def without_target() -> Document:
    """p asks for none of the classes that have probability."""
    return document([[0.0, 0.5, 1.0, -np.inf]], [OneHot(3)], names=("a", "b", "c", "d"))


def certain() -> Document:
    return document([[0.0, -np.inf, -np.inf]], [OneHot(0)])


DOCUMENTS = [fruit, free_fruit, infinite, two, without_target, certain] + [
    pytest.param(make, id=name)
    for name, make in {
        "two soft": lambda: two(free(np.array([0.3, 0.7]))),
        "two, p at an end and q at the other": lambda: set_score(two(), 0, -np.inf),
        "smoothed": lambda: fruit(Smoothed(0, 0.1)),
        "p with a zero": lambda: fruit(free(np.array([0.4, 0.0, 0.6]))),
        "10": lambda: many(10),
        "10 soft": lambda: soft(10),
        "200": lambda: many(200),
        "200 uniform": lambda: many(200, free(np.full(200, 1 / 200))),
    }.items()
]


@pytest.fixture(params=DOCUMENTS)
def shown(request: pytest.FixtureRequest) -> State:
    return state_of(request.param())


def geometry(
    state: State, size: tuple[int, int] = SLOT, picture: Simplex | None = None
) -> SimplexGeometry:
    return (picture or Simplex()).geometry(QRectF(0, 0, *size), state, LIGHT)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("drifting", [False, True])
def test_it_paints_any_document_within_its_card(shown: State, theme: Theme, drifting: bool) -> None:
    for size in (SLOT, ALONE, (120, 110)):
        picture = rendered(Simplex(drifting=drifting), shown, *size, theme=theme, margin=20)
        free_pixels = untouched(picture)
        if min(size) > 300:
            edges = (free_pixels[:20], free_pixels[-20:], free_pixels[:, :20], free_pixels[:, -20:])
            assert all(edge.all() for edge in edges)
        assert not free_pixels.all()


@pytest.mark.parametrize("size", [SLOT, ALONE])
@pytest.mark.parametrize("count", [3, 10, 200])
@pytest.mark.parametrize("kind", ["one-hot", "smoothed", "free"])
def test_the_line_of_equal_loss_through_q_passes_q_within_a_pixel(
    count: int, kind: str, size: tuple[int, int]
) -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        true = int(rng.integers(count))
        targets: dict[str, Target] = {
            "one-hot": OneHot(true),
            "smoothed": Smoothed(true, 0.1),
            "free": free(rng.dirichlet(np.ones(count))),
        }
        g = geometry(state_of(many(count, targets[kind], seed=seed)), size)
        q, line = g.at(g.part.point), contour_through(g)
        assert _distance(line, q) < 1.0


def test_the_loss_is_the_same_all_along_that_line() -> None:
    g = geometry(state_of(free_fruit()))
    line = contour_through(g)
    shares = np.stack([g.shares(QPointF(*point)) for point in line.tolist()])
    inside = (shares > 1e-4).all(axis=-1)
    assert inside.sum() > 50
    assert g.ground.loss(shares[inside]) == pytest.approx(g.part.loss, rel=1e-6)


def test_the_field_is_the_loss_of_predictions_with_those_shares() -> None:
    state = state_of(soft(7))
    g = geometry(state)
    rng = np.random.default_rng(0)
    for shares in rng.dirichlet(np.ones(3), 20):
        q = state.analysis.q.copy()
        q[list(g.part.chosen)] = g.part.share * shares
        loss = -(state.analysis.p * np.log(q)).sum()
        assert float(g.ground.loss(shares)) == pytest.approx(loss, rel=1e-8)


@pytest.mark.parametrize("make", [fruit, free_fruit, lambda: soft(9)])
def test_arrows_are_the_negative_slope_of_the_field(make: Callable[[], Document]) -> None:
    g = geometry(state_of(make()))
    tails, along = simplex_slice.arrows(g.ground.target, 9, False)
    step = 1e-6
    for axis in range(2):
        ahead, behind = (
            g.ground.loss(ternary.from_plane(tails + sign * step * np.eye(2)[axis]))
            for sign in (1.0, -1.0)
        )
        slope = (ahead - behind) / (2.0 * step)
        assert along[:, axis] == pytest.approx(-slope, rel=1e-6, abs=1e-8)


def test_dragging_q_computes_neither_field_nor_lines_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computed: list[str] = []

    def counting(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **kwargs: object) -> object:
            computed.append(name)
            return function(*args, **kwargs)

        return counted

    monkeypatch.setattr(ternary, "field_image", counting("field", ternary.field_image))
    monkeypatch.setattr(ternary, "lattice", counting("arrows", ternary.lattice))
    marched = contours.ternary_contours
    monkeypatch.setattr(contours, "ternary_contours", counting("lines", marched))
    for kept in (simplex_slice.image, simplex_slice.lines, simplex_slice.arrows):
        kept.forget()
    picture, base = Simplex(), soft(10, seed=11)
    state = state_of(base)
    rendered(picture, state, *SLOT)
    assert {"field", "lines", "arrows"} <= set(computed)
    first = picture.background_key(geometry(state), state)
    handle = picture.handle_at(
        geometry(state), geometry(state).at(geometry(state).part.point), state
    )
    assert handle is not None
    for k in range(10):
        computed.clear()
        g = geometry(state)
        spot = g.at(np.array([0.2 + 0.05 * k, 0.6 - 0.05 * k, 0.2]))
        dragged = picture.intent_at(g, handle, spot, state, base).edit(base)
        state = replace(state, document=dragged, analysis=analyse(dragged))
        rendered(picture, state, *SLOT)
        assert picture.background_key(geometry(state), state) == first
        # The line through q itself is all there is to follow it.
        assert computed == ["lines"]


def test_the_field_follows_p_and_neither_q_nor_the_temperature() -> None:
    def ground(made: Document) -> Background:
        return geometry(state_of(made)).ground

    base = fruit(Smoothed(1, 0.2))
    assert ground(set_temperature(base, 3.0)) == ground(base)
    assert ground(set_score(base, 0, 2.0)) == ground(base)
    assert ground(fruit(Smoothed(1, 0.3))) != ground(base)
    assert ground(set_unit(base, Unit.BITS)) != ground(base)


@pytest.mark.parametrize("make", [fruit, two, lambda: soft(10), infinite])
def test_a_drag_lands_where_the_pointer_is(make: Callable[[], Document]) -> None:
    base, picture = make(), Simplex()
    state = state_of(base)
    g = geometry(state)
    handle = picture.handle_at(g, g.at(g.part.point), state)
    assert handle is not None
    assert handle.kind == "q"
    wanted = np.array([0.5, 0.3, 0.2])[: g.count]
    spot = g.at(wanted / wanted.sum())
    moved = state_of(picture.intent_at(g, handle, spot, state, base).edit(base))
    landed = geometry(moved).at(geometry(moved).part.point)
    assert abs(landed.x() - spot.x()) < 1e-3  # an impossible class is not dragged back to life
    assert g.part.share == pytest.approx(geometry(moved).part.share, rel=1e-12)


def test_corners_snap_and_leave_every_class_possible() -> None:
    base, picture = fruit(), Simplex()
    state = state_of(base)
    g = geometry(state)
    handle = picture.handle_at(g, g.at(g.part.point), state)
    assert handle is not None
    for k, (x, y) in enumerate(g.corners().tolist()):
        spot = QPointF(x + 0.6 * SNAP, y - 0.6 * SNAP)
        q = state_of(picture.intent_at(g, handle, spot, state, base).edit(base)).analysis.q
        assert q[k] == pytest.approx(1.0 - 2.0 * LEAST, abs=1e-9)
        assert np.delete(q, k) == pytest.approx(LEAST, rel=1e-3)


def test_outside_the_triangle_the_nearest_point_counts() -> None:
    g = geometry(state_of(fruit()))
    below = QPointF(g.origin.x() + 0.3 * g.side, g.origin.y() + 200.0)
    assert g.snapped(below) == pytest.approx([0.7, 0.3, 0.0], abs=1e-12)


def test_p_is_a_handle_only_when_it_is_free() -> None:
    picture = Simplex()
    state = state_of(free_fruit())
    g = geometry(state)
    at = g.at(g.part.target)
    handle = picture.handle_at(g, at, state)
    assert handle is not None
    assert handle.kind == "p"
    spot = g.at(np.array([0.6, 0.3, 0.1]))
    base = free_fruit()
    moved = picture.intent_at(g, handle, spot, state, base).edit(base)
    assert analyse(moved).p == pytest.approx([0.6, 0.3, 0.1], abs=1e-9)
    corner = QPointF(*g.corners()[0].tolist())
    at_corner = picture.intent_at(g, handle, corner, state, base).edit(base)
    assert analyse(at_corner).p.tolist() == [1.0, 0.0, 0.0]
    smoothed = state_of(fruit(Smoothed(0, 0.3)))
    g = geometry(smoothed)
    assert picture.handle_at(g, g.at(g.part.target), smoothed) is None


def test_the_classes_are_those_asked_for_or_those_that_say_most() -> None:
    state = state_of(many(10, OneHot(4)), selected=2)
    telling = {4, 2, state.analysis.predicted}
    assert len(telling) == 3
    assert geometry(state).part.chosen == tuple(sorted(telling))
    least = int(state.analysis.ranking[-1])
    right = state_of(many(10, OneHot(state.analysis.predicted)), selected=least)
    next_largest = int(state.analysis.ranking[1])
    assert set(geometry(right).part.chosen) == {right.analysis.true, least, next_largest}
    assert geometry(state, picture=Simplex((2, 9, 0))).part.chosen == (2, 9, 0)
    # Classes that are gone are no choice.
    assert geometry(state_of(fruit()), picture=Simplex((2, 9, 0))).part.chosen == (0, 1, 2)
    assert geometry(state_of(two()), picture=Simplex((2, 9, 0))).part.chosen == (0, 1)


def test_they_stay_while_a_gesture_runs() -> None:
    state = state_of(many(10))
    dragged = set_score(state.document, int(state.analysis.ranking[-1]), 9.0)
    during = replace(state, document=dragged, analysis=analyse(dragged))
    assert geometry(during).part.chosen == geometry(state).part.chosen


def test_corner_and_name_light_their_class() -> None:
    state, picture = state_of(fruit()), Simplex()
    g = geometry(state)
    for k, (x, y) in enumerate(g.corners().tolist()):
        assert picture.class_at(g, QPointF(x, y), state) == k
        assert picture.class_at(g, g.names[k].center(), state) == k
    assert picture.class_at(g, g.at(np.ones(3) / 3.0), state) is None


def test_names_stand_at_their_side_of_the_picture() -> None:
    state = state_of(fruit())
    picture, g = rendered(Simplex(), state, *SLOT), geometry(state_of(fruit()))
    for place, box in enumerate(g.names):
        line = box.toRect()
        inside = picture[line.top() : line.bottom(), line.left() : line.right()]
        written = np.flatnonzero((inside != inside[0, line.width() // 2]).any(axis=(0, 2)))
        assert len(written) > 0
        gap = line.width() - written[-1] if place == 1 else written[0]
        assert gap <= 6


def test_captions_say_the_loss_and_the_best_there_is(shown: State) -> None:
    words = Simplex().caption(shown)
    loss = shown.analysis.cross_entropy
    if np.isfinite(loss) and "asks for none" not in words:
        assert show_information(loss) in words
    else:
        assert "∞" in words or "asks for none" in words
    assert words.endswith(".")


def test_captions_read_these_states() -> None:
    assert Simplex().caption(state_of(fruit())) == (
        "The loss is 0.0957 nats at q; at p it is 0 nats, the least there is."
    )
    state = state_of(free_fruit())
    assert show_information(state.analysis.entropy) in Simplex().caption(state)
    assert Simplex().caption(state_of(infinite())) == (
        "The loss is ∞: q rules out Banana, which p asks for; at p it is 0 nats."
    )
    assert Simplex(chosen=(0, 1, 2)).caption(state_of(without_target())) == (
        "p asks for none of a, b and c: however they share, the loss stays the same."
    )
    bits = state_of(set_unit(fruit(), Unit.BITS))
    assert "0.1380 bits" in Simplex().caption(bits)


def test_the_least_loss_on_the_slice_is_at_ps_ratios() -> None:
    state = state_of(soft(8, seed=5))
    g = geometry(state)
    q = state.analysis.q.copy()
    q[list(g.part.chosen)] = g.part.share * g.part.target / g.part.target.sum()
    best = float(-(state.analysis.p * np.log(q)).sum())
    assert g.ground.lowest == pytest.approx(best, rel=1e-8)
    assert show_information(best) in Simplex().caption(state)


def test_the_note_says_the_loss_under_the_pointer() -> None:
    state, picture = state_of(free_fruit()), Simplex()
    g = geometry(state)
    third = np.ones(3) / 3.0
    loss = float(-(state.analysis.p * np.log(third)).sum())
    lines = picture.words_at(g, g.at(third), state)
    assert lines == [f"loss {show_information(loss)} nats", *(
        f"{name} 0.3333" for name in ("Apple", "Banana", "Orange")
    )]  # fmt: skip
    assert picture.words_at(g, QPointF(1.0, 1.0), state) == []


@pytest.mark.parametrize("target", [OneHot(0), OneHot(1), free(np.array([0.3, 0.7]))])
def test_of_two_classes_both_places_with_qs_loss_are_marked(target: Target) -> None:
    g = geometry(state_of(two(target)))
    assert g.loss is not None
    places = interval.crossings(g, np.asarray(g.part.loss))
    assert np.abs(places - g.part.point[1]).min() < 1e-6
    assert len(places) == (1 if isinstance(target, OneHot) else 2)
    losses = g.ground.loss(np.stack([1.0 - places, places], axis=-1))
    assert losses == pytest.approx(g.part.loss, rel=1e-4)


def test_the_image_is_made_at_the_resolution_of_the_device() -> None:
    simplex_slice.image.forget()
    widths = []
    for scale in (1.0, 2.0):
        image = QImage(800, 900, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.scale(scale, scale)
        widths.append(field.density(painter) * geometry(state_of(fruit())).side)
        painter.end()
    assert widths[1] == 2.0 * widths[0]
    made = simplex_slice.image((0.0, 1.0, 0.0), 300, LIGHT)
    assert made.format() == QImage.Format.Format_ARGB32_Premultiplied
    assert made.width() == 300
    assert made.pixelColor(0, 0).alpha() == 0
    assert made.pixelColor(150, made.height() - 1).alpha() == 255


def test_shades_go_from_quiet_to_loud_and_clip() -> None:
    values = np.array([[-1.0, 0.0, 0.5, 1.0, np.inf, np.nan]])
    for theme in (LIGHT, DARK):
        made = field.image_of(values, 0.0, 1.0, theme)
        shades = [made.pixelColor(x, 0) for x in range(6)]
        assert shades[0] == shades[1]
        assert shades[3] == shades[4]
        assert shades[5].alpha() == 0
        lightness = [shade.lightnessF() for shade in shades[1:4]]
        assert lightness == sorted(lightness, reverse=theme is LIGHT)
        assert len(set(lightness)) == 3


def _distance(line: np.ndarray, point: QPointF) -> float:
    """From a point to the nearest of the straight pieces between the points of a line."""
    here = np.array([point.x(), point.y()])
    start, along = line[:-1], np.diff(line, axis=0)
    length = (along**2).sum(axis=-1)
    share = np.divide(
        ((here - start) * along).sum(axis=-1), length, out=np.zeros(len(start)), where=length > 0
    ).clip(0.0, 1.0)
    return float(np.hypot(*(start + share[:, np.newaxis] * along - here).T).min())
