"""The one owner of the current document, and what the views share beside it.

- :class:`Store`: current document, gestures, undo, news
- :class:`Intent`: what a view asks for: a verb and its name
- :class:`Spotlight`: the class being hovered and the one selected, shared by all views
"""

from ceviz.store.intents import Edit, Intent
from ceviz.store.spotlight import Spotlight
from ceviz.store.store import Store

__all__ = ["Edit", "Intent", "Spotlight", "Store"]
