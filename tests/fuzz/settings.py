"""Mutants of a file of settings: each is read within its bounds, or put aside with a sentence."""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from ceviz.storage.settings import (
    ExportSettings,
    FileChoices,
    Settings,
    ViewSettings,
    dumps,
    loads,
)
from ceviz.storage.settings_file import SettingsFile
from tests.storage.readers.fuzzing import damaged

#: One of every field, none as it is the first time.
FULL = Settings(
    theme="dark",
    text_size=1.25,
    has_dragged=True,
    recent=("/home/ann/pets.csv", "/home/ann/Äpfel “neu”.ceviz"),
    choices=(FileChoices("/home/ann/pets.csv", '{"format": "ceviz recipe", "labels": "y"}'),),
    view=ViewSettings(log_q=True, top=True, simple=False, shares=True, softmax=True),
    sizes={"place": (-5, 30, 780, 690, 1), "lab": (300, 0, 400, 320)},
    views={"lab": ("areas", "plane"), "data": ()},
    export=ExportSettings(
        kind="pdf", unit="in", theme="dark", dpi=600.0, font_scale=1.25, transparent=True,
        folder="/home/ann", sizes={"bars": (120.0, 62.5)},
    ),
    reopens=False,
    last="/home/ann/pets.csv",
    workspace="data",
)  # fmt: skip

#: What stands where one value stood.
_VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 99_999, 100_000, 10**30, 1e308, -0.0, "", "x", "\0", "x" * 5000, [], {},
    [[]], [0] * 33, {"a": 1}, "@Variant(\\0\\0\\0\\x7f)",
)  # fmt: skip


def mutants(count: int, seed: int) -> list[bytes]:
    """``count`` damaged files: half in their bytes, half in one value of the tree."""
    chance = random.Random(seed)
    data = dumps(FULL)
    return [
        damaged(data, chance) if chance.random() < 0.5 else _with_another_value(data, chance)
        for _ in range(count)
    ]


def _with_another_value(data: bytes, chance: random.Random) -> bytes:
    tree = json.loads(data)
    branch, key = tree, chance.choice(list(tree))
    while isinstance(branch[key], (dict, list)) and branch[key] and chance.random() < 0.7:
        branch = branch[key]
        key = chance.choice(list(branch) if isinstance(branch, dict) else range(len(branch)))
    branch[key] = chance.choice(_VALUES)
    return json.dumps(tree).encode("utf-8")


def run(count: int, seed: int) -> Counter[str]:
    """What came of ``count`` mutants; raises for one that is neither read nor put aside."""
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        for data in mutants(count, seed):
            path.write_bytes(data)
            file = SettingsFile(path)
            if loads(dumps(file.values), "again") != file.values:
                raise AssertionError(f"read, but not what is written: {data!r}")
            if not file.problem:
                outcomes["read"] += 1
                continue
            if path.exists() or path.with_name("settings.json.broken").read_bytes() != data:
                raise AssertionError(f"not put aside: {data!r}")
            not_json = "(it is not JSON)" in file.problem
            outcomes[f"put aside: {'no JSON' if not_json else 'JSON, but no settings'}"] += 1
    return outcomes
