"""Hover and selection, the same everywhere."""

from __future__ import annotations

from PySide6.QtTest import QSignalSpy

from ceviz.store import Spotlight


def test_moves_are_told_once() -> None:
    spotlight = Spotlight()
    spy = QSignalSpy(spotlight.moved)
    spotlight.hover(2)
    spotlight.hover(2)
    spotlight.select(1)
    spotlight.select(1)
    spotlight.hover(None)
    assert spy.count() == 3
    assert (spotlight.hovered, spotlight.selected) == (None, 1)


def test_classes_that_are_gone_are_forgotten_quietly() -> None:
    spotlight = Spotlight()
    spotlight.hover(9)
    spotlight.select(8)
    spy = QSignalSpy(spotlight.moved)
    spotlight.keep_within(9)
    assert (spotlight.hovered, spotlight.selected) == (None, 8)
    spotlight.keep_within(3)
    assert spotlight.selected == 2
    assert spy.count() == 0
