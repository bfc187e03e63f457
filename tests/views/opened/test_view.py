"""The import panel in use: what was guessed and why, another choice, the first rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from ceviz.storage.readers import ReadOptions
from ceviz.storage.readers.guesses import Kind
from ceviz.views.opened.view import OpenedView
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.files import Opened, load, open_file, sample_file, write_npz
from tests.helpers.fixtures import show


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    q = np.random.default_rng(0).dirichlet(np.ones(5), 60).astype(np.float32)
    return open_file(write_npz(tmp_path / "z.npz", logits=q))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> OpenedView:
    return show(qtbot, OpenedView(opened.scene, opened.data), 420, 600)


def words(view: OpenedView) -> str:
    return " ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def choice(view: OpenedView, name: str) -> QComboBox:
    """The box called ``name``; those of a file before it may still be on their way out."""
    found = [b for b in view.findChildren(QComboBox) if b.accessibleName() == name]
    return next(box for box in found if not box.isHidden())


def test_every_guess_has_its_reason(view: OpenedView, opened: Opened) -> None:
    for guess in opened.file.predictions.guesses:
        assert guess.field.value in words(view)
        assert f"because {guess.reason}" in words(view)
    assert "60 samples over 5 classes" in words(view)


def test_the_first_rows_are_those_of_the_file(view: OpenedView, opened: Opened) -> None:
    table = view.rows
    assert table.horizontalHeaderItem(0) is not None
    assert table.rowCount() == 8
    label = table.item(0, 0)
    score = table.item(2, 3)
    assert label is not None
    assert score is not None
    assert label.text() == str(opened.file.predictions.targets[0])
    assert float(score.text()) == pytest.approx(
        float(opened.file.predictions.scores[2, 2]), rel=1e-5
    )


def test_another_choice_asks_for_the_file_to_be_read_that_way(
    qtbot: QtBot, view: OpenedView, opened: Opened
) -> None:
    box = choice(view, "kind")
    assert box.currentText() == "probabilities"
    box.setFocus()
    place = box.findText("logits")
    with qtbot.waitSignal(view.read_wanted) as asked:
        for _ in range(place):
            user.key(view, user.Key.Key_Down)
    path, options = asked.args
    assert path == opened.file.path
    assert isinstance(options, ReadOptions)
    # Until it has been read that way, it says what it was taken for.
    assert box.currentText() == "probabilities"
    opened.take(load(path, ReadOptions(kind=Kind.LOGITS)))
    qtbot.waitUntil(lambda: "because you chose it" in words(view))
    assert choice(view, "kind").currentText() == "logits"


def test_a_file_of_pictures_is_listed_too(qtbot: QtBot) -> None:
    opened = open_file(sample_file("digits.npz"))
    view = show(qtbot, OpenedView(opened.scene, opened.data), 420, 600)
    assert "899 samples over 10 classes" in words(view)
    assert view.rows.columnCount() == 11


def test_without_a_file_it_says_what_can_be_opened(view: OpenedView, opened: Opened) -> None:
    opened.scene.store.open(fruit())
    assert "Drop a file of predictions" in words(view)
    assert not view.rows.isVisible()


def test_a_file_that_vanished_says_so_and_stays_open(qtbot: QtBot, opened: Opened) -> None:
    opened.file.path.unlink()
    view = show(qtbot, OpenedView(opened.scene, opened.data), 420, 600)
    assert "z.npz" in view.warnings.text()
    assert view.warnings.isVisible()
    assert opened.data.file is opened.file
