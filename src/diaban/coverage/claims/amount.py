"""Figures as they are printed: intervals with open and closed ends, and arithmetic that never leaves the truth outside.

A printed figure is seldom a point. "214 tỷ" was rounded, "gần 640 tỷ" lies below, "trên 241 tỷ" above. Rounding is
understood as XBRL Calculations 1.1 does: a rounded figure stands for the closed interval of half a unit of its last
place on either side, a truncated one for the half-open interval of one such unit away from zero; figures agree when
their intervals share a value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from enum import StrEnum
from functools import reduce
from typing import Final

from diaban.basis.catalogue import Say

__all__ = ["Bound", "Interval", "about", "added", "cut", "last_place", "plain", "rounded"]

# Two products of the largest values that a file may hold (18 digits and 6 decimals) stay exact.
_DOWN: Final = Context(prec=100, rounding=ROUND_FLOOR)
_UP: Final = Context(prec=100, rounding=ROUND_CEILING)
_ZERO: Final = Decimal(0)
SIGNIFICANT: Final = 3
"""Digits to which the end of a derived interval is printed."""


class Bound(StrEnum):
    """What the words around a printed figure say of it."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    NEARLY = "nearly"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Interval:
    """All values a figure may have: from ``low`` to ``high``, None where there is no end, each end open or closed.

    Raises ValueError for an interval without a value.
    """

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low is None or self.high is None:
            return
        if self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)):
            raise ValueError(f"an interval holds a value: {self}")

    @classmethod
    def point(cls, value: Decimal) -> "Interval":
        """One value."""
        return cls(value, value)

    @property
    def is_point(self) -> bool:
        """Whether there is one value only."""
        return self.low is not None and self.low == self.high

    def __contains__(self, value: Decimal) -> bool:
        return self.meets(Interval.point(value))

    def __add__(self, other: "Interval") -> "Interval":
        """Every sum of a value here and one there."""
        return Interval(
            None if self.low is None or other.low is None else _DOWN.add(self.low, other.low),
            None if self.high is None or other.high is None else _UP.add(self.high, other.high),
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __neg__(self) -> "Interval":
        return Interval(
            None if self.high is None else self.high.copy_negate(),
            None if self.low is None else self.low.copy_negate(),
            self.high_open,
            self.low_open,
        )

    def __sub__(self, other: "Interval") -> "Interval":
        """Every difference: the upper end less the lower one, so that *nearly* less *over* is *under*."""
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        """Every product. ValueError where a value may be negative: counts and money are not."""
        _not_negative(self, other)
        low, low_open = _least_product(self, other)
        if self.high is None or other.high is None:
            nothing = self.high == 0 or other.high == 0
            return Interval(low, _ZERO if nothing else None, low_open, high_open=False)
        high = _UP.multiply(self.high, other.high)
        # An open end times a closed zero is reached: nothing, however many times.
        high_open = (self.high_open or other.high_open) and high != 0
        return Interval(low, high, low_open and low != high, high_open)

    def __truediv__(self, other: "Interval") -> "Interval":
        """Every quotient, ends that do not come out even rounded outward. ValueError: divisor not above zero."""
        _not_negative(self)
        if other.low is None or other.low < 0 or (other.low == 0 and not other.low_open):
            raise ValueError("a divisor lies above zero")
        low, low_open = _ZERO, False
        if self.low is not None and other.high is not None:
            low, low_open = _DOWN.divide(self.low, other.high), self.low_open or (other.high_open and self.low != 0)
        elif self.low is not None and self.low > 0:
            low_open = True
        if self.high is None or (other.low == 0 and self.high != 0):
            return Interval(low, None, low_open)
        high = _ZERO if self.high == 0 else _UP.divide(self.high, other.low)
        return Interval(low, high, low_open and low != high, (self.high_open or other.low_open) and high != 0)

    def times(self, factor: Decimal) -> "Interval":
        """Every value times one factor above zero, exactly."""
        low = None if self.low is None else _DOWN.multiply(self.low, factor)
        high = None if self.high is None else _UP.multiply(self.high, factor)
        return Interval(low, high, self.low_open, self.high_open)

    def meets(self, other: "Interval") -> bool:
        """Whether some value lies in both."""
        return not (self.below(other) or other.below(self))

    def below(self, other: "Interval") -> bool:
        """Whether every value here is smaller than every value there."""
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))

    def within(self, other: "Interval") -> "Interval | None":
        """The values that lie in both, None if there are none."""
        if not self.meets(other):
            return None
        low = max((end for end in (self.low, other.low) if end is not None), default=None)
        high = min((end for end in (self.high, other.high) if end is not None), default=None)
        return Interval(
            low,
            high,
            any(one.low == low and one.low_open for one in (self, other) if low is not None),
            any(one.high == high and one.high_open for one in (self, other) if high is not None),
        )

    def hull(self, other: "Interval") -> "Interval":
        """The least interval that holds both."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Interval(
            low,
            high,
            low is not None and all(one.low_open for one in (self, other) if one.low == low),
            high is not None and all(one.high_open for one in (self, other) if one.high == high),
        )

    def outward(self, digits: int = SIGNIFICANT) -> "Interval":
        """The ends rounded away from each other to so many significant digits; a point stays the point it is."""
        if self.is_point:
            return self
        return Interval(
            None if self.low is None else _short(self.low, digits, _DOWN),
            None if self.high is None else _short(self.high, digits, _UP),
            self.low_open,
            self.high_open,
        )

    def amount(self) -> Decimal | None:
        """The one number this interval can be named by: the point, or the only end; None where there is no such."""
        if self.is_point or self.high is None:
            return self.low
        return self.high if self.low is None else None

    def worded(self, say: Say) -> str:
        """``2``, ``trên 9,26``, ``dưới 399``, ``từ 455 đến 784``."""
        low = None if self.low is None else plain(self.low)
        high = None if self.high is None else plain(self.high)
        if low is None and high is None:
            return say("claim.amount.any")
        if low is None:
            return say("claim.amount.under" if self.high_open else "claim.amount.at-most", n=high)
        if high is None:
            return say("claim.amount.over" if self.low_open else "claim.amount.at-least", n=low)
        return say("claim.amount.exact", n=low) if self.is_point else say("claim.amount.between", low=low, high=high)


def rounded(value: Decimal) -> Interval:
    """What a figure rounded to its last printed place stands for: half a unit of that place on either side, closed."""
    half = last_place(value) / 2
    return Interval(value - half, value + half)


def cut(value: Decimal) -> Interval:
    """What a figure cut after its last printed place stands for."""
    return Interval(value, value + last_place(value), high_open=True)


def about(value: Decimal, share: Decimal) -> Interval:
    """A value give or take a share of it."""
    return Interval(value - value * share, value + value * share)


def added(intervals: Iterable[Interval]) -> Interval:
    """The sum of all; nothing where there are none."""
    return reduce(Interval.__add__, intervals, Interval.point(_ZERO))


def last_place(value: Decimal) -> Decimal:
    """One unit of the last place printed: 0.01 for 88.33, 1 for 640."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def plain(value: Decimal) -> Decimal | int:
    """The number without an exponent and without zeros that say nothing."""
    return int(value) if value == value.to_integral_value() else Decimal(f"{value.normalize():f}")


def _not_negative(*intervals: Interval) -> None:
    if any(one.low is None or one.low < 0 for one in intervals):
        raise ValueError("products and quotients are of values that are not negative")


def _least_product(one: Interval, other: Interval) -> tuple[Decimal, bool]:
    if one.low is None or other.low is None:
        raise ValueError("products are of values that are not negative")
    low = _DOWN.multiply(one.low, other.low)
    if low == 0:
        # Reached only if a zero itself belongs to one of the two.
        return low, not ((one.low == 0 and not one.low_open) or (other.low == 0 and not other.low_open))
    return low, one.low_open or other.low_open


def _short(value: Decimal, digits: int, context: Context) -> Decimal:
    # Digits before the point are never given up: "dưới 399" is not "dưới 400".
    places = min(0, value.adjusted() - digits + 1) if value else 0
    return value.quantize(Decimal(1).scaleb(places), rounding=context.rounding, context=context)
