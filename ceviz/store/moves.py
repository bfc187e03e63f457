"""What moving, nudging and typing a class's number means, as intents: one place for all views."""

from __future__ import annotations

from functools import partial

from ceviz.document import classes, edits
from ceviz.document.model import Document
from ceviz.document.numbers import show_probability, show_score
from ceviz.store.intents import Edit, Intent

#: How far one key press goes: plain, with Shift, by page; in the number's own unit.
NUDGES = {"q": (0.01, 0.001, 0.1), "p": (0.01, 0.001, 0.1), "z": (0.1, 0.01, 1.0)}


def drag_intent(kind: str, index: int, old: float, value: float, document: Document) -> Intent:
    """q, p or z of a class dragged to ``value``; the ends are approached, never passed."""
    edit: Edit
    match kind:
        case "q":
            edit = partial(edits.drag_probability, i=index, value=value)
        case "p":
            value = min(max(value, 0.0), 1.0)
            edit = partial(edits.set_target_mass, i=index, value=value)
        case _:
            edit = partial(edits.set_score, i=index, value=value)
    return Intent(partial(_dragged, kind, index, old, value, document), edit)


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
    dragged = drag_intent(kind, index, value, value, document)
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


def _dragged(kind: str, index: int, old: float, value: float, document: Document) -> str:
    """The name of a drag that has ended; it went no further than it could."""
    if kind == "q":
        value = edits.within_reach(document, index, value)
    return f"Drag {kind}[{document.classes.names[index]}] {show(kind, old)} → {show(kind, value)}"
