"""What is done to the slides, as intents: one place for list, menu and presentation."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ceviz.document import slides
from ceviz.document.model import Document, Slide
from ceviz.store.intents import Intent


def add_intent(slide: Slide, at: int | None = None) -> Intent:
    """Keep ``slide`` as another one."""
    return Intent(f"Add scene {slide.title}", lambda now: slides.add_slide(now, slide, at))


def take_intent(at: int, slide: Slide) -> Intent:
    """Put ``slide`` in place of the one at ``at``: the same scene as it looks now."""
    return Intent(f"Update scene {slide.title}", lambda now: slides.replace_slide(now, at, slide))


def take_all_intent(taken: dict[int, Slide]) -> Intent:
    """Put each of ``taken`` in its place, as one step."""

    def edit(document: Document) -> Document:
        for at, slide in taken.items():
            document = slides.replace_slide(document, at, slide)
        return document

    titles = ", ".join(slide.title for slide in taken.values())
    return Intent(f"Update {'scene' if len(taken) == 1 else 'scenes'} {titles}", edit)


def say_intent(at: int, before: Slide, title: str, line: str) -> Intent:
    """Give a slide other words."""
    verb = f"Rename scene {before.title}" if title != before.title else f"Reword {before.title}"
    return Intent(verb, partial(slides.say, at=at, title=title, line=line))


def move_intent(at: int, to: int, document: Document) -> Intent:
    """Take a slide to another place."""
    title = slides.slide_at(document, at).title
    return Intent(f"Move scene {title} to place {to + 1}", partial(slides.move_slide, at=at, to=to))


def remove_intent(at: int, document: Document) -> Intent:
    """Take a slide out."""
    title = slides.slide_at(document, at).title
    return Intent(f"Remove scene {title}", partial(slides.remove_slide, at=at))


def show_intent(at: int, document: Document) -> Intent:
    """Show a slide's document; the step back returns to the present one."""
    title = slides.slide_at(document, at).title
    return Intent(f"Show scene {title}", partial(slides.show_slide, at=at), opening=True)


def join_intent(label: str, document: Document) -> Intent:
    """Show another document among the slides there are; the step back returns."""
    return Intent(label, lambda now: replace(document, slides=now.slides), opening=True)
