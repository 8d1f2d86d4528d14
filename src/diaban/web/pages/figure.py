"""A figure at its address, opened down to units, records, sources and definitions; whole, or as a drawer."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import segno
from django.http import HttpResponse
from django.urls import reverse

from diaban.basis.error import RefusedError
from diaban.basis.figure import DERIVED, NATION, Address, Figure, FrameRef, Reading, Record, Step
from diaban.coverage.counts.asked import counted_measure
from diaban.coverage.frame import Scope
from diaban.coverage.opening import measured
from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.coverage.step import add_months
from diaban.store import queries
from diaban.store.models import InstallationKind
from diaban.units.unit import Unit, UnitId
from diaban.web import parts
from diaban.web.access import demands
from diaban.web.community import measures
from diaban.web.counted import count_page
from diaban.web.figure_tables import PAGE, RECORDS, record_table, unit_list
from diaban.web.ground import Ground, Visit, asking, ground, today
from diaban.web.keeping import kept
from diaban.web.known import moment_words, moment_written
from diaban.web.lists.asked import tidied
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import seen
from diaban.web.markup import SafeString, mark_safe
from diaban.web.render import show

__all__ = ["figure"]

NAMED: Final = 12
"""Units that the drawer names; the page lists all."""
BEFORE: Final = (3, 6, 12)
"""So many months back a figure is shown beside itself."""
QR_MASK: Final = 4
SOURCES: Final = 3
"""Sources that are named where all are counted."""
FINDINGS: Final = 100
"""Findings that a page names."""
TITLES: Final = 500
"""Keys that are asked for at once."""


@demands("reader")
@kept
def figure(visit: Visit, address: str) -> HttpResponse:
    """The page; ``?ngan=1`` the drawer, ``?csv=1`` its records as a file for programs; its lists as any other's."""
    if (tidy := tidied(visit)) is not None:
        return tidy
    asked = Address.parse(address)
    here = ground(visit, asked.known_at)
    if asked.known_at is not None:
        visit.known = moment_written(asked.known_at)
    if (measure := counted_measure(asked, measures())) is not None:
        return count_page(visit, here, measure, asked)
    name, state = measured(asked)
    found = queries.figure(edition=here.edition, standards=here.measured, address=asked, viewer=asking(visit))
    if "csv" in visit.GET:
        return _csv(visit, here, found)
    standard = here.measured[name]
    scope = Scope(_unit(here, asked.scope.unit, asked), asked.scope.ground_of)
    beside = queries.coverages(
        edition=here.edition,
        standards=[standard],
        question=queries.Question(
            scope=scope,
            as_of=asked.day,
            known_at=asked.known_at,
            frame=asked.frame.units_of,
            frozen=None if asked.frame.key == "derived" else asked.frame.key,
            rule=queries.RULES[asked.reading],
        ),
        viewer=asking(visit),
    )
    title = standard.definition.title[visit.say.lang]
    place = scope.unit.full_name if scope.unit else visit.say.text("word.nation")

    def find(id_: UnitId) -> Unit:
        return _unit(here, id_, asked) or here.edition.atlas.versions(id_)[-1]

    counted = f"{title}: {visit.say.text(f'state.{state.value}')}"
    listed = seen(visit, unit_list(visit, here, found, counted, place, find))
    # Titles of what is seen; of everything once the list is asked for in another way than it comes.
    every = any(key.endswith(f"-{RECORDS}") for key in visit.GET)
    records = found.records if every else found.records[:PAGE]
    titles = _titles(visit, found, records)
    rows = seen(visit, record_table(visit, found, title, place, find, titles))
    if (file := handed(visit, listed, rows)) is not None:
        return file
    drawer = "ngan" in visit.GET
    content = {
        "figure": found,
        "main": parts.figure(visit.say, found.value, None, of=found.of, kind="register"),
        "standard": standard,
        "state": state,
        "state_word": visit.say.text(f"state.{state.value}"),
        "step_word": visit.say.text(f"step.{asked.step.value}"),
        "reading_word": visit.say.text(f"reading.{asked.reading.value}"),
        "title": title,
        "sentence": standard.scope_on(asked.day).sentence[visit.say.lang],
        "scope": scope,
        "result": beside[0] if beside else None,
        "units": [find(id_) for id_ in found.units[:NAMED]] if drawer else (),
        "more_units": max(0, len(found.units) - NAMED),
        "listed": drawn(visit.say, listed) if found.units and not drawer else None,
        "records": drawn(visit.say, rows) if found.records and not drawer else None,
        "findings": [parts.finding_told(visit.say, one, here.measured, titles) for one in found.findings[:FINDINGS]],
        "titles": titles,
        "known": None if asked.known_at is None else moment_words(visit.say, asked.known_at),
        "known_now": parts.address_path(replace(asked, known_at=None)),
        "unaccounted": state is State.UNACCOUNTED,
        "address": str(asked),
        "steps": _steps(asked) if state is State.MET else (),
        "restated": _restated(asked),
        "earlier": _earlier(visit, here, standard, asked, state),
        "definition": next(iter(found.definitions.items()), None),
    }
    if drawer:
        return show(visit, "figure_drawer", content)
    link = visit.build_absolute_uri(reverse("figure", args=[str(asked)]))
    # Any mask reads as well on paper; trying all eight for the prettiest would be a third of the page's work.
    content["qr"] = mark_safe(segno.make(link, error="m", mask=QR_MASK).svg_inline(scale=3, border=2, omitsize=True))
    return show(visit, "figure", content)


def _titles(visit: Visit, found: Figure, records: Sequence[Record]) -> dict[str, str]:
    """Titles by key of the sources and origins that the page names."""
    sources = sorted({*found.sources[:SOURCES], *(one.source for one in records)})
    origins = sorted({*parts.origins_in(found.findings[:FINDINGS]), *(one.origin for one in records)})
    titles: dict[str, str] = {}
    for at in range(0, max(len(sources), len(origins)), TITLES):
        part = slice(at, at + TITLES)
        titles |= queries.titles(sources=sources[part], origins=origins[part], viewer=asking(visit))
    return titles


def _unit(here: Ground, id_: str, asked: Address) -> Unit | None:
    """A unit as it is best shown for this figure: on its day, or in its last version."""
    if id_ == NATION:
        return None
    for day in (asked.frame.units_of, asked.day, asked.scope.ground_of):
        if day is not None and (unit := here.edition.atlas.find_id(id_, day)):
            return unit
    return here.edition.atlas.versions(id_)[-1]


def _steps(asked: Address) -> list[tuple[Step, str]]:
    """The same figure at every step."""
    return [(step, parts.address_path(replace(asked, step=step))) for step in Step]


def _restated(asked: Address) -> list[tuple[Reading, str]]:
    """The same figure in the units of today, by either rule; none where it is one already or speaks of today."""
    if asked.reading.is_restated or asked.day >= today():
        return []
    frame = FrameRef(asked.frame.key, today())
    return [
        (reading, parts.address_path(replace(asked, frame=frame, reading=reading)))
        for reading in (Reading.RESTATED_ANY, Reading.RESTATED_ALL)
    ]


def _earlier(
    visit: Visit, here: Ground, standard: Standard, asked: Address, state: State
) -> list[tuple[date, SafeString]]:
    """The same figure of some months before, as far as there are records; each in the frame of its own day."""
    if asked.reading.is_restated or asked.frame.key != DERIVED or asked.step is not Step.REPORTED:
        return []
    found = []
    for months in BEFORE:
        day = add_months(asked.day, -months)
        scope = Scope(_unit(here, asked.scope.unit, asked), asked.scope.ground_of)
        question = queries.Question(scope=scope, as_of=day, known_at=asked.known_at)
        try:
            results = queries.coverages(
                edition=here.edition, standards=[standard], question=question, viewer=asking(visit)
            )
        except RefusedError:
            break
        found += [(day, parts.figure_of(visit.say, result, state, whole=True)) for result in results]
    return found


def _csv(visit: Visit, here: Ground, found: Figure) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    if visit.kind is InstallationKind.DEMONSTRATION:
        writer.writerow((visit.say.text("reports.table.invented"),))
    writer.writerow(("address", str(found.address)))
    writer.writerow(("value", found.value, "of", found.of))
    writer.writerow(())
    writer.writerow(("register", "row", "unit", "code", "name", "origin", "source"))
    for record in found.records:
        unit = here.edition.atlas.versions(record.unit)[-1]
        writer.writerow((record.register, record.row, unit.id, unit.code, unit.full_name, record.origin, record.source))
    # A byte-order mark: without it a spreadsheet takes Vietnamese for something else.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="so-lieu.csv"'
    return response
