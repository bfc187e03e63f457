"""Fixtures for folders whose tests need Qt; their conftest imports them.

The home the tests run in is :mod:`tests.conftest`'s; here Qt becomes what
:func:`ceviz.app.make_application` makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ceviz.app import open_window
from ceviz.document.analysis import analyse
from ceviz.document.model import Document
from ceviz.draw.fonts import install_fonts
from ceviz.draw.state import State
from ceviz.panels.scene import Scene
from ceviz.storage.settings import dumps
from ceviz.store import End, Store
from ceviz.window.garbage import Collector
from ceviz.window.main_window import MainWindow
from ceviz.window.workspaces.strip import Strip
from tests.helpers import settings
from tests.helpers.documents import fruit

W = TypeVar("W", bound=QWidget)


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """The application named, in Fusion, with the bundled fonts, as the program has it."""
    QCoreApplication.setOrganizationName("ceviz")
    QCoreApplication.setApplicationName("ceviz")
    qapp.setStyle("Fusion")
    install_fonts()
    # As in the program: a worker that collects ends widgets beside their thread.
    Collector(qapp)
    yield
    # WORKAROUND: the offscreen clipboard frees what lies on it after Python has ended, and
    # Shiboken then asks for an interpreter that is gone (PySide 6.11): a crash at the very end.
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def _nothing_remembered(request: pytest.FixtureRequest, _dressed: None) -> Iterator[None]:
    """Each test begins with settings that nobody made, and ends with its widgets gone."""
    settings.forget()
    settings.write(dumps(settings.USUAL))
    yield
    # pyqtgraph's plots have menus without a parent; they go with the last reference to the plot.
    (request.node.funcargs or {}).clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def scene() -> Scene:
    """The fruit, to be looked at."""
    return make_scene()


def make_scene(document: Document | None = None) -> Scene:
    """A store with ``document`` (the fruit) and the scene that shows it."""
    return Scene(Store(fruit() if document is None else document))


def state_of(document: Document, **attention: object) -> State:
    """``document`` at rest, with where the user's attention is."""
    analysis = analyse(document)
    return State.of(document, analysis, **{"selected": analysis.true, **attention})


def show_window(qtbot: QtBot, source: str | None = None) -> MainWindow:
    """The program's window on ``source``, complete; at the end of the test it asks nothing."""
    window = open_window(source)

    def settle(_: QWidget) -> None:
        window.store.end_gesture(End.REPLACED)
        window.store.history.setClean()

    show(qtbot, window, 1280, 800, before_close=settle)
    qtbot.waitUntil(lambda: window.views is not None)
    # Pictures that come one by one are no part of what a test does.
    qtbot.waitUntil(lambda: all(strip.drawn for strip in window.findChildren(Strip)))
    QApplication.processEvents()
    return window


def show(
    qtbot: QtBot,
    widget: W,
    width: int,
    height: int,
    *,
    before_close: Callable[[QWidget], None] | None = None,
) -> W:
    """``widget`` as a window of that size, on the screen, with the keyboard."""
    qtbot.addWidget(widget, before_close_func=before_close)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    # Tables move their cells once more when the first events have been dealt with.
    QApplication.processEvents()
    return widget
