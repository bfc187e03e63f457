"""Two files compared: epochs of one network tell how loss and accuracy rise together."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.classes import duplicate_class
from ceviz.document.measurements import Settings
from ceviz.document.model import Unit
from ceviz.document.text.numbers import show_information
from ceviz.store import Intent
from ceviz.views.compare.picture import comparison_of
from ceviz.views.compare.view import CompareView
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.files import Opened, open_file, sample_file, write_npz
from tests.helpers.fixtures import show
from tests.helpers.hearing import Heard, Told


@pytest.fixture
def opened() -> Opened:
    return open_file(sample_file("digits-epoch-064.npz"))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> CompareView:
    return show(qtbot, CompareView(opened.scene, opened.data), 480, 640)


def compare_with(qtbot: QtBot, view: CompareView, opened: Opened, name: str) -> None:
    with qtbot.waitSignal(opened.data.measured):
        view.compare_with(sample_file(name))


def test_two_epochs_tell_the_story(qtbot: QtBot, view: CompareView, opened: Opened) -> None:
    compare_with(qtbot, view, opened, "digits-epoch-004.npz")
    assert view.other.text() == "before: digits-epoch-004.npz"
    qtbot.waitUntil(lambda: "Loss up and accuracy up is no contradiction" in view.caption.text())
    words = view.caption.text()
    assert "goes from 0.2147 to 0.2474 nats" in words
    assert "accuracy from 92.7\xa0% to 94.1\xa0%" in words
    found = comparison_of(opened.scene.state.data)
    assert found is not None
    assert found.change == pytest.approx(sum(part.contribution for part in found.parts))
    for part in found.parts:
        assert f"({part.count:,})" in words


def test_a_mover_is_opened_in_the_lab(qtbot: QtBot, view: CompareView, opened: Opened) -> None:
    compare_with(qtbot, view, opened, "digits-epoch-004.npz")
    heard: list[object] = []
    view.edited.connect(heard.append)
    found = comparison_of(opened.scene.state.data)
    assert found is not None
    rect = view.movers.visualRect(view.movers.model().index(2, 1))
    user.click(view.movers.viewport(), QPointF(rect.center()))
    assert opened.scene.store.document.selected == int(found.movers(3)[2])
    assert len(heard) == 1
    assert opened.scene.store.history.count() == 0


def test_other_samples_are_refused_and_nothing_changes(
    qtbot: QtBot, tmp_path: Path, view: CompareView, opened: Opened
) -> None:
    refused = Told(opened.data.refused)
    for path, why in (
        (write_npz(tmp_path / "few.npz", 9, 10), "rows cannot be compared"),
        (write_npz(tmp_path / "other.npz", 899, 10), "only the same samples can be compared"),
        (tmp_path / "none.npz", "none.npz"),
    ):
        with qtbot.waitSignal(opened.data.refused):
            view.compare_with(path)
        assert why in str(refused[-1])
        assert view.other.text() == ""
        assert opened.scene.state.data is not None
        assert opened.scene.state.data.other is None


def test_a_refusal_keeps_what_was_compared(
    qtbot: QtBot, tmp_path: Path, view: CompareView, opened: Opened
) -> None:
    compare_with(qtbot, view, opened, "digits-epoch-004.npz")
    with qtbot.waitSignal(opened.data.refused):
        view.compare_with(tmp_path / "none.npz")
    assert view.other.text() == "before: digits-epoch-004.npz"
    assert view.movers.rowCount() > 0


def test_settings_and_temperature_are_both_files(
    qtbot: QtBot, view: CompareView, opened: Opened
) -> None:
    compare_with(qtbot, view, opened, "digits-epoch-004.npz")
    opened.data.configure(Settings(weight=(2.0,) * 10, label_smoothing=0.1))
    edit = partial(edits.set_temperature, temperature=2.0)
    opened.scene.store.apply(Intent("Set T", edit))

    def both() -> bool:
        data = opened.scene.state.data
        return (
            data is not None
            and data.other is not None
            and data.other.task.label_smoothing == 0.1
            and data.other.task.temperature == 2.0
            and comparison_of(data) is not None
        )

    qtbot.waitUntil(both)
    assert view.movers.rowCount() > 0


def test_showing_asks_for_nothing_and_says_what_is_missing(
    view: CompareView, opened: Opened
) -> None:
    heard = Heard(view.panel)
    assert "nothing to compare with" in view.caption.text()
    view.grab()
    opened.scene.store.open(fruit())
    view.grab()
    assert not view.choose.isEnabled()
    assert heard.said == []


def test_the_movers_follow_the_unit(qtbot: QtBot, view: CompareView, opened: Opened) -> None:
    compare_with(qtbot, view, opened, "digits-epoch-004.npz")
    item = view.movers.item(0, 1)
    assert item is not None
    row = int(view.movers.item(0, 0).text())  # type: ignore[union-attr]
    edit = partial(edits.set_unit, unit=Unit.BITS)
    opened.scene.store.apply(Intent("Unit", edit, looking=True))
    data, item = opened.scene.state.data, view.movers.item(0, 1)
    assert data is not None
    assert data.other is not None
    assert item is not None
    assert item.text() == show_information(float(data.other.loss[row]) * Unit.BITS.per_nat)


def test_a_file_that_comes_late_is_compared_with_what_it_was_read_for(
    qtbot: QtBot, view: CompareView, opened: Opened
) -> None:
    opened.data.want()
    view.compare_with(sample_file("digits-epoch-004.npz"))
    opened.scene.store.apply(Intent("Duplicate", partial(duplicate_class, i=0)))
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()
    assert opened.scene.state.data is not None
    assert opened.scene.state.data.other is None
    opened.scene.store.undo()
    assert opened.scene.state.data.other_name == "digits-epoch-004.npz"
