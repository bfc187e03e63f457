"""Edits of the slides: pure, refused in words, and told apart by what would be saved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ceviz.document import slides
from ceviz.document.edits import set_score
from ceviz.document.model import Document, Slide
from ceviz.errors import InvalidInput
from tests.document.examples import fruit


def deck(*titles: str) -> Document:
    return replace(fruit(), slides=tuple(Slide(fruit(), title) for title in titles))


def titles(document: Document) -> str:
    return "".join(slide.title for slide in document.slides)


def test_a_slide_is_added_at_the_end_or_where_it_is_wanted() -> None:
    assert titles(slides.add_slide(deck("a", "b"), Slide(fruit(), "c"))) == "abc"
    assert titles(slides.add_slide(deck("a", "b"), Slide(fruit(), "c"), 1)) == "acb"


def test_what_is_kept_has_no_slides_itself_and_its_words_stripped() -> None:
    whole = deck("a")
    kept = slides.add_slide(whole, Slide(whole, " b ", " c ")).slides[1]
    assert (kept.document.slides, kept.title, kept.line) == ((), "b", "c")


@pytest.mark.parametrize(
    ("at", "to", "order"), [(0, 2, "bca"), (2, 0, "cab"), (1, 1, "abc"), (0, 1, "bac")]
)
def test_moving_takes_one_and_closes_up(at: int, to: int, order: str) -> None:
    assert titles(slides.move_slide(deck("a", "b", "c"), at, to)) == order


def test_removing_and_rewording() -> None:
    assert titles(slides.remove_slide(deck("a", "b", "c"), 1)) == "ac"
    said = slides.say(deck("a", "b"), 1, "x", "y").slides[1]
    assert (said.title, said.line) == ("x", "y")


def test_the_same_slide_again_changes_nothing() -> None:
    before = deck("a", "b")
    assert slides.replace_slide(before, 1, replace(before.slides[1])) is before
    changed = replace(before.slides[1], document=set_score(fruit(), 0, 2.0))
    assert not slides.replace_slide(before, 1, changed).same_as(before)


def test_showing_a_slide_keeps_all_slides() -> None:
    other = set_score(fruit(), 0, 2.0)
    whole = slides.add_slide(deck("a"), Slide(other, "b"))
    shown = slides.show_slide(whole, 1)
    assert shown.slides is whole.slides
    assert shown.sample.same_as(other.sample)
    assert not shown.same_as(whole)


@pytest.mark.parametrize("at", [-1, 2])
def test_a_place_that_is_not_there_is_refused(at: int) -> None:
    for edit in (slides.remove_slide, slides.show_slide, slides.slide_at):
        with pytest.raises(InvalidInput, match="there is no scene"):
            edit(deck("a", "b"), at)
    with pytest.raises(InvalidInput, match="there is no scene"):
        slides.move_slide(deck("a", "b"), 0, at)


@pytest.mark.parametrize(
    ("title", "line", "words"),
    [
        ("", "", "a scene needs a title"),
        ("a\nb", "", "a scene's title is one line"),
        ("a", "\ud800", "what a scene says is one line"),
        ("a" * 301, "", "a scene's title has at most 300 characters"),
    ],
)
def test_words_that_no_slide_can_have(title: str, line: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        slides.add_slide(fruit(), Slide(fruit(), title, line))


def test_there_is_an_end_to_slides() -> None:
    full = deck(*(str(k) for k in range(slides.MOST_SLIDES)))
    with pytest.raises(InvalidInput, match="at most 500 scenes"):
        slides.add_slide(full, Slide(fruit(), "more"))


def test_a_title_nobody_has_to_think_of() -> None:
    named = replace(deck(), title="Alles\nzusammen")
    assert slides.title_for(named) == "Alles zusammen"
    assert slides.title_for(replace(deck("Fruit", "Fruit 2"), title="Fruit")) == "Fruit 3"
    assert slides.title_for(deck("Scene")) == "Scene 2"
