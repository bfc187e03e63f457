"""The class table's columns give way before anything is out of sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from ceviz.document import class_columns
from ceviz.document.edits import set_unit
from ceviz.document.model import Unit
from ceviz.draw.theme import TEXT
from ceviz.panels.lab.class_table import ClassTable
from ceviz.panels.scene import Scene
from ceviz.store import Intent
from tests.helpers import user
from tests.helpers.fixtures import show

NAME, P, Z, Q = (
    class_columns.COLUMNS.index(column)
    for column in (class_columns.NAME, class_columns.P, class_columns.Z, class_columns.Q)
)


def table_of(qtbot: QtBot, scene: Scene, width: int) -> ClassTable:
    table = show(qtbot, ClassTable(scene), width, 240)
    scene.listen(table)
    return table


def titles(table: ClassTable) -> list[str]:
    model = table.model()
    return [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("width", [460, 500, 560, 620, 700, 900])
def test_everything_is_in_sight_and_whole(
    qtbot: QtBot, scene: Scene, width: int, unit: Unit
) -> None:
    scene.store.apply(Intent("unit", lambda d: set_unit(d, unit), looking=True))
    table = table_of(qtbot, scene, width)
    theme = scene.theme
    assert table.horizontalScrollBar().maximum() == 0
    for column, title in enumerate(titles(table)):
        if table.isColumnHidden(column):
            continue
        # The header's padding is in the style sheet.
        assert table.fontMetrics().horizontalAdvance(title) + 10 <= table.columnWidth(column)
    for number in class_columns.numbers():
        for row in range(3):
            words = table.model().text(row, number)
            if table.isColumnHidden(table.model().section(number)):
                continue
            assert theme.width(words, TEXT) + 7 <= table.columnWidth(table.model().section(number))
    # The name of the truth, with its mark, is whole.
    assert theme.width("✓ Banana", TEXT, bold=True) + 10 <= table.columnWidth(NAME)


def test_columns_of_numbers_go_before_names_are_cut(qtbot: QtBot, scene: Scene) -> None:
    table = table_of(qtbot, scene, 900)
    sections = [class_columns.COLUMNS.index(column) for column in class_columns.yielding()]
    assert not any(map(table.isColumnHidden, sections))
    seen = []
    for width in range(900, 120, -20):
        table.resize(width, 240)
        seen.append([table.isColumnHidden(section) for section in sections])
    # One after the other, in their order, and the last stays.
    assert all(hidden == sorted(hidden, reverse=True) for hidden in seen)
    assert [sum(hidden) for hidden in seen] == sorted(sum(hidden) for hidden in seen)
    assert sum(seen[-1]) == len(sections) - 1
    table.resize(900, 240)
    assert not any(map(table.isColumnHidden, sections))


def test_the_titles_are_signs_only_where_there_is_no_room(qtbot: QtBot, scene: Scene) -> None:
    table = table_of(qtbot, scene, 460)
    log = "−log q", "−p log q", "(q − p)/T"
    assert titles(table) == ["", "class", "", "p", "z", "q", *log]
    table.resize(800, 240)
    assert titles(table) == ["", "class", "lock", "target p", "score z", "prob. q", *log]
    table.resize(460, 240)
    # Read out, a cell has its whole name.
    cell = table.model().index(0, P)
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "target p of Apple: 0"


def test_a_column_that_the_user_has_set_stays_so(qtbot: QtBot, scene: Scene) -> None:
    table = table_of(qtbot, scene, 700)
    header = table.horizontalHeader()
    edge = QPointF(header.sectionViewportPosition(Q) + header.sectionSize(Q) - 1, 10)
    before = header.sectionSize(Q)
    user.drag(header.viewport(), edge, edge + QPointF(20, 0), edge + QPointF(40, 0))
    assert header.sectionSize(Q) == before + 40
    table.resize(460, 240)
    assert header.sectionSize(Q) == before + 40
    assert header.sectionSize(Z) < before
