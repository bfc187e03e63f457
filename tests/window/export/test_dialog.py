"""The export dialog, used with keys and mouse, down to the file on the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ceviz.document.measurements import Settings
from ceviz.draw.state import View
from ceviz.draw.theme import THEMES
from ceviz.export.carry import carried_by
from ceviz.export.purposes import PURPOSES
from ceviz.export.render import FORMATS, render_bytes, render_image
from ceviz.maths.batch import Evaluation, evaluate_task
from ceviz.panels import measuring
from ceviz.storage.locks import locked
from ceviz.storage.opened import document_of
from ceviz.storage.readers import read
from ceviz.storage.settings import ExportSettings
from ceviz.storage.settings_file import settings_path
from ceviz.views.figures import PLAIN, figure
from ceviz.views.registry import plot as plot_named
from ceviz.views.registry import plots
from ceviz.window.export import dialog as export_dialog
from ceviz.window.export.dialog import ExportDialog
from ceviz.window.memory import Memory
from tests.helpers import settings, user
from tests.helpers.documents import fruit, many
from tests.helpers.files import write_npz
from tests.helpers.fixtures import show, show_window, state_of
from tests.helpers.images import pixels
from tests.helpers.plots import page_of

Key: TypeAlias = Qt.Key
Modifier: TypeAlias = Qt.KeyboardModifier

Opened: TypeAlias = Callable[..., ExportDialog]


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    """Makes a dialog on the fruit and shows it; all remember in the same place."""
    kept: list[ExportDialog] = []
    memories: list[Memory] = []

    def make(plot: str, view: View = PLAIN) -> ExportDialog:
        memory = memories[0] if memories else Memory()
        memories.append(memory)
        kept.append(ExportDialog(state_of(fruit(), view=view), plot, memory=memory))
        return show(qtbot, kept[-1], 900, 560)

    return make


def type_into(
    dialog: ExportDialog, field: QLineEdit, words: str, then: Key = Key.Key_Return
) -> None:
    """Click into ``field``, replace what it says, and press a key."""
    user.click(field, user.middle(field))
    user.select_all(dialog)
    user.write(dialog, words)
    user.key(dialog, then)
    QApplication.processEvents()


def choose(dialog: ExportDialog, combo: QComboBox, words: str) -> None:
    """Focus ``combo`` and go to the entry with the arrow keys."""
    combo.setFocus()
    wanted = combo.findText(words)
    assert wanted >= 0, words
    user.key(dialog, Key.Key_Home)
    for _ in range(wanted):
        user.key(dialog, Key.Key_Down)
    assert combo.currentText() == words
    QApplication.processEvents()


def tick(box: QCheckBox) -> None:
    """Click on the box of a check box."""
    user.click(box, QPointF(8.0, box.height() / 2.0))
    QApplication.processEvents()


@contextmanager
def asked(answer: Callable[[QFileDialog], object]) -> Iterator[list[QFileDialog]]:
    """Gives ``answer`` to the file dialogs that ask meanwhile; yields those that did."""
    timer, asks = QTimer(interval=5), list[QFileDialog]()

    def look() -> None:
        asking = QApplication.activeModalWidget()
        if isinstance(asking, QFileDialog) and asking not in asks:
            asks.append(asking)
            answer(asking)

    timer.timeout.connect(look)
    timer.start()
    try:
        yield asks
    finally:
        timer.stop()


def save_as(qtbot: QtBot, dialog: ExportDialog, path: Path) -> None:
    """Press Save…, type ``path`` into the file dialog, press Enter, wait for the end."""

    def answer(asking: QFileDialog) -> None:
        line = asking.findChild(QLineEdit)
        assert isinstance(line, QLineEdit)
        line.setText(str(path))
        user.key(asking, Key.Key_Return)

    with asked(answer) as asks:
        user.click(dialog.save, user.middle(dialog.save))
    assert len(asks) == 1
    qtbot.waitUntil(dialog.save.isEnabled)


def test_it_opens_on_the_plot_asked_for_with_what_is_usual(opened: Opened) -> None:
    form = opened("bars").form
    assert form.plot.currentText() == plot_named("bars").title
    assert [form.plot.itemText(k) for k in range(form.plot.count())] == [
        each.title for each in plots()
    ]
    assert form.kind.currentText() == FORMATS["png"]
    assert (form.width_field.text(), form.height_field.text()) == ("120", "80")
    assert (form.dpi.text(), form.font_scale.text()) == ("300", "1")
    assert form.theme.currentText() == "light"
    assert not form.transparent.isChecked()


def test_the_preview_is_the_page_in_pixels_of_the_screen(opened: Opened) -> None:
    dialog = opened("curve", view=View(log_q=True))
    picture = dialog.preview.picture
    rect = picture.page_rect()
    assert rect.width() / rect.height() == pytest.approx(1.5, rel=0.01)
    dpi = rect.width() * picture.devicePixelRatioF() / 120.0 * 25.4
    page = page_of(fruit(), "curve", dpi=dpi)
    curve = figure(fruit(), "curve", view=View(log_q=True))
    np.testing.assert_array_equal(pixels(picture.image), pixels(render_image(curve, page)))
    shown = picture.grab().toImage()
    assert shown.pixelColor(rect.left() + 3, rect.top() + 3) == QColor(THEMES["light"].surface)


def test_the_class_selected_in_the_window_has_the_tangent(qtbot: QtBot) -> None:
    images = []
    for selected in (1, 0):
        dialog = show(
            qtbot,
            ExportDialog(state_of(fruit(), selected=selected), "curve", memory=Memory()),
            900,
            560,
        )
        images.append(dialog.preview.picture.image)
    assert images[0] != images[1]


def test_another_plot_brings_its_own_size_and_preview(opened: Opened) -> None:
    dialog = opened("curve")
    before = dialog.preview.picture.image
    choose(dialog, dialog.form.plot, plot_named("table").title)
    assert dialog.form.width_field.text() == "160"
    assert dialog.preview.picture.image != before
    assert dialog.facts.text().startswith("160 × ")


def test_a_typed_size_is_taken_and_shown(opened: Opened) -> None:
    dialog = opened("curve")
    type_into(dialog, dialog.form.width_field, "90")
    assert dialog.facts.text() == "90 × 80 mm   ·   3.54 × 3.15 in   ·   1,063 × 945 pixels"
    rect = dialog.preview.picture.page_rect()
    assert rect.width() / rect.height() == pytest.approx(90 / 80, rel=0.01)
    user.click(dialog.form.usual, user.middle(dialog.form.usual))
    assert dialog.form.width_field.text() == "120"


@pytest.mark.parametrize(
    ("name", "size", "type_size"),
    [("slide", ("338.7", "190.5"), "1.6"), ("column", ("85", "56.6667"), "1"),
     ("page", ("174", "116"), "1")],
)  # fmt: skip
def test_a_purpose_brings_its_size_and_type(
    opened: Opened, name: str, size: tuple[str, str], type_size: str
) -> None:
    dialog = opened("curve")
    form = dialog.form
    assert form.purpose.currentText() == "usual size"
    choose(dialog, form.purpose, PURPOSES[name].title)
    assert (form.width_field.text(), form.height_field.text()) == size
    assert form.font_scale.text() == type_size
    assert form.purpose.currentData() == name
    type_into(dialog, form.width_field, "90")
    assert form.purpose.currentText() == "own size"
    choose(dialog, form.purpose, "usual size")
    assert (form.width_field.text(), form.font_scale.text()) == ("120", "1")


def test_enter_in_a_field_does_not_save_yet(opened: Opened) -> None:
    dialog = opened("curve")
    with asked(QFileDialog.reject) as asks:
        type_into(dialog, dialog.form.width_field, "90", Key.Key_Enter)
    assert not asks
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("0", "above 0 and at most 5000 mm"),
        ("-3", "it is -3 mm"),
        ("wide", "“wide” is not a number"),
        ("", "a number belongs here"),
        ("1e9", "at most 5000 mm"),
    ],
)
def test_a_bad_size_is_refused_in_place_and_nothing_can_be_saved(
    opened: Opened, qtbot: QtBot, words: str, reason: str
) -> None:
    dialog = opened("curve")
    field = dialog.form.width_field
    user.click(field, user.middle(field))
    user.select_all(dialog)
    user.key(dialog, Key.Key_Delete)
    user.write(dialog, words)
    # A mnemonic does not take the keyboard from the field, so nothing has been taken in yet.
    with asked(QFileDialog.reject) as asks:
        user.key(dialog, Key.Key_S, Modifier.AltModifier)
        qtbot.waitUntil(lambda: bool(dialog.message.text()))
    assert not asks
    assert field.text() == words
    assert field.hasFocus()
    assert field.property("refused")
    assert reason in dialog.message.text()
    assert dialog.form.choices.size(plot_named("curve"), fruit()) == (120.0, 80.0)
    user.key(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    assert field.text() == "120"


@pytest.mark.parametrize(
    ("unit", "width"), [("mm", "120"), ("inches", "4.72441"), ("pixels", "1417.32")]
)
def test_units_are_ways_to_write_the_same_size(opened: Opened, unit: str, width: str) -> None:
    dialog = opened("curve")
    choose(dialog, dialog.form.unit, unit)
    assert dialog.form.width_field.text() == width
    assert dialog.facts.text().startswith("120 × 80 mm")


def test_a_size_in_pixels_stays_when_the_resolution_changes(opened: Opened) -> None:
    dialog = opened("curve")
    choose(dialog, dialog.form.unit, "pixels")
    type_into(dialog, dialog.form.width_field, "1200")
    type_into(dialog, dialog.form.height_field, "600")
    type_into(dialog, dialog.form.dpi, "150")
    assert dialog.form.width_field.text() == "1200"
    assert dialog.facts.text().endswith("1,200 × 600 pixels")
    assert dialog.facts.text().startswith("203.2 × 101.6 mm")


def test_what_a_format_has_not_cannot_be_chosen(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened("curve")
    form = dialog.form
    choose(dialog, form.kind, FORMATS["svg"])
    assert (form.dpi.isEnabled(), form.width_field.isEnabled()) == (False, True)
    choose(dialog, form.unit, "pixels")
    assert form.dpi.isEnabled()
    choose(dialog, form.kind, FORMATS["csv"])
    assert not form.width_field.isEnabled()
    assert not form.transparent.isEnabled()
    assert dialog.preview.currentWidget() is dialog.preview.text
    qtbot.waitUntil(lambda: dialog.preview.text.toPlainText() != "")
    shown = dialog.preview.text.toPlainText().splitlines()
    assert shown[0] == "what,class,target p,probability q,surprise [nats]"
    assert shown[-1] == "… and 304 more rows"


def test_an_image_too_large_is_refused_and_a_drawing_of_the_size_is_not(opened: Opened) -> None:
    dialog = opened("curve")
    type_into(dialog, dialog.form.width_field, "4000")
    assert "47,244 × 945 pixels is too large" in dialog.message.text()
    assert not dialog.save.isEnabled()
    assert not dialog.copy.isEnabled()
    choose(dialog, dialog.form.kind, FORMATS["pdf"])
    assert dialog.message.text() == ""
    assert dialog.save.isEnabled()


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("kind", FORMATS)
def test_the_saved_file_is_what_the_choices_say(
    opened: Opened, qtbot: QtBot, tmp_path: Path, kind: str, bare: bool
) -> None:
    dialog = opened("bars", view=View(log_q=True))
    if bare:
        tick(dialog.form.without_data)
    choose(dialog, dialog.form.kind, FORMATS[kind])
    if kind != "csv":
        type_into(dialog, dialog.form.width_field, "90")
        choose(dialog, dialog.form.theme, "dark")
        type_into(dialog, dialog.form.font_scale, "150 %" if kind == "png" else "1.5")
        tick(dialog.form.transparent)
    save_as(qtbot, dialog, tmp_path / f"bars.{kind}")
    page = page_of(fruit(), "bars", width_mm=90.0, height_mm=80.0, theme="dark", font_scale=1.5,
        transparent=True,
    )  # fmt: skip
    made = figure(fruit(), "bars", view=View(log_q=True))
    carried = b"" if bare else carried_by(made, kind)
    assert bool(carried) == (kind != "csv" and not bare)
    assert (tmp_path / f"bars.{kind}").read_bytes() == render_bytes(made, kind, page, carried)
    assert dialog.message.text().startswith(f"Saved bars.{kind}, ")
    assert dialog.message.text().endswith(", with its session.") == bool(carried)
    assert dialog.isVisible()


def test_a_name_without_a_suffix_gets_the_formats(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened("bars")
    choose(dialog, dialog.form.kind, FORMATS["svg"])
    save_as(qtbot, dialog, tmp_path / "plain")
    assert [path.name for path in tmp_path.iterdir()] == ["plain.svg"]


def test_the_suffix_typed_counts_more_than_the_format_chosen(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened("bars")
    save_as(qtbot, dialog, tmp_path / "bars.pdf")
    assert (tmp_path / "bars.pdf").read_bytes().startswith(b"%PDF")


def test_an_unknown_suffix_is_refused_in_words(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened("bars")
    save_as(qtbot, dialog, tmp_path / "bars.gif")
    assert "the suffix must be one of" in dialog.message.text()
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_lost(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened("bars")
    # The file dialog itself refuses folders that are not there; this one went in the meantime.
    monkeypatch.setattr(dialog, "_ask_path", lambda: tmp_path / "gone" / "bars.png")
    user.click(dialog.save, user.middle(dialog.save))
    qtbot.waitUntil(dialog.save.isEnabled)
    assert "cannot be written" in dialog.message.text()
    assert dialog.isVisible()


def test_what_was_opened_is_not_replaced(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "p.csv"
    source.write_text("label,a,b\n0,1.5,-2\n")
    before = source.read_bytes()
    dialog = ExportDialog(state_of(document_of(read(source))), "bars", memory=Memory())
    show(qtbot, dialog, 900, 560)
    dialog.form.choices.kind = "csv"
    monkeypatch.setattr(dialog, "_ask_path", lambda: source)
    user.click(dialog.save, user.middle(dialog.save))
    qtbot.waitUntil(dialog.save.isEnabled)
    assert "is not replaced" in dialog.message.text()
    assert source.read_bytes() == before


def test_leaving_the_file_dialog_writes_nothing(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened("bars")
    dialog.form.choices.folder = str(tmp_path)

    def leave(asking: QFileDialog) -> None:
        assert asking.selectedFiles() == [str(tmp_path / "bars.png")]
        user.key(asking, Key.Key_Escape)

    with asked(leave) as asks:
        user.key(dialog, Key.Key_S, Modifier.AltModifier)
        qtbot.waitUntil(lambda: bool(asks))
    assert not list(tmp_path.iterdir())
    assert dialog.save.isEnabled()


def test_closing_while_it_is_drawn_writes_nothing(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slowly(*what: object) -> bytes:
        drawing.set()
        assert go_on.wait(10.0)
        ended.set()
        return b"late"

    monkeypatch.setattr(export_dialog, "render_bytes", slowly)
    dialog = opened("bars")
    out = tmp_path / "late.png"
    monkeypatch.setattr(dialog, "_ask_path", lambda: out)
    user.click(dialog.save, user.middle(dialog.save))
    assert drawing.wait(10.0)
    assert not dialog.save.isEnabled()
    assert not dialog.copy.isEnabled()
    job = dialog._latest._job
    assert job is not None
    user.key(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    with qtbot.waitSignal(job._ended):
        go_on.set()
    assert ended.is_set()
    assert not out.exists()


def test_a_fault_of_ours_is_not_swallowed(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*what: object) -> bytes:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(export_dialog, "render_bytes", fault)
    dialog = opened("bars")
    monkeypatch.setattr(dialog, "_ask_path", lambda: Path("bars.png"))
    with qtbot.captureExceptions() as caught:
        user.click(dialog.save, user.middle(dialog.save))
        qtbot.waitUntil(lambda: bool(caught))
    assert [type(problem) for _, problem, _ in caught] == [ZeroDivisionError]
    assert dialog.save.isEnabled()


def test_copy_puts_every_form_on_the_clipboard(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened("bars")
    choose(dialog, dialog.form.theme, "dark")
    user.key(dialog, Key.Key_C, Modifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.message.text().startswith("Copied"))
    page = page_of(fruit(), "bars", theme="dark")
    clipboard = QGuiApplication.clipboard()
    image = clipboard.image().convertToFormat(QImage.Format.Format_RGB32)
    assert image == render_image(figure(fruit(), "bars"), page)
    svg = clipboard.mimeData().data("image/svg+xml").data()
    assert svg == render_bytes(figure(fruit(), "bars"), "svg", page)
    assert clipboard.text().startswith("class\tprobability q\ttarget p\n")


def test_choices_are_remembered_however_it_is_closed(opened: Opened) -> None:
    dialog = opened("bars")
    choose(dialog, dialog.form.kind, FORMATS["pdf"])
    choose(dialog, dialog.form.unit, "inches")
    choose(dialog, dialog.form.theme, "dark")
    type_into(dialog, dialog.form.height_field, "2.5")
    type_into(dialog, dialog.form.font_scale, "1.25")
    tick(dialog.form.transparent)
    user.key(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    again = opened("bars").form
    assert again.kind.currentText() == FORMATS["pdf"]
    assert (again.width_field.text(), again.height_field.text()) == ("4.72441", "2.5")
    assert (again.theme.currentText(), again.font_scale.text()) == ("dark", "1.25")
    assert again.transparent.isChecked()
    other = opened("scores").form
    assert other.height_field.text() == "3.14961"


def test_settings_that_make_no_sense_are_as_good_as_none(opened: Opened) -> None:
    nonsense = ExportSettings(
        kind="gif", unit="cubits", theme="sepia", dpi=1e6, font_scale=1e6,
        sizes={"curve": (1e6, 1.0)},
    )  # fmt: skip
    settings.remember(export=nonsense)
    form = opened("curve").form
    assert form.kind.currentText() == FORMATS["png"]
    assert (form.width_field.text(), form.height_field.text()) == ("120", "80")
    assert (form.dpi.text(), form.font_scale.text()) == ("300", "1")
    assert (form.unit.currentText(), form.theme.currentText()) == ("mm", "light")


def test_closing_it_waits_for_no_other_program(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened("bars")
    choose(dialog, dialog.form.kind, FORMATS["pdf"])
    path = settings_path()
    with locked(path.with_suffix(".lock")):
        user.key(dialog, Key.Key_Escape)
        assert not dialog.isVisible()
        assert settings.remembered().export.kind == "png"
    qtbot.waitUntil(lambda: settings.remembered().export.kind == "pdf")


def test_everything_can_be_reached_with_tab(opened: Opened) -> None:
    dialog = opened("curve")
    form = dialog.form
    wanted: set[QWidget] = {
        form.plot, form.kind, form.width_field, form.unit, form.height_field, form.usual, form.dpi,
        form.theme, form.font_scale, form.transparent, dialog.save, dialog.copy,
    }  # fmt: skip
    form.plot.setFocus()
    reached: list[QWidget] = []
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in reached:
            break
        reached.append(focused)
        user.key(dialog, Key.Key_Tab)
    assert wanted <= set(reached)
    assert [w for w in reached if w in (form.width_field, form.height_field, form.dpi)] == [
        form.width_field, form.height_field, form.dpi,
    ]  # fmt: skip


def test_every_control_has_a_name_for_those_who_hear_it(opened: Opened) -> None:
    dialog = opened("curve")
    controls: list[QWidget] = [*dialog.findChildren(QComboBox), *dialog.findChildren(QLineEdit)]
    assert len(controls) == 9
    assert all(control.accessibleName() for control in controls)
    assert "120 by 80" in dialog.preview.picture.accessibleDescription()


def test_a_thousand_classes_are_previewed_too(qtbot: QtBot) -> None:
    dialog = show(qtbot, ExportDialog(state_of(many(1000)), "picture", memory=Memory()), 900, 560)
    assert not dialog.preview.picture.image.isNull()
    assert dialog.save.isEnabled()


def test_all_rows_are_measured_beside_the_window_before_it_opens(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = show_window(qtbot)
    window.files.predictions.open(write_npz(tmp_path / "z.npz"))
    qtbot.waitUntil(lambda: window.store.document.title == "z.npz")
    opened_on: list[tuple[bool, float]] = []
    threads: list[threading.Thread] = []

    def exec_(dialog: ExportDialog) -> int:
        data = dialog._state.data
        assert data is not None
        opened_on.append((data.exact, data.evaluation.task.label_smoothing))
        return 0

    def measured(*args: Any, **more: Any) -> Evaluation:
        threads.append(threading.current_thread())
        return evaluate_task(*args, **more)

    monkeypatch.setattr(ExportDialog, "exec", exec_)
    monkeypatch.setattr(measuring, "evaluate_task", measured)
    assert window.data is not None
    window.data.configure(Settings(label_smoothing=0.3))
    window.export("histogram")
    assert opened_on == []
    qtbot.waitUntil(lambda: opened_on == [(True, 0.3)])
    assert threads
    assert threading.main_thread() not in threads
    window.export("histogram")
    assert opened_on == [(True, 0.3)] * 2
