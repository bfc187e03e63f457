"""The keyboard on a bar picture: as good as the mouse.

←→ choose a class, ↑↓ nudge it (Shift finer, Page keys coarser), Home and End go to the ends,
L locks, T makes it the truth; digits and Enter are the panel's, they open its editor.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QKeyCombination, Qt

from ceviz.draw.state import State
from ceviz.store import Intent, moves

_STEPS = {
    Qt.Key.Key_Up: (1.0, 0),
    Qt.Key.Key_Down: (-1.0, 0),
    Qt.Key.Key_PageUp: (1.0, 2),
    Qt.Key.Key_PageDown: (-1.0, 2),
}


def chosen_class(key: Qt.Key, selected: int, count: int) -> int | None:
    """The class that ← or → goes to, around the ends; None for any other key."""
    step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
    return None if step is None else (selected + step) % count


def intent_for(
    pressed: QKeyCombination, kind: str, index: int, state: State, ends: tuple[float, float]
) -> Intent | None:
    """What ``pressed`` asks of class ``index``; None if it asks nothing.

    ``ends`` are where Home and End go: the ends of the axis, in the unit of ``kind``.
    """
    key = pressed.key()
    if key == Qt.Key.Key_L:
        return moves.lock_intent(index, state.document)
    if key == Qt.Key.Key_T:
        return moves.true_intent(index, state.document)
    value = _value(pressed, kind, index, state, ends)
    return None if value is None else moves.nudge_intent(kind, index, value, state.document)


def _value(
    pressed: QKeyCombination, kind: str, index: int, state: State, ends: tuple[float, float]
) -> float | None:
    key, (low, high) = pressed.key(), ends
    if key == Qt.Key.Key_Home:
        return low
    if key == Qt.Key.Key_End:
        return high
    if key not in _STEPS:
        return None
    sign, size = _STEPS[key]
    if size == 0 and pressed.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
        size = 1
    by = sign * moves.NUDGES[kind][size]
    if kind == "z":
        now = float(state.analysis.z[index])
        if math.isinf(now):
            return low + by if by > 0.0 else now
        return now + by
    now = moves.value_of(kind, index, state.document, state.analysis)
    # What was typed beyond an end stays there: ↑ never lowers, ↓ never raises.
    return min(max(now + by, min(low, now)), max(high, now))
