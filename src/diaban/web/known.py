"""The moment a page is read as known at (``?biet=``): a day, whose end is meant, or a moment; without it, now."""

from dataclasses import dataclass
from datetime import date, datetime, time

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.moment import VIET_NAM, parse_moment
from diaban.basis.speech import Speech
from diaban.web.days import SHOWN
from diaban.web.ground import Visit, today

__all__ = ["NAME", "Knowing", "knowing", "known_asked", "moment_words", "moment_written"]

NAME = "biet"


@dataclass(frozen=True, slots=True)
class Knowing:
    """What ``days.html`` and ``known.html`` show: the moment asked for (None: now), in words and for the form.

    ``day``: of a form that asks for another; empty where a moment more exact than a day was asked for, which the form
    keeps as it is. ``now``: the same page as known now. ``latest``: the last day to choose.
    """

    moment: str
    written: str
    day: str
    now: str
    latest: date


def known_asked(visit: Visit) -> date | datetime | None:
    """The moment in the address, None where it is not given; the visit keeps it for links. RefusedError
    ``impossible-moment``."""
    text = visit.GET.get(NAME, "").strip()
    if not text:
        return None
    try:
        moment = parse_moment(text)
    except ValueError as error:
        raise RefusedError(finding("impossible-moment", text=text[:SHOWN])) from error
    visit.known = moment_written(moment)
    return moment


def moment_written(moment: date) -> str:
    """A day or a moment as an address writes it: of Viet Nam, without its zone, so that nothing need be quoted."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.astimezone(VIET_NAM).replace(tzinfo=None).isoformat()


def moment_words(say: Speech, moment: date) -> str:
    """A day, whose end is meant, or a moment, in words; in Viet Nam."""
    if isinstance(moment, datetime):
        there = moment.astimezone(VIET_NAM)
        if there.time() != time.max:
            return f"{say.write(there.date())} {there:%H:%M:%S}"
        moment = there.date()
    return say.text("web.known.end-of", day=moment)


def knowing(visit: Visit, moment: date | datetime | None) -> Knowing:
    """For the template, as ``knowing``."""
    query = visit.GET.copy()
    query.pop(NAME, None)
    words = "" if moment is None else moment_words(visit.say, moment)
    day = "" if isinstance(moment, datetime) else visit.known
    return Knowing(words, visit.known, day, f"?{query.urlencode()}", today())
