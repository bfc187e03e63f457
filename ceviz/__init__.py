"""Cross-entropy by hand: drag a prediction, see the loss, its gradient and its reasons.

From a script or notebook::

    ceviz.evaluate(logits, targets)     every number of a batch, without Qt
    ceviz.show(logits, targets)         the window on it
"""

from __future__ import annotations

__version__ = "0.1.0"


#: What scripts call; ``__init__.pyi`` says the same to type checkers.
_CALLS = ("evaluate", "show")


def __getattr__(name: str) -> object:
    """``evaluate`` and ``show`` of :mod:`ceviz.api`, imported when they are first asked for."""
    if name in _CALLS:
        from importlib import import_module

        made: object = getattr(import_module("ceviz.api"), name)
        return made
    raise AttributeError(f"module 'ceviz' has no attribute {name!r}")


def __dir__() -> list[str]:
    """What can be called stands with the rest, asked for or not."""
    return sorted({*globals(), *_CALLS})
