"""The margin of a share: Wilson's score interval.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22 (1927), 209–212; recommended for small samples and for shares near 0 and 1 by Brown, Cai and
DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001), 101–133. It holds all
shares p for which the share found lies within z standard errors √(p(1−p)/n) of p. It takes who was asked for a random
sample of the group: what a survey misses by whom it asks is in no margin.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import sqrt
from typing import Final

from diaban.basis.percent import percent

__all__ = ["NINETY_FIVE", "Margin", "margin", "wilson"]

NINETY_FIVE: Final = 1.959963984540054
"""The standard normal quantile for a confidence of 95 %."""
PLACE: Final = Decimal("0.1")
SLACK: Final = 1e-12
"""What the arithmetic itself may be off by; a bound is never moved outwards for less."""


@dataclass(frozen=True, slots=True)
class Margin:
    """A share ``part`` of ``whole`` in per cent, and the bounds of its interval, rounded outwards to a tenth."""

    part: int
    whole: int
    share: Decimal
    low: Decimal
    high: Decimal


def wilson(part: int, whole: int, z: float = NINETY_FIVE) -> tuple[float, float]:
    """The bounds, as shares from 0 to 1. ValueError for what is no part of a whole, or for a whole of nothing."""
    if not 0 <= part <= whole or whole == 0 or z <= 0:
        raise ValueError(f"no share: {part} of {whole}, z {z}")
    share, square = part / whole, z * z
    middle = share + square / (2 * whole)
    reach = z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    below = 1 + square / whole
    # None and all: the bound is known exactly, and the arithmetic only nearly.
    low = 0.0 if part == 0 else (middle - reach) / below
    high = 1.0 if part == whole else (middle + reach) / below
    return max(0.0, low), min(1.0, high)


def margin(part: int, whole: int) -> Margin | None:
    """The share with its bounds at 95 %; None of nothing: then there is no figure."""
    share = percent(part, whole)
    if share is None:
        return None
    low, high = wilson(part, whole)
    return Margin(
        part,
        whole,
        share,
        Decimal(100 * low + SLACK).quantize(PLACE, ROUND_FLOOR),
        Decimal(100 * high - SLACK).quantize(PLACE, ROUND_CEILING),
    )
