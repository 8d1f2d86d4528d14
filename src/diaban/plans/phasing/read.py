"""Works and ceilings out of a file, so that anybody can try it: CSV, or JSON of the same fields (``--from``)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from diaban.basis.finding import Finding, Place, finding
from diaban.intake.plain_csv import Column, Line, Table, read_bytes
from diaban.plans.phasing.criteria import Criteria, CriterionKind
from diaban.plans.phasing.facts import Candidate, Limit, Resource

__all__ = ["FilePlan", "read_plan", "table_of"]

CEILING: Final = "ceiling"
WORKS: Final = "works"
MET: Final = {"yes": True, "no": False}
MOST: Final = 20_000
"""Rows of a file."""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What a file says (``phases``: of years), and every mistake with its row; rows with one are left out."""

    works: tuple[Candidate, ...]
    limits: tuple[Limit, ...]
    phases: Mapping[int, int]
    findings: tuple[Finding, ...]


def table_of(criteria: Criteria) -> Table:
    """The columns: ``row`` says whether a row is works or a ceiling; of each criterion one more column."""

    def words(name: str) -> Column:
        return Column(name, required=False, max_length=200)

    def number(name: str) -> Column:
        return Column(name, kind="integer", required=False)

    return Table(
        (
            Column("row", kind="choice", choices=(WORKS, CEILING)),
            *(words(name) for name in ("works", "name", "unit", "region")),
            *(number(name) for name in ("cost_least", "cost_most")),
            *(Column(name, kind="day", required=False) for name in ("ready", "unit_ends")),
            number("months"),
            words("after"),
            *(number(name) for name in ("supervision", "contractors", "score", "year", "phase")),
            Column("resource", kind="choice", required=False, choices=tuple(one.value for one in Resource)),
            *(number(name) for name in ("least", "most")),
            *(_criterion(one.code, one.kind) for one in criteria.criteria),
        ),
        unique=(),
    )


def _criterion(code: str, kind: CriterionKind) -> Column:
    if kind is CriterionKind.CONDITION:
        return Column(code, kind="choice", required=False, choices=tuple(MET))
    return Column(code, kind="integer", required=False)


def read_plan(data: bytes, criteria: Criteria, *, file: str) -> FilePlan:
    """The works and limits of a file.

    Findings: those of the CSV reader, ``plan-file-json``, ``plan-file-value`` (a number below zero, bounds that cross),
    ``plan-file-key`` (works without a key, or one that is there already), ``plan-file-ceiling`` (a ceiling of no year
    or of two things, or without a number), ``plan-file-after`` (waits for itself or for works that the file has not).
    """
    findings: list[Finding] = []
    if data.lstrip()[:1] == b"{":
        told = _as_csv(data, criteria, file, findings)
        if told is None:
            return FilePlan((), (), {}, tuple(findings))
        data = told
    reading = read_bytes(data, table_of(criteria), name=file, max_rows=MOST)
    findings += reading.findings
    works: dict[str, Candidate] = {}
    limits: dict[str, Limit] = {}
    phases: dict[int, int] = {}
    rows: dict[str, int] = {}
    for line in reading.lines:
        wrong = list(_negative(line, file))
        if line.values["row"] == CEILING:
            limit = None if wrong else _limit(line, file, wrong)
            if limit is not None and limit.key in limits:
                wrong.append(_bad("plan-file-ceiling", line, file, "year"))
            elif limit is not None:
                limits[limit.key] = limit
                year, phase = line.values["year"], line.values["phase"]
                if isinstance(year, int) and isinstance(phase, int) and phases.setdefault(year, phase) != phase:
                    wrong.append(_bad("plan-file-ceiling", line, file, "phase"))
        else:
            one = None if wrong else _works(line, criteria, file, wrong)
            if one is not None and one.works in works:
                wrong.append(_bad("plan-file-key", line, file, "works"))
            elif one is not None:
                works[one.works], rows[one.works] = one, line.row
        findings += wrong
    for key, one in works.items():
        if any(before == key or before not in works for before in one.after):
            place = Place(file=file, row=rows[key], column="after")
            findings.append(finding("plan-file-after", place=place, works=key, after=list(one.after)))
    return FilePlan(tuple(works.values()), tuple(limits.values()), phases, tuple(findings))


def _bad(code: str, line: Line, file: str, column: str) -> Finding:
    value = line.values.get(column)
    place = Place(file=file, row=line.row, column=column)
    return finding(code, place=place, column=column, value="—" if value is None else str(value))


def _negative(line: Line, file: str) -> Iterable[Finding]:
    for name, value in line.values.items():
        if isinstance(value, int) and value < 0:
            yield _bad("plan-file-value", line, file, name)
    for low, high in (("cost_least", "cost_most"), ("least", "most")):
        least, most = line.values[low], line.values[high]
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield _bad("plan-file-value", line, file, low)


def _works(line: Line, criteria: Criteria, file: str, wrong: list[Finding]) -> Candidate | None:
    told: Mapping[str, Any] = line.values
    if not told["works"]:
        wrong.append(_bad("plan-file-key", line, file, "works"))
        return None
    if told["months"] == 0:
        wrong.append(_bad("plan-file-value", line, file, "months"))
        return None
    known = {
        one.code: MET.get(told[one.code]) if one.kind is CriterionKind.CONDITION else told[one.code]
        for one in criteria.criteria
    }
    points = criteria.points(known) if told["score"] is None else {}
    return Candidate(
        works=told["works"],
        name=told["name"] or told["works"],
        unit=told["unit"] or "",
        region=told["region"] or "",
        least=told["cost_least"],
        most=told["cost_most"],
        score=sum(one or 0 for one in points.values()) if told["score"] is None else told["score"],
        ready=told["ready"],
        months=told["months"] or criteria.months,
        after=tuple(dict.fromkeys((told["after"] or "").split())),
        supervision=criteria.supervision if told["supervision"] is None else told["supervision"],
        contractors=criteria.contractors if told["contractors"] is None else told["contractors"],
        unit_ends=told["unit_ends"],
        points=points,
    )


def _limit(line: Line, file: str, wrong: list[Finding]) -> Limit | None:
    told: Mapping[str, Any] = line.values
    year, phase = told["year"], told["phase"]
    if year is not None and not date.min.year < year < date.max.year:
        wrong.append(_bad("plan-file-value", line, file, "year"))
        return None
    if (year is None and phase is None) or (told["least"] is None and told["most"] is None):
        wrong.append(_bad("plan-file-ceiling", line, file, "year" if year is None else "most"))
        return None
    resource = Resource(told["resource"] or Resource.MONEY)
    parts: Sequence[object] = (year if year is not None else f"phase-{phase}", resource.value, told["region"])
    return Limit(
        key="/".join(str(part) for part in parts if part),
        resource=resource,
        year=year,
        # A ceiling of a year may say in which phase the year lies; it is a limit of the year alone.
        phase=phase if year is None else None,
        region=told["region"],
        least=told["least"],
        most=told["most"],
    )


def _as_csv(data: bytes, criteria: Criteria, file: str, findings: list[Finding]) -> bytes | None:
    """A JSON document ``{"works": […], "ceilings": […]}`` as the rows of a CSV file."""
    names = [column.name for column in table_of(criteria).columns]
    try:
        told = json.loads(data)
        rows = [(WORKS, one) for one in told.get("works", [])] + [(CEILING, one) for one in told.get("ceilings", [])]
        cells = [[kind, *(_cell(one.get(name)) for name in names[1:])] for kind, one in rows]
        unknown = sorted({str(name) for _, one in rows for name in one} - set(names[1:]))
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        findings.append(finding("plan-file-json", place=Place(file=file), reason=type(error).__name__))
        return None
    if unknown:
        findings.append(finding("plan-file-json", place=Place(file=file), reason=", ".join(unknown)[:80]))
    return "\n".join(",".join(row) for row in [names, *cells]).encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return '"' + text.replace('"', '""') + '"'
