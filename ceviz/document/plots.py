"""The pictures that can be drawn of a document, by the names the command line knows.

Here and not beside the drawing code, so that naming them needs no Qt.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Name on the command line → title for people, in the order they are listed.
PLOTS: Mapping[str, str] = MappingProxyType(
    {
        "picture": "The whole picture",
        "scores": "Scores z",
        "bars": "Probabilities q and target p",
        "curve": "The curve −log q",
        "gradient": "The gradient (q − p)/T",
        "equation": "The loss, written out",
        "readouts": "The numbers beside it",
        "table": "The class table",
        "histogram": "Losses of all samples",
        "ledger": "Loss ledger",
        "reliability": "Reliability and temperature",
        "confusion": "Confusion matrix",
        "compare": "Two files compared",
        "areas": "Areas and codes",
        "sums": "Sums and asymmetry",
        "simplex": "Simplex",
        "plane": "Score plane",
        "losses": "Losses compared",
        "jacobian": "Jacobian and chain rule",
        "descent": "Gradient descent",
    }
)
