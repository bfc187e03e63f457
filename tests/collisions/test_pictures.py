"""Nothing collides in any picture: a share of the product here, all of it by command."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPen

from ceviz.document.model import Unit
from ceviz.draw.theme import DARK, LIGHT
from tests.collisions.counting import CUT, OVER, SMALL, STRUCK, collisions
from tests.collisions.pictures import Way, count, record, share
from tests.collisions.recorder import Recorder, Recording
from tests.helpers.fixtures import _dressed as _dressed

#: How many ways are counted here, and which; ``python3 -m tests collisions`` counts all.
SHARE, SEED = 660, 1

#: Where names of many classes get as small as their cells, to be zoomed into.
ZOOMED = ("confusion",)

PAGE = QRectF(0.0, 0.0, 200.0, 100.0)


def test_nothing_collides() -> None:
    found = [
        f"{way}: {fault.kind}, “{fault.words}” by {fault.by} at {fault.at}"
        for way in share(SHARE, SEED, ZOOMED)
        for fault in count(way)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("unit", Unit)
def test_names_with_marks_above_do_not_touch_those_of_the_row_before(unit: Unit) -> None:
    """İ is as high as a line and ğ as deep: rows lower than a line name the important ones."""
    way = Way("jacobian", "30 named", (1920, 1080), "alone", 2.2, unit, "rest")
    assert not count(way)


def test_light_and_dark_lie_alike() -> None:
    """So the product needs one of them: every text and stroke is where it is in the other."""
    for way in random.Random(SEED).sample(share(SHARE, SEED), 30):
        light, dark = (record(way, theme)[0] for theme in (LIGHT, DARK))
        assert [(t.words, t.ink) for t in light.texts] == [(t.words, t.ink) for t in dark.texts]
        assert [s.kind for s in light.strokes] == [s.kind for s in dark.strokes]
        for one, other in zip(light.strokes, dark.strokes, strict=True):
            assert (one.pieces == other.pieces).all()


def painted(*steps: str) -> Recording:
    """Words at one place, and what else is named, in order."""
    painter = Recorder()
    painter.setFont(LIGHT.font())
    for step in steps:
        match step:
            case "words":
                painter.drawText(QPointF(50.0, 50.0), "Banana")
            case "more words":
                painter.drawText(QPointF(70.0, 52.0), "Apple")
            case "words at the edge":
                painter.drawText(QPointF(180.0, 50.0), "Banana")
            case "small words":
                painter.setFont(LIGHT.font(8.0))
                painter.drawText(QPointF(50.0, 50.0), "Banana")
            case "ring":
                painter.setPen(QPen(QColor("blue"), 2.0))
                painter.drawRoundedRect(QRectF(60.0, 10.0, 100.0, 80.0), 4.0, 4.0)
            case "ground":
                painter.fillRect(QRectF(45.0, 35.0, 60.0, 20.0), QColor("white"))
            case "clip":
                painter.setClipRect(QRectF(0.0, 0.0, 60.0, 100.0))
            case "turn":
                painter.translate(0.0, 100.0)
                painter.rotate(-90.0)
    painter.end()
    return painter.recording


@pytest.mark.parametrize(
    ("steps", "kinds"),
    [
        ((), []),
        (("words",), []),
        (("words", "more words"), [OVER]),
        (("words at the edge",), [CUT]),
        (("clip", "words"), [CUT]),
        (("words", "ring"), [STRUCK]),
        (("ring", "words"), [STRUCK]),
        (("ring", "ground", "words"), []),
        (("ground", "ring", "words"), [STRUCK]),
        (("ring", "turn", "words"), []),
        (("small words",), [SMALL]),
    ],
)
def test_what_collides_is_counted(steps: tuple[str, ...], kinds: list[str]) -> None:
    """Each fault that is looked for is found where it is, and nothing where it is not."""
    assert [fault.kind for fault in collisions(painted(*steps), PAGE, 1.0)] == kinds


def test_words_on_which_something_is_laid_are_covered() -> None:
    (fault,) = collisions(painted("words", "ground"), PAGE, 1.0)
    assert fault.kind == "covered"
