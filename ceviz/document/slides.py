"""Edits of the slides of a document: each pure, each refused in words."""

from __future__ import annotations

from dataclasses import replace

from ceviz.document.model import Document, Slide, check_line, one_line
from ceviz.errors import InvalidInput

#: More scenes than a day of lectures has.
MOST_SLIDES = 500


def checked(slide: Slide) -> Slide:
    """``slide`` with its words stripped and no slides within it.

    Raises:
        InvalidInput: no title, or more than a line.
    """
    title = check_line(slide.title, "a scene's title")
    if not title:
        raise InvalidInput("a scene needs a title")
    document = replace(slide.document, slides=())
    line = check_line(slide.line, "what a scene says")
    return replace(slide, title=title, line=line, document=document)


def add_slide(document: Document, slide: Slide, at: int | None = None) -> Document:
    """``slide`` at place ``at`` of the slides; the last if that is None."""
    slides = document.slides
    if len(slides) >= MOST_SLIDES:
        raise InvalidInput(f"a session has at most {MOST_SLIDES} scenes")
    at = len(slides) if at is None else at
    return replace(document, slides=(*slides[:at], checked(slide), *slides[at:]))


def replace_slide(document: Document, at: int, slide: Slide) -> Document:
    """``slide`` in place of the one at ``at``; as it was if it is the same."""
    before = slide_at(document, at)
    slide = checked(slide)
    if slide.same_as(before):
        return document
    slides = document.slides
    return replace(document, slides=(*slides[:at], slide, *slides[at + 1 :]))


def remove_slide(document: Document, at: int) -> Document:
    """Without the slide at ``at``."""
    slide_at(document, at)
    return replace(document, slides=(*document.slides[:at], *document.slides[at + 1 :]))


def move_slide(document: Document, at: int, to: int) -> Document:
    """The slide at ``at`` taken to place ``to``; the others close up."""
    moved = slide_at(document, at)
    slide_at(document, to)
    others = [*document.slides[:at], *document.slides[at + 1 :]]
    return replace(document, slides=(*others[:to], moved, *others[to:]))


def say(document: Document, at: int, title: str, line: str) -> Document:
    """Other words for the slide at ``at``."""
    return replace_slide(document, at, replace(slide_at(document, at), title=title, line=line))


def show_slide(document: Document, at: int) -> Document:
    """The document of a slide, in place of the present one; the slides stay."""
    return replace(slide_at(document, at).document, slides=document.slides)


def slide_at(document: Document, at: int) -> Slide:
    """The slide at place ``at``, from 0; raises :class:`InvalidInput` if there is none."""
    if not 0 <= at < len(document.slides):
        raise InvalidInput(f"there is no scene {at + 1}", why=f"there are {len(document.slides)}")
    return document.slides[at]


def title_for(document: Document) -> str:
    """A title nobody has to think of: the document's own, with a number if it is taken."""
    taken = {slide.title for slide in document.slides}
    first = one_line(document.title) or "Scene"
    numbered = (f"{first} {number}" for number in range(2, len(taken) + 3))
    return next(title for title in (first, *numbered) if title not in taken)
