"""Situation counts (M11): month by month between control limits, across mergers; communes beside one another by code
and never in an order of their numbers; a version for outside the service with small cells withheld."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.basis.moment import VIET_NAM
from diaban.basis.speech import Speech
from diaban.coverage.counts.asked import CountAsked, month_closed
from diaban.coverage.counts.family import LEAST
from diaban.coverage.counts.item import Span, item_key
from diaban.coverage.counts.public_year import Quarter, Shown
from diaban.coverage.counts.series import Month, chart
from diaban.coverage.counts.u_chart import Chart
from diaban.coverage.step import add_months
from diaban.coverage.trend import scope_at
from diaban.store import actions, queries
from diaban.store.models import InstallationKind
from diaban.store.queries import CountAnswer, QuarterTable
from diaban.store.viewer import Role
from diaban.units.unit import Unit
from diaban.web.access import demands
from diaban.web.community import Asking, count_figure, measures, titles_of
from diaban.web.drawings import limits
from diaban.web.ground import Visit, asking, now
from diaban.web.lists.column import Column, code, unit
from diaban.web.lists.drawing import drawn
from diaban.web.lists.handing import handed
from diaban.web.lists.listing import Listing, seen
from diaban.web.markup import SafeString, escape, mark_safe
from diaban.web.render import show

__all__ = ["situation"]

SERIES: Final = 24
"""Months of a series."""
TOLD: Final = ("violations", "violations-prevented", "violations-resolved")
SUM_TITLES: Final = {
    2: "web.situation.public-sum-2",
    3: "web.situation.public-sum-3",
    4: "web.situation.public-sum-4",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A month on the page."""

    period: object
    cut_off: date
    count: SafeString
    told: int
    of: int
    rate: str
    usual: str
    outside: bool


@demands("reader", posts=True)
def situation(visit: Visit) -> HttpResponse:
    """``?pham-vi=``, ``?ngay=``; ``?xuat=xlsx|csv``: the table of communes for the service; ``?ban=cong-khai``: the one
    for outside, once it was given out. Editors of a province give it out (``viec=dua-ra``)."""
    asked = Asking.of(visit)
    content = asked.content("situation")
    if content["refused"]:
        return show(visit, "situation", content)
    quarter = _quarter(asked)
    faults: tuple[Finding, ...] = ()
    if visit.method == "POST":
        try:
            year = queries.public_year(**_asked(asked, quarter))
            actions.give_out(year=year, by=asking(visit), at=now, reason=visit.POST.get("ly-do", ""))
            return HttpResponseRedirect(f"?{visit.GET.urlencode()}#xa")
        except RefusedError as error:
            faults = error.findings
    there = {"edition": asked.here.edition, "scope": asked.scope, "quarter": quarter}
    public = queries.has_table(**there)
    given = queries.given_table(**there, viewer=asking(visit)) if public else None
    if visit.GET.get("ban") == "cong-khai" and given is not None:
        return _public_file(visit, given)
    answers = _answers(asked, quarter)
    listed = seen(visit, _table(asked, answers, quarter))
    if (file := handed(visit, listed)) is not None:
        return file
    say = visit.say
    found = _series(asked)
    size = len(queries.communes_of(asked.here.edition, asked.scope, asked.day, viewer=asking(visit)).ids)
    told = chart(found)
    named = titles_of(say, "situation-counts")
    content |= {
        "rows": _rows(say, found, told, size)[::-1],
        "drawing": limits(say, found, told, _breaks(asked, found)) if told else None,
        "centre": None if told is None else _rate(say, told.centre),
        "categories": [
            (title, *(asked.figure(name, item_key(key), Span.MONTH) for name in TOLD)) for key, title in named.items()
        ]
        + [(say.text("web.movement.all"), *(asked.figure(name, "", Span.MONTH) for name in TOLD))],
        "titles": [measures()[name].definition.title[say.lang] for name in TOLD],
        "words": _words(found),
        "quarter": quarter,
        "quarter_start": _first(asked, quarter),
        "table": drawn(say, listed),
        "public": public and (bool(answers) or given is not None),
        "given": given,
        "given_day": given.moment.astimezone(VIET_NAM).date() if given and given.moment else None,
        "writes": _writes(asked),
        "faults": [say.sentences(one) for one in faults],
        "public_href": f"?{_with(visit, 'ban', 'cong-khai')}",
        "least": LEAST,
    }
    return show(visit, "situation", content, status=422 if faults else 200)


def _writes(asked: Asking) -> bool:
    """Whether whoever asks may give out a table of the scope."""
    who, unit = asking(asked.visit), asked.scope.unit
    return who.role is not Role.READER and unit is not None and (who.writes is None or unit.id in who.writes)


def _with(visit: Visit, name: str, value: str) -> str:
    query = visit.GET.copy()
    query[name] = value
    query.pop("lang", None)
    return query.urlencode()


def _series(asked: Asking) -> tuple[Month, ...]:
    """The last two years' closed months, the oldest first, those before the first with anything stated left out."""
    atlas, measure = asked.here.edition.atlas, measures()["violations"]
    questions = []
    for back in range(SERIES - 1, -1, -1):
        cut_off = month_closed(add_months(asked.month.cut_off, -back)).cut_off
        questions.append(CountAsked(measure, scope_at(atlas, asked.scope, cut_off), cut_off, "", Span.MONTH))
    found = queries.monthly(
        edition=asked.here.edition, asked=questions, scope=asked.scope, day=asked.day, viewer=asking(asked.visit)
    )
    first = next((at for at, one in enumerate(found) if one.counted is not None and one.counted.stated), len(found))
    return found[first:]


def _rows(say: Speech, found: Sequence[Month], told: Chart | None, size: int) -> list[Row]:
    """``size``: communes of the scope on the page's day."""
    rows = []
    for at, one in enumerate(found):
        spot = told.spots[at] if told else None
        rows.append(
            Row(
                month_closed(one.asked.day).titled,
                one.asked.day,
                count_figure(say, one),
                one.told,
                size,
                _rate(say, one.sample.count / one.sample.size) if one.sample.size else "—",
                f"{_rate(say, spot.low)}–{_rate(say, spot.high)}" if spot and spot.rate is not None else "—",
                spot is not None and spot.outside,
            )
        )
    return rows


def _rate(say: Speech, value: float) -> str:
    """A rate to two places."""
    text = f"{value:.2f}"
    return text.replace(".", ",") if say.lang == "vi" else text


def _breaks(asked: Asking, found: Sequence[Month]) -> list[date]:
    """Days within the series on which units of the scope were merged or divided."""
    atlas = asked.here.edition.atlas
    start = found[0].asked.window.start if found and found[0].asked.window else None
    if start is None:
        return []
    units = queries.communes_of(asked.here.edition, asked.scope, asked.day, viewer=asking(asked.visit)).ids
    days = {step.event.day for unit_id in units for step in atlas.successions_into(unit_id)}
    return sorted(day for day in days if start < day <= found[-1].asked.day)


def _words(found: Sequence[Month]) -> list[tuple[date, str, int]]:
    """Vague quantities of the series: until which day, in which words, how many rows."""
    told: dict[tuple[date, str], int] = {}
    for one in found:
        for row in one.counted.total.vague if one.counted else ():
            key = (one.asked.day, row.stated or "")
            told[key] = told.get(key, 0) + 1
    return [(day, words, number) for (day, words), number in sorted(told.items(), reverse=True)]


def _quarter(asked: Asking) -> date:
    """The last day of the last administrative quarter that was over."""
    day = asked.month.cut_off
    while day.month not in (3, 6, 9, 12):
        day = month_closed(add_months(day, -1)).cut_off
    return day


def _first(asked: Asking, quarter: date) -> date | None:
    window = CountAsked(measures()["violations"], asked.scope, quarter, "", Span.QUARTER).window
    return None if window is None else window.start


def _asked(asked: Asking, quarter: date) -> dict[str, Any]:
    """What the quarter's tables are asked with."""
    return {
        "edition": asked.here.edition,
        "measure": measures()["violations"],
        "items": [item_key(key) for key in titles_of(asked.visit.say, "situation-counts")],
        "scope": asked.scope,
        "quarter": quarter,
        "viewer": asking(asked.visit),
    }


def _answers(asked: Asking, quarter: date) -> dict[str, CountAnswer]:
    """The quarter's count by category, of the scope; none before its records."""
    return queries.quarter_answers(**_asked(asked, quarter))


def _table(asked: Asking, answers: dict[str, CountAnswer], quarter: date) -> Listing[Unit]:
    """Communes by code: by number nobody sorts them, so that no list of the worst is ever one click away."""
    say, visit = asked.visit.say, asked.visit
    first = next(iter(answers.values()), None)
    units = first.framed.units if first else ()
    titles = {item_key(key): title for key, title in titles_of(say, "situation-counts").items()}
    columns: list[Column[Unit]] = [
        code("ma", say.text("web.board.code"), lambda one: one.code),
        unit("ten", say.text("word.unit"), lambda one: one, lambda _: quarter),
        *(_column(say, key, titles[key], answer) for key, answer in answers.items()),
    ]
    stated = {unit_id for answer in answers.values() for unit_id in answer.counted.of}
    return Listing(
        title=say.text("web.situation.by-commune"),
        columns=tuple(columns),
        rows=[one for one in units if one.id in stated],
        source=say.text("web.list.source-registers", edition=str(asked.here.edition.number)),
        as_of=quarter,
        anchor="xa",
        look="states",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        subtitle=asked.scope.unit.full_name if asked.scope.unit else say.text("word.nation"),
        size=60,
        folded=True,
        empty=say.text("web.community.none"),
        beside=(say.text("web.situation.inside-only"),),
    )


def _column(say: Speech, key: str, title: str, answer: CountAnswer) -> Column[Unit]:
    def number(one: Unit) -> int | None:
        found = answer.counted.of.get(one.id)
        return None if found is None or found.vague else found.low

    def html(one: Unit) -> SafeString:
        value = number(one)
        words = escape(say.text("web.community.none") if value is None else say.write(value))
        return mark_safe(f'<span data-n="figure">{words}</span>')

    return Column(f"l-{key}", title, html, lambda one: (number(one),), (title,), numeric=True)


def _public_file(visit: Visit, given: QuarterTable) -> HttpResponse:
    """The table for outside the service as it was given out: communes by categories of one quarter, and the province's
    sums from the beginning of the year."""
    say = visit.say
    names = {item_key(key): title for key, title in titles_of(say, "situation-counts").items()}
    out = io.StringIO()
    writer = csv.writer(out)
    if visit.kind is InstallationKind.DEMONSTRATION:
        writer.writerow((say.text("word.invented-data"),))
    writer.writerow((say.text("web.situation.public-title", day=given.quarter),))
    writer.writerow((say.text("web.situation.public-note", least=given.least),))
    writer.writerow((say.text("web.situation.public-kept", act=str(given.act)),))
    every = say.text("web.movement.all")
    headings = (names.get(one, one) for one in given.made.items)
    writer.writerow((say.text("web.board.code"), say.text("word.unit"), *headings, every))
    lines = zip([*((one.code, one.full_name) for one in given.units), ("", every)], given.shown.lines, strict=True)
    writer.writerows((*name, *_written(say, row)) for name, row in lines if given.units)
    if given.shown.sums:
        writer.writerow(("", say.text(SUM_TITLES[given.number]), *_written(say, _under(given.made, given.shown))))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="so-vu-cong-khai-{given.quarter.isoformat()}.csv"'
    return response


def _under(last: Quarter, found: Shown) -> list[int | str | None]:
    """The sums below the columns of the quarter; empty below a category that some quarter has not in full."""
    of = dict(zip(found.items, found.sums, strict=False))
    return [*(of.get(item, "") for item in last.items), found.sums[-1]]


def _written(say: Speech, values: Iterable[int | str | None]) -> list[int | str]:
    return [say.text("web.situation.withheld") if value is None else value for value in values]
