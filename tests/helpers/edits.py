"""Edits by chance, such as a hand could do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import numpy as np

from ceviz.document import classes, edits
from ceviz.document.handmade import add_sample
from ceviz.document.model import Document, Policy, Unit
from ceviz.document.targets import Smoothed, free
from ceviz.errors import CevizError


def some_edit(random: Random, document: Document) -> Document:
    """Any edit that a hand could do; the same document if it is refused."""
    i = random.randrange(len(document.classes))
    q = np.array([random.random() + 0.01 for _ in document.classes.names])
    choices: list[Callable[[Document], Document]] = [
        partial(edits.set_score, i=i, value=random.gauss(0.0, 3.0)),
        partial(edits.set_score, i=i, value=-np.inf),
        partial(edits.set_probability, i=i, value=random.random()),
        partial(edits.set_target, target=Smoothed(i, random.random())),
        partial(edits.set_target, target=free(q / q.sum())),
        partial(edits.set_temperature, temperature=10 ** random.uniform(-2, 2)),
        partial(edits.set_unit, unit=random.choice(list(Unit))),
        partial(edits.set_policy, policy=random.choice(list(Policy))),
        partial(edits.select_sample, row=random.randrange(len(document.samples))),
        partial(classes.rename_class, i=i, name=f"class {random.randrange(1000)} “ß”"),
        partial(classes.toggle_lock, i=i),
        classes.add_class,
        partial(classes.remove_classes, gone=[i]),
        add_sample,
    ]
    try:
        return random.choice(choices)(document)
    except CevizError:
        return document
