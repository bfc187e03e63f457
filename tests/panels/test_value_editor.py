"""Typing a bar's value over the bar: what is good is taken, what is not stays with its reason."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.classes import remove_classes, toggle_lock
from ceviz.document.edits import set_probability
from ceviz.document.model import Document
from ceviz.document.text.numbers import NBSP
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.state import View
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.value_editor import ValueEditor
from ceviz.store import Intent
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard, Told
from tests.helpers.user import Key
from tests.panels.conftest import BANANA, bars_panel, curve_panel, scores_panel


def editor(panel: QWidget) -> ValueEditor:
    """The one that is open."""
    (found,) = (child for child in panel.findChildren(ValueEditor) if child.isVisible())
    return found


def closed(panel: QWidget) -> bool:
    return not any(child.isVisible() for child in panel.findChildren(ValueEditor))


def typed(
    qtbot: QtBot, document: Document, text: str, kind: str = "q", *, percent: bool = False
) -> PicturePanel:
    """The panel after ``text`` was typed for Banana and Enter was pressed."""
    scene = make_scene(document)
    scene.set_view(View(shares=percent))
    panel = (scores_panel if kind == "z" else bars_panel)(qtbot, scene)
    scene.select(BANANA)
    user.key(panel, Key.Key_Return)
    user.write(panel, text)
    user.key(panel, Key.Key_Return)
    return panel


@pytest.mark.parametrize(("percent", "shown"), [(False, "0.9088"), (True, f"90.88{NBSP}%")])
def test_it_opens_with_the_number_as_shown_and_selected(
    qtbot: QtBot, scene: Scene, percent: bool, shown: str
) -> None:
    scene.set_view(View(shares=percent))
    panel = bars_panel(qtbot, scene)
    user.key(panel, Key.Key_Return)
    field = editor(panel).field
    assert field.hasFocus()
    assert field.text() == shown
    assert field.selectedText() == field.text()
    assert panel.rect().contains(editor(panel).geometry())


@pytest.mark.parametrize(
    ("text", "q"),
    [("0.85", 0.85), ("85 %", 0.85), ("17/20", 0.85), ("1e-6", 1e-6), ("0,25", 0.25)],
)
def test_numbers_are_typed_as_people_write_them(qtbot: QtBot, text: str, q: float) -> None:
    panel = typed(qtbot, fruit(), text)
    assert panel.state.analysis.q[BANANA] == pytest.approx(q, rel=1e-12)
    assert closed(panel)
    assert panel.hasFocus()


def test_exactly_nothing_can_be_typed(qtbot: QtBot) -> None:
    panel = typed(qtbot, fruit(), "0")
    analysis = panel.state.analysis
    assert analysis.q[BANANA] == 0.0
    assert analysis.z[BANANA] == -np.inf
    assert analysis.cross_entropy == np.inf
    assert panel._scene.store.history.undoText() == "Set q[Banana] to 0"


def test_exactly_one_can_be_typed(qtbot: QtBot) -> None:
    panel = typed(qtbot, fruit(), "1")
    assert panel.state.analysis.q.tolist() == [0.0, 1.0, 0.0]
    assert panel.state.analysis.cross_entropy == 0.0


def test_a_score_of_minus_infinity_can_be_typed(qtbot: QtBot) -> None:
    panel = typed(qtbot, fruit(), "-inf", kind="z")
    assert panel.state.analysis.z[BANANA] == -np.inf
    assert panel._scene.store.history.undoText() == "Set z[Banana] to −∞"


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("many", "q", "“many” is not a number. Type for example 0.85, 85 %, 17/20"),
        ("1.5", "q", "a probability lies between 0 and 1, not at 1.5"),
        ("-0.1", "q", "a probability lies between 0 and 1, not at -0.1"),
        ("nan", "q", "“nan” is not a number. Type for example 0.85, 85 %, 17/20"),
        ("inf", "z", "class 2: the score is +∞. Use a finite number, or −inf for q = 0"),
        ("1/0", "z", "“1/0” is not a number. Type for example 3.5, −0.5, −inf"),
    ],
)
def test_what_is_refused_stays_with_its_reason(
    qtbot: QtBot, text: str, kind: str, reason: str
) -> None:
    document = fruit()
    panel = typed(qtbot, document, text, kind)
    assert editor(panel).reason.text() == reason
    assert editor(panel).reason.isVisible()
    assert editor(panel).field.text() == text
    assert panel._scene.store.document is document
    assert panel._scene.store.history.count() == 0
    assert panel.rect().contains(editor(panel).geometry().topLeft())
    # It can be mended right away.
    user.write(panel, "0.5")
    user.key(panel, Key.Key_Return)
    assert closed(panel)
    value = {"q": panel.state.analysis.q, "z": panel.state.analysis.z}[kind][BANANA]
    assert value == pytest.approx(0.5)


# In percent


@pytest.mark.parametrize(
    ("text", "q"),
    [("85", 0.85), ("1.5", 0.015), ("1 %", 0.01), ("100%", 1.0), ("0", 0.0), ("17/20", 0.85)],
)
def test_where_percent_are_shown_a_number_is_one(qtbot: QtBot, text: str, q: float) -> None:
    panel = typed(qtbot, fruit(), text, percent=True)
    assert panel.state.analysis.q[BANANA] == pytest.approx(q, rel=1e-12)
    assert closed(panel)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1", "1 could be 1 % or 100 %. Write 1 % or 100 %"),
        ("0.85", "0.85 could be 0.85 % or 85 %. Write 0.85 % or 85 %"),
        ("150", "a probability lies between 0 % and 100 %, not at 150"),
        ("many", "“many” is not a number. Type for example 85, 8.5 %, 17/20"),
    ],
)
def test_what_could_be_two_shares_is_neither(qtbot: QtBot, text: str, reason: str) -> None:
    document = fruit()
    panel = typed(qtbot, document, text, percent=True)
    assert editor(panel).reason.text().replace(NBSP, " ") == reason
    assert panel._scene.store.document is document
    # What it offers is taken.
    user.write(panel, "1 %")
    user.key(panel, Key.Key_Return)
    assert panel.state.analysis.q[BANANA] == pytest.approx(0.01)


def test_the_unit_stands_over_the_field(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    captions = []
    for percent in (False, True):
        scene.set_view(View(shares=percent))
        panel.open_editor(BANANA)
        captions.append(editor(panel).findChildren(QLabel)[-1].text())
    assert captions == ["q(Banana)", "q(Banana), %"]


def test_more_than_locks_leave_is_refused(qtbot: QtBot) -> None:
    panel = typed(qtbot, toggle_lock(fruit(), 0), "0.99")
    assert editor(panel).reason.text() == (
        "class 2 can have at most 0.925404 (locked classes hold the rest)"
    )


def test_a_digit_opens_it_and_is_its_first_letter(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    user.write(panel, ".25")
    assert editor(panel).field.text() == ".25"
    user.key(panel, Key.Key_Enter)
    assert heard.one.label == "Set q[Banana] to 0.2500"


def test_escape_leaves_everything_as_it_was(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    user.write(panel, "0.2")
    user.key(panel, Key.Key_Escape)
    assert closed(panel)
    assert panel.hasFocus()
    assert heard.said == []


def test_enter_without_typing_changes_nothing(qtbot: QtBot) -> None:
    document = set_probability(fruit(), BANANA, 1.0 / 3.0)
    scene = make_scene(document)
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    user.key(panel, Key.Key_Return)
    user.key(panel, Key.Key_Return)
    assert closed(panel)
    assert heard.said == []


def test_keys_of_the_bars_do_not_get_through(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    user.key(panel, Key.Key_Return)
    for key in (Key.Key_Up, Key.Key_PageDown, Key.Key_L, Key.Key_T):
        user.key(panel, key)
    assert heard.said == []
    assert scene.state.selected == BANANA
    user.key(panel, Key.Key_Escape)


def test_a_second_one_takes_the_place_of_the_first(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    panel.open_editor(0)
    panel.open_editor(2)
    assert editor(panel).field.accessibleName() == "q of Orange"
    assert editor(panel).field.hasFocus()
    user.write(panel, "0.5")
    user.key(panel, Key.Key_Return)
    assert scene.store.analysis.q[2] == pytest.approx(0.5)


def test_over_the_curve_it_types_a_surprise(qtbot: QtBot, scene: Scene) -> None:
    panel = curve_panel(qtbot, scene, plot=True)
    assert panel.plot is not None
    axes, a = panel.plot.axes(), scene.store.analysis
    banana = axes.at(float(a.q[BANANA]), float(a.surprisal[BANANA]))
    user.double_click(panel.plot.viewport(), banana)
    user.write(panel, "log(10)")
    user.key(panel, Key.Key_Return)
    assert scene.store.analysis.q[BANANA] == pytest.approx(0.1)


@pytest.fixture
def beside(qtbot: QtBot, scene: Scene) -> QWidget:
    """Bars and another line in one window."""
    window = QWidget()
    panel = PicturePanel("bars", ProbabilityBars(), scene, kind="q", parent=window)
    scene.listen(panel)
    other = QLineEdit(window)
    other.setAccessibleName("another line")
    column = QVBoxLayout(window)
    column.addWidget(panel, 1)
    column.addWidget(other)
    show(qtbot, window, 420, 360)
    panel.setFocus()
    return window


def test_leaving_with_the_mouse_keeps_what_is_good(qtbot: QtBot, beside: QWidget) -> None:
    panel, other = beside.findChild(PicturePanel), beside.findChild(QLineEdit)
    assert panel is not None
    assert other is not None
    heard = Heard(panel)
    user.write(panel, "0.25")
    user.click(other, user.middle(other))
    qtbot.waitUntil(lambda: closed(panel))
    assert heard.one.label == "Set q[Banana] to 0.2500"
    # The hand went there on purpose.
    assert user.typing_in(panel) == "another line"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9", "a probability lies between 0 and 1, not at 9"),
        ("-x", "“-x” is not a number. Type for example 0.85, 85 %, 17/20"),
    ],
)
def test_leaving_with_the_mouse_drops_what_is_not_and_says_so(
    qtbot: QtBot, beside: QWidget, text: str, reason: str
) -> None:
    panel, other = beside.findChild(PicturePanel), beside.findChild(QLineEdit)
    assert panel is not None
    assert other is not None
    heard, refusals = Heard(panel), Told(panel.scene.store.refused)
    user.write(panel, text)
    user.click(other, user.middle(other))
    qtbot.waitUntil(lambda: closed(panel))
    assert heard.said == []
    assert user.typing_in(panel) == "another line"
    assert [str(refusal) for refusal in refusals] == [f"q(Banana) stays as it was: {reason}"]


def test_a_window_that_goes_takes_it_along(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    panel.open_editor(BANANA)
    user.lose_keyboard(panel)
    editor(panel).deleteLater()
    # Qt's warning and the exception of a late timer would both fail this test.
    qtbot.waitUntil(lambda: not panel.findChildren(ValueEditor))


def test_it_goes_when_the_classes_become_others(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    panel.open_editor(2)
    user.write(panel, "0.5")
    scene.store.apply(Intent("Remove", lambda document: remove_classes(document, [0])))
    assert closed(panel)
    user.key(panel, Key.Key_Return)
    assert scene.store.history.undoText() == "Remove"


def test_it_stays_within_a_narrow_picture(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene, width=150)
    for index in range(3):
        panel.open_editor(index)
        place = editor(panel).geometry()
        assert place.left() >= 0
        assert place.right() < panel.width()
        assert panel.mapTo(panel.window(), QPoint(0, 0)) == QPoint(0, 0)
