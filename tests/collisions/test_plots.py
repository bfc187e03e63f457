"""Nothing collides in the plots that are zoomed: a share of them here, all by command."""

from __future__ import annotations

from tests.collisions.plots import plot_faults, plot_share, plot_ways, plotted
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered

#: How many ways are counted here; ``python3 -m tests collisions plots`` counts all.
SHARE, SEED = 60, 2


def test_nothing_collides_in_plots() -> None:
    found = [
        f"{way}: {fault.kind}, “{fault.words}” by {fault.by} at {fault.at}"
        for way, faults in plot_faults(plot_share(SHARE, SEED))
        for fault in faults
    ]
    assert not found, "\n".join(found)


def test_every_view_with_plots_is_among_them() -> None:
    assert {way.view for way in plot_ways()} == set(plotted())
