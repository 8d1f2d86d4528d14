"""The yearly classification: its deadlines, its document, its year (DOMAIN: Circular 124/2021/TT-BCA)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.registers.fact import Fact
from diaban.registers.judging.held import Held
from diaban.registers.movement import Recognition, RecognitionLevel
from diaban.units.atlas import Atlas

__all__ = ["DEADLINES", "deadline", "recognitions"]

DEADLINES: Final[Mapping[RecognitionLevel, tuple[int, int]]] = {
    RecognitionLevel.RESIDENTIAL_AREA: (11, 20),
    RecognitionLevel.COMMUNE: (11, 30),
}
"""Month and day by which each level is classified every year."""


def deadline(level: RecognitionLevel, year: int) -> date:
    """The last day on which a level is classified in time for ``year``."""
    return date(year, *DEADLINES[level])


def recognitions(given: Iterable[tuple[Fact, Place]], _held: Held, _atlas: Atlas, day: date) -> Iterator[Finding]:
    """Warnings ``recognition-late``, ``recognition-without-decision``, ``recognition-of-another-year``,
    ``recognition-of-year-to-come``. ``day``: by which the return speaks."""
    for fact, place in given:
        if not isinstance(fact, Recognition):
            continue
        last, at = deadline(fact.level, fact.year), replace(place, column="granted_on")
        if fact.granted_on is not None and fact.granted_on > last:
            yield finding("recognition-late", place=at, severity=Severity.WARNING, day=fact.granted_on, last=last)
        if fact.granted_on is not None and fact.granted_on.year < fact.year:
            values: dict[str, Any] = {"day": fact.granted_on, "year": str(fact.year)}
            yield finding("recognition-of-another-year", place=at, severity=Severity.WARNING, **values)
        if fact.year > day.year:
            at = replace(place, column="year")
            yield finding(
                "recognition-of-year-to-come", place=at, severity=Severity.WARNING, year=str(fact.year), day=day
            )
        if fact.safe and (fact.decision is None or fact.granted_on is None) and day > last:
            at = replace(place, column="granted_on" if fact.decision else "decision")
            yield finding("recognition-without-decision", place=at, severity=Severity.WARNING, last=last)
