"""A stage-history file read into observations: every mistake at once, with its row (``diaban forecast replay``)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.coverage.forecast.stage import ORDER, Observation, Stage
from diaban.intake.csv_cell import fold
from diaban.intake.plain_csv import Column, Line, Reading, Table, cells_of, read_bytes

__all__ = ["TABLE", "StageHistory", "read_history"]

DAYS: Final = ("planned_start", "planned_end", "actual_start", "actual_end")
TABLE: Final = Table(
    (
        Column("unit", max_length=120),
        Column("works", max_length=120, blank=True),
        Column("stage", kind="choice", choices=tuple(stage.value for stage in ORDER), blank=True),
        *(Column(name, kind="day", blank=True) for name in DAYS),
        Column("reported_on", kind="day", blank=True),
    ),
    unique=(),
)


@dataclass(frozen=True, slots=True)
class StageHistory:
    """What a file says. ``units``: the frame, every unit that a row names, in the order of the file.

    Rows with an error are set aside; a unit of which nothing else is left stays in the frame, unknown.
    """

    observations: tuple[Observation, ...]
    units: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def last_report(self) -> date | None:
        """The last day on which something became known."""
        return max((one.reported_on for one in self.observations if one.reported_on is not None), default=None)


def read_history(data: bytes, *, file: str) -> StageHistory:
    """The observations of a file.

    Findings, with row and column: those of the CSV reader (``csv-choice`` for an unknown stage), ``stage-missing``,
    ``stage-ends-before-start``, ``stage-day-after-report``, ``stage-unreported``, ``stage-repeated`` (a warning),
    ``stage-contradicts``, ``stage-register-empty``.
    """
    reading = read_bytes(data, TABLE, name=file)
    observations: list[Observation] = []
    findings = list(reading.findings)
    units: dict[str, None] = {}
    seen: dict[tuple[str, str, Stage | None, date | None], list[Observation]] = {}
    for line in reading.lines:
        one = _observation(line)
        units.setdefault(one.unit)
        faults = list(_faults(one, file)) or list(_repeated(one, seen, file))
        findings += faults
        if not faults:
            seen.setdefault((one.unit, one.works, one.stage, one.reported_on), []).append(one)
            observations.append(one)
    if reading.lines:
        for unit in _unread(data, reading):
            units.setdefault(unit)
    if not units and not any(found.severity is Severity.ERROR for found in findings):
        findings.append(finding("stage-register-empty", place=Place(file=file)))
    return StageHistory(tuple(observations), tuple(units), tuple(findings))


def _unread(data: bytes, reading: Reading) -> list[str]:
    """The units named in rows that could not be read."""
    read = {line.row for line in reading.lines}
    rows = {found.place.row for found in reading.findings if found.place.row is not None} - read - {1}
    cells = cells_of(data, TABLE, {1, *rows})
    heading = [fold(cell) for cell in cells.get(1, [])]
    if "unit" not in heading:
        return []
    at = heading.index("unit")
    return [cells[row][at] for row in sorted(rows) if row in cells and len(cells[row]) > at and cells[row][at]]


def _observation(line: Line) -> Observation:
    stage = cast(str | None, line.values["stage"])
    planned_start, planned_end, actual_start, actual_end, reported = (
        cast(date | None, line.values[name]) for name in (*DAYS, "reported_on")
    )
    days = (planned_start, planned_end, actual_start, actual_end, reported)
    works = cast(str | None, line.values["works"]) or ""
    return Observation(line.get("unit", str), works, Stage(stage) if stage else None, *days, line.row)


def _faults(one: Observation, file: str) -> Iterator[Finding]:
    def at(column: str) -> Place:
        return Place(file=file, row=one.row, column=column, unit=one.unit)

    days = {name: cast(date | None, getattr(one, name)) for name in DAYS}
    if one.stage is None:
        if any(days.values()):
            yield finding("stage-missing", place=at("stage"), allowed=[stage.value for stage in ORDER])
        return
    for kind in ("planned", "actual"):
        start, end = days[f"{kind}_start"], days[f"{kind}_end"]
        if start is not None and end is not None and end < start:
            yield finding("stage-ends-before-start", place=at(f"{kind}_end"), start=start, end=end)
    actual = [name for name in DAYS[2:] if days[name] is not None]
    if actual and one.reported_on is None:
        yield finding("stage-unreported", place=at("reported_on"))
    for name in actual:
        day = days[name]
        if day is not None and one.reported_on is not None and day > one.reported_on:
            yield finding("stage-day-after-report", place=at(name), day=day, reported=one.reported_on)


def _repeated(
    one: Observation,
    seen: dict[tuple[str, str, Stage | None, date | None], list[Observation]],
    file: str,
) -> Iterable[Finding]:
    """A second row of one day about one stage. A handover may follow one that had ended: it was re-opened."""
    before: Sequence[Observation] = seen.get((one.unit, one.works, one.stage, one.reported_on), ())
    place = Place(file=file, row=one.row, column="stage", unit=one.unit)
    for other in before:
        if all(getattr(one, name) == getattr(other, name) for name in DAYS):
            return [finding("stage-repeated", place=place, severity=Severity.WARNING, first=other.row)]
    if before and (_adds(before[-1], one) or (one.stage is Stage.HANDOVER and _follows(before[-1], one))):
        return ()
    if before:
        return [finding("stage-contradicts", place=place, first=before[-1].row)]
    return ()


def _adds(before: Observation, after: Observation) -> bool:
    """Whether the later row says all that the earlier one did, and more: it began and ended between two reports."""
    return all(getattr(before, name) in (None, getattr(after, name)) for name in DAYS)


def _follows(before: Observation, after: Observation) -> bool:
    """Whether a second handover opens again one that had ended: it has no end yet, or a later one."""
    if before.actual_end is None:
        return False
    return after.actual_end is None or after.actual_end > before.actual_end
