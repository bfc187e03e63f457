"""What was left by windows that are gone, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from ceviz.storage.journal.left import Left

#: So many titles are told in one sentence; all of them where they are listed.
TOLD = 3

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def summary(found: Sequence[Left], today: date) -> str:
    """One sentence: what was not saved, and since when."""
    named = [f"“{left.title}” ({when(left.last.at, today)})" for left in found[:TOLD]]
    if len(found) > TOLD:
        named.append(f"{len(found) - TOLD} more")
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    verb = "was" if len(found) == 1 else "were"
    later = [f"“{left.title}”" for left in found if left.kept.later]
    more = f" What was done last to {', '.join(later)} only a later ceviz can read; it stays kept."
    return f"{listed} {verb} not saved when ceviz ended.{more if later else ''}"


def of_others(found: Sequence[Path]) -> str:
    """One sentence: journals that cannot be read here; empty if there are none."""
    if not found:
        return ""
    many = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return (
        f"What another version of ceviz had not saved cannot be read by this one. It stays in "
        f"{found[0]}{many}."
    )


def details(found: Sequence[Left], today: date) -> str:
    """A line for each: its title, where it belongs, what was last done to it and when."""
    return "\n".join(_line(left, today) for left in found)


def when(at: float, today: date) -> str:
    """A moment in seconds since 1970 as people say it, in their time zone."""
    try:
        then = datetime.fromtimestamp(at)
    except (OverflowError, OSError, ValueError):
        return "some time"
    clock = f"{then:%H:%M}"
    if then.date() == today:
        return f"today {clock}"
    if then.date() == today - timedelta(days=1):
        return f"yesterday {clock}"
    return f"{then.day} {_MONTHS[then.month - 1]} {then.year}, {clock}"


def _line(left: Left, today: date) -> str:
    kept, last = left.kept, left.last
    where = kept.path or kept.file
    place = f", {where}" if where is not None else ""
    names = kept.classes.names
    steps = "1 step" if last.steps == 1 else f"{last.steps:,} steps"
    edits = len(kept.edited)
    edited = f", {edits:,} of its samples edited" if kept.file is not None else ""
    later = f"{kept.later:,} later {'step' if kept.later == 1 else 'steps'}"
    beyond = f"; {later}, which a later ceviz can read, stay in {left.path}" if kept.later else ""
    return (
        f"“{left.title}”{place}: {len(names):,} classes ({names[0]}, {names[1]}"
        f"{', …' if len(names) > 2 else ''}){edited}, {steps}, {when(last.at, today)}{beyond}"
    )
