"""For every picture of the lab: it paints anything, stays in its rect, keeps its layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ceviz.document import classes, edits
from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Policy, Unit
from ceviz.document.targets import OneHot, Smoothed, TargetKind, free
from ceviz.draw.lab.class_table import Table
from ceviz.draw.lab.curve import Curve
from ceviz.draw.lab.equation import Equation
from ceviz.draw.lab.flow import GradientFlow
from ceviz.draw.lab.gradient import Gradient
from ceviz.draw.lab.loss_card import Loss
from ceviz.draw.lab.pipeline import Pipeline
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.readouts import Readouts
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.picture import Picture, draw
from ceviz.draw.state import TOP, State, View
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.errors import CevizError
from ceviz.views.registry import plot
from tests.helpers.documents import batch, document, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import state_of
from tests.helpers.images import Pixels, painted, pixels, rendered, untouched

#: The lab's pictures; the views beside it have tests of their own.
PICTURES: dict[str, Callable[[], Picture]] = {
    "scores": ScoreBars,
    "bars": ProbabilityBars,
    "curve": Curve,
    "gradient": Gradient,
    "equation": Equation,
    "readouts": Readouts,
    "loss": Loss,
    "flow": GradientFlow,
    "table": Table,
    "picture": Pipeline,
}

#: Below these nothing is promised but that it can be painted.
LEAST = {"loss": (118.0, 190.0), "flow": (500.0, 28.0)}


def least(name: str) -> tuple[int, int]:
    width, height = LEAST.get(name) or plot(name).least
    return int(np.ceil(width)), int(np.ceil(height))


def long_names() -> Document:
    names = ("a class whose name goes on and on", "класс второй", "🍌🍎 third of them all")
    return document([[1.0, 3.5, -0.5]], [OneHot(1)], names=names)


DOCUMENTS: dict[str, Callable[[], Document]] = {
    "fruit": fruit,
    "free": free_fruit,
    "smoothed": partial(fruit, Smoothed(1, 0.1)),
    "infinite": infinite,
    "batch": batch,
    "two": partial(many, 2),
    "thirty": partial(many, 30),
    "thousand": partial(many, 1000),
    "thousand soft": partial(many, 1000, free(np.full(1000, 1e-3))),
    "huge": partial(document, [[1000.0, 0.0, -1000.0]], [OneHot(1)]),
    "equal": partial(document, [[0.0, 0.0, 0.0]], [OneHot(0)]),
    "negative": partial(document, [[-5e3, -5.001e3, -np.inf]], [OneHot(1)]),
    "certain": partial(document, [[0.0, -np.inf, -np.inf]], [OneHot(0)]),
    "impossible": partial(document, [[0.0, -np.inf, -np.inf]], [OneHot(2)]),
    "subnormal": partial(document, [[0.0, -740.0, -30.0]], [OneHot(1)]),
    "cold": partial(fruit, temperature=1e-3),
    "hot": partial(fruit, temperature=1e3),
    "long names": long_names,
}

every_picture = pytest.mark.parametrize("name", PICTURES)
every_document = pytest.mark.parametrize("which", DOCUMENTS)


@every_picture
@every_document
def test_anything_is_painted_at_any_size(name: str, which: str) -> None:
    """Warnings are errors: neither numpy nor Qt may complain."""
    made = DOCUMENTS[which]()
    states = [
        state_of(made),
        state_of(made, hovered=0, focused=True, view=View(log_q=True, top=TOP)),
        replace(state_of(made), document=replace(made, unit=Unit.BITS)),
    ]
    for state, theme in zip(states, (LIGHT, DARK, LIGHT.scaled(1.6)), strict=True):
        for width, height in ((1, 1), (40, 24), (60, 400), (1280, 90), (400, 300)):
            rendered(PICTURES[name](), state, width, height, theme)


@every_picture
@every_document
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_nothing_is_painted_outside_of_its_rect(name: str, which: str, theme: Theme) -> None:
    """Text and lines included: what leaves a widget is cut off, what leaves a page is lost."""
    made = DOCUMENTS[which]()
    width, height = least(name)
    margin = 60
    for state in (state_of(made, hovered=0), state_of(made, view=View(log_q=True, top=TOP))):
        for w, h in ((width, height), (width + 170, height + 90)):
            picture = rendered(PICTURES[name](), state, w, h, theme, margin=margin)
            outside = untouched(picture)
            outside[margin : margin + h, margin : margin + w] = True
            strayed = np.argwhere(~outside) - margin
            assert len(strayed) == 0, (w, h, strayed.min(axis=0), strayed.max(axis=0))


@every_picture
def test_light_and_dark_are_the_same_picture_in_other_colours(name: str) -> None:
    width, height = least(name)
    state = state_of(fruit())
    light, dark = (rendered(PICTURES[name](), state, width, height, t) for t in (LIGHT, DARK))
    assert not np.array_equal(light, dark)
    if name != "flow":  # the flow has no ground of its own
        assert light[..., :3].mean() > 180
        assert dark[..., :3].mean() < 90


@every_picture
def test_painting_changes_nothing_about_the_state(name: str) -> None:
    state = state_of(fruit())
    before = (state.document, state.analysis.q.copy(), state.analysis.z.copy())
    rendered(PICTURES[name](), state, 400, 300)
    assert state.document is before[0]
    assert np.array_equal(state.analysis.q, before[1])
    assert np.array_equal(state.analysis.z, before[2])


class Host:
    """Keeps a picture's still layer as a widget does: as long as its key stays the same."""

    def __init__(self, picture: Picture, width: int, height: int) -> None:
        self.picture, self.size = picture, (width, height)
        self.kept: tuple[object, QImage] | None = None
        self.renewed = 0

    def frame(self, state: State, theme: Theme) -> Pixels:
        """One frame, as the screen shows it."""
        geometry = self.picture.geometry(QRectF(0, 0, *self.size), state, theme)
        key = (self.picture.background_key(geometry, state), theme)
        if self.kept is None or self.kept[0] != key:
            image = QImage(*self.size, QImage.Format.Format_RGB32)
            image.fill(theme.background)
            painter = QPainter(image)
            self.picture.draw_background(painter, geometry, state, theme)
            painter.end()
            self.kept = (key, image)
            self.renewed += 1
        image = self.kept[1].copy()
        painter = QPainter(image)
        self.picture.draw_foreground(painter, geometry, state, theme)
        painter.end()
        return pixels(image)


def fresh(picture: Picture, state: State, theme: Theme, width: int, height: int) -> Pixels:
    from PySide6.QtGui import QColor

    paint = partial(
        draw, picture=picture, rect=QRectF(0, 0, width, height), state=state, theme=theme
    )
    return painted(paint, width, height, QColor(theme.background))


Change = Callable[[State], State]


def edited(edit: Callable[[Document], Document], held: bool = False) -> Change:
    """A state after ``edit``; in a gesture with the axes of before."""

    def change(state: State) -> State:
        try:
            after = edit(state.document)
        except CevizError:
            return state
        analysis = analyse(after)
        still = held and len(state.held.q) == len(analysis.q)
        return replace(
            state,
            document=after,
            analysis=analysis,
            held=state.held if still else analysis,
            selected=min(state.selected, len(analysis.q) - 1),
            hovered=None if state.hovered is None else min(state.hovered, len(analysis.q) - 1),
        )

    return change


def looked(**attention: object) -> Change:
    return lambda state: replace(state, **attention)  # type: ignore[arg-type]


def on_class(
    edit: Callable[..., Document], i: int, **more: object
) -> Callable[[Document], Document]:
    """``edit`` of class ``i``, or of the last if there are fewer."""
    return lambda document: edit(document, i=min(i, len(document.classes) - 1), **more)


index = st.integers(0, 2)
scores = st.sampled_from([-np.inf, -40.0, -1.0, 0.0, 2.0, 30.0])
changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(
        lambda i, z, held: edited(on_class(edits.set_score, i, value=z), held),
        index, scores, st.booleans(),
    ),
    st.builds(lambda i: edited(on_class(edits.set_true_class, i)), index),
    st.builds(
        lambda kind: edited(partial(edits.set_target_kind, kind=kind)),
        st.sampled_from(TargetKind),
    ),
    st.builds(
        lambda i, p: edited(on_class(edits.set_target_mass_freely, i, value=p)),
        index, st.floats(0.0, 1.0),
    ),
    st.builds(
        lambda t: edited(partial(edits.set_temperature, temperature=t)),
        st.sampled_from([0.05, 1.0, 7.0]),
    ),
    st.builds(lambda u: edited(partial(edits.set_unit, unit=u)), st.sampled_from(Unit)),
    st.builds(lambda i: edited(on_class(classes.toggle_lock, i)), index),
    st.builds(
        lambda i, name: edited(on_class(classes.rename_class, i, name=name)),
        index, st.sampled_from(["x", "Quince", "a class whose name goes on and on"]),
    ),
    st.builds(lambda i: edited(on_class(classes.move_class, i, to=0)), index),
    st.just(edited(classes.add_class)),
    st.builds(lambda i: edited(partial(classes.remove_classes, gone=[i])), index),
    st.builds(lambda p: edited(partial(edits.set_policy, policy=p)), st.sampled_from(Policy)),
    st.just(edited(lambda _: many(60))),
    st.just(edited(lambda _: batch())),
    st.builds(lambda i: looked(hovered=i), st.none() | st.integers(0, 1)),
    st.builds(lambda i: looked(selected=i), st.integers(0, 1)),
    st.builds(lambda on: looked(focused=on), st.booleans()),
    st.builds(
        lambda log, top: looked(view=View(log_q=log, top=top)),
        st.booleans(), st.sampled_from([None, TOP, 4]),
    ),
)  # fmt: skip


@every_picture
@settings(max_examples=25)
@given(steps=st.lists(st.tuples(changes, st.sampled_from([LIGHT, LIGHT, DARK])), max_size=8))
def test_the_kept_layer_never_shows_what_was(name: str, steps: list[tuple[Change, Theme]]) -> None:
    """A frame over the kept layer is pixel for pixel the picture painted afresh."""
    width, height = (300, 210) if name != "picture" else (900, 480)
    host, picture = Host(PICTURES[name](), width, height), PICTURES[name]()
    state = state_of(fruit())
    for change, theme in [(looked(), LIGHT), *steps]:
        state = change(state)
        shown = host.frame(state, theme)
        assert np.array_equal(shown, fresh(picture, state, theme, width, height))


@pytest.mark.parametrize("name", ["scores", "bars", "curve"])
def test_a_drag_keeps_the_layer(name: str) -> None:
    host = Host(PICTURES[name](), 400, 300)
    state = state_of(fruit())
    for value in np.linspace(3.5, -3.0, 12):
        state = edited(partial(edits.set_score, i=1, value=float(value)), held=True)(state)
        host.frame(state, LIGHT)
    assert host.renewed == 1


@pytest.mark.parametrize(("scale", "wide"), [(1.0, 1.0), (3.2, 3.0)])
def test_the_targets_outline_is_as_wide_as_far_readers_need(scale: float, wide: float) -> None:
    theme = replace(LIGHT, scale=scale)
    state = state_of(fruit())
    picture = rendered(ProbabilityBars(), state, 1200, 800, theme)
    bare = rendered(
        ProbabilityBars(), replace(state, analysis=replace(state.analysis, p=np.zeros(3))),
        1200, 800, theme,
    )  # fmt: skip
    g = ProbabilityBars().geometry(QRectF(0, 0, 1200, 800), state, theme)
    row = round(float(g.scale.clipped(0.95)))
    ink = 255 - picture[row, :, :3].astype(float).mean(axis=1)
    without = 255 - bare[row, :, :3].astype(float).mean(axis=1)
    target = QColor(theme.target)
    full = 255.0 - (target.red() + target.green() + target.blue()) / 3.0
    # Two sides of one outline, as so much ink.
    assert np.abs(ink - without).sum() / full == pytest.approx(2.0 * wide, rel=0.2)
