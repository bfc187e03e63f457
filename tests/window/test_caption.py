"""The sentence below everything holds for the document it was said of."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.model import Unit
from ceviz.store import End, Intent, Store
from ceviz.window.caption import Caption
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
    store.apply(Intent("less", partial(edits.set_probability, i=1, value=0.5)))
    assert caption.isHidden()
    store.undo()
    assert not caption.isHidden()
    store.apply(Intent("bits", partial(edits.set_unit, unit=Unit.BITS), looking=True))
    assert not caption.isHidden()
    gesture = store.begin()
    gesture.preview(Intent("drag", partial(edits.set_probability, i=1, value=0.5)))
    assert caption.isHidden()
    gesture.end(End.ESCAPED)
    assert not caption.isHidden()
