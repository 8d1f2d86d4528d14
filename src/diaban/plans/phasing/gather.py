"""A question out of the registers: projects, what their programmes may spend, what is known of need."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Severity, finding
from diaban.plans.phasing.criteria import Criteria, Known
from diaban.plans.phasing.facts import Candidate, Limit, Pin, Question, Resource, Year
from diaban.plans.phasing.said import Named, Quantity
from diaban.registers.projects.amount import Amount
from diaban.registers.projects.dossier import Dossier, Investment
from diaban.registers.projects.investment import CapitalPlan, Eligibility
from diaban.registers.projects.kinds import MoneyKind, Stage
from diaban.registers.projects.reference import share_of_investment
from diaban.units.unit import UnitId

__all__ = ["Ceiling", "Place", "candidates", "ceilings_of", "question_of", "years_of"]

SITE: Final = "site-available"
DAYS_OF_MONTH: Final = 30.44
MOST_YEARS: Final = 15
SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A commune as the plan needs it: where it lies, and the first day on which it is no more."""

    region: str
    ends: date | None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A ceiling as somebody typed it: đồng for what begins in a year."""

    year: int
    most: int


def candidates(
    told: Investment,
    criteria: Criteria,
    *,
    places: Mapping[UnitId, Place],
    met: Iterable[Eligibility],
    known: Mapping[UnitId, Known],
) -> tuple[Candidate, ...]:
    """The works that run and have not begun to be built. ``known``: of communes, by criterion; what the eligibility of
    a programme states comes before it."""
    stated: dict[UnitId, dict[str, bool]] = {}
    for one in met:
        stated.setdefault(one.unit, {})[one.criterion] = one.met
    found = []
    for dossier in told.works:
        if not _waits(dossier):
            continue
        unit = dossier.works.unit
        about = {**known.get(unit, {}), **stated.get(unit, {}), "officers": dossier.works.officers}
        points = criteria.points(about)
        cost = _cost(told, dossier)
        place = places.get(unit, Place("", None))
        found.append(
            Candidate(
                works=dossier.works.works,
                name=dossier.works.name,
                unit=unit,
                region=place.region,
                least=None if cost is None else cost.least,
                most=None if cost is None else cost.most,
                score=sum(one or 0 for one in points.values()),
                ready=_ready(dossier, told.day, bool(about.get(SITE))),
                months=_months(dossier) or criteria.months,
                supervision=criteria.supervision,
                contractors=criteria.contractors,
                unit_ends=place.ends,
                points=points,
            )
        )
    return tuple(found)


def _waits(dossier: Dossier) -> bool:
    if not dossier.works.state.runs or dossier.completion is not None:
        return False
    if dossier.project is not None and not dossier.project.state.runs:
        return False
    late = (Stage.WORKS, Stage.ACCEPTANCE, Stage.HANDOVER, Stage.SETTLEMENT)
    return not any(stage in dossier.stages and dossier.stages[stage].actual_start is not None for stage in late)


def _cost(told: Investment, dossier: Dossier) -> Amount | None:
    """The share that the decision names, else the contracts, else an equal share of the project's bounds."""
    exact = dossier.works.investment_vnd or dossier.contracted
    if exact:
        return Amount(None, exact, exact)
    if dossier.project is None or dossier.project.investment is None:
        return None
    share = share_of_investment(dossier.project.investment, len(told.of_project(dossier.works.project)))
    return None if share is None or (share.least is None and share.most is None) else share


def _ready(dossier: Dossier, day: date, sited: bool) -> date | None:
    """The day planned for the beginning of the works; else the last of the days on which the site and the decision are
    there, or are planned to be; else, where a site is stated to be available, the day of the plan."""
    works = dossier.stages.get(Stage.WORKS)
    if works is not None and works.planned_start is not None:
        return max(day, works.planned_start)
    ends = []
    for stage in (Stage.SITE, Stage.DECISION):
        told = dossier.stages.get(stage)
        ends.append(None if told is None else told.actual_end or told.planned_end)
    days = [end for end in ends if end is not None]
    if len(days) == len(ends):
        return max(day, *days)
    return day if sited else None


def _months(dossier: Dossier) -> int | None:
    works, end = dossier.stages.get(Stage.WORKS), dossier.stages.get(Stage.HANDOVER)
    first = works.planned_start if works else None
    last = (end.planned_end if end else None) or (works.planned_end if works else None)
    return None if first is None or last is None else max(1, round((last - first).days / DAYS_OF_MONTH))


def ceilings_of(
    told: Investment, works: Collection[Candidate], typed: Sequence[Ceiling]
) -> tuple[tuple[Limit, ...], dict[int, int], list[Finding]]:
    """The limits of money, the phase of each year as programmes state it, and what must be said of them.

    A ceiling that somebody typed stands in the place of those that programmes state for its year, and is for what
    begins newly. From a programme's own the capital assigned for that year to works under way is taken; years in which
    no works can be ready yet are left out.
    """
    waiting = {one.works for one in works}
    first = min((one.ready.year for one in works if one.ready is not None), default=told.day.year)
    limits: dict[str, Limit] = {}
    phases: dict[int, int] = {}
    notes: list[Finding] = []
    for one in told.money:
        amount = one.amount
        if one.kind is not MoneyKind.CEILING or amount is None or one.year is None:
            continue
        if one.phase is not None:
            phases.setdefault(one.year, one.phase)
        if one.year < first or any(given.year == one.year for given in typed):
            continue
        most = amount.most if amount.least is None else amount.least
        if most is None:
            continue
        bound = amount.exact is None
        key = f"{one.year}/{one.line}"
        taken = _assigned(told, waiting, one.programme, one.year)
        limits[key] = Limit(
            key=key,
            resource=Resource.MONEY,
            year=one.year,
            most=most,
            taken=taken,
            bound=bound,
            stated=one.stated or "",
        )
        if bound:
            notes.append(
                finding(
                    "plan-ceiling-bound",
                    severity=Severity.NOTE,
                    limit=Named.of(limits[key]),
                    stated=one.stated or "",
                    most=Quantity.of(Resource.MONEY, most),
                )
            )
    for given in typed:
        key = str(given.year)
        limits[key] = Limit(key=key, resource=Resource.MONEY, year=given.year, most=given.most)
    return tuple(limits[key] for key in sorted(limits)), phases, notes


def _assigned(told: Investment, waiting: Collection[str], programme: str, year: int) -> int:
    mine = {one.project for one in told.projects if one.programme == programme}
    return sum(
        plan.assigned_vnd
        for dossier in told.works
        if dossier.works.works not in waiting and dossier.works.project in mine
        for plan in dossier.of(CapitalPlan)
        if plan.year == year
    )


def years_of(limits: Iterable[Limit], phases: Mapping[int, int]) -> tuple[Year, ...]:
    """Every year from the first that has a limit to the last; a year whose phase nobody states follows the one before
    it by one phase."""
    told = sorted({limit.year for limit in limits if limit.year is not None})
    years: list[Year] = []
    for year in range(told[0], told[-1] + 1) if told else ():
        before = years[-1].phase if years else 0
        years.append(Year(year, phases.get(year, before + 1)))
    return tuple(years)


def question_of(
    works: tuple[Candidate, ...],
    limits: tuple[Limit, ...],
    phases: Mapping[int, int],
    pins: Sequence[Pin],
    criteria: Criteria,
    *,
    as_of: date,
    cutoff: int | None = None,
) -> tuple[Question, list[Finding]]:
    """The whole question, and what must be said of its works: ``plan-no-works``, ``plan-cost-bound``, ``plan-no-cost``,
    ``plan-not-ready``, ``plan-unit-gone``, ``plan-score-unknown`` (all notes).

    RefusedError ``plan-no-ceiling``, ``plan-year-open``, ``plan-too-long``, ``plan-phase-unknown``,
    ``plan-pin-unknown``.
    """
    keys = {one.works for one in works}
    strange = [pin.works for pin in pins if pin.works not in keys]
    if strange:
        raise RefusedError(*(finding("plan-pin-unknown", works=key[:80]) for key in dict.fromkeys(strange)))
    years = years_of(limits, phases)
    if not years:
        raise RefusedError(finding("plan-no-ceiling"))
    lost = [one for one in limits if one.phase is not None and one.phase not in {at.phase for at in years}]
    if lost:
        raise RefusedError(*(finding("plan-phase-unknown", limit=Named.of(one), phase=str(one.phase)) for one in lost))
    free = [at for at in years if not any(_is_ceiling(one, at) for one in limits)]
    if free:
        raise RefusedError(finding("plan-year-open", years=[str(at.year) for at in free]))
    if len(years) > MOST_YEARS:
        raise RefusedError(
            finding("plan-too-long", first=str(years[0].year), last=str(years[-1].year), most=MOST_YEARS)
        )
    asked = Question(works, years, limits, tuple(pins), criteria.id, criteria.definition.checksum, as_of, cutoff)
    return asked, list(_notes(works, years))


def _is_ceiling(one: Limit, at: Year) -> bool:
    return one.resource is Resource.MONEY and one.most is not None and (one.year == at.year or one.phase == at.phase)


def _notes(works: Sequence[Candidate], years: Sequence[Year]) -> Iterable[Finding]:
    if not works:
        yield finding("plan-no-works", severity=Severity.WARNING)
    last = date(years[-1].year, 1, 1)
    yield from _note("plan-no-cost", [one for one in works if one.cost is None])
    yield from _note("plan-cost-bound", [one for one in works if one.cost is not None and one.bound])
    yield from _note("plan-not-ready", [one for one in works if one.ready is None])
    yield from _note("plan-unit-gone", [one for one in works if one.unit_ends is not None and one.unit_ends <= last])
    yield from _note("plan-score-unknown", [one for one in works if None in one.points.values()])


def _note(code: str, works: Sequence[Candidate]) -> Iterable[Finding]:
    if works:
        named = [one.works for one in works[:SHOWN]]
        yield finding(code, severity=Severity.NOTE, n=len(works), works=named)
