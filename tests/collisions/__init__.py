"""``python3 -m tests collisions [PICTURE …]``: all pictures in all ways, counted.

Prints what collides, by picture and kind with an example each; the exit code is 1 if anything
does. ``--share N`` counts N ways of each picture. ``plots`` counts the plots that are zoomed, with
pyqtgraph's axes, and ``window`` the whole window. The suite counts a share of all three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from ceviz.draw.fonts import install_fonts


def main(arguments: list[str]) -> int:
    """Count the pictures named, all of them without names."""
    from ceviz.app import make_application
    from tests.collisions.pictures import share, ways

    application = QApplication.instance() or make_application()
    install_fonts()
    if arguments in (["plots"], ["window"]):
        return _live(arguments[0])
    each = None
    if "--share" in arguments:
        place = arguments.index("--share")
        each, arguments = int(arguments[place + 1]), arguments[:place] + arguments[place + 2 :]
    every = ways() if each is None else share(each * len({way.picture for way in ways()}), 1)
    names = list(dict.fromkeys(way.picture for way in every))
    unknown = [name for name in arguments if name not in names]
    if unknown:
        print(f"no picture is called {unknown[0]}; there are {', '.join(names)}")
        return 2
    total = 0
    for name in arguments or names:
        total += _report(name, [way for way in every if way.picture == name])
    print(f"\n{total} collisions")
    del application
    return 1 if total else 0


def _live(what: str) -> int:
    """Print every way in which anything collides; 1 if it does in any."""
    from tests.collisions.plots import plot_faults, plot_ways
    from tests.collisions.windows import window_faults, window_ways

    count = 0
    found: Iterator[tuple[object, list[str]]]
    if what == "plots":
        found = ((way, [f"{f.kind}, “{f.words}” by {f.by}" for f in faults])
                 for way, faults in plot_faults(plot_ways()))  # fmt: skip
        whole = len(plot_ways())
    else:
        found, whole = window_faults(window_ways()), len(window_ways())
    for way, faults in found:
        count += 1
        print(f"{way}:", *faults, sep="\n    ", flush=True)
    print(f"\n{whole:,} ways, {count:,} with collisions")
    return 1 if count else 0


def _report(name: str, some: list) -> int:  # type: ignore[type-arg]
    from tests.collisions.pictures import faults

    kinds, examples = Counter[str](), dict[str, str]()
    bad = 0
    for way, found in faults(some):
        bad += 1
        for fault in found:
            kinds[fault.kind] += 1
            examples.setdefault(fault.kind, f"“{fault.words}” by {fault.by} at {fault.at} in {way}")
    print(f"{name:12} {len(some):7,} ways, {bad:6,} with collisions", flush=True)
    for kind, count in kinds.most_common():
        print(f"    {kind}: {count:,}, as {examples[kind]}", flush=True)
    return sum(kinds.values())
