"""The first rows of a file in a table."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ceviz.panels.first_rows import FirstRows
from ceviz.storage.readers import sniff
from tests.helpers.fixtures import show


def test_it_shows_what_a_look_has_found_letter_by_letter(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("prob_<b>x</b>,prob_y,label\n0.7,0.3,0\n0.1,0.9,1\n", encoding="utf-8")
    preview = sniff(path)
    table = show(qtbot, FirstRows(), 300, 200)
    table.show_preview(preview)
    heads = [table.horizontalHeaderItem(c) for c in range(table.columnCount())]
    assert [head.text() for head in heads if head is not None] == list(preview.columns)
    items = [[table.item(r, c) for c in range(3)] for r in range(table.rowCount())]
    assert [tuple(i.text() for i in row if i is not None) for row in items] == list(preview.rows)
    assert preview.rows[1][1:] == ("0.1", "0.9")
    table.clear_rows()
    assert (table.rowCount(), table.columnCount()) == (0, 0)
