"""The sample table in use: sorted, filtered, searched, and a row opened in the lab."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.measurements import Settings
from ceviz.document.text.numbers import show_information
from ceviz.draw.theme import LIGHT
from ceviz.panels import measuring
from ceviz.panels.data_scene import DataScene
from ceviz.panels.style import sheet
from ceviz.storage.opened import OpenedFile
from ceviz.storage.parts.together import options_for, read_as_one
from ceviz.store import Intent
from ceviz.views.samples import view as samples_view
from ceviz.views.samples.model import Column
from ceviz.views.samples.view import SamplesView
from tests.helpers import user
from tests.helpers.documents import batch
from tests.helpers.files import Opened, open_file, sample_file, write_npz
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard, Told
from tests.helpers.images import pixels
from tests.storage.parts.samples import shards


@pytest.fixture
def opened() -> Opened:
    return open_file(sample_file("digits.npz"))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> SamplesView:
    return show(qtbot, SamplesView(opened.scene, opened.data), 620, 420)


def column(view: SamplesView, which: Column, rows: int = 8) -> list[str]:
    """What the top of a column says."""
    model = view.model
    return [str(model.data(model.index(row, which))) for row in range(rows)]


def click_header(view: SamplesView, which: Column) -> None:
    header = view.table.horizontalHeader()
    x = header.sectionViewportPosition(which) + header.sectionSize(which) // 2
    user.click(header.viewport(), QPointF(x, header.height() / 2))


def click_row(view: SamplesView, place: int) -> None:
    rect = view.table.visualRect(view.model.index(place, Column.LOSS))
    user.click(view.table.viewport(), QPointF(rect.center()))


def test_it_begins_with_the_dearest(view: SamplesView, opened: Opened) -> None:
    worst = opened.file.evaluation.worst(8)
    assert column(view, Column.ROW) == [str(row) for row in worst]
    assert view.summary.text() == "all 899 samples"
    assert column(view, Column.PREDICTED, 1)[0].startswith("✗ ")


@pytest.mark.parametrize("which", [c for c in Column if c is not Column.LOSS])
def test_every_column_sorts_both_ways(view: SamplesView, opened: Opened, which: Column) -> None:
    e = opened.file.evaluation
    values = {
        Column.ROW: np.arange(899),
        Column.TRUE: np.asarray(e.true),
        Column.PREDICTED: e.predicted,
        Column.Q_TRUE: e.true_probability,
        Column.Q_PREDICTED: e.confidence,
        Column.MARGIN: e.margin,
    }[which]
    click_header(view, which)
    assert (np.diff(values[view.model.order]) >= 0).all()
    click_header(view, which)
    assert (np.diff(values[view.model.order]) <= 0).all()
    header = view.table.horizontalHeader()
    assert header.sortIndicatorSection() == which
    assert header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder  # which Qt draws downwards


def test_loss_sorts_upwards_at_the_second_click(view: SamplesView, opened: Opened) -> None:
    click_header(view, Column.LOSS)
    assert (np.diff(opened.file.evaluation.loss[view.model.order]) >= 0).all()


def test_the_mark_in_the_heading_points_to_the_smaller_numbers(view: SamplesView) -> None:
    """Down over what descends, as in every file manager; Qt by itself has it the other way."""
    header = view.table.horizontalHeader()
    # As in the window, where the mark stands over the words and does not move them.
    view.setStyleSheet(sheet(LIGHT))

    def ink() -> list[int]:
        """How much of the mark is in each line, from the top."""
        with_mark = pixels(header.viewport().grab().toImage()).astype(int)
        header.setSortIndicatorShown(False)
        without = pixels(header.viewport().grab().toImage()).astype(int)
        header.setSortIndicatorShown(True)
        mark = np.abs(with_mark - without).sum(axis=2)
        return [int(line.sum()) for line in mark if line.any()]

    falling = ink()
    assert falling[0] > falling[-1]
    click_header(view, Column.LOSS)
    rising = ink()
    assert rising[0] < rising[-1]


def test_a_new_order_is_read_from_its_top(view: SamplesView) -> None:
    assert view.table.rowAt(2) == 0
    view.table.scrollToBottom()
    click_header(view, Column.MARGIN)
    assert view.table.rowAt(2) == 0


def test_wrong_ones_only(view: SamplesView, opened: Opened) -> None:
    user.click(view.wrong, QPointF(10, view.wrong.height() / 2))
    assert len(view.model.order) == 899 - opened.file.evaluation.summary.correct
    assert view.summary.text() == "39 of 899 samples"


def test_a_pair_of_classes_and_a_range_of_confidence(view: SamplesView, opened: Opened) -> None:
    view.true.setFocus()
    view.true.setCurrentIndex(9)
    view.true.activated.emit(9)  # what choosing from the list says
    e = opened.file.evaluation
    assert (np.asarray(e.true)[view.model.order] == 8).all()
    view.low.setFocus()
    user.select_all(view)
    user.write(view, "0.5")
    user.key(view, user.Key.Key_Tab)
    user.select_all(view)
    user.write(view, "0.9")
    user.key(view, user.Key.Key_Return)
    assert (view.low.text(), view.high.text()) == ("0.5", "0.9")
    expected = (np.asarray(e.true) == 8) & (e.confidence >= 0.5) & (e.confidence <= 0.9)
    assert sorted(view.model.order) == np.flatnonzero(expected).tolist()


def test_a_confidence_above_1_is_refused_in_place(view: SamplesView) -> None:
    view.low.setFocus()
    user.select_all(view)
    user.write(view, "1.5")
    user.key(view, user.Key.Key_Return)
    assert view.low.property("refused")
    assert "between 0 and 1" in view.low.toolTip()
    assert len(view.model.order) == 899


def test_what_another_view_selected(view: SamplesView, opened: Opened) -> None:
    user.click(view.brushed, QPointF(10, view.brushed.height() / 2))
    assert len(view.model.order) == 899
    opened.data.select(np.array([5, 8, 300]))
    assert sorted(view.model.order) == [5, 8, 300]
    opened.data.select(None)
    assert len(view.model.order) == 899


def test_what_another_view_selected_is_marked_and_counted(
    view: SamplesView, opened: Opened
) -> None:
    role, model = Qt.ItemDataRole.BackgroundRole, view.model
    rows = np.flatnonzero(np.asarray(opened.file.evaluation.true) == 6)
    before = view.grab().toImage()
    opened.data.select(rows)
    assert view.summary.text() == f"all 899 samples, {len(rows)} selected"
    marked = [p for p in range(899) if model.data(model.index(p, Column.LOSS), role) is not None]
    assert model.order[marked].tolist() == [row for row in model.order if row in rows]
    assert view.grab().toImage() != before
    user.click(view.wrong, QPointF(10, view.wrong.height() / 2))
    both = np.isin(rows, model.order).sum()
    assert view.summary.text() == f"39 of 899 samples, {both} selected"
    opened.data.select(None)
    assert view.summary.text() == "39 of 899 samples"
    assert model.data(model.index(0, Column.LOSS), role) is None


def test_a_marked_row_is_seen_at_once(view: SamplesView, opened: Opened) -> None:
    rect = view.table.visualRect(view.model.index(2, Column.LOSS))
    corner = rect.topLeft() + QPoint(3, 3)
    plain = view.table.viewport().grab().toImage().pixelColor(corner)
    opened.data.select(view.model.order[2:3])
    marked = view.table.viewport().grab().toImage().pixelColor(corner)
    assert marked != plain
    assert marked.blue() - marked.red() > plain.blue() - plain.red()


def test_headings_stand_over_their_cells(view: SamplesView) -> None:
    role, across = Qt.ItemDataRole.TextAlignmentRole, Qt.Orientation.Horizontal
    for which in Column:
        heading = view.model.headerData(which, across, role)
        assert heading == view.model.data(view.model.index(0, which), role)


def test_a_gap_parts_the_row_from_the_class(view: SamplesView) -> None:
    end = view.table.visualRect(view.model.index(1, Column.ROW))
    picture = view.table.viewport().grab().toImage()
    for x in range(end.right() - 8, end.right()):
        seen = {picture.pixel(x, y) for y in range(end.top() + 2, end.bottom() - 2)}
        assert len(seen) == 1  # no ink


def find(view: SamplesView, words: str) -> None:
    view.search.setFocus()
    user.select_all(view)
    user.write(view, words)
    user.key(view, user.Key.Key_Return)


def test_find_a_row_by_its_number_and_open_it(view: SamplesView, opened: Opened) -> None:
    find(view, "417")
    assert view.model.row_of(view.table.currentIndex()) == 417
    assert opened.scene.store.document.selected == 417


def test_find_goes_to_the_next_of_a_class_and_round(qtbot: QtBot, tmp_path: Path) -> None:
    names = np.array(["ant", "bee", "cat", "dog", "elk"])
    opened = open_file(write_npz(tmp_path / "z.npz", 20, class_names=names))
    view = show(qtbot, SamplesView(opened.scene, opened.data), 620, 420)
    e, order = opened.file.evaluation, view.model.order
    hits = [p for p, row in enumerate(order) if 2 in (int(e.true[row]), int(e.predicted[row]))]
    assert 2 < len(hits) < 20
    now = view.table.currentIndex().row()
    expected = [p for p in hits if p > now] + [p for p in hits if p <= now]
    for place in [*expected, expected[0]]:
        find(view, "CA")
        assert view.table.currentIndex().row() == place
    assert opened.scene.store.document.selected == int(order[expected[0]])


def test_what_is_not_there_is_refused_in_place(view: SamplesView, opened: Opened) -> None:
    before = opened.scene.store.document.selected
    for words in ("899", "zebra"):
        find(view, words)
        assert view.search.property("refused")
        assert view.search.toolTip() == f"nothing shown here has “{words}”"
    assert opened.scene.store.document.selected == before


def test_choosing_a_row_is_one_look_and_no_step(view: SamplesView, opened: Opened) -> None:
    heard = Heard(view)
    click_row(view, 3)
    assert heard.one.looking
    assert opened.scene.store.document.selected == int(view.model.order[3])
    assert opened.scene.store.history.count() == 0
    user.key(view, user.Key.Key_Down)
    assert opened.scene.store.document.selected == int(view.model.order[4])
    assert heard.said == ["edited", "edited"]


def test_showing_asks_for_nothing(view: SamplesView, opened: Opened) -> None:
    heard = Heard(view)
    store = opened.scene.store
    store.apply(Intent("Show", partial(edits.select_sample, row=500), looking=True))
    assert view.model.row_of(view.table.currentIndex()) == 500
    store.apply(Intent("Set T", partial(edits.set_temperature, temperature=2.0)))
    store.apply(Intent("Set", partial(edits.set_score, i=0, value=4.0)))
    opened.data.select(np.array([1]))
    view.grab()
    assert heard.said == []


def test_an_edited_sample_is_marked_with_its_new_numbers(view: SamplesView, opened: Opened) -> None:
    click_row(view, 0)
    row = int(view.model.order[0])
    truth = opened.scene.store.analysis.true
    opened.scene.store.apply(Intent("Set", partial(edits.set_probability, i=truth, value=0.99)))
    place = view.model.place_of(row)
    assert place is not None
    assert view.table.currentIndex().row() == place > 0  # it costs little now, and has sunk
    cells = [str(view.model.data(view.model.index(place, c))) for c in Column]
    assert cells[Column.ROW] == f"{row} •"
    assert cells[Column.PREDICTED] == opened.scene.state.document.classes.names[truth]
    assert cells[Column.LOSS] == "0.0101"
    assert cells[Column.Q_TRUE] == "0.9900"
    z = np.sort(opened.scene.store.analysis.z)
    assert cells[Column.MARGIN] == show_information(float(z[-1] - z[-2]))
    opened.scene.store.undo()
    assert column(view, Column.ROW, 1) == [str(row)]


def test_an_edited_sample_stays_in_view_where_it_was(view: SamplesView, opened: Opened) -> None:
    click_row(view, 2)
    row, table = int(view.model.order[2]), view.table
    top = table.visualRect(table.currentIndex()).top()
    truth = opened.scene.store.analysis.true
    opened.scene.store.apply(Intent("Set", partial(edits.set_probability, i=truth, value=0.9)))
    assert view.model.row_of(table.currentIndex()) == row
    assert table.currentIndex().row() > 20  # it costs little now, and has sunk
    assert table.visualRect(table.currentIndex()).top() == top
    assert table.selectionModel().isRowSelected(table.currentIndex().row())


def test_a_table_that_is_read_elsewhere_stays_there(view: SamplesView, opened: Opened) -> None:
    click_row(view, 2)
    view.table.verticalScrollBar().setValue(400)
    truth = opened.scene.store.analysis.true
    opened.scene.store.apply(Intent("Set", partial(edits.set_probability, i=truth, value=0.9)))
    assert view.table.verticalScrollBar().value() == 400


def test_while_many_rows_are_behind_the_edited_one_is_not(
    qtbot: QtBot, view: SamplesView, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "AT_ONCE", 10)
    click_row(view, 0)
    row, truth = int(view.model.order[0]), opened.scene.store.analysis.true
    drag = Intent("Drag", partial(edits.set_probability, i=truth, value=0.99))
    opened.scene.store.begin().preview(drag)
    assert opened.data.behind
    assert column(view, Column.ROW, 1) == [f"{row} •"]  # where it was
    assert column(view, Column.Q_TRUE, 1) == ["0.9900"]
    assert view.summary.text() == "all 899 samples (in their order before the last edit)"
    qtbot.waitUntil(lambda: not opened.data.behind)
    assert column(view, Column.ROW, 1) != [f"{row} •"]
    assert view.summary.text() == "all 899 samples"


def test_the_table_follows_an_edited_truth_and_the_settings(
    qtbot: QtBot, view: SamplesView, opened: Opened
) -> None:
    click_row(view, 0)
    row = int(view.model.order[0])
    wanted = opened.scene.store.analysis.predicted
    edit = partial(edits.set_true_class, i=wanted)
    opened.scene.store.apply(Intent("Truth", edit))
    with qtbot.waitSignal(opened.data.measured):
        opened.data.configure(Settings(weight=(2.0,) * 10))
    place = view.model.place_of(row)
    assert place is not None
    cells = [str(view.model.data(view.model.index(place, c))) for c in Column]
    name = opened.scene.state.document.classes.names[wanted]
    assert cells[Column.TRUE] == cells[Column.PREDICTED] == name
    loss = 2.0 * opened.scene.store.analysis.cross_entropy
    assert cells[Column.LOSS] == show_information(loss)


def test_an_ignored_row_says_so_and_refuses_to_be_shown(qtbot: QtBot, tmp_path: Path) -> None:
    labels = np.arange(60) % 5
    labels[7] = -100
    opened = open_file(write_npz(tmp_path / "z.npz", labels=labels))
    view = show(qtbot, SamplesView(opened.scene, opened.data), 620, 420)
    refused = Told(opened.scene.store.refused)
    click_header(view, Column.ROW)
    place = view.model.place_of(7)
    assert place is not None
    assert str(view.model.data(view.model.index(place, Column.TRUE))) == "ignored"
    click_row(view, place)
    assert len(refused) == 1
    assert "does not count" in str(refused[0])
    assert opened.scene.store.document.selected == 0


def test_many_rows_are_sorted_beside_the_window(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples_view, "MANY", 1)
    view = show(qtbot, SamplesView(opened.scene, opened.data), 620, 420)
    qtbot.waitUntil(lambda: len(view.model.order) == 899)
    for which in (Column.TRUE, Column.MARGIN):  # the newest wish wins
        click_header(view, which)
    margin = opened.file.evaluation.margin
    qtbot.waitUntil(lambda: bool((np.diff(margin[view.model.order]) >= 0).all()))


def test_pictures_are_shown_beside_the_rows(view: SamplesView) -> None:
    picture = view.model.data(view.model.index(0, Column.ROW), Qt.ItemDataRole.DecorationRole)
    assert not picture.isNull()
    assert picture.height() == 18


def test_samples_made_by_hand_are_listed_too(qtbot: QtBot) -> None:
    scene = make_scene(batch())
    opened = Opened(scene, DataScene(scene, scene), None)  # type: ignore[arg-type]
    view = show(qtbot, SamplesView(scene, opened.data), 620, 420)
    assert "open a file of predictions" in view.summary.text()
    opened.data.want()
    assert view.summary.text() == "all 4 samples"
    heard = Heard(view)
    click_row(view, 0)
    assert scene.store.document.selected == int(view.model.order[0])
    scene.store.apply(Intent("Set", partial(edits.set_score, i=0, value=-9.0)))
    assert heard.said == ["edited"]


def test_one_sample_is_not_several(qtbot: QtBot) -> None:
    scene = make_scene()
    opened = Opened(scene, DataScene(scene, scene), None)  # type: ignore[arg-type]
    view = show(qtbot, SamplesView(scene, opened.data), 620, 420)
    opened.data.want()
    assert view.summary.text() == "1 sample"


def test_a_row_of_a_picture_has_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    path = tmp_path / "a.npz"
    np.savez(
        path, logits=random.normal(size=(3, 4, 20, 50)), labels=random.integers(0, 4, (3, 20, 50))
    )
    opened = open_file(path)
    view = show(qtbot, SamplesView(opened.scene, opened.data), 620, 420)
    model = view.model
    title = model.headerData(Column.ROW, Qt.Orientation.Horizontal)
    assert title == "row (image, y, x)"
    assert model.headerData(Column.TRUE, Qt.Orientation.Horizontal) == "true"
    worst = opened.file.evaluation.worst(1)[0]
    image, y, x = np.unravel_index(worst, (3, 20, 50))
    assert column(view, Column.ROW, 1) == [f"{worst} ({image}, {y}, {x})"]
    width = view.table.columnWidth(Column.ROW)
    assert width > view.table.fontMetrics().horizontalAdvance("2999 (2, 19, 49) •")
    assert width > view.table.fontMetrics().horizontalAdvance(title)
    view.search.setText("2, 0, 7")
    view.search.returnPressed.emit()
    assert model.row_of(view.table.currentIndex()) == 2007
    view.search.setText("3, 0, 7")
    view.search.returnPressed.emit()
    assert model.row_of(view.table.currentIndex()) == 2007


def test_a_row_of_several_files_has_its_file(qtbot: QtBot, tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 1100])
    options = options_for(paths)
    file = OpenedFile.measured(read_as_one(paths[0], options), paths[0], options)
    scene = make_scene(file.document)
    scene.store.open_file(file)
    view = show(qtbot, SamplesView(scene, DataScene(scene, scene)), 620, 420)
    model = view.model
    title = model.headerData(Column.ROW, Qt.Orientation.Horizontal)
    assert title == "row (file, its row)"
    assert model.row_text(39) == "39 (shard-0.npz, 39)"
    assert model.row_text(40) == "40 (shard-1.npz, 0)"
    assert model.longest_row() == "1099 (shard-1.npz, 1059)"
    width = view.table.fontMetrics().horizontalAdvance
    assert view.table.columnWidth(Column.ROW) > width("1099 (shard-1.npz, 1059) •")


def test_the_rows_shown_are_written_in_their_order(
    qtbot: QtBot, view: SamplesView, opened: Opened, tmp_path: Path
) -> None:
    user.click(view.wrong, QPointF(8, view.wrong.height() / 2))
    shown = view.model.order.tolist()
    assert 0 < len(shown) < 100
    view.write(tmp_path / "wrong.npz")
    qtbot.waitUntil(lambda: f"{len(shown)} samples written to wrong.npz" in view.summary.text())
    with np.load(tmp_path / "wrong.npz") as file:
        assert file["row"].tolist() == shown
        labels = np.asarray(opened.file.evaluation.true)[shown]
        assert file["labels"].tolist() == labels.tolist()
    view.write(tmp_path / "wrong")
    qtbot.waitUntil(lambda: "written to wrong.csv" in view.summary.text())
    assert len((tmp_path / "wrong.csv").read_text().splitlines()) == len(shown) + 1


def test_the_file_that_is_shown_is_not_written_over(qtbot: QtBot, tmp_path: Path) -> None:
    path = write_npz(tmp_path / "some.npz")
    before = path.read_bytes()
    opened = open_file(path)
    view = show(qtbot, SamplesView(opened.scene, opened.data), 620, 420)
    with qtbot.waitSignal(opened.data.refused) as heard:
        view.write(path)
    assert "is not replaced" in str(heard.args[0])
    assert path.read_bytes() == before


def test_where_no_row_is_shown_there_is_nothing_to_write(view: SamplesView) -> None:
    assert view.export.isEnabled()
    view._set(low=1.0, high=0.0)
    assert not view.export.isEnabled()
