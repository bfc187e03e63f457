"""The card under the inspector: the numbers of all samples, and how well they are known."""

from __future__ import annotations

import gc
import math
from dataclasses import replace
from weakref import ref

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from scipy import stats

from ceviz.document.model import Unit
from ceviz.document.text.numbers import show_probability
from ceviz.draw.lab.measures import Measure, Measures, card_height, measures
from ceviz.draw.state import Data
from ceviz.draw.theme import LIGHT
from ceviz.maths.batch import BestTemperature, best_temperature, by_chance, evaluate
from ceviz.panels.scene import Scene
from ceviz.panels.terms.written import spots
from ceviz.window.workspaces.measures import MeasuresPanel
from tests.helpers.documents import batch
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard
from tests.helpers.images import words_in

SCORES = np.array([[2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [3.0, 0.0, 1.0], [0.0, 0.0, 2.0]])
LABELS = np.array([0, 1, 1, 2])


@pytest.fixture
def scene() -> Scene:
    made = make_scene(batch())
    made.set_data(Data(evaluate(SCORES, LABELS)))
    return made


def card(scene: Scene) -> dict[str, Measure]:
    return {each.name: each for each in measures(scene.state, None)}


def panel_on(qtbot: QtBot, scene: Scene, width: int = 560) -> MeasuresPanel:
    panel = MeasuresPanel(scene)
    return show(qtbot, panel, width, 70)


def test_it_says_what_was_measured(scene: Scene) -> None:
    q = np.exp(SCORES) / np.exp(SCORES).sum(axis=1, keepdims=True)
    losses = -np.log(q[np.arange(4), LABELS])
    brier = ((q - np.eye(3)[LABELS]) ** 2).sum(axis=1).mean()
    half = stats.t.ppf(0.975, 3) * losses.std(ddof=1) / math.sqrt(4)
    found = card(scene)
    assert found["mean loss"].value == f"{losses.mean():.4f} nats"
    assert found["mean loss"].within == f"± {half:.4f}"
    # Wilson's interval of 3 of 4.
    assert found["accuracy"] == ("accuracy", "75.0\xa0%", "30.1–95.4\xa0%")
    assert found["Brier"].value == f"{brier:.4f}"
    assert found["best T"].value == "…"


def test_of_one_sample_nothing_is_known_of_others(scene: Scene) -> None:
    scene.set_data(Data(evaluate(SCORES[:1], LABELS[:1])))
    assert not any("nan" in words for each in measures(scene.state, None) for words in each)


def test_it_is_in_the_unit_shown_and_says_what_it_is_not_yet(scene: Scene) -> None:
    state = scene.state
    assert state.data is not None
    bits = replace(state, document=replace(state.document, unit=Unit.BITS))
    (mean, *_) = measures(bits, None)
    nats = card(scene)["mean loss"]
    assert mean.value.endswith(" bits")
    ratio = float(mean.within.removeprefix("± ")) / float(nats.within.removeprefix("± "))
    assert ratio == pytest.approx(1.0 / math.log(2.0), abs=1e-3)
    behind = replace(state, data=replace(state.data, behind=True))
    assert measures(behind, None)[0].name.endswith("(before the last edit)")
    assert measures(replace(state, data=None), None) == ()
    ignored = Data(evaluate(SCORES, np.full(4, -100)))
    assert measures(replace(state, data=ignored), None)[0].within == "no sample counts"


@pytest.mark.parametrize(
    ("best", "value", "within"),
    [
        (BestTemperature(1.5612, 1.3849, 1.7911), "1.56", "1.38–1.79"),
        (BestTemperature(0.0, math.nan, math.nan), "→ 0", "all are right"),
        (BestTemperature(math.inf, math.nan, math.nan), "→ ∞", "the scores mislead"),
        (BestTemperature(math.nan, math.nan, math.nan), "none", "no sample is possible"),
    ],
)
def test_the_best_temperature_says_how_well_it_is_known(
    scene: Scene, best: BestTemperature, value: str, within: str
) -> None:
    *_, last = measures(scene.state, best)
    assert last == ("best T", value, within)


def test_the_best_temperature_is_looked_for_beside_the_window(qtbot: QtBot, scene: Scene) -> None:
    panel = panel_on(qtbot, scene)
    qtbot.waitUntil(lambda: panel.picture.best is not None)  # type: ignore[attr-defined]
    expected = best_temperature(evaluate(SCORES, LABELS)).value
    assert panel.picture.best.value == pytest.approx(expected)  # type: ignore[attr-defined]
    scene.set_data(None)
    assert panel.picture.best is None  # type: ignore[attr-defined]


def test_what_nobody_sees_is_not_looked_for(qtbot: QtBot, scene: Scene) -> None:
    panel = panel_on(qtbot, scene)
    panel.hide()
    scene.set_data(None)
    scene.set_data(Data(evaluate(SCORES, LABELS)))
    assert not panel.latest.busy
    panel.show()
    qtbot.waitUntil(lambda: panel.picture.best is not None)  # type: ignore[attr-defined]


def test_it_explains_its_words_and_asks_for_nothing(qtbot: QtBot, scene: Scene) -> None:
    panel = panel_on(qtbot, scene)
    heard = Heard(panel)
    panel.grab()
    explained = {spot.term.key for spot in spots(panel.written_texts())}
    assert {"accuracy", "ece", "brier", "best_temperature"} <= explained
    assert heard.said == []


def test_in_a_narrow_column_it_takes_two_rows(qtbot: QtBot, scene: Scene) -> None:
    wide, narrow = (panel_on(qtbot, scene, width) for width in (560, 330))
    assert narrow.height() == round(card_height(330, narrow.scene.theme)) > wide.height()
    words = words_in(Measures(), scene.state, 330, round(card_height(330, LIGHT)))
    assert {"mean loss", "accuracy", "ECE", "Brier", "best T"} <= set(words)


def test_what_luck_alone_would_show_stands_below_the_calibration_error(
    qtbot: QtBot, scene: Scene
) -> None:
    panel = panel_on(qtbot, scene)
    state = scene.state
    assert state.data is not None
    e = state.data.evaluation
    assert card(scene)["ECE"].within == ""

    def told() -> str:
        assert isinstance(panel.picture, Measures)
        return measures(scene.state, None, panel.picture.luck)[2].within

    expected = by_chance(e.confidence, e.summary.reliability()).ece
    qtbot.waitUntil(lambda: told() == f"luck: {show_probability(expected)}")
    colder = evaluate(SCORES, LABELS, temperature=0.5)
    assert isinstance(panel.picture, Measures)
    assert measures(replace(state, data=Data(colder)), None, panel.picture.luck)[2].within == ""
    scene.set_data(Data(colder))
    expected = by_chance(colder.confidence, colder.summary.reliability()).ece
    qtbot.waitUntil(lambda: told() == f"luck: {show_probability(expected)}")


def test_what_luck_was_counted_of_is_not_kept(qtbot: QtBot, scene: Scene) -> None:
    panel = panel_on(qtbot, scene)
    assert scene.state.data is not None
    gone = ref(scene.state.data.evaluation)
    picture = panel.picture
    assert isinstance(picture, Measures)
    qtbot.waitUntil(lambda: panel.picture.luck is not None)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not panel.latest.busy)
    scene.set_data(None)
    gc.collect()
    assert gone() is None
