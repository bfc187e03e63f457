"""Cross-entropy by hand: drag a prediction, see the loss, its gradient and its reasons."""

from __future__ import annotations

__version__ = "0.1.0"
