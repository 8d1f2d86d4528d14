"""Where two origins say different things of one commune's campaign: both are kept and told, one is counted by.

Of two plans the one with the larger target, so that no end is told too early. Of two counts of the same days the one
that tells of more days, and of as many the smaller: what is surely collected. A person's choice settles it (``diaban
choose``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from diaban.registers.campaign import CampaignPlan, CardCount, FormCount
from diaban.units.unit import UnitId

__all__ = ["Differing", "counted_by", "planned_by"]

C = TypeVar("C", FormCount, CardCount)
COUNTED: Final[Mapping[type, str]] = {FormCount: "collected", CardCount: "handed_over"}


@dataclass(frozen=True, slots=True)
class Differing:
    """A commune of which several origins state plans, or counts of the same days; the one that is counted by first."""

    unit: UnitId
    told: tuple[CampaignPlan, ...] | tuple[FormCount, ...] | tuple[CardCount, ...]


def planned_by(plans: Iterable[CampaignPlan]) -> tuple[dict[UnitId, CampaignPlan], list[Differing]]:
    """By commune the plan that is counted by, and where there are others."""
    of: dict[UnitId, list[CampaignPlan]] = {}
    for one in plans:
        of.setdefault(one.unit, []).append(one)
    for held in of.values():
        held.sort(key=lambda one: (-one.target, -one.row))
    differing = [Differing(unit, tuple(held)) for unit, held in of.items() if len(held) > 1]
    return {unit: held[0] for unit, held in of.items()}, differing


def counted_by(counts: Iterable[C]) -> tuple[list[C], list[Differing]]:
    """The counts without those of other origins for days that are counted already, and where there are such."""
    of: dict[UnitId, list[C]] = {}
    for one in counts:
        of.setdefault(one.unit, []).append(one)
    kept: list[C] = []
    differing: list[Differing] = []
    for unit, held in of.items():
        if len({one.origin for one in held}) == 1:
            kept += held
            continue
        for cluster in _clusters(held):
            by_origin: dict[str, list[C]] = {}
            for one in cluster:
                by_origin.setdefault(one.origin, []).append(one)
            ranked = sorted(by_origin.values(), key=_rank)
            kept += ranked[0]
            if len(ranked) > 1:
                differing.append(Differing(unit, tuple(one for rows in ranked for one in rows)))
    return kept, differing


def _rank(rows: list[C]) -> tuple[int, int, str]:
    days = sum((one.period.end - one.period.start).days for one in rows if one.period.start and one.period.end)
    return -days, sum(int(getattr(one, COUNTED[type(one)])) for one in rows), rows[0].origin


def _clusters(held: list[C]) -> list[list[C]]:
    """Rows whose days overlap, directly or through others."""
    found: list[list[C]] = []
    last = None
    for one in sorted(held, key=lambda one: (str(one.period.start), one.row)):
        if last is not None and one.period.start is not None and one.period.start < last:
            found[-1].append(one)
        else:
            found.append([one])
        if one.period.end is not None:
            last = one.period.end if last is None else max(last, one.period.end)
    return found
