"""What was measured, as a notebook shows it: a table, and two pictures by the window's painters."""

from __future__ import annotations

import base64
from dataclasses import fields
from html import escape

from ceviz.document.text.numbers import show_information, show_percent, show_probability
from ceviz.errors import CevizError
from ceviz.maths.batch import Evaluation as Measured
from ceviz.maths.batch import accuracy_interval, ece_by_chance, mean_interval, top_accuracies

#: The pictures, and their size in mm.
PICTURES, SIZE = ("histogram", "reliability"), (95.0, 80.0)


class Evaluation(Measured):
    """What :func:`ceviz.evaluate` returns: numbers, which a notebook shows as a table."""

    @classmethod
    def of(cls, measured: Measured) -> Evaluation:
        """The same numbers, as this class."""
        return cls(**{each.name: getattr(measured, each.name) for each in fields(measured)})

    def _repr_html_(self) -> str:
        """A table and two pictures, without scripts; names are escaped."""
        rows = "".join(
            f"<tr><td style='text-align:left'>{escape(name)}</td>"
            f"<td style='text-align:right'>{escape(value)}</td>"
            f"<td style='text-align:left'>{escape(within)}</td></tr>"
            for name, value, within in _numbers(self)
        )
        notes = "".join(f"<p>⚠ {escape(warning)}</p>" for warning in self.warnings)
        return f"<div><table>{rows}</table>{notes}{_pictures(self)}</div>"


def _numbers(e: Measured) -> list[tuple[str, str, str]]:
    """Name, value, and how well it is known."""
    half, right, luck = mean_interval(e), accuracy_interval(e), ece_by_chance(e)
    mean = right_within = by_luck = ""
    if half == half:
        ends = f"{show_information(e.mean - half)} to {show_information(e.mean + half)}"
        mean = f"95 %: {ends}"
    if right.low == right.low:
        right_within = f"95 %: {show_percent(right.low)} to {show_percent(right.high)}"
    if luck.ece == luck.ece:
        by_luck = f"luck alone: {show_probability(luck.ece)}"
    counted = e.summary.counted
    without = f"{e.summary.ignored:,} more do not count" if e.summary.ignored else ""
    return [
        ("rows", f"{counted:,}", without),
        ("classes", f"{e.task.classes:,}", ""),
        ("mean cross-entropy", f"{show_information(e.mean)} nats", mean),
        ("accuracy", show_percent(e.accuracy), right_within),
        *(
            (f"top-{k} accuracy", show_percent(share), f"95 %: {show_percent(ends.low)} to "
             f"{show_percent(ends.high)}" if ends.low == ends.low else "")
            for k, (share, ends) in (top_accuracies(e) or {}).items()
        ),
        ("Brier score", show_information(e.brier), ""),
        ("ECE", show_probability(e.ece), by_luck),
    ]  # fmt: skip


def _pictures(evaluation: Measured) -> str:
    """As images, whose insides cannot run into each other; none where nothing can be drawn."""
    from ceviz.api.plots import plot

    made = []
    for name in PICTURES:
        try:
            svg = plot(evaluation, name, width=SIZE[0], height=SIZE[1]).svg
        except CevizError as refusal:
            return f"<p>{escape(str(refusal))}</p>"
        data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
        made.append(f"<img alt='{name}' src='data:image/svg+xml;base64,{data}'>")
    return "".join(made)
