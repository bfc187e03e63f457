"""Cycles are collected in the GUI thread, whichever thread left them."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from ceviz.window.garbage import Collector


@pytest.fixture
def threads() -> Iterator[list[int]]:
    """The threads that collected."""
    found: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            found.append(threading.get_ident())

    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)


@pytest.fixture
def collector() -> Iterator[Collector]:
    was = gc.isenabled()
    owner = QObject()
    yield Collector(owner)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gc.isenabled()
    if not was:
        gc.disable()


def litter() -> None:
    """More cycles than Python waits for."""
    for _ in range(3 * gc.get_threshold()[0]):
        one: list[object] = []
        one.append(one)


def test_a_worker_leaves_its_cycles_to_the_gui_thread(
    collector: Collector, threads: list[int], qtbot: QtBot
) -> None:
    worker = threading.Thread(target=litter)
    worker.start()
    worker.join()
    assert threads == []
    qtbot.waitUntil(lambda: bool(threads))
    assert set(threads) == {threading.get_ident()}
    assert gc.get_count()[0] < gc.get_threshold()[0]


def test_nothing_is_collected_where_there_is_little(
    collector: Collector, threads: list[int]
) -> None:
    gc.collect()
    threads.clear()
    collector.look()
    assert threads == []


def test_python_itself_would_have_collected_in_the_worker(threads: list[int]) -> None:
    """What is mended here is real."""
    was = gc.isenabled()
    gc.enable()
    worker = threading.Thread(target=litter)
    worker.start()
    ident = worker.ident
    worker.join()
    if not was:
        gc.disable()
    assert ident in threads
