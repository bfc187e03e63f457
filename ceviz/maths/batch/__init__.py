"""Predictions by the million: loss, calibration and who makes the loss, NumPy only.

    evaluate                    arrays in, Evaluation out: PyTorch's names and semantics
      task      ► Task          what is asked, checked once
      measure   ► Columns       the kernel: one pass, one number a sample
      summarise ► Summary       totals that merge exactly, file by file
    what_others_print           the same predictions in other libraries
    fit_temperature             Newton on one split, reported on the other
    overlaid                    some rows as they were changed, the others as they are
    TemperaturePreview          for a slider: a sample quickly, all rows exactly
    per_class, class_…          the same class by class
    lorenz, by_…                the loss ledger
    suspect_labels, compare     doubtful labels; two checkpoints

Confidence bins, ECE and Wilson intervals are in :mod:`ceviz.maths.calibration`.
"""

from __future__ import annotations

from .columns import Columns
from .compare import FATES, Comparison, Fate, Part, compare
from .edited import columns_of_overlay, overlaid, retargeted
from .evaluation import Evaluation, evaluate, evaluate_task
from .kernel import measure
from .kinds import Kind, Reduction
from .ledger import Account, Lorenz, by_confidence, by_pair, by_true_class, lorenz
from .lossbins import loss_edges
from .others import Printed, what_others_print
from .overlay import Overlay
from .perclass import PerClass, class_probability, class_reliability, per_class
from .preview import TemperaturePreview
from .summary import Summary, merge, summarise
from .suspects import Suspects, suspect_labels
from .task import Task, task
from .temperature import (
    Split,
    TemperatureFit,
    first_part,
    fit_temperature,
    optimal_temperature,
    random_halves,
)

__all__ = [
    "FATES",
    "Account",
    "Columns",
    "Comparison",
    "Evaluation",
    "Fate",
    "Kind",
    "Lorenz",
    "Overlay",
    "Part",
    "PerClass",
    "Printed",
    "Reduction",
    "Split",
    "Summary",
    "Suspects",
    "Task",
    "TemperatureFit",
    "TemperaturePreview",
    "by_confidence",
    "by_pair",
    "by_true_class",
    "class_probability",
    "class_reliability",
    "columns_of_overlay",
    "compare",
    "evaluate",
    "evaluate_task",
    "first_part",
    "fit_temperature",
    "lorenz",
    "loss_edges",
    "measure",
    "merge",
    "optimal_temperature",
    "overlaid",
    "per_class",
    "random_halves",
    "retargeted",
    "summarise",
    "suspect_labels",
    "task",
    "what_others_print",
]
