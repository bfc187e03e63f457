"""The temperature that makes all rows of all parts likeliest, by passes over the parts."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ceviz.maths.batch.edited import measured
from ceviz.maths.batch.likelihood import Likelihood, Sums, likelihood_sums
from ceviz.maths.batch.parts.totals import Totals, possible_rows
from ceviz.maths.batch.task import Task
from ceviz.maths.batch.temperature import COLDEST, many, solved_from


def sums_of_part(
    task: Task,
    beta: float,
    *,
    all_possible: bool,
    threads: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Sums:
    """L and its derivatives at β over the rows of one part that count.

    Args:
        task: the part.
        beta: 1/T.
        all_possible: whether all rows that count are known to be possible; else the part is
            measured to find out.
        threads: how many to use.
        cancelled: asked before each block.
    """
    if all_possible:
        keep = np.ones(task.rows, np.bool_)
        if task.labels is not None:
            keep = np.asarray(task.labels != task.ignore_index)
    else:
        _, keep = possible_rows(
            task, measured(task, threads=threads, cancelled=cancelled), cancelled=cancelled
        )
    return likelihood_sums(task, keep, beta, threads=threads, cancelled=cancelled)


def optimal_of_totals(
    totals: Totals, pass_over: Callable[[float], Likelihood]
) -> tuple[float, float]:
    """The T that makes all counted rows likeliest, and their mean loss at it.

    As :func:`~ceviz.maths.batch.temperature.optimal_temperature` finds it, to the last bit.

    Args:
        totals: of all parts, with their fitness.
        pass_over: L and its derivatives at a β, over all parts.
    """
    fitness, counted = totals.fitness, totals.summary.counted
    assert fitness is not None
    if not fitness.possible:
        return math.nan, math.nan
    if fitness.never_wrong:
        temperature, value = 0.0, pass_over(1.0 / COLDEST).value
    else:
        is_many = many(fitness.possible, totals.summary.classes)
        found = solved_from(fitness.sketch if is_many else None, pass_over)
        temperature, value = found.temperature, found.value
    return temperature, value / fitness.possible if fitness.possible == counted else math.inf
