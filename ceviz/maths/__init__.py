"""The numbers behind a loss, with numpy alone; no picture, no document, no Qt.

Every function works along the last axis, in nats and in float64, and never warns.
"""

from __future__ import annotations

from ceviz.maths.gradients import cross_entropy_gradient, gradient, jacobian, softmax_jacobian
from ceviz.maths.information import (
    contributions,
    cross_entropy,
    entropy,
    entropy_terms,
    js_divergence,
    js_terms,
    kl_divergence,
    kl_terms,
    perplexity,
    surprisal,
)
from ceviz.maths.softmax import Prediction, log_softmax, logsumexp, predict, softmax

__all__ = [
    "Prediction",
    "contributions",
    "cross_entropy",
    "cross_entropy_gradient",
    "entropy",
    "entropy_terms",
    "gradient",
    "jacobian",
    "js_divergence",
    "js_terms",
    "kl_divergence",
    "kl_terms",
    "log_softmax",
    "logsumexp",
    "perplexity",
    "predict",
    "softmax",
    "softmax_jacobian",
    "surprisal",
]
