"""What collides in a recording: text over text, cut text, struck text, text too small to read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from tests.collisions.recorder import Recording, Strokes, Text

#: What edges may share, in pixels, before it counts: antialiasing reaches as far.
TOUCH = 0.6

#: What words beside each other may share: Qt rounds the box of ink to whole pixels, outwards.
BESIDE = 1.6

#: The least height of type that is read, in pixels, where nobody asked for smaller type.
LEAST = 9.0

OVER, CUT, STRUCK, COVERED, SMALL = "over text", "cut", "struck", "covered", "too small"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Collision:
    """One fault: what happened to which words, by what, and where."""

    kind: str
    words: str
    by: str
    at: tuple[int, int]


def collisions(noted: Recording, panel: QRectF, scale: float) -> list[Collision]:
    """All faults of what was painted into ``panel`` with type of the theme's ``scale``."""
    texts = noted.texts
    if not texts:
        return []
    boxes = _boxes([text.ink for text in texts])
    return [
        *_over_text(texts, boxes),
        *_cut(texts, boxes, panel),
        *_struck(noted, boxes),
        *_covered(noted, boxes),
        *_too_small(texts, scale),
    ]


def _over_text(texts: list[Text], boxes: Floats) -> list[Collision]:
    order = boxes[:, 0].argsort()
    found = []
    for place, i in enumerate(order.tolist()):
        rest = order[place + 1 :]
        rest = rest[boxes[rest, 0] < boxes[i, 2] - BESIDE]
        if not len(rest):
            continue
        wide = np.minimum(boxes[rest, 2], boxes[i, 2]) - np.maximum(boxes[rest, 0], boxes[i, 0])
        high = np.minimum(boxes[rest, 3], boxes[i, 3]) - np.maximum(boxes[rest, 1], boxes[i, 1])
        for j in rest[(wide > BESIDE) & (high > TOUCH)].tolist():
            if texts[i].order != texts[j].order:
                found.append(_fault(OVER, texts[i], texts[j].words))
    return found


def _cut(texts: list[Text], boxes: Floats, panel: QRectF) -> list[Collision]:
    left, top, right, bottom = _boxes([panel])[0]
    seen = _boxes([text.seen for text in texts])
    beyond = (
        (boxes[:, 0] < left - TOUCH)
        | (boxes[:, 1] < top - TOUCH)
        | (boxes[:, 2] > right + TOUCH)
        | (boxes[:, 3] > bottom + TOUCH)
        | (np.abs(boxes - seen) > TOUCH).any(axis=1)
    )
    return [_fault(CUT, texts[i], "the edge") for i in np.flatnonzero(beyond).tolist()]


def _struck(noted: Recording, boxes: Floats) -> list[Collision]:
    found = []
    for strokes in noted.strokes:
        meets = _meets(strokes, boxes)
        for i in np.flatnonzero(meets).tolist():
            text = noted.texts[i]
            if strokes.order > text.order or not _cleared(noted, strokes.order, text):
                found.append(_fault(STRUCK, text, strokes.kind))
    return found


def _meets(strokes: Strokes, boxes: Floats) -> NDArray[np.bool_]:
    """Which boxes any of the pieces runs through, (texts,)."""
    air = TOUCH - strokes.half
    low, high = boxes[:, :2] + air, boxes[:, 2:] - air
    found = np.zeros(len(boxes), dtype=bool)
    pieces = strokes.pieces
    ends = np.sort(pieces.reshape(-1, 2, 2), axis=1)
    outer_low, outer_high = ends[:, 0].min(axis=0), ends[:, 1].max(axis=0)
    near = (outer_low < high).all(axis=1) & (outer_high > low).all(axis=1)
    for i in np.flatnonzero(near).tolist():
        found[i] = _runs_through(pieces, low[i], high[i])
    return found


def _runs_through(pieces: Floats, low: Floats, high: Floats) -> bool:
    start, way = pieces[:, :2], pieces[:, 2:] - pieces[:, :2]
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = (low - start) / way, (high - start) / way
    within = (start > low) & (start < high)
    still = way == 0.0
    a = np.where(still, np.where(within, -np.inf, np.inf), a)
    b = np.where(still, np.where(within, np.inf, -np.inf), b)
    first = np.maximum(np.minimum(a, b).max(axis=1), 0.0)
    last = np.minimum(np.maximum(a, b).min(axis=1), 1.0)
    first = np.where((still & ~within).any(axis=1), 2.0, first)
    return bool((first < last).any())


def _cleared(noted: Recording, after: int, text: Text) -> bool:
    """Whether something opaque was laid under the words after what runs through them."""
    ink = text.ink.adjusted(TOUCH, TOUCH, -TOUCH, -TOUCH)
    return any(after < fill.order < text.order and fill.hides(ink) for fill in noted.fills)


def _covered(noted: Recording, boxes: Floats) -> list[Collision]:
    level = [fill for fill in noted.fills if fill.way.isIdentity()]
    if not level:
        return []
    fills = _boxes([fill.box for fill in level])
    orders = np.array([fill.order for fill in level])
    found = []
    for text, box in zip(noted.texts, boxes, strict=True):
        wide = np.minimum(fills[:, 2], box[2]) - np.maximum(fills[:, 0], box[0])
        high = np.minimum(fills[:, 3], box[3]) - np.maximum(fills[:, 1], box[1])
        if ((orders > text.order) & (wide > TOUCH) & (high > TOUCH)).any():
            found.append(_fault(COVERED, text, "a filling"))
    return found


def _too_small(texts: list[Text], scale: float) -> list[Collision]:
    # Type is of whole pixels.
    least = round(LEAST * min(scale, 1.0)) - 0.01
    return [_fault(SMALL, text, f"{text.pixels:.1f} px") for text in texts if text.pixels < least]


def _boxes(rects: list[QRectF]) -> Floats:
    return np.array([(r.left(), r.top(), r.right(), r.bottom()) for r in rects])


def _fault(kind: str, text: Text, by: str) -> Collision:
    middle = text.ink.center()
    return Collision(kind, text.words, by, (round(middle.x()), round(middle.y())))
