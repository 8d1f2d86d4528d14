"""The u-chart: whether a month's count lies within what chance alone brings, given how much was looked at.

D. C. Montgomery, *Introduction to Statistical Quality Control*, chapter 7; NIST/SEMATECH *e-Handbook of Statistical
Methods*, 6.3.3.1. Of samples with counts c and sizes n: centre ū = Σc/Σn, limits of a sample ū ± 3√(ū/n), the lower
never below 0. The limits suppose counts of independent events (Poisson); events that come in clusters leave them
more often. A point outside says that something was different that month, never what, and ranks nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

__all__ = ["FEWEST", "WIDTH", "Chart", "Sample", "Spot", "u_chart"]

FEWEST: Final = 8
"""Samples without which no limits are drawn: of fewer nobody knows what is usual."""
WIDTH: Final = 3.0
"""Shewhart's limits, in standard errors."""


@dataclass(frozen=True, slots=True)
class Sample:
    """``count`` events in an area of opportunity ``size`` (here: communes that reported in full × thirty days)."""

    count: int
    size: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A sample's rate and the limits for its size; None where nothing was looked at."""

    rate: float | None
    low: float
    high: float

    @property
    def outside(self) -> bool:
        """Whether the rate lies beyond a limit."""
        return self.rate is not None and not self.low <= self.rate <= self.high


@dataclass(frozen=True, slots=True)
class Chart:
    """``centre``: the rate of all samples together; ``spots``: one for each sample, in their order."""

    centre: float
    spots: tuple[Spot, ...]


def u_chart(samples: Sequence[Sample]) -> Chart | None:
    """The chart; None with fewer than ``FEWEST`` samples in which anything was looked at.

    ValueError for a count below 0, or of nothing that was looked at.
    """
    if any(one.count < 0 or one.size < 0 or (one.count and not one.size) for one in samples):
        raise ValueError("a count is of something that was looked at")
    looked = [one for one in samples if one.size > 0]
    if len(looked) < FEWEST:
        return None
    centre = sum(one.count for one in looked) / sum(one.size for one in looked)
    spots = []
    for one in samples:
        reach = WIDTH * sqrt(centre / one.size) if one.size > 0 else 0.0
        rate = one.count / one.size if one.size > 0 else None
        spots.append(Spot(rate, max(0.0, centre - reach), centre + reach))
    return Chart(centre, tuple(spots))
