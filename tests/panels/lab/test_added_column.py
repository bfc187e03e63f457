"""A column that is added to the class table is in all that shows, writes and reads the table."""

from __future__ import annotations

from functools import partial
from operator import attrgetter

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ceviz.document import class_columns, edits
from ceviz.document.class_columns import COLUMNS, Entry, Number
from ceviz.document.model import Document, Unit
from ceviz.document.report import report, report_text
from ceviz.document.text.numbers import show_information, show_probability
from ceviz.draw.lab.class_table import Table
from ceviz.draw.lab.pipeline import Pipeline
from ceviz.panels.lab.class_table import ClassTable
from ceviz.panels.lab.table_painting import paint_table
from ceviz.panels.scene import Scene
from ceviz.store import Intent
from tests.helpers import user
from tests.helpers.fixtures import show
from tests.helpers.images import words_in, words_painted
from tests.panels.conftest import BANANA


def _set_left(document: Document, i: int, value: float) -> Document:
    return edits.set_probability(document, i, 1.0 - value)


def _anything(value: float) -> None:
    """No number is refused."""


DOUBLED = Number(
    key="doubled",
    title="doubled",
    head="−2 {log} q",
    sign="−2 {log} q",
    hint="what two of them would cost",
    widths=(58, 82),
    values=lambda a: 2.0 * a.surprisal,
    write=show_information,
    information=True,
    total=show_information,
)

LEFT = Entry(
    key="left",
    title="left 1−q",
    head="left",
    sign="1−q",
    hint="what the others have",
    widths=(58, 82),
    known_as=("left 1−q", "left"),
    values=attrgetter("complement"),
    write=show_probability,
    edit=_set_left,
    check=_anything,
)


@pytest.fixture(autouse=True)
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_columns, "COLUMNS", (*COLUMNS, DOUBLED, LEFT))


@pytest.fixture
def table(qtbot: QtBot, scene: Scene) -> ClassTable:
    made = ClassTable(scene)
    scene.listen(made)
    show(qtbot, made, 900, 240)
    made.setFocus()
    return made


def test_the_model_shows_it(table: ClassTable, scene: Scene) -> None:
    cell = table.cell(BANANA, DOUBLED)
    assert cell.data() == "0.1913"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "−2 log q of Banana: 0.1913"
    scene.store.apply(Intent("bits", partial(edits.set_unit, unit=Unit.BITS), looking=True))
    head = table.model().headerData(cell.column(), Qt.Orientation.Horizontal)
    assert head == "−2 log₂ q"
    assert table.cell(BANANA, DOUBLED).data() == "0.2761"


def test_the_window_paints_it(table: ClassTable, scene: Scene) -> None:
    def paint(painter: object) -> None:
        paint_table(painter, table, whole, (), scene.state, scene.theme)  # type: ignore[arg-type]

    whole = table.viewport().rect()
    words = words_painted(paint, QRectF(whole))
    assert "0.1913" in words
    assert table.horizontalScrollBar().maximum() == 0


def test_the_picture_has_it_with_its_sum(scene: Scene) -> None:
    words = words_in(Table(), scene.state, 900, 240)
    total = show_information(float(2.0 * scene.state.analysis.surprisal.sum()))
    assert {"doubled", "−2 log q", "0.1913", total} <= set(words)


def test_files_and_reports_have_it(scene: Scene, table: ClassTable) -> None:
    document, a = scene.state.document, scene.state.analysis
    exact = repr(float(2.0 * a.surprisal[BANANA]))
    for picture in (Table(), Pipeline()):
        head, *body = picture.rows(scene.state)
        assert head[-2:] == ["doubled [nats]", "left 1−q"]
        assert body[BANANA][-2] == exact
    table.copy()
    line = QGuiApplication.clipboard().text().splitlines()[BANANA + 1]
    assert line.split("\t")[-2] == exact
    assert report(document)["rows"][BANANA]["doubled"] == float(exact)
    assert "doubled" in report_text(document)
    assert "0.1913" in report_text(document)


def test_one_with_an_editor_is_typed_into(table: ClassTable, scene: Scene) -> None:
    at = table.visible_point(BANANA, LEFT).toPointF()
    user.double_click(table.viewport(), at)
    assert [line for line in table.findChildren(QLineEdit) if line.isVisible()]
    user.write(table, "0.25")
    user.key(table, Qt.Key.Key_Return)
    assert scene.store.analysis.q[BANANA] == pytest.approx(0.75)
    assert scene.store.history.undoText() == "Set 1−q[Banana] to 0.2500"


@pytest.mark.parametrize("text", ["class\tleft\nBanana\t0.25", "0.25"])
def test_one_with_an_editor_is_pasted(table: ClassTable, scene: Scene, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    table.setCurrentIndex(table.cell(BANANA, LEFT))
    table.paste()
    assert scene.store.analysis.q[BANANA] == pytest.approx(0.75)
