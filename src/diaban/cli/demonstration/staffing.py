"""Invented people: postings one by one, counts as communes report them, posts assigned, qualifications."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from diaban.basis.period import Period
from diaban.cli.demonstration.book import Book
from diaban.cli.demonstration.step import MARK
from diaban.registers.fact import Fact
from diaban.registers.staffing import HeadCount, Post, Posting, Qualification, QualificationKind, Title
from diaban.units.unit import UnitId

__all__ = ["INVESTIGATORS", "Departure", "Officer", "Staff"]

INVESTIGATORS: Final = (
    QualificationKind.INVESTIGATOR_PRIMARY,
    QualificationKind.INVESTIGATOR_INTERMEDIATE,
    QualificationKind.INVESTIGATOR_SENIOR,
)
LEAVING: Final = 0.006
"""Share of people who leave in a month and are replaced the same day; nearly as many change places."""


@dataclass(slots=True)
class Officer:
    """One of the people, by a code: where since when, and whether an investigator."""

    code: str
    title: Title
    since: date
    investigator: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """On ``day`` an officer no longer serves in the unit."""

    day: date
    officer: str
    unit: UnitId


@dataclass(slots=True)
class Staff:
    """The people of a province; changes go to the book month by month."""

    book: Book
    rng: Random
    people: dict[UnitId, list[Officer]] = field(default_factory=dict)
    _counted: dict[UnitId, int] = field(default_factory=dict)
    _made: int = 0
    _skilled: list[Qualification] = field(default_factory=list)

    @property
    def roll(self) -> str:
        """Who states postings, qualifications and posts: the staff of the province."""
        return self.book.origin("to-chuc", "Phòng Tổ chức cán bộ")

    @property
    def commune(self) -> str:
        """Who states counts: the communes themselves."""
        return self.book.origin("xa", "Công an cấp xã")

    def open(
        self,
        day: date,
        written: date,
        sizes: Mapping[UnitId, int],
        posts: Mapping[UnitId, int],
        investigators: Iterable[UnitId],
    ) -> None:
        """The first roll, and the posts assigned."""
        for unit, size in sizes.items():
            self.people[unit] = [self._new(title, day) for title in titles(size)]
        for unit in investigators:
            self._trained(self.people[unit][0], day - timedelta(days=self.rng.randrange(100, 1500)))
        for officers in self.people.values():
            for officer in officers:
                if not officer.investigator and self.rng.random() < 0.25:
                    self._skilled.append(self._held(officer.code, QualificationKind.INVESTIGATING_OFFICER, day))
        source = self.book.source("quan-so", "danh sách cán bộ theo mã số", written)
        self.book.record(
            written,
            "Danh sách cán bộ ban đầu, theo mã số",
            [*self._postings(self.people, day, source), *self._drain(source)],
        )
        self.assign(day, written, posts, 1)

    def assign(self, day: date, written: date, sizes: Mapping[UnitId, int], number: int) -> None:
        """Posts assigned from a day on, by document ``number``."""
        source = self.book.source("bien-che", "quyết định giao biên chế", written)
        facts = [
            Post(
                period=Period(day, None),
                origin=self.roll,
                source=source,
                unit=unit,
                title=title,
                number=titles(size).count(title),
                document=f"{number:02d}/QĐ-GL ({MARK})",
            )
            for unit, size in sizes.items()
            for title in Title
        ]
        self.book.supersede(written, f"Giao biên chế theo quyết định {number:02d}/QĐ-GL ({MARK})", facts)

    def month(self, first: date, joining: Mapping[UnitId, int]) -> list[Departure]:
        """One month: people leave and are replaced, change places, join. Returns who left where."""
        written = first.replace(day=26)
        source = self.book.source("quan-so", "biến động quân số", written)
        ends: list[tuple[Fact, date]] = []
        new: list[Fact] = []
        gone: list[Departure] = []
        places = [(unit, at) for unit, officers in self.people.items() for at in range(len(officers))]
        for unit, at in self.rng.sample(places, int(len(places) * LEAVING)):
            old, day = self.people[unit][at], first.replace(day=self.rng.randrange(2, 25))
            if old.since >= first:
                continue
            ends.append((self._running(old), day))
            self.people[unit][at] = fresh = self._new(old.title, day)
            if old.investigator:
                self._trained(fresh, day - timedelta(days=self.rng.randrange(100, 1000)))
            new += self._one(unit, fresh, day, source)
            gone.append(Departure(day, old.code, unit))
        gone += self._exchange(first, source, ends, new)
        for unit, number in joining.items():
            day = first.replace(day=self.rng.randrange(1, 25))
            for _ in range(number):
                self.people[unit].append(fresh := self._new(Title.MEMBER, day))
                new += self._one(unit, fresh, day, source)
        reason = f"Biến động quân số tháng {first.month:02d}/{first.year}"
        new += self._drain(source)
        if ends:
            self.book.end(written, reason, ends, new)
        else:
            self.book.record(written, reason, new)
        return gone

    def _exchange(self, first: date, source: str, ends: list[tuple[Fact, date]], new: list[Fact]) -> list[Departure]:
        """Pairs of members change places: nobody's count changes, and no investigator leaves."""
        free = [
            (unit, at)
            for unit, officers in self.people.items()
            for at, officer in enumerate(officers)
            if officer.title is Title.MEMBER and not officer.investigator and officer.since < first
        ]
        self.rng.shuffle(free)
        gone: list[Departure] = []
        for (one, i), (other, j) in zip(free[0::2], free[1::2], strict=False):
            if len(gone) >= 2 * int(len(free) * LEAVING / 2):
                break
            if one == other:
                continue
            day = first.replace(day=self.rng.randrange(2, 25))
            a, b = self.people[one][i], self.people[other][j]
            ends += [(self._running(a), day), (self._running(b), day)]
            gone += [Departure(day, a.code, one), Departure(day, b.code, other)]
            a.since = b.since = day
            self.people[one][i], self.people[other][j] = b, a
            new += [*self._one(one, b, day, source), *self._one(other, a, day, source)]
        return gone

    def train(self, day: date, units: Iterable[UnitId], kind: QualificationKind) -> None:
        """One officer of each of the units (its chief, or the first who has none) passes on ``day``."""
        for unit in units:
            officers = self.people[unit]
            officer = next((one for one in officers if not one.investigator), officers[0])
            self._trained(officer, day, kind)
        source = self.book.source("dieu-tra", "quyết định bổ nhiệm Điều tra viên", day)
        self.book.supersede(day, "Bổ nhiệm Điều tra viên sau lớp bồi dưỡng", self._drain(source))

    def promote(self, day: date, share: float) -> None:
        """A share of chiefs and deputies who are not yet become intermediate investigators."""
        held = {one.officer for one in self.book.of(Qualification) if one.kind is INVESTIGATORS[1]}
        for officers in self.people.values():
            for officer in officers:
                leads = officer.title is not Title.MEMBER and officer.code not in held
                if leads and self.rng.random() < share:
                    self._trained(officer, day, INVESTIGATORS[1])
        source = self.book.source("dieu-tra", "quyết định bổ nhiệm Điều tra viên trung cấp", day)
        self.book.supersede(day, "Bổ nhiệm Điều tra viên trung cấp cho trưởng, phó", self._drain(source))

    def join(self, day: date, written: date, numbers: Mapping[UnitId, int], reason: str) -> None:
        """People come at once: those of the districts. A third of them are investigators."""
        source = self.book.source("quan-so", "điều động cán bộ cấp huyện về xã", written)
        new: list[Fact] = []
        for unit, number in numbers.items():
            for at in range(number):
                deputy = at == 0 and sum(one.title is Title.DEPUTY for one in self.people[unit]) < 2
                officer = self._new(Title.DEPUTY if deputy else Title.MEMBER, day)
                self.people[unit].append(officer)
                new += self._one(unit, officer, day, source)
                if self.rng.random() < 0.33:
                    kind = self.rng.choices(INVESTIGATORS, (70, 26, 4))[0]
                    self._trained(officer, day - timedelta(days=self.rng.randrange(200, 2500)), kind)
        self.book.record(written, reason, [*new, *self._drain(source)])

    def merge(
        self, day: date, written: date, parents: Mapping[UnitId, tuple[UnitId, ...]], main: Mapping[UnitId, UnitId]
    ) -> None:
        """People follow their unit into its heir; the main unit's chief leads, other chiefs are deputies."""
        source = self.book.source("sap-nhap", "bàn giao quân số khi sắp xếp đơn vị", written)
        ends: list[tuple[Fact, date]] = []
        new: list[Fact] = []
        people: dict[UnitId, list[Officer]] = {}
        left = Counter(unit for units in parents.values() for unit in units)
        for heir, units in parents.items():
            if heir in units:
                people[heir] = self.people[heir]
                continue
            people[heir] = []
            for unit in sorted(units, key=lambda unit: unit != main[heir]):
                for officer in self._share(unit, left[unit]):
                    ends.append((self._running(officer), day))
                    if officer.title is Title.CHIEF and unit != main[heir]:
                        officer.title = Title.DEPUTY
                    officer.since = day
                    people[heir].append(officer)
                left[unit] -= 1
            if all(officer.title is not Title.CHIEF for officer in people[heir]):
                people[heir][0].title = Title.CHIEF
            for officer in people[heir]:
                new += self._one(heir, officer, day, source)
        self.people = people
        self.book.end(written, "Bàn giao quân số cho đơn vị mới từ 01/07/2025", ends, new)

    def _share(self, unit: UnitId, heirs: int) -> list[Officer]:
        """Those of a unit who go to the next of its heirs: all, or, where it gives to several, every second one."""
        there = self.people[unit]
        going = there if heirs == 1 else there[-1::-2][::-1]
        self.people[unit] = [] if heirs == 1 else [one for one in there if one not in going]
        return list(going)

    def count(self, first: date, day: date) -> None:
        """Communes report how many they are where that changed."""
        source = self.book.source("quan-so-xa", "quân số do xã báo cáo", day)
        now = {unit: len(officers) for unit, officers in self.people.items()}
        changed = [unit for unit, number in now.items() if self._counted.get(unit) != number]
        self._counted = now
        start = Period(first, None)
        facts = [
            HeadCount(period=start, origin=self.commune, source=source, unit=unit, title=None, number=now[unit])
            for unit in changed
        ]
        self.book.supersede(day, f"Quân số do xã báo cáo đến ngày {day.strftime('%d/%m/%Y')}", facts)

    def sizes(self) -> dict[UnitId, int]:
        """How many there are in each unit."""
        return {unit: len(officers) for unit, officers in self.people.items()}

    # -- small things ---------------------------------------------------------------------------------

    def _new(self, title: Title, day: date) -> Officer:
        self._made += 1
        return Officer(f"GL-{self.book.key.upper()}-{self._made:04d}", title, day)

    def _running(self, officer: Officer) -> Posting:
        found = self.book.running(Posting, self.roll, officer.code)
        if found is None:
            raise LookupError(officer.code)
        return found

    def _postings(self, people: Mapping[UnitId, list[Officer]], day: date, source: str) -> Iterator[Fact]:
        for unit, officers in people.items():
            for officer in officers:
                yield from self._one(unit, officer, day, source)

    def _one(self, unit: UnitId, officer: Officer, day: date, source: str) -> Iterator[Fact]:
        yield Posting(
            period=Period(day, None),
            origin=self.roll,
            source=source,
            officer=officer.code,
            unit=unit,
            title=officer.title,
        )

    def _trained(
        self,
        officer: Officer,
        day: date,
        kind: QualificationKind = QualificationKind.INVESTIGATOR_PRIMARY,
    ) -> None:
        officer.investigator = True
        self._skilled.append(self._held(officer.code, kind, day))

    def _held(self, officer: str, kind: QualificationKind, day: date) -> Qualification:
        return Qualification(period=Period(day, None), origin=self.roll, source="", officer=officer, kind=kind)

    def _drain(self, source: str) -> list[Fact]:
        drained: list[Fact] = [replace(one, source=source) for one in self._skilled]
        self._skilled.clear()
        return drained


def titles(size: int) -> list[Title]:
    """One chief; a deputy, two from 9 people and four from 20; members."""
    deputies = 4 if size >= 20 else 2 if size >= 9 else 1
    return [Title.CHIEF, *[Title.DEPUTY] * deputies, *[Title.MEMBER] * (size - 1 - deputies)]
