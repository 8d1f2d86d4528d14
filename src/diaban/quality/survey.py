"""Estimates from households drawn at random in each commune: weighted, with intervals that know people of one house.

People of one household are asked by one person on one day and tend to be right or wrong together, so that they tell
less than as many people drawn one by one. Variances are of the totals of households within communes (ultimate clusters:
Hansen, Hurwitz and Madow 1953; Wolter, Introduction to Variance Estimation, 2007, ch. 2 and 6), of ratios by
linearisation. Shares get Wilson's interval (1927) at the effective number of people (Dean and Pagano, Survey Statistics
and Data Analysis, 2015; Franco, Little, Louis and Slud, Journal of Survey Statistics and Methodology 7, 2019), with
Student's t for as many degrees of freedom as there are households beyond communes (Korn and Graubard, Survey
Methodology 24, 1998). No correction for finite populations is made: an answer is one of those that might have been
given.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Design", "Interval", "Numbers", "Z", "alone", "student", "wilson"]

Z: Final = 1.959963984540054
"""Two-sided 95 per cent."""
EXACT: Final = {1: 12.706204736, 2: 4.302652730, 3: 3.182446305, 4: 2.776445105}
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A share or a number with its 95 per cent interval."""

    value: float
    low: float
    high: float


def student(freedom: int) -> float:
    """The 97.5 per cent point of Student's t (Abramowitz and Stegun 26.7.5; exact below five degrees of freedom)."""
    if freedom in EXACT:
        return EXACT[freedom]
    z, n = Z, max(freedom, 1)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + math.fsum(term / float(n) ** power for power, term in enumerate(terms, 1))


def wilson(part: float, whole: float, *, t: float = Z) -> Interval:
    """A share with Wilson's interval; ``whole`` may be an effective number. ValueError of nothing."""
    if not 0 <= part <= whole or not whole:
        raise ValueError("a part of a whole")
    share = part / whole
    scale = 1 + t * t / whole
    middle = (share + t * t / (2 * whole)) / scale
    half = t / scale * math.sqrt(share * (1 - share) / whole + t * t / (4 * whole * whole))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True)
class Design:
    """Which household each person is of, which commune each household is of, and how many households it stands for.

    ``house``: by person, the number of the household; ``commune``, ``weight``: by household.
    """

    house: Sequence[int]
    commune: Sequence[int]
    weight: Sequence[float]

    def total(self, values: Sequence[float] | Numbers) -> Numbers:
        """By household, the weighted sum of what its people have."""
        of = np.asarray(self.house, dtype=np.int64)
        sums = np.zeros(len(self.commune))
        np.add.at(sums, of, np.asarray(values, float))
        weighed: Numbers = sums * np.asarray(self.weight, float)
        return weighed

    def variance(self, parts: Numbers) -> float:
        """Of a sum of what households contribute, each commune's households taken as drawn apart.

        A commune with one household alone tells nothing of itself: all of them together are taken for one.
        """
        found = 0.0
        for rows in self._strata:
            held = parts[rows]
            if len(rows) > 1:
                found += len(rows) / (len(rows) - 1) * float(((held - held.mean()) ** 2).sum())
        return found

    @property
    def households(self) -> int:
        """How many there are with somebody in them."""
        return sum(len(rows) for rows in self._strata)

    @property
    def t(self) -> float:
        """Student's t for this many households beyond their communes."""
        return student(max(1, self.households - len(self._strata)))

    def share(self, flags: Sequence[float]) -> tuple[Interval, float]:
        """The weighted share of people with a flag (1, else 0), and its standard error. ValueError of nobody."""
        y, x = self.total(flags), self.total(np.ones(len(self.house)))
        whole = float(x.sum())
        if not whole:
            raise ValueError("nobody")
        value = float(y.sum()) / whole
        error = math.sqrt(self.variance((y - value * x) / whole))
        # Nobody, or everybody: households are then all that is counted by.
        people = float(len(self.house))
        effective = value * (1 - value) / error**2 if 0 < value < 1 and error else float(self.households)
        told = wilson(value * min(people, effective), min(people, effective), t=self.t)
        return Interval(value, min(told.low, value), max(told.high, value)), error

    @cached_property
    def _strata(self) -> list[NDArray[np.int64]]:
        there = np.unique(np.asarray(self.house, dtype=np.int64))
        commune = np.asarray(self.commune)[there]
        groups = [there[commune == one] for one in np.unique(commune)]
        single = [rows for rows in groups if len(rows) == 1]
        whole = [rows for rows in groups if len(rows) > 1]
        if not single:
            return whole
        joined = np.concatenate(single)
        if len(joined) == 1 and whole:
            return [np.concatenate((whole[0], joined)), *whole[1:]]
        return [*whole, joined]


def alone(people: int) -> Design:
    """People drawn one by one: each a household of its own, all of one commune."""
    return Design(range(people), [0] * people, [1.0] * people)
