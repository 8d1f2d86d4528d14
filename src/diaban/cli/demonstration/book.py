"""The book that a province's acts are written into: it keeps what is known so far, and the acts themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Final, TypeVar, cast

from diaban.basis.moment import VIET_NAM
from diaban.basis.period import Period
from diaban.cli.demonstration.step import (
    MARK,
    Choose,
    Correct,
    Deed,
    Prove,
    Record,
    SourceLine,
    Step,
    Supersede,
    Undo,
)
from diaban.registers.evidence import EvidenceKind
from diaban.registers.fact import Fact
from diaban.registers.files import REGISTERS
from diaban.units.unit import UnitId

__all__ = ["SUBJECTS", "Book", "by_subject", "in_turn", "subject_of"]

F = TypeVar("F", bound=Fact)
Subject = tuple[object, ...]

SUBJECTS: Final[dict[type[Fact], tuple[str, ...]]] = {register.fact: register.subject for register in REGISTERS}
"""What each is about: two facts about one subject, by one origin, never overlap."""

START: Final = time(8, 0)


def subject_of(fact: Fact) -> Subject:
    """What a fact is about and who says it: register, origin, subject."""
    kind = type(fact)
    return (kind, fact.origin, *(getattr(fact, name) for name in SUBJECTS[kind]))


@dataclass(slots=True)
class Book:
    """``key`` begins every key of the province; ``second``: of the minute, in which its acts are made."""

    key: str
    title: str
    second: int
    steps: list[Step] = field(default_factory=list)
    sources: dict[str, SourceLine] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    _rows: dict[Subject, list[Fact]] = field(default_factory=dict)

    # -- naming ---------------------------------------------------------------------------------------

    def origin(self, key: str, title: str) -> str:
        """The key of an origin, made known."""
        name = f"{self.key}-{key}"
        self.origins[name] = f"{title}, {self.title} ({MARK})"
        return name

    def source(self, kind: str, title: str, day: date) -> str:
        """The key of a source of that day, made known."""
        name = f"gl-{self.key}-{kind}-{day.isoformat()}"
        self.sources[name] = SourceLine(f"{MARK}: {title}, {self.title}, {day.strftime('%d/%m/%Y')}", day)
        return name

    # -- what is known --------------------------------------------------------------------------------

    def facts(self) -> list[Fact]:
        """Everything known, subject by subject."""
        return [fact for rows in self._rows.values() for fact in rows]

    def of(self, kind: type[F]) -> list[F]:
        """The facts of one register that are running."""
        rows = (rows[-1] for key, rows in self._rows.items() if key[0] is kind and rows)
        return [cast(F, fact) for fact in rows if fact.period.end is None]

    def running(self, kind: type[F], origin: str, *subject: object) -> F | None:
        """The fact about a subject that is running; None where there is none."""
        rows = self._rows.get((kind, origin, *subject))
        return cast(F, rows[-1]) if rows and rows[-1].period.end is None else None

    # -- acts -----------------------------------------------------------------------------------------

    def record(self, day: date, reason: str, facts: Iterable[Fact]) -> None:
        """Record facts about what nothing was said of before."""
        given = tuple(facts)
        if given:
            for fact in given:
                self._put(fact)
            self._step(day, reason, Record(given))

    def supersede(self, day: date, reason: str, facts: Iterable[Fact]) -> None:
        """Record facts over what was known; of several about one subject, each runs until the next begins."""
        given = tuple(in_turn(facts))
        if not given:
            return
        for subject, new in by_subject(given).items():
            periods = [fact.period for fact in new]
            kept = [
                replace(old, period=left) for old in self._rows.get(subject, ()) for left in old.period.without(periods)
            ]
            self._rows[subject] = sorted([*kept, *new], key=_first)
        self._step(day, reason, Supersede(given))

    def end(self, day: date, reason: str, ends: Iterable[tuple[Fact, date]], facts: Iterable[Fact] = ()) -> None:
        """End facts that are running on a day of their own, and record what follows them."""
        pairs = list(ends)
        ended = tuple(
            replace(fact, period=Period(fact.period.start, last)) for fact, last in pairs if fact.period.start != last
        )
        self.correct(day, reason, tuple(fact for fact, _ in pairs), (*ended, *facts))

    def correct(self, day: date, reason: str, closes: Sequence[Fact], facts: Sequence[Fact]) -> None:
        """Close facts, and record others in their place."""
        for fact in closes:
            self._rows[subject_of(fact)].remove(fact)
        for fact in facts:
            self._put(fact)
        if closes:
            self._step(day, reason, Correct(tuple(closes), tuple(facts)))

    def choose(self, day: date, reason: str, fact: Fact, period: Period) -> None:
        """Choose the origin of a fact that is known, for a period."""
        self._step(day, reason, Choose(fact, period))

    def prove(
        self, day: date, kind: EvidenceKind, unit: UnitId, standard: str, *, by: str, reporter: str, reason: str
    ) -> None:
        """Append evidence of that day."""
        source = self.source("minh-chung", "biên bản, tài liệu minh chứng", day)
        self._step(day, reason, Prove(kind, unit, standard, day, by, reporter, source))

    def mistake(self, day: date, undone: date, reason: str, why: str, facts: Iterable[Fact]) -> None:
        """Record facts that should never have been, and undo that some days later (nothing is written in between)."""
        self._step(day, reason, Record(tuple(facts)))
        self._step(undone, why, Undo(self.steps[-1].moment))

    def _put(self, fact: Fact) -> None:
        rows = self._rows.setdefault(subject_of(fact), [])
        if any(row.period.overlaps(fact.period) for row in rows):
            raise ValueError(f"overlap: {fact}")
        rows.append(fact)
        rows.sort(key=_first)

    def _step(self, day: date, reason: str, deed: Deed) -> None:
        moment = datetime.combine(day, START, VIET_NAM) + timedelta(seconds=self.second)
        if self.steps:
            last = self.steps[-1].moment
            if day < last.date():
                raise ValueError(f"{day} is before {last}")
            moment = max(moment, last + timedelta(minutes=1))
        self.steps.append(Step(moment, reason, deed))


def by_subject(facts: Iterable[F]) -> dict[Subject, list[F]]:
    """Facts by what they are about, each list in order of days."""
    found: dict[Subject, list[F]] = {}
    for fact in sorted(facts, key=_first):
        found.setdefault(subject_of(fact), []).append(fact)
    return found


def in_turn(facts: Iterable[Fact]) -> Iterable[Fact]:
    """Each fact until the next about its subject begins; one that would hold no day is left out."""
    for rows in by_subject(facts).values():
        for fact, following in zip(rows, [*rows[1:], None], strict=True):
            if following is not None and fact.period.end is None:
                if fact.period.start != following.period.start:
                    yield replace(fact, period=Period(fact.period.start, following.period.start))
            else:
                yield fact


def _first(fact: Fact) -> date:
    first: date | None = attrgetter("period.start")(fact)
    return first or date.min
