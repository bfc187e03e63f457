"""The line below everything holds for the document it was said of, and tells the last step."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.model import Unit
from ceviz.store import End, Intent, Store
from ceviz.window.caption import HELD, Caption
from tests.helpers.documents import fruit


@pytest.fixture
def store() -> Store:
    return Store(fruit())


def test_it_goes_with_an_edit_and_comes_back_with_undo(qtbot: QtBot, store: Store) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    caption = Caption(store, parent)
    QVBoxLayout(parent).addWidget(caption)
    caption.take("A <b>fruit</b>.")
    assert not caption.isHidden()
    assert caption.text() == "A <b>fruit</b>."
    store.apply(Intent("Less of it", partial(edits.set_probability, i=1, value=0.5)))
    assert caption.text() == "Less of it. Ctrl+Z takes it back."
    store.undo()
    assert caption.text() == "A <b>fruit</b>."
    store.apply(Intent("bits", partial(edits.set_unit, unit=Unit.BITS), looking=True))
    assert caption.text() == "A <b>fruit</b>."
    gesture = store.begin()
    gesture.preview(Intent("drag", partial(edits.set_probability, i=1, value=0.5)))
    assert caption.text() == HELD
    gesture.end(End.ESCAPED)
    assert caption.text() == "A <b>fruit</b>."
    assert caption.toolTip() == "<qt>A &lt;b&gt;fruit&lt;/b&gt;.</qt>"


def test_where_nothing_was_done_and_nothing_said_there_is_no_line(
    qtbot: QtBot, store: Store
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    caption = Caption(store, parent)
    caption.take("")
    assert caption.isHidden()
    gesture = store.begin()
    gesture.preview(Intent("Drag it", partial(edits.set_probability, i=1, value=0.5)))
    gesture.end(End.RELEASED)
    assert caption.text() == "Drag it. Ctrl+Z takes it back."
    assert not caption.isHidden()
