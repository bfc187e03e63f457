"""What a picture is made for, and the size that follows; known before Qt is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ceviz.export.purposes import PURPOSES, both
from ceviz.views.registry import plot
from tests.helpers.documents import fruit


def test_a_slide_is_16_to_9_and_paper_keeps_the_plots_shape() -> None:
    curve = plot("curve")
    width, height = PURPOSES["slide"].size(curve, fruit())
    assert width / height == pytest.approx(16 / 9, rel=1e-3)
    usual = curve.usual_size(fruit())
    for name in ("column", "page"):
        width, height = PURPOSES[name].size(curve, fruit())
        assert width / height == pytest.approx(usual[0] / usual[1])
        assert PURPOSES[name].font_scale == 1.0


def test_of_two_lengths_the_missing_one_follows() -> None:
    curve = plot("curve")
    assert both(curve, fruit(), 60.0, 30.0) == (60.0, 30.0)
    assert both(curve, fruit(), None, 80.0) == pytest.approx((120.0, 80.0))
    assert both(plot("equation"), fruit(), 100.0, None) == (100.0, plot("equation").size[1])


def test_it_is_known_before_qt_is() -> None:
    """What Qt misses on a machine is said in a sentence, which its import would be before."""
    program = "import sys; from ceviz.export import purposes; print('PySide6' in sys.modules)"
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
