"""The line that says what was refused."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QToolButton
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


def test_it_can_be_dismissed(notice: Notice) -> None:
    notice.tell(REFUSAL)
    dismiss = notice.findChild(QToolButton)
    assert isinstance(dismiss, QToolButton)
    user.click(dismiss, user.middle(dismiss))
    assert not notice.isVisible()
