"""``python3 -m tests collisions [PICTURE …]``: all pictures in all ways, counted.

Prints what collides, by picture and kind with an example each; the exit code is 1 if anything
does. ``--share N`` counts N ways of each picture. The suite counts a share of them.
"""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QApplication

from ceviz.draw.fonts import install_fonts


def main(arguments: list[str]) -> int:
    """Count the pictures named, all of them without names."""
    from tests.collisions.pictures import share, ways

    application = QApplication.instance() or QApplication([])
    install_fonts()
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
