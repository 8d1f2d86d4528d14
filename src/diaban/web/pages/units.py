"""Units: found by any name of any day, and shown with where they came from and what they became."""

from django.http import HttpResponse

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.period import parse_day
from diaban.units.search import find
from diaban.units.trace import destinations, origins
from diaban.web.access import demands
from diaban.web.ground import Visit, ground, today
from diaban.web.render import show

__all__ = ["search", "unit", "units"]


@demands("reader")
def units(visit: Visit) -> HttpResponse:
    """The provinces of the day."""
    here, day = ground(visit), today()
    count = here.edition.atlas.count(day)
    provinces = [one for one in here.edition.atlas.in_force(day) if one.level.value == "province"]
    return show(visit, "units", {"provinces": provinces, "day": day, "count": count})


@demands("reader")
def search(visit: Visit) -> HttpResponse:
    """Units whose name, of whatever day, is like what was typed."""
    here, text = ground(visit), visit.GET.get("q", "")[:200].strip()
    found = find(here.edition.atlas, here.edition.names, text, as_of=None, today=today()) if text else []
    return show(visit, "search", {"text": text, "matches": found, "day": today()})


@demands("reader")
def unit(visit: Visit, unit_id: str) -> HttpResponse:
    """One unit, as it is on a day or was on its last."""
    here = ground(visit)
    atlas = here.edition.atlas
    try:
        versions = atlas.versions(unit_id)
    except (KeyError, LookupError) as error:
        raise RefusedError(finding("page-unknown", address=visit.path)) from error
    day = parse_day(visit.GET["ngay"]) if "ngay" in visit.GET else today()
    here_now = atlas.find_id(unit_id, day)
    shown = here_now or versions[-1]
    on = day if here_now else shown.shown_on(today())
    became = [atlas.versions(one)[0] for one in destinations(atlas, unit_id, today())] if on else []
    return show(visit, "unit", {"unit": shown, "on": on, "became": became, "versions": versions})
