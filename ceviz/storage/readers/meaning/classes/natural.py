"""Names of classes that have an order of their own: months, sizes, grades."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Names in their order, small letters; a place may have several spellings.
_SERIES: tuple[tuple[frozenset[str], ...], ...] = tuple(
    tuple(frozenset(place.split("|")) for place in series.split())
    for series in (
        "monday|mon|mo tuesday|tue|tues|tu wednesday|wed|we thursday|thu|thur|thurs|th "
        "friday|fri|fr saturday|sat|sa sunday|sun|su",
        "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
        "september|sep|sept october|oct november|nov december|dec",
        "spring summer autumn|fall winter",
        "night dawn morning noon afternoon evening",
        "none|absent tiny|xxs very_small|xs|extra_small small|s medium|mid|middle|m|moderate "
        "large|big|l very_large|xl|extra_large huge|xxl",
        "none very_low|lowest low|l medium|mid|middle|m|moderate|normal|average high|h "
        "very_high|highest critical|extreme",
        "none|normal|healthy|no minimal|trace mild|slight moderate|medium severe "
        "very_severe|critical|proliferative|extreme",
        "terrible|very_bad|very_poor|awful bad|poor fair|ok|okay|average|neutral|mediocre good "
        "very_good|great excellent|ideal|outstanding|perfect",
        "fair good very_good premium ideal",
        "very_negative|strongly_negative negative|neg neutral|neu|mixed positive|pos "
        "very_positive|strongly_positive",
        "strongly_disagree disagree neutral|neither|undecided agree strongly_agree",
        "never rarely|seldom sometimes|occasionally often|usually|frequently always",
        "cold cool mild|lukewarm warm hot",
        "slow medium|normal fast",
        "short medium|normal long|tall",
        "young middle|adult old|senior",
        "easy medium|normal|moderate hard|difficult very_hard|expert",
        "beginner|novice intermediate advanced expert",
        "unacc|unacceptable acc|acceptable good vgood|very_good",
        "bronze silver gold platinum diamond",
        "debug info|notice warning|warn error critical|fatal",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "zero one two three four five six seven eight nine ten eleven twelve",
        "i ii iii iv v vi vii viii ix x",
        "primary secondary tertiary",
        "decrease|down|fall|falling|bearish|sell|loss|lose same|stay|hold|neutral|flat|stable|draw "
        "increase|up|rise|rising|bullish|buy|win",
    )
)

_NUMBERED = re.compile(r"(\D*)(\d{1,9})(\D*)")
_FROM_TO = re.compile(r"(\d{1,9})\s*(?:[-–]|to|\+)\s*\d{0,9}|[<≤]=?\s*(\d{1,9})|[>≥]=?\s*(\d{1,9})")


def natural_order(texts: Sequence[str]) -> tuple[int, ...] | None:
    """The places of some names in the order that they have in themselves; None without any.

    ``low, mid, high``; ``week 2`` before ``week 10``, as the alphabet has it not; ``18-25``.
    """
    places = _in_a_series(texts) or _numbers(texts)
    if places is None:
        return None
    return tuple(sorted(range(len(texts)), key=places.__getitem__))


def _in_a_series(texts: Sequence[str]) -> list[int] | None:
    words = [re.sub(r"[\W_]+", "_", text.strip().casefold()) for text in texts]
    for series in _SERIES:
        places = [
            next((k for k, place in enumerate(series) if word in place), -1) for word in words
        ]
        if min(places, default=-1) >= 0 and len(set(places)) == len(places):
            return places
    return None


def _numbers(texts: Sequence[str]) -> list[int] | None:
    """The number in each name, where the names differ in nothing else, or begin a range with it."""
    ranges = [_FROM_TO.fullmatch(text.strip()) for text in texts]
    if texts and all(ranges):
        firsts = [_first(found) for found in ranges if found is not None]
        return firsts if len(set(firsts)) == len(firsts) else None
    found = [_NUMBERED.fullmatch(text.strip()) for text in texts]
    around = {(each[1], each[3]) for each in found if each is not None}
    if None in found or len(around) != 1:
        return None
    numbers = [int(each[2]) for each in found if each is not None]
    return numbers if len(set(numbers)) == len(numbers) else None


def _first(found: re.Match[str]) -> int:
    """Twice where a range begins; ``<18`` comes before ``18-25``, and ``>60`` after ``60``."""
    low, below, above = found.groups()
    if low is not None:
        return 2 * int(low)
    return 2 * int(below) - 1 if below is not None else 2 * int(above) + 1
