"""The workspaces: a row each, which tabs, keys, menu and what is remembered follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceviz.views import registry

if TYPE_CHECKING:
    from ceviz.views.registry import ViewSpec

#: So many views stand beside each other at most.
SLOTS = 3


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What stands where, as plain values.

    Attributes:
        views: the names of the views beside the workspace's own column, from left to right.
        sizes: widths in pixels: of that column and of each view; empty for the usual ones.
    """

    views: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()

    def checked(self) -> Arrangement:
        """The same without what there is not: views by the registry, sizes by the views."""
        known = {spec.name for spec in registry.VIEWS}
        views = tuple(dict.fromkeys(name for name in self.views if name in known))[:SLOTS]
        fits = len(self.sizes) == 1 + len(views) and all(size > 0 for size in self.sizes)
        return Arrangement(views, self.sizes if fits else ())


@dataclass(frozen=True, slots=True)
class Workspace:
    """An arrangement made for one kind of work.

    Attributes:
        name: under which it is remembered.
        title, tip: for people.
        key: changes to it.
        learn: lessons are played here, at the left of the lab.
        data: all samples are its matter: their list and an inspector of the selected one are
            its own column; else the lab is.
        share: of its own column, in thousandths of the width beside views.
    """

    name: str
    title: str
    tip: str
    key: str
    data: bool = False
    learn: bool = False
    share: int = 740

    def listed(self) -> ViewSpec | None:
        """The view that lies in its own column."""
        return next((spec for spec in registry.VIEWS if self.data and spec.listed), None)

    def usual(self) -> Arrangement:
        """What it opens with, and goes back to."""
        views = tuple(spec.name for spec in registry.VIEWS if self.data and spec.first)
        return Arrangement(views[:SLOTS])


WORKSPACES: tuple[Workspace, ...] = (
    Workspace("lab", "Lab", "One prediction: scores, probabilities, loss, each a handle", "Alt+1"),
    Workspace(
        "data", "Data", "All samples: their list, one large view, the selected one beside",
        "Alt+2", data=True, share=420,
    ),
    Workspace(
        "learn", "Learn", "Cross-entropy by hand: lessons, played on the lab beside them",
        "Alt+3", learn=True, share=620,
    ),
)  # fmt: skip


def after(name: str) -> str:
    """The workspace that follows, round and round."""
    names = [workspace.name for workspace in WORKSPACES]
    return names[(names.index(name) + 1) % len(names)]


def named(name: str, workspaces: Sequence[Workspace] = WORKSPACES) -> Workspace:
    """The workspace called ``name``; the first if there is none."""
    return next((each for each in workspaces if each.name == name), workspaces[0])
