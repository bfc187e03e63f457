"""The bar while a file loads: late, told, stopped."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ceviz.panels.progress import Progress
from tests.helpers import user
from tests.helpers.fixtures import show


def test_it_comes_late_and_shows_how_far_it_is(qtbot: QtBot) -> None:
    progress = show(qtbot, Progress(), 400, 60)
    progress.finish()
    progress.show_share(0.25)
    assert progress.isHidden()
    progress.show_share(0.5)
    qtbot.waitUntil(progress.isVisible)
    assert progress.bar.value() == 500
    with qtbot.waitSignal(progress.cancelled):
        user.click(progress.button, user.middle(progress.button))


def test_what_is_quick_shows_no_bar(qtbot: QtBot) -> None:
    progress = show(qtbot, Progress(), 400, 60)
    progress.finish()
    progress.show_share(0.5)
    progress.finish()
    assert not progress._patience.isActive()
    assert progress.isHidden()
