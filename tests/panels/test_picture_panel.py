"""A picture as a widget: it shows, it listens to the hand, and painting asks for nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ceviz.document.classes import toggle_lock
from ceviz.document.edits import set_policy, set_scores
from ceviz.document.model import Document, Policy
from ceviz.draw.lab.equation import Equation
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.lab.sentence import Sentence
from ceviz.draw.picture import draw
from ceviz.draw.state import TOP, View
from ceviz.draw.theme import DARK
from ceviz.panels import overrides, painted_panel
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.value_editor import ValueEditor
from tests.helpers import user
from tests.helpers.documents import batch, free_fruit, fruit, infinite, many
from tests.helpers.fixtures import make_scene, show
from tests.helpers.hearing import Heard, Hooked
from tests.helpers.images import painted, pixels
from tests.helpers.painters import Painters
from tests.helpers.user import Button, Key
from tests.panels.conftest import BANANA, bars_panel, curve_panel, scores_panel


def column(panel: PicturePanel, index: int, share: float = 0.5) -> QPointF:
    """A place in the column of a class, ``share`` of the way up."""
    g = panel.geometry_now()
    plot = g.frame.plot
    x = g.columns.centre(g.columns.column_of(index))
    return QPointF(x, plot.bottom() - share * plot.height())


@pytest.mark.parametrize(
    "document", [fruit(), free_fruit(), infinite(), batch(), many(2), many(25), many(1000)]
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_shows_what_the_picture_paints(qtbot: QtBot, document: Document, theme: str) -> None:
    scene = make_scene(document)
    panel = PicturePanel("bars", ProbabilityBars(), scene, kind="")
    heard = Heard(panel)
    if theme == "dark":
        scene.set_theme(DARK)
    panel = show(qtbot, panel, 411, 303)
    for changed in (document, set_scores(document, document.sample.scores[::-1])):
        scene.store.open(changed)
        shown = pixels(panel.grab().toImage())
        paint = partial(
            draw, picture=panel.picture, rect=QRectF(panel.rect()), state=scene.state,
            theme=scene.theme,
        )  # fmt: skip
        expected = painted(paint, 411, 303, QColor(scene.theme.background))
        assert np.array_equal(shown[..., :3], expected[..., :3])
    assert heard.said == []


def test_a_change_repaints_once_and_asks_for_nothing(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    before = pixels(panel.grab().toImage())
    scene.store.open(infinite())
    assert not np.array_equal(before, pixels(panel.grab().toImage()))
    scene.hover(2)
    scene.set_view(View(log_q=True))
    scene.set_theme(DARK)
    panel.grab()
    assert heard.said == []


def test_a_press_selects_the_class_in_its_column(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    for index in (2, 0, 1):
        user.click(panel, column(panel, index))
        assert scene.state.selected == index
    assert scene.store.history.count() == 0


def test_the_names_under_the_bars_belong_to_their_columns(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    footer = panel.geometry_now().frame.footer
    user.click(panel, QPointF(column(panel, 2).x(), footer.center().y()))
    assert scene.state.selected == 2


def test_hovering_lights_a_class_and_leaving_puts_it_out(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    user.move(panel, column(panel, 2))
    assert scene.state.hovered == 2
    assert panel.cursor().shape() is Qt.CursorShape.SizeVerCursor
    user.move(panel, QPointF(3.0, 3.0))
    assert scene.state.hovered is None
    assert panel.cursor().shape() is Qt.CursorShape.ArrowCursor
    user.move(panel, column(panel, 0))
    user.leave(panel)
    assert scene.state.hovered is None
    assert heard.said == []


def test_a_term_of_the_equation_lights_its_class(qtbot: QtBot, scene: Scene) -> None:
    panel = show(qtbot, PicturePanel("equation", Equation(), scene), 900, 68)
    heard = Heard(panel)
    spy = QSignalSpy(scene.repaint)
    terms = [item for item in panel.geometry_now().placed if item.token.about is not None]
    assert [item.token.about for item in terms] == [BANANA] * len(terms)
    user.move(panel, terms[0].box.center())
    assert scene.state.hovered == BANANA
    assert spy.count() == 1
    assert heard.said == []


def test_the_note_by_the_pointer_names_the_class_and_its_numbers(
    qtbot: QtBot, scene: Scene
) -> None:
    panel = bars_panel(qtbot, scene)
    user.move(panel, column(panel, BANANA))
    words = panel.note(panel.state)
    assert words[0] == "Banana"
    assert "q = 0.9088" in words
    assert "−log q = 0.0957" in words
    assert "H(p,q) = 0.0957 nats" in words
    with_note = pixels(panel.grab().toImage())
    user.leave(panel)
    assert panel.note(panel.state) == []
    assert not np.array_equal(with_note, pixels(panel.grab().toImage()))


def test_the_note_stays_with_the_class_that_is_dragged(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    user.press(panel, column(panel, BANANA))
    user.move(panel, column(panel, 2, 0.3))
    assert panel.note(panel.state)[0] == "Banana"
    assert scene.state.hovered is None
    user.release(panel, column(panel, 2, 0.3))


def test_a_double_click_types_and_asks_for_nothing_yet(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    heard = Heard(panel)
    user.double_click(panel, column(panel, 2))
    assert scene.state.selected == 2
    assert user.typing_in(panel) == "q of Orange"
    assert "edited" not in heard.said
    assert "previewed" not in heard.said


def test_the_context_menu_speaks_of_the_class_under_it(
    qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = bars_panel(qtbot, scene)
    heard, exports = Heard(panel), QSignalSpy(panel.export_wanted)
    wanted, offered = ["Lock Orange"], []

    class Menu(QMenu):
        def exec(self, *_: object) -> None:  # type: ignore[override]
            offered.append([action.text() for action in self.actions() if action.text()])
            for action in self.actions():
                if action.text() in wanted:
                    action.trigger()

    monkeypatch.setattr("ceviz.panels.picture_panel.QMenu", Menu)
    user.click(panel, column(panel, 2), button=Button.RightButton)
    assert offered[-1] == [
        "Type a value for Orange…",
        "Make Orange the true class",
        "Lock Orange",
        "Export this picture…",
    ]
    assert heard.one.label == "Lock Orange"
    assert scene.store.document.classes.locked == {2}
    wanted[:] = ["Export this picture…"]
    user.click(panel, QPointF(4.0, 4.0), button=Button.RightButton)
    assert offered[-1] == ["Export this picture…"]
    assert exports.at(0) == ["bars"]
    wanted[:] = ["Type a value for Orange…"]
    user.click(panel, column(panel, 2), button=Button.RightButton)
    assert user.typing_in(panel) == "q of Orange"


def test_pictures_without_numbers_to_set_take_no_keyboard(qtbot: QtBot, scene: Scene) -> None:
    panel = PicturePanel("equation", Equation(), scene)
    assert panel.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert scores_panel(qtbot, scene).focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_screen_readers_hear_a_name_and_what_can_be_done(scene: Scene) -> None:
    panel = PicturePanel("scores", ScoreBars(), scene, kind="z", description="Logits. Up.")
    assert panel.accessibleName() == "Scores z"
    assert panel.accessibleDescription() == "Logits. Up."


def test_the_keyboard_is_seen(qtbot: QtBot, scene: Scene) -> None:
    panel = bars_panel(qtbot, scene)
    panel.clearFocus()
    without = pixels(panel.grab().toImage())
    panel.setFocus()
    assert panel.state.focused
    assert not np.array_equal(without, pixels(panel.grab().toImage()))


def test_the_kept_layer_is_painted_once_for_many_frames(
    qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted_still: list[int] = []
    whole = ProbabilityBars.draw_background

    def counted(self: ProbabilityBars, *arguments: object) -> None:
        painted_still.append(1)
        whole(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ProbabilityBars, "draw_background", counted)
    panel = bars_panel(qtbot, scene)
    panel.grab()
    painted_still.clear()
    start = column(panel, BANANA)
    user.press(panel, start)
    for dy in range(1, 20):
        user.move(panel, start + QPointF(0.0, dy))
        panel.grab()
    user.release(panel, start + QPointF(0.0, 19.0))
    assert painted_still == []
    scene.set_theme(DARK)
    panel.grab()
    assert painted_still == [1]


def test_a_press_takes_the_largest_class_of_its_pixel(qtbot: QtBot) -> None:
    scene = make_scene(many(1000))
    scene.set_view(View(every=True))
    panel = bars_panel(qtbot, scene)
    columns = panel.geometry_now().columns
    assert columns.thin
    largest = int(scene.store.analysis.ranking[0])
    scene.select((largest + 500) % 1000)
    user.click(panel, column(panel, largest))
    assert scene.state.selected == largest


def test_in_a_crowded_pixel_the_selected_class_goes_first(qtbot: QtBot) -> None:
    scene = make_scene(many(1000))
    panel = bars_panel(qtbot, scene)
    largest = int(scene.store.analysis.ranking[0])
    neighbour = largest + 1
    scene.select(neighbour)
    where = column(panel, neighbour)
    user.press(panel, where)
    user.move(panel, where + QPointF(0.0, -30.0))
    assert scene.state.selected == neighbour
    assert panel.note(panel.state)[0] == f"class {neighbour}"
    user.release(panel, where + QPointF(0.0, -30.0))
    assert scene.store.history.undoText().startswith(f"Drag q[class {neighbour}]")


def test_the_largest_twenty_and_the_rest_as_one(qtbot: QtBot) -> None:
    scene = make_scene(many(100))
    panel = bars_panel(qtbot, scene)
    assert panel.geometry_now().columns.count == 100
    scene.set_view(replace(scene.view, top=TOP))
    columns = panel.geometry_now().columns
    assert columns.count == TOP + 1
    selected = scene.state.selected
    # The rest is not a class: it is neither lit nor grabbed.
    rest = QPointF(columns.centre(TOP), panel.geometry_now().frame.plot.center().y())
    user.move(panel, rest)
    assert scene.state.hovered is None
    user.drag(panel, rest, rest - QPointF(0.0, 40.0))
    assert scene.state.selected == selected
    assert scene.store.history.count() == 0
    third = int(columns.classes[2])
    user.click(panel, column(panel, third))
    assert scene.state.selected == third


def test_the_curve_lights_and_selects_the_point_that_is_near(qtbot: QtBot, scene: Scene) -> None:
    for plot in (False, True):
        panel = curve_panel(qtbot, scene, plot=plot)
        axes = panel.plot.axes() if panel.plot else panel.geometry_now().axes[0]
        widget = panel.plot.viewport() if panel.plot else panel
        scene.select(BANANA)
        apple = axes.at(float(scene.state.analysis.q[0]), float(scene.state.analysis.surprisal[0]))
        user.move(widget, apple)
        assert scene.state.hovered == 0
        user.click(widget, apple)
        assert scene.state.selected == 0
        user.move(widget, axes.area.center())
        assert scene.state.hovered is None


@pytest.mark.parametrize("layer", ["draw_background", "draw_foreground"])
def test_no_painter_outlives_a_mistake_in_a_picture(
    qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch, hooked: Hooked, layer: str
) -> None:
    def mistake(*_: object) -> None:
        raise ArithmeticError(layer)

    panel = show(qtbot, PicturePanel("bars", ProbabilityBars(), scene), 300, 200)
    begun = Painters(monkeypatch, painted_panel), Painters(monkeypatch, overrides)
    monkeypatch.setattr(ProbabilityBars, layer, mistake)
    panel.set_picture(ProbabilityBars())
    panel.grab()
    assert [str(each) for each in hooked] == [layer]
    assert all(painters.all_ended() for painters in begun)


@pytest.mark.parametrize("policy", Policy)
def test_a_locked_bar_stays_and_the_sentence_says_why(qtbot: QtBot, policy: Policy) -> None:
    scene = make_scene(set_policy(toggle_lock(fruit(), BANANA), policy, partner=0))
    panel, before = bars_panel(qtbot, scene), scene.store.document
    g = panel.geometry_now()
    start = QPointF(g.columns.centre(BANANA), g.scale.at(scene.state.analysis.q[BANANA]) + 10.0)
    user.press(panel, start)
    user.move(panel, start + QPointF(0.0, 90.0))
    assert scene.store.document is before
    assert Sentence().caption(scene.state).startswith("Banana is locked and keeps its share")
    user.release(panel, start + QPointF(0.0, 90.0))
    assert "locked" not in Sentence().caption(scene.state)
    assert scene.store.history.count() == 0


def test_a_locked_probability_is_not_typed_over(qtbot: QtBot) -> None:
    scene = make_scene(toggle_lock(fruit(), BANANA))
    panel = bars_panel(qtbot, scene)
    scene.select(BANANA)
    user.key(panel, Key.Key_Return)
    user.write(panel, "0.2")
    user.key(panel, Key.Key_Return)
    (editor,) = (each for each in panel.findChildren(ValueEditor) if each.isVisible())
    assert editor.reason.text() == "Banana is locked and keeps its share. Unlock Banana first"
    user.key(panel, Key.Key_Escape)
    assert scene.store.history.count() == 0
