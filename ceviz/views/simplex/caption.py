"""What the simplex says: its sentence, and the note by the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from ceviz.document.text.numbers import show_information
from ceviz.draw.state import State
from ceviz.maths.ternary import Slice
from ceviz.views.simplex.layout import SimplexGeometry
from ceviz.views.simplex.slice import Background


def caption(part: Slice, ground: Background, state: State) -> str:
    """The loss now, and how low it can get by sharing anew among the chosen classes."""
    names = [state.document.classes.names[k] for k in part.chosen]
    who = f"{', '.join(names[:-1])} and {names[-1]}"
    if ground.mass == 0.0:
        return f"p asks for none of {who}: however they share, the loss stays the same."
    if not np.isfinite(ground.offset):
        return f"The loss is ∞ however {who} share: q rules out what p asks for."
    best = f"{show_information(ground.lowest * state.per_nat)} {state.unit}"
    if not np.isfinite(part.loss):
        asked = zip(names, part.point, part.target, strict=True)
        ruled_out = " and ".join(name for name, w, p in asked if w == 0.0 and p > 0.0)
        return f"The loss is ∞: q rules out {ruled_out}, which p asks for; at p it is {best}."
    now = f"{show_information(part.loss * state.per_nat)} {state.unit}"
    if len(state.document.classes) == len(names):
        return f"The loss is {now} at q; at p it is {best}, the least there is."
    share = state.share(part.share)
    return (
        f"{who} have {share} of q together. The loss is {now}; with p's ratios among them it "
        f"would be {best}."
    )


def at(g: SimplexGeometry, point: QPointF, state: State) -> list[str]:
    """The loss at a pixel, and what the chosen classes would have there."""
    shares, names = g.shares(point), state.document.classes.names
    loss = show_information(float(g.ground.loss(shares)) * state.per_nat)
    lines = [f"loss {loss} {state.unit}"]
    for k, share in zip(g.part.chosen, (shares * g.part.share).tolist(), strict=True):
        lines.append(f"{names[k]} {state.share(share)}")
    return lines
