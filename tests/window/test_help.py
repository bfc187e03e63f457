"""Help says every key there is, and none that is not."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QAction, QKeySequence, QTextDocument

from ceviz.window import help as help_texts
from ceviz.window.main_window import MainWindow

_HEADED = re.compile(r"<h3>(.*?)</h3>\s*<table.*?>(.*?)</table>", re.DOTALL)


def keys_told(html: str) -> set[str]:
    """The keys in bold, “Ctrl+1 … Ctrl+7” as the seven that it means."""
    found: set[str] = set()
    for bold in re.findall(r"<b>(.*?)</b>", html):
        span = re.fullmatch(r"(.+\+)(\d) … \1(\d)", bold)
        found |= (
            {bold}
            if span is None
            else {f"{span[1]}{digit}" for digit in range(int(span[2]), int(span[3]) + 1)}
        )
    return found


def test_every_key_of_the_menus_is_told_and_no_other(window: MainWindow) -> None:
    there = {
        key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()
    }
    told = keys_told(help_texts.KEYS)
    assert len(there) > 30
    # Quit has no key of its own where the system's closes the window.
    # The platform's own key for full screen is beside F11, whatever it is.
    own = {key.toString() for key in QKeySequence.keyBindings(QKeySequence.StandardKey.FullScreen)}
    assert there - told - own == set()
    chords = {key for key in told if re.match(r"(Ctrl|F\d)", key)}
    assert chords - there <= {"Ctrl+Q"}


@pytest.mark.parametrize(
    ("heading", "does"),
    [("In the table of classes", "lock"), ("On the gradient descent", "play")],
)
def test_a_key_with_two_meanings_is_told_in_both_places(heading: str, does: str) -> None:
    rows = dict(_HEADED.findall(help_texts.KEYS))[heading]
    (row,) = [row for row in rows.split("</tr>") if "<b>Space</b>" in row]
    assert does in row


def test_help_fits_on_a_small_screen(window: MainWindow) -> None:
    page = QTextDocument()
    page.setDefaultFont(window.font())
    page.setHtml(help_texts.KEYS)
    page.setTextWidth(760)
    assert page.idealWidth() <= 760
    assert page.size().height() < 640
