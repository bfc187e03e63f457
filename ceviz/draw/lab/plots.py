"""The lab's pictures by name: one row each. The views' are in :mod:`ceviz.views.registry`."""

from __future__ import annotations

from ceviz.draw.plot import Plot

_HERE = "ceviz.draw.lab"

LAB: tuple[Plot, ...] = (
    Plot("picture", "The whole picture", f"{_HERE}.pipeline:Pipeline",
         (300.0, 170.0), (900.0, 480.0), composed=True),
    Plot("scores", "Scores z", f"{_HERE}.scores:ScoreBars", (120.0, 80.0), (200.0, 150.0)),
    Plot("powers", "Softmax from the inside", f"{_HERE}.powers:Powers",
         (120.0, 80.0), (230.0, 150.0)),
    Plot("bars", "Probabilities q and target p", f"{_HERE}.probabilities:ProbabilityBars",
         (120.0, 80.0), (200.0, 150.0), films=True),
    Plot("curve", "The curve −log q", f"{_HERE}.curve:Curve", (120.0, 80.0), (230.0, 170.0)),
    Plot("gradient", "Negative gradient −∂L/∂z = (p − q)/T", f"{_HERE}.gradient:Gradient",
         (120.0, 80.0), (200.0, 150.0)),
    Plot("equation", "The loss, written out", f"{_HERE}.equation:Equation",
         (190.0, 18.0), (520.0, 62.0), rows=True),
    Plot("sentence", "The lab in a sentence", f"{_HERE}.sentence:Sentence",
         (190.0, 18.0), (520.0, 50.0), rows=True),
    Plot("readouts", "The numbers beside it", f"{_HERE}.readouts:Readouts",
         (190.0, 22.0), (560.0, 76.0), rows=True),
    Plot("table", "The class table", f"{_HERE}.class_table:Table",
         (160.0, 60.0), (560.0, 174.0), rows=True, listed=True),
)  # fmt: skip
