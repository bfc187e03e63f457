"""The reliability view in use: bins, classes, the temperature and the fitted one, clicks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from ceviz.document.model import Classes, Document, Samples
from ceviz.document.samples import Rows
from ceviz.maths.batch import evaluate, fit_temperature, random_halves
from ceviz.panels.data_scene import DataScene
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.views.reliability import binning
from ceviz.views.reliability.binning import Binning, luck
from ceviz.views.reliability.charts import numbers, shown
from ceviz.views.reliability.view import ReliabilityView
from tests.document.examples import document
from tests.helpers import user
from tests.helpers.documents import batch
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard, Told
from tests.helpers.plots import write

COUNT = 120


def hand_made() -> Document:
    """Samples by hand: three classes, over-confident."""
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 3, COUNT)
    logits = 4.0 * rng.normal(0.0, 1.0, (COUNT, 3))
    logits[np.arange(COUNT), labels] += 2.0
    rows = Rows(logits, labels, np.full(COUNT, np.nan))
    return Document(Classes.named(["a", "b", "c"]), Samples(rows))


@pytest.fixture
def view(qtbot: QtBot) -> ReliabilityView:
    return opened(qtbot, make_scene(hand_made()))


def opened(qtbot: QtBot, scene: Scene) -> ReliabilityView:
    data = DataScene(scene)
    made = ReliabilityView(scene, data)
    data.setParent(made)
    data.want()
    return show(qtbot, made, 420, 700)


def fitted(qtbot: QtBot, view: ReliabilityView) -> float:
    qtbot.waitUntil(lambda: view.fitting.fit is not None)
    assert view.fitting.fit is not None
    return view.fitting.fit.temperature


def test_the_best_temperature_is_the_one_of_the_named_halves(
    qtbot: QtBot, view: ReliabilityView
) -> None:
    rows = hand_made().samples.rows
    fit = fit_temperature(evaluate(rows.scores, rows.labels), random_halves(COUNT, 0))
    assert fitted(qtbot, view) == fit.temperature > 1.0
    words, by = view.words.text(), fit.reported
    for part in (
        "random half (seed 0)",
        "the other half, 60 rows",
        f"{by.nll_before:.4f} → {by.nll_after:.4f} nats",
        f"ECE {by.ece_before:.4f} → {by.ece_after:.4f}",
    ):
        assert part in words


def test_the_button_sets_it_as_one_step_and_nothing_is_fitted_again(
    qtbot: QtBot, view: ReliabilityView
) -> None:
    best = fitted(qtbot, view)
    told, heard = Told(view.fitting.changed), Heard(view.temperature)
    user.click(view.use, user.middle(view.use))
    store = view._scene.store
    assert heard.one.edit(hand_made()).temperature == best
    assert store.document.temperature == best
    assert store.history.count() == 1
    data = view._scene.state.data
    assert data is not None
    assert data.evaluation.task.temperature == best
    assert not told
    marked = view.temperature.slider.mark_at()
    assert marked is not None


def test_too_few_samples_are_a_reason(qtbot: QtBot, scene: Scene) -> None:
    view = opened(qtbot, scene)
    qtbot.waitUntil(lambda: "No temperature can be fitted" in view.words.text())
    assert not view.use.isVisible()


def test_where_all_are_right_no_temperature_is_best(qtbot: QtBot) -> None:
    from ceviz.document.targets import OneHot

    made = document([[3.0, 0.0, 0.0]] * 6, [OneHot(0)] * 6)
    view = opened(qtbot, make_scene(made))
    assert fitted(qtbot, view) == 0.0
    assert "no class scores above the true one" in view.words.text()
    assert not view.use.isVisible()


def test_bins_and_class_are_chosen(view: ReliabilityView) -> None:
    view.scheme.setFocus()
    user.key(view.scheme, user.Key.Key_Down)
    view.label.setFocus()
    user.key(view.label, user.Key.Key_Down)
    user.key(view.label, user.Key.Key_Down)
    assert view.binning == Binning("equal-mass", 1)
    assert view._scene.store.history.count() == 0


def test_another_document_starts_with_the_top_label(qtbot: QtBot, view: ReliabilityView) -> None:
    view.label.setFocus()
    user.key(view.label, user.Key.Key_Down)
    view._scene.store.open(batch())
    assert view.binning.label is None
    assert view.label.itemText(1) == batch().classes.names[0]


def test_many_rows_are_binned_beside_the_window(
    qtbot: QtBot, view: ReliabilityView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binning, "MANY_ROWS", 10)
    before = view.panel.state.data
    # What is not asked for by keys is not answered by events: the bins cannot be there yet.
    view.label.activated.emit(1)
    view.scheme.activated.emit(1)
    assert view.binning == Binning()
    qtbot.waitUntil(lambda: view.binning == Binning("equal-mass", 0))
    # Another temperature: what was measured before is shown until the new bins are there.
    view.temperature.set_temperature(2.0)
    assert view.panel.state.data is before is not view._scene.state.data
    qtbot.waitUntil(lambda: view.panel.state.data is view._scene.state.data)
    assert "T = 2" in _lines(view)


def _lines(view: ReliabilityView) -> list[str]:
    state = view.panel.state
    made = shown(state.data, view.binning)
    assert state.data is not None
    assert made is not None
    return numbers(state, state.data, made, luck(state.data.evaluation, view.binning))


def test_a_click_on_a_bin_selects_its_rows(qtbot: QtBot, view: ReliabilityView) -> None:
    panel = view.panel
    assert isinstance(panel, PlotPanel)
    plot = panel.plots[1]
    plot.grab()
    axes, data = plot.axes(), view._scene.state.data
    assert data is not None
    user.click(plot.viewport(), QPointF(axes.at(0.98, 2.0).toPoint()))
    confidence = data.evaluation.confidence
    selected = view._data.selection
    assert selected is not None
    assert selected.tolist() == np.flatnonzero(confidence > 14 / 15).tolist()
    user.click(view.every, user.middle(view.every))
    assert view._data.selection is None


def test_showing_says_nothing(qtbot: QtBot, view: ReliabilityView) -> None:
    heard = Heard(view.temperature)
    view.grab()
    fitted(qtbot, view)
    view.grab()
    assert heard.said == []


def test_the_picture_is_exported(tmp_path: Path) -> None:

    for suffix in ("png", "svg", "csv"):
        write(hand_made(), "reliability", tmp_path / f"r.{suffix}", dpi=50)
        assert (tmp_path / f"r.{suffix}").stat().st_size > 500
