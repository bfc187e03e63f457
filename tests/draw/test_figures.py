"""Stamped numbers and dots are what Qt would have painted one by one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import show_information, show_probability, show_score, show_signed
from ceviz.draw import figures
from ceviz.draw.figures import FIGURES, FROM, UP_TO, put_figures
from ceviz.draw.stamps import can_stamp, stamp_dots
from ceviz.draw.theme import DARK, LIGHT, SMALL, TEXT, TITLE, colour
from tests.helpers.images import painted, untouched

numbers = st.one_of(
    st.floats(0.0, 1.0).map(show_probability),
    st.sampled_from([show_information, show_score, show_signed]).flatmap(
        lambda show: st.floats(allow_nan=False).map(show)
    ),
)
# Right of the edge: left of it Qt rounds the other way.
# On a grid that no quarter of a pixel is a rounding away from: there Qt's own sums and these may
# come to lie on different sides.
places = st.integers(150 * 32, 200 * 32).map(lambda part: part / 32.0)


def one_by_one(painter: QPainter, words, x, baselines, tint, theme, *, size, align) -> None:  # type: ignore[no-untyped-def]
    painter.setFont(theme.figures(size))
    painter.setPen(tint)
    for word, place, level in zip(words, x, baselines, strict=True):
        painter.drawText(QPointF(place - align * theme.width(word, size), level), word)


@given(
    st.lists(st.tuples(numbers, places, places), min_size=1, max_size=8),
    st.sampled_from([SMALL, TEXT, TITLE]),
    st.sampled_from([FROM, UP_TO]),
    st.sampled_from([LIGHT, DARK, LIGHT.scaled(1.3)]),
)
def test_they_are_what_qt_paints(cells, size, align, theme) -> None:  # type: ignore[no-untyped-def]
    words, x, baselines = (list(column) for column in zip(*cells, strict=True))
    rest = {
        "words": words, "x": x, "baselines": baselines, "tint": colour(theme.ink),
        "theme": theme, "size": size, "align": align,
    }  # fmt: skip
    stamped = painted(partial(put_figures, **rest), 400, 240)
    assert np.array_equal(stamped, painted(partial(one_by_one, **rest), 400, 240))


def test_one_place_serves_for_all() -> None:
    def stamp(painter: QPainter) -> None:
        put_figures(painter, ["1.5", "2"], 90.0, [20.0, 50.0], colour(LIGHT.ink), LIGHT)

    def each(painter: QPainter) -> None:
        put_figures(painter, ["1.5"], [90.0], 20.0, colour(LIGHT.ink), LIGHT)
        put_figures(painter, ["2"], [90.0], 50.0, colour(LIGHT.ink), LIGHT)

    assert np.array_equal(painted(stamp, 160, 80), painted(each, 160, 80))


@pytest.mark.parametrize("count", [60, 700])
def test_many_are_all_there(count: int) -> None:
    """More than there was room for at first."""
    x, y = np.arange(count) % 20 * 30.0 + 5.0, np.arange(count) // 20 * 14.0 + 14.0

    def stamp(painter: QPainter) -> None:
        put_figures(painter, ["123"] * count, x, y, colour(LIGHT.ink), LIGHT, size=SMALL)

    picture = ~untouched(painted(stamp, 620, 520))
    for left, level in zip(x.astype(int), y.astype(int), strict=True):
        assert picture[level - 9 : level, left : left + 22].any()


def test_other_words_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(figures, "_write", lambda _, words, *__: written.append(words))

    def put(painter: QPainter, word: str) -> None:
        put_figures(painter, [word], 20.0, 20.0, colour(LIGHT.ink), LIGHT)

    painted(partial(put, word=FIGURES), 200, 40)
    assert written == []
    painted(partial(put, word="12 px"), 200, 40)
    assert written == [["12 px"]]


def test_nothing_is_stamped_where_it_would_be_out_of_place() -> None:
    """Enlarged, between pixels, or beside the GUI thread, where no pixmap may be."""
    answers = {}

    def ask(painter: QPainter, name: str) -> None:
        answers[name] = can_stamp(painter)
        painter.fillRect(QRectF(0, 0, 5, 5), colour(LIGHT.ink))

    def enlarged(painter: QPainter) -> None:
        painter.scale(2.0, 2.0)
        ask(painter, "enlarged")

    def between(painter: QPainter) -> None:
        painter.translate(0.5, 0.0)
        ask(painter, "between")

    painted(partial(ask, name="plain"), 20, 20)
    painted(enlarged, 20, 20)
    painted(between, 20, 20)
    with ThreadPoolExecutor(1) as beside:
        beside.submit(painted, partial(ask, name="beside"), 20, 20).result()
    assert answers == {"plain": True, "enlarged": False, "between": False, "beside": False}


def test_dots_lie_within_a_quarter_of_a_pixel() -> None:
    points = np.array([[20.0, 20.0], [60.3, 41.8], [90.55, 20.1]])
    picture = painted(partial(stamp_dots, points=points, size=6.0, tint=colour(LIGHT.ink)), 120, 60)
    darkness = 255.0 - picture.astype(float).mean(axis=2) if picture.ndim == 3 else 255.0 - picture
    darkness -= darkness[0, 0]
    rows, columns = np.indices(darkness.shape)
    for x, y in points:
        near = np.hypot(columns - x, rows - y) < 8.0
        weight = darkness * near
        assert (weight * (columns + 0.5)).sum() / weight.sum() == pytest.approx(x, abs=0.26)
        assert (weight * (rows + 0.5)).sum() / weight.sum() == pytest.approx(y, abs=0.26)
