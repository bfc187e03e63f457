"""A slide is laid out without anything on anything, and its smallest digit reaches the last row."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF

from ceviz.document.model import Document
from ceviz.draw.lab.slide import DIGIT, SlidePicture, caption_of, plan, scale_for, wrapped
from ceviz.draw.picture import draw
from ceviz.draw.state import State, View
from ceviz.draw.theme import DARK, LIGHT, THEMES
from ceviz.views.registry import plot
from tests.collisions.counting import collisions
from tests.collisions.recorder import Recorder, Recording
from tests.helpers.documents import batch, free_fruit, fruit
from tests.helpers.fixtures import state_of

SCREENS = ((1920, 1080), (1280, 720), (1024, 768))

SLIDES = {
    "lab": (fruit(), (), View(simple=True)),
    "opened": (fruit(), (), View(simple=True, softmax=True)),
    "full": (free_fruit(), (), View()),
    "several": (batch(), (), View(simple=True)),
    "simplex": (fruit(), ("simplex",), View(simple=True)),
    "areas": (free_fruit(), ("areas",), View()),
    "two": (free_fruit(), ("sums", "plane"), View()),
}


def recorded(
    document: Document, views: tuple[str, ...], view: View, width: int, height: int
) -> tuple[Recording, QRectF, float]:
    """What is painted of a slide on a screen of so many pixels."""
    scale = scale_for(LIGHT, height)
    theme, whole = LIGHT.scaled(scale), QRectF(0, 0, width, height)
    state: State = state_of(document, view=view)
    pictures = tuple(plot(name).make() for name in views)
    slide = SlidePicture("What the truth was given", "Drag Banana down to 10 %.", pictures)
    painter = Recorder()
    try:
        draw(painter, slide, whole, state, theme)
    finally:
        painter.end()
    return painter.recording, whole, scale


@pytest.mark.parametrize("screen", SCREENS, ids=str)
@pytest.mark.parametrize("name", SLIDES)
def test_the_smallest_digit_is_a_45th_of_the_screen(name: str, screen: tuple[int, int]) -> None:
    """Of all that is painted: how high the lowest digit is in the type that a text is set in."""
    noted, _, _ = recorded(*SLIDES[name], *screen)
    numbers = [text for text in noted.texts if re.search(r"\d", text.words)]
    assert len(numbers) > 8
    heights = {
        text.words: min(
            LIGHT.metrics(text.pixels).tightBoundingRect(digit).height() for digit in "0123456789"
        )
        for text in numbers
    }
    assert min(heights.values()) >= DIGIT * screen[1], heights
    # The box of ink that was painted, of numbers whose lowest digit is alone in it.
    inks = [text.ink for text in numbers if re.fullmatch(r"\d+", text.words)]
    assert all(max(ink.width(), ink.height()) >= DIGIT * screen[1] for ink in inks)


@pytest.mark.parametrize("name", SLIDES)
def test_nothing_collides_on_a_slide(name: str) -> None:
    for screen in SCREENS[:2]:
        noted, whole, scale = recorded(*SLIDES[name], *screen)
        faults = collisions(noted, whole, scale)
        assert not faults, faults


def test_the_type_is_no_larger_than_it_has_to_be() -> None:
    for height in (480.0, 720.0, 1080.0, 2160.0):
        scale = scale_for(LIGHT, height)
        assert scale_for(LIGHT.scaled(2.0), height) == scale
        pixels = scale * 11.0
        assert pixels == pytest.approx(round(pixels))
        digit = LIGHT.metrics(pixels).tightBoundingRect("1").height()
        smaller = LIGHT.metrics(pixels - 1.0).tightBoundingRect("1").height()
        assert smaller < DIGIT * height <= digit


@pytest.mark.parametrize("data", [False, True])
@pytest.mark.parametrize("views", [0, 1, 2, 3])
def test_parts_lie_inside_and_beside_each_other(views: int, data: bool) -> None:
    whole = QRectF(0, 0, 1920, 1080)
    room = plan(whole, LIGHT.scaled(3.0), "a line", views, data=data)
    parts = [room.title, room.line, room.lab, room.sentence, room.bars, *room.views, *room.captions]
    parts = [part for part in parts if not part.isEmpty()]
    assert all(whole.contains(part) for part in parts)
    for one, other in combinations(parts, 2):
        common = one.intersected(other)
        assert common.width() < 1e-6 or common.height() < 1e-6
    assert room.lab.isEmpty() == bool(views)
    assert room.bars.isEmpty() == (data or views != 1)
    assert len(room.views) == len(room.captions) == views


def test_words_wrap_at_spaces_and_the_last_line_has_the_rest() -> None:
    words = "one two three four five six seven"
    lines = wrapped(words, 100.0, 2, LIGHT)
    assert len(lines) == 2
    assert " ".join(lines) == words
    assert LIGHT.width(lines[0]) <= 100.0
    assert wrapped("", 100.0, 2, LIGHT) == []
    assert wrapped("just 91\u00a0%", 45.0, 2, LIGHT) == ["just", "91\u00a0%"]
    assert wrapped("Donaudampfschifffahrt", 1.0, 2, LIGHT) == ["Donaudampfschifffahrt"]


def test_a_view_says_its_sentence_and_its_numbers_are_the_slides() -> None:
    state, areas = state_of(free_fruit()), plot("areas").make()
    slide = SlidePicture("a", "", (areas,))
    assert slide.rows(state) == areas.rows(state)
    assert SlidePicture("a").rows(state) == plot("picture").make().rows(state)
    assert "nats" in caption_of(areas, state)
    assert caption_of(plot("bars").make(), state) == ""


def test_every_theme_needs_the_same_size() -> None:
    assert len({scale_for(theme, 1080.0) for theme in THEMES.values()}) == 1
    assert DARK.name in THEMES
