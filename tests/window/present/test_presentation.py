"""A presentation: keys, mouse and clicker; dragging; and everything as it was, afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from ceviz.document.model import Slide
from ceviz.draw.lab.slide import DIGIT
from ceviz.draw.theme import LIGHT, THEMES
from ceviz.panels.painted_panel import PaintedPanel
from ceviz.store import End, moves, slides
from ceviz.window.main_window import MainWindow
from ceviz.window.present.presentation import Presentation
from ceviz.window.present.verbs import Present
from tests.collisions.recorder import Recorder, Recording
from tests.helpers import user
from tests.helpers.files import load, write_npz
from tests.helpers.images import pixels
from tests.helpers.user import Button, Key
from tests.window.present.conftest import presented


@pytest.fixture
def deck(window: MainWindow, present: Present) -> Present:
    """The lab; the lab beside the simplex; two views."""
    assert window.views is not None
    present.add()
    window.views.open("simplex")
    present.add()
    window.views.open("sums", beside=True)
    present.add()
    window.store.history.setClean()
    return present


def wheel_on(shown: Presentation, at: QPointF, turned: int) -> None:
    """Turn the wheel by so many eighths of a degree over the slide."""
    event = QWheelEvent(
        at, shown.mapToGlobal(at), QPoint(), QPoint(0, turned), Button.NoButton,
        user.Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(shown, event)


def pulled(shown: Presentation) -> None:
    """Drag Banana down in the lab's bars."""
    bars = next(p for p in panels(shown) if p.name == "bars")
    g, q = bars.geometry_now(), float(shown.store.analysis.q[1])
    x, start, end = g.columns.centre(1), float(g.scale.at(q)) + 4.0, float(g.scale.at(q / 3.0))
    user.drag(bars, QPointF(x, start), QPointF(x, (start + end) / 2.0), QPointF(x, end))


@pytest.mark.parametrize("on", [Key.Key_Right, Key.Key_Space, Key.Key_PageDown])
@pytest.mark.parametrize("back", [Key.Key_Left, Key.Key_Backspace, Key.Key_PageUp])
def test_keys_and_clickers_go_on_and_back(qtbot: QtBot, deck: Present, on: Key, back: Key) -> None:
    shown = presented(qtbot, deck)
    places = []
    for which in (on, on, on, back, back, back):
        user.key(shown, which)
        places.append(shown.at)
    assert places == [1, 2, 2, 1, 0, 0]
    user.key(shown, Key.Key_End)
    assert shown.at == 2
    user.key(shown, Key.Key_Home)
    assert shown.at == 0


def test_f5_begins_and_esc_ends_with_all_as_it_was(
    qtbot: QtBot, window: MainWindow, deck: Present
) -> None:
    QApplication.processEvents()
    before, document = pixels(window.grab().toImage()), window.store.document
    history = window.store.history.count(), window.store.history.isClean()
    user.key(window, Key.Key_F5)
    shown = deck.presentation
    assert shown is not None
    assert shown.isFullScreen()
    assert shown.at == 0
    qtbot.waitExposed(shown)
    shown.showNormal()
    shown.resize(1280, 720)
    QApplication.processEvents()
    pulled(shown)
    user.key(shown, Key.Key_Right)
    user.key(shown, Key.Key_F9)
    user.key(shown, Key.Key_Escape)
    del shown
    qtbot.waitUntil(lambda: deck.presentation is None)
    assert window.store.document is document
    assert (window.store.history.count(), window.store.history.isClean()) == history
    window.notice.hide()
    QApplication.processEvents()
    np.testing.assert_array_equal(pixels(window.grab().toImage()), before)


def test_everything_can_be_dragged_and_is_offered_not_forced(
    qtbot: QtBot, window: MainWindow, deck: Present
) -> None:
    shown = presented(qtbot, deck)
    loss = shown.store.analysis.cross_entropy
    pulled(shown)
    dragged = shown.store.analysis.cross_entropy
    assert dragged > loss
    user.key(shown, Key.Key_Right)
    pulled(shown)
    user.key(shown, Key.Key_Left)
    assert shown.store.analysis.cross_entropy == dragged
    user.key(shown, Key.Key_Escape)
    kept = window.store.document.slides
    assert kept[0].document.sample.same_as(kept[2].document.sample)
    assert window.notice.message.text() == "“Fruit” and “Fruit 2” were changed while presenting."
    assert window.notice.action.text() == "Keep in the scenes"
    window.notice.action.click()
    first, second, third = window.store.document.slides
    assert not first.document.sample.same_as(third.document.sample)
    assert not second.document.sample.same_as(third.document.sample)
    window.store.undo()
    assert all(a is b for a, b in zip(window.store.document.slides, kept, strict=True))


def test_undoing_in_a_scene_gone_back_to_leads_to_how_it_was_kept(
    qtbot: QtBot, deck: Present
) -> None:
    shown = presented(qtbot, deck)
    before = shown.store.document
    pulled(shown)
    user.key(shown, Key.Key_Right)
    user.key(shown, Key.Key_Left)
    user.key(shown, Key.Key_Z, user.Modifier.ControlModifier)
    assert shown.store.document.sample.same_as(before.sample)
    user.key(shown, Key.Key_Right)
    assert shown.changed == {}


def test_what_was_not_changed_is_not_offered(
    qtbot: QtBot, window: MainWindow, deck: Present
) -> None:
    shown = presented(qtbot, deck)
    user.key(shown, Key.Key_Right)
    user.key(shown, Key.Key_R)
    user.key(shown, Key.Key_F)
    user.key(shown, Key.Key_Escape)
    assert window.notice.isHidden()


def test_without_scenes_what_is_shown_is_presented(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    shown = presented(qtbot, present)
    assert shown.store.document.same_as(window.store.document)
    pulled(shown)
    user.key(shown, Key.Key_Escape)
    assert window.store.document.slides == ()
    before = window.store.document
    window.notice.action.click()
    assert not window.store.document.same_as(before)
    assert window.store.document.slides == ()


def test_closing_the_window_offers_what_was_changed_too(
    qtbot: QtBot, window: MainWindow, deck: Present
) -> None:
    shown = presented(qtbot, deck)
    pulled(shown)
    shown.close()
    assert deck.presentation is None
    assert window.notice.message.text() == "“Fruit” was changed while presenting."
    again = presented(qtbot, deck)
    assert again.changed == {}


def test_from_the_chosen_one_on(qtbot: QtBot, window: MainWindow, deck: Present) -> None:
    deck.listed.choose(1)
    user.key(window, Key.Key_F5, user.Modifier.ShiftModifier)
    assert deck.presentation is not None
    assert deck.presentation.at == 1


def test_b_is_black_and_the_next_step_ends_it(qtbot: QtBot, deck: Present) -> None:
    shown = presented(qtbot, deck)
    user.key(shown, Key.Key_B)
    assert shown.black.isVisible()
    assert shown.black.geometry() == shown.rect()
    assert not pixels(shown.grab().toImage())[..., :3].any()
    user.key(shown, Key.Key_Right)
    assert (shown.black.isHidden(), shown.at) == (True, 0)
    user.key(shown, Key.Key_Right)
    assert shown.at == 1


def test_the_mouse_goes_on_beside_the_pictures_and_back_at_the_edge(
    qtbot: QtBot, deck: Present
) -> None:
    shown = presented(qtbot, deck)
    title = QPointF(600.0, 24.0)
    user.click(shown, title)
    assert shown.at == 1
    user.click(shown, title, button=Button.RightButton)
    assert shown.at == 0
    user.click(shown, QPointF(shown.width() - 2.0, 400.0))
    assert shown.at == 1
    user.click(shown, QPointF(1.0, 400.0))
    assert shown.at == 0


def test_the_wheel_goes_on_and_back(qtbot: QtBot, deck: Present) -> None:
    shown = presented(qtbot, deck)
    for turned, at in ((-120, 1), (-60, 1), (-60, 2), (-120, 2), (120, 1)):
        wheel_on(shown, QPointF(600.0, 24.0), turned)
        assert shown.at == at


def test_the_ring_goes_with_the_pointer_and_hinders_nothing(qtbot: QtBot, deck: Present) -> None:
    shown = presented(qtbot, deck)
    user.key(shown, Key.Key_R)
    assert shown.ring.isVisible()
    user.move(shown, QPointF(300.0, 200.0))
    assert (shown.ring.geometry().center() - QPointF(300.0, 200.0).toPoint()).manhattanLength() < 3
    loss = shown.store.analysis.cross_entropy
    pulled(shown)
    assert shown.store.analysis.cross_entropy > loss
    user.key(shown, Key.Key_R)
    assert shown.ring.isHidden()


def test_freezing_leaves_a_ghost_to_compare_with(qtbot: QtBot, deck: Present) -> None:
    shown = presented(qtbot, deck)
    before = shown.store.analysis
    user.key(shown, Key.Key_F)
    assert shown.scene.state.ghost is before
    pulled(shown)
    assert shown.scene.state.ghost is before
    assert f"was {before.cross_entropy:.4f}" in painted(shown)
    user.key(shown, Key.Key_F)
    assert shown.scene.state.ghost is None
    user.key(shown, Key.Key_F)
    user.key(shown, Key.Key_Right)
    assert shown.scene.state.ghost is None


def painted(shown: Presentation) -> list[str]:
    """Every text of every picture on the screen."""
    return [text.words for panel in panels(shown) for text in recorded(panel).texts]


def panels(shown: Presentation) -> list[PaintedPanel]:
    return [panel for panel in shown.findChildren(PaintedPanel) if panel.isVisible()]


def recorded(panel: PaintedPanel) -> Recording:
    painter = Recorder()
    try:
        state, theme, geometry = panel.state, panel.scene.theme, panel.geometry_now()
        panel.picture.draw_background(painter, geometry, state, theme)
        panel.picture.draw_foreground(painter, geometry, state, theme)
    finally:
        painter.end()
    return painter.recording


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (800, 600)])
def test_the_smallest_digit_on_the_screen_is_a_45th_of_it(
    qtbot: QtBot, deck: Present, size: tuple[int, int]
) -> None:
    shown = presented(qtbot, deck)
    shown.resize(*size)
    QApplication.processEvents()
    for _ in range(3):
        texts = [text for panel in panels(shown) for text in recorded(panel).texts]
        digits = [text for text in texts if any(letter.isdigit() for letter in text.words)]
        assert len(digits) > 5
        for text in digits:
            one = LIGHT.metrics(text.pixels).tightBoundingRect("1").height()
            assert one >= DIGIT * shown.height(), text.words
        user.key(shown, Key.Key_Right)


def test_figures_in_a_line_follow_a_drag(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    present.add()
    present.listed.line.setText("Banana has {share Banana:0}, for {loss:2} nats, {or so}")
    present.listed.line.editingFinished.emit()
    shown = presented(qtbot, present)
    assert shown.stage.said == "Banana has 91\xa0%, for 0.10 nats, {or so}"
    line = shown.stage._plan().line.toAlignedRect()
    before = pixels(shown.stage.grab(line).toImage())
    pulled(shown)
    q = shown.store.analysis.q[1]
    assert q < 0.5
    assert shown.stage.said == f"Banana has {q:.0%}, for {-np.log(q):.2f} nats, {{or so}}".replace(
        "%", "\xa0%"
    )
    assert (pixels(shown.stage.grab(line).toImage()) != before).any()
    shown.leave()
    assert window.store.document.slides[0].line.endswith("{loss:2} nats, {or so}")


def test_while_something_is_dragged_no_picture_moves(
    qtbot: QtBot, window: MainWindow, present: Present
) -> None:
    present.add()
    shown = presented(qtbot, present)
    stage = shown.stage
    # As if the number in it had grown longer by so much.
    stage.slide = replace(stage.slide, line=f"{'wordy ' * 200}{{loss}}")
    assert stage.pipeline is not None
    stage._follow()
    top = stage.pipeline.y()
    gesture = shown.store.begin()
    stage.slide = replace(stage.slide, line="{loss}")
    gesture.preview(moves.typed_intent("q", 1, 0.5, shown.store.document))
    assert stage.pipeline.y() == top
    gesture.end(End.RELEASED)
    assert stage.pipeline.y() < top


@pytest.mark.parametrize("view", ["histogram", "confusion", "ledger", "reliability"])
def test_samples_of_a_file_are_measured_on_the_screen_too(
    qtbot: QtBot, window: MainWindow, present: Present, tmp_path: Path, view: str
) -> None:
    window.files.install_file(load(write_npz(tmp_path / "file.npz")))
    assert window.views is not None
    window.views.open(view)
    present.add()
    shown = presented(qtbot, present)
    data = shown.scene.state.data
    assert data is not None
    assert data.evaluation.summary.counted == 60
    (picture,) = shown.stage.views
    assert picture.name == view
    assert "no samples" not in picture.picture.caption(shown.scene.state)


def test_text_that_was_larger_stays_so(qtbot: QtBot, window: MainWindow, present: Present) -> None:
    present.add()
    large = replace(window.store.document.slides[0], text_size=2.5)
    window.store.apply(slides.take_intent(0, large))
    shown = presented(qtbot, present)
    assert shown.scene.theme.scale == 2.5


def test_controls_are_hidden(qtbot: QtBot, deck: Present) -> None:
    shown = presented(qtbot, deck)
    for _ in range(3):
        found = [
            widget
            for kind in (QAbstractButton, QComboBox, QLineEdit)
            for widget in shown.findChildren(kind)
            if widget.isVisible()
        ]
        assert not found
        user.key(shown, Key.Key_Right)


def test_themes_go_round(qtbot: QtBot, deck: Present, window: MainWindow) -> None:
    shown = presented(qtbot, deck)
    before, seen = window.scene.theme.name, []
    for _ in THEMES:
        seen.append(shown.scene.theme.name)
        user.key(shown, Key.Key_F9)
    assert sorted(seen) == sorted(THEMES)
    assert window.scene.theme.name == before


@pytest.mark.parametrize("scenes", [True, False])
def test_into_another_document_nothing_is_kept(
    qtbot: QtBot, window: MainWindow, present: Present, scenes: bool
) -> None:
    """Keeping goes by places: scenes that came meanwhile are nobody's to write over."""
    if scenes:
        present.add()
    shown = presented(qtbot, present)
    pulled(shown)
    other = replace(window.store.document, title="Other")
    window.store.open(replace(other, slides=(Slide(other, "Its own"),)))
    user.key(shown, Key.Key_Escape)
    assert window.notice.message.text().startswith("What you changed while presenting is not kept:")
    assert not window.notice.action.isVisible()
