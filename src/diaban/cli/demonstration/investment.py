"""Invented projects of the two provinces, so that they agree with what their premises say of the same buildings.

Works are handed over on the day from which the headquarters is held to be finished, and begin on the day from which it
is held to be built; what was planned lies before that, by what such works overran. What nobody built is no project.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from diaban.basis.period import Period
from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.ground import LAST, MERGED, Ground, months
from diaban.registers.fact import Fact
from diaban.registers.premises import Headquarters, Progress
from diaban.registers.projects.course import Completion, Payment, ProgressPlan, StageReport, WorksProgress
from diaban.registers.projects.investment import CapitalPlan, Eligibility, Package, Project, Works
from diaban.registers.projects.kinds import (
    MoneySource,
    PackageKind,
    ProjectState,
    Stage,
    Structure,
    WorksKind,
)
from diaban.units.unit import Unit, UnitId

__all__ = ["REPORTED", "Days", "Investing", "Life", "Shape", "courses", "days_of", "shapes", "works_of"]

REPORTED: Final = 25
"""The day of the month on which works are reported: the day before premises are."""
OVERRUN: Final = (0, 0, 10, 20, 30, 60, 100)
"""Per cent by which works took longer than planned: CoST Viet Nam found 17 to 200 (DOMAIN)."""

Days = dict[Stage, tuple[date, date]]
"""The day on which each stage began and the day on which it ended."""
Shape = tuple[Structure, int | None]
"""What is built, and how many square metres of it."""


@dataclass(slots=True)
class Life:
    """Works from the first day to the last: ``planned`` and ``actual`` days of their stages, ``value`` of the contract;
    ``told``: what was reported of each stage."""

    works: Works
    planned: Days
    actual: Days
    value: int
    told: dict[Stage, StageReport] = field(default_factory=dict)
    ended: bool = False


@dataclass(slots=True)
class Investing:
    """A province's projects in the making, stated by the office that manages them.

    ``measuring``: progress and payments are written into the book; else they come as returns.
    """

    book: Book
    rng: Random
    ground: Ground
    lives: dict[str, Life] = field(default_factory=dict)
    pending: dict[date, list[Fact]] = field(default_factory=dict)
    measuring: bool = True

    @property
    def office(self) -> str:
        """Who states projects."""
        return self.book.origin("ban-quan-ly", "Ban Quản lý dự án")

    def wait(self, fact: Fact, day: date) -> None:
        """Let a fact be written in the first monthly report on ``day`` or after it."""
        if day.day > REPORTED:
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        self.pending.setdefault(day.replace(day=REPORTED), []).append(fact)

    def begin(self, life: Life) -> None:
        """Works are decided: their package, capital and planned curve wait for their months."""
        self.lives[life.works.works] = life
        first = life.works.period.start or self.ground.horizon
        self.wait(life.works, first)
        signed = life.actual[Stage.CONTRACTOR][1]
        if signed > LAST:
            return
        about: dict[str, Any] = {
            "unit": life.works.unit,
            "works": life.works.works,
            "origin": self.office,
            "source": "",
        }
        written = max(first, signed)
        key = life.works.works
        package = Package(
            period=Period(written, None),
            package=f"{key}-XL",
            name="Xây lắp và thiết bị",
            kind=PackageKind.CONSTRUCTION,
            contractor=f"Nhà thầu giả lập {self.rng.randrange(1, 9)}",
            contract_vnd=life.value,
            signed_on=signed,
            **about,
        )
        self.wait(package, written)
        start, end = life.planned[Stage.WORKS]
        for part, percent in ((25, 15), (50, 45), (75, 80), (100, 100)):
            on = start + (end - start) * part // 100
            point = ProgressPlan(
                period=Period(written, None), point=f"P{part:03d}", planned_on=on, percent=percent, **about
            )
            self.wait(point, written)
        for number, share in enumerate((60, 40)):
            year = signed.year + number
            assigned = CapitalPlan(
                period=Period(written, None),
                line=str(year),
                year=year,
                funding=MoneySource.PROVINCIAL,
                assigned_vnd=life.value * share // 100,
                document=f"Quyết định giao vốn năm {year} (giả lập)",
                **about,
            )
            self.wait(assigned, written)

    def report(self, life: Life, day: date) -> Iterable[Fact]:
        """What is new of the stages of works, of progress and of payments, as of a day."""
        about: dict[str, Any] = {
            "unit": life.works.unit,
            "works": life.works.works,
            "origin": self.office,
            "source": "",
        }
        for stage, (start, end) in life.actual.items():
            told = StageReport(
                period=Period(day, None),
                stage=stage,
                planned_start=life.planned[stage][0],
                planned_end=life.planned[stage][1],
                actual_start=start if start <= day else None,
                actual_end=end if end <= day else None,
                **about,
            )
            before = life.told.get(stage)
            if before is None or replace(before, period=told.period, unit=told.unit, source="") != told:
                life.told[stage] = told
                yield told
        start, end = life.actual[Stage.WORKS]
        if life.ended or day < start or not self.measuring:
            return
        done = 100 if day >= end else 100 * (day - start).days // max(1, (end - start).days)
        yield WorksProgress(period=Period(day, None), percent=done, **about)
        if done == 100 or day.month % 2:
            paid = life.value * min(done, 95) // 100 // 1_000_000 * 1_000_000
            yield Payment(period=Period(day, None), paid_vnd=paid, **about)
        handed = life.actual[Stage.HANDOVER][1]
        if handed <= day and life.works.state.runs:
            life.ended = True
            state: dict[str, Any] = {"state": ProjectState.COMPLETED, "document": "Biên bản bàn giao (giả lập)"}
            life.works = replace(life.works, period=Period(day, None), decided_on=handed, **state)
            yield life.works
            late = (handed - life.planned[Stage.HANDOVER][1]).days
            yield Completion(
                period=Period(day, None),
                completed_on=handed,
                final_vnd=None,
                time_reason="Vướng mặt bằng, thời tiết" if late > 60 else None,
                cost_reason=None,
                **about,
            )

    def run(self, until: date, since: date | None = None) -> None:
        """Write the reports of all months until a day."""
        first = since or self.ground.horizon
        for month in months(first, until):
            day = month.replace(day=REPORTED)
            if not first < day < until:
                continue
            facts = self.pending.pop(day, [])
            for life in self.lives.values():
                opened = life.works.period.start or first
                if opened <= day and life.works.state is not ProjectState.REDIRECTED:
                    facts += self.report(life, day)
            if facts:
                source = self.book.source("du-an", "báo cáo tháng về dự án, công trình", day)
                reason = f"Báo cáo tháng {day.month:02d}/{day.year} về dự án, công trình"
                self.book.supersede(day, reason, [replace(fact, source=source) for fact in facts])

    def merge(self, heirs: Mapping[str, UnitId | None], project_of: Mapping[UnitId, UnitId]) -> None:
        """Communes are merged: everything said of works goes on under the heir, the works being adjusted by an act, or
        redirected where ``heirs`` has none for them (another headquarters serves the new commune)."""
        written = MERGED + timedelta(days=3)
        source = self.book.source("sap-nhap", "bàn giao dự án, công trình khi sắp xếp đơn vị", written)
        ends: list[tuple[Fact, date]] = []
        new: list[Fact] = []
        for fact in self._running():
            unit = getattr(fact, "unit")  # noqa: B009  # every register of projects has one, and the base has not
            if unit in project_of:
                to: UnitId = project_of[unit]
            elif unit in self.ground.into and not self.ground.stays(unit):
                to = self.ground.into[unit][0]
            else:
                continue
            ends.append((fact, MERGED))
            if isinstance(fact, Eligibility):
                # Conditions are those of the commune that was; of the new one they are asked anew.
                continue
            moved = replace(fact, unit=to, period=Period(MERGED, None), source=source)  # type: ignore[call-arg]  # a unit too has every register of projects
            if isinstance(moved, Works):
                moved = _adjusted(moved, heirs.get(moved.works, to))
                self.lives[moved.works].works = moved
            elif isinstance(moved, Project):
                moved = replace(moved, state=ProjectState.ADJUSTED, reason="Sắp xếp đơn vị hành chính từ 01/07/2025")
            new.append(moved)
        self.book.end(written, "Bàn giao dự án, công trình cho đơn vị mới từ 01/07/2025", ends, new)

    def _running(self) -> list[Fact]:
        return [fact for fact in self.book.facts() if fact.period.end is None]


def _adjusted(works: Works, heir: UnitId | None) -> Works:
    act: dict[str, Any] = {"document": "Quyết định điều chỉnh sau sắp xếp (giả lập)", "decided_on": MERGED}
    if works.state is ProjectState.COMPLETED:
        return works
    if heir is None:
        reason = "Xã mới dùng trụ sở khác đã hoàn thành; chuyển vốn cho công trình khác"
        return replace(works, state=ProjectState.REDIRECTED, reason=reason, **act)
    return replace(works, unit=heir, state=ProjectState.ADJUSTED, reason="Điều chỉnh theo xã mới", **act)


def courses(facts: Iterable[Fact], origin: str) -> dict[UnitId, list[tuple[date, Progress]]]:
    """When the headquarters of each unit passed from one state to the next, by one origin."""
    found: dict[UnitId, list[tuple[date, Progress]]] = {}
    told = [one for one in facts if isinstance(one, Headquarters) and one.origin == origin and one.period.start]
    for one in sorted(told, key=lambda one: one.period.start or date.min):
        there = found.setdefault(one.unit, [])
        if not there or there[-1][1] is not one.progress:
            there.append((one.period.start or date.min, one.progress))
    return found


def shapes(facts: Iterable[Fact], origin: str) -> dict[UnitId, Shape]:
    """What the finished headquarters of each unit is, by one origin."""
    return {
        one.unit: (Structure(one.building.value), one.floor_m2)
        for one in facts
        if isinstance(one, Headquarters) and one.origin == origin and one.progress is Progress.FINISHED
    }


def days_of(rng: Random, finish: date, built: date, procedures: date | None) -> tuple[Days, Days]:
    """Planned and actual days of works that were built from ``built`` on and handed over on ``finish``; ``procedures``:
    the day from which they had a site (None: before anything is recorded)."""
    sited = procedures or built - timedelta(days=rng.randrange(220, 300))
    back = timedelta
    works_end = max(built + back(days=1), finish - back(days=21))
    actual: Days = {
        Stage.POLICY: (sited - back(days=75), sited - back(days=30)),
        Stage.SITE: (sited - back(days=28), sited),
        Stage.DESIGN: (built - back(days=150), built - back(days=85)),
        Stage.DECISION: (built - back(days=80), built - back(days=50)),
        Stage.CONTRACTOR: (built - back(days=45), built - back(days=5)),
        Stage.WORKS: (built, works_end),
        Stage.ACCEPTANCE: (works_end + back(days=1), finish - back(days=6)),
        Stage.HANDOVER: (finish - back(days=5), finish),
        Stage.SETTLEMENT: (finish + back(days=60), finish + back(days=180)),
    }
    overrun = rng.choice(OVERRUN)
    begun = actual[Stage.POLICY][0]

    def sooner(day: date) -> date:
        return begun + (day - begun) * 100 // (100 + overrun)

    return {stage: (sooner(start), sooner(end)) for stage, (start, end) in actual.items()}, actual


def works_of(
    origin: str, unit: Unit, key: str, project: str, first: date, *, kind: WorksKind, shape: Shape, officers: int
) -> Works:
    """Works of a project in a unit, under way from ``first`` on; ``shape``: what they build, and of how many m²."""
    return Works(
        period=Period(first, None),
        origin=origin,
        source="",
        unit=unit.id,
        works=key,
        project=project,
        name=f"Trụ sở Công an {unit.full_name}",
        kind=kind,
        structure=shape[0],
        floor_m2=shape[1],
        officers=officers,
        investment_vnd=None,
        state=ProjectState.ACTIVE,
        document=None,
        decided_on=None,
        reason=None,
    )
