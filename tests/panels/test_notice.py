"""The card that says what was refused: where it lies, what it offers, how it goes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ceviz.errors import FileRefused, InvalidInput
from ceviz.panels.notice import GAP, Notice
from tests.helpers import user
from tests.helpers.fixtures import show
from tests.helpers.images import pixels

REFUSAL = InvalidInput("the sum is 2", remedy="normalise it")


@pytest.fixture
def notice(qtbot: QtBot) -> Notice:
    made = show(qtbot, Notice(), 400, 40)
    made.hide()
    return made


def test_it_tells_without_offering(notice: Notice) -> None:
    notice.tell(REFUSAL)
    assert notice.isVisible()
    assert notice.message.text() == "The sum is 2. Normalise it."
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


def test_it_grows_with_the_type(desk: QWidget, qtbot: QtBot) -> None:
    notice = Notice(desk)
    notice.tell(REFUSAL)
    before = notice.height()
    font = notice.message.font()
    font.setPixelSize(40)
    notice.message.setFont(font)
    qtbot.waitUntil(lambda: notice.height() > before)
    message = notice.message
    assert message.height() >= message.heightForWidth(message.width())


def test_a_name_longer_than_it_is_wide_is_cut_in_its_middle(desk: QWidget, qtbot: QtBot) -> None:
    notice = Notice(desk)
    qtbot.addWidget(notice)
    desk.resize(700, 300)
    words = f"In {'a_long_name_' * 20}end.csv, row 3: the label is missing. Write it there."
    notice.offer(words, "Read without such rows", lambda: None)
    notice._place()
    message = notice.message
    longest = max(map(message.fontMetrics().horizontalAdvance, message.text().split()))
    assert longest <= message.contentsRect().width()
    assert "…" in message.text()
    assert "end.csv, row 3: the label is missing. Write it there." in message.text()
    assert message.toolTip() == words
    desk.resize(5000, 300)
    assert message.text() == words
    assert message.toolTip() == ""


def test_it_can_be_dismissed(notice: Notice) -> None:
    notice.tell(REFUSAL)
    dismiss = notice.findChild(QToolButton)
    assert isinstance(dismiss, QToolButton)
    user.click(dismiss, user.middle(dismiss))
    assert not notice.isVisible()


def test_what_is_to_be_run_is_copied(notice: Notice) -> None:
    notice.tell(FileRefused("is a pickle", remedy="run it: python a.py", recipe="python a.py"))
    assert notice.copy.isVisible()
    user.click(notice.copy, user.middle(notice.copy))
    assert QGuiApplication.clipboard().text() == "python a.py"
    assert notice.isVisible()
    notice.tell(REFUSAL)
    assert not notice.copy.isVisible()


def test_its_words_can_be_selected(notice: Notice) -> None:
    notice.tell(REFUSAL)
    notice.message.setFocus()
    user.select_all(notice)
    assert notice.message.selectedText() == "The sum is 2. Normalise it."


def test_its_sign_tells_a_refusal_from_news(notice: Notice) -> None:
    pictures = []
    for is_refusal in (True, False):
        if is_refusal:
            notice.tell(REFUSAL)
        else:
            notice.say(REFUSAL.sentence)
        QApplication.processEvents()
        assert notice.sign.visibleRegion().boundingRect().width() >= notice.sign.sizeHint().width()
        pictures.append(pixels(notice.sign.grab().toImage()))
    assert (pictures[0] != pictures[1]).any()


@pytest.mark.parametrize("name", ["foot", "head"])
def test_what_was_refused_is_told_where_it_was_typed(desk: QWidget, name: str) -> None:
    edited = line(desk, name)
    edited.setFocus()
    notice = Notice(desk)
    notice.tell_here(REFUSAL)
    QApplication.processEvents()
    card, field = notice.geometry(), edited.geometry()
    assert desk.rect().contains(card)
    assert not card.intersects(field)
    above, below = field.top() - card.bottom(), card.top() - field.bottom()
    assert 0 < max(above, below) <= GAP + 1


def test_on_a_whole_picture_it_lies_on_the_heading(desk: QWidget) -> None:
    edited = line(desk, "head")
    edited.setGeometry(desk.rect())
    edited.setFocus()
    notice = Notice(desk)
    notice.tell_here(REFUSAL)
    assert desk.rect().contains(notice.geometry())
    assert notice.geometry().top() <= 3 * GAP
