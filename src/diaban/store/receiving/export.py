"""An export: what the registers hold as a form that was filled in; and what it held, once it comes back.

The workbook bears the act as of which it was made. When it comes back the same rows are made again as of then: what
somebody else wrote since was not in it, and is not ended by being absent from it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.form import Form
from diaban.intake.reporting import ReportingPeriod
from diaban.registers.exported import ExportedRow, exported_rows
from diaban.registers.fact import Fact
from diaban.registers.files import Register, register_named
from diaban.store import models
from diaban.store.mapping import shape
from diaban.store.queries.facts import facts
from diaban.store.queries.known import Known
from diaban.store.viewer import Viewer
from diaban.units.atlas import Atlas
from diaban.units.trace import ended_on_ground_of
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["Back", "Export", "came_back", "changed_since", "export", "held_rows", "speaks_of", "stating"]


@dataclass(frozen=True, slots=True)
class Export:
    """Rows by id of the table. ``origin``: whose they are; ``mark``: what the workbook bears of the act."""

    rows: Mapping[str, tuple[ExportedRow, ...]]
    origin: str
    mark: str

    @property
    def count(self) -> int:
        """How many rows it has."""
        return sum(map(len, self.rows.values()))

    @property
    def filled(self) -> dict[str, list[dict[str, object]]]:
        """The rows as a template takes them, of the tables that have any."""
        return {table: [dict(row.values) for row in rows] for table, rows in self.rows.items() if rows}


@dataclass(frozen=True, slots=True)
class Back:
    """An export that came back. ``standing``: rows that it held and that stand still; ``changed``: how many of them
    somebody closed since, by register."""

    standing: Mapping[tuple[type[Fact], int], Fact]
    changed: Mapping[str, int]

    def listed(self, fact: Fact) -> bool:
        """Whether it held the row when it was made."""
        return (type(fact), fact.row) in self.standing


def speaks_of(unit: Unit, day: date, atlas: Atlas) -> frozenset[UnitId]:
    """The units of which a sender may speak: itself, those below it, and what ended on their ground."""
    here = {unit.id}
    if unit.level is not Level.COMMUNE:
        here |= {below.id for below in atlas.below(unit.id, day)}
    return frozenset(here.union(ended_on_ground_of(atlas, here, day)))


def stating(kinds: Collection[type[Fact]], units: Collection[UnitId], standing: Iterable[Fact], day: date) -> set[str]:
    """The origins that state something of these kinds about these units on a day."""
    return {
        fact.origin
        for fact in standing
        if type(fact) in kinds and day in fact.period and getattr(fact, "unit", None) in units
    }


def export(
    form: Form, period: ReportingPeriod, unit: Unit, *, atlas: Atlas, viewer: Viewer, now: Known, origin: str = ""
) -> Export:
    """What the registers hold now for a sender and a period of a form, as its rows.

    ``origin``: whose rows; else theirs who alone state any. RefusedError ``export-origins`` where several do.
    """
    units = speaks_of(unit, period.cut_off, atlas)
    if not origin:
        registers = [register for _, register in _tables(form, period)]
        there = [fact for register in registers for fact in _held(register, period, units, viewer, now)]
        origins = stating({register.fact for register in registers}, units, there, period.cut_off)
        if len(origins) > 1:
            raise RefusedError(finding("export-origins", unit=unit.full_name, form=form.id, origins=sorted(origins)))
        origin = next(iter(origins), "")
    rows = _exported(form, period, units, origin, atlas, viewer, now)
    # Where nobody states anything there is nothing to come back.
    return Export(rows, origin, _mark(now) if origin else "")


def held_rows(
    form: Form, period: ReportingPeriod, unit: Unit, *, atlas: Atlas, viewer: Viewer, now: Known, origin: str = ""
) -> dict[str, tuple[ExportedRow, ...]]:
    """What the registers hold now for a sender and a period, whoever states it, as rows of the form, by table.

    Where somebody chose between origins, only the chosen one's. RefusedError ``export-origins`` where two state the
    same and nobody chose; with ``origin`` its rows alone.
    """
    units = speaks_of(unit, period.cut_off, atlas)
    made: dict[str, tuple[ExportedRow, ...]] = {}
    rivals: set[str] = set()
    for name, register in _tables(form, period):
        table = form.on(period.cut_off).table(name)
        there = _held(register, period, units, viewer, now, settled=True)
        rows = [fact for fact in there if origin in ("", fact.origin)]
        made[name] = () if table is None else tuple(exported_rows(table, register, rows, period, atlas))
        stated: dict[tuple[object, ...], str] = {}
        for row in made[name]:
            first = stated.setdefault(register.about(row.fact), row.fact.origin)
            rivals |= {first, row.fact.origin} if first != row.fact.origin else set()
    if rivals:
        raise RefusedError(finding("export-origins", unit=unit.full_name, form=form.id, origins=sorted(rivals)))
    return made


def came_back(
    mark: str, form: Form, period: ReportingPeriod, unit: Unit, *, origin: str, atlas: Atlas, viewer: Viewer, now: Known
) -> Back | None:
    """What an export held that bears ``mark``; None where this memory made none as of such an act."""
    then = _known(mark, now)
    if then is None:
        return None
    units = speaks_of(unit, period.cut_off, atlas)
    rows = _exported(form, period, units, origin, atlas, viewer, then)
    standing: dict[tuple[type[Fact], int], Fact] = {}
    changed: dict[str, int] = {}
    for table, register in _tables(form, period):
        held = {row.fact.row for row in rows[table]}
        open_ = {fact.row: fact for fact in _held(register, period, units, viewer, now)} if held else {}
        standing |= {(register.fact, row): open_[row] for row in held if row in open_}
        if lost := sum(row not in open_ for row in held):
            changed[register.name] = changed.get(register.name, 0) + lost
    return Back(standing, changed)


def changed_since(back: Back, file: str) -> list[Finding]:
    """Warning ``export-changed-since``, one for each register of which somebody changed rows that the export held."""
    found = []
    for name, count in back.changed.items():
        register = register_named(name)
        if register is not None:
            place = Place(file=file)
            told = {"register": register.titled, "count": count}
            found.append(finding("export-changed-since", place=place, severity=Severity.WARNING, **told))
    return found


def _tables(form: Form, period: ReportingPeriod) -> list[tuple[str, Register]]:
    version = form.on(period.cut_off)
    named = [(table.id, register_named(table.register)) for table in version.tables]
    return [(table, register) for table, register in named if register is not None]


def _held(
    register: Register,
    period: ReportingPeriod,
    units: Collection[UnitId],
    viewer: Viewer,
    known_at: Known,
    *,
    settled: bool = False,
) -> list[Fact]:
    """What stood on the cut-off, or, of a unit that ended within the period, on its first day."""
    model = shape(register.fact).model
    found: dict[int, Fact] = {}
    for day in (period.cut_off, period.start):
        how: dict[str, Any] = {"known_at": known_at, "viewer": viewer, "units": units, "settled": settled}
        there: list[Fact] = facts(model, register.fact, as_of=day, **how)
        found |= {fact.row: fact for fact in there}
    return list(found.values())


def _exported(
    form: Form,
    period: ReportingPeriod,
    units: Collection[UnitId],
    origin: str,
    atlas: Atlas,
    viewer: Viewer,
    known_at: Known,
) -> dict[str, tuple[ExportedRow, ...]]:
    version = form.on(period.cut_off)
    made: dict[str, tuple[ExportedRow, ...]] = {}
    for name, register in _tables(form, period):
        table = version.table(name)
        own = [fact for fact in _held(register, period, units, viewer, known_at) if fact.origin == origin]
        made[name] = () if table is None else tuple(exported_rows(table, register, own, period, atlas))
    return made


def _mark(now: Known) -> str:
    return f"{now.act}@{now.moment.isoformat()}" if now.moment else ""


def _known(mark: str, now: Known) -> Known | None:
    """The act that a mark names, if this memory has it: another one may have an act of the same number."""
    number, _, moment = mark.partition("@")
    if not (number.isascii() and number.isdigit() and len(number) < 19) or int(number) > now.act:
        return None
    act = models.Act.objects.filter(id=int(number)).values_list("id", "moment").first()
    then = Known(*act) if act else None
    return then if then is not None and _mark(then) == mark and moment else None
