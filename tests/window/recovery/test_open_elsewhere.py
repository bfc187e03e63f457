"""A session that two windows show is said to be open elsewhere by the second."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ceviz.storage import session
from ceviz.window.recovery.open_elsewhere import OpenElsewhere, is_open
from ceviz.window.state_folder import journals
from tests.helpers.documents import free_fruit
from tests.helpers.fixtures import show_window


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A session."""
    session.save(tmp_path / "mine.ceviz", free_fruit())
    return tmp_path / "mine.ceviz"


def test_the_second_window_says_so(qtbot: QtBot, path: Path) -> None:
    first, second = show_window(qtbot, str(path)), show_window(qtbot)
    here, there = OpenElsewhere(first), OpenElsewhere(second)
    assert not first.notice.isVisible()
    assert is_open(path)
    second.files.open_path(path)
    assert second.notice.message.text().startswith("mine.ceviz is open in another window of ceviz")
    here.release()
    there.release()
    assert not is_open(path)


def test_left_it_is_free_again(qtbot: QtBot, path: Path) -> None:
    window = show_window(qtbot, str(path))
    here = OpenElsewhere(window)
    window.files.open_preset("spam")
    assert not is_open(path)
    window.files.open_path(path)
    assert is_open(path)
    window.closed.emit()
    assert not is_open(path)
    assert not list(journals().glob("open-*"))
    here.release()


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_link_leads_to_the_same_session(qtbot: QtBot, path: Path) -> None:
    here = OpenElsewhere(show_window(qtbot, str(path)))
    (path.parent / "link.ceviz").symlink_to(path)
    assert is_open(path.parent / "link.ceviz")
    here.release()


def test_where_no_lock_can_be_made_nothing_is_said(qtbot: QtBot, path: Path) -> None:
    journals().parent.mkdir(parents=True, exist_ok=True)
    journals().write_text("in the way")
    try:
        window = show_window(qtbot, str(path))
        OpenElsewhere(window)
        assert not is_open(path)
        assert not window.notice.isVisible()
    finally:
        journals().unlink()
