"""``python3 -m tests kill [COUNT] [SEED]``: kill the real program, restore, and compare.

The program of :mod:`tests.kill.program` restores what the one before it left, then does random
edits, telling each step before it is done and after. At a random moment it is killed. What the
next one restores must be the last step that was finished, or the one before it, or the one that
was under way.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Timer

ROOT = Path(__file__).resolve().parents[2]

#: The usual number of kills, and the longest that a run may go on before one, in seconds.
USUAL, LONGEST = 200, 0.8

#: How long the program may take to be there on the slowest machine, in seconds.
PATIENCE = 120.0


class Lost(AssertionError):
    """More was lost than may be, or something else was restored."""


@dataclass(frozen=True)
class Run:
    """What one program told before it was killed.

    Attributes:
        restored: the digest of what it restored; empty if it was offered nothing.
        begun, finished: the digests of the documents, in the order they were told; the first is
            what it went on from.
    """

    restored: str
    begun: list[str]
    finished: list[str]


def main(arguments: list[str]) -> int:
    """Kill so many times and print what came of it; 1 if too much was lost once."""
    numbers = [int(word) for word in arguments if word.isdecimal()]
    if len(numbers) != len(arguments) or len(numbers) > 2:
        print("python3 -m tests kill [COUNT] [SEED]")
        return 2
    count, seed = [*numbers, *(USUAL, 1)[len(numbers) :]]
    try:
        outcomes, steps = run(count, seed)
    except Lost as lost:
        print(f"lost: {lost}")
        return 1
    for outcome, times in outcomes.most_common():
        print(f"{times:8,}  {outcome}")
    print(f"{steps:8,}  steps finished in all")
    return 0


def run(count: int, seed: int) -> tuple[Counter[str], int]:
    """What came of ``count`` kills, in words, and how many steps were done.

    Raises:
        Lost: the next start did not bring back what it must.
    """
    random = Random(seed)
    outcomes: Counter[str] = Counter()
    steps = 0
    with tempfile.TemporaryDirectory(prefix="ceviz-kill-") as home:
        before = killed(Path(home), random)
        for kill in range(count):
            now = killed(Path(home), random)
            outcomes[judged(before, now.restored, f"kill {kill + 1} of seed {seed}")] += 1
            steps += len(before.finished)
            before = now
    return outcomes, steps


def judged(before: Run, restored: str, where: str) -> str:
    """How what was restored stands to what was done before the kill.

    Raises:
        Lost: it is none of what may be.
    """
    last = before.finished[-1] if before.finished else before.restored
    under_way = before.begun[-1] if len(before.begun) > len(before.finished) else last
    if restored == last:
        return "the last finished step"
    if restored == under_way:
        return "the step that was under way"
    if restored == (before.finished[-2] if len(before.finished) > 1 else before.restored):
        return "the step before the last one"
    known = before.finished.index(restored) if restored in before.finished else None
    raise Lost(f"{where}: of {len(before.finished)} finished steps, {known} came back: {restored}")


def killed(home: Path, random: Random) -> Run:
    """Start the program in ``home``, let it work for a random while and kill it."""
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_RUNTIME_DIR": str(home),
        "QT_QPA_PLATFORM": "offscreen",
    }
    home.chmod(0o700)
    words = [sys.executable, "-m", "tests.kill.program", str(random.randrange(1 << 30))]
    after = random.random() * LONGEST
    complaints = home / "complaints"
    with (
        complaints.open("w") as errors,
        subprocess.Popen(
            words,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as program,
    ):
        assert program.stdout is not None
        ends = Timer(PATIENCE, program.kill)
        ends.start()
        restored = ""
        begun: list[str] = []
        finished: list[str] = []
        lines = iter(program.stdout)
        with suppress(ValueError):  # a word that was cut off by the end
            for line in lines:
                what, digest = line.split()
                if what == "restored":
                    restored = digest
                    ends.cancel()
                    ends = Timer(after, program.kill)
                    ends.start()
                elif line.endswith("\n"):
                    (begun if what == "begun" else finished).append(digest)
        ends.cancel()
    if not restored:
        raise Lost(f"it ended with {program.returncode}: {complaints.read_text()[-2000:]}")
    return Run(restored, begun, finished)
