"""All samples in one line of numbers: the loss, what is right, and how far confidence is off."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from ceviz.document.numbers import RATE, show_information, show_percent, show_probability
from ceviz.draw.state import State
from ceviz.panels.plain_text import plain_label
from ceviz.panels.scene import Scene
from ceviz.panels.terms.explain import rich
from ceviz.storage.glossary import term

#: What stands in the line, explained in its tool tip.
TERMS = ("mean", "accuracy", "brier", "ece")


class Measures:
    """The line, which follows the measured samples, with what they are not yet at its end.

    Attributes:
        label: what shows it.
    """

    def __init__(self, scene: Scene, parent: QWidget) -> None:
        self._scene = scene
        self.label = plain_label(parent)
        self.label.setWordWrap(True)
        self.label.setAccessibleName("measures of all samples")
        explained = [found for found in map(term, TERMS) if found is not None]
        self.label.setToolTip("<hr>".join(map(rich, explained)))
        scene.repaint.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Say what there is to say of the samples as they are."""
        words = words_for(self._scene.state)
        if words != self.label.text():
            self.label.setText(words)


def words_for(state: State) -> str:
    """The line; empty while nothing is measured."""
    if state.data is None:
        return ""
    e = state.data.evaluation
    if np.isnan(e.mean):
        return "no sample counts: the mean of nothing is nan"
    return (
        f"loss {show_information(e.mean * state.per_nat)} {state.unit} · "
        f"right {show_percent(e.accuracy, RATE)} · Brier {show_information(e.brier)} · "
        f"ECE {show_probability(e.ece)}{state.data.caveat}"
    )
