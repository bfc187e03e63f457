"""What there is no room for goes whole: never the sentence, the probabilities or the loss."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF

from ceviz.draw.lab.pipeline import NARROW, Slots, least_height, least_width, slots
from ceviz.draw.state import View
from ceviz.draw.theme import LIGHT

STAY = ("sentence", "bars", "loss")


def placed(width: float, height: float, size: float = 1.0, **view: bool) -> Slots:
    return slots(QRectF(0.0, 0.0, width, height), LIGHT.scaled(size), View(**view))


def there(plan: Slots) -> set[str]:
    names = ("sentence", "equation", "scores", "powers", "bars", "curve", "loss", "flow")
    return {name for name in names if not getattr(plan, name).isEmpty()}


def test_with_room_everything_is_there() -> None:
    assert there(placed(1240, 480, softmax=True)) == {
        "sentence", "equation", "scores", "powers", "bars", "curve", "loss", "flow"
    }  # fmt: skip


def test_the_curve_goes_first_and_then_the_scores() -> None:
    counts = []
    for width in range(1200, 260, -4):
        shown = there(placed(width, 480))
        assert shown.issuperset(STAY)
        assert "scores" in shown or "curve" not in shown
        counts.append(len(shown))
        assert placed(width, 480).bars.width() >= NARROW
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == counts[0] - 2


def test_in_a_low_one_the_way_back_goes_first_and_then_the_formula() -> None:
    order: list[set[str]] = []
    for height in range(480, 90, -4):
        shown = there(placed(1240, height))
        assert shown.issuperset(STAY)
        if not order or order[-1] != shown:
            order.append(shown)
    lost = [before - after for before, after in pairwise(order)]
    assert lost == [{"flow"}, {"equation"}]


@pytest.mark.parametrize("size", [0.8, 1.0, 1.6, 2.5])
def test_at_its_least_all_that_stays_lies_within_it(size: float) -> None:
    theme = LIGHT.scaled(size)
    width, height = least_width(theme), least_height(theme, simple=True)
    plan = placed(width, height, size, simple=True)
    for name in STAY:
        room = getattr(plan, name)
        assert QRectF(0.0, 0.0, width, height).adjusted(-1, -1, 1, 1).contains(room), name
