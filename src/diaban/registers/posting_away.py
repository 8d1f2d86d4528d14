"""An officer is posted away: the posting ends, the next begins, and every hamlet is handed over, decided as one thing.

A posting by itself leaves hamlets that nobody answers for. Here none is left behind unless that is said: each gets the
officer who is named, or, where the unit shares them out, whoever of those who stay answers for the fewest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.basis.period import Period
from diaban.registers.handover import Answered, HamletFacts, Roster, Standing, hand_over, standings
from diaban.registers.staffing import HamletDuty, Posting, Title
from diaban.units.atlas import Atlas
from diaban.units.unit import UnitId

__all__ = ["Away", "PostedAway", "post_away"]


@dataclass(frozen=True, slots=True)
class Away:
    """Who leaves on which day, by whose word and which paper. ``unit``, ``title``: where the officer goes and as what;
    None: to no commune that is recorded here. ``share``: hamlets that nobody is named for are shared out; ``leave``:
    what nobody takes may stay without an officer."""

    officer: str
    day: date
    origin: str
    source: str
    unit: UnitId | None = None
    title: Title | None = None
    share: bool = False
    leave: bool = False


@dataclass(frozen=True, slots=True)
class PostedAway:
    """What it comes to: ``facts`` to record with their ``places``; ``whole``: rows that end and are not written again;
    hamlets handed over (to whom) and left without anybody. With a finding of severity error nothing is recorded."""

    facts: tuple[Posting | HamletDuty, ...]
    places: tuple[Place, ...]
    whole: tuple[Posting | HamletDuty, ...]
    handed: Mapping[str, str]
    left: tuple[str, ...]
    findings: tuple[Finding, ...]


def post_away(
    asked: Away, takers: Mapping[str, str], places: Mapping[str, Place], facts: HamletFacts, atlas: Atlas
) -> PostedAway:
    """Decide a posting. ``takers``: officers by hamlet, ``places``: where each was written; ``facts``: as stated.

    Errors ``posting-away-unknown`` (not posted on that day by this origin), ``posting-away-first-day``,
    ``posting-away-not-theirs`` (a taker is named for a hamlet the officer does not answer for),
    ``posting-leaves-hamlets``, and those of :func:`handover.hand_over`.
    """
    mine = [one for one in facts.postings if one.officer == asked.officer and one.origin == asked.origin]
    here = next((one for one in mine if asked.day in one.period), None)
    nothing: tuple[Posting | HamletDuty, ...] = ()
    if here is None:
        error = finding("posting-away-unknown", officer=asked.officer, day=asked.day, origin=asked.origin)
        return PostedAway(nothing, (), nothing, {}, (), (error,))
    if here.period.start is not None and here.period.start >= asked.day:
        error = finding("posting-away-first-day", officer=asked.officer, day=asked.day)
        return PostedAway(nothing, (), nothing, {}, (), (error,))
    ended = replace(here, period=Period(here.period.start, asked.day), source=here.source, row=0)
    moved = [ended, *_next(asked, here)]
    after = replace(facts, postings=[*(one for one in facts.postings if one is not here), *moved])
    held = _held(asked, here.unit, facts, atlas)
    chosen, findings = _chosen(asked, takers, places, held, after, atlas)
    wanted = [
        HamletDuty(period=Period(asked.day, None), origin=asked.origin, source=asked.source, hamlet=key, officer=taker)
        for key, taker in chosen.items()
    ]
    decided = hand_over(wanted, [places.get(one.hamlet, Place()) for one in wanted], after, atlas, asked.day)
    left = tuple(key for key in held if key not in chosen)
    lapsed = [duty for key in left for duty in held[key] if duty.origin == asked.origin]
    closed = [
        replace(one, period=Period(one.period.start, asked.day), row=0) for one in lapsed if _began(one, asked.day)
    ]
    recorded: tuple[Posting | HamletDuty, ...] = (*moved, *decided.duties, *closed)
    spread = (*(Place() for _ in moved), *decided.places, *(Place() for _ in closed))
    found = (*findings, *decided.findings)
    return PostedAway(recorded, spread, (here, *lapsed), chosen, left, found)


def _next(asked: Away, here: Posting) -> Iterable[Posting]:
    if asked.unit is not None:
        period = Period(asked.day, here.period.end)
        title = asked.title or here.title
        yield replace(here, period=period, unit=asked.unit, title=title, source=asked.source, row=0)


def _held(asked: Away, unit: UnitId, facts: HamletFacts, atlas: Atlas) -> dict[str, list[HamletDuty]]:
    """Hamlets of the unit that the officer alone answers for on the day, with the duties that say so."""
    found: dict[str, list[HamletDuty]] = {}
    for one in standings(facts, atlas, asked.day):
        counts = [stated.duty for stated in one.duties if stated.void is None]
        if one.unit == unit and counts and all(duty.officer == asked.officer for duty in counts):
            found[one.hamlet] = counts
    return found


def _chosen(
    asked: Away,
    takers: Mapping[str, str],
    places: Mapping[str, Place],
    held: Mapping[str, Sequence[HamletDuty]],
    after: HamletFacts,
    atlas: Atlas,
) -> tuple[dict[str, str], list[Finding]]:
    """Who takes which hamlet, in the order of their keys."""
    findings = [
        finding("posting-away-not-theirs", place=places.get(key, Place()), hamlet=key, officer=asked.officer)
        for key in takers
        if key not in held
    ]
    chosen = {key: takers[key] for key in held if key in takers}
    open_ = [one for one in standings(after, atlas, asked.day) if one.hamlet in held and one.hamlet not in chosen]
    if asked.share:
        chosen |= _shared(open_, chosen, after, asked.day)
    lacking = sorted(key for key in held if key not in chosen)
    if lacking:
        severity = Severity.WARNING if asked.leave else Severity.ERROR
        found = finding(
            "posting-leaves-hamlets", severity=severity, officer=asked.officer, n=len(lacking), hamlets=lacking
        )
        findings.append(found)
    return chosen, findings


def _shared(open_: Sequence[Standing], chosen: Mapping[str, str], after: HamletFacts, day: date) -> dict[str, str]:
    """Each to whoever of its unit then answers for the fewest hamlets; of several the first by code."""
    roster, load = Roster(after.postings, day), dict[str, int]()
    for duty in after.duties:
        if day in duty.period and duty.hamlet not in chosen:
            load[duty.officer] = load.get(duty.officer, 0) + 1
    for taker in chosen.values():
        load[taker] = load.get(taker, 0) + 1
    found: dict[str, str] = {}
    for one in open_:
        there = () if one.unit is None or one.state is Answered.ANSWERED else roster.serving(one.unit)
        fewest = min(there, key=lambda officer: (load.get(officer, 0), officer), default=None)
        if fewest is not None:
            found[one.hamlet] = fewest
            load[fewest] = load.get(fewest, 0) + 1
    return found


def _began(duty: HamletDuty, day: date) -> bool:
    return duty.period.start is None or duty.period.start < day
