"""``python3 -m tests bench [PART …]``: speed as ratios of one run, never as raw milliseconds.

Parts are modules here with a ``rows(fast)`` that yields :class:`~tests.bench.harness.Row`.
``--fast`` takes fewer repetitions; the exit code is 1 if a bar is missed.
"""

from __future__ import annotations

import os
from importlib import import_module
from tempfile import TemporaryDirectory

from ceviz.storage.settings import dumps
from tests.bench.harness import Row, processor, report
from tests.helpers import settings

#: Part name → module; run in this order.
PARTS = {
    "lab": "tests.bench.lab",
    "start": "tests.bench.start",
    "views": "tests.bench.views",
    "descent": "tests.bench.descent",
    "batch": "tests.bench.batch",
    "files": "tests.bench.files",
    "tables": "tests.bench.tables",
    "rivals": "tests.bench.rivals",
}


def main(arguments: list[str]) -> int:
    """Run the parts named (all of them without names) and print their rows."""
    fast = "--fast" in arguments
    wanted = [name for name in arguments if not name.startswith("-")]
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"no part is called {unknown[0]}; there are {', '.join(PARTS)}")
        return 2
    print(processor(), flush=True)
    done: list[Row] = []
    with TemporaryDirectory() as folder:
        # Windows open as they were left: these begin with nothing remembered, and leave nothing.
        os.environ["XDG_CONFIG_HOME"] = folder
        for name in wanted or PARTS:
            print(f"\n{name}", flush=True)
            # The whole lab is measured: all that can repaint in a frame does.
            settings.write(dumps(settings.USUAL))
            for row in import_module(PARTS[name]).rows(fast=fast):
                report(row)
                done.append(row)
            settings.forget()
    missed = [row for row in done if row.ok is False]
    print(f"\n{len(done)} rows, {len(missed)} below their bar")
    return 1 if missed else 0
