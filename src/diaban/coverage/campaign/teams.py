"""Where teams are short and where there are more than enough, so that all communes end by one day: counts, no order.

Each commune needs as many teams as collect its rest at the pace that its own teams have shown; one with more lends the
difference to the one that is shortest. Whoever decides knows what a count does not: roads, floods, feast days.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from diaban.units.unit import UnitId

__all__ = ["Move", "TeamNeed", "moves", "need"]


@dataclass(frozen=True, slots=True)
class TeamNeed:
    """Teams that a commune has, and those it needs to end by the day; ``needed`` None where its pace is not known."""

    teams: int
    needed: int | None

    @property
    def short(self) -> int:
        """Teams that it lacks; negative: that it can lend."""
        return 0 if self.needed is None else self.needed - self.teams


@dataclass(frozen=True, slots=True)
class Move:
    """So many teams from one commune to another."""

    giver: UnitId
    taker: UnitId
    teams: int


def need(*, teams: int, per_day: float, rest: int, as_of: date, by: date) -> TeamNeed:
    """What a commune with ``teams`` at work needs to collect ``rest`` more by ``by``; never less than one team while
    something is left, and none when nothing is."""
    days = (by - as_of).days
    if rest <= 0:
        return TeamNeed(teams, 0)
    if teams <= 0 or per_day <= 0 or days <= 0:
        return TeamNeed(teams, None)
    return TeamNeed(teams, max(1, math.ceil(rest / (per_day / teams * days))))


def moves(needs: Mapping[UnitId, TeamNeed]) -> list[Move]:
    """Lend what is more than enough to whoever is shortest, until one of the two is used up."""
    givers = _by_size((unit, -one.short) for unit, one in needs.items())
    takers = _by_size((unit, one.short) for unit, one in needs.items())
    found: list[Move] = []
    while givers and takers:
        (giver, spare), (taker, lacking) = givers[0], takers[0]
        lent = min(spare, lacking)
        found.append(Move(giver, taker, lent))
        givers = _by_size(((giver, spare - lent), *givers[1:]))
        takers = _by_size(((taker, lacking - lent), *takers[1:]))
    return found


def _by_size(told: Iterable[tuple[UnitId, int]]) -> list[tuple[UnitId, int]]:
    return sorted(((unit, number) for unit, number in told if number > 0), key=lambda one: (-one[1], one[0]))
