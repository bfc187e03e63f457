"""A descent as GIF and WebP, read back with Pillow."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

from ceviz.document.course import Course, Plan
from ceviz.document.model import Document
from ceviz.draw.theme import DARK, LIGHT, THEMES, colour
from ceviz.errors import Cancelled, InvalidInput
from ceviz.maths.descent import Loss
from ceviz.views.descent.film import (
    ANIMATIONS,
    FIRST,
    LAST,
    Film,
    animation_bytes,
    require_pillow,
)
from ceviz.views.descent.film import (
    beside as stands_beside,
)
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.images import pixels

CE = Loss.CROSS_ENTROPY

SIZE = (400, 240)


def film(document: Document | None = None, last: int = 12, **look: object) -> Film:
    """A small film of a few frames."""
    document = document or free_fruit()
    course = Course.of(document, Plan(count=50))
    return Film(document, course, CE, last, **{"size": SIZE, **look})  # type: ignore[arg-type]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def frame(image: Image.Image, place: int) -> NDArray[np.uint8]:
    image.seek(place)
    return np.asarray(image.convert("RGB"))


def painted(image: QImage) -> NDArray[np.uint8]:
    """(height, width, 3), red first."""
    return pixels(image)[..., 2::-1]


@pytest.mark.parametrize("kind", ANIMATIONS)
def test_the_file_has_its_frames_its_size_and_its_length(kind: str) -> None:
    made = film()
    image = opened(animation_bytes(made, kind))
    assert image.format == kind.upper()
    assert image.n_frames == len(made.steps) == 7  # type: ignore[attr-defined]
    assert image.size == SIZE
    assert image.info["loop"] == 0
    durations = []
    for place in range(len(made.steps)):
        image.seek(place)
        image.load()
        durations.append(image.info["duration"])
    assert tuple(durations) == made.durations == (FIRST, 30, 30, 30, 30, 30, LAST)


def test_a_webp_is_the_painted_frames_to_the_pixel() -> None:
    made = film(beside="simplex")
    image = opened(animation_bytes(made, "webp"))
    for place, step in enumerate(made.steps):
        np.testing.assert_array_equal(frame(image, place), painted(made.painted(step)))


@pytest.mark.parametrize("theme", [LIGHT.name, DARK.name])
@pytest.mark.parametrize("beside", stands_beside())
def test_a_gif_has_one_palette_that_keeps_the_themes_colours(theme: str, beside: str) -> None:
    made = film(theme=theme, beside=beside, last=4)
    data = animation_bytes(made, "gif")
    image = opened(data)
    wanted = [painted(made.painted(step)) for step in made.steps]
    tints = [colour(getattr(THEMES[theme], name)) for name in ("background", "surface")]
    grounds = [(tint.red(), tint.green(), tint.blue()) for tint in tints]
    for place, exact in enumerate(wanted):
        found = frame(image, place)
        off = np.abs(found.astype(int) - exact.astype(int)).max(axis=2)
        assert off.mean() < 2.0
        for ground in grounds:
            assert (found[(exact == ground).all(axis=2)] == ground).all()
    every = np.concatenate([frame(image, place).reshape(-1, 3) for place in range(len(wanted))])
    assert len(np.unique(every, axis=0)) <= 256


def test_the_same_film_is_the_same_bytes() -> None:
    for kind in ANIMATIONS:
        assert animation_bytes(film(last=4), kind) == animation_bytes(film(last=4), kind)


def test_steps_and_durations_follow_the_speed() -> None:
    assert film(last=12, speed=60).steps == (0, 2, 4, 6, 8, 10, 12)
    assert film(last=5, speed=60).steps == (0, 2, 4, 5)
    assert film(last=3, speed=5).steps == (0, 1, 2, 3)
    assert film(last=3, speed=5).durations == (FIRST, 200, 200, LAST)
    fast = film(last=50, speed=240)
    assert fast.steps == (0, 10, 20, 30, 40, 50)
    assert fast.durations[1:-1] == (40,) * 4
    assert film(last=1).steps == (0, 1)


def test_axes_hold_still_and_the_trail_grows() -> None:
    made = film(beside="bars", last=50)
    first, last = (painted(made.painted(step)) for step in (0, 50))
    # The strip with the numbers of the axis left of the bars.
    np.testing.assert_array_equal(first[60:, 10:30], last[60:, 10:30])
    assert (first != last).any()


@pytest.mark.parametrize("document", [fruit(), infinite(), many(2), many(10), many(200)])
@pytest.mark.parametrize("beside", stands_beside())
def test_every_document_can_be_filmed(document: Document, beside: str) -> None:
    made = film(document, last=2, beside=beside)
    assert opened(animation_bytes(made, "gif")).size == SIZE


def test_the_film_is_of_the_course_and_not_of_where_the_document_is_now() -> None:
    made = film()
    gone = replace(made, document=made._at(9))
    np.testing.assert_array_equal(painted(made.painted(4)), painted(gone.painted(4)))


@pytest.mark.parametrize("kind", ANIMATIONS)
def test_it_says_how_far_it_is_and_can_be_stopped(kind: str) -> None:
    told: list[tuple[int, int]] = []
    animation_bytes(film(last=8), kind, lambda done, count: told.append((done, count)))
    assert told == [(k, 5) for k in range(1, 6)]

    def stop(done: int, count: int) -> None:
        if done == 2:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        animation_bytes(film(last=8), kind, stop)


def test_without_pillow_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each == "PIL" or each.startswith("PIL.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "PIL", None)
    for ask in (require_pillow, lambda: animation_bytes(film(), "gif")):
        with pytest.raises(
            InvalidInput, match=r"Pillow, which is not installed\. .*-m pip install P"
        ):
            ask()


def test_refused() -> None:
    for wrong, words in (
        ({"last": 0}, "no steps"),
        ({"last": 51}, "no steps"),
        ({"beside": "table"}, "table"),
        ({"size": (100, 100)}, "too few"),
        ({"size": (30_000, 20_000)}, "too many"),
    ):
        with pytest.raises(InvalidInput, match=words):
            film(**wrong)  # type: ignore[arg-type, unused-ignore]
    with pytest.raises(InvalidInput, match="Choose one of gif, webp"):
        animation_bytes(film(), "mp4")
