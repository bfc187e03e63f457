"""The measure panel in use: PyTorch's settings, the numbers, what others print."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sklearn.metrics import classification_report

from ceviz.document import edits
from ceviz.document.model import Unit
from ceviz.document.text.numbers import RATE, show_information, show_percent, show_probability
from ceviz.errors import Cancelled
from ceviz.maths.batch import (
    Evaluation,
    Printed,
    accuracy_interval,
    ece_by_chance,
    mean_interval,
    top_accuracies,
)
from ceviz.panels import measuring
from ceviz.store import End, Intent
from ceviz.views.measure import view as measure_view
from ceviz.views.measure.view import MeasureView
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.files import Opened, load, open_file, sample_file, write_npz
from tests.helpers.fixtures import show


@pytest.fixture
def opened() -> Opened:
    return open_file(sample_file("breast-cancer.npz"))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> MeasureView:
    return show(qtbot, MeasureView(opened.scene, opened.data), 420, 700)


def enter(view: MeasureView, line: QLineEdit, words: str) -> None:
    line.setFocus()
    user.select_all(view)
    user.write(view, words)
    user.key(view, user.Key.Key_Return)


def test_the_numbers_are_the_files(view: MeasureView, opened: Opened) -> None:
    e = opened.file.evaluation
    for number in (e.mean, e.brier, e.perplexity):
        assert show_information(number) in view.numbers.text()
    assert show_percent(e.accuracy) in view.numbers.text()
    assert view.note.text() == ""
    for name in opened.scene.state.document.classes.names:
        assert name in view.classes.text()


def test_how_sure_the_numbers_are_stands_below_them(view: MeasureView, opened: Opened) -> None:
    e = opened.file.evaluation
    half = mean_interval(e)
    text = view.numbers.text()
    assert f"{show_information(e.mean - half)} to {show_information(e.mean + half)}" in text
    ends = accuracy_interval(e)
    assert f"{show_percent(ends.low)} to {show_percent(ends.high)}" in text
    luck = ece_by_chance(e)
    assert show_probability(luck.ece) + ", 95 of 100 below " in text


def test_each_class_has_precision_recall_and_f1(view: MeasureView, opened: Opened) -> None:
    e = opened.file.evaluation
    expected = classification_report(
        np.asarray(e.true), e.predicted, target_names=e.class_names, output_dict=True
    )
    cells = view.classes.text()
    for name in (*e.class_names, "macro avg"):
        for each in ("precision", "recall", "f1-score"):
            assert f">{show_percent(expected[name][each], RATE)}<" in cells


def test_top_k_is_told_where_there_are_classes_enough(qtbot: QtBot) -> None:
    opened = open_file(sample_file("digits.npz"))
    view = show(qtbot, MeasureView(opened.scene, opened.data), 420, 700)
    found = top_accuracies(opened.file.evaluation)
    assert found is not None
    assert tuple(found) == (2, 3, 5)
    for k, (share, _) in found.items():
        assert (
            f"top-{k} accuracy</td><td align='right'>{show_percent(share)}<" in view.numbers.text()
        )


def test_a_class_that_is_never_true_has_no_recall(qtbot: QtBot, tmp_path: Path) -> None:
    path = write_npz(
        tmp_path / "two.npz",
        logits=np.eye(3)[[0, 1, 2, 2]] * 3.0 + 0.5,
        labels=np.array([0, 0, 1, 1]),
    )
    opened = open_file(path)
    view = show(qtbot, MeasureView(opened.scene, opened.data), 420, 700)
    assert ">—<" in view.classes.text()
    assert "nothing to divide by" in view.classes.text()


def test_what_others_print_comes_beside_the_window(qtbot: QtBot, view: MeasureView) -> None:
    qtbot.waitUntil(lambda: "scikit-learn" in view.others.text())
    for library in ("PyTorch", "Keras", "Optax"):
        assert library in view.others.text()


def test_weights_show_numerator_and_denominator(
    qtbot: QtBot, view: MeasureView, opened: Opened
) -> None:
    with qtbot.waitSignal(opened.data.measured):
        enter(view, view.weight, "1, 3")
    e = opened.data.evaluation
    assert e is not None
    labels = np.asarray(e.true)
    assert e.denominator == 1.0 * (labels == 0).sum() + 3.0 * (labels == 1).sum()
    assert f"/ {e.denominator:,.10g}" in view.numbers.text()
    assert show_information(e.mean) in view.numbers.text()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("1, 2, 3", "there are 2 classes, so 2 weights are needed"),
        ("1, -2", "at least 0"),
        ("1, x", "x"),
    ],
)
def test_weights_that_make_no_sense_are_refused_in_place(
    view: MeasureView, opened: Opened, words: str, why: str
) -> None:
    enter(view, view.weight, words)
    assert view.weight.property("refused")
    assert why in view.weight.toolTip()
    assert view.weight.text() == words
    assert opened.data.evaluation is opened.file.evaluation


def test_smoothing_and_reduction(qtbot: QtBot, view: MeasureView, opened: Opened) -> None:
    with qtbot.waitSignal(opened.data.measured):
        enter(view, view.smoothing, "0.1")
    assert opened.data.settings.label_smoothing == 0.1
    view.reduction.setFocus()
    with qtbot.waitSignal(opened.data.measured):
        user.key(view, user.Key.Key_Down)
    assert opened.data.settings.reduction == "sum"
    assert "cross-entropy, sum" in view.numbers.text()


def test_bits_scale_what_is_information(view: MeasureView, opened: Opened) -> None:
    e = opened.file.evaluation
    opened.scene.store.apply(Intent("Bits", partial(edits.set_unit, unit=Unit.BITS), looking=True))
    assert f"{show_information(e.mean / np.log(2.0))} bits" in view.numbers.text()
    assert show_information(e.brier) in view.numbers.text()


def test_all_ignored_is_nan_with_its_reason(qtbot: QtBot, tmp_path: Path) -> None:
    labels = np.full(60, -100)
    labels[3] = 1
    opened = open_file(write_npz(tmp_path / "z.npz", labels=labels))
    view = show(qtbot, MeasureView(opened.scene, opened.data), 420, 700)
    assert "ignored rows" in view.numbers.text()
    assert ">59<" in view.numbers.text()


@pytest.mark.parametrize("visible", [True, False])
def test_what_others_print_stops_when_another_file_is_opened(
    qtbot: QtBot,
    view: MeasureView,
    opened: Opened,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    visible: bool,
) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def endless(_: Evaluation, *, cancelled: Callable[[], bool]) -> tuple[Printed, ...]:
        begun.set()
        while not cancelled():
            pass
        stopped.set()
        raise Cancelled("measuring was stopped")

    qtbot.waitUntil(lambda: "scikit-learn" in view.others.text())
    monkeypatch.setattr(measure_view, "what_others_print", endless)
    opened.scene.store.apply(Intent("Set", partial(edits.set_score, i=0, value=9.0)))
    assert begun.wait(5.0)
    assert view.others.text() == "counting…"
    view.setVisible(visible)
    monkeypatch.undo()
    opened.take(load(write_npz(tmp_path / "b.npz")))
    assert stopped.wait(5.0)
    view.show()
    qtbot.waitUntil(lambda: "scikit-learn" in view.others.text())


def test_what_was_being_counted_of_a_drag_given_back_is_not_shown(
    qtbot: QtBot, view: MeasureView, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, counted = threading.Event(), threading.Event()

    def slowly(evaluation: Evaluation, **_: object) -> tuple[Printed, ...]:
        begun.set()
        assert counted.wait(5.0)
        return ()

    qtbot.waitUntil(lambda: "scikit-learn" in view.others.text())
    before = view.others.text()
    monkeypatch.setattr(measure_view, "what_others_print", slowly)
    drag = opened.scene.store.begin()
    drag.preview(Intent("Drag", partial(edits.set_score, i=0, value=9.0)))
    assert begun.wait(5.0)
    drag.end(End.ESCAPED)
    counted.set()
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()
    assert view.others.text() == before


def test_it_says_that_the_last_edit_is_not_measured_yet(
    qtbot: QtBot, view: MeasureView, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "AT_ONCE", 10)
    before = view.numbers.text()
    wrong = 1 - opened.scene.store.analysis.true
    drag = Intent("Drag", partial(edits.set_score, i=wrong, value=900.0))
    opened.scene.store.begin().preview(drag)
    assert view.note.text() == "Measured before the last edit."
    assert view.numbers.text() == before
    qtbot.waitUntil(lambda: view.note.text() == "")
    mean = opened.scene.store.analysis.batch.cross_entropy
    assert show_information(mean) in view.numbers.text() != before


def test_without_a_file_it_says_how_to_get_one(view: MeasureView, opened: Opened) -> None:
    opened.scene.store.open(fruit())
    assert "open a file of predictions" in view.note.text()
    assert view.numbers.text() == ""
    assert not view.weight.isEnabled()


def test_refused_settings_are_put_back(qtbot: QtBot, tmp_path: Path) -> None:
    opened = open_file(write_npz(tmp_path / "z.npz"))
    view = show(qtbot, MeasureView(opened.scene, opened.data), 420, 700)
    opened.file.path.unlink()
    with qtbot.waitSignal(opened.data.refused):
        enter(view, view.smoothing, "0.2")
    assert view.smoothing.text() == "0"


def test_tables_of_other_rows_are_gone_at_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    monkeypatch.setattr(measure_view, "MANY", 0)
    opened = open_file(write_npz(tmp_path / "a.npz"))
    view = show(qtbot, MeasureView(opened.scene, opened.data), 420, 700)
    qtbot.waitUntil(lambda: "mean" in view.numbers.text())
    qtbot.waitUntil(lambda: "scikit-learn" in view.others.text())
    made = measure_view._tables

    def slow(wanted: object) -> tuple[str, str]:
        assert gate.wait(5.0)
        return made(wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(measure_view, "_tables", slow)
    opened.take(load(write_npz(tmp_path / "b.npz", rows=80)))
    assert (view.numbers.text(), view.classes.text()) == ("", "")
    assert "scikit-learn" not in view.others.text()
    gate.set()
    qtbot.waitUntil(lambda: show_information(opened.file.evaluation.mean) in view.numbers.text())
