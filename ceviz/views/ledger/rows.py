"""The numbers behind the loss ledger."""

from __future__ import annotations

from typing import get_args

from ceviz.document.cells import safe_text
from ceviz.document.numbers import exact
from ceviz.draw.state import State
from ceviz.views.ledger.accounts import account_of, name_of
from ceviz.views.ledger.lorenz import curve, points


def ledger_rows(state: State) -> list[list[str]]:
    """The curve point by point, then every group of every account, the dearest first."""
    from ceviz.maths.batch.groups import Grouping

    assert state.data is not None
    evaluation = state.data.evaluation
    every = curve(evaluation).samples
    head = ["what", "group", "samples", "share of the samples", f"loss [{state.unit}]"]
    rows = [[*head, "share of the loss"]]
    for x, y in zip(*points(evaluation), strict=True):
        rows.append(["worst", "", str(round(float(x) * every)), exact(x), "", exact(y)])
    for by in get_args(Grouping):
        account = account_of(state.data, by)
        for place in range(0 if account is None else len(account.keys)):
            assert account is not None
            count = int(account.counts[place])
            rows.append(
                [
                    by,
                    safe_text(name_of(account, place, by, state)),
                    str(count),
                    exact(count / every),
                    exact(float(account.losses[place]) * state.per_nat),
                    exact(account.shares[place]),
                ]
            )
    return rows
