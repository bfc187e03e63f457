"""Screen readers hear every class by name and value, and can set it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TypeAlias

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from pytestqt.qtbot import QtBot

from ceviz.document.classes import add_class, remove_classes, toggle_lock
from ceviz.document.edits import set_score, set_unit
from ceviz.document.model import Unit
from ceviz.draw.lab.equation import Equation
from ceviz.panels import accessible
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.store import End, Intent
from tests.helpers import user
from tests.helpers.documents import free_fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard
from tests.helpers.user import Key
from tests.panels.conftest import BANANA, bars_panel, curve_panel, scores_panel

Text, Role = QAccessible.Text, QAccessible.Role
Type: TypeAlias = QAccessible.Event


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    accessible.install()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Type, str]]]:
    """What a screen reader that listens is told: the kind of news and the class."""
    news: list[tuple[Type, str]] = []

    def tell(event: QAccessibleEvent) -> None:
        news.append((event.type(), event.accessibleInterface().text(Text.Name)))
        QAccessible.updateAccessibility(event)

    monkeypatch.setattr(accessible, "tell", tell)
    QAccessible.setActive(True)
    yield news
    QAccessible.setActive(False)


def chart(panel: PicturePanel) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(panel)


def test_a_picture_is_a_chart_with_a_slider_for_each_class(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    found = chart(panel)
    assert found.role() == Role.Chart
    assert found.text(Text.Name) == "Probabilities q"
    assert found.childCount() == 3
    bars = [found.child(index) for index in range(3)]
    assert [bar.role() for bar in bars] == [Role.Slider] * 3
    assert [bar.text(Text.Name) for bar in bars] == ["q of Apple", "q of Banana", "q of Orange"]
    assert bars[BANANA].text(Text.Value) == "0.9088, −log q 0.0957"
    assert bars[BANANA].text(Text.Description) == "true class"
    assert [found.indexOfChild(bar) for bar in bars] == [0, 1, 2]
    assert bars[0].parent().text(Text.Name) == "Probabilities q"
    assert found.child(BANANA) is bars[BANANA]


def test_scores_are_told_with_their_probability(qtbot: QtBot) -> None:
    panel = scores_panel(qtbot, make_scene(infinite()))
    bar = chart(panel).child(BANANA)
    assert bar.text(Text.Name) == "z of Banana"
    assert bar.text(Text.Value) == "−∞, q 0"
    assert bar.valueInterface().currentValue() == -np.inf
    scale = panel.geometry_now().scale
    assert bar.valueInterface().minimumValue() == scale.low
    assert bar.valueInterface().maximumValue() == scale.high


def test_values_are_told_in_the_unit_shown(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    bar = chart(panel).child(BANANA)
    scene.store.apply(Intent("bits", partial(set_unit, unit=Unit.BITS), looking=True))
    assert bar.text(Text.Value) == "0.9088, −log q 0.1380"


def test_targets_and_locks_are_remarked_on(qtbot: QtBot) -> None:
    panel = bars_panel(qtbot, make_scene(toggle_lock(free_fruit(), 0)))
    found = chart(panel)
    assert found.child(0).text(Text.Description) == "target 0.2000, locked"
    assert found.child(BANANA).text(Text.Description) == "true class, target 0.5000"


def test_pictures_that_set_nothing_are_plain_widgets(qtbot: QtBot, scene: Scene) -> None:
    panel = show(qtbot, PicturePanel("equation", Equation(), scene), 600, 60)
    found = chart(panel)
    assert found.role() != Role.Chart
    assert found.childCount() == 0


def test_a_class_lies_where_it_is_painted(qtbot: QtBot, scene: Scene) -> None:
    for panel in (bars_panel(qtbot, scene), scores_panel(qtbot, scene)):
        panel.move(40, 30)
        found = chart(panel)
        columns = panel.geometry_now().columns
        for index in range(3):
            rect = found.child(index).rect()
            middle = panel.mapToGlobal(QPoint(round(columns.centre(index)), 150))
            assert rect.contains(middle)
            assert rect.width() == pytest.approx(columns.pitch, abs=2.0)
            assert found.childAt(middle.x(), middle.y()) is found.child(index)
        assert found.childAt(panel.mapToGlobal(QPoint(2, 2)).x(), 0) is None


def test_a_point_of_the_curve_lies_where_it_is_painted(qtbot: QtBot, scene: Scene) -> None:
    panel = curve_panel(qtbot, scene, plot=False)
    q, s = float(scene.state.analysis.q[0]), float(scene.state.analysis.surprisal[0])
    point = panel.mapToGlobal(panel.geometry_now().axes[0].at(q, s).toPoint())
    assert chart(panel).child(0).rect().contains(point)
    assert chart(panel).childAt(point.x(), point.y()) is chart(panel).child(0)


def test_what_lies_over_a_picture_comes_after_its_classes(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    found = chart(panel)
    panel.open_editor(BANANA)
    assert found.childCount() == 4
    editor = found.child(3)
    assert editor.parent().text(Text.Name) == "Probabilities q"
    assert found.indexOfChild(editor) == 3
    assert found.child(4) is None
    user.key(panel, Key.Key_Escape)


def test_setting_the_value_is_typing_it(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    value = chart(panel).child(BANANA).valueInterface()
    assert value.currentValue() == scene.store.analysis.q[BANANA]
    assert (value.minimumValue(), value.maximumValue()) == (0.0, 1.0)
    assert value.minimumStepSize() == 0.01
    value.setCurrentValue(0.25)
    assert heard.one.label == "Set q[Banana] to 0.2500"
    assert value.currentValue() == pytest.approx(0.25)
    refusals: list[object] = []
    scene.store.refused.connect(refusals.append)
    value.setCurrentValue(3)
    assert [str(refusal) for refusal in refusals] == [
        "a probability lies between 0 and 1, not at 3"
    ]


def test_selection_and_focus_are_states(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    panel.setFocus()
    found = chart(panel)

    def states(name: str) -> list[int]:
        return [getattr(found.child(index).state(), name) for index in range(3)]

    assert states("selected") == states("focused") == [0, 1, 0]
    assert found.focusChild() is found.child(BANANA)
    user.key(panel, Key.Key_Right)
    assert states("selected") == states("focused") == [0, 0, 1]
    panel.clearFocus()
    assert states("focused") == [0, 0, 0]
    assert states("focusable") == [1, 1, 1]


def test_choosing_a_class_is_told_as_focus(
    qtbot: QtBot, scene: Scene, told: list[tuple[Type, str]]
) -> None:
    panel = bars_panel(qtbot, scene)
    chart(panel)
    panel.setFocus()
    user.key(panel, Key.Key_Right)
    user.key(panel, Key.Key_Right)
    assert told == [(Type.Focus, "q of Orange"), (Type.Focus, "q of Apple")]


def test_a_nudge_is_told_and_a_drag_when_it_ends(
    qtbot: QtBot, scene: Scene, told: list[tuple[Type, str]]
) -> None:
    panel = bars_panel(qtbot, scene)
    chart(panel)
    user.key(panel, Key.Key_Down)
    assert told == [(Type.ValueChanged, "q of Banana")]
    told.clear()
    g = panel.geometry_now()
    start = QPointF(g.columns.centre(BANANA), g.frame.plot.center().y())
    user.press(panel, start)
    user.move(panel, start + QPointF(0.0, 20.0))
    user.move(panel, start + QPointF(0.0, 40.0))
    assert told == []
    user.release(panel, start + QPointF(0.0, 40.0))
    assert told == [(Type.ValueChanged, "q of Banana")]
    told.clear()
    # Another picture's class is not this one's news, and a cancelled drag is none.
    scene.store.apply(Intent("z", partial(set_score, i=BANANA, value=3.0)))
    gesture = scene.store.begin()
    gesture.preview(Intent("z", partial(set_score, i=BANANA, value=0.0)))
    gesture.end(End.ESCAPED)
    assert told == [(Type.ValueChanged, "q of Banana")]


def test_without_a_screen_reader_nothing_is_told(
    qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = bars_panel(qtbot, scene)
    chart(panel)
    news: list[object] = []
    monkeypatch.setattr(accessible, "tell", news.append)
    user.key(panel, Key.Key_Down)
    user.key(panel, Key.Key_Right)
    assert news == []


def test_classes_come_and_go(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    found = chart(panel)
    last = found.child(2)
    scene.store.apply(Intent("Remove", partial(remove_classes, gone=[2])))
    assert found.childCount() == 2
    scene.store.apply(Intent("Add", partial(add_class, name="Plum")))
    assert found.child(2).text(Text.Name) == "q of Plum"
    assert found.child(2) is not last


def test_a_thousand_classes_are_made_when_asked_for(qtbot: QtBot) -> None:
    scene = make_scene(many(1000))
    panel = bars_panel(qtbot, scene)
    found = chart(panel)
    held = len(accessible._held)
    assert found.childCount() == 1000
    assert found.child(999).text(Text.Name) == "q of class 999"
    assert not found.child(999).rect().isEmpty()
    assert len(accessible._held) == held + 1


def test_nothing_is_held_of_a_window_that_is_gone(qtbot: QtBot) -> None:
    before = dict(accessible._held)
    panel = bars_panel(qtbot, make_scene())
    found = chart(panel)
    assert found.child(0).isValid()
    assert len(accessible._held) == len(before) + 1
    panel.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert accessible._held == before


def test_what_a_class_has_not_is_asked_for_without_harm(qtbot: QtBot, scene: Scene) -> None:
    """As a screen reader asks, through Qt, of everything that gets the focus."""
    panel = bars_panel(qtbot, scene)
    bar = chart(panel).child(BANANA)
    assert bar.valueInterface() is not None
    for name in ("action", "attributes", "editableText", "selection", "tableCell", "text"):
        ask = getattr(bar, f"{name}Interface", None)  # an older Qt knows fewer
        assert ask is None or ask() is None
