"""The board's two tables: provinces with what each standard counts there, communes with the state of each standard."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diaban.basis.names import sort_key
from diaban.basis.speech import Speech
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.tally import Tally
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit, UnitId
from diaban.web import parts
from diaban.web.ground import Visit
from diaban.web.strips import in_order

__all__ = ["Column", "Filter", "Table", "commune_table", "province_table"]

T = TypeVar("T")
BY_CODE: Final = "ma"
BY_NAME: Final = "ten"
ORDER: Final = {state: rank for rank, state in enumerate((*State,))}
OUTSIDE: Final = len(ORDER)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts by its link; ``sorted``: ``ascending``, ``descending`` or empty."""

    title: str
    href: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of rows: ``key`` in the address, its words, whether it is the one chosen."""

    key: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows are whole ``<tr>`` elements. ``count``: how many there are, or, where one state is chosen, its figure."""

    columns: tuple[Column, ...]
    rows: tuple[SafeString, ...]
    filters: tuple[tuple[str, tuple[Filter, ...]], ...]
    chosen: str
    count: SafeString


def province_table(
    visit: Visit,
    provinces: Sequence[Unit],
    tallies: Mapping[UnitId, Mapping[str, Tally]],
    standards: Sequence[Standard],
    where: Callable[[Unit], str],
) -> Table:
    """Provinces by row, standards by column: met of the size of the frame. ``where``: the board of a province."""
    say = visit.say
    keys = {one.id: _share(tallies, one.id) for one in standards}
    ordered = _ordered(visit, provinces, keys)

    def row(unit: Unit) -> SafeString:
        name = f'<a data-n="name" href="{escape(where(unit))}">{escape(unit.full_name)}</a>'
        cells = "".join(_tally(say, tallies.get(unit.id, {}).get(one.id)) for one in standards)
        return mark_safe(f'<tr><td>{parts.code(unit.code)}</td><th scope="row">{name}</th>{cells}</tr>')

    return Table(
        _columns(visit, standards), tuple(row(unit) for unit in ordered), (), "", parts.figure(say, len(ordered), None)
    )


def commune_table(visit: Visit, atlas: Atlas, results: Sequence[CoverageResult], day: date) -> Table:
    """Communes by row, standards by column: the state, by sign and word. ``?loc=standard.state`` chooses rows."""
    say = visit.say
    told = {result.standard.id: result for result in results}
    results = [told[one.id] for one in in_order(result.standard for result in results)]
    states = {result.standard.id: _states(result) for result in results}
    units = {unit.id: unit for result in results for unit in result.frame.units}
    mixed = frozenset(id_ for result in results for id_ in result.frame.mixed)
    asked = visit.GET.get("loc", "")
    standard, _, wanted = asked.partition(".")
    chosen = next((one for one in results if one.standard.id == standard and wanted in {*State}), None)
    kept = list(units.values())
    if chosen is not None:
        kept = [unit for unit in kept if states[standard].get(unit.id) == wanted]
    keys = {name: _rank(of) for name, of in states.items()}
    ordered = _ordered(visit, kept, keys)
    cells = {state: f"<td>{parts.sign(state)} {escape(say.text(f'state.{state.value}'))}</td>" for state in State}
    none = f'<td class="quiet">{escape(say.text("web.board.outside-frame"))}</td>'
    mark = f" {parts.chip(say.text('web.board.mixed'), 'quiet')}"

    def row(unit: Unit) -> SafeString:
        told = "".join(cells[state] if (state := of.get(unit.id)) else none for of in states.values())
        name = f"{parts.linked(unit, day)}{_above(atlas, unit, day)}{mark if unit.id in mixed else ''}"
        return mark_safe(f'<tr><td>{parts.code(unit.code)}</td><th scope="row">{name}</th>{told}</tr>')

    count = parts.figure(say, len(ordered), None)
    if chosen is not None:
        count = parts.figure_of(say, chosen, State(wanted))
    return Table(
        _columns(visit, [result.standard for result in results]),
        tuple(row(unit) for unit in ordered),
        tuple(_filters(say, result, asked) for result in results),
        asked if chosen is not None else "",
        count,
    )


def _states(result: CoverageResult) -> dict[UnitId, State]:
    return {unit: state for state, units in result.units.items() for unit in units}


def _rank(states: Mapping[UnitId, State]) -> Callable[[Unit], float]:
    return lambda unit: ORDER[states[unit.id]] if unit.id in states else OUTSIDE


def _share(tallies: Mapping[UnitId, Mapping[str, Tally]], standard: str) -> Callable[[Unit], float]:
    def share(unit: Unit) -> float:
        one = tallies[unit.id].get(standard)
        return -1 if one is None or not one.size else one.states[State.MET] / one.size

    return share


def _ordered(visit: Visit, units: Iterable[Unit], keys: Mapping[str, Callable[[Unit], float]]) -> list[Unit]:
    """By code; or by what ``?xep=`` names, with a dash before it downwards. A word that names nothing is no order."""
    asked = visit.GET.get("xep", "")
    name, down = asked.removeprefix("-"), asked.startswith("-")
    ordered = sorted(units, key=lambda unit: unit.code)
    if name == BY_NAME:
        ordered.sort(key=lambda unit: sort_key(unit.name), reverse=down)
    elif name in keys:
        ordered.sort(key=keys[name], reverse=down)
    elif name == BY_CODE and down:
        ordered.reverse()
    return ordered


def _columns(visit: Visit, standards: Sequence[Standard]) -> tuple[Column, ...]:
    say, asked = visit.say, visit.GET.get("xep", "") or BY_CODE
    named = [(BY_CODE, say.text("web.board.code")), (BY_NAME, say.text("word.unit"))]
    named += [(one.id, one.definition.title[say.lang]) for one in standards]

    def column(key: str, title: str) -> Column:
        query = visit.GET.copy()
        query["xep"] = f"-{key}" if asked == key else key
        order = "ascending" if asked == key else "descending" if asked == f"-{key}" else ""
        return Column(title, f"?{query.urlencode()}#bang", order)

    return tuple(column(key, title) for key, title in named)


def _filters(say: Speech, result: CoverageResult, asked: str) -> tuple[str, tuple[Filter, ...]]:
    title = result.standard.definition.title[say.lang]
    keys = [(f"{result.standard.id}.{state.value}", state) for state in State if result.units[state]]
    return title, tuple(
        Filter(
            key, f"{title}: {say.text(f'state.{state.value}')} ({say.write(len(result.units[state]))})", key == asked
        )
        for key, state in keys
    )


def _tally(say: Speech, one: Tally | None) -> str:
    if one is None or not one.size:
        return f'<td class="quiet">{escape(say.text("web.board.outside-frame"))}</td>'
    unknown = one.states[State.UNACCOUNTED]
    if unknown == one.size:
        # Nobody stated anything: "0 met" would be read as a bad mark.
        word, href = escape(say.text("state.unaccounted")), escape(parts.address_path(one.address(State.UNACCOUNTED)))
        return f'<td class="num">{parts.sign(State.UNACCOUNTED)} <a href="{href}">{word}</a></td>'
    href = parts.address_path(one.address(State.MET))
    told = parts.figure(say, one.states[State.MET], href, of=one.size, kind="register")
    return f'<td class="num">{parts.sign(State.UNACCOUNTED) if unknown else ""} {told}</td>'


def _above(atlas: Atlas, unit: Unit, day: date) -> str:
    """The district of a commune, of the days when there were any."""
    above = None if unit.parent_id is None else atlas.find_id(unit.parent_id, day)
    if above is None or above.level is not Level.DISTRICT:
        return ""
    return f' <span class="quiet" data-n="name">{escape(above.full_name)}</span>'
