"""The numbers behind the views of losses and their derivatives."""

from __future__ import annotations

import numpy as np

from ceviz.document.cells import safe_text
from ceviz.document.numbers import exact
from ceviz.draw.chain_terms import checked
from ceviz.draw.state import State
from ceviz.maths.chain import outer

#: The Jacobian of more classes than these is given as the selected class's row: a square of
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
    wanted = range(count) if count <= WHOLE_JACOBIAN else [state.selected]
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
