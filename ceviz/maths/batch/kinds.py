"""The choices PyTorch and people give names to."""

from __future__ import annotations

from typing import Literal

Kind = Literal["logits", "log-probabilities", "probabilities"]
"""What a table of scores holds."""

Reduction = Literal["mean", "sum", "none"]
"""How many losses become one, as ``torch.nn.CrossEntropyLoss`` says it."""
