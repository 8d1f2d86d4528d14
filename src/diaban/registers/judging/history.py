"""A count far from its own history: the robust z of a count that has been brought to a constant spread.

A count of rare events spreads with its size, and small ones are far from normal, so that counts are compared after the
transform of Freeman and Tukey (Annals of Mathematical Statistics 21, 1950), t(x) = √x + √(x+1), under which a Poisson
count has a spread of about 1 whatever its mean. The centre is the median of the earlier periods and the spread 1.4826
times their median absolute deviation (Iglewicz and Hoaglin, 1993), but never less than 1: counts that happened to be
alike promise nothing. A median of n periods is itself uncertain, by π/(2n) of the spread squared, which is added.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, floor, pi, sqrt
from statistics import median
from typing import Final

from diaban.basis.finding import Finding, Place, Severity, finding
from diaban.registers.campaign import CardCount, EventCount, FormCount
from diaban.registers.fact import Fact
from diaban.registers.files import Headed
from diaban.registers.judging.earlier import Counted, earlier
from diaban.registers.judging.held import Held
from diaban.registers.movement import Examples, MovementSessions
from diaban.registers.situation import SituationCount
from diaban.units.atlas import Atlas

__all__ = ["COUNTED", "FEWEST", "LAST", "Usual", "history", "usual"]

FEWEST: Final = 5
"""Earlier periods without which nothing is usual."""
LAST: Final = 24
"""The periods before those are too long ago."""
FAR: Final = 3.5
"""Iglewicz and Hoaglin's limit for the robust z."""
ALIKE: Final = 1.25
"""Periods whose lengths differ by more than this factor are not compared: a month and a week, or a part of a month."""

COUNTED: Final[Mapping[type[Fact], tuple[tuple[str, ...], tuple[str, ...]]]] = {
    FormCount: ((), ("collected", "checked")),
    CardCount: ((), ("applied", "issued", "handed_over")),
    EventCount: ((), ("births", "deaths", "arrivals", "departures")),
    SituationCount: (("category",), ("detected", "prevented", "resolved")),
    MovementSessions: (("kind",), ("sessions",)),
    Examples: (("kind",), ("number",)),
}
"""Of each register that counts by period: what its rows are about beside the unit, and what they count."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The range of counts that ``periods`` earlier ones make usual, both ends included."""

    low: int
    high: int
    periods: int


def usual(values: Sequence[int]) -> Usual | None:
    """What is usual after ``values`` (counts of earlier periods, in any order); None after fewer than five."""
    if len(values) < FEWEST:
        return None
    seen = [_spread(value) for value in values]
    centre = median(seen)
    deviation = 1.4826 * median(abs(value - centre) for value in seen)
    reach = FAR * max(1.0, deviation) * sqrt(1 + pi / (2 * len(values)))
    low, high = _counted(centre - reach), _counted(centre + reach)
    return Usual(ceil(low - 1e-9), floor(high + 1e-9), len(values))


def history(given: Sequence[tuple[Fact, Place]], held: Held, atlas: Atlas, _day: date) -> Iterator[Finding]:
    """Warning ``count-unusual``, with the usual range: a number beside those of at least five earlier periods of about
    the same length, across mergers by the rule ``sum``."""
    for fact, place in given:
        subject, names = COUNTED.get(type(fact), ((), ()))
        start, unit = fact.period.start, getattr(fact, "unit", "")
        if not names or start is None or fact.period.end is None:
            continue
        days = (fact.period.end - start).days
        counted = Counted(type(fact), tuple((name, getattr(fact, name)) for name in subject), fact.origin)
        for name in names:
            value = getattr(fact, name)
            if value is None:
                continue
            before = earlier(counted, name, unit, start, held, atlas)
            alike = sorted(
                (period.end, number)
                for period, number in before.items()
                if period.start and period.end and _is_alike((period.end - period.start).days, days)
            )
            range_ = usual([number for _, number in alike[-LAST:]])
            if range_ is not None and not range_.low <= value <= range_.high:
                values = {"value": value, "low": range_.low, "high": range_.high, "n": range_.periods}
                at = replace(place, column=name)
                yield finding("count-unusual", place=at, severity=Severity.WARNING, field=Headed(name), **values)


def _is_alike(days: int, other: int) -> bool:
    return max(days, other) <= ALIKE * min(days, other)


def _spread(count: int) -> float:
    return sqrt(count) + sqrt(count + 1)


def _counted(spread: float) -> float:
    """The count whose transform is ``spread``: 1/t is √(x+1) − √x, so that t − 1/t is 2√x."""
    return 0.0 if spread <= 1 else ((spread - 1 / spread) / 2) ** 2
