"""The one owner of the current document, and what the views share beside it.

- :class:`Store`: current document, undo, news
- :class:`Intent`: what a view asks for: a verb and its name
- :class:`Gesture`: a drag, from the press to its :class:`End`
- :class:`Spotlight`: the class being hovered and the one selected, shared by all views
"""

from ceviz.store.gesture import End, Gesture
from ceviz.store.intents import Edit, Intent
from ceviz.store.spotlight import Spotlight
from ceviz.store.store import Store

__all__ = ["Edit", "End", "Gesture", "Intent", "Spotlight", "Store"]
