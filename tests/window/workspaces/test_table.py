"""The table of workspaces, and arrangements as plain values that are checked."""

from __future__ import annotations

from ceviz.views import registry
from ceviz.window.workspaces.table import SLOTS, WORKSPACES, Arrangement, after, named


def test_each_follows_the_other_and_has_its_own_key() -> None:
    names = [workspace.name for workspace in WORKSPACES]
    assert [after(name) for name in names] == [*names[1:], names[0]]
    assert len({workspace.key for workspace in WORKSPACES}) == len(WORKSPACES)
    assert named("no such") is WORKSPACES[0]


def test_only_all_samples_have_a_list_and_open_with_a_view() -> None:
    lab, data, *_ = WORKSPACES
    assert lab.listed() is None
    assert lab.usual() == Arrangement()
    listed = data.listed()
    assert listed is not None
    assert listed.data
    (first,) = data.usual().views
    assert first != listed.name
    assert first in {spec.name for spec in registry.VIEWS}


def test_what_there_is_not_is_left_out() -> None:
    kept = Arrangement(("areas", "nonsense", "areas", "plane"), (500, 300, 200)).checked()
    assert kept == Arrangement(("areas", "plane"), (500, 300, 200))
    for sizes in ((1,), (500, 0, 200), (500, -3, 200), (1, 2, 3, 4)):
        assert Arrangement(("areas", "plane"), sizes).checked().sizes == ()
    many = tuple(spec.name for spec in registry.VIEWS)
    assert len(Arrangement(many).checked().views) == SLOTS
