"""How live forms are (*sống*): births, deaths and moves that they cannot know of yet, and what grows old next.

Only counts of events are known, never whose. An event of a day can be reflected only by a form filled in on that day or
later. So of the events of a day, as many are held to wait as forms of the commune are older than the day: of 30 deaths
on a day before which three forms of four were filled in, 22 or 23. Events after a commune's last form surely wait.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

__all__ = ["EVENTS", "OLD_YEARS", "SOON", "Events", "Waiting", "grows_old", "stale_next", "waiting", "waiting_together"]

EVENTS: Final = ("births", "deaths", "arrivals", "departures")
"""What changes who lives in a commune."""
OLD_YEARS: Final = 2
"""Whole years after which a form has grown old (rule ``form-old``)."""
SOON: Final = (30, 90, 365)
"""Days ahead for which it is told how many forms grow old."""


@dataclass(frozen=True, slots=True)
class Events:
    """Counts of one commune over the days from ``first`` to ``last``, both included."""

    unit: str
    first: date
    last: date
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Events of one kind: how many are ``known``; of them ``waiting`` for the forms, and ``surely`` so."""

    known: int
    waiting: int
    surely: int


def waiting(events: Iterable[Events], filled: Mapping[date, int], as_of: date) -> dict[str, Waiting] | None:
    """By kind, what forms filled in on the days ``filled`` (with their numbers) cannot know of one commune's events.

    Events of days after ``as_of`` are left out. None where no event was counted, or no form's day is known.
    """
    held = [one for one in events if one.last <= as_of]
    whole = sum(filled.values())
    if not held or not whole:
        return None
    days = sorted(filled)
    before = [0, *accumulate(filled[day] for day in days)]
    known, wait, sure = (dict.fromkeys(EVENTS, 0.0) for _ in range(3))
    for one in held:
        span = (one.last - one.first).days + 1
        # Events of a period are taken as spread evenly over its days.
        on = [one.first + timedelta(days=at) for at in range(span)]
        older = sum(before[bisect_left(days, each)] for each in on) / (whole * span)
        after = sum(each > days[-1] for each in on) / span
        for kind, count in one.counts.items():
            known[kind] += count
            wait[kind] += count * older
            sure[kind] += count * after
    return {kind: Waiting(round(known[kind]), round(wait[kind]), int(sure[kind] + 1e-9)) for kind in EVENTS}


def waiting_together(held: Iterable[Mapping[str, Waiting] | None]) -> dict[str, Waiting] | None:
    """Those of several communes added up; None where nothing is known of any."""
    told = [one for one in held if one is not None]
    if not told:
        return None
    return {
        kind: Waiting(
            sum(one[kind].known for one in told),
            sum(one[kind].waiting for one in told),
            sum(one[kind].surely for one in told),
        )
        for kind in EVENTS
    }


def grows_old(filled: date) -> date:
    """The day on which a form has grown old; one filled in on 29 February does so on the first of March."""
    try:
        return filled.replace(year=filled.year + OLD_YEARS)
    except ValueError:
        return date(filled.year + OLD_YEARS, 3, 1)


def stale_next(filled: Mapping[date, int], as_of: date) -> dict[int, int]:
    """By days ahead, forms that are not old yet and will have grown so by then."""
    ends = [(grows_old(day), count) for day, count in filled.items()]
    return {days: sum(count for end, count in ends if as_of < end <= as_of + timedelta(days=days)) for days in SOON}
