"""Predictions by the million: loss, calibration and who makes the loss, NumPy only.

    evaluate                    arrays in, Evaluation out: PyTorch's names and semantics
      task      ► Task          what is asked, checked once
      measure   ► Columns       the kernel: one pass, one number a sample
      summarise ► Summary       totals that merge exactly, file by file
    what_others_print           the same predictions in other libraries
    best_temperature            of all rows, with its interval
    certainty                   how well every mean is known; mean_interval, accuracy_interval
    significance                whether two files differ by more than chance
    by_chance                   the calibration error that luck alone would show
    fit_temperature             fitted on one split, reported on the other
    overlaid                    some rows as they were changed, the others as they are
    TemperaturePreview          for a slider: a sample quickly, all rows exactly
    per_class, class_…          the same class by class
    slices                      what the rows with each value of a column cost
    top_accuracies              how often the true class is one of the likeliest few
    lorenz, by_…                the loss ledger
    suspect_labels, compare     doubtful labels; two checkpoints

Confidence bins, ECE and Wilson intervals are in :mod:`ceviz.maths.calibration`.
"""

from __future__ import annotations

from ceviz.maths.batch.breakdown.perclass import (
    Macro,
    PerClass,
    class_probability,
    class_reliability,
    per_class,
)
from ceviz.maths.batch.breakdown.slices import Slice, slices
from ceviz.maths.batch.certainty.by_chance import ByChance, by_chance, ece_by_chance
from ceviz.maths.batch.certainty.intervals import (
    Certainty,
    Known,
    accuracy_interval,
    certainty,
    mean_interval,
)
from ceviz.maths.batch.certainty.significance import Significance, significance
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.compare import FATES, Comparison, Fate, Part, compare
from ceviz.maths.batch.edited import columns_of_overlay
from ceviz.maths.batch.evaluation import (
    Evaluation,
    evaluate,
    evaluate_task,
    overlaid,
    retargeted,
    worst_rows,
)
from ceviz.maths.batch.kernel import measure
from ceviz.maths.batch.ledger import Account, Lorenz, by_confidence, by_pair, by_true_class, lorenz
from ceviz.maths.batch.others import Printed, what_others_print
from ceviz.maths.batch.overlay import Overlay
from ceviz.maths.batch.places import Parts, Places
from ceviz.maths.batch.preview import TemperaturePreview
from ceviz.maths.batch.ranks import TopHits, top_accuracies
from ceviz.maths.batch.summary import Summary, loss_edges, merge, summarise
from ceviz.maths.batch.suspects import Suspects, suspect_labels
from ceviz.maths.batch.task import Kind, Reduction, Task, task
from ceviz.maths.batch.temperature import (
    BestTemperature,
    Split,
    TemperatureFit,
    best_temperature,
    first_part,
    fit_temperature,
    optimal_temperature,
    random_halves,
)

__all__ = [
    "FATES",
    "Account",
    "BestTemperature",
    "ByChance",
    "Certainty",
    "Columns",
    "Comparison",
    "Evaluation",
    "Fate",
    "Kind",
    "Known",
    "Lorenz",
    "Macro",
    "Overlay",
    "Part",
    "Parts",
    "PerClass",
    "Places",
    "Printed",
    "Reduction",
    "Significance",
    "Slice",
    "Split",
    "Summary",
    "Suspects",
    "Task",
    "TemperatureFit",
    "TemperaturePreview",
    "TopHits",
    "accuracy_interval",
    "best_temperature",
    "by_chance",
    "by_confidence",
    "by_pair",
    "by_true_class",
    "certainty",
    "class_probability",
    "class_reliability",
    "columns_of_overlay",
    "compare",
    "ece_by_chance",
    "evaluate",
    "evaluate_task",
    "first_part",
    "fit_temperature",
    "lorenz",
    "loss_edges",
    "mean_interval",
    "measure",
    "merge",
    "optimal_temperature",
    "overlaid",
    "per_class",
    "random_halves",
    "retargeted",
    "significance",
    "slices",
    "summarise",
    "suspect_labels",
    "task",
    "top_accuracies",
    "what_others_print",
    "worst_rows",
]
