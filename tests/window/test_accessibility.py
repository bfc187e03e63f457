"""Whatever takes the keyboard says what it is called and what it is, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_score
from ceviz.panels import accessible
from ceviz.panels.lab import sentence_panel
from ceviz.panels.lab.sentence_panel import SentencePanel
from ceviz.store import End, Intent
from ceviz.views.registry import VIEWS
from ceviz.window.main_window import MainWindow

Role, Text = QAccessible.Role, QAccessible.Text

#: What says nothing of a thing but that it is one.
_NOTHING = (Role.NoRole, Role.Client, Role.Pane)


@pytest.fixture(autouse=True)
def _installed() -> Iterator[None]:
    accessible.install()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def unsaid(window: QWidget) -> list[str]:
    """Visible widgets that take the keyboard, and have no name or no role."""
    found = []
    for widget in window.findChildren(QWidget):
        takes_keys = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        is_part = isinstance(widget.parent(), QAbstractScrollArea)  # its viewport
        is_empty = isinstance(widget, QLabel) and not widget.text()
        if not widget.isVisible() or not takes_keys or is_part or is_empty:
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        # What scrolls has no role of its own in Qt.
        has_role = told.role() not in _NOTHING or isinstance(widget, QScrollArea)
        if not told.text(Text.Name) or not has_role:
            kind, parent = type(widget).__name__, type(widget.parent()).__name__
            found.append(f"{kind} in {parent}: {told.text(Text.Name)!r}, {told.role().name}")
    return sorted(set(found))


@pytest.mark.parametrize("workspace", ["Lab", "Data", "Learn"])
def test_every_workspace(workspace: str, window: MainWindow) -> None:
    assert window.views is not None
    window.views.go_to(workspace)
    QApplication.processEvents()
    assert unsaid(window) == []


@pytest.mark.parametrize("name", [view.name for view in VIEWS])
def test_every_view(name: str, window: MainWindow, qtbot: QtBot) -> None:
    assert window.views is not None
    window.views.open(name)
    QApplication.processEvents()
    assert unsaid(window) == []


def test_what_changed_is_read_aloud_at_rest_and_once(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(sentence_panel, "tell", lambda event: said.append(event.message()))
    monkeypatch.setattr(sentence_panel, "ALOUD_EVERY", 20)
    sentence = window.findChild(SentencePanel)
    assert isinstance(sentence, SentencePanel)
    gesture = window.store.begin()
    for score in (1.5, 2.0, 3.0):
        gesture.preview(Intent("z", partial(set_score, i=0, value=score)))
    with qtbot.assertNotEmitted(window.store.changed, wait=60):
        pass
    assert said == []
    gesture.end(End.RELEASED)
    qtbot.waitUntil(lambda: len(said) == 1)
    assert said == [sentence.accessibleDescription()]


def test_nothing_is_said_where_nobody_listens(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    QAccessible.setActive(False)
    monkeypatch.setattr(sentence_panel, "tell", lambda event: pytest.fail("said"))
    sentence = window.findChild(SentencePanel)
    assert isinstance(sentence, SentencePanel)
    window.store.apply(Intent("z", partial(set_score, i=0, value=2.0)))
    sentence.announce()
