"""Suspect labels in use: found, opened in the lab, selected."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.classes import rename_class
from ceviz.draw.state import View
from ceviz.maths.batch import suspect_labels
from ceviz.store import Intent
from ceviz.views.suspects.view import SuspectsView
from tests.helpers import user
from tests.helpers.documents import batch, fruit
from tests.helpers.files import Opened, open_file, sample_file, write_npz
from tests.helpers.fixtures import show


@pytest.fixture
def opened() -> Opened:
    return open_file(sample_file("digits.npz"))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> SuspectsView:
    made = show(qtbot, SuspectsView(opened.scene, opened.data), 460, 420)
    qtbot.waitUntil(lambda: made.table.rowCount() > 0)
    return made


def test_they_are_listed_the_most_doubtful_first(view: SuspectsView, opened: Opened) -> None:
    found = suspect_labels(opened.file.evaluation)
    assert view.table.rowCount() == len(found.rows)
    assert f"{len(found.rows)} labels are doubtful" in view.summary.text()
    names = opened.scene.state.document.classes.names
    for place in (0, 3):
        cells = [item.text() for c in range(5) if (item := view.table.item(place, c))]
        assert cells[0] == str(found.rows[place])
        assert cells[1] == names[found.given[place]]
        assert cells[3] == names[found.suggested[place]]


def test_a_row_is_opened_in_the_lab(view: SuspectsView, opened: Opened) -> None:
    heard: list[object] = []
    view.edited.connect(heard.append)
    rect = view.table.visualRect(view.table.model().index(1, 1))
    user.click(view.table.viewport(), QPointF(rect.center()))
    assert opened.scene.store.document.selected == int(
        suspect_labels(opened.file.evaluation).rows[1]
    )
    assert len(heard) == 1
    assert opened.scene.store.history.count() == 0


def test_all_of_them_are_selected(view: SuspectsView, opened: Opened) -> None:
    user.click(view.every, user.middle(view.every))
    assert opened.data.selection is not None
    assert opened.data.selection.tolist() == sorted(suspect_labels(opened.file.evaluation).rows)


def test_a_planted_label_is_found(qtbot: QtBot, tmp_path: Path) -> None:
    labels = np.arange(200) % 4
    scores = np.random.default_rng(0).normal(0.0, 0.3, (200, 4))
    scores[np.arange(200), labels] += 3.0
    scores[17, :] = 0.0
    scores[17, 2] = 9.0
    opened = open_file(write_npz(tmp_path / "z.npz", logits=scores, labels=labels))
    view = show(qtbot, SuspectsView(opened.scene, opened.data), 460, 420)
    qtbot.waitUntil(lambda: view.table.rowCount() > 0)
    item = view.table.item(0, 0)
    assert item is not None
    assert item.text() == "17"


def test_without_samples_it_says_so(view: SuspectsView, opened: Opened) -> None:
    opened.scene.store.open(fruit())
    assert view.table.rowCount() == 0
    assert "open a file of predictions" in view.summary.text()
    assert not view.every.isEnabled()


def test_a_label_that_was_mended_is_doubted_no_more(
    qtbot: QtBot, view: SuspectsView, opened: Opened
) -> None:
    item = view.table.item(0, 0)
    assert item is not None
    first, before = item.text(), view.table.rowCount()
    rect = view.table.visualRect(view.table.model().index(0, 1))
    user.click(view.table.viewport(), QPointF(rect.center()))
    edit = partial(edits.set_true_class, i=opened.scene.store.analysis.predicted)
    opened.scene.store.apply(Intent("Truth", edit))

    def rows() -> list[str]:
        items = (view.table.item(place, 0) for place in range(view.table.rowCount()))
        return [item.text() for item in items if item is not None]

    qtbot.waitUntil(lambda: first not in rows())
    opened.scene.store.undo()
    qtbot.waitUntil(lambda: rows()[:1] == [first])
    assert view.table.rowCount() == before


def test_a_renamed_class_is_renamed_here_too(view: SuspectsView, opened: Opened) -> None:
    item = view.table.item(0, 1)
    assert item is not None
    place = opened.scene.state.document.classes.names.index(item.text())
    edit = partial(rename_class, i=place, name="renamed")
    opened.scene.store.apply(Intent("Rename", edit))
    item = view.table.item(0, 1)
    assert item is not None
    assert item.text() == "renamed"


def test_suspects_go_with_their_samples(view: SuspectsView, opened: Opened) -> None:
    opened.data.want()
    opened.scene.store.open(batch())
    # What is looked for among the new ones has not been found yet.
    assert view.table.rowCount() == 0
    assert not view.every.isEnabled()


def test_a_suspect_in_a_picture_says_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    scores = np.zeros((2, 3, 4, 5))
    labels = np.zeros((2, 4, 5), int)
    labels[:, 2:] = 1
    for k in range(2):
        scores[:, k][labels == k] = 5.0
    labels[1, 3, 2] = 0
    np.savez(tmp_path / "a.npz", logits=scores, labels=labels)
    opened = open_file(tmp_path / "a.npz")
    view = show(qtbot, SuspectsView(opened.scene, opened.data), 420, 300)
    qtbot.waitUntil(lambda: view.table.rowCount() > 0)
    item = view.table.item(0, 0)
    assert item is not None
    assert (item.text(), item.toolTip()) == ("37", "image 1, y 3, x 2")


def probabilities(view: SuspectsView) -> list[str]:
    """What the first row says of the given class and of the other one."""
    items = [view.table.item(0, column) for column in (2, 4)]
    return [item.text() for item in items if item is not None]


def test_probabilities_are_in_percent_where_the_window_writes_them_so(
    view: SuspectsView, opened: Opened
) -> None:
    assert not any("%" in words for words in probabilities(view))
    opened.scene.set_view(View(shares=True))
    assert all("%" in words for words in probabilities(view))
    opened.scene.set_view(View(shares=False))
    assert not any("%" in words for words in probabilities(view))
