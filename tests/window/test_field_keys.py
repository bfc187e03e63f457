"""Keys after a number was typed into a field: steps of the document, unless text is being typed."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit

from ceviz.document.edits import set_target_distribution, set_target_kind
from ceviz.document.targets import TargetKind
from ceviz.store import Intent
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.user import Key, Modifier

CONTROL = Modifier.ControlModifier
CONTROL_SHIFT = Modifier.ControlModifier | Modifier.ShiftModifier


def type_into(window: MainWindow, field: QLineEdit, text: str) -> None:
    """Replace what stands in ``field``."""
    user.click(field, user.middle(field))
    user.select_all(window)
    user.write(window, text)


@pytest.fixture
def field(window: MainWindow) -> QLineEdit:
    """The temperature's field, with 2 entered."""
    field = window.controls.temperature.field
    type_into(window, field, "2")
    user.key(window, Key.Key_Return)
    assert window.store.document.temperature == 2.0
    return field


@pytest.mark.parametrize(("redo", "modifier"), [(Key.Key_Y, CONTROL), (Key.Key_Z, CONTROL_SHIFT)])
def test_undo_and_redo_after_enter_are_the_documents(
    window: MainWindow, field: QLineEdit, redo: Key, modifier: Modifier
) -> None:
    assert field.hasFocus()
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.temperature == 1.0
    assert field.text() == "1"
    user.key(window, redo, modifier)
    assert window.store.document.temperature == 2.0
    assert field.text() == "2"


def test_undo_and_redo_while_text_is_typed_are_the_texts(
    window: MainWindow, field: QLineEdit
) -> None:
    type_into(window, field, "35")
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.temperature == 2.0
    assert field.text() != "35"
    user.write(window, "7")
    typed = field.text()
    user.key(window, Key.Key_Backspace)
    user.write(window, "8")
    user.key(window, Key.Key_Z, CONTROL)
    undone = field.text()
    user.key(window, Key.Key_Y, CONTROL)
    assert field.text() != undone
    assert window.store.document.temperature == 2.0
    user.key(window, Key.Key_Escape)
    assert field.text() == "2" != typed


def test_text_that_was_typed_back_follows_the_step(window: MainWindow, field: QLineEdit) -> None:
    user.write(window, "1")
    user.key(window, Key.Key_Backspace)
    user.key(window, Key.Key_Z, CONTROL)
    assert window.store.document.temperature == 1.0
    assert field.text() == "1"


def test_delete_is_the_documents_where_the_text_has_nothing_to_delete(
    window: MainWindow, field: QLineEdit
) -> None:
    count = len(window.store.document.classes)
    user.key(window, Key.Key_Home)
    user.key(window, Key.Key_Delete)
    assert field.text() == ""
    assert len(window.store.document.classes) == count
    user.key(window, Key.Key_Escape)
    user.key(window, Key.Key_End)
    user.key(window, Key.Key_Delete)
    assert len(window.store.document.classes) == count - 1
    assert window.store.history.undoText() == "Remove Banana"


def test_escape_is_the_windows_unless_text_is_typed(window: MainWindow, field: QLineEdit) -> None:
    shortcut = QShortcut(QKeySequence(Key.Key_Escape), window)
    pressed: list[None] = []
    shortcut.activated.connect(lambda: pressed.append(None))
    user.write(window, "5")
    user.key(window, Key.Key_Escape)
    assert field.text() == "2"
    assert len(pressed) == 0
    user.key(window, Key.Key_Escape)
    assert len(pressed) == 1


def test_the_free_targets_line_does_the_same(window: MainWindow) -> None:
    store = window.store
    store.apply(Intent("free", partial(set_target_kind, kind=TargetKind.FREE)))
    even = np.array([0.2, 0.5, 0.3])
    store.apply(Intent("target", partial(set_target_distribution, p=even)))
    line = window.controls.target
    type_into(window, line, "0.1, 0.2, 0.7")
    user.key(window, Key.Key_Return)
    assert line.text() == "0.1, 0.2, 0.7"
    user.key(window, Key.Key_Z, CONTROL)
    assert line.text() == "0.2, 0.5, 0.3"
    user.key(window, Key.Key_Y, CONTROL)
    assert line.text() == "0.1, 0.2, 0.7"
