"""The list beside the map: the communes that it shows, each with its state, in step with the points."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from diaban.basis.speech import Speech
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.reports.table import Cell, Opened
from diaban.store.models import InstallationKind
from diaban.units.unit import Unit
from diaban.web import parts
from diaban.web.chart import Chart
from diaban.web.ground import Ground, Visit
from diaban.web.lists.column import Column, code, unit, units
from diaban.web.lists.listing import Listing
from diaban.web.map_signs import ELSEWHERE, SIGNS, sign, sign_word
from diaban.web.markup import escape

__all__ = ["Row", "each_table", "map_table"]

Row = tuple[int, Unit, int]
"""Its number in the chart, the unit, the number of its sign."""
ANCHOR: Final = "bang"
EACH: Final = "tung-tinh"
PAGE: Final = 50


def map_table(
    visit: Visit,
    here: Ground,
    chart: Chart,
    rows: Sequence[Row],
    day: date,
    *,
    title: str,
    place: str,
    beside: Sequence[str],
) -> Listing[Row]:
    """``title``: of the standard. ``place``: of the scope. ``beside``: what of the map is chosen, in words."""
    say = visit.say
    columns: tuple[Column[Row], ...] = (
        _state(say),
        code("ma", say.text("web.map.code"), lambda row: row[1].code),
        unit("ten", say.text("word.unit"), lambda row: row[1], lambda _: day),
        units("thuoc", say.text("web.map.parent"), lambda row: chart.parents[row[1].id], lambda _: day),
        _finder(say, chart),
    )
    return Listing(
        title=title or say.text("web.map.title"),
        columns=columns,
        rows=rows,
        source=say.text("web.list.source-registers", edition=str(here.edition.number)),
        as_of=day,
        anchor=ANCHOR,
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        subtitle=place,
        empty=say.text("web.map.empty"),
        size=PAGE,
        beside=tuple(beside),
        attributes=lambda row: f' data-unit="{row[1].id}"',
        boosted=True,
    )


def each_table(visit: Visit, here: Ground, results: Sequence[CoverageResult], day: date) -> Listing[CoverageResult]:
    """The provinces that have data, where the nation has no figure: met of how many, and how many not accounted for."""
    say = visit.say
    met, unknown = say.text("state.met"), say.text("state.unaccounted")

    def figure(key: str, title: str, state: State, whole: bool) -> Column[CoverageResult]:
        def cells(result: CoverageResult) -> tuple[Cell, ...]:
            address = result.address(state)
            told = Opened(len(result.units[state]), str(address), parts.address_path(address))
            return (told, result.size) if whole else (told,)

        return Column(
            key,
            title,
            lambda result: parts.figure_of(say, result, state, whole=whole),
            cells,
            (title, say.text("web.list.of", title=title)) if whole else (title,),
            lambda result: (
                len(result.units[state]) / result.size if whole and result.size else len(result.units[state])
            ),
            numeric=True,
        )

    def province(result: CoverageResult) -> Unit:
        if result.scope.unit is None:
            raise LookupError("the nation among its provinces")
        return result.scope.unit

    return Listing(
        title=say.text("web.map.each-title"),
        columns=(
            unit("ten", say.text("word.unit"), province, lambda _: day),
            figure("dat", met, State.MET, True),
            figure("chua-ro", unknown, State.UNACCOUNTED, False),
        ),
        rows=results,
        source=say.text("web.list.source-registers", edition=str(here.edition.number)),
        as_of=day,
        anchor=ANCHOR,
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        name=EACH,
        boosted=True,
    )


def _state(say: Speech) -> Column[Row]:
    """The state by its sign and word, sorted as the signs are numbered."""
    words = [sign_word(say, name) for name in SIGNS]
    drawn = [f"{sign(name)} {escape(words[number])}" for number, name in enumerate(SIGNS[:ELSEWHERE])]
    return Column(
        key="trang-thai",
        title=say.text("web.map.state"),
        html=lambda row: drawn[row[2]],
        cells=lambda row: (words[row[2]],),
        titles=(say.text("web.map.state"),),
        order=lambda row: row[2],
        words=lambda row: words[row[2]],
    )


def _finder(say: Speech, chart: Chart) -> Column[Row]:
    """A button that shows the unit on the map, or that it has no point; of no value in a workbook."""
    title = escape(say.text("web.map.find"))
    picture = sign("find")
    none = f'<span class="quiet">{escape(say.text("web.map.no-point"))}</span>'

    def html(row: Row) -> str:
        _, one, _ = row
        if one.id not in chart.spots:
            return none
        words = f"{title}: {escape(one.full_name)}"
        return (
            f'<button class="plain" data-show="{one.id}" aria-label="{words}" title="{title}" hidden>{picture}</button>'
        )

    return Column("diem", say.text("web.map.find"), html, lambda _: (), (), quiet=True)
