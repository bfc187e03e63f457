"""Cross-entropy by hand: drag a prediction, see the loss, its gradient and its reasons.

From a script or notebook::

    ceviz.evaluate(logits, targets)     every number of a batch, without Qt
    ceviz.evaluate_files(paths)         the same of many files as one, here or on a cluster
    ceviz.read(path)                    the arrays of a file of predictions, and what was guessed
    ceviz.plot(result, "reliability")   a picture of it, which a notebook shows
    ceviz.lab(scores, target)           one prediction from its scores to its loss, as a picture
    ceviz.show(logits, targets)         the window on a batch
    ceviz.Recorder()                    in an evaluation loop: what every row cost, in a file
"""

from __future__ import annotations

__version__ = "0.1.0"

#: What scripts use, by the module it is in; ``__init__.pyi`` says the same to type checkers.
_HOMES = {
    "CevizError": "ceviz.errors",
    "DoubtWarning": "ceviz.api",
    "Evaluation": "ceviz.api",
    "KindWarning": "ceviz.api",
    "LabelWarning": "ceviz.api",
    "Plot": "ceviz.api",
    "Predictions": "ceviz.api",
    "Recorder": "ceviz.api",
    "Whole": "ceviz.api",
    "evaluate": "ceviz.api",
    "evaluate_files": "ceviz.api",
    "lab": "ceviz.api",
    "plot": "ceviz.api",
    "read": "ceviz.api",
    "show": "ceviz.api",
}


def __getattr__(name: str) -> object:
    """What scripts use, imported when it is first asked for: ``import ceviz`` is light."""
    if name in _HOMES:
        from importlib import import_module

        made: object = getattr(import_module(_HOMES[name]), name)
        return made
    raise AttributeError(f"module 'ceviz' has no attribute {name!r}")


def __dir__() -> list[str]:
    """What scripts use stands with the rest, asked for or not."""
    return sorted({*globals(), *_HOMES})
