"""The re-check (*phúc tra*): a sample asked again by somebody else, and what it says of content and coverage.

Content error, field by field, over the people found both times, after the practice of post-enumeration surveys: gross
difference rate (share of different answers), net difference rate (how far the differences do not cancel, for each
answer), index of inconsistency (gross differences as a share of what two independent answers would differ by: under
20 low, 20 to 50 moderate, above high). Coverage: the dual-system estimate of Chandrasekaran and Deming (1949) with
Chapman's correction (1951) and the variance of Seber (1970), or that of the households where it is larger.

Sources: U.S. Bureau of the Census, Evaluating Censuses of Population and Housing (1985); United Nations, Post
Enumeration Surveys: Operational Guidelines (2010). People come by household: intervals are those of
``quality.survey``; where a difference is too rare for households to tell, Bonett and Price's (2012) for two shares of
the same people is the least width.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from diaban.quality.survey import Design, Interval, Numbers, Z, alone, wilson

__all__ = ["Coverage", "Design", "Difference", "Interval", "Net", "coverage", "difference", "wilson"]

SEEN: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Net:
    """One answer: how many gave it on the form and at the re-check, and the net difference rate."""

    answer: str
    form: int
    recheck: int
    rate: Interval


@dataclass(frozen=True, slots=True)
class Difference:
    """One field over the people with an answer both times. ``index`` None: everybody answered alike, both times.

    ``households``: of how many the people are; ``effect``: by how much the variance of the gross difference rate is
    larger than of people drawn one by one (design effect), None where nobody or everybody differs.
    """

    field: str
    compared: int
    different: int
    gross: Interval
    index: Interval | None
    net: tuple[Net, ...]
    households: int
    effect: float | None


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


def coverage(
    *,
    forms: int,
    found: int,
    matched: int,
    design: Design | None = None,
    has_form: Sequence[bool] = (),
    met: Sequence[bool] = (),
) -> Coverage:
    """The dual-system estimate. ``design``: of everybody on either list, with ``has_form`` and ``met`` for each;
    without it people are taken as drawn one by one.

    ValueError where more matched than there are on either side, or nobody was found.
    """
    if not 0 <= matched <= min(forms, found) or not found:
        raise ValueError("matched people are on both lists")
    people = (forms + 1) * (found + 1) / (matched + 1) - 1
    variance = (forms + 1) * (found + 1) * (forms - matched) * (found - matched) / ((matched + 1) ** 2 * (matched + 2))
    t, rate = Z, wilson(matched, found)
    if design is not None:
        t = design.t
        variance = max(variance, _clustered(design, has_form, met, people))
        rate = _rate(design, has_form, met)
    error = math.sqrt(variance)
    # Nobody is fewer than those who were seen by one of the two.
    seen = forms + found - matched
    low, high = max(float(seen), people - t * error), people + t * error
    return Coverage(forms, found, matched, Interval(people, low, max(high, people)), error, rate)


def _clustered(design: Design, has_form: Sequence[bool], met: Sequence[bool], people: float) -> float:
    """The variance of forms × found ÷ matched by households: its logarithm linearised, each household's part of it."""
    same = Design(design.house, design.commune, [1.0] * len(design.commune))
    lists = [same.total(np.asarray(one, float)) for one in (has_form, met, np.logical_and(has_form, met))]
    if any(one.sum() <= 0 for one in lists):
        return 0.0
    parts = [one / one.sum() for one in lists]
    return people**2 * same.variance(parts[0] + parts[1] - parts[2])


def _rate(design: Design, has_form: Sequence[bool], met: Sequence[bool]) -> Interval:
    there = [at for at, one in enumerate(met) if one]
    own = Design([design.house[at] for at in there], design.commune, design.weight)
    return own.share([float(has_form[at]) for at in there])[0]


def difference(
    field: str, pairs: Sequence[tuple[str | None, str | None]], *, answers: bool, design: Design | None = None
) -> Difference | None:
    """What answers of one field differ by. ``pairs``: as on the form and at the re-check, for each person; ``answers``:
    whether the field has few answers, of which each is told; ``design``: the households of the people, in the order of
    ``pairs``, None where they were drawn one by one. None where nobody answered twice."""
    there = [at for at, (one, other) in enumerate(pairs) if one is not None and other is not None]
    if not there:
        return None
    whole = design or alone(len(pairs))
    own = Design([whole.house[at] for at in there], whole.commune, whole.weight)
    form, again = ([str(pairs[at][side]) for at in there] for side in (0, 1))
    differs = [float(one != other) for one, other in zip(form, again, strict=True)]
    gross, error = own.share(differs)
    once, twice = Counter(form), Counter(again)
    names = sorted(once.keys() | twice.keys()) if answers else ()
    plain = gross.value * (1 - gross.value) / len(there)
    return Difference(
        field,
        len(there),
        int(sum(differs)),
        gross,
        _index(own, form, again, gross),
        tuple(Net(name, once.get(name, 0), twice.get(name, 0), _net(own, name, form, again)) for name in names),
        own.households,
        round(error**2 / plain, 2) if plain else None,
    )


def _index(design: Design, form: Sequence[str], again: Sequence[str], gross: Interval) -> Interval | None:
    """The index by linearisation, its interval on the scale of logarithms: it is never negative."""
    x = design.total(np.ones(len(form)))
    whole = float(x.sum())
    rate, expected = gross.value, 1.0
    # What each household adds to the difference expected of two independent answers.
    moved: Numbers = np.zeros(len(x))
    codes = {name: at for at, name in enumerate(dict.fromkeys([*form, *again]))}
    one, other = (np.array([codes[name] for name in side]) for side in (form, again))
    for code in np.intersect1d(one, other):
        f, r = design.total(one == code), design.total(other == code)
        p, q = float(f.sum()) / whole, float(r.sum()) / whole
        expected -= p * q
        moved -= q * (f - p * x) / whole + p * (r - q * x) / whole
    if expected <= SEEN:
        return None
    value = rate / expected
    if not rate:
        return Interval(0.0, 0.0, gross.high / expected)
    parts = (design.total(one != other) - rate * x) / whole / expected - rate / expected**2 * moved
    scale = math.exp(design.t * math.sqrt(design.variance(parts)) / value)
    least = Interval(value, gross.low / expected, gross.high / expected)
    return Interval(value, min(value / scale, least.low), max(value * scale, least.high))


def _net(design: Design, answer: str, form: Sequence[str], again: Sequence[str]) -> Interval:
    """How many more gave an answer on the form than at the re-check, as a share."""
    moved = np.array([(one == answer) - (other == answer) for one, other in zip(form, again, strict=True)], float)
    y, x = design.total(moved), design.total(np.ones(len(moved)))
    whole, n = float(x.sum()), len(moved)
    rate = float(y.sum()) / whole
    clustered = design.t * math.sqrt(design.variance((y - rate * x) / whole))
    one, other = (float((moved > 0).sum()) + 1) / (n + 2), (float((moved < 0).sum()) + 1) / (n + 2)
    middle, half = one - other, design.t * math.sqrt((one + other - (one - other) ** 2) / (n + 2))
    return Interval(rate, min(rate - clustered, middle - half), max(rate + clustered, middle + half))
