"""Returns: which came, for which period of which form, how they stand, and what was received byte for byte."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.moment import VIET_NAM
from diaban.basis.period import Period
from diaban.intake.standing import ReturnState, Standing, Step
from diaban.store import models
from diaban.store.mapping import public_id, unit_number
from diaban.store.models import PaperSecrecy
from diaban.store.queries.known import Known, KnownAt, cut, known
from diaban.store.queries.standings import standings
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = [
    "HeldPaper",
    "KeptFile",
    "ReturnDetail",
    "ReturnLine",
    "TaskLine",
    "file_of",
    "form_in_use",
    "return_detail",
    "return_of",
    "returns_in",
    "scan_of",
    "tasks",
]

ROW = (
    *("id", "form", "version", "unit_id", "rule", "calendar", "key", "start", "end", "origin__key"),
    *("file__name", "file__sha256", "file__size", "digest", "lines", "faults", "errors", "warnings", "notes", "act_id"),
    "act__moment",
)
LAST: Final = 200
"""Returns that tell which form is in use."""
PeriodName = tuple[str, str, str]
"""A reporting period by its rule, calendar and key."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A return in a list. ``received``: the day in Viet Nam; ``paper``: number and symbol of the signed paper."""

    number: int
    form: str
    version: date
    unit: UnitId
    rule: str
    calendar: str
    key: str
    period: Period
    standing: Standing
    paper: str | None
    origin: str
    name: str
    sha256: str
    size: int
    digest: str
    lines: int
    faults: int
    errors: int
    warnings: int
    notes: int
    act: int
    moment: datetime

    @property
    def received(self) -> date:
        """The day it was received, in Viet Nam."""
        return self.moment.astimezone(VIET_NAM).date()

    @property
    def start(self) -> date:
        """The first day of its period."""
        if self.period.start is None:
            raise ValueError(f"return {self.number} has no first day")
        return self.period.start

    @property
    def cut_off(self) -> date:
        """The last day of its period."""
        if self.period.last_day is None:
            raise ValueError(f"return {self.number} has no last day")
        return self.period.last_day

    @property
    def state(self) -> ReturnState:
        """Where it is."""
        return self.standing.state

    @property
    def corrects(self) -> int | None:
        """The return that it cites."""
        return self.standing.corrects


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """The signed paper of a return, and its scan by checksum and name; ``act``: which attached it."""

    number: str
    symbol: str
    day: date
    signatory_title: str
    secrecy: PaperSecrecy
    code: str
    scan: str | None
    scan_name: str | None
    act: int


@dataclass(frozen=True, slots=True)
class ReturnDetail:
    """One return with all that was done with it. ``covers``: the units it speaks of; ``corrections``: returns that cite
    it, accepted or not; ``kept``: whether its bytes are still there."""

    line: ReturnLine
    steps: tuple[Step, ...]
    covers: tuple[UnitId, ...]
    paper: HeldPaper | None
    corrections: tuple[int, ...]
    media: str
    keep_until: date | None
    kept: bool


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it came. ``data``: None once it was destroyed."""

    name: str
    media: str
    sha256: str
    size: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of a briefing; ``act``: which set it or said it was done."""

    number: int
    unit: UnitId | None
    text: str
    owner: str
    due: date
    week: date
    done: date | None
    result: str
    act: int


def form_in_use(*, first: str, viewer: Viewer) -> str:
    """The form ``first`` if a return of it came, else the one that most of the last returns are of; of senders the
    viewer reads. Where none came, ``first``."""
    rows = models.Return.objects.filter(act_id__lte=known(None).act)
    if viewer.reads is not None:
        rows = rows.filter(unit_id__in=[unit_number(unit) for unit in viewer.reads])
    if rows.filter(form=first).exists():
        return first
    last = Counter(rows.order_by("-id").values_list("form", flat=True)[:LAST])
    return max(last, key=lambda form: last[form], default=first)


def returns_in(
    *,
    viewer: Viewer,
    known_at: KnownAt = None,
    units: Collection[UnitId] | None = None,
    forms: Collection[str] | None = None,
    periods: Collection[PeriodName] | None = None,
) -> list[ReturnLine]:
    """Returns received by then, of senders the viewer reads, in the order they came; those withdrawn are among them.

    ``units``: only of these senders; ``forms``: only of these; ``periods``: only for these, by rule, calendar and key.
    """
    now = known(known_at)
    rows: Any = models.Return.objects.all()
    if forms is not None:
        rows = rows.filter(form__in=list(forms))
    if periods is not None:
        rows = rows.filter(key__in={key for _, _, key in periods})
    wanted = None if periods is None else set(periods)
    found = _lines(rows, now, _senders(viewer, units))
    return [one for one in found if wanted is None or (one.rule, one.calendar, one.key) in wanted]


def return_detail(*, number: int, viewer: Viewer, known_at: KnownAt = None) -> ReturnDetail:
    """One return by its number. RefusedError ``return-unknown``, for one the viewer may not read as well."""
    now = known(known_at)
    rows: Any = models.Return.objects.filter(id=_number(number))
    found = _lines(rows, now, _senders(viewer, None))
    if not found:
        raise RefusedError(finding("return-unknown", number=str(number)))
    line = found[0]
    file = models.StoredFile.objects.get(id=rows.values_list("file_id", flat=True)[0])
    covers = models.ReturnUnit.objects.filter(of_id=number).order_by("unit_id").values_list("unit_id", flat=True)
    citing = models.Return.objects.filter(corrects_id=number, act_id__lte=now.act).order_by("id")
    return ReturnDetail(
        line,
        line.standing.steps,
        tuple(public_id(unit) for unit in covers),
        _paper(number, now),
        tuple(citing.values_list("id", flat=True)),
        file.media,
        file.keep_until,
        models.FileContent.objects.filter(file=file).exists(),
    )


def return_of(*, act: int, viewer: Viewer) -> int | None:
    """The return that act number ``act`` received, accepted, approved or otherwise moved; None for any other act."""
    _ = viewer
    steps = models.ReturnStep.objects.filter(Q(act_id=act) | Q(closed_by_id=act)).order_by("id")
    number: int | None = steps.values_list("of_id", flat=True).first()
    if number is None:
        papers = models.ReturnPaper.objects.filter(act_id=act)
        number = papers.values_list("of_id", flat=True).first()
    return number


def file_of(*, number: int, viewer: Viewer) -> KeptFile:
    """The file of a return, byte for byte. RefusedError ``return-unknown``."""
    rows = models.Return.objects.filter(id=_number(number))
    row = rows.values_list("unit_id", "file_id").first()
    if row is None or not _may_read(viewer, row[0]):
        raise RefusedError(finding("return-unknown", number=str(number)))
    return _file(row[1])


def scan_of(*, number: int, viewer: Viewer) -> KeptFile | None:
    """The scan of the paper attached to a return; None where there is none. RefusedError ``return-unknown``."""
    row = models.Return.objects.filter(id=_number(number)).values_list("unit_id", flat=True).first()
    if row is None or not _may_read(viewer, row):
        raise RefusedError(finding("return-unknown", number=str(number)))
    papers = models.ReturnPaper.objects.filter(of_id=number, closed_by=None).exclude(scan=None)
    scan = papers.values_list("scan_id", flat=True).first()
    return None if scan is None else _file(scan)


def tasks(
    *, viewer: Viewer, known_at: KnownAt = None, scope: UnitId | None = None, everywhere: bool = True
) -> list[TaskLine]:
    """Tasks set by then, the earliest due first; those done are among them.

    ``everywhere``: of every unit the viewer reads, those of the nation too; else of ``scope`` alone (None: the nation).
    """
    rows: Any = models.Task.objects.filter(cut(known(known_at).act)).order_by("due", "number")
    if not everywhere:
        rows = rows.filter(unit_id=None if scope is None else unit_number(scope) or 0)
    found = [
        TaskLine(number, None if unit is None else public_id(unit), *rest)
        for number, unit, *rest in rows.values_list(
            "number", "unit_id", "text", "owner", "due", "week", "done", "result", "act_id"
        )
    ]
    return [one for one in found if one.unit is None or viewer.reads is None or one.unit in viewer.reads]


def _lines(rows: Any, now: Known, among: set[int] | None) -> list[ReturnLine]:
    stand = standings(now.act, rows)
    papers = {
        of: f"{number}/{symbol}"
        for of, number, symbol in models.ReturnPaper.objects.filter(cut(now.act)).values_list(
            "of_id", "number", "symbol"
        )
    }
    periods: dict[tuple[date, date], Period] = {}
    found = []
    for row in rows.filter(act_id__lte=now.act).order_by("id").values_list(*ROW):
        number, form, version, unit, rule, calendar, key, start, end, *rest = row
        if among is not None and unit not in among:
            continue
        period = periods.get((start, end)) or periods.setdefault((start, end), Period(start, end))
        days = (rule, calendar, key, period)
        found.append(
            ReturnLine(number, form, version, public_id(unit), *days, stand[number], papers.get(number), *rest)
        )
    return found


def _paper(number: int, now: Known) -> HeldPaper | None:
    rows = models.ReturnPaper.objects.filter(cut(now.act), of_id=number).select_related("scan")
    row: Any = rows.first()
    if row is None:
        return None
    scan: tuple[str | None, str | None] = (row.scan.sha256, row.scan.name) if row.scan else (None, None)
    secrecy = PaperSecrecy(row.secrecy)
    return HeldPaper(row.number, row.symbol, row.day, row.signatory_title, secrecy, row.code, *scan, row.act_id)


def _file(number: int) -> KeptFile:
    file: Any = models.StoredFile.objects.get(id=number)
    data = models.FileContent.objects.filter(file=file).values_list("content", flat=True).first()
    return KeptFile(file.name, file.media, file.sha256, file.size, None if data is None else bytes(data))


def _senders(viewer: Viewer, units: Iterable[UnitId] | None) -> set[int] | None:
    """Numbers of the units whose returns are wanted and may be read; None: all."""
    if viewer.reads is None and units is None:
        return None
    wanted = viewer.reads if units is None else set(units) if viewer.reads is None else viewer.reads & set(units)
    return {number for unit in wanted or () if (number := unit_number(unit)) is not None}


def _may_read(viewer: Viewer, unit: int) -> bool:
    return viewer.reads is None or public_id(unit) in viewer.reads


def _number(number: int) -> int:
    return number if 0 < number < 2**63 else 0
