"""How fast forms are collected, and when the rest will be, told with what is not known.

Nothing is assumed of days to come but that they will be like the days that were reported: spans of days are drawn again
from those reported (a bootstrap of periods), so that busy days and idle weeks keep their share. Fewer than
``FEWEST`` reported periods give a pace and no day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST", "HORIZON", "Finish", "Pace", "Stretch", "drawn_days", "finish", "pace"]

FEWEST: Final = 5
"""Reported periods without which no day is told."""
LAST: Final = 30
"""The periods before those are too long ago: a campaign changes."""
DRAWS: Final = 2_000
HORIZON: Final = 3_650
"""Days after which nothing is told but "later": ten years."""
LOW, MIDDLE, HIGH = 10, 50, 90


@dataclass(frozen=True, slots=True)
class Stretch:
    """Forms collected within some days, the last of them ``last``."""

    last: date
    days: int
    forms: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Forms of so many days, so many reported periods; ``per_day`` is their quotient."""

    forms: int
    days: int
    periods: int

    @property
    def per_day(self) -> float:
        """Forms a day; 0 of no day."""
        return self.forms / self.days if self.days else 0.0


@dataclass(frozen=True, slots=True)
class Finish:
    """The day on which the rest is collected: earlier with 10, 50, 90 chances of a hundred; None: after the horizon."""

    early: date | None
    middle: date | None
    late: date | None


def recent(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The last reported periods, the oldest first."""
    return sorted(stretches, key=lambda one: one.last)[-LAST:]


def pace(stretches: Sequence[Stretch]) -> Pace:
    """The pace of the last reported periods."""
    held = recent(stretches)
    return Pace(sum(one.forms for one in held), sum(one.days for one in held), len(held))


def drawn_days(stretches: Sequence[Stretch], rest: int, rng: np.random.Generator) -> NDArray[np.float64] | None:
    """Days until ``rest`` more forms are collected, drawn ``DRAWS`` times; None where too little was reported.

    More than ``HORIZON`` is infinity. Within a drawn period its forms come evenly.
    """
    held = recent(stretches)
    if rest <= 0:
        return np.zeros(DRAWS)
    if len(held) < FEWEST:
        return None
    days = np.array([one.days for one in held], float)
    forms = np.array([one.forms for one in held], float)
    mean = forms.sum() / len(held)
    if not mean:
        return np.full(DRAWS, np.inf)
    # Enough periods that all but hopeless draws reach the rest, within the horizon.
    count = int(min(3 * rest / mean + 40, HORIZON / days.mean() + 1, 4_000))
    chosen = rng.integers(0, len(held), (DRAWS, count))
    collected, gone = forms[chosen].cumsum(axis=1), days[chosen].cumsum(axis=1)
    reached = collected >= rest
    at = reached.argmax(axis=1)
    row = np.arange(DRAWS)
    over = collected[row, at] - rest
    last = np.maximum(forms[chosen[row, at]], 1)
    told: NDArray[np.float64] = gone[row, at] - days[chosen[row, at]] * over / last
    told[~reached.any(axis=1) | (told > HORIZON)] = np.inf
    return told


def finish(drawn: NDArray[np.float64] | None, as_of: date) -> Finish | None:
    """The days of a drawing; None where there is none."""
    if drawn is None:
        return None
    ends = np.quantile(drawn, [LOW / 100, MIDDLE / 100, HIGH / 100], method="higher")
    days = [None if not np.isfinite(end) else as_of + timedelta(days=int(np.ceil(end))) for end in ends]
    return Finish(*days)
