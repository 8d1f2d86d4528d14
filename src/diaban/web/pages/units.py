"""Units: the nation on a day, one unit as it is and as it came to be, found by any name, and where sources differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, finding
from diaban.coverage.tally import provinces_on
from diaban.units.atlas import Atlas
from diaban.units.conflict import Conflict, ConflictKind
from diaban.units.portrait import Portrait, counts_within, lives, portrait, siblings
from diaban.units.search import Match, find
from diaban.units.trace import destinations, trace
from diaban.units.unit import TYPES_BY_LEVEL, Level, Unit, UnitType
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.days import chosen_day, day_named, days_of
from diaban.web.flow import flow
from diaban.web.ground import Ground, Visit, ground, today
from diaban.web.known import NAME, knowing, known_asked
from diaban.web.pages.commune import commune_content, published
from diaban.web.render import show

__all__ = ["conflicts", "search", "unit", "units"]

PAGE: Final = 200
CONFLICTS: Final = 50
SHOWN: Final = 100
LONGEST: Final = 400
"""Letters of a search that are looked at: a little more than a name may have, so that a longer one is refused."""
BEFORE: Final = date(2025, 6, 30)
"""The day an old name is traced from unless another is asked for: the last of three levels."""
LEVELS: Final = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


@dataclass(frozen=True, slots=True)
class Pages:
    """A long list in pages: which one is shown, and the addresses of the next and the one before."""

    first: int
    last: int
    of: int
    before: str
    after: str


@demands("reader")
def units(visit: Visit) -> HttpResponse:
    """The nation on a day: provinces with counts; ``?cap=`` and ``?loai=`` list units; ``?xa=`` traces an old one."""
    known_at, day = known_asked(visit), chosen_day(visit)
    here = ground(visit, known_at)
    atlas = here.edition.atlas
    provinces = provinces_on(atlas, day)
    counts = counts_within(atlas, day)
    rows = [(one, _counted(visit, atlas, one, day)) for one in provinces.told]
    totals = [] if provinces.late else _totals(visit, here, day)
    listed, pages = _listed(visit, here, day)
    traced = _traced(visit, here)
    return show(
        visit,
        "units",
        {
            "day": day,
            "days": days_of(visit, day),
            "knowing": knowing(visit, known_at),
            "totals": totals,
            "rows": rows,
            "late": provinces.late,
            "with_districts": any(counts.get(one.id, {}).get(Level.DISTRICT) for one in provinces.told),
            "listed": listed,
            "pages": pages,
            **traced,
        },
    )


def _totals(visit: Visit, here: Ground, day: date) -> list[tuple[Level, SafeString, list[tuple[UnitType, SafeString]]]]:
    """Units of the nation by level and type, each opening to its list."""
    count = here.edition.atlas.count(day)

    def opened(n: int, level: Level, kind: UnitType | None = None) -> SafeString:
        more = "" if kind is None else f"&loai={kind.name.lower()}"
        known = f"&{NAME}={visit.known}" if visit.known else ""
        href = f"{reverse('units')}?ngay={day.isoformat()}{known}&cap={level.value}{more}#danh-sach"
        return parts.figure(visit.say, n, href)

    return [
        (
            level,
            opened(count.levels[level], level),
            [(kind, opened(n, level, kind)) for kind, n in count.types[level].items()],
        )
        for level in LEVELS
        if count.levels[level]
    ]


def _counted(visit: Visit, atlas: Atlas, unit: Unit, day: date) -> tuple[SafeString | str, SafeString | str, list[Any]]:
    """Districts, communes, and communes by type of a unit on a day; the figures open to the list of its own page."""
    by_level = counts_within(atlas, day).get(unit.id, {})
    href = parts.place(unit, day, visit.known) + "#danh-sach"

    def told(level: Level) -> SafeString | str:
        n = sum(by_level.get(level, {}).values())
        return parts.figure(visit.say, n, href) if n else ""

    kinds = by_level.get(Level.COMMUNE, {})
    types = [
        (kind, parts.figure(visit.say, kinds[kind], None)) for kind in TYPES_BY_LEVEL[Level.COMMUNE] if kind in kinds
    ]
    return told(Level.DISTRICT), told(Level.COMMUNE), types


def _listed(visit: Visit, here: Ground, day: date) -> tuple[list[tuple[Unit, tuple[Unit, ...]]], Pages | None]:
    """The units of a level, and of a type, with what is above them; nothing where the address asks for none."""
    level = next((one for one in LEVELS if one.value == visit.GET.get("cap")), None)
    if level is None:
        return [], None
    kind = next((one for one in UnitType if one.name.lower() == visit.GET.get("loai")), None)
    atlas = here.edition.atlas
    found = sorted((one for one in atlas.in_force(day, level) if kind in (None, one.type)), key=lambda one: one.code)
    pages, start = _pages(visit, len(found), PAGE)
    return [(one, atlas.ancestors(one, day)) for one in found[start : start + PAGE]], pages


def _pages(visit: Visit, of: int, size: int) -> tuple[Pages, int]:
    """The page asked for (``?trang=``); one that is none is the first."""
    text = visit.GET.get("trang", "")
    last = max(0, (of - 1) // size)
    number = min(int(text) - 1, last) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and text != "0" else 0
    number = max(number, 0)

    def at(page: int) -> str:
        query = visit.GET.copy()
        query["trang"] = str(page + 1)
        return f"?{query.urlencode()}#danh-sach"

    start = number * size
    before, after = at(number - 1) if number else "", at(number + 1) if number < last else ""
    return Pages(start + 1 if of else 0, min(start + size, of), of, before, after), start


def _traced(visit: Visit, here: Ground) -> dict[str, Any]:
    """ "Old unit → new units": the form as filled in and its answer; every unit of the name, never a guess."""
    text = visit.GET.get("xa", "")[:LONGEST].strip()
    start = day_named(visit, "tu-ngay") or BEFORE
    end = day_named(visit, "den-ngay") or today()
    content: dict[str, Any] = {"old": text, "from_day": start, "to_day": end, "traces": [], "trace_refused": ()}
    if not text:
        return content
    atlas = here.edition.atlas
    try:
        found = find(atlas, here.edition.names, text, as_of=start, today=today())
        content["traces"] = [(one, trace(atlas, one.unit.id, start, end)) for one in found[:SHOWN]]
    except RefusedError as error:
        content["trace_refused"] = [visit.say.sentences(one) for one in error.findings]
    return content


@demands("reader")
def search(visit: Visit) -> HttpResponse:
    """Units whose name, of whatever day, is what was typed: all of them, best first."""
    here, text = ground(visit), visit.GET.get("q", "")[:LONGEST].strip()
    atlas = here.edition.atlas
    found: tuple[Match, ...] = ()
    refused: tuple[Finding, ...] = ()
    if text:
        try:
            found = find(atlas, here.edition.names, text, as_of=None, today=today())
        except RefusedError as error:
            refused = error.findings
    rows = [(match, _became(atlas, match)) for match in found[:SHOWN]]
    content = {
        "text": text,
        "rows": rows,
        "count": len(found),
        "more": max(0, len(found) - SHOWN),
        "refused": [visit.say.sentences(one) for one in refused],
    }
    return show(visit, "search", content)


def _became(atlas: Atlas, match: Match) -> list[Unit]:
    """The units of today on the ground of one that has ended."""
    now = today()
    if not atlas.ended_by(match.unit.id, now):
        return []
    return [atlas.by_id(one, now) for one in destinations(atlas, match.unit.id, now)]


@demands("reader")
def conflicts(visit: Visit) -> HttpResponse:
    """Where named sources differ about the units, with both sides and which is chosen; read only."""
    here = ground(visit)
    every = here.edition.conflicts
    kind = next((one for one in ConflictKind if one.value == visit.GET.get("loai")), None)
    wanted = [one for one in every if kind in (None, one.kind)]
    pages, start = _pages(visit, len(wanted), CONFLICTS)
    filters: list[tuple[ConflictKind | None, int, bool]] = [(None, len(every), kind is None)]
    filters += [(one, sum(1 for each in every if each.kind is one), kind is one) for one in ConflictKind]
    content = {
        "filters": [(one, parts.figure(visit.say, n, None), chosen) for one, n, chosen in filters if n],
        "rows": [(one, _side(here, one.subject), _side(here, one.other)) for one in wanted[start : start + CONFLICTS]],
        "pages": pages,
        "edition": here.edition.number,
    }
    return show(visit, "conflicts", content)


def _side(here: Ground, coded: str) -> tuple[Unit | None, date | None, str]:
    """``06079@2025-06-30``: the unit it names, the day, and the text as written."""
    code, _, text = coded.partition("@")
    if not text:
        return None, None, code
    day = date.fromisoformat(text)
    bearer = next((one for one in here.edition.atlas.bearers(code) if day in one.period), None)
    return bearer, day, code


@demands("reader")
def unit(visit: Visit, unit_id: str) -> HttpResponse:
    """One unit, as it is on a day (``?ngay=``), today or on its last, as known at a moment (``?biet=``)."""
    known_at, day = known_asked(visit), chosen_day(visit)
    here = ground(visit, known_at)
    atlas = here.edition.atlas
    try:
        shown = portrait(atlas, unit_id, day)
    except LookupError as error:
        raise RefusedError(finding("page-unknown", address=visit.path[:SHOWN])) from error
    top, on = shown.unit, shown.on
    above = atlas.ancestors(top, on) if on else ()
    near = siblings(atlas, top, on) if on else (None, None)
    content: dict[str, Any] = {
        "unit": top,
        "shown": shown,
        "day": day,
        "on": on,
        "days": days_of(visit, day),
        "knowing": knowing(visit, known_at),
        "above": above,
        "before": near[0],
        "after": near[1],
        "flow": flow(visit.say, atlas, top, visit.known),
        "lives": lives(atlas, unit_id),
        "acts": here.edition.acts,
        "names": here.edition.names.other_names(unit_id),
        "became": _heirs(atlas, shown),
        "came": [step.older for step in atlas.successions_into(unit_id)] if shown.presence == "not-yet" else (),
        "future": [visit.say.sentences(finding("day-in-future", day=day))] if day > today() else (),
        "differences": _differences(here, atlas.versions(unit_id)),
        "published": published(visit, here, top, above, known_at),
        "horizon": shown.horizon,
    }
    if top.level is not Level.COMMUNE and on is not None:
        content |= _place(visit, here, top, on)
    elif on is not None:
        content |= commune_content(visit, here, top, on, known_at)
    return show(visit, "unit", content)


def _heirs(atlas: Atlas, shown: Portrait) -> list[Unit]:
    """The units of today on the ground of one that had ended by the day asked for."""
    if shown.presence != "ended":
        return []
    return [atlas.by_id(one, today()) for one in destinations(atlas, shown.unit.id, today())]


def _differences(here: Ground, versions: Sequence[Unit]) -> list[Conflict]:
    """Conflicts of the edition that name one of these versions by its code and a day of it."""

    def names(coded: str) -> bool:
        code, _, text = coded.partition("@")
        return bool(text) and any(one.code == code and date.fromisoformat(text) in one.period for one in versions)

    codes = {one.code for one in versions}
    near = [one for one in here.edition.conflicts if one.subject[:5] in codes or one.other[:5] in codes]
    return [one for one in near if names(one.subject) or names(one.other)]


def _place(visit: Visit, here: Ground, top: Unit, on: date) -> dict[str, Any]:
    """What a province or a district shows beside its lineage: the units below it that day, and its counts."""
    atlas = here.edition.atlas
    children = sorted(atlas.children(top.id, on), key=lambda one: one.code)
    return {
        "children": [(one, _counted(visit, atlas, one, on)) for one in children],
        "child_level": children[0].level if children else None,
        "types": _counted(visit, atlas, top, on),
        "board": f"{reverse('board', args=[top.id])}?ngay={on.isoformat()}" if top.level is Level.PROVINCE else "",
        "record": atlas.horizons.get(top.id),
    }
