"""The way of a return: judged, received, accepted."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from diaban.basis.catalogue import shipped
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.intake.form import Form
from diaban.intake.paper import data_digest
from diaban.intake.receiving import Received
from diaban.intake.reporting import ReportingPeriod
from diaban.intake.standing import Standing, current
from diaban.intake.told import Read, Told, read_told
from diaban.registers.difference import Change
from diaban.registers.fact import Fact
from diaban.store import actions, queries
from diaban.store.actions import NewOrigin, Receipt, Tally
from diaban.store.actions.acting import At
from diaban.store.queries.around import Around, Asked, Past
from diaban.store.queries.known import Known, known
from diaban.store.receiving.addressed import Addressed, addressed
from diaban.store.receiving.beside import JudgedTable, Sheets, errors, judged_tables, kinds_around
from diaban.store.receiving.export import Back, came_back, changed_since, stating
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["Ground", "Judged", "accept_return", "judge_kept", "judge_read", "judge_return", "receive_return"]

MEDIA: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "json": "application/json",
}
SOURCE: Final = "return"
"""What facts cite until the return has its number; accepting it puts the key of its source in its place."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a return is judged on: the units and forms known, who looks, and what was known then.

    ``around``: where the facts around it come from; None: the database, asked for each return.
    """

    edition: Edition
    forms: Mapping[str, Form]
    viewer: Viewer
    now: Known
    around: Around | None = None

    @classmethod
    def of(cls, edition: Edition, forms: Mapping[str, Form], viewer: Viewer) -> "Ground":
        """As of the last act."""
        return cls(edition, forms, viewer, known(None))


@dataclass(frozen=True, slots=True)
class Judged:
    """A return as it was read and held against the registers.

    ``findings``: of the file and of the registers, in the order of its sheets and rows; ``faults``: errors of the file
    itself. ``covers``: the units it speaks of. ``corrects``: the accepted return of the same period that it would
    replace. ``digest``: of what it says. ``since``: the last act that was known. ``invented``: whether it comes into a
    demonstration.
    """

    received: Received
    form: Form
    version: date
    period: ReportingPeriod
    unit: Unit
    origin: NewOrigin
    tables: tuple[JudgedTable, ...]
    findings: tuple[Finding, ...]
    faults: int
    covers: frozenset[UnitId]
    corrects: int | None
    digest: str
    since: int
    invented: bool

    @property
    def allowed(self) -> bool:
        """Whether it may be accepted: nothing that was found is an error."""
        return errors(self.findings) == 0

    @property
    def changes(self) -> list[Change]:
        """Everything that accepting it would do, table by table."""
        return [change for table in self.tables for change in table.changes]

    @property
    def tally(self) -> Tally:
        """What reading and judging it came to."""
        severities = [one.severity for one in self.findings]
        return Tally(
            digest=self.digest,
            lines=sum(len(lines) for lines in self.received.tables.values()),
            faults=self.faults,
            errors=severities.count(Severity.ERROR),
            warnings=severities.count(Severity.WARNING),
            notes=severities.count(Severity.NOTE),
        )


def judge_return(data: bytes, *, name: str, told: Told, ground: Ground) -> Judged:
    """Read a file and hold it against what is known. Nothing is written.

    RefusedError for a file that may not be kept, or of which it cannot be known what it is (``intake.told.read_told``);
    those of :func:`judge_read`.
    """
    return judge_read(read_told(data, name=name, told=told, forms=ground.forms), told=told, ground=ground)


def judge_read(read: Read, *, told: Told, ground: Ground) -> Judged:
    """The same for a file that was read. RefusedError as ``addressed``; ``origin-unknown`` for an origin that is told
    and is none of those known."""
    return _judge(addressed(read, told=told, edition=ground.edition), told, ground)


def judge_kept(number: int, *, ground: Ground) -> Judged:
    """The same for a return that was received, from its bytes. RefusedError ``return-unknown``, ``file-destroyed``."""
    detail = queries.return_detail(number=number, viewer=ground.viewer)
    kept = queries.file_of(number=number, viewer=ground.viewer)
    if kept.data is None:
        raise RefusedError(finding("file-destroyed", number=str(number), sha256=kept.sha256))
    line = detail.line
    unit = ground.edition.atlas.find_id(line.unit, line.cut_off) or ground.edition.atlas.versions(line.unit)[-1]
    told = Told(form=line.form, unit=unit.code, period=line.key, origin=line.origin, corrects=line.corrects)
    return judge_return(kept.data, name=kept.name, told=told, ground=ground)


def receive_return(
    judged: Judged, *, data: bytes, today: date, by: Viewer, at: At, reason: str, request: str = ""
) -> Receipt:
    """Receive a judged file as it is, with errors or without. Errors as ``actions.receive``."""
    return actions.receive(
        form=judged.form.id,
        version=judged.version,
        unit=judged.unit.id,
        period=judged.period,
        origin=judged.origin,
        data=data,
        name=judged.received.file,
        media=MEDIA[judged.received.format],
        reading=judged.tally,
        covers=judged.covers,
        corrects=judged.corrects,
        keep_until=_months_after(today, judged.form.retention_months),
        by=by,
        at=at,
        reason=reason,
        request=request,
    )


def accept_return(number: int, judged: Judged, *, by: Viewer, at: At, reason: str, request: str = "") -> Any:
    """Accept a return that was received, as it was judged. Returns the act; errors as ``actions.accept``."""
    return actions.accept(
        number=number,
        changes=judged.changes,
        since=judged.since,
        title=_title(number, judged),
        findings=judged.findings,
        by=by,
        at=at,
        reason=reason,
        request=request,
    )


def _judge(one: Addressed, told: Told, ground: Ground) -> Judged:
    atlas = ground.edition.atlas
    sheets = Sheets(one, atlas)
    around = ground.around or Asked(ground.viewer, ground.now)
    standing = around.facts(kinds_around(sheets.registers), sheets.units(), sheets.keys())
    origin = _origin(one, told, sheets, standing, around)
    tables, wrong = sheets.read(origin.key, SOURCE)
    back, told_back = _back(one, origin.key, ground)
    if back is not None:
        # What an export held counts as standing even where no row names it any more.
        known_rows = {(type(fact), fact.row) for fact in standing}
        standing = [*standing, *(fact for key, fact in back.standing.items() if key not in known_rows)]
    past = around.past(one.form.id, one.unit.id)
    judged, doubts = judged_tables(
        sheets,
        tables,
        standing,
        around.choices() if standing else [],
        period=one.period,
        origin=origin.key,
        atlas=atlas,
        until=_until(one, past),
        listed=None if back is None else back.listed,
    )
    corrects, notes = _corrects(one, told, past)
    received = one.received
    faults = errors((*received.findings, *wrong))
    found = (*one.findings, *told_back, *received.findings, *wrong, *doubts, *notes)
    covers = {unit for table in judged for fact in table.facts if (unit := getattr(fact, "unit", None)) is not None}
    if one.unit.level is Level.COMMUNE:
        covers = {one.unit.id}
    version = received.version.start if received.version else one.form.versions[-1].start
    return Judged(
        received,
        one.form,
        version,
        one.period,
        one.unit,
        origin,
        judged,
        tuple(sorted(found, key=_order(received))),
        faults,
        frozenset(covers),
        corrects,
        data_digest(one.form.id, version, one.unit.code, one.period.key, received.tables),
        ground.now.act,
        around.invented(),
    )


def _origin(one: Addressed, told: Told, sheets: Sheets, standing: Sequence[Fact], around: Around) -> NewOrigin:
    """In whose name the return speaks: as told, beside the file or in it; else whoever alone states these registers of
    these units now; else the unit's own police, made known with the return."""
    unit, head = one.unit, one.received.head
    wanted = told.origin or (head.origin if head else None)
    if wanted:
        if wanted not in around.origins() and wanted != _own_key(unit):
            raise RefusedError(finding("origin-unknown", place=Place(file=one.received.file), key=wanted))
        return _named(wanted, unit, around)
    kinds = {register.fact for register in sheets.registers}
    there = stating(kinds, sheets.senders, standing, one.period.cut_off)
    if len(there) == 1:
        return NewOrigin(key=there.pop())
    return _named(_own_key(unit), unit, around)


def _back(one: Addressed, origin: str, ground: Ground) -> tuple[Back | None, list[Finding]]:
    """Of an export that comes back for the form, sender, period and origin it was made for: what it held."""
    head, form, period, unit = one.received.head, one.form, one.period, one.unit
    if head is None or not head.export:
        return None, []
    if (head.form, head.period, head.unit, head.origin) != (form.id, period.key, unit.code, origin):
        return None, [finding("export-elsewhere", place=Place(file=one.received.file), severity=Severity.WARNING)]
    atlas, viewer, now = ground.edition.atlas, ground.viewer, ground.now
    back = came_back(head.export, form, period, unit, origin=origin, atlas=atlas, viewer=viewer, now=now)
    if back is None:
        return None, [finding("export-elsewhere", place=Place(file=one.received.file), severity=Severity.WARNING)]
    return back, changed_since(back, one.received.file)


def _own_key(unit: Unit) -> str:
    return f"cax-{unit.id}" if unit.level is Level.COMMUNE else f"ca-{unit.id}"


def _named(key: str, unit: Unit, around: Around) -> NewOrigin:
    if key in around.origins():
        return NewOrigin(key=key)
    title = shipped().text("receiving.origin", "vi", unit=unit.full_name)
    return NewOrigin(key=key, title=_marked(title, around.invented()))


def _corrects(one: Addressed, told: Told, past: Sequence[Past]) -> tuple[int | None, list[Finding]]:
    """The return of the same period that is in the registers, unless it is this very file."""
    period = one.period
    own = (period.rule.value, period.calendar.value, period.key)
    same = [each for each in past if (each.rule, each.calendar, each.key) == own]
    now = current(each.standing for each in same)
    if told.corrects is not None or now is None:
        return told.corrects, []
    if any(each.standing is now and each.sha256 == one.received.sha256 for each in same):
        return None, []
    return now.number, list(_beside(now))


def _until(one: Addressed, past: Iterable[Past]) -> date | None:
    """The cut-off of the next return of the sender and form that is in the registers: a state that is reported late
    holds until then, even where the next one found it unchanged."""
    end = one.period.period.end
    later = [each.end for each in past if end and each.end > end and each.standing.acceptance is not None]
    return min(later) - timedelta(days=1) if later else None


def _beside(now: Standing) -> Iterable[Finding]:
    done, lock = now.acceptance, now.lock
    values: dict[str, Any]
    if done is not None:
        values = {"other": str(now.number), "act": str(done.act), "by": done.by or "—"}
        yield finding("return-corrects", severity=Severity.NOTE, **values)
    if lock is not None:
        values = {"other": str(now.number), "act": str(lock.act), "by": lock.by or "—", "level": lock.level}
        yield finding("return-locked", severity=Severity.WARNING, **values)


def _order(received: Received) -> Any:
    sheets = {section.place(0).sheet: number for number, section in enumerate(_sections(received))}
    return lambda one: (sheets.get(one.place.sheet, -1), one.place.row or 0)


def _sections(received: Received) -> Iterable[Any]:
    return (section for sections in received.sections.values() for section in sections)


def _title(number: int, judged: Judged) -> str:
    """The title of the source that an accepted return becomes: data are kept in Vietnamese."""
    form, period = judged.form.definition.title["vi"], judged.period
    unit = judged.unit.full_name
    days = {"period": period.key, "start": period.start, "cut_off": period.cut_off}
    title = shipped().text("receiving.source", "vi", number=str(number), form=form, unit=unit, **days)
    return _marked(title, judged.invented)


def _marked(title: str, invented: bool) -> str:
    """What is invented says so wherever its title stands."""
    return f"{title} ({shipped().text('word.invented-data', 'vi')})" if invented else title


def _months_after(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
