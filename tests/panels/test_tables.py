"""The one style of tables: heights and widths follow the type, numbers end under their heads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem
from pytestqt.qtbot import QtBot

from ceviz.draw.theme import LIGHT, TEXT
from ceviz.panels.tables import numeric, size_of_type, take_own_viewport, tidy


def test_rows_and_columns_grow_with_the_type(qtbot: QtBot) -> None:
    table = QTableWidget(3, 2)
    qtbot.addWidget(table)
    table.setFont(LIGHT.font(TEXT))
    tidiness = tidy(table, (50, 80))
    assert not table.showGrid()
    assert table.rowHeight(0) == tidiness.row_height == 23
    table.setColumnWidth(1, 100)  # the user's own
    table.setFont(LIGHT.scaled(2.0).font(TEXT))
    assert size_of_type(table) == pytest.approx(2.0, abs=0.1)
    assert table.rowHeight(2) in (45, 46)
    assert [table.columnWidth(k) for k in range(2)] == pytest.approx([100, 200], abs=4)
    table.setFont(LIGHT.font(TEXT))
    assert [table.columnWidth(k) for k in range(2)] == pytest.approx([50, 100], abs=1)


def test_numbers_end_where_their_column_ends() -> None:
    item = QTableWidgetItem("0.5")
    assert numeric(item) is item
    assert item.textAlignment() == Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def test_an_own_viewport_is_as_qts(qtbot: QtBot) -> None:
    qts, own = QTableWidget(2, 2), QTableWidget(2, 2)
    for table in (qts, own):
        qtbot.addWidget(table)
        table.setFixedSize(200, 120)
    take_own_viewport(own)
    assert own.grab().toImage() == qts.grab().toImage()
    for table in (qts, own):
        assert table.children()[0] is table.viewport()
    assert own.viewport().objectName() == qts.viewport().objectName()
    assert own.viewport().geometry() == qts.viewport().geometry()
