"""The numbers behind the views of losses and their derivatives."""

from __future__ import annotations

import numpy as np

from ceviz.document.cells import safe_text
from ceviz.document.numbers import exact
from ceviz.draw.state import State
from ceviz.maths.chain import outer
from ceviz.maths.losses import Loss
from ceviz.views.jacobian.chain_terms import checked
from ceviz.views.losses.charts import Values
from ceviz.views.losses.sweep import Choice, factor, is_information, key_of, present, sweep

#: The Jacobian of more classes than these is given as the true class’s row: a square of
#: 10,000 would be two gigabytes of text.
WHOLE_JACOBIAN = 1000


def jacobian(state: State) -> list[list[str]]:
    """A row a score: what it is multiplied by, what comes out, and ∂q_i/∂z in the columns.

    Differences are blank for scores that were not tried, and ``nan`` where the loss is infinite.
    """
    a, temperature = state.analysis, state.document.temperature
    names = [safe_text(name) for name in state.document.classes.names]
    check = checked(a, temperature)
    tried = dict(zip(check.classes, check.measured.tolist(), strict=True))
    count = len(names)
    wanted = range(count) if count <= WHOLE_JACOBIAN else [a.true]
    rates = outer(a.p, a.q)
    head = ["class", "target p", "probability q", "dL/dq", "dL/dz", "dL/dz by differences"]
    table = [[*head, *(f"dq[{names[i]}]/dz" for i in wanted)]]
    for k, name in enumerate(names):
        row = -a.q[k] * a.q
        row[k] = a.q[k] * a.complement[k]
        row /= temperature
        measured = exact(tried[k]) if k in tried else ""
        numbers = [a.p[k], a.q[k], rates[k], a.gradient[k]]
        table.append(
            [name, *map(exact, numbers), measured, *map(exact, row[np.array(wanted)].tolist())]
        )
    return table


def losses(state: State) -> list[list[str]]:
    """The present position, then the sweep over the axis: every loss and its slope by the score.

    Cross-entropy and focal loss, and their slopes, are in the unit shown.
    """
    choice, unit = Choice(), state.document.unit
    chart = Values(choice)
    _, made = sweep(key_of(state.analysis, state, choice, *chart.across(state)))
    index = choice.index(state)
    now = present(state, choice)
    name = safe_text(state.document.classes.names[index])
    head = ["what", f"score z of {name}", f"probability q of {name}"]
    for loss in Loss:
        marked = f"{loss.value} [{state.unit}]" if is_information(loss) else loss.value
        head += [marked, f"d {marked}/dz"]
    here = [state.analysis.z[index], state.analysis.q[index]]
    columns = [made.score, made.probability]
    for loss in Loss:
        scale = factor(loss, unit)
        here += [scale * number for number in now[loss]]
        columns += [scale * made.value[loss], scale * made.slope[loss]]
    rows = [["now", *map(exact, here)]]
    rows += [["sweep", *map(exact, row)] for row in np.column_stack(columns).tolist()]
    return [head, *rows]
