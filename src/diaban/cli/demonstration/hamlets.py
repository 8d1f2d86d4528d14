"""Invented hamlets, and which officer answers for which: handed over on every posting and on the merger."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from diaban.basis.period import Period
from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.ground import Ground
from diaban.cli.demonstration.names import hamlet_names, told_apart
from diaban.cli.demonstration.staffing import Departure, Officer, Staff
from diaban.registers.fact import Fact
from diaban.registers.staffing import Hamlet, HamletDuty, Title
from diaban.units.unit import UnitId

__all__ = ["Hamlets"]


@dataclass(slots=True)
class Hamlets:
    """The hamlets of a province. ``_of``: each unit's, by key; ``_holder``: who answers for each, if anybody."""

    book: Book
    rng: Random
    staff: Staff
    _of: dict[UnitId, list[str]] = field(default_factory=dict)
    _holder: dict[str, str] = field(default_factory=dict)

    @property
    def commune(self) -> str:
        """Communes keep their hamlets themselves."""
        return self.staff.commune

    def open(self, ground: Ground, written: date, without: float) -> None:
        """The first lists, and who answers; a share ``without`` anybody."""
        source = self.book.source("thon-to", "danh sách thôn, bản, xóm, tổ dân phố", written)
        facts: list[Fact] = []
        for unit in ground.units:
            names = hamlet_names(self.rng, unit, self.book.key, self.rng.randrange(6, 15))
            self._of[unit.id] = []
            for at, (name, type_) in enumerate(names, 1):
                key = f"GL-{unit.id}-{at:02d}"
                self._of[unit.id].append(key)
                facts.append(
                    Hamlet(
                        period=Period(ground.horizon, None),
                        origin=self.commune,
                        source=source,
                        hamlet=key,
                        unit=unit.id,
                        name=name,
                        type=type_,
                    )
                )
                if self.rng.random() >= without:
                    facts.append(self._give(key, self._pick(unit.id, ground.horizon), ground.horizon, source))
        self.book.record(written, "Danh sách thôn, tổ dân phố và cán bộ phụ trách", facts)

    def month(self, first: date, gone: Iterable[Departure], found: float) -> None:
        """One month: what those who left answered for is handed over, or lapses; of the others a share is given."""
        written = first.replace(day=26)
        source = self.book.source("phu-trach", "phân công cán bộ phụ trách thôn, tổ dân phố", written)
        held: dict[str, list[str]] = {}
        for hamlet, officer in self._holder.items():
            held.setdefault(officer, []).append(hamlet)
        given: list[Fact] = []
        lapsed: list[tuple[Fact, date]] = []
        touched = set()
        for left in gone:
            for hamlet in held.get(left.officer, ()):
                touched.add(hamlet)
                if self.rng.random() < 0.15:
                    lapsed.append((self._running(hamlet), left.day))
                    del self._holder[hamlet]
                else:
                    given.append(self._give(hamlet, self._pick(left.unit, left.day), left.day, source))
        day = first.replace(day=self.rng.randrange(2, 25))
        for unit, hamlets in self._of.items():
            given += [
                self._give(hamlet, self._pick(unit, day), day, source)
                for hamlet in hamlets
                if hamlet not in self._holder and hamlet not in touched and self.rng.random() < found
            ]
        when = f"tháng {first.month:02d}/{first.year}"
        self.book.end(written, f"Thôn, tổ dân phố chưa có người thay, {when}", lapsed)
        self.book.supersede(written, f"Phân công cán bộ phụ trách thôn, tổ dân phố, {when}", given)

    def merge(self, ground: Ground, day: date, written: date) -> None:
        """Hamlets go where their unit's ground went; of a divided unit every third goes to its other heirs, in turn.

        Whoever answered goes on answering, unless posted elsewhere: then somebody of the heir does. Of hamlets of
        one heir with the same name the later get another number.
        """
        source = self.book.source("sap-nhap", "bàn giao thôn, tổ dân phố khi sắp xếp đơn vị", written)
        old = {hamlet.hamlet: hamlet for hamlet in self.book.of(Hamlet)}
        moved: dict[UnitId, list[str]] = {heir.id: [] for heir in ground.heirs}
        for unit, hamlets in self._of.items():
            heirs = ground.into[unit]
            for at, hamlet in enumerate(hamlets):
                others = heirs[1:]
                heir = others[at // 3 % len(others)] if others and at % 3 == 2 else heirs[0]
                moved[heir].append(hamlet)
        ends: list[tuple[Fact, date]] = []
        new: list[Fact] = []
        given: list[Fact] = []
        for heir, hamlets in moved.items():
            names = told_apart(old[hamlet].name for hamlet in hamlets)
            here = {officer.code for officer in self.staff.people[heir]}
            for hamlet, name in zip(hamlets, names, strict=True):
                was = old[hamlet]
                if was.unit != heir:
                    ends.append((was, day))
                    new.append(
                        Hamlet(
                            period=Period(day, None),
                            origin=self.commune,
                            source=source,
                            hamlet=hamlet,
                            unit=heir,
                            name=name,
                            type=was.type,
                        )
                    )
                if hamlet in self._holder and self._holder[hamlet] not in here:
                    given.append(self._give(hamlet, self._pick(heir, day), day, source))
        self._of = moved
        self.book.end(written, "Bàn giao thôn, tổ dân phố cho đơn vị mới từ 01/07/2025", ends, new)
        self.book.supersede(written, "Bàn giao cán bộ phụ trách thôn của đơn vị bị chia", given)

    def _pick(self, unit: UnitId, day: date) -> Officer:
        there = [one for one in self.staff.people[unit] if one.since <= day]
        members = [one for one in there if one.title is not Title.CHIEF]
        return self.rng.choice(members or there or self.staff.people[unit])

    def _running(self, hamlet: str) -> HamletDuty:
        found = self.book.running(HamletDuty, self.commune, hamlet)
        if found is None:
            raise LookupError(hamlet)
        return found

    def _give(self, hamlet: str, officer: Officer, day: date, source: str) -> HamletDuty:
        self._holder[hamlet] = officer.code
        return HamletDuty(
            period=Period(day, None), origin=self.commune, source=source, hamlet=hamlet, officer=officer.code
        )
