"""Steps: reported, evidenced, certified, still holds, derived from appended evidence (DESIGN "Figures", rule 4)."""

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from diaban.basis.figure import Step
from diaban.coverage.rule import registers_of
from diaban.coverage.standard import Standard
from diaban.registers.evidence import Evidence, EvidenceKind
from diaban.registers.fact import Fact

__all__ = ["add_months", "of_row", "step_of"]


RENEWING: Final = (EvidenceKind.CERTIFICATE, EvidenceKind.INSPECTION)


def of_row(line: Evidence, kind: type[Fact], standards: Iterable[Standard]) -> list[Evidence]:
    """Evidence about a row of the register of ``kind``, as evidence for each standard that reads that register.

    ``line.unit`` is the row's; the row holds on the day asked: what proves a row proves nothing once it is over.
    """
    return [replace(line, standard=standard.id) for standard in standards if kind in registers_of(standard.rule)]


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
