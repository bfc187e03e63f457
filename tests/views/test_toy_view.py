"""A view is a folder and a row: with both it is everywhere, without them nowhere."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz import cli
from ceviz.errors import InvalidInput
from ceviz.views import registry
from ceviz.views.descent.film import beside
from ceviz.views.figures import figure
from ceviz.views.registry import ViewSpec
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.files import sample_file
from tests.helpers.fixtures import show_window
from tests.helpers.rooms.dial.view import DialView

DIAL = ViewSpec(
    "dial", "Dial", "One bar to drag", "Ctrl+Alt+Y", "DialView", "Dial",
    (60.0, 40.0), (100.0, 80.0), home="tests.helpers.rooms",
)  # fmt: skip


@pytest.fixture
def with_dial(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry with one row more."""
    monkeypatch.setattr(registry, "VIEWS", (*registry.VIEWS, DIAL))


def open_dial(window: MainWindow) -> DialView:
    user.trigger(user.menu(window, "View", "One prediction"), "Dial")
    QApplication.processEvents()
    (view,) = window.findChildren(DialView)
    return view


@pytest.mark.usefixtures("with_dial")
def test_it_is_opened_from_the_menu_dragged_and_closed(qtbot: QtBot) -> None:
    window = show_window(qtbot)
    (action,) = [
        each
        for each in user.menu(window, "View", "One prediction").actions()
        if each.text() == "Dial"
    ]
    assert action.shortcut() == QKeySequence(DIAL.key)
    view = open_dial(window)
    assert view.isVisible()
    top = QPointF(view.panel.width() / 2.0, view.panel.geometry_now().top() + 4.0)
    user.drag(view.panel, top, top + QPointF(0.0, view.panel.height() / 4.0))
    assert window.store.history.undoText().startswith("Drag q[Banana] 0.9088 → 0.6")
    assert window.store.analysis.q[1] == pytest.approx(0.9088 - 0.25, abs=0.01)
    user.trigger(user.menu(window, "View", "One prediction"), "Dial")
    assert not view.isVisible()


@pytest.mark.usefixtures("with_dial")
@pytest.mark.parametrize("suffix", ["svg", "csv"])
def test_it_is_exported_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    out = tmp_path / f"dial.{suffix}"
    assert cli.main(["render", "fruit", "--plot", "dial", "--out", str(out)]) == 0
    written = out.read_text(encoding="utf-8-sig")
    if suffix == "svg":
        assert 'width="60mm" height="40mm"' in written
        assert "Fruit: Dial" in written
    else:
        rows = list(csv.DictReader(io.StringIO(written)))
        assert float(rows[1]["probability q"]) == pytest.approx(0.9088, abs=1e-4)
    assert cli.main(["list"]) == 0
    assert "dial               Dial" in capsys.readouterr().out


def test_a_window_without_any_view_opens_a_file(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "VIEWS", ())
    window = show_window(qtbot, str(sample_file("digits.npz")))
    qtbot.waitUntil(lambda: window.store.document.title == "digits.npz", timeout=20_000)
    assert beside() == ("bars", "")
    assert not [each for each in registry.plots() if each.data]


def test_without_the_row_nobody_knows_it(qtbot: QtBot) -> None:
    window = show_window(qtbot)
    assert "Dial" not in user.entries(user.menu(window, "View", "One prediction"))
    with pytest.raises(InvalidInput, match="no plot called “dial”"):
        figure(fruit(), "dial")
