"""The premises of a province as its plan has them: whose works end when, and what an heir takes over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from diaban.basis.period import Period
from diaban.cli.demonstration import premises
from diaban.cli.demonstration.agenda import Agenda
from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.ground import MERGED, Ground, in_month
from diaban.cli.demonstration.premises import ITEMS, Site, Stage
from diaban.registers.fact import Fact
from diaban.registers.premises import ChecklistItem, Equipment, Headquarters, Housing, Progress
from diaban.units.unit import UnitId

__all__ = ["Course", "Works"]

KINDS = ("computer", "printer", "motorcycle", "radio", "camera")
"""Codes of equipment."""


@dataclass(slots=True)
class Course:
    """How one unit's headquarters comes about; ``year``: of completion before the horizon; ``complete``: when it is
    up to the standard, None for never (so far)."""

    stages: list[Stage]
    year: int | None = None
    complete: date | None = None

    @property
    def finish(self) -> date | None:
        """The first day it is finished."""
        return next((day for day, progress in self.stages if progress is Progress.FINISHED), None)


@dataclass(slots=True)
class Works:
    """Headquarters, housing, checklist and equipment of a province, stated by its logistics office."""

    book: Book
    rng: Random
    ground: Ground
    agenda: Agenda
    courses: dict[UnitId, Course] = field(default_factory=dict)
    sites: dict[UnitId, Site] = field(default_factory=dict)

    @property
    def logistics(self) -> str:
        """Who states premises."""
        return self.book.origin("hau-can", "Phòng Hậu cần")

    def open(self, written: date, homes: dict[UnitId, Course], silent: Iterable[UnitId]) -> None:
        """What is true on the horizon; the rest waits for its month. ``silent``: nothing is said of these."""
        unknown = set(silent)
        horizon = self.ground.horizon
        self.sites = premises.sites(self.rng, list(self.courses))
        facts: list[Fact] = []
        for unit, course in self.courses.items():
            facts += premises.headquarters(self.sites[unit], course.stages, self.logistics, course.year)
            if unit not in unknown:
                facts += premises.checklist(self.rng, unit, horizon, course.finish, course.complete, self.logistics)
        for unit, course in homes.items():
            facts += premises.housing(self.rng, unit, course.stages, self.logistics, course.year)
        for unit in self.courses:
            facts += self._equipment(unit)
        source = self.book.source("tru-so", "kiểm kê ban đầu trụ sở, nhà ở, trang bị", written)
        at_once = self.agenda.open(facts, horizon, MERGED, source)
        self.book.record(written, "Kiểm kê ban đầu: trụ sở, nhà ở công vụ, hạng mục, trang bị", at_once)

    def main(self) -> dict[UnitId, UnitId]:
        """The unit whose headquarters each heir takes as its own.

        Of the units that come together in it: finished before not, independent before not, the one with most floor,
        then the lowest id. What the others leave is not decided here.
        """
        now = {fact.unit: fact for fact in self.book.of(Headquarters) if fact.origin == self.logistics}
        return {heir: min(units, key=lambda unit: _rank(unit, now)) for heir, units in self.ground.parents.items()}

    def merge(self, written: date, main: dict[UnitId, UnitId]) -> None:
        """Every statement about a unit that ends is ended; the heir has its main unit's premises and all the equipment.

        Housing: that of the main unit where finished, else the best of the others.
        """
        source = self.book.source("sap-nhap", "bàn giao trụ sở, nhà ở, trang bị khi sắp xếp đơn vị", written)
        ends: list[tuple[Fact, date]] = []
        old: dict[UnitId, list[Fact]] = {}
        kinds: tuple[type[Headquarters | Housing | ChecklistItem | Equipment], ...] = (
            Headquarters,
            Housing,
            ChecklistItem,
            Equipment,
        )
        for kind in kinds:
            for fact in self.book.of(kind):
                if not self.ground.stays(fact.unit):
                    ends.append((fact, MERGED))
                    old.setdefault(fact.unit, []).append(fact)
        new: list[Fact] = []
        for heir, units in self.ground.parents.items():
            if heir in units:
                continue
            lead = main[heir]
            mine = [fact for fact in old.get(lead, ()) if fact.origin == self.logistics]
            new += [
                replace(fact, unit=heir, period=Period(MERGED, None), source=source)
                for fact in mine
                if isinstance(fact, Headquarters | ChecklistItem)
            ]
            houses = [fact for unit in units for fact in old.get(unit, ()) if isinstance(fact, Housing)]
            if houses:
                best = min(
                    houses, key=lambda fact: (fact.progress is not Progress.FINISHED, fact.unit != lead, fact.unit)
                )
                new.append(replace(best, unit=heir, period=Period(MERGED, None), source=source))
            new += self._pooled(heir, [fact for unit in units for fact in old.get(unit, ())], source)
        self.book.end(written, "Bàn giao trụ sở, nhà ở, trang bị cho đơn vị mới từ 01/07/2025", ends, new)

    def after(self) -> None:
        """Works and checklists of heirs go on: what is not finished or not up to the standard comes to be, or waits."""
        items: dict[UnitId, list[ChecklistItem]] = {}
        for item in self.book.of(ChecklistItem):
            items.setdefault(item.unit, []).append(item)
        heirs = {heir.id for heir in self.ground.heirs}
        going: list[Headquarters | Housing] = [*self.book.of(Headquarters), *self.book.of(Housing)]
        for fact in going:
            if fact.unit in heirs and fact.progress is not Progress.FINISHED:
                self._go_on(fact)
        for heir in self.ground.heirs:
            lacking = [item for item in items.get(heir.id, ()) if not item.met]
            day = in_month(self.rng, date(2025, 10, 1), date(2027, 12, 31))
            for item in lacking:
                self.agenda.put(replace(item, met=True, period=Period(day, None)), day, date.max)
            stated = {item.item for item in items.get(heir.id, ())}
            for code in ITEMS if not stated else ():
                item = ChecklistItem(
                    period=Period(MERGED + timedelta(days=40), None),
                    origin=self.logistics,
                    source="",
                    unit=heir.id,
                    item=code,
                    met=self.rng.random() < 0.6,
                )
                self.agenda.put(item, MERGED + timedelta(days=40), date.max)

    def _go_on(self, fact: Headquarters | Housing) -> None:
        day = in_month(self.rng, date(2025, 8, 1), date(2027, 3, 31))
        works = day - timedelta(days=200)
        done: Headquarters | Housing
        if isinstance(fact, Headquarters):
            site = self.sites.get(fact.unit) or premises.drawn(self.rng, fact.unit)
            stages = [(day, Progress.FINISHED)]
            if fact.progress is not Progress.BEING_BUILT and works > MERGED:
                stages.insert(0, (works.replace(day=min(works.day, 24)), Progress.BEING_BUILT))
            for done in premises.headquarters(site, stages, self.logistics, None):
                self.agenda.put(done, done.period.start or day, date.max)
        else:
            for done in premises.housing(self.rng, fact.unit, [(day, Progress.FINISHED)], self.logistics, None):
                self.agenda.put(done, day, date.max)

    def _equipment(self, unit: UnitId) -> Iterable[Equipment]:
        for kind in KINDS:
            number = self.rng.randrange(2, 9)
            yield Equipment(
                period=Period(self.ground.horizon, None),
                origin=self.logistics,
                source="",
                unit=unit,
                kind=kind,
                number=number,
                working=number - self.rng.choice((0, 0, 0, 1, 1, 2)),
            )

    def _pooled(self, heir: UnitId, facts: Sequence[Fact], source: str) -> Iterable[Equipment]:
        for kind in KINDS:
            pieces = [fact for fact in facts if isinstance(fact, Equipment) and fact.kind == kind]
            if pieces:
                yield Equipment(
                    period=Period(MERGED, None),
                    origin=self.logistics,
                    source=source,
                    unit=heir,
                    kind=kind,
                    number=sum(piece.number for piece in pieces),
                    working=sum(piece.working for piece in pieces),
                )


def _rank(unit: UnitId, now: dict[UnitId, Headquarters]) -> tuple[bool, bool, int, UnitId]:
    fact = now.get(unit)
    if fact is None:
        return True, True, 0, unit
    finished = fact.progress is Progress.FINISHED
    return not finished, fact.tenure.value != "independent", -(fact.floor_m2 or 0), unit
