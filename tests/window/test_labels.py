"""“What am I looking at?”: names that cover nothing, explained when pointed at, gone with a key."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ceviz.draw.theme import LIGHT
from ceviz.panels.terms.explain import Labelled
from ceviz.storage.glossary import term, terms
from ceviz.window.labels import Labels, placed
from ceviz.window.main_window import MainWindow
from tests.helpers import user


def labels(window: MainWindow) -> Labels:
    window.label_everything()
    sheet = window.findChild(Labels)
    assert sheet is not None
    return sheet


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800), (1920, 1080)])
def test_everything_is_named_and_no_name_covers_another(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window.resize(*size)
    sheet = labels(window)
    names = [tag.name for tag in sheet.tags]
    assert {"cross_entropy", "entropy", "kl_divergence", "softmax", "z", "q"} <= {
        tag.term.key for tag in sheet.tags
    }
    assert not any(one.intersects(other) for one, other in combinations(names, 2))
    assert all(QRectF(sheet.rect()).contains(name) for name in names)
    assert not any(tag.name.intersects(other.word) for tag in sheet.tags for other in sheet.tags)


def test_pointing_explains_and_any_key_ends_it(window: MainWindow, qtbot: QtBot) -> None:
    sheet = labels(window)
    tag = sheet.tags[0]
    user.move(sheet, tag.name.center())
    assert sheet._pointed is tag
    QTest.keyClick(sheet, Qt.Key.Key_Tab)
    assert sheet._pointed is sheet.tags[1]
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.findChild(Labels) is None


def test_a_click_ends_it_and_reaches_nothing_below(window: MainWindow) -> None:
    before = window.store.document
    sheet = labels(window)
    at = window.pipeline.bars.mapTo(window, window.pipeline.bars.rect().center())
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=at)
    assert not sheet.isVisible()
    assert window.store.document is before


def test_a_window_that_changes_its_size_ends_it(window: MainWindow) -> None:
    sheet = labels(window)
    window.resize(window.width() + 30, window.height())
    assert not sheet.isVisible()


def test_what_finds_no_room_is_left_out() -> None:
    many = [Labelled(each, QRect(4, 4 + 3 * n, 30, 3)) for n, each in enumerate(terms())]
    tags = placed(many, QRect(0, 0, 120, 60), LIGHT)
    assert len(tags) < len(many)
    one = term("kl_divergence")
    assert one is not None
    twice = [Labelled(one, QRect(50, 50, 40, 12)), Labelled(one, QRect(50, 150, 40, 12))]
    assert len(placed(twice, QRect(0, 0, 400, 300), LIGHT)) == 1


def test_the_words_of_views_explain_themselves_too(window: MainWindow) -> None:
    assert window.views is not None
    descent = window.views.open("descent")
    told = [label.toolTip() for label in descent.findChildren(QLabel) if "step" in label.text()]
    assert any("How far one step of descent goes" in tip for tip in told)
