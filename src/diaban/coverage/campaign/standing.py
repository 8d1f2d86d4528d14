"""Where a campaign stands on a day: each commune's target, what was collected, its pace and day, cards on their way.

A row of a commune that has since ended goes to the one that holds all of its ground; one that several hold is counted
in the total, and in no commune (DESIGN "Time", rule 7).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.campaign.differing import Differing, counted_by, planned_by
from diaban.coverage.campaign.pace import Finish, Pace, Stretch, drawn_days, finish, pace
from diaban.coverage.campaign.teams import Move, TeamNeed, moves, need
from diaban.registers.campaign import CampaignPlan, CardCount, FormCount
from diaban.registers.fact import Fact
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations
from diaban.units.unit import UnitId

__all__ = ["Campaign", "Cards", "CommuneStanding", "campaign", "per_officer_under"]

SEED: Final = 1
C = TypeVar("C", FormCount, CardCount)


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards applied for, issued and handed over so far; what waits is what the next step has not taken."""

    applied: int = 0
    issued: int = 0
    handed_over: int = 0

    @property
    def to_issue(self) -> int:
        """Applied for and not issued; cards issued on earlier applications may exceed those counted here."""
        return max(0, self.applied - self.issued)

    @property
    def to_hand_over(self) -> int:
        """Issued and not handed over."""
        return max(0, self.issued - self.handed_over)


@dataclass(frozen=True, slots=True)
class CommuneStanding:
    """One commune. ``plan`` None: no target was stated, and all that was ever collected is counted; with one, what was
    collected since it began. ``finish`` None: it cannot be told."""

    unit: UnitId
    plan: CampaignPlan | None
    collected: int
    checked: int
    last: date | None
    pace: Pace
    finish: Finish | None
    need: TeamNeed | None
    cards: Cards

    @property
    def rest(self) -> int | None:
        """Forms still to collect; None without a target."""
        return None if self.plan is None else max(0, self.plan.target - self.collected)


@dataclass(frozen=True, slots=True)
class Campaign:
    """All communes of a scope. ``divided``: forms of communes whose ground several hold, counted in no commune;
    ``untold``: communes without a target; ``silent``: with a target and no form reported; ``differing``: what several
    origins tell differently."""

    as_of: date
    communes: tuple[CommuneStanding, ...]
    collected: int
    divided: int
    target: int
    officers: int
    finish: Finish | None
    cards: Cards
    moves: tuple[Move, ...]
    untold: tuple[UnitId, ...] = field(default=())
    silent: tuple[UnitId, ...] = field(default=())
    differing: tuple[Differing, ...] = field(default=())

    @property
    def rest(self) -> int:
        """Forms still to collect in the communes that have a target."""
        return sum(one.rest or 0 for one in self.communes)


def per_officer_under(forms: int, more_than: int) -> int:
    """Whole forms that each of "more than N" officers stays under: 305,402 by more than 500 is under 611.

    A lower bound on officers is an upper bound on forms, and stays a bound. ValueError for no officer.
    """
    if more_than <= 0:
        raise ValueError("more than some officers")
    return -(-forms // more_than)


def campaign(
    *,
    plans: Iterable[CampaignPlan],
    forms: Iterable[FormCount],
    cards: Iterable[CardCount],
    frame: Sequence[UnitId],
    atlas: Atlas,
    as_of: date,
) -> Campaign:
    """Put together what the registers state up to ``as_of`` of the communes ``frame`` and of what came before them."""
    inside = frozenset(frame)
    forms_told, forms_differ = counted_by(one for one in forms if _over(one, as_of))
    cards_told, cards_differ = counted_by(one for one in cards if _over(one, as_of))
    forms_of, loose = _placed(forms_told, inside, atlas, as_of)
    cards_of, more = _placed(cards_told, inside, atlas, as_of)
    planned, plans_differ = planned_by(one for one in plans if as_of in one.period and one.unit in inside)
    rng = np.random.default_rng(SEED)
    found: list[CommuneStanding] = []
    drawings: list[NDArray[np.float64] | None] = []
    for unit in frame:
        standing, drawn = _commune(unit, planned.get(unit), forms_of.get(unit, []), cards_of.get(unit, []), as_of, rng)
        found.append(standing)
        drawings += [drawn] if standing.plan is not None else []
    needs = {one.unit: one.need for one in found if one.need is not None}
    return Campaign(
        as_of,
        tuple(found),
        sum(one.collected for one in found) + sum(one.collected for one in loose),
        sum(one.collected for one in loose),
        sum(one.target for one in planned.values()),
        sum(one.crew for one in planned.values()),
        _last(drawings, as_of),
        _cards([one for of_unit in cards_of.values() for one in of_unit] + more),
        tuple(moves(needs)),
        tuple(one.unit for one in found if one.plan is None and one.collected),
        tuple(one.unit for one in found if one.plan is not None and one.last is None),
        (*plans_differ, *forms_differ, *cards_differ),
    )


def _over(fact: Fact, as_of: date) -> bool:
    """Whether the period of a count was over: one that still runs is not drawn from."""
    last = fact.period.last_day
    return last is not None and last <= as_of


def _placed(
    facts: Sequence[C], inside: frozenset[UnitId], atlas: Atlas, as_of: date
) -> tuple[dict[UnitId, list[C]], list[C]]:
    """Counts by the commune that holds all of their ground, and those that several of them hold."""
    reach: Mapping[UnitId, Sequence[UnitId]] = {
        unit: destinations(atlas, unit, as_of) for unit in dict.fromkeys(one.unit for one in facts)
    }
    of: dict[UnitId, list[C]] = {}
    loose: list[C] = []
    for one in facts:
        heirs = reach[one.unit]
        if len(heirs) == 1 and heirs[0] in inside:
            of.setdefault(heirs[0], []).append(one)
        elif inside.issuperset(heirs):
            loose.append(one)
    return of, loose


def _commune(
    unit: UnitId,
    plan: CampaignPlan | None,
    forms: Sequence[FormCount],
    cards: Sequence[CardCount],
    as_of: date,
    rng: np.random.Generator,
) -> tuple[CommuneStanding, NDArray[np.float64] | None]:
    begun = plan.period.start if plan is not None else None
    if begun is not None:
        # What was collected before the campaign is no part of its target.
        forms = [one for one in forms if one.period.start is not None and one.period.start >= begun]
    stretches = [
        Stretch(one.period.last_day, (one.period.last_day - one.period.start).days + 1, one.collected)
        for one in forms
        if one.period.last_day is not None and one.period.start is not None
    ]
    stretches = _merged(stretches)
    speed, collected = pace(stretches), sum(one.collected for one in forms)
    drawn = None if plan is None else drawn_days(stretches, plan.target - collected, rng)
    wanted = None
    if plan is not None and plan.period.last_day is not None:
        rest = max(0, plan.target - collected)
        wanted = need(teams=plan.teams, per_day=speed.per_day, rest=rest, as_of=as_of, by=plan.period.last_day)
    last = max((one.last for one in stretches), default=None)
    told = (collected, sum(one.checked for one in forms), last, speed, finish(drawn, as_of), wanted, _cards(cards))
    return CommuneStanding(unit, plan, *told), drawn


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Rows of communes that are one now, for the same days, are one row."""
    found: dict[tuple[date, int], int] = {}
    for one in stretches:
        found[one.last, one.days] = found.get((one.last, one.days), 0) + one.forms
    return [Stretch(last, days, forms) for (last, days), forms in found.items()]


def _last(drawings: Sequence[NDArray[np.float64] | None], as_of: date) -> Finish | None:
    """The day on which the last commune ends: a maximum, draw by draw; None where one of them cannot be told."""
    known = [one for one in drawings if one is not None]
    if not drawings or len(known) < len(drawings):
        return None
    return finish(np.max(np.stack(known), axis=0), as_of)


def _cards(cards: Iterable[CardCount]) -> Cards:
    held = list(cards)
    return Cards(
        sum(one.applied for one in held), sum(one.issued for one in held), sum(one.handed_over for one in held)
    )
