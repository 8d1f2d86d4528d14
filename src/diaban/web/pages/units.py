"""Units: the nation on a day, one unit as it is and as it came to be, found by any name, and where sources differ."""

from collections.abc import Sequence
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
from diaban.units.portrait import Portrait, counts_within, portrait, siblings
from diaban.units.search import Match, find
from diaban.units.trace import destinations, trace
from diaban.units.unit import TYPES_BY_LEVEL, Level, Unit, UnitType
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.claim_tables import published_table
from diaban.web.conflict_tables import conflict_table
from diaban.web.days import chosen_day, day_named, days_of
from diaban.web.flow import flow
from diaban.web.ground import Ground, Visit, ground, today
from diaban.web.keeping import kept
from diaban.web.known import NAME, knowing, known_asked
from diaban.web.lists.asked import tidied
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import Seen, seen
from diaban.web.pages.commune import commune_content, published
from diaban.web.render import show
from diaban.web.unit_tables import below_table, life_table, match_table, province_list, unit_table

__all__ = ["conflicts", "search", "unit", "units"]

SHOWN: Final = 100
LONGEST: Final = 400
"""Letters of a search that are looked at: a little more than a name may have, so that a longer one is refused."""
BEFORE: Final = date(2025, 6, 30)
"""The day an old name is traced from unless another is asked for: the last of three levels."""
LEVELS: Final = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


@demands("reader")
def units(visit: Visit) -> HttpResponse:
    """The nation on a day: provinces with counts; ``?cap=`` and ``?loai=`` list units; ``?xa=`` traces an old one."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    known_at, day = known_asked(visit), chosen_day(visit)
    here = ground(visit, known_at)
    provinces = provinces_on(here.edition.atlas, day)
    rows = seen(visit, province_list(visit, here, provinces.told, provinces.late, day, known_at))
    listed = _listed(visit, here, day, known_at)
    if (file := handed(visit, rows, *([listed] if listed else ()))) is not None:
        return file
    return show(
        visit,
        "units",
        {
            "day": day,
            "days": days_of(visit, day),
            "knowing": knowing(visit, known_at),
            "totals": [] if provinces.late else _totals(visit, here, day),
            "late": provinces.late,
            "provinces": drawn(visit.say, rows) if provinces.told or provinces.late else None,
            "listed": drawn(visit.say, listed) if listed else None,
            **_traced(visit, here),
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


def _listed(visit: Visit, here: Ground, day: date, known_at: date | None) -> Seen[Unit] | None:
    """The units of a level, and of a type; nothing where the address asks for none."""
    level = next((one for one in LEVELS if one.value == visit.GET.get("cap")), None)
    if level is None:
        return None
    kind = next((one for one in UnitType if one.name.lower() == visit.GET.get("loai")), None)
    return seen(visit, unit_table(visit, here, level, kind, day, known_at))


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
    if (tidy := tidied(visit)) is not None:
        return tidy
    here, text = ground(visit), visit.GET.get("q", "")[:LONGEST].strip()
    atlas = here.edition.atlas
    found: tuple[Match, ...] = ()
    refused: tuple[Finding, ...] = ()
    if text:
        try:
            found = find(atlas, here.edition.names, text, as_of=None, today=today())
        except RefusedError as error:
            refused = error.findings
    listed = seen(visit, match_table(visit, here, text, found, today()))
    if (file := handed(visit, listed)) is not None:
        return file
    content = {
        "text": text,
        "table": drawn(visit.say, listed) if found else None,
        "count": len(found),
        "refused": [visit.say.sentences(one) for one in refused],
    }
    return show(visit, "search", content)


@demands("reader")
def conflicts(visit: Visit) -> HttpResponse:
    """Where named sources differ about the units, with both sides and which is chosen; read only."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    here = ground(visit)
    every = here.edition.conflicts
    kind = next((one for one in ConflictKind if one.value == visit.GET.get("loai")), None)
    listed = seen(visit, conflict_table(visit, here, kind))
    if (file := handed(visit, listed)) is not None:
        return file
    filters: list[tuple[ConflictKind | None, int, bool]] = [(None, len(every), kind is None)]
    filters += [(one, sum(1 for each in every if each.kind is one), kind is one) for one in ConflictKind]
    content = {
        "filters": [(one, parts.figure(visit.say, n, None), chosen) for one, n, chosen in filters if n],
        "table": drawn(visit.say, listed),
        "edition": here.edition.number,
    }
    return show(visit, "conflicts", content)


@demands("reader")
@kept
def unit(visit: Visit, unit_id: str) -> HttpResponse:
    """One unit, as it is on a day (``?ngay=``), today or on its last, as known at a moment (``?biet=``)."""
    if (tidy := tidied(visit)) is not None:
        return tidy
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
        "acts": here.edition.acts,
        "names": here.edition.names.other_names(unit_id),
        "became": _heirs(atlas, shown),
        "came": [step.older for step in atlas.successions_into(unit_id)] if shown.presence == "not-yet" else (),
        "future": [visit.say.sentences(finding("day-in-future", day=day))] if day > today() else (),
        "differences": _differences(here, atlas.versions(unit_id)),
        "horizon": shown.horizon,
    }
    lists: dict[str, Seen[Any]] = {"lives": seen(visit, life_table(visit, here, top, known_at))}
    if told := published(visit, here, top, above, known_at):
        lists["published"] = seen(visit, published_table(visit, top, told, known_at))
    if top.level is not Level.COMMUNE and on is not None:
        content |= _place(visit, here, top, on)
        lists["below"] = seen(visit, below_table(visit, here, top, on, known_at))
    elif on is not None:
        registers, of_registers = commune_content(visit, here, top, on, known_at)
        content |= registers
        lists |= {name: seen(visit, one) for name, one in of_registers.items()}
    if (file := handed(visit, *lists.values())) is not None:
        return file
    return show(visit, "unit", content | {name: drawn(visit.say, one) for name, one in lists.items()})


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
    return {
        "types": _counted(visit, atlas, top, on),
        "board": f"{reverse('board', args=[top.id])}?ngay={on.isoformat()}" if top.level is Level.PROVINCE else "",
        "record": atlas.horizons.get(top.id),
    }
