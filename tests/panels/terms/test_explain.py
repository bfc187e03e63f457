"""Words explain themselves where they are written: in pictures, labels and headings."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QStandardItemModel
from PySide6.QtWidgets import QLabel, QPushButton, QTableView, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.classes import rename_class
from ceviz.draw.lab.equation import Equation
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.readouts import Readouts
from ceviz.draw.state import View
from ceviz.panels.lab.class_table import ClassTable
from ceviz.panels.lab.loss_panel import LossPanel
from ceviz.panels.lab.pipeline_panel import PipelinePanel
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.terms import explain
from ceviz.panels.terms.explain import Legible, explain_labels, labelled, rich
from ceviz.panels.terms.written import spots, written
from ceviz.storage.glossary import term
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.fixtures import make_scene, show


@pytest.fixture
def tips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tool tips that were shown."""
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, *more: shown.append(text))
    monkeypatch.setattr(explain, "REST", 0)
    return shown


def place_of(widget: Legible, key: str) -> QPointF:
    return next(s.box.center() for s in spots(widget.written_texts()) if s.term.key == key)


def test_a_picture_explains_the_word_under_the_pointer(
    scene: Scene, qtbot: QtBot, tips: list[str]
) -> None:
    panel = show(qtbot, PicturePanel("equation", Equation(), scene), 1100, 70)
    user.move(panel, place_of(panel, "kl_divergence"))
    qtbot.waitUntil(lambda: bool(tips))
    kl = term("kl_divergence")
    assert kl is not None
    assert tips == [rich(kl)]
    assert "KL(p‖q) = H(p,q) − H(p)" in tips[0]


def test_between_words_there_is_nothing_to_explain(
    scene: Scene, qtbot: QtBot, tips: list[str]
) -> None:
    panel = show(qtbot, PicturePanel("equation", Equation(), scene), 1100, 70)
    user.move(panel, QPointF(1090.0, 10.0))
    panel._hover.explain()
    assert tips == []


def test_what_is_dragged_is_not_explained(scene: Scene, qtbot: QtBot, tips: list[str]) -> None:
    panel = show(qtbot, PicturePanel("bars", ProbabilityBars(), scene, kind="q"), 400, 300)
    at = QPointF(200.0, 200.0)
    user.move(panel, at)
    user.press(panel, at)
    user.move(panel, QPointF(200.0, 100.0))
    assert not panel._hover._rest.isActive()
    user.release(panel, QPointF(200.0, 100.0))


def test_the_names_of_classes_are_nobodys_term(qtbot: QtBot) -> None:
    scene = make_scene(rename_class(fruit(), 0, "entropy"))
    panel = show(qtbot, PicturePanel("bars", ProbabilityBars(), scene, kind="q"), 400, 300)
    assert "entropy" not in [s.term.key for s in spots(panel.written_texts())]


def test_the_steps_of_the_pipeline_explain_themselves(
    scene: Scene, qtbot: QtBot, tips: list[str]
) -> None:
    panel = show(qtbot, PipelinePanel(scene), 1240, 480)
    user.move(panel, place_of(panel, "softmax"))
    qtbot.waitUntil(lambda: bool(tips))
    assert "softmax" in tips[0]


def test_a_box_is_where_the_word_is() -> None:
    def paint(painter: QPainter) -> None:
        painter.translate(100.0, 0.0)
        painter.drawText(QPointF(10.0, 40.0), "mean entropy")
        painter.rotate(90.0)
        painter.drawText(QPointF(10.0, 40.0), "perplexity")

    texts = written(paint)
    assert [text.words for text in texts] == ["mean entropy"]
    mean, entropy = spots(texts)
    assert mean.box.left() == 110.0
    assert mean.box.right() < entropy.box.left() < entropy.box.right() <= texts[0].box.right()
    assert texts[0].box.top() < 40.0 < texts[0].box.bottom()


def test_labels_and_buttons_say_what_they_mean(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    column = QVBoxLayout(root)
    plain, told, sentence = QLabel("temperature T"), QLabel("perplexity"), QLabel("of " * 20 + "KL")
    button, other = QPushButton("bits"), QPushButton("Cancel")
    told.setToolTip("mine")
    for widget in (plain, told, sentence, button, other):
        column.addWidget(widget)
    explain_labels(root)
    assert "Divides all scores" in plain.toolTip()
    assert plain.accessibleDescription().startswith("temperature: Divides")
    assert told.toolTip() == "mine"
    assert "yes-or-no" in button.toolTip()
    assert [sentence.toolTip(), other.toolTip()] == ["", ""]


def test_headings_of_tables_are_explained_and_named(scene: Scene, qtbot: QtBot) -> None:
    table = show(qtbot, ClassTable(scene), 700, 200)
    found = {each.term.key: each.box for each in labelled(table)}
    assert {"p", "z", "q", "surprisal", "contribution", "gradient"} <= set(found)
    assert all(QRect(0, 0, 700, 60).contains(box) for box in found.values())
    assert found["z"].right() <= found["q"].left()


def test_what_is_hidden_is_not_to_be_read(scene: Scene, qtbot: QtBot) -> None:
    panel = show(qtbot, PipelinePanel(scene), 1240, 480)
    every = {each.term.key for each in labelled(panel)}
    panel.equation.hide()
    assert "kl_divergence" in every
    assert "kl_divergence" not in {each.term.key for each in labelled(panel)}


@pytest.mark.parametrize("view", [View(softmax=True), View(simple=True, softmax=True), View()])
def test_every_arrangement_of_the_lab_can_be_read(scene: Scene, qtbot: QtBot, view: View) -> None:
    scene.set_view(view)
    panel = show(qtbot, PipelinePanel(scene), 1240, 480)
    assert ("softmax" in {each.term.key for each in labelled(panel)}) is not view.softmax
    assert "surprisal" in {each.term.key for each in labelled(panel)}


def test_what_is_hidden_is_not_explained(scene: Scene, qtbot: QtBot) -> None:
    panel = show(qtbot, PicturePanel("equation", Equation(), scene), 1100, 70)
    user.move(panel, place_of(panel, "kl_divergence"))
    assert panel._hover._rest.isActive()
    panel.hide()
    assert not panel._hover._rest.isActive()


@pytest.mark.parametrize("simple", [True, False])
def test_a_number_says_what_it_is_and_how_it_is_reckoned(
    scene: Scene, qtbot: QtBot, tips: list[str], simple: bool
) -> None:
    """Of every readout: its name, its value as it stands there, two sentences, its formula."""
    scene.set_view(replace(scene.view, simple=simple))
    panel = show(qtbot, PicturePanel("readouts", Readouts(), scene), 620, 110)
    for item, cell in panel.geometry_now().cells:
        tips.clear()
        user.move(panel, cell.value.bottomRight() - QPointF(3.0, 3.0))
        qtbot.waitUntil(lambda: bool(tips))
        meant = term(item.readout.key)
        assert meant is not None
        tip = tips[0]
        assert escape(item.value) in tip
        assert escape(meant.text) in tip
        assert escape(meant.formula) in tip


def test_the_loss_says_what_it_is(scene: Scene, qtbot: QtBot, tips: list[str]) -> None:
    panel = show(qtbot, LossPanel(scene), 140, 400)
    user.move(panel, QPointF(70.0, 200.0))
    qtbot.waitUntil(lambda: bool(tips))
    assert "loss = 0.0957 nats" in tips[0]


def test_a_cell_of_the_table_says_what_its_number_is(scene: Scene, qtbot: QtBot) -> None:
    model = show(qtbot, ClassTable(scene), 700, 200).model()
    role = Qt.ItemDataRole.ToolTipRole
    tips = [str(model.index(1, column).data(role)) for column in range(model.columnCount())]
    (said,) = [tip for tip in tips if "Banana: −log q = 0.0957 nats" in tip]
    meant = term("surprisal")
    assert meant is not None
    assert escape(meant.text) in said


def test_headings_that_are_scrolled_away_are_not_named(scene: Scene, qtbot: QtBot) -> None:
    view = QTableView()
    model = QStandardItemModel(3, 2, view)
    model.setHorizontalHeaderLabels(["loss", "margin"])
    view.setModel(model)
    view.verticalHeader().hide()  # it is as wide as its type
    view.setColumnWidth(0, 150)
    show(qtbot, view, 180, 120)
    found = labelled(view)
    assert [each.term.key for each in found] == ["cross_entropy"]
    assert view.rect().contains(found[0].box)
    view.setColumnWidth(0, 60)
    view.setColumnWidth(1, 60)
    assert [each.term.key for each in labelled(view)] == ["cross_entropy", "margin"]
