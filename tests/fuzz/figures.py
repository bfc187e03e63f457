"""Mutants of exported figures: each is refused in words, or goes on with a picture that speaks."""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from ceviz.draw.picture import Exported
from ceviz.draw.plot import Figure
from ceviz.errors import FileRefused
from ceviz.export.options import options_of
from ceviz.export.page import Page
from ceviz.export.render import render_bytes
from ceviz.storage.carried.payload import Carried, dumps
from ceviz.views.figures import figure, resumed
from tests.helpers.documents import batch, many
from tests.storage.readers.fuzzing import damaged

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

#: What stands where one value stood.
_VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2, 6, 10**30, 1e308, -0.5, "", "x", "\0", "\ud800", [], {}, [[]], [0],
    [-1, 0], [1, 1], [0, 1, 2], [5, 6, 7], {"a": 1}, "-inf", "equal-mass", "confidence", "bits",
)  # fmt: skip


def _pictures() -> list[tuple[Figure, Exported]]:
    """Figures with the options that pictures can have, and some without."""
    from tests.views.test_rows_follow import OPTIONS

    made = [
        (figure(option.document(), option.plot), option.picture)
        for option in OPTIONS.values()
        if option.plot != "compare"
    ]
    plain = [figure(batch(), name) for name in ("picture", "bars", "jacobian", "reliability")]
    return [*made, *((each, each.picture) for each in (*plain, figure(many(5), "simplex")))]


def _with_another_value(line: bytes, chance: random.Random) -> bytes:
    tree = json.loads(line)
    branch, key = tree, chance.choice(["plot", "options", "view", "selected", "session"])
    while isinstance(branch[key], (dict, list)) and branch[key] and chance.random() < 0.8:
        branch = branch[key]
        key = chance.choice(list(branch) if isinstance(branch, dict) else range(len(branch)))
    branch[key] = chance.choice(_VALUES)
    return json.dumps(tree).encode("ascii")


def run(count: int, seed: int) -> Counter[str]:
    """What came of ``count`` mutants; raises for one that is neither refused nor drawn."""
    chance, outcomes = random.Random(seed), Counter[str]()
    pictures = _pictures()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            made, picture = chance.choice(pictures)
            kind = chance.choice(["png", "svg", "pdf"])
            line = dumps(Carried(made.state.document, made.plot.name, options_of(picture)))
            if within := chance.random() < 0.7:
                line = _with_another_value(line, chance)
            page = Page(20.0, 15.0, dpi=20.0)
            data = render_bytes(pictures[0][0], kind, page, line)
            path = Path(folder) / f"f.{kind}"
            path.write_bytes(data if within else damaged(data, chance))
            outcomes[_came_of(path)] += 1
    return outcomes


def _came_of(path: Path) -> str:
    try:
        found = resumed(path)
    except FileRefused:
        return f"{path.suffix}: refused"
    usual = figure(found.document, found.plot.name, view=found.view, selected=found.selected)
    again = Figure(usual.plot, found.picture, usual.state)
    again.rows()
    render_bytes(again, "png", Page(20.0, 15.0, dpi=20.0))
    return f"{path.suffix}: goes on"
