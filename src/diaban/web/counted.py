"""A count at its address, opened: the number, whom it is of, what is missing, vague, divided or cut, and every row."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

import segno
from django.http import HttpResponse
from django.urls import reverse

from diaban.basis.figure import Address
from diaban.coverage.counts.count import Counted
from diaban.coverage.counts.item import item_of
from diaban.coverage.counts.wilson import margin
from diaban.coverage.measure import Measure, MeasureKind
from diaban.registers.opinion import SurveyResult
from diaban.store import queries
from diaban.store.models import InstallationKind
from diaban.store.queries import CountAnswer
from diaban.units.unit import Unit, UnitId
from diaban.web.community import count_figure, measures, share_figure, titles_of
from diaban.web.figure_tables import record_table
from diaban.web.ground import Ground, Visit, asking
from diaban.web.known import moment_words
from diaban.web.lists.column import Column, code, unit, written
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import Listing, seen
from diaban.web.markup import mark_safe
from diaban.web.parts import figure
from diaban.web.render import show

__all__ = ["count_page"]

NAMED: Final = 12
PAGE: Final = 100
QR_MASK: Final = 4
SOURCES: Final = 3
TITLES: Final = 500


def count_page(visit: Visit, here: Ground, measure: Measure, address: Address) -> HttpResponse:
    """The page; ``?ngan=1`` the drawer, ``?csv=1`` its records. RefusedError as the query gives it."""
    if measure.kind is MeasureKind.SHARE:
        return _share_page(visit, here, measure, address)
    answer = queries.count_figure(edition=here.edition, measure=measure, address=address, viewer=asking(visit))
    found, say, atlas = answer.figure, visit.say, here.edition.atlas

    def find(id_: UnitId) -> Unit:
        return atlas.find_id(id_, address.day) or atlas.versions(id_)[-1]

    sources, origins = found.sources[:TITLES], sorted({one.origin for one in found.records})[:TITLES]
    titles = queries.titles(sources=sources, origins=origins, viewer=asking(visit))
    if "csv" in visit.GET:
        return _csv(visit, answer, find)
    title = _title(visit, answer)
    scope = answer.asked.scope
    place = scope.unit.full_name if scope.unit else say.text("word.nation")
    listed = seen(visit, _units(visit, here, answer, title, place))
    # Two tables of one page, and two files, are not called the same.
    named = f"{title}: {say.text('word.register')}"
    rows = seen(visit, record_table(visit, found, named, place, find, titles))
    if (file := handed(visit, listed, rows)) is not None:
        return file
    drawer = "ngan" in visit.GET
    counted, window = answer.counted, answer.asked.window
    content: dict[str, Any] = {
        "figure": found,
        "main": count_figure(say, answer),
        "title": title,
        "scope": scope,
        "measure_unit": measure.unit[say.lang],
        "carried": say.text(f"web.count.carried.{measure.carry_rule.value}"),
        "window": window,
        "window_last": None if window is None else window.last_day,
        "known": None if address.known_at is None else moment_words(say, address.known_at),
        "told": figure(say, len(counted.units) - len(counted.silent), None, of=len(counted.units)),
        "silent": [find(one) for one in counted.silent[:NAMED]],
        "silent_more": max(0, len(counted.silent) - NAMED),
        "mixed": [find(one) for one in sorted(answer.framed.mixed)[:NAMED]],
        "divided": [find(one) for one in counted.divided[:NAMED]],
        "inside": sorted({getattr(one, "unit", "") for one in counted.inside.facts}),
        "cut": len(counted.cut),
        "vague": _vague(counted),
        "disputed": counted.total.high != counted.total.low,
        "titles": titles,
        "sources": [titles.get(one, one) for one in found.sources[:SOURCES]],
        "sources_more": max(0, len(found.sources) - SOURCES),
        "address": str(address),
        "definition": next(iter(found.definitions.items())),
        "listed": drawn(say, listed) if not drawer and counted.of else None,
        "records": drawn(say, rows) if not drawer and found.records else None,
    }
    if drawer:
        return show(visit, "count_drawer", content)
    link = visit.build_absolute_uri(reverse("figure", args=[str(address)]))
    content["qr"] = mark_safe(segno.make(link, error="m", mask=QR_MASK).svg_inline(scale=3, border=2, omitsize=True))
    return show(visit, "figure", content | {"body": "diaban/count_body.html"})


def _share_page(visit: Visit, here: Ground, share: Measure, address: Address) -> HttpResponse:
    """A share: what it is of, each of which opens; a survey's with its margin. Its records are theirs (``?csv=1``)."""
    given: dict[str, Any] = {"edition": here.edition, "measures": measures(), "share": share, "address": address}
    part, whole = queries.share_figure(**given, viewer=asking(visit))
    say = visit.say
    if "csv" in visit.GET:
        return _csv(visit, part, lambda id_: here.edition.atlas.versions(id_)[-1])
    found = (
        margin(part.counted.total.low, whole.counted.total.low) if whole.asked.measure.id == "survey-answered" else None
    )
    content: dict[str, Any] = {
        "main": share_figure(say, share.id, part, whole),
        "title": _title(visit, part, share.definition.title[say.lang]),
        "scope": part.asked.scope,
        "day": address.day,
        "part": count_figure(say, part),
        "part_title": part.asked.measure.definition.title[say.lang],
        "whole": count_figure(say, whole),
        "whole_title": whole.asked.measure.definition.title[say.lang],
        "margin": found,
        "sources": len(part.figure.sources),
        "address": str(address),
        "checksum": share.definition.checksum,
        "drawer": "ngan" in visit.GET,
    }
    return show(visit, "share_drawer" if "ngan" in visit.GET else "share", content)


def _title(visit: Visit, answer: CountAnswer, title: str = "") -> str:
    """The measure (or ``title``), and what of it: the item by the words of its list."""
    say, asked = visit.say, answer.asked
    title = title or asked.measure.definition.title[say.lang]
    if not asked.item:
        return title
    row = next(iter(answer.counted.total.facts), None)
    value = str(getattr(row, asked.measure.by)) if row is not None and asked.measure.by else asked.item
    listed = titles_of(say, asked.measure.register or "")
    if value in listed:
        return f"{title}: {listed[value]}"
    if row is not None and item_of(asked.measure, row) == asked.item and asked.measure.by in ("kind", "funding"):
        return f"{title}: {say.text(f'register.value.{value}')}"
    if isinstance(row, SurveyResult):
        return f"{title}: {row.question} · {say.text(f'register.value.{row.group}')}"
    return f"{title}: {value}"


def _vague(counted: Counted) -> list[tuple[str, int]]:
    """Words that stand for a number, and in how many rows."""
    told: dict[str, int] = {}
    for row in counted.total.vague:
        told[row.stated or ""] = told.get(row.stated or "", 0) + 1
    return sorted(told.items())


def _units(visit: Visit, here: Ground, answer: CountAnswer, title: str, place: str) -> Listing[UnitId]:
    """The communes by code. A number sorts nothing: nobody is ranked."""
    say, day = visit.say, answer.asked.day
    of = {one.id: one for one in answer.framed.units}
    silent = frozenset(answer.counted.silent)
    truth = answer.asked.measure.kind is MeasureKind.TRUTH

    def number(id_: UnitId) -> int:
        return answer.counted.of[id_].low

    def said(id_: UnitId) -> str:
        one = answer.counted.of[id_]
        notes = [row.stated for row in one.vague if row.stated]
        notes += [say.text("web.count.partly")] if id_ in silent else []
        notes += [say.text("web.count.disputed")] if one.high != one.low else []
        return "; ".join(notes)

    word = answer.asked.measure.unit[say.lang]
    columns: Sequence[Column[UnitId]] = (
        code("ma", say.text("word.code"), lambda id_: of[id_].code),
        unit("ten", say.text("word.unit"), lambda id_: of[id_], lambda _: day),
        Column(
            "so",
            say.text("web.count.true") if truth else word,
            lambda id_: figure(say, number(id_), None),
            lambda id_: (number(id_),),
            (word,),
            numeric=True,
        ),
        written("ghi", say.text("web.count.note"), said),
    )
    return Listing(
        title=title,
        columns=tuple(columns),
        rows=list(answer.counted.of),
        source=say.text("web.list.source-figure", address=str(answer.asked.address), edition=str(answer.edition)),
        as_of=day,
        known_at=answer.asked.known_at,
        anchor="danh-sach",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        subtitle=place,
        size=PAGE,
    )


def _csv(visit: Visit, answer: CountAnswer, find: Any) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    if visit.kind is InstallationKind.DEMONSTRATION:
        writer.writerow((visit.say.text("reports.table.invented"),))
    found = answer.figure
    writer.writerow(("address", str(found.address)))
    writer.writerow(("value", found.value, "at most", answer.counted.total.high))
    writer.writerow(())
    writer.writerow(("register", "row", "unit", "code", "name", "origin", "source"))
    for record in found.records:
        one = find(record.unit)
        writer.writerow((record.register, record.row, one.id, one.code, one.full_name, record.origin, record.source))
    # A byte-order mark: without it a spreadsheet takes Vietnamese for something else.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="so-lieu.csv"'
    return response
