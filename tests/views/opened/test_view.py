"""The import panel in use: what was guessed and why, another choice, the first rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from ceviz.storage.readers import ReadOptions, recipe
from ceviz.storage.readers.guesses import Kind
from ceviz.views.opened.field import GuessField
from ceviz.views.opened.view import OpenedView
from tests.helpers import user
from tests.helpers.documents import fruit
from tests.helpers.files import Opened, load, open_file, sample_file, write_npz
from tests.helpers.fixtures import show
from tests.helpers.hearing import Told


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    q = np.random.default_rng(0).dirichlet(np.ones(5), 60).astype(np.float32)
    return open_file(write_npz(tmp_path / "z.npz", logits=q))


@pytest.fixture
def view(qtbot: QtBot, opened: Opened) -> OpenedView:
    return show(qtbot, OpenedView(opened.scene, opened.data), 420, 600)


def words(view: OpenedView) -> str:
    return " ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def choice(view: OpenedView, name: str) -> QComboBox:
    """The box called ``name``; those of a file before it may still be on their way out."""
    found = [b for b in view.findChildren(QComboBox) if b.accessibleName() == name]
    return next(box for box in found if not box.isHidden())


def test_a_long_name_of_a_file_does_not_widen_it(qtbot: QtBot, tmp_path: Path) -> None:
    q = np.random.default_rng(0).dirichlet(np.ones(5), 60)
    opened = open_file(write_npz(tmp_path / f"{'a_long_name_' * 15}.npz", logits=q))
    view = show(qtbot, OpenedView(opened.scene, opened.data), 420, 600)
    assert view.title.minimumSizeHint().width() < 420
    assert view.title.toolTip() == opened.file.name


def test_every_guess_has_its_reason(view: OpenedView, opened: Opened) -> None:
    for guess in opened.file.predictions.guesses:
        assert guess.field.value in words(view)
        assert f"because {guess.reason}" in words(view)
    assert "60 samples over 5 classes" in words(view)


def test_the_first_rows_are_those_of_the_file(
    qtbot: QtBot, view: OpenedView, opened: Opened
) -> None:
    table = view.rows
    qtbot.waitUntil(lambda: table.rowCount() == 8)
    assert table.horizontalHeaderItem(0) is not None
    label = table.item(0, 0)
    score = table.item(2, 3)
    assert label is not None
    assert score is not None
    assert label.text() == str(opened.file.predictions.targets[0])
    assert float(score.text()) == pytest.approx(
        float(opened.file.predictions.scores[2, 2]), rel=1e-5
    )


def test_another_choice_asks_for_the_file_to_be_read_that_way(
    qtbot: QtBot, view: OpenedView, opened: Opened
) -> None:
    box = choice(view, "kind")
    assert box.currentText() == "probabilities"
    box.setFocus()
    place = box.findText("logits")
    with qtbot.waitSignal(view.read_wanted) as asked:
        for _ in range(place):
            user.key(view, user.Key.Key_Down)
    path, options = asked.args
    assert path == opened.file.path
    assert isinstance(options, ReadOptions)
    # Until it has been read that way, it says what it was taken for.
    assert box.currentText() == "probabilities"
    opened.take(load(path, ReadOptions(kind=Kind.LOGITS)))
    qtbot.waitUntil(lambda: "because you chose it" in words(view))
    assert choice(view, "kind").currentText() == "logits"


def test_a_file_of_pictures_is_listed_too(qtbot: QtBot) -> None:
    opened = open_file(sample_file("digits.npz"))
    view = show(qtbot, OpenedView(opened.scene, opened.data), 420, 600)
    assert "899 samples over 10 classes" in words(view)
    qtbot.waitUntil(lambda: view.rows.columnCount() == 11)


def test_without_a_file_it_says_what_can_be_opened(view: OpenedView, opened: Opened) -> None:
    opened.scene.store.open(fruit())
    assert "Drop a file of predictions" in words(view)
    assert not view.rows.isVisible()


def test_a_file_that_vanished_says_so_and_stays_open(qtbot: QtBot, opened: Opened) -> None:
    opened.file.path.unlink()
    view = show(qtbot, OpenedView(opened.scene, opened.data), 420, 600)
    qtbot.waitUntil(lambda: "z.npz" in view.warnings.text())
    assert view.warnings.isVisible()
    assert opened.data.file is opened.file


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A CSV whose label counts one too far for most rows; ``truth`` is right."""
    q = np.eye(3)[np.arange(12) % 3] * 0.7 + 0.1
    rows = [
        f"{a:.2f},{b:.2f},{c:.2f},{k % 3},{(k + 1) % 3 if k % 6 else k % 3}"
        for k, (a, b, c) in enumerate(q)
    ]
    path = tmp_path / "t.csv"
    path.write_text("prob_0,prob_1,prob_2,other,label\n" + "\n".join(rows), encoding="utf-8")
    return path


def opened_view(qtbot: QtBot, path: Path, options: ReadOptions | None = None) -> OpenedView:
    """The view of ``path``, read by ``options``."""
    shown = open_file(path)
    if options is not None:
        shown.take(load(path, options))
    view = show(qtbot, OpenedView(shown.scene, shown.data), 420, 900)
    qtbot.addWidget(view)
    return view


def wanted(view: OpenedView) -> list[tuple[Path, ReadOptions]]:
    """What the view will ask to have read, and how."""
    told: list[tuple[Path, ReadOptions]] = []
    view.read_wanted.connect(lambda path, options: told.append((path, options)))
    return told


def field(view: OpenedView, name: str) -> GuessField:
    return next(f for f in view.findChildren(GuessField) if f.guess.field.value == name)


def retype(view: OpenedView, name: str, text: str) -> None:
    """Type ``text`` over what the field called ``name`` has, and leave it."""
    line = field(view, name).box.lineEdit()
    assert line is not None
    line.setFocus()
    user.select_all(line)
    user.write(line, text)
    user.key(line, user.Key.Key_Tab)


def test_a_name_can_be_typed(qtbot: QtBot, table: Path) -> None:
    view = opened_view(qtbot, table)
    told = wanted(view)
    retype(view, "labels", "other")
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(table, ReadOptions(labels="other"))]
    # Until it has been read so, it says what it is taken for.
    assert field(view, "labels").box.currentText() == "label"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("ignored label", "many", "“many” is no choice for the ignored label"),
        ("labels", "gone", "gone"),
        ("scores", "logit_*", "logit_*"),
        ("class names", "a, b", "2"),
    ],
)
def test_what_will_not_do_is_refused_in_its_field(
    qtbot: QtBot, table: Path, name: str, typed: str, said: str
) -> None:
    view = opened_view(qtbot, table)
    told = wanted(view)
    edited = field(view, name)
    width = edited.box.width()
    retype(view, name, typed)
    qtbot.waitUntil(edited.reason.isVisible)
    assert said in edited.reason.text()
    line = edited.box.lineEdit()
    assert line is not None
    assert line.text() == typed
    # Under its field, across the reason of the guess: no field is squeezed by it.
    assert edited.box.width() == width
    retype(view, name, edited.guess.value)
    assert not edited.reason.isVisible()
    assert told == []


def test_an_emptied_field_shows_its_guess_again(qtbot: QtBot, table: Path) -> None:
    view = opened_view(qtbot, table)
    told = wanted(view)
    line = field(view, "labels").box.lineEdit()
    assert line is not None
    line.setFocus()
    user.select_all(line)
    user.key(line, user.Key.Key_Delete)
    user.key(line, user.Key.Key_Tab)
    assert line.text() == "label"
    assert told == []


def cells(view: OpenedView) -> list[list[str]]:
    """The table of other readings, row by row."""
    t = view.readings.table
    items = [[t.item(r, c) for c in range(t.columnCount())] for r in range(t.rowCount())]
    return [[item.text() for item in row if item is not None] for row in items]


def test_other_readings_stand_beside_with_what_each_would_give(qtbot: QtBot, table: Path) -> None:
    view = opened_view(qtbot, table)
    qtbot.waitUntil(view.readings.isVisible)
    # Two of twelve rows are right as they are labelled: q is 0.8 there, 0.1 elsewhere.
    labels = [["labels: ⚠ label", "16.7\xa0%", "1.956"], ["other", "100\xa0%", "0.2231"]]
    assert ["softmax applied twice", "16.7\xa0%", "∞"] in cells(view)
    start = cells(view).index(labels[0])
    assert cells(view)[start : start + 2] == labels
    # Labels by any of the names for 0, 1, 2 are the same labels: nothing is to be weighed.
    assert not any("label form" in row[0] for row in cells(view))
    assert "on the first 12 rows" in view.readings.caption.text()
    right = opened_view(qtbot, table, ReadOptions(labels="other"))
    qtbot.waitUntil(right.readings.isVisible)
    assert ["labels: other", "100\xa0%", "0.2231"] in cells(right)
    assert "⚠" not in right.readings.caption.text()


def test_choices_are_told_and_can_be_forgotten(qtbot: QtBot, table: Path) -> None:
    assert not opened_view(qtbot, table).kept.forget.isVisible()
    view = opened_view(qtbot, table, ReadOptions(labels="other", ignored=None))
    assert view.kept.words.text().startswith("You chose: labels, ignored label.")
    told = wanted(view)
    user.click(view.kept.forget, user.middle(view.kept.forget))
    assert told == [(table, ReadOptions())]


def test_choices_are_saved_as_a_recipe_and_used(
    qtbot: QtBot, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = ReadOptions(labels="other", class_names=("a", "b", "c"))
    view = opened_view(qtbot, table, chosen)
    saved = table.with_name("t.recipe.json")
    suggested: list[str] = []

    def choose(_: object, title: str, suggestion: str, kinds: str) -> tuple[str, str]:
        suggested.append(suggestion)
        return str(saved), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    user.click(view.kept.save, user.middle(view.kept.save))
    assert suggested == [str(saved)]
    assert recipe.load(saved) == chosen
    plain = opened_view(qtbot, table)
    told = wanted(plain)
    user.click(plain.kept.use, user.middle(plain.kept.use))
    assert told == [(table, chosen)]
    saved.write_text("{}", encoding="utf-8")
    refused = Told(plain.kept.refused)
    user.click(plain.kept.use, user.middle(plain.kept.use))
    assert "is not a recipe" in str(refused[0])


def test_a_recipe_never_replaces_the_file_it_is_for(
    qtbot: QtBot, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = table.read_bytes()
    view = opened_view(qtbot, table, ReadOptions(labels="other"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(table), ""))
    refused = Told(view.kept.refused)
    user.click(view.kept.save, user.middle(view.kept.save))
    assert len(refused) == 1
    assert table.read_bytes() == before


def test_long_class_names_do_not_widen_it(qtbot: QtBot, table: Path) -> None:
    names = tuple(f"{k} {'of a very long name ' * 8}" for k in range(3))
    short = opened_view(qtbot, table).minimumSizeHint().width()
    assert opened_view(qtbot, table, ReadOptions(class_names=names)).minimumSizeHint().width() == (
        short
    )


def test_the_truth_can_be_taken_from_a_file_beside(qtbot: QtBot, table: Path) -> None:
    truth = table.with_name("gold.csv")
    truth.write_text("\n".join(["label", *(str(k % 3) for k in range(12))]), encoding="utf-8")
    view = opened_view(qtbot, table)
    told = wanted(view)
    box = field(view, "truth file").box
    assert [box.itemText(k) for k in range(box.count())] == ["none", "gold.csv"]
    retype(view, "truth file", "gone.csv")
    qtbot.waitUntil(field(view, "truth file").reason.isVisible)
    assert "gone.csv: cannot be read" in field(view, "truth file").reason.text()
    retype(view, "truth file", "gold.csv")
    qtbot.waitUntil(lambda: bool(told))
    chosen = ReadOptions(truth="gold.csv")
    assert told == [(table, chosen)]
    joined = opened_view(qtbot, table, chosen)
    assert field(joined, "truth file").box.currentText() == "gold.csv"
    assert field(joined, "joined by").box.currentText() == "order"
    told = wanted(joined)
    retype(joined, "truth file", "none")
    qtbot.waitUntil(lambda: told == [(table, ReadOptions())])


def test_the_memory_that_reading_may_take_is_a_field(qtbot: QtBot, table: Path) -> None:
    view = opened_view(qtbot, table)
    told = wanted(view)
    assert field(view, "memory limit").box.currentText() == "512 MB"
    retype(view, "memory limit", "plenty")
    qtbot.waitUntil(field(view, "memory limit").reason.isVisible)
    assert "“plenty” is not a size such as" in field(view, "memory limit").reason.text()
    retype(view, "memory limit", "4 GiB")
    chosen = ReadOptions(limit=4 << 30)
    qtbot.waitUntil(lambda: told == [(table, chosen)])
    allowed = opened_view(qtbot, table, chosen)
    assert field(allowed, "memory limit").box.currentText() == "4.295 GB"
    assert allowed.kept.words.text().startswith("You chose: memory limit.")
