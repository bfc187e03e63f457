"""What is meant stays lit, the rest is dimmed; what would tell an answer is not to be seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from ceviz.lessons.format import Look
from ceviz.lessons.library import titles
from ceviz.window.learn.panel import LearnPanel
from ceviz.window.main_window import MainWindow
from tests.helpers.images import pixels


def shown(window: MainWindow, widget: QWidget) -> np.ndarray:
    """What is to be seen where ``widget`` is, without its edges."""
    QApplication.processEvents()
    whole: QImage = window.grab().toImage()
    corner = widget.mapTo(window, QPoint())
    part = whole.copy(corner.x() + 4, corner.y() + 4, widget.width() - 8, widget.height() - 8)
    return pixels(part)


def test_the_rest_is_dimmed_and_no_event_is_taken(window: MainWindow, learn: LearnPanel) -> None:
    learn.begin(titles().lessons[0])
    learn.light.light(())
    plain = shown(window, window.pipeline.curve), shown(window, window.pipeline.loss)
    learn.light.light([Look(panel="loss")])
    assert (shown(window, window.pipeline.curve) != plain[0]).any()
    assert (shown(window, window.pipeline.loss) == plain[1]).all()
    under = window.childAt(window.pipeline.curve.mapTo(window, QPoint(20, 20)))
    assert under is not learn.light


def test_what_tells_the_answer_is_covered_until_it_is_given(
    window: MainWindow, learn: LearnPanel
) -> None:
    assert learn.player.begin(titles().lessons[1], 0)
    assert learn.light.covered
    for hidden in (window.pipeline.bars, window.pipeline.loss, window.table, window.readouts):
        colours = shown(window, hidden).reshape(-1, shown(window, hidden).shape[-1])
        assert len(np.unique(colours, axis=0)) == 1
    learn.page.answer.click()
    assert learn.light.isHidden()
    colours = shown(window, window.pipeline.bars)
    assert len(np.unique(colours.reshape(-1, colours.shape[-1]), axis=0)) > 1


def test_a_class_and_a_term_have_boxes_of_their_own(window: MainWindow, learn: LearnPanel) -> None:
    QApplication.processEvents()
    learn.light.light([Look(panel="bars", of="Banana"), Look(panel="bars", term="q")])
    (whole, part), (column, is_part), (_, _), (word, _), *_ = learn.light.boxes()
    assert not part
    assert is_part
    assert whole.contains(column)
    assert whole.contains(word)
    assert column.width() < whole.width() / 2
    learn.light.light([Look(panel="sums")])
    assert learn.light.isHidden()
