"""The first rows of a file in a table."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pytestqt.qtbot import QtBot

from ceviz.panels.first_rows import FirstRows, RowsBeside
from ceviz.storage.readers import ReadOptions, sniff
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


def test_a_table_for_every_reading_and_the_chosen_one_in_bold(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("prob_0,prob_1,label,gold\n.7,.3,0,1\n.2,.8,1,0\n")
    readings = [(name, ReadOptions(labels=name)) for name in ("label", "gold")]
    beside = show(qtbot, RowsBeside(path, readings), 500, 200)
    for table, expected in zip(beside.tables, (["0", "1"], ["1", "0"]), strict=True):
        qtbot.waitUntil(partial(has_labels, table, expected))
    for chosen, bold in ((1, [False, True]), (5, [False, False])):
        beside.choose(chosen)
        assert [title.font().bold() for title in beside.titles] == bold
    assert all("first rows" in table.accessibleName() for table in beside.tables)


def test_a_reading_that_cannot_be_shows_why(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("prob_0,prob_1,label\n.7,.3,0\n.2,.8,1\n")
    beside = show(qtbot, RowsBeside(path, [("x", ReadOptions(labels="nothing"))]), 500, 200)
    qtbot.waitUntil(lambda: "has no column “nothing”" in beside.titles[0].toolTip())


def has_labels(table: FirstRows, labels: list[str]) -> bool:
    items = [table.item(row, 0) for row in range(table.rowCount())]
    return [item.text() for item in items if item is not None] == labels
