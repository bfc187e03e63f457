"""A loss that is added to the table is drawn, chosen, read off and written."""

from __future__ import annotations

from dataclasses import MISSING, fields

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from pytestqt.qtbot import QtBot

from ceviz.draw.theme import LIGHT
from ceviz.maths.arrays import FloatArray
from ceviz.maths.losses import Graded
from ceviz.maths.softmax import Prediction
from ceviz.views.losses import table
from ceviz.views.losses.picture import Losses
from ceviz.views.losses.table import LOSSES, ComparedLoss, Style
from ceviz.views.losses.view import LossesView
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.fixtures import make_scene, show, state_of
from tests.helpers.images import words_in


def _length(p: FloatArray, prediction: Prediction, temperature: float) -> Graded:
    """The sum of the squared scores, whatever is true."""
    z = prediction.scores
    return Graded(np.square(z).sum(axis=-1), 2.0 * z)


LENGTH = ComparedLoss(
    key="length",
    name="long scores",
    tip="Σ z²",
    grade=lambda _: _length,
    style=Style(5, 1.5, Qt.PenStyle.DashDotDotLine),
)


@pytest.fixture(autouse=True)
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LOSSES", (*LOSSES, LENGTH))


def test_the_legend_and_the_note_have_it() -> None:
    state = state_of(fruit())
    words = words_in(Losses(), state, 900, 700)
    assert {"long scores", "13.500", "7.0000"} <= set(words)
    chart = Losses().charts[0]
    axes = Losses().geometry(QRectF(0, 0, 900, 700), state, LIGHT).axes[0]
    tip = chart.tip(axes, axes.area.center(), None, state)
    assert any(line.startswith("long scores: ") for line in tip)


def test_the_rows_have_its_values_and_slopes() -> None:
    head, now, *swept = Losses().rows(state_of(fruit()))
    assert head[-2:] == ["length", "d length/dz"]
    assert [float(cell) for cell in now[-2:]] == [13.5, 7.0]
    scores, values, slopes = np.array([[row[1], *row[-2:]] for row in swept], dtype=float).T
    np.testing.assert_allclose(values, 1.25 + np.square(scores))
    np.testing.assert_allclose(slopes, 2.0 * scores)


def test_it_can_be_chosen(qtbot: QtBot) -> None:
    view = show(qtbot, LossesView(make_scene(fruit())), 600, 560)
    box = view.boxes[LENGTH]
    assert (box.text(), box.toolTip()) == ("long scores", "Σ z²")
    assert LENGTH.key in view.choice.shown
    user.click(box, QPointF(8, box.height() / 2))
    assert LENGTH.key not in view.choice.shown
    assert "length" not in view.picture.rows(state_of(fruit()))[0]


def test_a_loss_without_a_style_cannot_be_made() -> None:
    required = {field.name for field in fields(ComparedLoss) if field.default is MISSING}
    assert required == {"key", "name", "tip", "grade", "style"}


def test_no_two_losses_are_drawn_alike() -> None:
    looks = {(loss.style.width, loss.style.line) for loss in LOSSES}
    slots = {loss.style.slot for loss in LOSSES}
    assert len(slots) == len({loss.key for loss in LOSSES}) == len(looks) == len(LOSSES)
