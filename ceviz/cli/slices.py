"""The slices of a file, as a branch of the tree and lines of the page."""

from __future__ import annotations

from typing import Any

from ceviz.cli.totals import LISTED, or_dash, plain
from ceviz.document.model import Unit
from ceviz.document.text.numbers import NBSP, show_information, show_percent
from ceviz.maths.batch import Evaluation, Slice
from ceviz.storage.readers.edge import shown


def slices_tree(
    column: str, found: tuple[Slice, ...], evaluation: Evaluation, unit: float
) -> dict[str, Any]:
    """Every slice beside the whole; information in a unit of which there are ``unit`` in a nat."""
    return {
        "column": column,
        "whole": {
            "samples": evaluation.summary.counted,
            "mean_cross_entropy": plain(evaluation.mean * unit),
            "accuracy": plain(evaluation.accuracy),
        },
        "slices": [
            {
                "value": each.name,
                "samples": each.rows,
                "mean_cross_entropy": plain(each.loss * unit),
                "mean_cross_entropy_interval": [plain(end * unit) for end in each.loss_within],
                "accuracy": plain(each.accuracy),
                "accuracy_interval": [plain(end) for end in each.accuracy_within],
                "share_of_loss": plain(each.share),
                "few_rows": each.is_small,
            }
            for each in found
        ],
    }


def slices_lines(
    column: str, found: tuple[Slice, ...], evaluation: Evaluation, unit: Unit
) -> list[str]:
    """The same for people, what costs most a row first."""
    scale = unit.per_nat

    def line(name: str, rows: int, loss: float, within: str, right: float, known: str) -> str:
        cost = or_dash(loss * scale, show_information)
        share = or_dash(right, show_percent)
        return f"    {rows:>8,}  {cost:>8}  {within:<18}  {share:>8}  {known:<20}  {name}".rstrip()

    title = f"By {shown(column)}, what costs most a row first"
    lines = [
        f"  {title}; behind each mean its 95{NBSP}% interval",
        "        rows      loss                      accuracy",
        line("all rows", evaluation.summary.counted, evaluation.mean, "", evaluation.accuracy, ""),
    ]
    for each in in_order(found)[:LISTED]:
        low, high = each.loss_within
        within = known = ""
        if low == low:
            within = f"{show_information(low * scale)} to {show_information(high * scale)}"
        low, high = each.accuracy_within
        if low == low:
            known = f"{show_percent(low)} to {show_percent(high)}"
        few = " (few: do not lean on it)" if each.is_small else ""
        name = f"{shown(each.name)}{few}"
        lines.append(line(name, each.rows, each.loss, within, each.accuracy, known))
    if len(found) > LISTED:
        lines.append(f"    and {len(found) - LISTED:,} more, all of them with --json")
    return lines


def in_order(found: tuple[Slice, ...]) -> list[Slice]:
    """What costs most a row first; slices without a loss last."""
    return sorted(found, key=lambda each: -each.loss if each.loss == each.loss else float("inf"))
