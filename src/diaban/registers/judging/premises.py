"""Premises: a headquarters that is independent by one account and shared by another."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.registers.fact import Fact
from diaban.registers.judging.held import Held
from diaban.registers.premises import Headquarters, Tenure
from diaban.registers.value import Valued
from diaban.units.atlas import Atlas

__all__ = ["headquarters"]

SHARED: Final = frozenset({Tenure.IN_COMMITTEE, Tenure.BORROWED})


def headquarters(given: Iterable[tuple[Fact, Place]], held: Held, _atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``headquarters-shared-and-independent``: on the same days another origin says the other of the two."""
    for fact, place in given:
        if not isinstance(fact, Headquarters):
            continue
        for other in held.by(Headquarters, unit=fact.unit):
            tenures = {fact.tenure, other.tenure}
            if Tenure.INDEPENDENT in tenures and tenures & SHARED and fact.period.overlaps(other.period):
                values = {"mine": Valued(fact.tenure), "theirs": Valued(other.tenure), "origin": other.origin}
                yield finding(
                    "headquarters-shared-and-independent",
                    place=place,
                    severity=Severity.WARNING,
                    row=str(other.row),
                    **values,
                )
                break
