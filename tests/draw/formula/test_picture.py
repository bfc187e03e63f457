"""A formula in its column: lines, terms that are handles, numbers of the document."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ceviz.document import edits
from ceviz.document.classes import rename_class
from ceviz.document.model import Document
from ceviz.draw.formula.picture import FormulaGeometry, FormulaPicture
from ceviz.draw.picture import draw
from ceviz.draw.state import State
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.errors import InvalidInput
from ceviz.lessons.library import titles
from ceviz.lessons.proof import prove
from ceviz.views.registry import VIEWS
from tests.helpers.documents import fruit, many
from tests.helpers.fixtures import state_of
from tests.helpers.images import pixels

LOSS = FormulaPicture("loss = −log q(Banana) = −log {argument Banana} = {loss} nats")
SOFTMAX = FormulaPicture("q(Apple) = e^{z Apple} / (e^{z Apple} + e^{z Banana}) = {q Apple:3}")

LINES = [
    (scene.step.formula, scene.start)
    for lesson in titles().lessons
    for scene in prove(lesson, [view.name for view in VIEWS])
    if scene.step.formula
]


def geometry(
    picture: FormulaPicture, width: float, document: Document | None = None, theme: Theme = LIGHT
) -> FormulaGeometry:
    return picture.geometry(QRectF(0, 0, width, 10), state_of(document or fruit()), theme)


def lines_of(found: FormulaGeometry) -> int:
    return len({placed.at.y() for placed in found.placed})


def painted(picture: FormulaPicture, state: State, theme: Theme = LIGHT) -> QImage:
    image = QImage(500, 120, QImage.Format.Format_ARGB32)
    image.fill(QColor(theme.background))
    with QPainter(image) as painter:
        draw(painter, picture, QRectF(0, 0, 500, 120), state, theme)
    return image


@pytest.mark.parametrize("theme", [LIGHT, replace(LIGHT, scale=1.6)], ids=["100 %", "160 %"])
@pytest.mark.parametrize(("line", "document"), LINES)
def test_every_formula_of_a_lesson_stays_in_its_column(
    line: str, document: Document, theme: Theme
) -> None:
    width = 300.0 * theme.scale
    found = geometry(FormulaPicture(line), width, document, theme)
    for placed in found.placed:
        box = placed.drawing.box.translated(placed.at)
        assert box.left() >= 0.0
        assert box.right() <= width
        assert 0.0 <= box.top() < box.bottom() <= found.height


def test_it_breaks_where_it_has_to() -> None:
    wide = geometry(LOSS, 900)
    assert lines_of(wide) == 1
    narrow = geometry(LOSS, 250)
    assert lines_of(narrow) > 1
    assert narrow.height > wide.height


def test_terms_do_not_overlap() -> None:
    for width in (250.0, 900.0):
        boxes = [each.drawing.box.translated(each.at) for each in geometry(LOSS, width).placed]
        for n, box in enumerate(boxes):
            # A pixel around each drawing is left free, and is nobody's.
            inner = box.adjusted(1.5, 1.5, -1.5, -1.5)
            assert not any(inner.intersects(other) for other in boxes[n + 1 :])


def test_a_term_is_a_handle_on_its_class() -> None:
    found, state = geometry(SOFTMAX, 900), state_of(fruit())
    assert [k for _, k in found.terms] == [0, 0, 0, 1, 0]
    for box, k in found.terms:
        assert SOFTMAX.class_at(found, box.center(), state) == k
    assert SOFTMAX.class_at(found, QPointF(890, 5), state) is None


def test_the_numbers_are_those_of_the_document() -> None:
    assert LOSS.words(fruit()).endswith("logarithm of 0.90876 equals 0.0957 nats")
    half = edits.set_probability(fruit(), 1, 0.5)
    assert LOSS.words(half).endswith("logarithm of 0.5000 equals 0.6931 nats")
    assert LOSS.caption(state_of(half)) == LOSS.words(half)
    assert LOSS.rows(state_of(half)) == [["formula"], [LOSS.words(half)]]
    before, after = painted(LOSS, state_of(fruit())), painted(LOSS, state_of(half))
    assert (pixels(before) != pixels(after)).any()


def test_terms_are_underlined_in_the_colour_of_their_class() -> None:
    state = state_of(fruit())
    image = painted(LOSS, state)
    colour = LIGHT.class_colour(state.document.classes.colours[1]).name()
    box = geometry(LOSS, 500).terms[0][0]
    row = round(box.bottom() + 1.5)
    seen = {image.pixelColor(x, row).name() for x in range(image.width())}
    assert colour in seen


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_lit_class_lights_its_terms(theme: Theme) -> None:
    state = state_of(fruit())
    rest = pixels(painted(SOFTMAX, state, theme)).astype(int)
    lit = pixels(painted(SOFTMAX, replace(state, hovered=1), theme)).astype(int)
    changed = np.abs(rest - lit).sum(axis=2) > 0
    rows, columns = changed.nonzero()
    (box,) = (box for box, k in geometry(SOFTMAX, 500, theme=theme).terms if k == 1)
    around = box.adjusted(-4, -4, 4, 4)
    assert len(rows)
    assert all(
        around.contains(QPointF(float(x), float(y))) for x, y in zip(columns, rows, strict=True)
    )


def test_names_are_cut_and_numbered_where_they_cannot_be_set() -> None:
    named = rename_class(fruit(), 1, "香蕉")
    chinese = FormulaPicture("q(香蕉) = {q 香蕉}")
    assert chinese.words(named).startswith("q of 香蕉")
    numbered = rename_class(fruit(), 1, "2")
    assert (
        geometry(chinese, 900, named).terms[0][0]
        == (geometry(FormulaPicture("q(2) = {q 2}"), 900, numbered).terms[0][0])
    )


def test_another_document_has_no_such_class() -> None:
    with pytest.raises(InvalidInput):
        geometry(LOSS, 900, many(3))
