"""The one owner of the current document and what was measured of it.

- :class:`Store`: current document, what was measured of it, undo, news
- :class:`Intent`: what a view asks for: a verb and its name
- :class:`Gesture`: a drag, from the press to its :class:`End`
- :class:`Why`: what the news is about
"""

from ceviz.store.gesture import End, Gesture
from ceviz.store.intents import Edit, Intent
from ceviz.store.store import Store
from ceviz.store.why import Why

__all__ = ["Edit", "End", "Gesture", "Intent", "Store", "Why"]
