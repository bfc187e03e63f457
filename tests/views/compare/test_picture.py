"""The picture of two files: points, fates, the caption's sum, and when it says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.draw.state import Data
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.maths.batch import FATES, Evaluation, evaluate
from ceviz.views.compare.picture import (
    LOWEST,
    MOST,
    Compare,
    comparison_of,
    measured_alike,
    points_of,
)
from tests.helpers.documents import fruit
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered
from tests.maths.batch.plainly import normal_batch
from tests.views.histogram.test_picture import state

SCORES, LABELS = normal_batch(400, 5, np.float64)


def before(**settings: object) -> Evaluation:
    return evaluate(SCORES, LABELS, **settings)  # type: ignore[arg-type]


def after(**settings: object) -> Evaluation:
    scores = 1.7 * SCORES + np.random.default_rng(3).normal(0.0, 1.5, SCORES.shape)
    return evaluate(scores, LABELS, **settings)  # type: ignore[arg-type]


def test_points_are_losses_before_and_after() -> None:
    old, new = before(), after()
    found = points_of(Data(new, other=old))
    assert found is not None
    x, y, fates = found
    np.testing.assert_array_equal(x, np.maximum(old.loss, LOWEST))
    np.testing.assert_array_equal(y, np.maximum(new.loss, LOWEST))
    became_right = FATES.index("became right")
    assert ((fates == became_right) == (~old.right & new.right)).all()


def test_of_very_many_an_even_share_is_drawn() -> None:
    many = evaluate(np.tile(SCORES, (120, 1)), np.tile(LABELS, 120))
    found = points_of(Data(many, other=many))
    assert found is not None
    assert MOST / 2 < len(found[0]) <= MOST * 2


def test_the_caption_adds_up() -> None:
    old, new = before(), after()
    found = comparison_of(Data(new, other=old))
    assert found is not None
    assert new.mean - old.mean == pytest.approx(sum(part.contribution for part in found.parts))
    words = Compare().caption(state(new, other=old, other_name="old.npz"))
    for part in found.parts:
        assert f"{part.fate} " in words
        assert f"({part.count:,})" in words
    assert "no contradiction" not in words or new.accuracy > old.accuracy


def test_measured_otherwise_they_are_not_compared() -> None:
    for data in (
        Data(after(temperature=2.0), other=before()),
        Data(after(label_smoothing=0.1), other=before()),
        Data(after(weight=np.ones(5)), other=before()),
    ):
        assert not measured_alike(data)
        assert comparison_of(data) is None
        assert points_of(data) is None
    weighted = Data(after(weight=np.ones(5)), other=before(weight=np.ones(5)))
    assert comparison_of(weighted) is not None
    assert comparison_of(Data(after(), exact=False, other=before())) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_four_fates_have_four_colours(theme: Theme) -> None:
    from ceviz.views.compare.picture import _TINTS, _tint

    assert len({_tint(name, theme) for name in _TINTS}) == len(FATES)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_is_drawn_with_infinite_losses_too(theme: Theme) -> None:
    scores = SCORES.copy()
    scores[0, LABELS[0]] = -np.inf
    shown = state(evaluate(scores, LABELS), other=before(), other_name="a long name.npz")
    rendered(Compare(), shown, 300, 260, theme)
    assert "∞" in Compare().caption(shown)


def test_alone_it_says_what_is_missing() -> None:
    for shown in (state_of(fruit()), state(before())):
        rendered(Compare(), shown, 300, 260)
        assert "nothing to compare with" in Compare().caption(shown)
