"""Steps: reported, evidenced, certified, still holds, derived from appended evidence (DESIGN "Figures", rule 4)."""

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from diaban.basis.figure import Step
from diaban.coverage.rule import registers_of
from diaban.coverage.standard import Standard
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.registers.fact import Fact
from diaban.units.unit import UnitId

__all__ = ["Proofs", "add_months", "step_of"]


RENEWING: Final = (EvidenceKind.CERTIFICATE, EvidenceKind.INSPECTION)


class Proofs:
    """Evidence by what it is about, so that a question of one unit does not look at that of a nation.

    ``lines``: about a standard in a unit, others say nothing. ``rows``: about a row of a register, for each standard
    that reads it; ``unit`` is the row's, and the row holds on the day asked: what proves a row proves nothing once it
    is over.
    """

    def __init__(self, lines: Iterable[Evidence] = (), rows: Iterable[tuple[type[Fact], Evidence]] = ()) -> None:
        self._lines: dict[str, dict[UnitId, list[Evidence]]] = {}
        self._rows: dict[type[Fact], dict[UnitId, list[Evidence]]] = {}
        for line in lines:
            if line.standard and line.unit is not None:
                self._lines.setdefault(line.standard, {}).setdefault(line.unit, []).append(line)
        for kind, line in rows:
            if line.unit is not None:
                self._rows.setdefault(kind, {}).setdefault(line.unit, []).append(line)

    def of(self, standard: Standard, units: Collection[UnitId]) -> dict[UnitId, list[Evidence]]:
        """What proves a standard in those of ``units`` about which there is anything, in order of days."""
        found: dict[UnitId, list[Evidence]] = {}
        rows = [by_unit for kind in registers_of(standard.rule) if (by_unit := self._rows.get(kind))]
        for by_unit in (self._lines.get(standard.id, {}), *rows):
            for unit in by_unit if len(by_unit) < len(units) else units:
                if unit in by_unit and unit in units:
                    found.setdefault(unit, []).extend(by_unit[unit])
        for told in found.values() if rows else ():
            told.sort(key=lambda line: (line.day, line.row))
        return found


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later (before, if negative), the last of the month where that has no such day.

    Source of the rule: Civil Code 91/2015/QH13, Article 148.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def step_of(
    evidence: Iterable[Evidence],
    wanted: Collection[EvidenceKind],
    months: int,
    since: date,
    day: date,
    reporters: Collection[str] = (),
) -> tuple[Step, tuple[Evidence, ...]]:
    """The step that one unit which is met on ``day`` has reached, and the certificates left aside.

    ``reporters``: who states what is stated; the evidence names its own beside. ``evidenced``: every kind wanted is
    there. ``certified``: and a certificate, given on or after ``since`` (the first
    day of the present spell of being met) by somebody who neither reported it nor gave the other evidence; one that
    is not is left aside. ``holds``: and that certificate, or an inspection by such a person after it, is no older than
    ``months``.
    """
    there = [line for line in evidence if line.day <= day]
    if not set(wanted) <= {line.kind for line in there}:
        return Step.REPORTED, ()
    interested = {line.by for line in there if line.kind not in RENEWING}
    interested |= {line.reporter for line in there}.union(reporters)
    certificates = [line for line in there if line.kind is EvidenceKind.CERTIFICATE and line.day >= since]
    aside = tuple(line for line in certificates if line.by in interested)
    valid = [line.day for line in certificates if line.by not in interested]
    if not valid:
        return Step.EVIDENCED, aside
    first = min(valid)
    renewed = [line.day for line in there if line.kind in RENEWING and line.day >= first and line.by not in interested]
    return (Step.HOLDS if day < add_months(max(renewed), months) else Step.CERTIFIED), aside
