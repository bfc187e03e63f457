"""The card that says what was refused: where it lies, what it offers, how it goes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ceviz.errors import InvalidInput
from ceviz.panels.notice import Notice
from tests.helpers import user
from tests.helpers.fixtures import show

REFUSAL = InvalidInput("the sum is 2", remedy="normalise it")


@pytest.fixture
def notice(qtbot: QtBot) -> Notice:
    made = show(qtbot, Notice(), 400, 40)
    made.hide()
    return made


def test_it_tells_without_offering(notice: Notice) -> None:
    notice.tell(REFUSAL)
    assert notice.isVisible()
    assert notice.message.text() == "the sum is 2. Normalise it"
    assert not notice.action.isVisible()


def test_what_it_offers_is_done_once_and_it_goes(notice: Notice) -> None:
    done: list[int] = []
    notice.offer(REFUSAL, "Normalise", lambda: done.append(1))
    assert notice.action.text() == "Normalise"
    user.click(notice.action, user.middle(notice.action))
    assert done == [1]
    assert not notice.isVisible()
    # The next refusal does not offer the last one's way out.
    notice.tell(REFUSAL)
    assert not notice.action.isVisible()


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    """A window with a line to type into at its foot, and one at its head."""
    made = show(qtbot, QWidget(), 400, 300)
    for name, top in (("foot", 260), ("head", 10)):
        line = QLineEdit(made)
        line.setObjectName(name)
        line.setGeometry(20, top, 360, 30)
        line.show()
    return made


def line(desk: QWidget, name: str) -> QLineEdit:
    found = desk.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


@pytest.mark.parametrize("name", ["foot", "head"])
@pytest.mark.parametrize("words", ["no", "a long reason that goes on " * 8])
def test_it_covers_nothing_that_is_being_edited(desk: QWidget, name: str, words: str) -> None:
    line(desk, name).setFocus()
    notice = Notice(desk)
    notice.tell(InvalidInput(words))
    QApplication.processEvents()
    assert notice.isVisible()
    assert desk.rect().contains(notice.geometry())
    assert not notice.geometry().intersects(line(desk, name).geometry())
    assert line(desk, name).hasFocus()
    # Nothing of it is cut.
    text = notice.message
    assert text.height() >= text.heightForWidth(text.width())
    # It is on top.
    assert desk.childAt(notice.geometry().center()) in (notice, text)


def test_it_stays_at_the_foot_when_the_window_grows(desk: QWidget) -> None:
    notice = Notice(desk)
    notice.offer(REFUSAL, "Normalise", lambda: None)
    one_line = notice.height()
    desk.resize(200, 400)
    QApplication.processEvents()
    assert desk.rect().contains(notice.geometry())
    assert notice.geometry().bottom() > 380
    assert notice.height() > one_line


def test_it_can_be_dismissed(notice: Notice) -> None:
    notice.tell(REFUSAL)
    dismiss = notice.findChild(QToolButton)
    assert isinstance(dismiss, QToolButton)
    user.click(dismiss, user.middle(dismiss))
    assert not notice.isVisible()
