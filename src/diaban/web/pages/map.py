"""The map: every commune of a day as a point, by its state under one standard, in step with a table of the same."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpResponse
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.figure import DERIVED, Address, FrameRef, Reading, ScopeRef, Step
from diaban.basis.finding import Finding, finding
from diaban.coverage.frame import Scope
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.trend import scope_at
from diaban.store import queries
from diaban.units.unit import Unit, UnitId
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.area import Area, Line, chosen_area
from diaban.web.chart import Chart, chart_on
from diaban.web.days import chosen_day, days_of
from diaban.web.ground import Ground, Visit, asking, ground
from diaban.web.lists.asked import STATE, tidied
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import Listing, Seen, seen
from diaban.web.map_signs import ELSEWHERE, NUMBERS, OUTSIDE, SIGNS, sign, sign_word
from diaban.web.map_table import Row, each_table, map_table
from diaban.web.markup import SafeString, escape, mark_safe
from diaban.web.render import show

__all__ = ["map_names", "map_page", "map_places", "map_states"]

FIRST: Final = "independent-headquarters"
"""The standard shown where none is asked for."""
KEPT: Final = "private, max-age=604800, immutable"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. ``standard`` None: none is in force on the day. ``area``: of the map."""

    day: date
    scope: Scope
    standard: Standard | None
    signs: frozenset[int]
    area: Area | None


@dataclass(frozen=True, slots=True)
class Answer:
    """``results``: of the scope, or of each province with data where the nation has none. ``late``: provinces without.

    ``signs``: one number for each unit of the chart.
    """

    results: Sequence[CoverageResult]
    late: Sequence[tuple[Unit, date]]
    refused: Sequence[Finding]
    signs: bytes


@demands("reader")
def map_page(visit: Visit) -> HttpResponse:
    """``?ngay=``, ``?tieu-chi=``, ``?don-vi=``; ``?trang-thai=`` states and an area (``web.area``) choose rows."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    here = ground(visit)
    asked, chart = _asked(visit, here), chart_on(here.edition, chosen_day(visit))
    answer = _answer(visit, here, asked, chart)
    listed = seen(visit, _listing(visit, here, asked, chart, answer))
    each = seen(visit, each_table(visit, here, answer.results, asked.day)) if len(answer.results) > 1 else None
    if (file := handed(visit, listed, *([each] if each else ()))) is not None:
        return file
    unplaced = [unit for unit, number in zip(chart.units, answer.signs, strict=True) if number != ELSEWHERE]
    unplaced = [unit for unit in unplaced if unit.id not in chart.spots]
    content = {
        "day": asked.day,
        "days": days_of(visit, asked.day),
        "scope": asked.scope,
        "standard": asked.standard,
        "title": asked.standard.definition.title[visit.say.lang] if asked.standard else "",
        "standards": [(one.id, one.definition.title[visit.say.lang]) for one in _in_force(here, asked.day)],
        "provinces": _choices(chart, asked.scope),
        "chips": _chips(visit, asked, answer),
        "each": drawn(visit.say, each) if each else None,
        "each_count": len(answer.results),
        "each_open": bool(each and each.is_asked),
        "late": answer.late,
        "blank_sign": sign("blank"),
        "refused": [visit.say.sentences(one) for one in answer.refused],
        "borrowed": chart.borrowed,
        "unplaced": unplaced,
        "table": drawn(visit.say, listed),
        "count": len(listed.rows),
        "no_area": listed.asked.address(khung="", vung="") if asked.area else "",
        "keep": [pair for pair in listed.asked.kept() if pair[0] not in ("khung", "vung")],
        "filter": ",".join(SIGNS[number] for number in sorted(asked.signs)),
        "area": _area_data(asked.area, listed),
        "data": _data(visit, here, asked, chart),
    }
    return show(visit, "map", content)


def _area_data(area: Area | None, listed: Seen[Row]) -> SafeString:
    """What the script is told of the rows chosen: the area, and where words are looked for, the points by number."""
    told = f' data-{"line" if isinstance(area, Line) else "box"}="{area}"' if area else ""
    if listed.asked.text:
        told += f' data-only="{" ".join(str(number) for number, _, _ in listed.rows)}"'
    return mark_safe(told)


@demands("reader")
def map_states(visit: Visit) -> HttpResponse:
    """``diem.json``: what is drawn at each point, one digit for each unit of the chart, and where its points are."""
    here = ground(visit)
    asked, chart = _asked(visit, here), chart_on(here.edition, chosen_day(visit))
    answer = _answer(visit, here, asked, chart)
    told = {
        "day": asked.day.isoformat(),
        "standard": asked.standard.id if asked.standard else None,
        "scope": asked.scope.as_dict(),
        "signs": list(SIGNS),
        "states": "".join(map(str, answer.signs)),
        "late": [unit.id for unit, _ in answer.late],
        "places": _address(here, chart, "map-places"),
        "names": _address(here, chart, "map-names"),
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/json")


@demands("reader")
def map_places(visit: Visit) -> HttpResponse:
    """``noi.json``: where units are drawn; the same for ever under its address."""
    return _kept(chart_on(ground(visit).edition, chosen_day(visit)).drawn)


@demands("reader")
def map_names(visit: Visit) -> HttpResponse:
    """``ten.json``: what units are called; the same for ever under its address."""
    return _kept(chart_on(ground(visit).edition, chosen_day(visit)).named)


def _kept(told: bytes) -> HttpResponse:
    response = HttpResponse(told, content_type="application/json")
    response["Cache-Control"] = KEPT
    return response


def _asked(visit: Visit, here: Ground) -> Asked:
    day, name = chosen_day(visit), visit.GET.get("tieu-chi", "")
    if name and name not in here.standards:
        raise RefusedError(finding("standard-unknown", text=name[:40], standards=sorted(here.standards)))
    there = {one.id: one for one in _in_force(here, day)}
    standard = there.get(name) if name else there.get(FIRST) or next(iter(there.values()), None)
    wanted = visit.GET.get("trang-thai", "").split(",")
    signs = frozenset(SIGNS.index(word) for word in wanted if word in SIGNS[:ELSEWHERE])
    return Asked(
        day,
        _scope(visit, here, day),
        standard,
        signs,
        chosen_area(visit.GET.get("vung", ""), visit.GET.get("khung", "")),
    )


def _in_force(here: Ground, day: date) -> list[Standard]:
    return [one for _, one in sorted(here.standards.items()) if one.in_force_on(day)]


def _scope(visit: Visit, here: Ground, day: date) -> Scope:
    """The unit asked for as it is on the day, or the ground it held; RefusedError ``page-unknown``."""
    name = visit.GET.get("don-vi", "")
    if not name:
        return Scope()
    try:
        last = here.edition.atlas.versions(name)[-1]
    except LookupError as error:
        raise RefusedError(finding("page-unknown", address=f"{visit.path}?don-vi={name}"[:200])) from error
    return scope_at(here.edition.atlas, Scope(last), day)


def _answer(visit: Visit, here: Ground, asked: Asked, chart: Chart) -> Answer:
    """The scope's states; where some provinces have no data on the day, those of each province that has."""
    late = chart.provinces.late
    if asked.scope.unit is not None:
        late = tuple((unit, first) for unit, first in late if unit.id == asked.scope.unit.id)
        scopes = [asked.scope] if not late else []
    elif late:
        scopes = [Scope(province) for province in chart.provinces.told]
    else:
        scopes = [Scope()]
    results: list[CoverageResult] = []
    refused: tuple[Finding, ...] = ()
    standards = [asked.standard] if asked.standard else []
    try:
        for scope in scopes:
            question = queries.Question(scope=scope, as_of=asked.day)
            results += queries.coverages(
                edition=here.edition, standards=standards, question=question, viewer=asking(visit)
            )
    except RefusedError as error:
        refused = error.findings
    return Answer(results, late, refused, _signs(chart, results))


def _signs(chart: Chart, results: Iterable[CoverageResult]) -> bytes:
    numbers: dict[UnitId, int] = {}
    for result in results:
        numbers.update(dict.fromkeys(result.frame.around, OUTSIDE))
        for state, units in result.units.items():
            numbers.update(dict.fromkeys(units, NUMBERS[state]))
    return bytes(numbers.get(unit.id, ELSEWHERE) for unit in chart.units)


def _listing(visit: Visit, here: Ground, asked: Asked, chart: Chart, answer: Answer) -> Listing[Row]:
    """The communes of the scope, of the states and the area chosen."""
    say = visit.say
    wanted = asked.signs or frozenset(range(ELSEWHERE))
    numbered = zip(range(len(chart.units)), chart.units, answer.signs, strict=True)
    rows: list[Row] = [row for row in numbered if row[2] in wanted]
    beside = []
    if asked.signs:
        words = [sign_word(say, SIGNS[number]) for number in sorted(asked.signs)]
        beside.append(say.text("web.list.note-option", column=say.text("web.map.state"), option=words))
    if asked.area is not None:
        holds = asked.area.holds
        rows = [row for row in rows if (spot := chart.spots.get(row[1].id)) and holds(spot)]
        beside.append(say.text("web.map.note-area"))
    return map_table(
        visit,
        here,
        chart,
        rows,
        asked.day,
        title=asked.standard.definition.title[say.lang] if asked.standard else "",
        place=asked.scope.unit.full_name if asked.scope.unit else say.text("word.nation"),
        beside=beside,
    )


@dataclass(frozen=True, slots=True)
class Chip:
    """A state to choose: its sign and word, its figure, the address with it chosen or no longer chosen."""

    sign: SafeString
    word: str
    figure: SafeString
    href: str
    chosen: bool


def _chips(visit: Visit, asked: Asked, answer: Answer) -> list[Chip]:
    chips = []
    counts = {number: answer.signs.count(number) for number in range(ELSEWHERE)}
    for number, count in counts.items():
        if not count and number not in asked.signs and number != NUMBERS[State.MET]:
            continue
        chosen = asked.signs ^ {number}
        words = ",".join(SIGNS[one] for one in sorted(chosen)) or None
        figure = parts.figure(visit.say, count, None)
        if number != OUTSIDE and len(answer.results) == 1:
            figure = parts.figure_of(visit.say, answer.results[0], State(SIGNS[number]))
        href = _query(visit, trang=None, **{"trang-thai": words})
        chips.append(
            Chip(sign(SIGNS[number]), sign_word(visit.say, SIGNS[number]), figure, href, number in asked.signs)
        )
    return chips


def _choices(chart: Chart, scope: Scope) -> list[tuple[Unit, date | None, bool]]:
    """The provinces of the day, those without data with the day of the first; and the scope where it is no other."""
    there: list[tuple[Unit, date | None]] = [*((unit, None) for unit in chart.provinces.told), *chart.provinces.late]
    if scope.unit is not None and scope.unit.id not in {unit.id for unit, _ in there}:
        there.append((scope.unit, None))
    chosen = scope.unit.id if scope.unit else ""
    return [(unit, first, unit.id == chosen) for unit, first in sorted(there, key=lambda pair: pair[0].code)]


def _query(visit: Visit, **changes: str | None) -> str:
    query = visit.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def _address(here: Ground, chart: Chart, name: str) -> str:
    return f"{reverse(name)}?ngay={chart.since.isoformat()}&ban={here.edition.number}"


def _data(visit: Visit, here: Ground, asked: Asked, chart: Chart) -> SafeString:
    """What the script is told, as attributes: addresses, words, and the rectangle first looked at."""
    say = visit.say
    words = {name: sign_word(say, name) for name in SIGNS} | {"blank": say.text("web.map.blank")}
    words |= {key: say.text(f"web.map.js.{key}") for key in ("isles", "code", "open", "figure", "from", "none")}
    told: Mapping[str, str] = {
        "states": reverse("map-states")
        + _query(visit, **dict.fromkeys(("khung", "vung", "trang-thai", "lang", *STATE))),
        "places": _address(here, chart, "map-places"),
        "names": _address(here, chart, "map-names"),
        "unit": reverse("unit", args=["unit"]) + f"?ngay={asked.day.isoformat()}",
        "figure": _figure_path(asked),
        "words": json.dumps(words, ensure_ascii=False),
        "scope": str(asked.scope.ref),
    }
    return mark_safe(" ".join(f'data-{name}="{escape(value)}"' for name, value in told.items()))


def _figure_path(asked: Asked) -> str:
    """The address of the figure of one commune, with ``state`` and ``unit`` where the script writes them."""
    if asked.standard is None:
        return ""
    measure, scope = f"{asked.standard.id}.state", ScopeRef("unit")
    address = Address(measure, scope, FrameRef(DERIVED), asked.day, None, Step.REPORTED, Reading.AS_REPORTED)
    return parts.address_path(address)
