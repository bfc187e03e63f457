"""The preview's own painting; what it shows is tested with the export dialog."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from ceviz.draw.plot import Figure
from ceviz.errors import InvalidInput
from ceviz.views.figures import figure
from ceviz.window.export import preview as export_preview
from ceviz.window.export.preview import PagePreview, Preview
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


def test_the_numbers_are_made_beside_the_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, threads = threading.Event(), []
    shown, other = figure(fruit(), "bars"), figure(fruit(), "curve")
    made = Figure.rows

    def slow(figure: Figure) -> list[list[str]]:
        threads.append(threading.current_thread())
        assert gate.wait(5.0)
        return made(figure)

    monkeypatch.setattr(Figure, "rows", slow)
    preview = show(qtbot, Preview(), 400, 300)
    preview.show_data(shown)
    assert preview.text.toPlainText() == ""
    preview.show_data(other)  # the newest is shown, whichever is made first
    gate.set()
    qtbot.waitUntil(lambda: preview.text.toPlainText() != "")
    head = ",".join(made(other)[0])
    assert preview.text.toPlainText().startswith(head)
    assert threading.main_thread() not in threads


def test_rows_of_several_lines_are_counted_as_rows(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["class", "q"], *([f"line {k}\nand another", "0.5"] for k in range(150))]
    monkeypatch.setattr(Figure, "rows", lambda _: rows)
    preview = show(qtbot, Preview(), 400, 300)
    preview.show_data(figure(fruit(), "bars"))
    qtbot.waitUntil(lambda: preview.text.toPlainText() != "")
    *shown, last = preview.text.toPlainText().splitlines()
    assert shown[-2:] == ['"line 98', 'and another",0.5']
    assert last == "… and 51 more rows"


def test_numbers_that_cannot_be_made_say_why(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Figure) -> list[list[str]]:
        raise InvalidInput("there are no numbers")

    monkeypatch.setattr(Figure, "rows", refused)
    preview = show(qtbot, Preview(), 400, 300)
    preview.show_data(figure(fruit(), "bars"))
    qtbot.waitUntil(lambda: preview.text.toPlainText() == "there are no numbers")
