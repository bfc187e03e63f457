"""The area picture: what it adds up to, what its handles mean, what it says; and the codes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.document import edits
from ceviz.document.analysis import analyse
from ceviz.document.asymmetry import asymmetry
from ceviz.document.frozen import Frozen
from ceviz.document.model import Document, Policy, Unit
from ceviz.document.targets import Smoothed, free
from ceviz.draw.hatching import hatch_lines
from ceviz.draw.picture import Handle
from ceviz.draw.state import State
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.errors import InvalidInput
from ceviz.views.areas.areas import AreaPicture
from ceviz.views.areas.layout import AreaGeometry, share_before
from ceviz.views.areas.picture import AreaView, AreaViewGeometry, Part
from ceviz.views.areas.prefix_code import CodeGeometry, CodePicture
from ceviz.views.sums.picture import Sums
from tests.helpers.documents import document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, untouched, words_in

SLOT, ALONE = (400, 400), (1240, 600)


def two() -> Document:
    return document([[0.5, -0.5]], [fruit().sample.target], names=("no", "yes"))


def certain() -> Document:
    """One class has all of q, to the last digit, and it is not the truth."""
    return document([[0.0, -np.inf, -np.inf]], [fruit().sample.target])


def smoothed(count: int) -> Document:
    return many(count, Smoothed(1, 0.1))


DOCUMENTS = [fruit, free_fruit, infinite, certain, two] + [
    pytest.param(lambda count=count: smoothed(count), id=f"{count} smoothed")
    for count in (10, 200, 1000)
]


@pytest.fixture(params=DOCUMENTS)
def shown(request: pytest.FixtureRequest) -> State:
    return state_of(request.param())


def geometry(picture: AreaPicture, state: State, size: tuple[int, int] = SLOT) -> AreaGeometry:
    return picture.geometry(QRectF(0, 0, *size), state, LIGHT)


def middle_of(g: AreaGeometry, k: int) -> float:
    left, widths = g.sides()
    return float(left[k] + widths[k] / 2.0)


def moved(picture: AreaPicture, base: Document, handle: Handle, point: QPointF) -> Document:
    state = state_of(base)
    return picture.intent_at(geometry(picture, state), handle, point, state, base).edit(base)


@pytest.mark.parametrize("size", [SLOT, ALONE, (140, 120)])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("part", Part)
def test_it_stays_within_its_card(
    shown: State, size: tuple[int, int], theme: Theme, part: Part
) -> None:
    for swapped in (False, True):
        view = AreaView(part, swapped, ghost=Frozen.of(fruit()))
        free = untouched(rendered(view, shown, *size, theme=theme, margin=20))
        if min(size) > 300:
            assert free[:20].all()
            assert free[-20:].all()
            assert free[:, :20].all()
            assert free[:, -20:].all()
        assert not free[60:100, 60:100].any()


@pytest.mark.parametrize("swapped", [False, True])
def test_pixels_are_the_rectangles(swapped: bool) -> None:
    picture = AreaPicture(swapped)
    state = state_of(free_fruit())
    g = geometry(picture, state)
    world, code = (state.analysis.q, state.analysis.p)[:: 1 if swapped else -1]
    _, widths = g.sides()
    span = g.x.end - g.x.start
    np.testing.assert_allclose(widths / span, world, rtol=1e-12)
    heights = (g.y.start - g.tops(g.way.areas.height, 1.0)) * g.y.per_pixel
    np.testing.assert_allclose(heights, -np.log(code), rtol=1e-9)
    # The whole area of the picture is H, to the pixel and beyond.
    area = float((widths / span * heights).sum())
    assert area == pytest.approx(g.way.cross_entropy, rel=1e-9)


def test_the_axis_holds_still_in_a_gesture() -> None:
    before = state_of(free_fruit())
    after = analyse(edits.set_probability(free_fruit(), 1, 1e-5))
    held = State(before.document, after, before.analysis)
    assert geometry(AreaPicture(), held).y == geometry(AreaPicture(), before).y
    assert geometry(AreaPicture(), state_of(free_fruit())).x.low == 0.0


def test_dragging_a_top_sets_q() -> None:
    picture, base = AreaPicture(), free_fruit()
    state = state_of(base)
    g = geometry(picture, state)
    handle = picture.handle_at(g, QPointF(middle_of(g, 1), g.frame.plot.top() + 9), state)
    assert handle is not None
    assert (handle.kind, handle.index, handle.along) == ("top", 1, "y")
    target = QPointF(5.0, float(g.y.at(1.5)))
    after = analyse(moved(picture, base, handle, target))
    assert after.surprisal[1] == pytest.approx(1.5, rel=1e-9)
    assert after.p.tolist() == state.analysis.p.tolist()
    # Below the floor of the plot lies q = 1, which is approached.
    low = analyse(moved(picture, base, handle, QPointF(5.0, g.y.start + 50.0)))
    assert low.q[1] == pytest.approx(edits.DRAG_MAX)


def test_heights_are_in_the_unit() -> None:
    base = edits.set_unit(free_fruit(), Unit.BITS)
    picture, state = AreaPicture(), state_of(base)
    g = geometry(picture, state)
    handle = picture.handle_at(g, QPointF(middle_of(g, 1), 100.0), state)
    assert handle is not None
    after = analyse(moved(picture, base, handle, QPointF(0.0, float(g.y.at(2.0)))))
    assert after.q[1] == pytest.approx(0.25, rel=1e-9)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(("index", "side"), [(0, "right"), (1, "right"), (1, "left"), (2, "left")])
def test_a_side_follows_the_pointer(swapped: bool, index: int, side: str) -> None:
    picture, base = AreaPicture(swapped), free_fruit()
    state = state_of(base)
    g = geometry(picture, state)
    left, widths = g.sides()
    x = float(left[index] + (widths[index] if side == "right" else 0.0))
    near = min(2.0, float(widths[index]) / 4.0)
    inside = QPointF(x - near if side == "right" else x + near, 150.0)
    handle = picture.handle_at(g, inside, state)
    assert handle is not None
    assert (handle.kind, handle.index, handle.along) == (side, index, "x")
    assert handle.at.x() == pytest.approx(x)
    for way in (-9.0, 5.0):
        after = moved(picture, base, handle, handle.at + QPointF(way, 33.0))
        now = geometry(picture, state_of(after))
        lefts, wides = now.sides()
        edge = lefts[index] + (wides[index] if side == "right" else 0.0)
        assert edge == pytest.approx(x + way, abs=1e-6)
        # The others keep their ratios.
        others = [k for k in range(3) if k != index]
        old, new = g.way.areas.width[others], now.way.areas.width[others]
        np.testing.assert_allclose(new / new.sum(), old / old.sum(), rtol=1e-9)


def test_a_side_of_a_bound_target_is_refused_with_the_reason() -> None:
    picture, base = AreaPicture(), smoothed(3)
    state = state_of(base)
    g = geometry(picture, state)
    left, widths = g.sides()
    edge = QPointF(float(left[1] + widths[1]) - 1.0, 150.0)
    handle = picture.handle_at(g, edge, state)
    assert handle is not None
    assert handle.kind == "right"
    with pytest.raises(InvalidInput, match="only a free target"):
        moved(picture, base, handle, edge + QPointF(-20.0, 0.0))


@pytest.mark.parametrize("make", DOCUMENTS)
@pytest.mark.parametrize("swapped", [False, True])
def test_out_and_back_is_the_same_document(make: Callable[[], Document], swapped: bool) -> None:
    picture, base = AreaPicture(swapped), make()
    base = edits.set_policy(base, Policy.EQUAL)
    state = state_of(base, selected=0)
    g = geometry(picture, state)
    kept, refused = 0, set()
    for x in np.linspace(g.x.start, g.x.end, 60).tolist():
        handle = picture.handle_at(g, QPointF(x, 200.0), state)
        assert handle is not None
        intent = picture.intent_at(g, handle, handle.at, state, base)
        try:
            assert intent.edit(base).same_as(base)
            kept += 1
        except InvalidInput as refusal:
            refused.add(refusal.what)
    assert kept > 0
    assert refused <= {"only a free target can be changed class by class"}


def test_a_class_of_no_width_is_pulled_open_where_it_stands() -> None:
    base = fruit(free(np.array([0.5, 0.5, 0.0])))
    picture, state = AreaPicture(), state_of(base, selected=2)
    g = geometry(picture, state)
    handle = picture.handle_at(g, QPointF(g.x.end - 2.0, 150.0), state)
    assert handle is not None
    assert (handle.kind, handle.index) == ("left", 2)
    after = moved(picture, base, handle, QPointF(float(g.x.at(0.75)), 150.0))
    np.testing.assert_allclose(analyse(after).p, [0.375, 0.375, 0.25])


def test_an_infinite_rectangle_is_brought_down_from_the_top() -> None:
    picture, base = AreaPicture(), infinite()
    state = state_of(base)
    g = geometry(picture, state)
    handle = picture.handle_at(g, QPointF(middle_of(g, 1), 150.0), state)
    assert handle is not None
    assert handle.value == 0.0
    assert handle.at.y() == pytest.approx(g.y.end)
    after = analyse(moved(picture, base, handle, handle.at + QPointF(0.0, 40.0)))
    assert 0.0 < after.q[1] < 1.0
    assert after.surprisal[1] == pytest.approx(g.y.high - 40.0 * g.y.per_pixel, rel=1e-9)


def test_shares_before_a_class() -> None:
    assert share_before(np.array([0.2, 0.5, 0.3]), 1) == pytest.approx(0.4)
    assert share_before(np.array([0.2, 0.5, 0.3]), 0) == 0.0
    assert share_before(np.array([0.2, 0.5, 0.3]), 2) == 1.0
    assert share_before(np.array([0.0, 1.0, 0.0]), 1) == 0.5


def test_captions_say_the_price_in_words() -> None:
    areas, swapped = AreaPicture(), AreaPicture(swapped=True)
    state = state_of(fruit())
    assert areas.caption(state) == (
        "KL(p‖q) = 0.0957 nats: in a world that is always Banana the code made for q spends "
        "0.0957 nats a symbol, all of it wasted."
    )
    assert swapped.caption(state) == (
        "KL(q‖p) = ∞: q allows Apple (0.0746), and the code made for p has no word for it."
    )
    state = state_of(edits.set_unit(free_fruit(), Unit.BITS))
    way = asymmetry(state.analysis).there
    words = areas.caption(state)
    assert (
        f"{way.divergence / math.log(2.0):.4f} of {way.cross_entropy / math.log(2.0):.4f}" in words
    )
    assert "most of it on Orange; Banana costs less than with its own" in words
    even = document([[1.0, 1.0]], [Smoothed(0, 1.0)], names=("heads", "tails"))
    assert areas.caption(state_of(even)) == (
        "KL(p‖q) = 0: the code made for q fits world p; its 0.6931 nats a symbol are the least "
        "there is."
    )


def test_hatching_stays_inside_and_goes_on_across_rectangles() -> None:
    x, y, width, height = 3.3, 7.1, 40.0, 25.0
    lines = hatch_lines(x, y, width, height)
    assert len(lines) > 8
    assert (lines[:, [0, 2]] >= x).all()
    assert (lines[:, [0, 2]] <= x + width).all()
    assert (lines[:, [1, 3]] >= y - 1e-9).all()
    assert (lines[:, [1, 3]] <= y + height + 1e-9).all()
    np.testing.assert_allclose(lines[:, 0] + lines[:, 1], lines[:, 2] + lines[:, 3])
    beside = hatch_lines(x + width, y, width, height)
    sums = {round(float(line[0] + line[1]), 6) for line in (*lines, *beside)}
    assert len(sums) == pytest.approx((2 * width + height) / 7.0, abs=1)


def test_saved_classes_are_ruled_and_wasted_ones_are_not() -> None:
    state = state_of(free_fruit())
    picture = rendered(AreaPicture(), state, *SLOT)
    g = geometry(AreaPicture(), state)
    left, widths = g.sides()
    tops = g.tops(g.way.areas.height, 1.0)
    inner = g.tops(g.way.areas.inner, 1.0)

    def across(k: int) -> int:
        """How many colours there are in a row of the part between floor and top."""
        row = round(float(0.7 * tops[k] + 0.3 * inner[k]))
        part = picture[row, round(left[k]) + 3 : round(left[k]) + 12]
        return len(np.unique(part, axis=0))

    assert g.way.areas.surplus[1] < 0.0 < g.way.areas.surplus[2]
    assert widths[2] > 20.0
    assert across(1) == 2
    assert across(2) == 1


# Codes


def code_geometry(state: State, size: tuple[int, int] = SLOT) -> CodeGeometry:
    return CodePicture().geometry(QRectF(0, 0, *size), state, LIGHT)


def test_as_many_words_as_fit_the_rest_counted() -> None:
    g = code_geometry(state_of(smoothed(200)))
    assert g.rows.rest is not None
    assert len(g.rows.classes) + len(g.rows.rest) == 200
    assert 1 in g.rows.classes  # the selected one stays
    assert g.strip(g.rows.count - 1).bottom() <= g.price.top()
    assert g.price.bottom() <= SLOT[1]
    assert code_geometry(state_of(smoothed(10))).rows.rest is None


def test_a_row_is_its_class() -> None:
    state = state_of(smoothed(10))
    g = code_geometry(state)
    picture = CodePicture()
    assert picture.class_at(g, g.strip(4).center(), state) == 4
    assert picture.class_at(g, QPointF(50.0, 5.0), state) is None


def test_the_captions_of_codes_are_prices() -> None:
    base = edits.set_probabilities(
        fruit(free(np.array([0.5, 0.25, 0.25]))), np.array([0.25, 0.25, 0.5])
    )
    assert CodePicture().caption(state_of(base)) == (
        "Coding world p takes 1.5000 bits a symbol with its own prefix code and 1.7500 with the "
        "one made for q: the wrong code costs 0.2500 bits (ideal codes: KL(p‖q) = 0.2500)."
    )
    assert "whole bits hide the difference" in CodePicture().caption(state_of(two()))
    assert CodePicture(swapped=True).caption(state_of(fruit())).endswith("lacks a word, KL = ∞.")


# Both


def view_geometry(view: AreaView, size: tuple[int, int], state: State) -> AreaViewGeometry:
    return view.geometry(QRectF(0, 0, *size), state, LIGHT)


def test_one_part_in_a_slot_and_both_where_there_is_room() -> None:
    state = state_of(free_fruit())
    for part, kind in ((Part.AREAS, AreaPicture), (Part.CODE, CodePicture)):
        (only,) = view_geometry(AreaView(part), SLOT, state).parts
        assert isinstance(only.picture, kind)
    for size in (ALONE, (400, 900)):
        g = view_geometry(AreaView(Part.CODE), size, state)
        assert [type(part.picture) for part in g.parts] == [AreaPicture, CodePicture]
        areas, code = (part.rect for part in g.parts)
        assert not areas.intersects(code)
        assert g.at(code.center()) is g.parts[1]


def test_handles_and_classes_are_those_of_the_part_under_the_point() -> None:
    state = state_of(free_fruit())
    view = AreaView()
    g = view_geometry(view, ALONE, state)
    areas, code = g.parts
    point = QPointF(middle_of(areas.geometry, 1), 300.0)
    handle = view.handle_at(g, point, state)
    assert handle is not None
    after = view.intent_at(g, handle, handle.at + QPointF(0, 20), state, state.document)
    assert not after.edit(state.document).same_as(state.document)
    row = code.geometry.strip(2).center()
    assert view.class_at(g, row, state) == 2
    assert view.handle_at(g, row, state) is None
    assert view.class_at(g, QPointF(-1.0, -1.0), state) is None
    assert view.anchor(g, 1) == pytest.approx(point.x())


def test_the_note_by_the_pointer_has_the_rectangle_in_numbers() -> None:
    state = state_of(free_fruit())
    words = AreaView().tip(1, state)
    assert words[0] == "Banana"
    assert "width p = 0.5000" in words
    assert f"height −log q = {state.analysis.surprisal[1]:.4f}" in words
    assert words[-1] == "words: 0 for p, 0 for q"


@pytest.mark.parametrize("picture", [AreaView(), AreaView(Part.CODE), Sums()])
def test_files_know_no_selection(picture: AreaView | Sums) -> None:
    for make in (free_fruit, fruit):
        first, third = (
            rendered(
                picture, state_of(make(), selected=k), *SLOT, theme=replace(LIGHT, marks=False)
            )
            for k in (0, 2)
        )
        np.testing.assert_array_equal(first, third)


def test_beside_nats_the_bits_of_a_word_are_said_to_be_others() -> None:
    """Areas may be in nats, but words are made of bits: the two are never mixed silently."""
    for unit, said in ((Unit.NATS, True), (Unit.BITS, False)):
        words = "\n".join(
            words_in(CodePicture(), state_of(edits.set_unit(fruit(), unit)), 700, 320)
        )
        assert "Prefix codes (bits)" in words
        assert ("1 bit = 0.6931 nats" in words) is said
