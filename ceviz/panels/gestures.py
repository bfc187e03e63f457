"""What grabbing, nudging and typing mean, as intents: one place for every handle there is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF

from ceviz.document import classes, edits
from ceviz.document.model import Document
from ceviz.document.numbers import show_probability, show_score
from ceviz.draw.picture import Handle
from ceviz.store import Edit, Intent

#: Fine dragging moves this many times slower.
FINE = 10.0

#: How far one key press goes: plain, with Shift, by page; in the handle's own axis.
NUDGES = {"q": (0.01, 0.001, 0.1), "p": (0.01, 0.001, 0.1), "z": (0.1, 0.01, 1.0)}


@dataclass
class Drag:
    """One handle from press to release, Esc or the right button.

    The pointer is followed with the offset of the press; while Shift is held it is followed
    ten times slower, and switching Shift on or off moves nothing.
    """

    handle: Handle
    anchor: QPointF
    reached: QPointF
    fine: bool = False

    @classmethod
    def start(cls, handle: Handle, pointer: QPointF, *, fine: bool = False) -> Drag:
        """A drag that begins with ``pointer`` on ``handle``."""
        return cls(handle, QPointF(pointer), QPointF(handle.at), fine)

    def follow(self, pointer: QPointF, *, fine: bool) -> QPointF:
        """Where the handle is when the pointer is at ``pointer``."""
        if fine != self.fine:
            self.reached = self._reach(pointer)
            self.anchor = QPointF(pointer)
            self.fine = fine
        return self._reach(pointer)

    def _reach(self, pointer: QPointF) -> QPointF:
        moved = pointer - self.anchor
        return self.reached + (moved / FINE if self.fine else moved)


def drag_intent(handle: Handle, value: float, document: Document) -> Intent:
    """``handle`` dragged to ``value``; the ends of a drag are approached, never passed."""
    name = document.classes.names[handle.index]
    edit: Edit
    match handle.kind:
        case "q":
            edit = partial(edits.drag_probability, i=handle.index, value=value)
        case "p":
            value = min(max(value, 0.0), 1.0)
            edit = partial(edits.set_target_mass, i=handle.index, value=value)
        case _:
            edit = partial(edits.set_score, i=handle.index, value=value)
    old, new = show(handle.kind, handle.value), show(handle.kind, value)
    return Intent(f"Drag {handle.kind}[{name}] {old} → {new}", edit)


def typed_intent(kind: str, index: int, value: float, document: Document) -> Intent:
    """An exactly typed value, 0, 1 and −∞ included."""
    name = document.classes.names[index]
    edit: Edit
    match kind:
        case "q":
            edit = partial(edits.set_probability, i=index, value=value)
        case "p":
            edit = partial(edits.set_target_mass, i=index, value=value)
        case _:
            edit = partial(edits.set_score, i=index, value=value)
    return Intent(f"Set {kind}[{name}] to {show(kind, value)}", edit)


def nudge_intent(kind: str, index: int, value: float, document: Document) -> Intent:
    """One key press; presses on one class fold into one undo step."""
    name = document.classes.names[index]
    dragged = drag_intent(Handle(kind, index, value, QPointF()), value, document)
    label = f"Nudge {kind}[{name}] to {show(kind, value)}"
    return Intent(label, dragged.edit, fold=f"nudge {kind} {document.selected} {index}")


def lock_intent(index: int, document: Document) -> Intent:
    """Hold or let go a class's probability."""
    verb = "Unlock" if index in document.classes.locked else "Lock"
    return Intent(f"{verb} {document.classes.names[index]}", partial(classes.toggle_lock, i=index))


def true_intent(index: int, document: Document) -> Intent:
    """Make a class the truth."""
    return Intent(
        f"Make {document.classes.names[index]} the true class",
        partial(edits.set_true_class, i=index),
    )


def show(kind: str, value: float) -> str:
    """A value as its kind is shown."""
    return show_score(value) if kind == "z" else show_probability(min(max(value, 0.0), 1.0))
