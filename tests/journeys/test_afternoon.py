"""Longer ways through the window: by keyboard, over a batch, with a soft target, at random."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.model import Policy
from ceviz.document.targets import Free, Smoothed
from ceviz.panels.value_editor import ValueEditor
from ceviz.storage import session
from ceviz.storage.presets import load_preset
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.documents import batch
from tests.helpers.fixtures import show_window
from tests.helpers.user import Button, Key, Modifier

CONTROL = Modifier.ControlModifier
BANANA = 1


def test_by_keyboard_alone(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, before = window.store, window.store.document
    # Orange is locked, Apple made the truth, Banana nudged, typed, and sent to its end.
    user.key(window, Key.Key_Right)
    user.key(window, Key.Key_L)
    user.key(window, Key.Key_Right)
    user.key(window, Key.Key_T)
    user.key(window, Key.Key_Right)
    held = store.analysis.q[2]
    for _ in range(4):
        user.key(window, Key.Key_Down)
    user.write(window, "0.4")
    user.key(window, Key.Key_Return)
    user.key(window, Key.Key_Home)
    assert [store.history.text(k) for k in range(store.history.count())] == [
        "Lock Orange",
        "Make Apple the true class",
        "Nudge q[Banana] to 0.8688",
        "Set q[Banana] to 0.4000",
        "Nudge q[Banana] to 1e−6",
    ]
    assert store.analysis.q[2] == pytest.approx(held)
    assert store.analysis.cross_entropy == pytest.approx(0.0167, abs=1e-3)
    # A class is added and named, the temperature typed, a session saved.
    user.key(window, Key.Key_N, CONTROL | Modifier.ShiftModifier)
    user.write(window, "Plum")
    user.key(window, Key.Key_Return)
    for _ in range(3):  # table → kind of target → slider → field
        user.key(window, Key.Key_Tab)
    assert user.typing_in(window) == "temperature T"
    user.write(window, "2")
    user.key(window, Key.Key_Return)
    assert store.document.temperature == 2.0
    assert store.document.classes.names[-1] == "Plum"
    path = tmp_path / "keys.ceviz"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    user.key(window, Key.Key_S, CONTROL)
    assert session.load(path).same_as(store.document)
    # And all the way back.
    while store.history.canUndo():
        store.undo()
    assert store.document.same_as(before)


def test_over_a_batch(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "four.ceviz"
    session.save(path, batch())
    window = show_window(qtbot, str(path))
    store = window.store
    table = window.samples.table

    def choose(row: int) -> None:
        rect = table.visualRect(table.model().index(row, 0))
        user.click(table.viewport(), rect.center().toPointF())

    mean = store.analysis.batch.cross_entropy
    assert store.analysis.batch.correct == 3
    # The wrong one is looked at and dragged right.
    choose(2)
    assert not store.analysis.correct
    assert not window.isWindowModified()
    bars = window.pipeline.bars
    g = bars.geometry_now()
    start = QPointF(g.columns.centre(0), g.frame.plot.center().y())
    user.drag(bars, start, start - QPointF(0.0, 60.0), start - QPointF(0.0, 150.0))
    assert store.analysis.correct
    assert store.analysis.batch.correct == 4
    assert store.analysis.batch.cross_entropy < mean
    assert window.isWindowModified()
    # From another sample, undo goes back to the one that was edited.
    choose(0)
    user.key(window, Key.Key_Z, CONTROL)
    assert store.document.selected == 2
    assert store.analysis.batch.cross_entropy == mean
    assert not window.isWindowModified()


def test_with_a_soft_target(window: MainWindow) -> None:
    store, controls = window.store, window.controls
    controls.kind.setFocus()
    user.key(window, Key.Key_Down)
    assert isinstance(store.document.sample.target, Smoothed)
    assert "H(p) + KL(p‖q)" in equation(window)
    user.key(window, Key.Key_Down)
    assert isinstance(store.document.sample.target, Free)
    controls.target.setFocus()
    user.select_all(window)
    user.write(window, "1 1 2")
    user.key(window, Key.Key_Return)
    user.click(window.notice.action, user.middle(window.notice.action))
    assert store.analysis.p.tolist() == [0.25, 0.25, 0.5]
    # The target's knob is a handle too.
    bars = window.pipeline.bars
    g = bars.geometry_now()
    knob = QPointF(g.columns.centre(2) + 0.33 * g.columns.pitch, float(g.scale.at(0.5)))
    user.drag(bars, knob, knob - QPointF(0.0, 30.0), knob - QPointF(0.0, 60.0))
    assert store.analysis.p[2] > 0.6
    assert store.analysis.p[0] == pytest.approx(store.analysis.p[1])
    assert store.history.undoText().startswith("Drag p[Orange] 0.5000 → 0.")
    # The loss never falls below the floor H(p).
    assert store.analysis.cross_entropy > store.analysis.entropy > 0.0


def equation(window: MainWindow) -> str:
    return " ".join(item.token.text for item in window.pipeline.equation.geometry_now().placed)


def test_a_partner_gives_what_another_takes(window: MainWindow) -> None:
    controls, store = window.controls, window.store
    controls.policy.setFocus()
    user.key(window, Key.Key_Down)
    user.key(window, Key.Key_Down)
    assert store.document.policy is Policy.PARTNER
    assert controls.partner.isVisible()
    controls.partner.setFocus()
    while controls.partner.currentText() != "Orange":
        user.key(window, Key.Key_Down)
    apple = store.analysis.q[0]
    window.pipeline.bars.setFocus()
    user.key(window, Key.Key_PageDown)
    assert store.analysis.q[0] == pytest.approx(apple, rel=1e-12)
    assert store.analysis.q[2] == pytest.approx(0.0166 + 0.1, abs=1e-4)


KEYS = [
    Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown,
    Key.Key_Home, Key.Key_End, Key.Key_L, Key.Key_T, Key.Key_Tab, Key.Key_Escape, Key.Key_Space,
    Key.Key_Return, Key.Key_Delete, Key.Key_1, Key.Key_0, Key.Key_Period, Key.Key_Backspace,
]  # fmt: skip
COMMANDS = [Key.Key_Z, Key.Key_Y, Key.Key_B, Key.Key_D, Key.Key_0]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("preset", ["fruit", "soft-target", "digits"])
def test_whatever_a_child_does_nothing_breaks(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, preset: str, seed: int
) -> None:
    """Any mouse and keys for a while: no exception, a drawable window, and a way back."""
    for module in ("picture_panel", "plot.layer", "lab.class_table"):
        monkeypatch.setattr(f"ceviz.panels.{module}.QMenu.exec", lambda *_: None, raising=False)
    window = show_window(qtbot, preset)
    store, rng = window.store, random.Random(f"{preset} {seed}")
    before = load_preset(preset)
    plot = window.pipeline.curve.plot
    assert plot is not None
    places: list[QWidget] = [
        *window.pipeline.panels(), window.pipeline.bars, window.pipeline.scores, plot.viewport(),
        window.table.viewport(), window.controls.temperature.slider,
    ]  # fmt: skip

    def somewhere(widget: QWidget) -> QPointF:
        return QPointF(rng.randrange(widget.width()), rng.randrange(widget.height()))

    for _ in range(120):
        widget = rng.choice(places)
        match rng.choice(["drag", "drag", "drag", "cancel", "click", "double", "key", "command"]):
            case "drag":
                user.drag(widget, somewhere(widget), *(somewhere(widget) for _ in range(3)),
                          shift=rng.random() < 0.3)  # fmt: skip
            case "cancel":
                user.press(widget, somewhere(widget))
                user.move(widget, somewhere(widget))
                user.key(window, rng.choice([Key.Key_Escape, Key.Key_Z]), CONTROL)
                user.release(widget, somewhere(widget))
            case "click":
                user.click(widget, somewhere(widget))
            case "double":
                user.double_click(widget, somewhere(widget))
            case "key":
                user.key(window, rng.choice(KEYS))
            case "command":
                user.key(window, rng.choice(COMMANDS), CONTROL)
    user.key(window, Key.Key_Escape)
    window.grab()
    assert store.analysis.q.sum() == pytest.approx(1.0)
    window.setFocus()
    QApplication.processEvents()
    while store.history.canUndo():
        store.undo()
    assert store.document.samples.same_as(before.samples)
    assert store.document.classes.same_as(before.classes)
    assert store.document.temperature == before.temperature
    assert not any(editor.isVisible() for editor in window.findChildren(ValueEditor))
    assert Button.LeftButton not in QApplication.mouseButtons()
