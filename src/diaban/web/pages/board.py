"""The board: every standard of a nation or a province on a day, across the changes of its units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, finding
from diaban.coverage.frame import Scope
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.coverage.tally import Provinces, provinces_on
from diaban.coverage.trend import scope_at
from diaban.store import queries
from diaban.units.trace import Trace, trace
from diaban.units.unit import Level, Unit
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.days import chosen_day, day_named, days_of
from diaban.web.ground import Ground, Visit, asking, ground
from diaban.web.keeping import kept
from diaban.web.lists.asked import STATE, tidied
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import Seen, seen
from diaban.web.render import show
from diaban.web.strips import in_order, strips
from diaban.web.tables import commune_table, province_table

__all__ = ["Choice", "answered", "board_path", "choices", "nation", "province"]

OWN = ("don-vi", "dia-ban", *STATE)
"""Parameters of one page's own choice and list, which another page does not take over."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A province to choose, with the day from which there is data where that has not come."""

    unit: Unit
    since: date | None
    chosen: bool


@demands("reader")
@kept
def nation(visit: Visit) -> HttpResponse:
    """The nation and its provinces; ``?don-vi=ID`` leads to a unit's board.

    On a day on which some province's list is not complete there is no national figure: it says which are in.
    """
    if (tidy := tidied(visit)) is not None:
        return tidy
    here, day = ground(visit), chosen_day(visit)
    if unit_id := visit.GET.get("don-vi"):
        return HttpResponseRedirect(board_path(visit, _known(visit, here, unit_id).id))
    atlas = here.edition.atlas
    provinces = provinces_on(atlas, day)
    results, refused = ([], ()) if provinces.late else answered(visit, here, Scope(), day)
    tallies = queries.tallies(edition=here.edition, standards=here.standards.values(), day=day, viewer=asking(visit))
    standards = in_order(one for one in here.standards.values() if one.in_force_on(day))
    shown = [unit for unit in provinces.told if unit.id in tallies]
    table = province_table(visit, here, shown, tallies, standards, lambda unit: board_path(visit, unit.id), day)
    listed = seen(visit, table)
    if (file := handed(visit, listed)) is not None:
        return file
    content = {
        "scope": Scope(),
        "provinces": provinces,
        "size": len(provinces.told) + len(provinces.late),
        "choices": choices(provinces, None),
        "refused": [visit.say.sentences(one) for one in refused],
        "strips": strips(visit, here, Scope(), day, results),
        "table": drawn(visit.say, listed) if shown else None,
        "count": parts.figure(visit.say, len(listed.rows), None),
        "days": days_of(visit, day),
        "day": day,
    }
    return show(visit, "board", content)


@demands("reader")
@kept
def province(visit: Visit, unit_id: str) -> HttpResponse:
    """A province; once it has ended, or before it began, the ground it held (``?dia-ban=``): the address says so.

    A unit of another level is led to its own page.
    """
    if (tidy := tidied(visit)) is not None:
        return tidy
    here, day = ground(visit), chosen_day(visit)
    atlas = here.edition.atlas
    last = _known(visit, here, unit_id)
    if last.level is not Level.PROVINCE:
        return HttpResponseRedirect(parts.place(last, day if "ngay" in visit.GET else None))
    held = day_named(visit, "dia-ban")
    asked = Scope(last) if held is None else Scope(atlas.by_id(unit_id, held), held)
    scope = scope_at(atlas, asked, day)
    if scope.ground_of != held:
        return HttpResponseRedirect(board_path(visit, unit_id, scope.ground_of))
    provinces = provinces_on(atlas, day)
    since = next((first for unit, first in provinces.late if unit.id == unit_id), None)
    results, refused = ([], ()) if since else answered(visit, here, scope, day)
    listed = seen(visit, commune_table(visit, here, scope, results, day)) if results else None
    if listed and (file := handed(visit, listed)) is not None:
        return file
    content = {
        "scope": scope,
        "since": since,
        "since_href": board_path(visit, unit_id, on=since) if since else "",
        "choices": choices(provinces, scope.unit),
        "refused": [visit.say.sentences(one) for one in refused],
        "kin": [(one.unit, board_path(visit, one.unit.id)) for one in _kin(here, scope, day)],
        "ended": held is not None and atlas.ended_by(unit_id, day),
        "strips": strips(visit, here, scope, day, results),
        "table": drawn(visit.say, listed) if listed else None,
        "count": _count(visit, listed, results) if listed else None,
        "days": days_of(visit, day),
        "day": day,
        "nation_href": board_path(visit, None),
    }
    return show(visit, "board", content)


def _count(visit: Visit, listed: Seen[Unit], results: Sequence[CoverageResult]) -> SafeString:
    """How many rows there are; where one state is chosen, and nothing else, its figure."""
    standard, _, state = listed.option.partition(".")
    chosen = next((one for one in results if one.standard.id == standard), None)
    if chosen is None or listed.asked.text:
        return parts.figure(visit.say, len(listed.rows), None)
    return parts.figure_of(visit.say, chosen, State(state))


def answered(
    visit: Visit, here: Ground, scope: Scope, day: date
) -> tuple[Sequence[CoverageResult], tuple[Finding, ...]]:
    """Every standard in force in a scope, or why there is no answer."""
    question = queries.Question(scope=scope, as_of=day)
    try:
        found = queries.coverages(
            edition=here.edition, standards=here.standards.values(), question=question, viewer=asking(visit)
        )
    except RefusedError as error:
        return (), error.findings
    return found, ()


def choices(provinces: Provinces, chosen: Unit | None) -> list[Choice]:
    """The provinces of a day to choose from, those without data too; and the one chosen, also if it is none of them."""
    there: list[tuple[Unit, date | None]] = [*((unit, None) for unit in provinces.told), *provinces.late]
    if chosen is not None and chosen.id not in {unit.id for unit, _ in there}:
        there.append((chosen, None))
    ordered = sorted(there, key=lambda pair: pair[0].code)
    return [Choice(unit, since, chosen is not None and unit.id == chosen.id) for unit, since in ordered]


def board_path(visit: Visit, unit_id: str | None, ground_of: date | None = None, *, on: date | None = None) -> str:
    """The board of a unit, or of the nation, on the day of this page or ``on`` another."""
    query = visit.GET.copy()
    for name in OWN:
        query.pop(name, None)
    if on is not None:
        query["ngay"] = on.isoformat()
    if ground_of is not None:
        query["dia-ban"] = ground_of.isoformat()
    path = reverse("board") if unit_id is None else reverse("board", args=[unit_id])
    return f"{path}?{query.urlencode()}" if query else path


def _known(visit: Visit, here: Ground, unit_id: str) -> Unit:
    """The last version of a unit. RefusedError ``page-unknown``."""
    try:
        return here.edition.atlas.versions(unit_id)[-1]
    except LookupError as error:
        raise RefusedError(finding("page-unknown", address=f"{visit.path}{unit_id}"[:200])) from error


def _kin(here: Ground, scope: Scope, day: date) -> tuple[Trace, ...]:
    """The provinces of ``day`` on the ground of a province that is not in force then."""
    if scope.unit is None or scope.ground_of is None:
        return ()
    try:
        return trace(here.edition.atlas, scope.unit.id, scope.ground_of, day)
    except RefusedError:
        # A province before its horizon; the page says so itself.
        return ()
