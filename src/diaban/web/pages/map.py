"""The map: every commune of a day as a point, by its state under one standard, in step with a table of the same."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

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
from diaban.web.chart import Chart, chart_on
from diaban.web.days import chosen_day, days_of
from diaban.web.ground import Ground, Visit, asking, ground
from diaban.web.render import show

__all__ = ["map_names", "map_page", "map_places", "map_states"]

FIRST: Final = "independent-headquarters"
"""The standard shown where none is asked for."""
SIGNS: Final = ("met", "under-way", "not-started", "lost", "unaccounted", "outside", "elsewhere")
"""What is drawn at a point, by the number that stands for it in ``diem.json``: a state, in the scope but not bound by
the standard, not in the scope."""
OUTSIDE, ELSEWHERE = SIGNS.index("outside"), SIGNS.index("elsewhere")
NUMBERS: Final = {state: SIGNS.index(state.value) for state in State}
ROWS: Final = 50
KEPT: Final = "private, max-age=604800, immutable"
SHAPES: Final = {
    "met": '<circle cx="8" cy="8" r="6.5"/>',
    "under-way": '<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 0 0 12z"/>',
    "not-started": '<circle cx="8" cy="8" r="5.5"/>',
    "lost": '<path d="M2.5 2.5l11 11M13.5 2.5l-11 11"/>',
    "unaccounted": '<rect x="2" y="2" width="12" height="12"/><path d="M2 8l6-6M2 14L14 2M8 14l6-6"/>',
    "outside": '<circle cx="8" cy="8" r="3"/>',
    "blank": '<path d="M2.5 8h11"/>',
    "find": '<circle cx="8" cy="8" r="4.5"/><path d="M8 1v6M8 9v6M1 8h6M9 8h6"/>',
}
"""The signs as the canvas draws them (map.js), for the words beside it; ``find`` leads from a row to its point."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. ``standard`` None: none is in force on the day. ``box``: west, south, east, north."""

    day: date
    scope: Scope
    standard: Standard | None
    signs: frozenset[int]
    box: tuple[float, float, float, float] | None


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
    """``?ngay=``, ``?tieu-chi=``, ``?don-vi=``; ``?trang-thai=`` states and ``?khung=`` a rectangle choose rows."""
    here = ground(visit)
    asked, chart = _asked(visit, here), chart_on(here.edition, chosen_day(visit))
    answer = _answer(visit, here, asked, chart)
    rows = _rows(asked, chart, answer.signs)
    last = max(1, -(-len(rows) // ROWS))
    page = min(max(1, _number(visit.GET.get("trang", ""))), last)
    unplaced = [unit for unit, sign in zip(chart.units, answer.signs, strict=True) if sign != ELSEWHERE]
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
        "each": answer.results if len(answer.results) > 1 else (),
        "late": answer.late,
        "blank_sign": _sign("blank"),
        "find_sign": _sign("find"),
        "refused": [visit.say.sentences(one) for one in answer.refused],
        "borrowed": chart.borrowed,
        "unplaced": unplaced,
        "table": [_row(visit, asked, chart, *row) for row in rows[(page - 1) * ROWS : page * ROWS]],
        "count": len(rows),
        "page": page,
        "last": last,
        "before": _query(visit, trang=str(page - 1)) if page > 1 else "",
        "after": _query(visit, trang=str(page + 1)) if page < last else "",
        "no_box": _query(visit, khung=None, trang=None) if asked.box else "",
        "keep": [(name, visit.GET[name]) for name in ("ngay", "tieu-chi", "don-vi", "trang-thai") if name in visit.GET],
        "filter": ",".join(SIGNS[sign] for sign in sorted(asked.signs)),
        "box": ",".join(f"{side:.3f}" for side in asked.box) if asked.box else "",
        "data": _data(visit, here, asked, chart),
    }
    return show(visit, "map", content)


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
    return Asked(day, _scope(visit, here, day), standard, signs, _box(visit.GET.get("khung", "")))


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


def _box(text: str) -> tuple[float, float, float, float] | None:
    """A rectangle in degrees; what is none chooses nothing."""
    try:
        west, south, east, north = (float(side) for side in text[:80].split(","))
    except ValueError:
        return None
    # Written so that it is false for what is not a number.
    return (west, south, east, north) if -180 <= west < east <= 180 and -90 <= south < north <= 90 else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


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


def _rows(asked: Asked, chart: Chart, signs: bytes) -> list[tuple[Unit, int]]:
    """The communes of the scope, of the states and the rectangle chosen."""
    pairs: Iterator[tuple[Unit, int]] = zip(chart.units, signs, strict=True)
    wanted = asked.signs or frozenset(range(ELSEWHERE))
    rows = [(unit, sign) for unit, sign in pairs if sign in wanted]
    if asked.box is None:
        return rows
    west, south, east, north = asked.box
    return [
        (unit, sign)
        for unit, sign in rows
        if (spot := chart.spots.get(unit.id)) and west <= spot.lon <= east and south <= spot.lat <= north
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    unit: Unit
    sign: SafeString
    word: str
    parents: tuple[Unit, ...]
    placed: bool


def _row(visit: Visit, asked: Asked, chart: Chart, unit: Unit, sign: int) -> Row:
    return Row(unit, _sign(SIGNS[sign]), _word(visit, SIGNS[sign]), chart.parents[unit.id], unit.id in chart.spots)


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
    counts = {sign: answer.signs.count(sign) for sign in range(ELSEWHERE)}
    for sign, count in counts.items():
        if not count and sign not in asked.signs and sign != NUMBERS[State.MET]:
            continue
        chosen = asked.signs ^ {sign}
        words = ",".join(SIGNS[one] for one in sorted(chosen)) or None
        figure = parts.figure(visit.say, count, None)
        if sign != OUTSIDE and len(answer.results) == 1:
            figure = parts.figure_of(visit.say, answer.results[0], State(SIGNS[sign]))
        href = _query(visit, trang=None, **{"trang-thai": words})
        chips.append(Chip(_sign(SIGNS[sign]), _word(visit, SIGNS[sign]), figure, href, sign in asked.signs))
    return chips


def _choices(chart: Chart, scope: Scope) -> list[tuple[Unit, date | None, bool]]:
    """The provinces of the day, those without data with the day of the first; and the scope where it is no other."""
    there: list[tuple[Unit, date | None]] = [*((unit, None) for unit in chart.provinces.told), *chart.provinces.late]
    if scope.unit is not None and scope.unit.id not in {unit.id for unit, _ in there}:
        there.append((scope.unit, None))
    chosen = scope.unit.id if scope.unit else ""
    return [(unit, first, unit.id == chosen) for unit, first in sorted(there, key=lambda pair: pair[0].code)]


def _sign(name: str) -> SafeString:
    return mark_safe(f'<svg class="mark m-{name}" viewBox="0 0 16 16" aria-hidden="true">{SHAPES[name]}</svg>')


def _word(visit: Visit, name: str) -> str:
    key = f"state.{name}" if name in {*State} else f"web.map.{name}"
    return visit.say.text(key)


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
    words = {name: _word(visit, name) for name in SIGNS} | {"blank": say.text("web.map.blank")}
    words |= {key: say.text(f"web.map.js.{key}") for key in ("isles", "code", "open", "figure", "from", "none")}
    told: Mapping[str, str] = {
        "states": reverse("map-states") + _query(visit, **dict.fromkeys(("trang", "khung", "trang-thai", "lang"))),
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
