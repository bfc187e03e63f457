"""``python3 -m tests fuzz PART [COUNT] [SEED]``: damage by the thousand, and count what comes.

Parts are modules here with a ``run(count, seed)`` that returns what came of each, in words; a
mutant that does what it must not raises. The suite runs a small share of each.
"""

from __future__ import annotations

from importlib import import_module

#: Part name → module, and how many mutants make a long run.
PARTS = {
    "sessions": ("tests.fuzz.sessions", 10_000),
    "settings": ("tests.fuzz.settings", 10_000),
    "figures": ("tests.fuzz.figures", 10_000),
    "parquet": ("tests.fuzz.parquet", 100_000),
    "monkey": ("tests.fuzz.monkey", 20_000),
}


def main(arguments: list[str]) -> int:
    """Run the part named and print the counts; 2 if there is no such part."""
    name, *numbers = arguments or [""]
    if name not in PARTS or not all(number.isdecimal() for number in numbers[:2]):
        print(f"python3 -m tests fuzz PART [COUNT] [SEED], with PART one of {', '.join(PARTS)}")
        return 2
    module, usual = PARTS[name]
    count, seed = [*map(int, numbers), *(usual, 1)[len(numbers) :]][:2]
    outcomes = import_module(module).run(count, seed)
    for outcome, times in outcomes.most_common():
        print(f"{times:8,}  {outcome}")
    return 0
