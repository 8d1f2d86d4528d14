"""Works beside what is held of them: progress and money that fall, money without a basis or a thousand times too large,
stages before their predecessors, two works for one building. All are warnings: what was stated is kept and asked about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.registers.fact import Fact
from diaban.registers.judging.held import Held
from diaban.registers.projects.course import Completion, Payment, StageReport, WorksProgress
from diaban.registers.projects.investment import Package, Works
from diaban.registers.projects.kinds import BEFORE, Stage, WorksKind
from diaban.registers.table import Headed
from diaban.registers.value import Valued
from diaban.units.atlas import Atlas
from diaban.units.wording import Listed

__all__ = ["building", "fallen", "listed", "paid", "slipped", "stages", "within_unit"]

Given = Iterable[tuple[Fact, Place]]

USUAL: Final = (100_000_000, 100_000_000_000)
"""Đồng between which the works of one commune, or a package of them, cost what such works do (DOMAIN "Premises":
4 to 6 bn, outliers of 1.5 and 9.3; a package of advice far less). Wide, so that only a slip of the unit falls out."""
THOUSAND: Final = 1_000
SLIP: Final = 400
"""How many times smaller than the contract a payment is that looks typed in triệu or tỷ."""
DAYS: Final[dict[type[Fact], tuple[str, ...]]] = {
    StageReport: ("actual_start", "actual_end"),
    Completion: ("completed_on",),
}


def listed(given: Given, held: Held, _atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``works-not-listed``: on its first day the key of the works is in no list."""
    for fact, place in given:
        key, on = getattr(fact, "works", None), fact.period.start or date.min
        if key is not None and not any(on in works.period for works in held.by(Works, works=key)):
            at = replace(place, column="works")
            yield finding("works-not-listed", place=at, severity=Severity.WARNING, works=key, day=on)


def fallen(given: Given, held: Held, _atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``cumulative-falls``: less is done, or paid, than the same origin reported before."""
    for fact, place in given:
        if not isinstance(fact, WorksProgress | Payment):
            continue
        name = "percent" if isinstance(fact, WorksProgress) else "paid_vnd"
        before = _before(fact, held)
        if before is not None and getattr(before, name) > getattr(fact, name):
            values = {"value": getattr(fact, name), "before": getattr(before, name), "day": before.period.start}
            at = replace(place, column=name)
            yield finding("cumulative-falls", place=at, severity=Severity.WARNING, field=Headed(name), **values)


def paid(given: Given, held: Held, _atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warnings ``paid-above-contract``, ``paid-before-decision``, and ``amount-slip`` where so little is paid of a
    contract that it was typed in another unit of money."""
    for fact, place in given:
        if not isinstance(fact, Payment) or not fact.paid_vnd:
            continue
        on, at = fact.period.start or date.min, replace(place, column="paid_vnd")
        contracts = [one.contract_vnd for one in held.by(Package, works=fact.works) if on in one.period]
        known = sum(value for value in contracts if value is not None)
        if contracts and None not in contracts and fact.paid_vnd > known:
            values = {"paid": fact.paid_vnd, "contract": known}
            yield finding("paid-above-contract", place=at, severity=Severity.WARNING, **values)
        elif known >= fact.paid_vnd * SLIP:
            yield _slip(at, fact.paid_vnd, "paid_vnd")
        reports = held.by(StageReport, works=fact.works, stage=Stage.DECISION)
        decided = [one.actual_end for one in reports if on in one.period]
        if decided and (decided[0] is None or decided[0] > on):
            yield finding("paid-before-decision", place=at, severity=Severity.WARNING, paid=fact.paid_vnd, day=on)


def slipped(given: Given, _held: Held, _atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``amount-slip``: works or a package cost a thousand (or million) times less or more than such things."""
    for fact, place in given:
        for name in ("investment_vnd", "contract_vnd"):
            value = getattr(fact, name, None)
            if not value or USUAL[0] <= value <= USUAL[1]:
                continue
            if any(USUAL[0] <= value * factor <= USUAL[1] for factor in (THOUSAND, THOUSAND**2, THOUSAND**3)) or (
                USUAL[0] <= value // THOUSAND <= USUAL[1]
            ):
                yield _slip(replace(place, column=name), value, name)


def stages(given: Given, held: Held, _atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``stage-before-predecessor``: a stage ended while one that must end before it goes on."""
    for fact, place in given:
        if not isinstance(fact, StageReport) or fact.actual_end is None:
            continue
        on = fact.period.start or date.min
        for earlier in BEFORE.get(fact.stage, ()):
            told = [one for one in held.by(StageReport, works=fact.works, stage=earlier) if on in one.period]
            if told and (told[0].actual_end is None or told[0].actual_end > fact.actual_end):
                values = {"stage": Valued(fact.stage), "earlier": Valued(earlier), "day": fact.actual_end}
                at = replace(place, column="actual_end")
                yield finding("stage-before-predecessor", place=at, severity=Severity.WARNING, **values)


def building(given: Given, held: Held, _atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``two-works-one-building``: another project builds a new headquarters in the same commune at once."""
    for fact, place in given:
        if not isinstance(fact, Works) or fact.kind is not WorksKind.NEW or not fact.state.runs:
            continue
        for other in held.by(Works, unit=fact.unit, kind=WorksKind.NEW):
            if other.works != fact.works and other.state.runs and other.period.overlaps(fact.period):
                at = replace(place, column="works")
                values = {"works": fact.works, "other": other.works, "project": other.project}
                yield finding("two-works-one-building", place=at, severity=Severity.WARNING, **values)
                break


def within_unit(given: Given, _held: Held, atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``day-after-unit``: something happened after the unit ended; the next one is to report it."""
    for fact, place in given:
        unit = getattr(fact, "unit", None)
        ended = atlas.versions(unit)[-1].period.end if unit is not None else None
        for name in DAYS.get(type(fact), ()) if ended is not None else ():
            day = getattr(fact, name)
            if day is not None and ended is not None and day >= ended:
                named = Listed.of(atlas.versions(str(unit))[-1:])
                at = replace(place, column=name)
                yield finding("day-after-unit", place=at, severity=Severity.WARNING, unit=named, ended=ended, day=day)


def _before(fact: WorksProgress | Payment, held: Held) -> WorksProgress | Payment | None:
    start = fact.period.start or date.min
    told = [
        one
        for one in held.by(type(fact), works=fact.works, origin=fact.origin)
        if one is not fact and (one.period.start or date.min) < start
    ]
    return max(told, key=lambda one: one.period.start or date.min, default=None)


def _slip(place: Place, value: int, name: str) -> Finding:
    return finding("amount-slip", place=place, severity=Severity.WARNING, value=value, field=Headed(name))
