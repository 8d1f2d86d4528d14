"""The re-check (*phúc tra*): a sample asked again by somebody else, and what it says of content and coverage.

Content error, field by field, over the people found both times, after the practice of post-enumeration surveys: gross
difference rate (share of different answers), net difference rate (how far the differences do not cancel, for each
answer), index of inconsistency (gross differences as a share of what two independent answers would differ by: under
20 low, 20 to 50 moderate, above high). Coverage: the dual-system estimate of Chandrasekaran and Deming (1949) with
Chapman's correction (1951) and the variance of Seber (1970).

Sources: U.S. Bureau of the Census, Evaluating Censuses of Population and Housing (1985); United Nations, Post
Enumeration Surveys: Operational Guidelines (2010). Intervals: Wilson (1927); Bonett and Price (2012) for a difference
of two shares of the same people. They take people as drawn one by one: drawn by household, they are a little too
narrow.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Coverage", "Difference", "Interval", "Net", "coverage", "difference", "wilson"]

Z: Final = 1.959963984540054
"""Two-sided 95 per cent."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A share or a number with its 95 per cent interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Net:
    """One answer: how many gave it on the form and at the re-check, and the net difference rate."""

    answer: str
    form: int
    recheck: int
    rate: Interval


@dataclass(frozen=True, slots=True)
class Difference:
    """One field over the people with an answer both times. ``index`` None: everybody answered alike, both times."""

    field: str
    compared: int
    different: int
    gross: Interval
    index: Interval | None
    net: tuple[Net, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """``forms``: forms of the households drawn; ``found``: people the re-check found there; ``matched``: people among
    them who have a form. ``people``: how many there are, estimated, with the standard error; ``rate``: forms' share."""

    forms: int
    found: int
    matched: int
    people: Interval
    error: float
    rate: Interval


def wilson(part: int, whole: int) -> Interval:
    """A share with Wilson's interval. ValueError of nothing."""
    if not 0 <= part <= whole or not whole:
        raise ValueError("a part of a whole")
    share = part / whole
    scale = 1 + Z * Z / whole
    middle = (share + Z * Z / (2 * whole)) / scale
    half = Z / scale * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def coverage(*, forms: int, found: int, matched: int) -> Coverage:
    """The dual-system estimate. ValueError where more matched than there are on either side, or nobody was found."""
    if not 0 <= matched <= min(forms, found) or not found:
        raise ValueError("matched people are on both lists")
    people = (forms + 1) * (found + 1) / (matched + 1) - 1
    variance = (forms + 1) * (found + 1) * (forms - matched) * (found - matched) / ((matched + 1) ** 2 * (matched + 2))
    error = math.sqrt(variance)
    # Nobody is fewer than those who were seen by one of the two.
    seen = forms + found - matched
    low, high = max(float(seen), people - Z * error), people + Z * error
    return Coverage(forms, found, matched, Interval(people, low, max(high, people)), error, wilson(matched, found))


def difference(field: str, pairs: Sequence[tuple[str | None, str | None]], *, answers: bool) -> Difference | None:
    """What answers of one field differ by. ``pairs``: as on the form and at the re-check, for each person; ``answers``:
    whether the field has few answers, of which each is told. None where nobody answered twice."""
    held = [(one, other) for one, other in pairs if one is not None and other is not None]
    if not held:
        return None
    n = len(held)
    different = sum(one != other for one, other in held)
    gross = wilson(different, n)
    form, again = Counter(one for one, _ in held), Counter(other for _, other in held)
    expected = 1 - sum(count * again[answer] for answer, count in form.items()) / (n * n)
    index = None
    if expected > 0:
        index = Interval(gross.value / expected, gross.low / expected, gross.high / expected)
    names = sorted(form.keys() | again.keys()) if answers else ()
    return Difference(field, n, different, gross, index, tuple(_net(name, held, form, again) for name in names))


def _net(answer: str, held: Sequence[tuple[str, str]], form: Mapping[str, int], again: Mapping[str, int]) -> Net:
    """How many more gave an answer on the form than at the re-check, as a share; Bonett and Price's interval."""
    n = len(held)
    only_form = sum(one == answer != other for one, other in held)
    only_again = sum(other == answer != one for one, other in held)
    one, other = (only_form + 1) / (n + 2), (only_again + 1) / (n + 2)
    half = Z * math.sqrt((one + other - (one - other) ** 2) / (n + 2))
    rate = (only_form - only_again) / n
    low, high = min(rate, one - other - half), max(rate, one - other + half)
    return Net(answer, form.get(answer, 0), again.get(answer, 0), Interval(rate, low, high))
