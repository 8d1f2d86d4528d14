"""The board's two lists: provinces with what each standard counts there, communes with the state of each standard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from diaban.basis.names import sort_key
from diaban.basis.speech import Speech
from diaban.coverage.frame import Scope
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.tally import Tally
from diaban.reports.table import Cell, Opened
from diaban.store.models import InstallationKind
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit, UnitId
from diaban.web import parts
from diaban.web.ground import Ground, Visit
from diaban.web.lists.column import Column, Options, code, unit, written
from diaban.web.lists.listing import Listing
from diaban.web.markup import escape
from diaban.web.strips import in_order

__all__ = ["commune_table", "province_table"]

ORDER: Final = {state: rank for rank, state in enumerate((*State,))}
ANCHOR: Final = "bang"
CODE, NAME, DISTRICT, MIXED = "ma", "ten", "thuoc", "ghep"
Tallies = Mapping[UnitId, Mapping[str, Tally]]


def province_table(
    visit: Visit,
    here: Ground,
    provinces: Sequence[Unit],
    tallies: Tallies,
    standards: Sequence[Standard],
    where: Callable[[Unit], str],
    day: date,
) -> Listing[Unit]:
    """Provinces by row, standards by column: met of the size of the frame. ``where``: the board of a province."""
    say = visit.say

    def name(one: Unit) -> str:
        return f'<a data-n="name" href="{escape(where(one))}">{escape(one.full_name)}</a>'

    # The name of a province leads to its board, which is one step down from here.
    named = unit(NAME, say.text("word.unit"), lambda one: one, lambda _: day)
    columns = [
        code(CODE, say.text("web.board.code"), lambda one: one.code),
        Column(named.key, named.title, name, named.cells, named.titles, named.order, named.words, head=True),
        *(_tally_column(say, one, tallies) for one in standards),
    ]
    return Listing(
        title=say.text("web.board.provinces"),
        columns=tuple(columns),
        rows=sorted(provinces, key=lambda one: one.code),
        source=say.text("web.list.source-registers", edition=str(here.edition.number)),
        as_of=day,
        anchor=ANCHOR,
        look="states",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        subtitle=say.text("word.nation"),
    )


def commune_table(
    visit: Visit, here: Ground, scope: Scope, results: Sequence[CoverageResult], day: date
) -> Listing[Unit]:
    """Communes by row, standards by column: the state, by sign and word. ``?loc=standard.state`` chooses rows."""
    say = visit.say
    told = {result.standard.id: result for result in results}
    ordered = [told[one.id] for one in in_order(result.standard for result in results)]
    units = {unit.id: unit for result in ordered for unit in result.frame.units}
    mixed = frozenset(id_ for result in ordered for id_ in result.frame.mixed)
    atlas = here.edition.atlas
    within = {id_: above for id_, one in units.items() if (above := _district(atlas, one, day))}
    columns: list[Column[Unit]] = [
        code(CODE, say.text("web.board.code"), lambda one: one.code),
        unit(NAME, say.text("word.unit"), lambda one: one, lambda _: day),
    ]
    if within:
        columns.append(_district_column(say, within))
    columns += [_state_column(say, result) for result in ordered]
    if mixed:
        columns.append(_mixed_column(say, mixed))
    place = scope.unit.full_name if scope.unit else say.text("word.nation")
    if scope.ground_of:
        place = say.text("web.board.ground-of", place=place, day=scope.ground_of)
    return Listing(
        title=say.text("web.board.communes"),
        columns=tuple(columns),
        rows=sorted(units.values(), key=lambda one: one.code),
        source=say.text("web.list.source-registers", edition=str(here.edition.number)),
        as_of=day,
        anchor=ANCHOR,
        look="states",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        subtitle=place,
    )


def _state_column(say: Speech, result: CoverageResult) -> Column[Unit]:
    """The state of each unit under one standard; of a unit outside its frame that it is outside."""
    of = {id_: state for state, ids in result.units.items() for id_ in ids}
    words = {state: say.text(f"state.{state.value}") for state in State}
    drawn = {state: f"{parts.sign(state)} {escape(words[state])}" for state in State}
    outside = say.text("web.board.outside-frame")
    none = f'<span class="quiet">{escape(outside)}</span>'
    title = result.standard.definition.title[say.lang]

    def html(one: Unit) -> str:
        return drawn[of[one.id]] if one.id in of else none

    def cells(one: Unit) -> tuple[Cell, ...]:
        return (words[of[one.id]] if one.id in of else outside,)

    return Column(
        key=result.standard.id,
        title=title,
        html=html,
        cells=cells,
        titles=(title,),
        order=lambda one: ORDER[of[one.id]] if one.id in of else None,
        options=Options({state.value: words[state] for state in State}, lambda one: of.get(one.id, "")),
    )


def _tally_column(say: Speech, standard: Standard, tallies: Tallies) -> Column[Unit]:
    """Met of how many under one standard; where nobody stated anything, that."""
    title = standard.definition.title[say.lang]
    known = {id_: one for id_, of_unit in tallies.items() if (one := of_unit.get(standard.id)) and one.size}

    def of(one: Unit) -> Tally | None:
        return known.get(one.id)

    def cells(one: Unit) -> tuple[Cell, ...]:
        found = of(one)
        if found is None:
            return say.text("web.board.outside-frame"), None
        state, unknown = _told(found), found.states[State.UNACCOUNTED]
        word = say.text("state.unaccounted")
        note = f"{word}: {say.write(unknown)}" if unknown else ""
        value = word if state is State.UNACCOUNTED else found.states[State.MET]
        address = found.address(state)
        return Opened(value, str(address), parts.address_path(address), note), found.size

    def order(one: Unit) -> Any:
        found = of(one)
        return None if found is None else found.states[State.MET] / found.size

    return Column(
        key=standard.id,
        title=title,
        html=lambda one: _tally(say, of(one)),
        cells=cells,
        titles=(title, say.text("web.list.of", title=title)),
        order=order,
        numeric=True,
    )


def _told(one: Tally) -> State:
    """What a cell tells. Where nobody stated anything, "0 met" would be read as a bad mark."""
    return State.UNACCOUNTED if one.states[State.UNACCOUNTED] == one.size else State.MET


def _tally(say: Speech, one: Tally | None) -> str:
    if one is None:
        return f'<span class="quiet">{escape(say.text("web.board.outside-frame"))}</span>'
    href = parts.address_path(one.address(_told(one)))
    if _told(one) is State.UNACCOUNTED:
        word = escape(say.text("state.unaccounted"))
        return f'{parts.sign(State.UNACCOUNTED)} <a href="{escape(href)}">{word}</a>'
    told = parts.figure(say, one.states[State.MET], href, of=one.size, kind="register")
    return f"{parts.sign(State.UNACCOUNTED)} {told}" if one.states[State.UNACCOUNTED] else told


def _district(atlas: Atlas, one: Unit, day: date) -> Unit | None:
    """The district of a commune, of the days when there were any."""
    above = None if one.parent_id is None else atlas.find_id(one.parent_id, day)
    return above if above is not None and above.level is Level.DISTRICT else None


def _district_column(say: Speech, within: Mapping[UnitId, Unit]) -> Column[Unit]:
    def name(one: Unit) -> str:
        return within[one.id].full_name if one.id in within else ""

    def order(one: Unit) -> str | None:
        return sort_key(within[one.id].name) if one.id in within else None

    return replace(written(DISTRICT, say.text("word.within"), name, mark="name"), order=order)


def _mixed_column(say: Speech, mixed: frozenset[UnitId]) -> Column[Unit]:
    """Whether a unit of today holds other ground than that of the scope, too."""
    word = say.text("web.board.mixed")
    chip = parts.chip(word, "quiet")
    return Column(
        key=MIXED,
        title=say.text("web.board.mixed-title"),
        html=lambda one: chip if one.id in mixed else "",
        cells=lambda one: (word if one.id in mixed else None,),
        titles=(say.text("web.board.mixed-title"),),
        order=lambda one: one.id not in mixed,
        options=Options({"co": word}, lambda one: "co" if one.id in mixed else ""),
    )
