"""Panels of a million samples: what takes longer than a glance to work out is waited for."""

from __future__ import annotations

from dataclasses import replace

from ceviz.draw.state import Data, State
from ceviz.panels.picture_panel import PicturePanel


class DeferredPanel(PicturePanel):
    """Shows what was measured before as long as what is new is worked out.

    Attributes:
        waiting: whether it is.
        before: what was shown then, or None.
    """

    waiting = False
    before: Data | None = None

    @property
    def state(self) -> State:
        """The scene's, with what can be shown."""
        state = super().state
        return replace(state, data=self.before) if self.waiting else state

    def wait(self, before: Data | None) -> None:
        """Show ``before`` from now on."""
        self.waiting, self.before = True, before

    def catch_up(self) -> None:
        """Show what is measured now, and follow it."""
        self.waiting, self.before = False, None
