"""Every picture there is, painted in every way that changes where its words go, and counted.

A way is a document, a window, a place in it, a text size, a unit, and where attention is. Light
and dark are not among them: ``test_pictures`` shows that nothing lies elsewhere in the other.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtCore import QRectF

from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Unit
from ceviz.draw.lab.pipeline import GAP, slots
from ceviz.draw.picture import Picture, draw
from ceviz.draw.state import CROWD, TOP, State, View
from ceviz.draw.theme import LIGHT, Theme, colour
from ceviz.export.page import Page
from ceviz.export.render import painting
from ceviz.views.figures import figure, measured
from ceviz.views.registry import plots
from tests.collisions.counting import Collision, collisions
from tests.collisions.documents import DOCUMENTS
from tests.collisions.recorder import Recorder, Recording

#: Windows, in logical pixels.
WINDOWS = ((1024, 700), (1280, 800), (1920, 1080), (2560, 1440))

#: Factors on all type.
SIZES = (0.8, 1.0, 1.6, 2.2)

#: Where in a window a picture is: alone in it, beside the lab, in the lab; or on a page.
PLACES = ("alone", "beside", "lab", "page")

#: Where attention is: nowhere, on a class with keys, on another; or other options.
LOOKS = ("rest", "focused", "hovered", "log, largest", "every")

#: Pictures that only the window has.
CARDS = ("loss", "flow")


@dataclass(frozen=True, slots=True)
class Way:
    """One picture, and everything that its layout depends on."""

    picture: str
    document: str
    window: tuple[int, int]
    place: str
    size: float
    unit: Unit
    look: str

    def __str__(self) -> str:
        width, height = self.window
        return (
            f"{self.picture} of “{self.document}”, {self.place} at {width}×{height}, "
            f"text {self.size:g}, {self.unit.value}, {self.look}"
        )


def ways() -> list[Way]:
    """The whole product, without what is twice the same."""
    return [
        Way(name, document, window, place, size, unit, look)
        for name in (*(plot.name for plot in plots()), *CARDS)
        for document in DOCUMENTS
        for place in PLACES
        for window in WINDOWS
        for size in SIZES
        for unit in Unit
        for look in LOOKS
        if _differs(name, document, window, place, look)
    ]


def share(count: int, seed: int, but: Collection[str] = ()) -> list[Way]:
    """``count`` of :func:`ways`, as many of each picture ``but`` some, drawn by ``seed``."""
    chance, by_picture = random.Random(seed), dict[str, list[Way]]()
    for way in ways():
        if way.picture not in but:
            by_picture.setdefault(way.picture, []).append(way)
    each = count // len(by_picture)
    return [way for of_one in by_picture.values() for way in chance.sample(of_one, each)]


def count(way: Way, theme: Theme = LIGHT) -> list[Collision]:
    """What collides in it."""
    noted, panel = record(way, theme)
    return collisions(noted, panel, way.size)


def record(way: Way, theme: Theme = LIGHT) -> tuple[Recording, QRectF]:
    """What is painted that way, and within what."""
    state = _state(way)
    theme = theme.scaled(way.size)
    painter = Recorder(colour(theme.background))
    try:
        if way.place == "page":
            made = replace(figure(made_document(way.document), way.picture), state=state)
            page = Page.of(made.plot, state.document, font_scale=way.size, theme=theme.name)
            panel = QRectF(0.0, 0.0, *page.logical)
            painting(made, page)(painter)
        else:
            panel = _room(way, theme)
            if panel.isEmpty():  # it has given way to what is more important
                return painter.recording, panel
            draw(painter, _picture(way.picture), panel, state, theme)
    finally:
        painter.end()
    return painter.recording, panel


def _differs(name: str, document: str, window: tuple[int, int], place: str, look: str) -> bool:
    in_lab = name in (*CARDS, "scores", "bars", "curve", "equation")
    if look == "every" and len(made_document(document).classes) <= CROWD:
        return False
    match place:
        case "page":
            return (
                window == WINDOWS[0]
                and name not in CARDS
                and look in ("rest", "log, largest", "every")
            )
        case "lab":
            return in_lab
        case _:
            # The whole picture is only on pages: the window has its parts.
            return name not in (*CARDS, "equation", "picture")


def _room(way: Way, theme: Theme) -> QRectF:
    width, height = way.window
    match way.place:
        case "alone":
            return QRectF(0.0, 0.0, width - 16.0, height - 160.0)
        case "lab":
            # The table and what lies about the lab take about half of the height.
            plan = slots(QRectF(GAP, GAP, width - 2.0 * GAP, max(300.0, 0.52 * height)), theme)
            room: QRectF = getattr(plan, way.picture)
            return QRectF(0.0, 0.0, round(room.width()), round(room.height()))
        case _:
            return QRectF(0.0, 0.0, round(0.42 * width), round(0.5 * height))


@cache
def made_document(name: str) -> Document:
    """The document of that name, made once."""
    return DOCUMENTS[name]()


@cache
def _rested(name: str, unit: Unit, with_data: bool) -> State:
    document = replace(made_document(name), unit=unit)
    analysis = analyse(document)
    data = measured(document) if with_data else None
    return State.of(document, analysis, selected=analysis.true, data=data)


def _state(way: Way) -> State:
    state = _rested(way.document, way.unit, way.picture in _DATA)
    last = len(state.document.classes) - 1
    match way.look:
        case "focused":
            return replace(state, focused=True, selected=state.analysis.true)
        case "hovered":
            return replace(state, hovered=last, selected=0, focused=True)
        case "log, largest":
            return replace(state, view=View(log_q=True, top=TOP))
        case "every":
            return replace(state, view=View(every=True))
    return state


@cache
def _picture(name: str) -> Picture:
    if name == "loss":
        from ceviz.draw.lab.loss_card import Loss

        return Loss()
    if name == "flow":
        from ceviz.draw.lab.flow import GradientFlow

        return GradientFlow()
    return next(plot for plot in plots() if plot.name == name).make()


_DATA = frozenset(plot.name for plot in plots() if plot.data)


def faults(some: list[Way]) -> Iterator[tuple[Way, list[Collision]]]:
    """Those of ``some`` in which anything collides."""
    for way in some:
        if found := count(way):
            yield way, found
