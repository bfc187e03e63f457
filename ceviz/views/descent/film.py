"""A descent as GIF or WebP: frames painted offscreen from documents, one after the other.

Needs Pillow, the extra ``ceviz[animation]``. A GIF has one palette for all frames, in which the
theme's colours are exactly themselves, and no dither: half the bytes, a tenth of the time. A
WebP has all colours.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from ceviz.bootstrap import how_to_install, install_command
from ceviz.document import edits
from ceviz.document.analysis import Analysis, analyse
from ceviz.document.course import Course
from ceviz.document.model import Document
from ceviz.draw.picture import Picture, draw
from ceviz.draw.state import State
from ceviz.draw.theme import THEMES, Theme, colour
from ceviz.errors import InvalidInput
from ceviz.export.render import prepare
from ceviz.maths.descent import Loss
from ceviz.views.descent.picture import Descent
from ceviz.views.registry import plot, plots

if TYPE_CHECKING:
    from PIL.Image import Image

#: What can be written, by suffix.
ANIMATIONS: Mapping[str, str] = MappingProxyType({"gif": "GIF animation", "webp": "WebP animation"})


def beside() -> tuple[str, ...]:
    """What can stand beside the curves: names of plots, and nothing."""
    return (*(each.name for each in plots() if each.films), "")


#: Frames a second, about; GIF counts in hundredths of one.
FRAMES = 25

#: How long the first and the last frame stay, in milliseconds.
FIRST, LAST = 800, 1600

#: A film of so many pixels takes minutes and half a gigabyte.
MOST_PIXELS = 500_000_000

#: Colours of a GIF nearer than this to a theme's colour are left to it.
_NEAR = 8

#: What a step of a film is told: frames done, frames in all. It may raise to stop the filming.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Film:
    """What is filmed.

    Attributes:
        document: shows the sample; its scores are replaced.
        course: the descent.
        loss: whose path the document goes along.
        last: the step to stop at.
        speed: steps a second.
        beside: a plot left of the curves, one of :func:`beside`.
        size: width and height in pixels.
        theme: "light" or "dark".

    Raises:
        InvalidInput: one of these makes no film.
    """

    document: Document
    course: Course
    loss: Loss
    last: int
    speed: int = 60
    beside: str = "bars"
    size: tuple[int, int] = (960, 540)
    theme: str = "light"

    def __post_init__(self) -> None:
        if not 1 <= self.last <= self.course.last(self.loss):
            raise InvalidInput("a descent of no steps makes no film", why=f"{self.last} steps")
        if self.beside not in beside():
            raise InvalidInput(f"“{self.beside}” cannot stand beside the curves")
        width, height = self.size
        if min(width, height) < 200:
            raise InvalidInput(f"{width} × {height} pixels are too few to read")
        if width * height * len(self.steps) > MOST_PIXELS:
            raise InvalidInput(
                f"{len(self.steps)} frames of {width} × {height} pixels are too many",
                remedy="choose fewer steps, a higher speed or a smaller size",
            )

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """The step each frame shows; the start and the last one among them."""
        stride = max(1, round(self.speed / FRAMES))
        return (*range(0, self.last, stride), self.last)

    @cached_property
    def durations(self) -> tuple[int, ...]:
        """Milliseconds that each frame stays."""
        stride = max(1, round(self.speed / FRAMES))
        each = max(20, 10 * round(100.0 * stride / self.speed))
        return (FIRST, *[each] * (len(self.steps) - 2), LAST)

    @cached_property
    def start(self) -> Analysis:
        """Of the document at the start; axes keep to it."""
        return analyse(self._at(0))

    def painted(self, step: int) -> QImage:
        """The frame at ``step``; in any thread."""
        prepare()
        width, height = self.size
        theme = replace(THEMES[self.theme], marks=False)
        document = self._at(step)
        state = replace(
            State.of(document, analyse(document), selected=self.start.true),
            held=self.start,
            trail=self.course.trail(self.loss, step),
        )
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(colour(theme.background))
        with QPainter(image) as painter:
            for picture, rect in self._pictures(step, QRectF(0.0, 0.0, width, height)):
                draw(painter, picture, rect, state, theme)
        return image

    def _pictures(self, step: int, whole: QRectF) -> list[tuple[Picture, QRectF]]:
        """The pictures of one step and the rectangle of each."""
        gap = 8.0
        room = whole.adjusted(gap, gap, -gap, -gap)
        curves = Descent(self.course.plan, self.loss, course=self.course, step=step)
        if not self.beside:
            return [(curves, room)]
        half = (room.width() - gap) / 2.0
        left = QRectF(room.left(), room.top(), half, room.height())
        return [(plot(self.beside).make(), left), (curves, left.translated(half + gap, 0.0))]

    def _at(self, step: int) -> Document:
        return edits.set_scores(self.document, self.course.scores(self.loss, step))


def animation_bytes(film: Film, kind: str, progress: Progress | None = None) -> bytes:
    """The whole file, in the format ``kind`` of :data:`ANIMATIONS`.

    Raises:
        InvalidInput: an unknown format, or no Pillow.
    """
    require_pillow()
    if kind not in ANIMATIONS:
        raise InvalidInput(
            f"there is no animation called “{kind}”",
            remedy=f"choose one of {', '.join(ANIMATIONS)}",
        )
    out = io.BytesIO()
    (_write_gif if kind == "gif" else _write_webp)(film, out, progress or _silent)
    return out.getvalue()


def require_pillow() -> None:
    """Raise :class:`InvalidInput`, with what to do about it, if Pillow is not there."""
    try:
        import PIL.Image  # noqa: F401
    except ImportError:
        raise InvalidInput(
            "animations are written by Pillow, which is not installed",
            remedy=how_to_install("Pillow"),
            recipe=install_command("Pillow"),
        ) from None


def _write_gif(film: Film, out: io.BytesIO, progress: Progress) -> None:
    from PIL.Image import Dither

    palette = _palette(film)
    frames = (
        _pillow(painted).quantize(palette=palette, dither=Dither.NONE)
        for painted in _frames(film, progress)
    )
    next(frames).save(
        out, "GIF", save_all=True, append_images=frames, duration=list(film.durations), loop=0,
        optimize=True,
    )  # fmt: skip


def _write_webp(film: Film, out: io.BytesIO, progress: Progress) -> None:
    """Pillow lists all frames before it writes one; this image paints each when it is sought."""
    from PIL import Image

    reel, frames = Image.new("RGB", film.size), _frames(film, progress)

    def seek(_: int) -> None:
        # They are sought in order; at the end the first once more, for tidiness.
        painted = next(frames, None)
        if painted is not None:
            reel.paste(_pillow(painted))

    reel.n_frames, reel.seek = len(film.steps), seek  # type: ignore[attr-defined, assignment, method-assign]
    reel.save(
        out, "WEBP", save_all=True, duration=list(film.durations), loop=0, lossless=True,
        quality=50, method=2,
    )  # fmt: skip


def _frames(film: Film, progress: Progress) -> Iterator[QImage]:
    for done, step in enumerate(film.steps, 1):
        painted = film.painted(step)
        progress(done, len(film.steps))
        yield painted


def _palette(film: Film) -> Image:
    """The theme's colours, and those that three frames have besides."""
    from PIL import Image

    fixed = _theme_colours(THEMES[film.theme])
    samples = [_pillow(film.painted(film.steps[k])) for k in (0, len(film.steps) // 2, -1)]
    width, height = film.size
    strip = Image.new("RGB", (width, 3 * height))
    for place, sample in enumerate(samples):
        strip.paste(sample, (0, place * height))
    # One colour less than there may be: it stands for what a frame leaves as it was.
    found = strip.quantize(255 - len(fixed)).getpalette()
    others = np.array(found, dtype=int).reshape(-1, 3)
    apart = np.abs(others[:, None, :] - np.array(fixed)[None, :, :]).max(axis=2).min(axis=1)
    colours = [*fixed, *map(tuple, others[apart > _NEAR].tolist())]
    made = Image.new("P", (1, 1))
    made.putpalette([channel for each in colours for channel in each])
    return made


def _theme_colours(theme: Theme) -> list[tuple[int, int, int]]:
    """Every colour of a theme, once."""
    names = [value for value in vars(theme).values() if str(value).startswith("#")]
    tints = [colour(name) for name in (*names, *theme.palette)]
    return list(dict.fromkeys((tint.red(), tint.green(), tint.blue()) for tint in tints))


def _pillow(painted: QImage) -> Image:
    """A copy for Pillow."""
    from PIL import Image

    size, memory = (painted.width(), painted.height()), bytes(painted.constBits())
    return Image.frombytes("RGB", size, memory, "raw", "BGRX", painted.bytesPerLine(), 1)


def _silent(done: int, count: int) -> None:
    """For those who do not watch."""
