"""Returns of an invented nation, in fresh processes: ``python -m benchmarks.returns WHAT FOLDER [COMMUNES]`` is one.

The memory is the one that the environment names; ``FOLDER`` holds the files that are sent, made beforehand.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from benchmarks.fresh import ROOT, Run
from benchmarks.nation import REASON, WHO, clocked, close, first_communes, opened, peak
from benchmarks.returns_files import KEY, LARGE, MERGED, ROWS, USUAL, WORDS, WORKBOOK, posts, province
from diaban.coverage.frame import Scope
from diaban.intake.form import Form
from diaban.intake.reporting import Calendar, PeriodRule, ReportingPeriod, parse_period
from diaban.units.edition import Edition

__all__ = ["in_process"]

MONTHS: Final = [f"{2025 + (7 + at) // 12}-{(7 + at) % 12 + 1:02d}" for at in range(12)]
"""Twelve months in which the communes stayed as they are."""
ACCEPTED: Final = 10
"""Of so many returns of the year one was received only; all others were accepted."""


def in_process(what: str, folder: Path, communes: int | None) -> Callable[[], Run]:
    """One of :data:`WAYS` in a process of its own, on the first ``communes`` communes (None: on all)."""
    number = [] if communes is None else [str(communes)]
    words = [sys.executable, "-m", "benchmarks.returns", what, str(folder), *number]

    def run() -> Run:
        done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        answer: Run = json.loads(done.stdout)
        return answer

    return run


# --- inside the fresh process -------------------------------------------------------------------------


def _posts(_: Path, number: int | None) -> Run:
    """What is known before anybody sends anything: the posts assigned to every commune, and officers who serve."""
    edition = opened()
    from diaban.store.actions import NewOrigin, NewSource, record

    facts = [*posts(first_communes(edition, number)), *_serving(edition)]
    sources = [NewSource(key="quyet-dinh", title="Quyết định giao biên chế (SỐ LIỆU GIẢ LẬP)")]
    origins = [NewOrigin(key="to-chuc", title="Tổ chức cán bộ"), NewOrigin(key="can-bo", title="Quản lý cán bộ")]
    record(facts=facts, by=WHO, at=_clock, reason=REASON, sources=sources, origins=origins)
    close()
    return {"rows": len(facts)}


def _serving(edition: Edition) -> Iterator[Any]:
    """Officers of the workbook who serve somewhere else, as another origin says: those that it names by mistake."""
    from benchmarks.returns_files import double

    yield from double(edition)


def _read(folder: Path, _: int | None) -> Run:
    """The workbook of a province read and judged."""
    edition = opened()
    from diaban.store.ground import forms_here
    from diaban.store.receiving import Ground, Told, judge_return

    ground = Ground.of(edition, forms_here()[0], WHO)
    clocked("open", lambda: (edition.atlas, edition.names, edition.service))
    data = (folder / WORKBOOK).read_bytes()
    told = Told(form="staffing", unit=province(edition).code, period=KEY, origin="to-chuc")
    spent, judged = clocked("answer", lambda: judge_return(data, name=WORKBOOK, told=told, ground=ground))
    # Beside the usual way, which is timed on the first rows, those found there are counted; the heading is row 1.
    codes = Counter(found.code for found in judged.findings if (found.place.row or 0) <= USUAL + 1)
    rows = {found.place.row for found in judged.findings if found.place.row}
    return {**spent, "peak_mb": peak(), "lines": judged.tally.lines, "rows": len(rows), **codes}


def _usual(*, asking: bool) -> Callable[[Path, int | None], Run]:
    """The same the usual way: openpyxl's streaming reader, a model a row, ``full_clean``, and a question a rule."""

    def run(folder: Path, _: int | None) -> Run:
        edition = opened()
        clocked("open", lambda: edition.atlas)
        spent, codes = clocked("answer", lambda: _row_by_row(edition, folder / WORKBOOK, asking=asking))
        # As if it had gone through all rows.
        whole = ROWS / USUAL if codes["lines"] == USUAL else 1
        return {**{name: value * whole for name, value in spent.items()}, "peak_mb": peak(), **codes}

    return run


def _row_by_row(edition: Edition, path: Path, *, asking: bool) -> dict[str, int]:
    """``asking``: whether each row is also held against what is recorded."""
    from django.core.exceptions import ValidationError
    from django.db.models import Q
    from openpyxl import load_workbook

    from diaban.store import models
    from diaban.store.mapping import unit_number

    codes: Counter[str] = Counter()
    seen: set[tuple[str, date]] = set()
    known = {unit.id: unit for unit in models.Unit.objects.all()}
    units = {unit.code: known[unit_number(unit.id)] for unit in edition.atlas.below(province(edition).id, CUT_OFF)}
    source, origin = models.Source.objects.get(key="quyet-dinh"), models.Origin.objects.get(key="to-chuc")
    rows = iter(load_workbook(path, read_only=True, data_only=True).active.iter_rows(values_only=True))
    next(rows)
    lines = wrong = 0
    for code, _name, key, words, start, last, _note in islice(rows, USUAL):
        lines += 1
        faults: list[str] = []
        if code not in units:
            faults.append("unit")
        title = WORDS.get(words)
        if title is None:
            faults.append("title")
        if not isinstance(start, datetime):
            faults.append("day")
        if not faults and title is not None:
            begin, end = start.date(), last.date() + timedelta(days=1) if last else None
            if (key, begin) in seen:
                faults.append("twice")
            seen.add((key, begin))
            officer = models.Officer.objects.filter(key=key).first()
            unit = units[code]
            row = models.Posting(
                officer=officer, unit=unit, title=title.value, start=begin, end=end, source=source, origin=origin
            )
            # The act is made when it is written, and so is an officer who is new; what is empty may be.
            left_out = {name for name, value in (("officer", officer), ("end", end)) if value is None}
            try:
                row.full_clean(exclude={"act", "closed_by", *left_out})
            except ValidationError:
                faults.append("invalid")
            if not asking:
                codes.update(faults)
                wrong += bool(faults)
                continue
            days = Q(end=None) | Q(end__gt=begin)
            others = models.Posting.objects.filter(days, officer__key=key, closed_by=None).exclude(unit=unit)
            if others.exists():
                faults.append("elsewhere")
            post = models.Post.objects.filter(unit=unit, title=title.value, closed_by=None).first()
            if post is None or not post.number:
                faults.append("no-post")
        wrong += bool(faults)
        codes.update(faults)
    return {"lines": lines, "rows": wrong, **codes}


def _take_in(folder: Path, number: int | None) -> Run:
    """Every commune's workbook read, judged, received and accepted."""
    edition = opened()
    from diaban.store.ground import forms_here
    from diaban.store.receiving import Ground, Incoming, Told, take_in

    clocked("open", lambda: (edition.atlas, edition.names, edition.service))
    ground = Ground.of(edition, forms_here()[0], WHO)
    paths = sorted((folder / "returns").iterdir())[:number]

    def sent() -> Iterator[Incoming]:
        for path in paths:
            yield Incoming(path.name, path.read_bytes(), Told())

    def all_of_them() -> list[bool]:
        how: dict[str, Any] = {"today": MERGED, "accept": True, "by": WHO, "at": _clock, "reason": REASON}
        return [outcome.accepted is not None for _, outcome in take_in(sent(), ground=ground, **how)]

    spent, done = clocked("answer", all_of_them)
    close()
    return {**spent, "peak_mb": peak(), "files": len(paths), "accepted": sum(done)}


def _year(_: Path, number: int | None) -> Run:
    """A year of returns by all communes, as a nation's memory holds it: written past the way of a return."""
    edition = opened()
    form = _form("situation")
    units = first_communes(edition, number)
    made = sum(_month(form, parse_period(form.rule, form.calendar, key), units) for key in MONTHS)
    close()
    return {"returns": made}


def _month(form: Form, period: ReportingPeriod, units: list[Any]) -> int:
    from diaban.intake.standing import StepKind
    from diaban.store import models
    from diaban.store.actions.acting import acting
    from diaban.store.actions.rows import insert
    from diaban.store.mapping import unit_number

    numbers = [unit_number(unit.id) or 0 for unit in units]
    first = models.Return.objects.count() + 1
    origin = models.Origin.objects.get(key="to-chuc").id
    with acting("receive-return", by=WHO, at=_clock, reason=REASON) as act:
        files = [(f"{period.key}/{at}", at) for at in range(len(units))]
        insert(
            models.StoredFile,
            act,
            ({"sha256": name, "size": 1, "media": "text/csv", "name": name, "keep_until": None} for name, _ in files),
        )
        of = dict(models.StoredFile.objects.filter(act=act).values_list("sha256", "id"))
        days: dict[str, Any] = {"version": form.versions[-1].start, "start": period.start, "end": period.period.end}
        days |= {"form": form.id, "rule": period.rule.value, "calendar": period.calendar.value, "key": period.key}
        counts = {"digest": "0" * 64, "lines": 7, "faults": 0, "errors": 0, "warnings": 0, "notes": 0}
        insert(
            models.Return,
            act,
            (
                {**days, **counts, "id": first + at, "unit_id": numbers[at], "origin_id": origin, "file_id": of[name]}
                | {"corrects_id": None}
                for name, at in files
            ),
        )
        models.ReturnUnit.objects.bulk_create(
            [models.ReturnUnit(of_id=first + at, unit_id=unit) for at, unit in enumerate(numbers)]
        )
        _step(act, StepKind.RECEIVED, first, numbers)
    with acting("accept-return", by=WHO, at=_clock, reason=REASON) as act:
        _step(act, StepKind.ACCEPTED, first, [unit if at % ACCEPTED else 0 for at, unit in enumerate(numbers)])
    return len(numbers)


def _step(act: Any, kind: Any, first: int, numbers: list[int]) -> None:
    from diaban.store import models
    from diaban.store.actions.rows import insert

    insert(
        models.ReturnStep,
        act,
        [
            {"of_id": first + at, "kind": kind.value, "level": "", "unit_id": unit}
            for at, unit in enumerate(numbers)
            if unit
        ],
    )


def _accept_one() -> None:
    """One act more: the first return that waits is accepted."""
    from diaban.intake.standing import StepKind
    from diaban.store import models
    from diaban.store.actions.acting import acting

    waiting = models.Return.objects.exclude(steps__kind=StepKind.ACCEPTED).order_by("id")
    number, unit = waiting.values_list("id", "unit_id")[0]
    with acting("accept-return", by=WHO, at=_clock, reason=REASON) as act:
        _step(act, StepKind.ACCEPTED, number, [unit])


def _grid(_: Path, __: int | None) -> Run:
    """The calendar of the nation's year, from the question to every cell; then once more in the same process."""
    edition = opened()
    from diaban.store import queries

    form = _form("situation")
    periods = [parse_period(form.rule, form.calendar, key) for key in MONTHS]
    clocked("open", lambda: (edition.atlas, edition.service))

    def ask() -> Any:
        return queries.return_grid(
            edition=edition, asked=[(form, periods)], scope=Scope(), today=periods[-1].cut_off, viewer=WHO
        )

    first, grid = clocked("answer", ask)
    again, _answer = clocked("again", ask)
    _accept_one()
    after, _answer = clocked("after", ask)
    close()
    cells = sum(len(column.frame) for column in grid.columns)
    sent = sum(owed.sent is not None for column in grid.columns for owed in column.frame.values())
    return {**first, **again, **after, "peak_mb": peak(), "cells": cells, "sent": sent}


def _large(ending: str) -> Callable[[Path, int | None], Run]:
    """A file at the limits, read and judged."""

    def run(folder: Path, _: int | None) -> Run:
        edition = opened()
        from diaban.store.ground import forms_here
        from diaban.store.receiving import Ground, Told, judge_return

        ground = Ground.of(edition, forms_here()[0], WHO)
        clocked("open", lambda: (edition.atlas, edition.names, edition.service))
        told = Told(form="staffing", unit=province(edition).code, period=KEY)
        data = (folder / LARGE[ending]).read_bytes()
        name = LARGE[ending]
        spent, judged = clocked("answer", lambda: judge_return(data, name=name, told=told, ground=ground))
        return {**spent, "peak_mb": peak(), "lines": judged.tally.lines, "bytes": len(data)}

    return run


def _files(folder: Path, number: int | None) -> Run:
    """Make the files that are sent."""
    from benchmarks.returns_files import write_all

    edition = opened()
    write_all(folder, edition, first_communes(edition, number), _form("staffing"), small=number is not None)
    return {"files": len(list((folder / "returns").iterdir()))}


@cache
def _form(name: str) -> Form:
    from diaban.store.ground import forms_here

    return forms_here()[0][name]


def _clock() -> datetime:
    return datetime.now(UTC)


CUT_OFF: Final = parse_period(PeriodRule.MONTHLY, Calendar.ADMINISTRATIVE, KEY).cut_off
WAYS: Final[dict[str, Callable[[Path, int | None], Run]]] = {
    "files": _files,
    "posts": _posts,
    "read": _read,
    "usual": _usual(asking=False),
    "usual-beside": _usual(asking=True),
    "take-in": _take_in,
    "year": _year,
    "grid": _grid,
    **{f"large-{ending}": _large(ending) for ending in LARGE},
}

if __name__ == "__main__":
    print(json.dumps(WAYS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None)))
