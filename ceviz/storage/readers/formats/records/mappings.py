"""Scores by class whose classes differ from row to row: whole, or the most probable few."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from ceviz.storage.readers.checks import EDGE_TOLERANCE, MOST_PROBABLE, SUM_TOLERANCE
from ceviz.storage.readers.edge import MAX_CLASSES, refuse


def all_classes(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[tuple[str, ...], float]:
    """Every class that occurs, in the order they come, and the score of one that a row lacks.

    Args:
        rows: each with words that say where it is.

    Raises:
        FileRefused: unless every row is a whole distribution, so that what it lacks is 0.
    """
    names: dict[str, None] = {}
    least, where = math.inf, ""
    lacking = 0.0
    for place, row in rows:
        values = [float(v) for v in row.values() if isinstance(v, int | float)]
        if len(values) < len(row) or not values:
            refuse("holds what is no number", place=place)
        if all(-EDGE_TOLERANCE <= v <= MOST_PROBABLE for v in values):
            mass = sum(values)
        elif max(values) <= EDGE_TOLERANCE:
            mass, lacking = sum(map(math.exp, values)), -math.inf
        else:
            refuse_unlike_scores(place)
        if mass < least:
            least, where = mass, place
        names.update(dict.fromkeys(row))
        if len(names) > MAX_CLASSES:
            refuse(f"there are more than {MAX_CLASSES:,} classes", place=place)
    refuse_unless_whole(least, where)
    return tuple(names), lacking


def refuse_unlike_scores(place: str) -> NoReturn:
    """Refuse rows of different classes whose scores are neither probabilities nor their logs."""
    refuse(
        "the classes differ from row to row, and the scores are no probabilities",
        place=place,
        why="nothing says what the score of a class is that a row lacks",
        remedy="save the scores of all classes",
    )


def refuse_unless_whole(mass: float, place: str) -> None:
    """Refuse the row of the smallest ``mass`` unless that is all of the probability."""
    if abs(mass - 1) > SUM_TOLERANCE:
        refuse(
            f"the classes of a row hold only {mass:.4g} of the probability",
            place=place,
            why="classes differ from row to row, as with the most probable k; the rest belongs to "
            "classes that are not in the file",
            remedy="save the scores of all classes",
        )
