"""The registry of pictures, and the table as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from ceviz.document.classes import toggle_lock
from ceviz.document.model import Unit
from ceviz.draw import text
from ceviz.draw.lab.class_table import FEWEST, Table, natural_height
from ceviz.draw.plot import PER_MM
from ceviz.draw.state import View
from ceviz.draw.theme import LIGHT
from ceviz.errors import InvalidInput
from ceviz.views.registry import VIEWS, plots
from ceviz.views.registry import plot as plot_named
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered, untouched
from tests.helpers.plots import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_named_plot_can_be_drawn_in_its_usual_size(name: str) -> None:
    for document in (fruit(), free_fruit(), infinite(), many(1000)):
        width, height = (round(mm * PER_MM) for mm in plot_named(name).usual_size(document))
        least = plot_named(name).least
        assert width >= least[0]
        assert height >= least[1]
        picture = rendered(plot_named(name).make(), state_of(document), width, height)
        assert not untouched(picture)[height // 2].all()


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInput) as refused:
        plot_named("pie")
    assert str(refused.value) == f"there is no plot called “pie”. Choose one of {', '.join(NAMES)}"


class Written:
    """What was written, and where, while a picture was painted."""

    def __init__(self) -> None:
        self.at: list[tuple[float, float, str]] = []

    @property
    def words(self) -> list[str]:
        return [words for _, _, words in self.at]

    def line_of(self, name: str) -> list[str]:
        """The words on the line of ``name``, from left to right."""
        y = next(y for _, y, words in self.at if words == name)
        return [words for _, other, words in sorted(self.at) if abs(other - y) < 3.0]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    notes, put, put_at = Written(), text.put, text.put_at

    def note_put(painter: object, rect: QRectF, words: str, *rest: object, **more: object) -> None:
        notes.at.append((rect.left(), rect.center().y() + 4.0, words))
        put(painter, rect, words, *rest, **more)  # type: ignore[arg-type]

    def note_put_at(painter: object, x: float, baseline: float, words: str, tint: QColor) -> None:
        notes.at.append((x, baseline, words))
        put_at(painter, x, baseline, words, tint)  # type: ignore[arg-type]

    monkeypatch.setattr(text, "put", note_put)
    monkeypatch.setattr(text, "put_at", note_put_at)
    return notes  # type: ignore[return-value]


def test_a_row_is_a_class_and_its_six_numbers(written: Written) -> None:
    rendered(Table(), state_of(fruit()), 600, 180)
    assert written.line_of("Banana") == [
        "Banana", "1", "3.5", "0.9088", "0.0957", "0.0957", "−0.0912",
    ]  # fmt: skip
    assert written.line_of("Σ")[-2:] == ["0.0957", "0"]
    assert {"−log q", "−p log q", "(q − p)/T", "information in nats"} <= set(written.words)


def test_in_bits_the_information_is_in_bits_and_the_gradient_is_not(written: Written) -> None:
    rendered(Table(), state_of(replace(fruit(), unit=Unit.BITS)), 600, 180)
    assert written.line_of("Banana")[-3:] == ["0.1380", "0.1380", "−0.0912"]
    assert {"−log₂ q", "information in bits"} <= set(written.words)


def test_an_infinite_loss_is_shown_as_infinite(written: Written) -> None:
    rendered(Table(), state_of(infinite()), 600, 180)
    assert written.line_of("Banana") == ["Banana", "1", "−∞", "0", "∞", "∞", "−1.0000"]
    assert written.line_of("Σ")[-2] == "∞"


def test_a_lock_is_drawn_beside_a_locked_class_only() -> None:
    free, locked = (
        rendered(Table(), state_of(document), 600, 180)
        for document in (fruit(), toggle_lock(fruit(), 2))
    )
    rows = np.flatnonzero((free != locked).any(axis=(1, 2)))
    g = Table().geometry(QRectF(0, 0, 600, 180), state_of(fruit()), LIGHT)
    assert len(rows) > 0
    assert g.row(2).top() <= rows[0]
    assert rows[-1] <= g.row(2).bottom()


def test_where_all_classes_fit_they_are_in_order(written: Written) -> None:
    height = round(natural_height(12))
    rendered(Table(), state_of(many(12)), 600, height)
    names = [words for words in written.words if words.startswith("class ")]
    assert names == [f"class {k}" for k in range(12)]
    assert "the rest" not in " ".join(written.words)


def test_where_they_do_not_the_largest_stay_with_the_truth_and_the_rest_is_one(
    written: Written,
) -> None:
    state = state_of(many(100))
    rendered(Table(), state, 600, round(natural_height(12)))
    names = [words for words in written.words if words.startswith("class ")]
    assert len(names) == 11
    assert f"class {state.analysis.true}" in names
    assert f"class {state.analysis.predicted}" in names
    assert "the rest (89)" in written.words
    shown = sum(state.analysis.q[int(name.split()[1])] for name in names)
    assert float(written.line_of("the rest (89)")[2]) == pytest.approx(1.0 - shown, abs=1e-4)


def test_the_largest_only_is_followed() -> None:
    state = state_of(many(100), view=View(top=5))
    g = Table().geometry(QRectF(0, 0, 600, 2000), state, LIGHT)
    assert (len(g.rows.classes), g.rows.count) == (5, 6)


def test_even_the_smallest_table_has_rows() -> None:
    g = Table().geometry(QRectF(0, 0, 50, 10), state_of(many(100)), LIGHT)
    assert g.rows.count == FEWEST


def test_the_class_under_a_point_is_its_rows() -> None:
    table, state = Table(), state_of(fruit())
    g = table.geometry(QRectF(0, 0, 600, 180), state, LIGHT)
    assert [table.class_at(g, g.row(k).center(), state) for k in range(4)] == [0, 1, 2, None]
    assert table.class_at(g, QPointF(300, 5), state) is None
    assert table.class_at(g, QPointF(700, g.row(1).center().y()), state) is None


def test_the_hovered_row_is_lit_and_nothing_else_changes() -> None:
    plain, lit = (
        rendered(Table(), state_of(fruit(), hovered=hovered), 600, 180) for hovered in (None, 0)
    )
    g = Table().geometry(QRectF(0, 0, 600, 180), state_of(fruit()), LIGHT)
    rows = np.flatnonzero((plain != lit).any(axis=(1, 2)))
    assert g.row(0).top() - 1 <= rows[0]
    assert rows[-1] <= g.row(0).bottom() + 1


def test_a_picture_is_called_what_its_view_is_called() -> None:
    for view in VIEWS:
        if view.plot is not None:
            assert view.title.startswith(view.plot.make().title), view.name


def test_names_keys_and_titles_are_each_one_views() -> None:
    for names in zip(*((view.name, view.key, view.title) for view in VIEWS), strict=True):
        assert len(set(names)) == len(VIEWS)
    assert len({each.name for each in plots()}) == len(plots())
