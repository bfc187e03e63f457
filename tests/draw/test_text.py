"""Text fits, and never lies on other text."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from ceviz.draw import text
from ceviz.draw.text import CENTRE, LEFT, RIGHT
from ceviz.draw.theme import LIGHT, SMALL, TEXT, colour
from tests.helpers.images import painted, untouched

places = st.lists(st.tuples(st.floats(0.0, 500.0), st.floats(1.0, 90.0)), max_size=20)


@pytest.mark.parametrize("align", [LEFT, RIGHT, CENTRE])
@pytest.mark.parametrize(
    "words", ["a", "Banana", "a rather long name for a fruit", "−log₂ q", "Ĝÿ"]
)
@pytest.mark.parametrize("width", [8, 40, 90])
def test_words_stay_in_their_box(words: str, align: int, width: int) -> None:
    box = QRectF(30.0, 30.0, width, 20.0)
    ink = colour(LIGHT.ink)
    picture = painted(
        lambda painter: text.put(painter, box, words, ink, LIGHT, align=align), width + 60, 80
    )
    touched = ~untouched(picture)
    columns = np.flatnonzero(touched.any(axis=0))
    # A single letter or the ellipsis itself may be wider than eight pixels.
    slack = 1 if width > 20 else 12
    assert columns.min(initial=999) >= 30 - slack
    assert columns.max(initial=0) <= 30 + width + slack
    rows = np.flatnonzero(touched.any(axis=1))
    assert rows.min(initial=999) >= 28
    assert rows.max(initial=0) <= 52


@pytest.mark.parametrize(("align", "edge"), [(LEFT, "left"), (RIGHT, "right")])
def test_words_begin_or_end_at_their_edge(align: int, edge: str) -> None:
    box = QRectF(30.0, 30.0, 100.0, 20.0)
    picture = painted(
        lambda painter: text.put(painter, box, "Hill", colour(LIGHT.ink), LIGHT, align=align),
        160,
        80,
    )
    columns = np.flatnonzero((~untouched(picture)).any(axis=0))
    found = columns.min() if edge == "left" else columns.max()
    assert found == pytest.approx(getattr(box, edge)(), abs=2.5)


def test_sideways_words_stay_in_their_length() -> None:
    ink = colour(LIGHT.ink)
    for words in ("Banana", "a rather long name for a fruit"):
        paint = partial(
            text.put_sideways, x=40.0, top=20.0, length=70.0, text=words, colour=ink,
            theme=LIGHT, size=SMALL,
        )  # fmt: skip
        picture = painted(paint, 80, 140)
        touched = ~untouched(picture)
        rows = np.flatnonzero(touched.any(axis=1))
        assert rows.min() >= 19
        assert rows.max() <= 91
        across = np.flatnonzero(touched.any(axis=0))
        assert across.min() >= 40 - 9
        assert across.max() <= 40 + 9


@given(places)
def test_labels_that_are_kept_do_not_overlap_and_the_first_stays(
    wanted: list[tuple[float, float]],
) -> None:
    centres, widths = [c for c, _ in wanted], [w for _, w in wanted]
    kept = text.spread(centres, widths)
    assert kept[:1] == ([0] if wanted else [])
    for a, b in combinations(kept, 2):
        assert abs(centres[a] - centres[b]) >= (widths[a] + widths[b]) / 2.0


@given(places, st.integers(1, 3))
def test_what_finds_no_room_tries_the_next_line(
    wanted: list[tuple[float, float]], lines: int
) -> None:
    centres, widths = [c for c, _ in wanted], [w for _, w in wanted]
    placed = text.spread_lines(centres, widths, lines=lines)
    assert len(placed) == lines
    used = [index for line in placed for index in line]
    assert len(used) == len(set(used))
    for line in placed:
        for a, b in combinations(line, 2):
            assert abs(centres[a] - centres[b]) >= (widths[a] + widths[b]) / 2.0


def test_widths_are_those_of_the_bundled_face() -> None:
    assert LIGHT.width("Banana", TEXT) == pytest.approx(
        LIGHT.metrics(TEXT).horizontalAdvance("Banana"), abs=0.01
    )
