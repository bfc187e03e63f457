"""The picture of a run: its curves, its numbers, its sentence, and nothing where nothing is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.edits import set_unit
from ceviz.document.model import Unit
from ceviz.document.run import Measures, Run, Step
from ceviz.draw.scales import Scale
from ceviz.draw.theme import LIGHT
from ceviz.views.run import curves
from ceviz.views.run.picture import LossChart, RunPicture
from tests.helpers.documents import fruit
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered

STATE = state_of(fruit())


def run(*losses: float, numbers: tuple[int, ...] = ()) -> Run:
    """Checkpoints of those losses; accuracy and the dearest hundredth rise."""
    none = np.zeros(1, np.uint8)
    made = Run("epoch-*.npz")
    for at, loss in enumerate(losses):
        measures = Measures(loss, 0.5 + 0.1 * at, 0.1, 0.2 + 0.1 * at, 1.5, 0.9 * loss)
        number = numbers[at] if numbers else at + 1
        made = made.with_step(Step(number, f"epoch-{number}.npz", measures, 8, b"", none, none))
    return made


def test_the_sentence_says_where_the_loss_was_least() -> None:
    words = RunPicture(run(2.0, 1.0, 1.5)).caption(STATE)
    assert "From step 1 to 3 the loss goes from 2.0000 to 1.5000 nats" in words
    assert "accuracy from 50.0\xa0% to 70.0\xa0%" in words
    assert "The least loss is 1.0000, at step 2" in words
    assert "40\xa0%" in words or "40.0\xa0%" in words
    falling = RunPicture(run(2.0, 1.5, 1.0)).caption(STATE)
    assert "least" not in falling


def test_one_checkpoint_and_none_have_their_sentences() -> None:
    assert "At step 1 loss 2.0000 nats" in RunPicture(run(2.0)).caption(STATE)
    assert "no run" in RunPicture().caption(STATE)
    assert len(RunPicture().rows(STATE)) == 1


def test_a_loss_that_is_not_a_number_or_infinite_is_survived() -> None:
    for losses in ((np.nan, 1.0), (np.inf, 1.0), (np.nan, np.nan)):
        picture = RunPicture(run(*losses), 0)
        assert picture.caption(STATE)
        rendered(picture, STATE, 400, 300)


def test_the_rows_are_the_measures_in_the_unit() -> None:
    state = state_of(set_unit(fruit(), Unit.BITS))
    heads, *body = RunPicture(run(2.0, 1.0), 1).rows(state)
    assert heads[2] == "loss [bits]"
    assert [float(row[2]) for row in body] == pytest.approx([2.0 / np.log(2), 1.0 / np.log(2)])
    assert [row[-1] for row in body] == ["", "here"]
    assert body[1][:2] == ["2", "epoch-2.npz"]


def test_doubling_steps_have_a_logarithmic_axis() -> None:
    doubling = RunPicture(run(3.0, 2.0, 1.5, 1.2, 1.1, numbers=(1, 2, 4, 8, 16)))
    assert LossChart(doubling).logs(STATE) == (True, False)
    assert LossChart(RunPicture(run(3.0, 2.0, 1.5, 1.2, 1.1))).logs(STATE) == (False, False)
    from_zero = run(3.0, 2.0, 1.5, 1.2, 1.1, numbers=(0, 1, 3, 7, 15))
    assert LossChart(RunPicture(from_zero)).logs(STATE) == (False, False)


def test_the_note_by_the_pointer_is_of_the_nearest_checkpoint() -> None:
    picture = RunPicture(run(2.0, 1.0, 1.5))
    geometry = picture.geometry(QRectF(0, 0, 500, 400), STATE, LIGHT)
    axes = geometry.axes[0]
    at = QPointF(float(axes.x.at(2.2)), axes.area.center().y())
    step, loss, *_ = picture.charts[0].tip(axes, at, None, STATE)
    assert (step, loss) == ("step 2", "loss 1.0000 nats")


def test_what_was_not_measured_is_not_said() -> None:
    made = run(2.0, 1.0)
    steps = [
        replace(s, measures=replace(s.measures, best=None, temperature=None)) for s in made.steps
    ]
    bare = Run("", tuple(steps))
    assert np.isnan(bare.values("best")).all()
    known = [c.measure for c in curves.LOSSES if np.isfinite(bare.values(c.measure)).any()]
    assert known == ["loss"]
    assert "T =" not in " ".join(
        RunPicture(bare)
        .charts[0]
        .tip(
            RunPicture(bare).geometry(QRectF(0, 0, 500, 400), STATE, LIGHT).axes[0],
            QPointF(250, 100),
            None,
            STATE,
        )
    )


def test_the_step_looked_at_moves_a_line_and_nothing_kept() -> None:
    first, second = RunPicture(run(2.0, 1.0), 0), RunPicture(run(2.0, 1.0), 1)
    pictures = [rendered(each, STATE, 400, 300) for each in (first, second)]
    assert (pictures[0] != pictures[1]).any()
    same = replace(first, at=1)
    geometry = first.geometry(QRectF(0, 0, 400, 300), STATE, LIGHT)
    assert same.background_key(geometry, STATE) == first.background_key(geometry, STATE)


def test_steps_by_powers_of_ten_are_told_where_they_are_round() -> None:
    chart = LossChart(RunPicture(run(2.0, 1.0)))
    scale = Scale(1.0, 256.0, 0.0, 500.0, log=True)
    values = [1, 2, 3, 4, 5, 9, 10, 20, 60, 200]
    assert chart.ticks(scale, values) == ["1", "2", "", "", "5", "", "10", "20", "", "200"]
    even = Scale(0.0, 6.0, 0.0, 500.0)
    assert chart.ticks(even, [2.0, 2.5, 3.0]) == ["2", "", "3"]
