"""The story at the top of the project: the fruit, a bar dragged down, a session, a slide."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from ceviz.storage import session
from ceviz.views.registry import plot as plot_named
from ceviz.window.export.dialog import ExportDialog
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.fixtures import show_window
from tests.helpers.images import pixels
from tests.helpers.user import Key, Modifier

CONTROL = Modifier.ControlModifier
BANANA = 1


def drag_to(window: MainWindow, probability: float) -> None:
    """Drag Banana's bar to ``probability``, in a few moves."""
    bars = window.pipeline.bars
    g = bars.geometry_now()
    x, now = g.columns.centre(BANANA), float(window.store.analysis.q[BANANA])
    start = QPointF(x, g.scale.at(now) + 12.0)
    way = g.scale.at(probability) - g.scale.at(now)
    user.drag(bars, start, *(start + QPointF(3.0, way * k / 6) for k in range(1, 7)))


def equation(window: MainWindow) -> str:
    return " ".join(item.token.text for item in window.pipeline.equation.geometry_now().placed)


def curve_point(window: MainWindow) -> QPointF:
    """Where Banana stands on the plot."""
    plot, state = window.pipeline.curve.plot, window.scene.state
    assert plot is not None
    q, surprise = state.analysis.q[BANANA], state.analysis.surprisal[BANANA]
    return plot.axes().at(float(q), float(surprise) * state.per_nat)


def export_to(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Ctrl+E: choose the curve and SVG, save, close."""

    def name_it(asking: QFileDialog) -> None:
        line = asking.findChild(QLineEdit)
        assert isinstance(line, QLineEdit)
        line.setText(str(path))
        user.key(asking, Key.Key_Return)

    def deal(dialog: ExportDialog) -> None:
        choose(dialog.form.plot, plot_named("curve").title)
        choose(dialog.form.kind, "SVG")
        with user.meeting(QFileDialog, name_it) as named:
            user.click(dialog.save, user.middle(dialog.save))
        assert len(named) == 1
        qtbot.waitUntil(dialog.save.isEnabled)
        assert dialog.message.text().startswith(f"Saved {path.name}")
        user.key(dialog, Key.Key_Escape)

    with user.meeting(ExportDialog, deal) as met:
        user.key(window, Key.Key_E, CONTROL)
    assert len(met) == 1


def choose(box: QComboBox, word: str) -> None:
    box.setFocus()
    user.key(box, Key.Key_Home)
    while not box.currentText().startswith(word):
        user.key(box, Key.Key_Down)


def pictures(window: MainWindow) -> list[bytes]:
    """What the lab shows, but for the sentence, which tells of the last step."""
    shown = [panel for panel in window.pipeline.panels() if panel is not window.pipeline.sentence]
    return [pixels(panel.grab().toImage()).tobytes() for panel in shown]


def test_the_fruit(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = window.store
    # It opens on the fruit: Softmax gives 0.0746, 0.9088, 0.0166, and the loss is 0.0957 nats.
    assert store.document.sample.scores.tolist() == [1.0, 3.5, -0.5]
    assert store.analysis.q.tolist() == pytest.approx([0.0746, 0.9088, 0.0166], abs=5e-5)
    assert "= −log 0.90876 = 0.0957 nats" in equation(window)
    user.key(window, Key.Key_B, CONTROL)
    assert "0.1380 bits" in equation(window)
    user.key(window, Key.Key_B, CONTROL)
    at_first, point, gradient = store.document, curve_point(window), store.analysis.gradient
    before = pictures(window)

    # Banana is dragged down to 0.10: the loss climbs to 2.30, the point slides up the curve,
    # the gradient grows.
    drag_to(window, 0.10)
    assert store.analysis.q[BANANA] == pytest.approx(0.10, abs=0.004)
    assert store.analysis.cross_entropy == pytest.approx(2.30, abs=0.04)
    assert f"{store.analysis.cross_entropy:.4f} nats" in equation(window)
    moved = curve_point(window) - point
    assert moved.x() < -100.0
    assert moved.y() < -50.0
    assert (np.abs(store.analysis.gradient) > 4.0 * np.abs(gradient)).all()
    assert store.analysis.q[0] / store.analysis.q[2] == pytest.approx(np.exp(1.5))
    assert pictures(window) != before
    assert store.history.count() == 1
    assert store.history.undoText().startswith("Drag q[Banana] 0.9088 → 0.")

    # Ctrl+Z once, and everything is back.
    user.key(window, Key.Key_Z, CONTROL)
    assert store.document.same_as(at_first)
    user.leave(window)
    assert pictures(window) == before
    assert "That costs 0.096 nats; it was 2.3" in window.pipeline.sentence.accessibleDescription()
    assert not window.isWindowModified()

    # Once more, and this time it is saved and opened again.
    user.key(window, Key.Key_Z, CONTROL | Modifier.ShiftModifier)
    kept = store.document
    path = tmp_path / "banana.ceviz"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    user.key(window, Key.Key_S, CONTROL)
    assert session.load(path).same_as(kept)
    assert window.windowTitle() == "banana.ceviz[*] — ceviz"
    window.close()
    again = show_window(qtbot, str(path))
    assert again.store.document.same_as(kept)
    assert equation(again) == equation(window)

    # And the curve goes on a slide.
    slide = tmp_path / "curve.svg"
    export_to(qtbot, again, slide)
    root = ElementTree.parse(slide).getroot()
    assert root.tag.endswith("svg")
    words = " ".join("".join(e.itertext()) for e in root.iter() if e.tag.endswith("text"))
    assert "Banana" in words
    assert "probability" in words
    assert again.store.document.same_as(kept)
