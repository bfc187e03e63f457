"""What somebody new is asked to do, from the first screen alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from ceviz.panels.terms.written import spots
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.fixtures import show_window
from tests.helpers.user import Key


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """The first start: fruit, at the simple level."""
    shown = show_window(qtbot)
    shown.appearance.choose_level(simple=True)
    return shown


def test_make_it_four_point_six(window: MainWindow) -> None:
    """A double click on the loss, the number, Enter."""
    card = window.pipeline.loss
    user.double_click(card, QPointF(card.width() / 2.0, card.height() / 2.0))
    user.write(window, "4.6")
    user.key(window, Key.Key_Return)
    assert window.store.analysis.cross_entropy == pytest.approx(4.6, rel=1e-13)
    assert window.pipeline.sentence.accessibleDescription().count("4.60") == 1
    assert window.store.history.count() == 1


def test_find_out_what_kl_is(window: MainWindow, qtbot: QtBot) -> None:
    """It is on the screen, and says what it is where the pointer rests on it."""
    readouts = window.readouts
    assert readouts.isVisible()
    (spot,) = (s for s in spots(readouts.written_texts()) if s.term.key == "kl_divergence")
    user.move(readouts, spot.box.center())
    qtbot.waitUntil(lambda: "its probabilities are not the true ones" in QToolTip.text())
    QToolTip.hideText()


def test_see_why_51_and_99_differ(window: MainWindow) -> None:
    """Two clicks, Gallery and the example: both losses and their mean are on the screen."""
    user.trigger(user.menu(window, "Gallery"), "51 % beside 99 %")
    samples = window.samples
    assert samples.isVisible()
    table = samples.table
    rows = {
        str(table.model().index(row, 0).data()): str(table.model().index(row, 3).data())
        for row in (0, 1)
    }
    assert rows == {"51 % sure": "0.6733", "99 % sure": "0.0101"}
    for row in (0, 1, 2):
        # Seen without scrolling.
        cell = table.visualRect(table.model().index(row, 3))
        assert table.viewport().rect().contains(cell)
    assert "mean loss" in samples.summary.text()


def test_make_a_second_sample_by_hand(window: MainWindow) -> None:
    """Two clicks as well: Samples, Add sample; a loss is typed into either."""
    user.trigger(user.menu(window, "Samples"), "Add sample")
    assert window.samples.isVisible()
    card = window.pipeline.loss
    user.double_click(card, QPointF(card.width() / 2.0, card.height() / 2.0))
    user.write(window, "-log(0.51)")
    user.key(window, Key.Key_Return)
    assert window.store.analysis.cross_entropy == pytest.approx(0.67334455, rel=1e-6)
    assert len(window.store.document.samples) == 2
