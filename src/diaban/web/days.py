"""The day a page speaks of: read from its address, chosen by stops, by a date, or by sliding through the months."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from django.http import QueryDict

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.period import parse_day
from diaban.web.ground import Visit, today

__all__ = ["Days", "Stop", "chosen_day", "day_named", "days_of"]

STOPS: Final = Path(__file__).with_name("days.toml")
SHOWN: Final = 40
"""Letters of a wrong day that its page repeats."""
KEPT: Final = 12
"""Parameters that are carried from day to day; a page has fewer."""
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Stop:
    """A day to jump to; ``why`` None: today."""

    day: date
    why: str | None
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Days:
    """What ``days.html`` shows: the day of the page, the stops, and what of the address stays as the day moves.

    ``first`` and ``last``: the days between which a script slides by month.
    """

    day: date
    stops: tuple[Stop, ...]
    keep: tuple[tuple[str, str], ...]
    first: date
    last: date


def day_named(visit: Visit, name: str) -> date | None:
    """A day in the address, None where it is not given. RefusedError ``impossible-day``."""
    text = visit.GET.get(name, "").strip()
    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        raise RefusedError(finding("impossible-day", text=text[:SHOWN])) from error


def chosen_day(visit: Visit) -> date:
    """The day asked for (``?ngay=``), today without one. RefusedError ``impossible-day``."""
    return day_named(visit, "ngay") or today()


def days_of(visit: Visit, day: date) -> Days:
    """The slider of a page that speaks of ``day``: give it to the template as ``days``."""
    now = today()
    keep = tuple(
        (name, value)
        for name, value in list(visit.GET.items())[:KEPT]
        if name not in ("ngay", "lang") and len(value) <= LONGEST
    )

    def stop(at: date, why: str | None) -> Stop:
        query = QueryDict(mutable=True)
        query.update(dict(keep))
        query["ngay"] = at.isoformat()
        return Stop(at, why, "?" + query.urlencode(), at == day)

    stops = (*(stop(at, why[visit.lang]) for at, why in _stops() if at < now), stop(now, None))
    return Days(day, stops, keep, stops[0].day, now)


@cache
def _stops() -> tuple[tuple[date, dict[str, str]], ...]:
    with STOPS.open("rb") as stream:
        return tuple((one["day"], one["why"]) for one in tomllib.load(stream)["stop"])
