"""A count month by month across mergers, and what chance alone would make of it.

Each month is counted in the units of its own cut-off, as it was reported. For the chart the same rows are carried to
the units of one later day by the rule ``sum``: a unit of that day takes part in a month only if every unit that its
ground came from then gave a whole number for the whole month. What is missing, vague, disputed or divided is left out
of the count and of the area of opportunity alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from diaban.basis.period import Period
from diaban.coverage.counts.asked import CountAsked
from diaban.coverage.counts.count import Counted
from diaban.coverage.counts.u_chart import Chart, Sample, u_chart
from diaban.registers.fact import Fact
from diaban.units.atlas import Atlas
from diaban.units.trace import destinations
from diaban.units.unit import UnitId

__all__ = ["DAYS", "Month", "carried", "chart", "in_window"]

DAYS = 30.0
"""A rate is for one commune in thirty days, so that months of 28 and of 31 compare."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a series. ``counted`` None: there is no answer (the records begin later). ``sample``: what the units
    of the later day that can be told in full counted, and how many they are × days / 30; ``told``: how many."""

    asked: CountAsked
    counted: Counted | None
    told: int
    sample: Sample


def in_window(facts: Iterable[Fact], windows: Sequence[Period]) -> list[list[Fact]]:
    """The facts of each window, those that a boundary cuts in both; windows in order, none overlapping another."""
    found: list[list[Fact]] = [[] for _ in windows]
    ordinals = {}
    for at, window in enumerate(windows):
        if window.start is None or window.end is None:
            raise ValueError("a window has both its ends")
        for number in range(window.start.toordinal(), window.end.toordinal()):
            ordinals[number] = at
    first = min(ordinals, default=0)
    last = max(ordinals, default=-1)
    for fact in facts:
        start = first if fact.period.start is None else max(first, fact.period.start.toordinal())
        end = last if fact.period.end is None else min(last, fact.period.end.toordinal() - 1)
        if start <= end:
            low, high = ordinals.get(start), ordinals.get(end)
            if low is not None and high is not None:
                for at in range(low, high + 1):
                    found[at].append(fact)
    return found


def carried(asked: CountAsked, counted: Counted | None, frame: Sequence[UnitId], atlas: Atlas, at: date) -> Month:
    """A month with what of it crosses to ``frame``, units in force on ``at``, on or after the month's cut-off."""
    window = asked.window
    if counted is None or window is None or window.start is None or window.end is None:
        return Month(asked, counted, 0, Sample(0, 0.0))
    inside, full = frozenset(frame), frozenset(counted.full)
    sums: dict[UnitId, int] = {}
    spoilt: set[UnitId] = set()
    for unit in counted.units:
        heirs = destinations(atlas, unit, at)
        if unit in full and len(heirs) == 1:
            sums[heirs[0]] = sums.get(heirs[0], 0) + counted.of[unit].low
        else:
            spoilt.update(heirs)
    for fact in counted.inside.facts:
        spoilt.update(destinations(atlas, getattr(fact, "unit", ""), at))
    told = {unit: value for unit, value in sums.items() if unit in inside and unit not in spoilt}
    days = (window.end - window.start).days
    return Month(asked, counted, len(told), Sample(sum(told.values()), len(told) * days / DAYS))


def chart(months: Sequence[Month]) -> Chart | None:
    """The u-chart of a series; None where too few months can be told."""
    return u_chart([one.sample for one in months])
