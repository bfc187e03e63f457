"""The preview's own painting; what it shows is tested with the export dialog."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ceviz.views.figures import figure
from ceviz.window.export import preview as export_preview
from ceviz.window.export.preview import PagePreview
from tests.helpers.documents import fruit
from tests.helpers.fixtures import show
from tests.helpers.hearing import Hooked
from tests.helpers.painters import Painters
from tests.helpers.plots import page_of


def test_no_painter_outlives_a_mistake(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistake(*_: object, **__: object) -> None:
        raise ArithmeticError("pattern")

    preview = show(qtbot, PagePreview(), 400, 300)
    begun = Painters(monkeypatch, export_preview)
    monkeypatch.setattr(export_preview, "_draw_pattern", mistake)
    preview.show_page(figure(fruit(), "bars"), page_of(fruit(), "bars", transparent=True))
    hooked = Hooked(monkeypatch)
    preview.grab()
    assert [str(each) for each in hooked] == ["pattern"]
    assert begun.all_ended()
