"""State is the user's, and of this program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ceviz.window.state_folder import state_folder


@pytest.mark.skipif(sys.platform != "linux", reason="the specification of Linux desktops")
def test_it_lies_where_the_desktop_says() -> None:
    # The tests run in a home of their own, and Qt's test mode puts a folder in between.
    inside = state_folder().relative_to(Path(os.environ["HOME"]))
    assert inside.parts[-2:] == ("ceviz", "ceviz")
