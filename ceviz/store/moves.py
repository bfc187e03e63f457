"""What moving, nudging and typing a class's number means, as intents: one place for all views."""

from __future__ import annotations

from functools import partial

from ceviz.document import classes, costs, edits
from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.document.text.numbers import (
    PERCENTAGES,
    SHARES,
    parse_number,
    parse_share,
    show_information,
    show_probability,
    show_score,
)
from ceviz.store.intents import Edit, Intent

#: The kinds that are shares of 1, which may be shown in percent.
SHARED = ("q", "p")

#: How far one key press goes: plain, with Shift, by page; in the number's own unit.
NUDGES = {
    "q": (0.01, 0.001, 0.1),
    "p": (0.01, 0.001, 0.1),
    "z": (0.1, 0.01, 1.0),
    "loss": (0.1, 0.01, 1.0),
}

#: What a number of each kind may look like when it is typed.
EXAMPLES = {
    "q": SHARES,
    "p": SHARES,
    "z": "3.5, −0.5, −inf",
    "surprise": "4.6, 2/3, −log(0.01)",
    "loss": "4.6, 2/3, −log(0.01)",
}


def drag_intent(kind: str, index: int, old: float, value: float, document: Document) -> Intent:
    """q, p or z of a class, or the loss, dragged to ``value``: ends are approached, not passed."""
    edit: Edit
    match kind:
        case "loss":
            edit = partial(costs.drag_loss, nats=value / document.unit.per_nat)
        case "q":
            edit = partial(edits.drag_probability, i=index, value=value)
        case "p":
            value = min(max(value, 0.0), 1.0)
            edit = partial(edits.set_target_mass, i=index, value=value)
        case _:
            edit = partial(edits.set_score, i=index, value=value)
    return Intent(partial(_dragged, kind, index, old, value, document), edit)


def typed_intent(kind: str, index: int, value: float, document: Document) -> Intent:
    """An exactly typed value, 0, 1 and ±∞ included; costs are in the unit shown."""
    edit: Edit
    match kind:
        case "loss":
            edit = partial(costs.set_loss, nats=value / document.unit.per_nat)
        case "surprise":
            edit = partial(costs.set_surprise, i=index, nats=value / document.unit.per_nat)
        case "q":
            edit = partial(edits.set_probability, i=index, value=value)
        case "p":
            edit = partial(edits.set_target_mass, i=index, value=value)
        case _:
            edit = partial(edits.set_score, i=index, value=value)
    return Intent(f"Set {what(kind, index, document)} to {told(kind, value, document)}", edit)


def example(kind: str, *, percent: bool) -> str:
    """What a number of a kind may look like when it is typed."""
    return PERCENTAGES if percent and kind in SHARED else EXAMPLES[kind]


def typed_value(kind: str, text: str, *, percent: bool) -> float:
    """The number of a kind that ``text`` says, where probabilities are shown so.

    Raises:
        InvalidInput: it says none, or one of two.
    """
    if kind in SHARED:
        return parse_share(text, percent=percent)
    return parse_number(text, EXAMPLES[kind])


def nudge_intent(kind: str, index: int, value: float, document: Document) -> Intent:
    """One key press; presses on one class fold into one undo step."""
    # A hand on a locked bar feels that it stays; a key is told why.
    locked = kind == "q" and index in document.classes.locked
    asked = typed_intent if locked else partial(drag_intent, old=value)
    dragged = asked(kind, index, value=value, document=document)
    label = f"Nudge {what(kind, index, document)} to {told(kind, value, document)}"
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


def sign(kind: str, document: Document) -> str:
    """How a kind of number is written: "q", "−log₂ q", "the loss"."""
    costs = {"loss": "the loss", "surprise": f"−{document.unit.log} q"}
    return costs.get(kind, kind)


def what(kind: str, index: int, document: Document) -> str:
    """What a kind of number is of, in undo steps: "q[Banana]", "−log q[Banana]", "the loss"."""
    told = sign(kind, document)
    return told if kind == "loss" else f"{told}[{document.classes.names[index]}]"


def value_of(kind: str, index: int, document: Document, a: Analysis) -> float:
    """The number itself, a cost in the unit shown."""
    match kind:
        case "loss":
            return a.cross_entropy * document.unit.per_nat
        case "surprise":
            return float(a.surprisal[index]) * document.unit.per_nat
    return float({"q": a.q, "z": a.z, "p": a.p}[kind][index])


def show(kind: str, value: float) -> str:
    """A value as its kind is shown."""
    if kind in ("loss", "surprise"):
        return show_information(value)
    return show_score(value) if kind == "z" else show_probability(min(max(value, 0.0), 1.0))


def told(kind: str, value: float, document: Document) -> str:
    """A value as its kind is shown, a cost with its unit."""
    unit = f" {document.unit}" if kind in ("loss", "surprise") else ""
    return show(kind, value) + unit


def _dragged(kind: str, index: int, old: float, value: float, document: Document) -> str:
    """The name of a drag that has ended; it went no further than it could."""
    if kind == "q":
        value = edits.within_reach(document, index, value)
    if kind == "loss":
        per_nat = document.unit.per_nat
        value = costs.loss_within_reach(document, value / per_nat) * per_nat
    end = told(kind, value, document)
    return f"Drag {what(kind, index, document)} {show(kind, old)} → {end}"
