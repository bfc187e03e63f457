"""What the accuracy and the loss would be if a file were read another way."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ceviz.errors import CevizError
from ceviz.storage.readers import Field, Fit, Guess, ReadOptions, weigh

#: Guesses whose alternatives give other numbers where they can be read at all.
WEIGHED = (
    Field.PART,
    Field.SCORES,
    Field.KIND,
    Field.LABELS,
    Field.LABEL_FORM,
    Field.CLASS_NAMES,
    Field.CLASS_AXIS,
    Field.PREDICTION,
    Field.JOIN,
)

#: Of one guess, so many alternatives are tried: each is a look at the file.
MOST = 6

#: How much better the accuracy of another reading must be to cast doubt on this one; less is
#: what chance does to the few rows that are looked at.
BETTER = 0.1


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading and how well it fits.

    Attributes:
        field, value: what it decides, and how.
        fit: on the first rows.
        present: whether the file is read so now.
        suspicious: whether it is read so now, and another reading seems to be meant.
    """

    field: Field
    value: str
    fit: Fit
    present: bool = False
    suspicious: bool = False


def weighed(
    path: Path,
    options: ReadOptions,
    guesses: Sequence[Guess],
    classes: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Weighed, ...]:
    """The present reading of each guess that has others, and those, side by side.

    What cannot be read or makes no difference is left out; a guess with nothing else, too.

    Raises:
        FileRefused: the file cannot be read as it was.
    """
    doubtful = [guess for guess in guesses if guess.field in WEIGHED and guess.alternatives]
    now = weigh(path, options) if doubtful else None
    if now is None:
        return ()
    found: list[Weighed] = []
    for guess in doubtful:
        others: list[Weighed] = []
        for value in [each for each in guess.alternatives if each != guess.value][:MOST]:
            if cancelled():
                return ()
            fit = _fit(path, options, guess.field, value)
            if fit is not None and fit != now:
                others.append(Weighed(guess.field, value, fit))
        if others:
            fits = [other.fit for other in others]
            suspicious = bool(guess.warning) or any(_casts_doubt(f, now, classes) for f in fits)
            found.append(Weighed(guess.field, guess.value, now, True, suspicious))
            found.extend(others)
    return tuple(found)


def _fit(path: Path, options: ReadOptions, field: Field, value: str) -> Fit | None:
    try:
        return weigh(path, options.choose(field, value))
    except CevizError:
        return None


def _casts_doubt(other: Fit, now: Fit, classes: int) -> bool:
    """Whether ``other`` is so much better, or better than knowing nothing where ``now`` is not."""
    nothing = math.log(classes)
    return other.accuracy >= now.accuracy + BETTER or other.loss < nothing < now.loss
