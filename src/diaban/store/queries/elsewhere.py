"""What a form counts in a period and is held without a return of it: loaded by file, or told by another form."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from diaban.intake.expected import Elsewhere
from diaban.intake.form import Dates, Form
from diaban.intake.reporting import ReportingPeriod
from diaban.registers.files import register_named
from diaban.store import models
from diaban.store.mapping import public_id
from diaban.store.queries.kept import Kept
from diaban.store.queries.known import Known, cut
from diaban.units.atlas import Atlas
from diaban.units.unit import UnitId

__all__ = ["held_elsewhere"]

Held = Mapping[str, frozenset[UnitId]]
"""By the key of a period."""
_HELD: Final[Kept[Held]] = Kept(8)


def held_elsewhere(
    atlas: Atlas, asked: Sequence[tuple[Form, Sequence[ReportingPeriod]]], now: Known, *, keep: bool
) -> Elsewhere:
    """Answers of which units all days of a period are counted in every register that the form fills by counting.
    Registers are read when it is first asked of a form. ``keep``: for the next question, as ``now`` is the last act.

    What is so from a day on (posts, premises) is no count of the period: it goes on whether or not a return comes.
    """
    found: dict[str, Held] = {}
    periods = {form.id: of for form, of in asked}

    def units(form: Form, period: ReportingPeriod) -> frozenset[UnitId]:
        if form.id not in found:
            of = periods[form.id]
            key = (form.id, form.definition.checksum, tuple(one.key for one in of))
            found[form.id] = (
                _HELD.answer(key, lambda then: _read(atlas, form, of, then), now)
                if keep
                else _read(atlas, form, of, now)
            )
        return found[form.id].get(period.key, frozenset())

    return units


def _read(atlas: Atlas, form: Form, periods: Sequence[ReportingPeriod], now: Known) -> Held:
    ordered = sorted((one for one in periods if one.cut_off in form.definition.in_force), key=lambda one: one.start)
    starts = [one.start for one in ordered]
    spans: dict[tuple[str, int], dict[str, list[tuple[date, date]]]] = defaultdict(lambda: defaultdict(list))
    for name in {name for one in ordered for name in _counting(form, one)}:
        register = register_named(name)
        model: Any = None if register is None else models.REGISTERS[register.fact]
        if model is None or not any(field.name == "unit" for field in model._meta.fields):
            continue
        rows = model.objects.filter(cut(now.act), start__gte=starts[0], end__lte=ordered[-1].period.end)
        for unit, start, end in rows.values_list("unit_id", "start", "end").distinct().order_by():
            period = ordered[bisect_right(starts, start) - 1]
            if end <= period.period.end and name in _counting(form, period):
                spans[period.key, unit][name].append((start, end))
    held: dict[str, set[UnitId]] = defaultdict(set)
    by_key = {one.key: one for one in ordered}
    for (key, number), counted in spans.items():
        unit, period = public_id(number), by_key[key]
        born = atlas.versions(unit)[0].period.start
        if all(_whole(period, born, counted[name]) for name in _counting(form, period)):
            held[key].add(unit)
    return {key: frozenset(units) for key, units in held.items()}


def _counting(form: Form, period: ReportingPeriod) -> set[str]:
    """Registers of counts that the form fills."""
    tables = form.on(period.cut_off).tables
    return {table.register for table in tables if table.dates is Dates.COUNT and table.by_unit}


def _whole(period: ReportingPeriod, born: date | None, counted: Sequence[tuple[date, date]]) -> bool:
    """Whether every day is counted on which the unit stood."""
    day, end = max(period.start, born or period.start), period.period.end
    for start, until in sorted(counted):
        if start > day:
            return False
        day = max(day, until)
    return end is not None and day >= end
