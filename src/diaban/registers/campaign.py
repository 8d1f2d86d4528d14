"""Registration and cards as counts: data forms collected and checked, cards applied for, issued, handed over (M8).

Only counts leave the commune; the forms themselves are checked where they are. The period of a fact is the reporting
period in which what is counted was done, so that periods add up.
"""

from dataclasses import dataclass

from diaban.registers.fact import Fact
from diaban.units.unit import UnitId

__all__ = ["CampaignPlan", "CardCount", "EventCount", "FormCount"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCount(Fact):
    """Data forms (phiếu thu thập thông tin dân cư) collected, and forms checked, during the period (report Q5)."""

    unit: UnitId
    collected: int
    checked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCount(Fact):
    """Identity cards (thẻ căn cước; until 2024-06-30 CCCD) applied for, issued, handed over during the period.

    One card passes the three in this order, seldom within one period: only the sums since the beginning compare.
    """

    unit: UnitId
    applied: int
    issued: int
    handed_over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlan(Fact):
    """What a commune is to collect in a campaign and with whom; the period is that of the campaign.

    ``target``: forms in all; ``teams`` at work, each in ``shifts`` a day; ``crew``: officers in them.
    """

    unit: UnitId
    target: int
    teams: int
    shifts: int
    crew: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCount(Fact):
    """Births, deaths, and people who moved in or out during the period, as civil and residence registration count them.

    They tell how many forms are behind, never whose.
    """

    unit: UnitId
    births: int
    deaths: int
    arrivals: int
    departures: int
