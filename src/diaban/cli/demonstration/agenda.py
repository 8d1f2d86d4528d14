"""What is to be written later: facts wait for the return of their month, some of them for a later one."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from diaban.cli.demonstration.book import Book, subject_of
from diaban.registers.fact import Fact

__all__ = ["WRITING", "Agenda"]

WRITING = 26
"""Day of the month on which returns are written; nothing happens from there to its end."""


@dataclass(slots=True)
class Agenda:
    """Facts by the month in which they are written. ``late``: the share written one or two months after."""

    book: Book
    rng: Random
    late: float
    _due: dict[date, list[Fact]] = field(default_factory=dict)
    _held: dict[tuple[object, ...], date] = field(default_factory=dict)

    def open(self, facts: Iterable[Fact], horizon: date, until: date, source: str) -> list[Fact]:
        """Give back, with their source, facts that begin on the first day; let those before ``until`` wait."""
        at_once = []
        for fact in facts:
            start = fact.period.start or horizon
            if start <= horizon:
                at_once.append(replace(fact, source=source))
            elif start < until:
                self.put(fact, start, until)
        return at_once

    def put(self, fact: Fact, start: date, until: date) -> None:
        """Let a fact wait. What was said before about its subject is never written after it."""
        month = last = start.replace(day=1)
        for _ in range(self.rng.choice((1, 2)) if self.rng.random() < self.late else 0):
            month = (month + timedelta(days=32)).replace(day=1)
        subject = subject_of(fact)
        month = max(month, self._held.get(subject, month))
        if month >= until:
            month = max(last, until - timedelta(days=1)).replace(day=1)
        self._held[subject] = month
        self._due.setdefault(month, []).append(fact)

    def write(self, month: date) -> None:
        """Write what is due in a month."""
        day = month.replace(day=WRITING)
        due = self._due.pop(month, [])
        source = self.book.source("tru-so", "báo cáo tháng về trụ sở, nhà ở", day)
        reason = f"Báo cáo tháng {month.month:02d}/{month.year} về trụ sở, nhà ở"
        self.book.supersede(day, reason, (replace(fact, source=source) for fact in due))
