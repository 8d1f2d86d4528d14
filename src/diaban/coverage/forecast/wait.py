"""A waiting time as a table over its cumulative hazard, so that what has been waited already is taken off exactly.

If H is the cumulative hazard of T, then H(T) is exponential; T given T > e is the T at H(e) + an exponential draw.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.forecast.standing import Spells

__all__ = ["HAZARDS", "STEP", "Wait", "looked_up", "table_of", "wait_of"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
STEP: Final = 0.01
LONGEST: Final = 36_500.0
"""A hundred years: no wait is told beyond."""
HAZARDS: Final = np.arange(0.0, 16.0, STEP)
"""The cumulative hazards of every table; e^-16 is less than a draw in a million."""


@dataclass(frozen=True, slots=True)
class Wait:
    """``value``: days at each of :data:`HAZARDS`, ascending."""

    value: Singles

    def hazard_at(self, days: Floats) -> Floats:
        """The cumulative hazard after so many days; 0 before the first value."""
        found: Floats = np.interp(days, self.value.astype(float), HAZARDS, left=0.0, right=HAZARDS[-1])
        return found

    @property
    def mean(self) -> float:
        """Days on average."""
        return float((self.value[:-1] * np.exp(-HAZARDS[:-1])).sum() * STEP)


def looked_up(table: Singles, hazard: Singles) -> Singles:
    """The table's value at each hazard, to the nearest step below: a step is far finer than a day matters."""
    place = (hazard * np.float32(1 / STEP)).astype(np.int32)
    np.minimum(place, len(table) - 1, out=place)
    return table.take(place)


def table_of(days: Floats, hazard: Floats, rate: float) -> Singles:
    """The table through the points (``days``, ``hazard``), both ascending; beyond the last at a constant ``rate``."""
    inside = np.interp(HAZARDS, hazard, days)
    beyond = days[-1] + (HAZARDS - hazard[-1]) / max(rate, 1e-6)
    found: Singles = np.minimum(np.where(hazard[-1] >= HAZARDS, inside, beyond), LONGEST).astype(np.float32)
    return found


def wait_of(spells: Spells, prior: Floats, weight: float) -> Wait:
    """Nelson–Aalen of ``spells`` with ``prior`` values (days) that together count as ``weight`` spells.

    Between events the hazard rises evenly; beyond the last it goes on at the rate of all events over all days.
    """
    days = np.concatenate((spells.days, prior))
    event = np.concatenate((spells.event, np.ones(len(prior), bool)))
    share = np.concatenate((np.ones(len(spells.days)), np.full(len(prior), weight / len(prior))))
    order = np.argsort(days, kind="stable")
    days, event, share = days[order], event[order], share[order]
    risk = np.cumsum(share[::-1])[::-1]
    hazard = np.cumsum(np.where(event, share / risk, 0.0))
    there = event.nonzero()[0]
    # At one time the last of the sums holds.
    last = np.append(np.diff(days[there]) > 0, True)
    times, sums = days[there][last], hazard[there][last]
    first = min(float(days[0]), 0.0)
    if times[0] > first:
        times, sums = np.concatenate(([first], times)), np.concatenate(([0.0], sums))
    exposed = float((share * np.maximum(days - first, 0.5)).sum())
    return Wait(table_of(times, sums, float(share[event].sum()) / exposed))
