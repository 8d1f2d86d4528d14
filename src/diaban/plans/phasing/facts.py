"""What a phasing is made from: works, years in phases, limits, pins. Everything else is computed from these.

Money is whole đồng. A bound stays a bound: works are charged with the most they may cost where a document says so, else
with the least, and that this was a bound is kept. All the money of works is charged to the year in which they begin.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

__all__ = ["BILLION", "OUT", "Candidate", "Limit", "Pin", "Question", "Resource", "Year"]

BILLION: Final = 1_000_000_000
OUT: Final = 0
"""The year of works that do not begin within the plan."""


class Resource(StrEnum):
    """What is limited: đồng, works one office supervises at a time, crews of contractors, works begun."""

    MONEY = "money"
    SUPERVISION = "supervision"
    CONTRACTORS = "contractors"
    WORKS = "works"

    @property
    def lasts(self) -> bool:
        """Whether works use it in every year they are under way; else in the year in which they begin."""
        return self in (Resource.SUPERVISION, Resource.CONTRACTORS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Works that may begin. ``region``: a province or an owner, whose limits they fall under.

    ``least``, ``most``: đồng, bounds of the cost; ``score``: need in points (``points``: by criterion; one that is
    None is not known and counts nothing); ``ready``: the first day on which they may begin, None: not known;
    ``months``: how long they take; ``after``: works that must be finished before these begin; ``unit_ends``: the day
    from which their commune is no more.
    """

    works: str
    name: str
    unit: str
    region: str
    least: int | None
    most: int | None
    score: int
    ready: date | None
    months: int
    after: tuple[str, ...] = ()
    supervision: int = 1
    contractors: int = 1
    unit_ends: date | None = None
    points: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def cost(self) -> int | None:
        """What a ceiling is charged with."""
        return self.least if self.most is None else self.most

    @property
    def bound(self) -> bool:
        """Whether the cost is a bound, not an amount."""
        return self.least != self.most

    @property
    def span(self) -> int:
        """The years in which they are under way."""
        return max(1, -(-self.months // 12))

    def uses(self, resource: Resource) -> int:
        """How much of a resource they take."""
        if resource is Resource.MONEY:
            return self.cost or 0
        if resource is Resource.SUPERVISION:
            return self.supervision
        return self.contractors if resource is Resource.CONTRACTORS else 1


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year of the plan, and the phase to which it belongs."""

    year: int
    phase: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Not more than ``most`` and not less than ``least`` of a resource, in one year or (``phase``) in all years of a
    phase, in a region or (None) in all. ``taken``: what works already under way take of ``most``.

    ``bound``: ``most`` is itself a bound ("gần 640 tỷ"), not an amount. ``stated``: the words of its document.
    """

    key: str
    resource: Resource
    year: int | None = None
    phase: int | None = None
    region: str | None = None
    least: int | None = None
    most: int | None = None
    taken: int = 0
    bound: bool = False
    stated: str = ""

    def __post_init__(self) -> None:
        if (self.year is None) == (self.phase is None):
            raise ValueError(f"limit {self.key}: of a year, or of a phase")

    @property
    def room(self) -> int | None:
        """What is left of ``most``."""
        return None if self.most is None else self.most - self.taken


@dataclass(frozen=True, slots=True)
class Pin:
    """Works that somebody decided: ``year`` or ``phase`` in which they begin; both None: they are out."""

    works: str
    year: int | None = None
    phase: int | None = None

    @property
    def out(self) -> bool:
        """Whether they are kept out."""
        return self.year is None and self.phase is None


@dataclass(frozen=True)
class Question:
    """A whole question. ``cutoff``: the number of the last act its facts come from (None: a file).

    Raises ValueError for years that do not follow one another, keys that repeat, or a pin of unknown works.
    """

    works: tuple[Candidate, ...]
    years: tuple[Year, ...]
    limits: tuple[Limit, ...]
    pins: tuple[Pin, ...] = ()
    criteria: str = ""
    checksum: str = ""
    as_of: date | None = None
    cutoff: int | None = None

    def __post_init__(self) -> None:
        numbers = [one.year for one in self.years]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False:
            raise ValueError(f"years follow one another: {numbers}")
        if len(self.by_key) != len(self.works):
            raise ValueError("works repeat")
        if len({one.key for one in self.limits}) != len(self.limits):
            raise ValueError("limits repeat")
        if any(pin.works not in self.by_key for pin in self.pins):
            raise ValueError("a pin of unknown works")

    @cached_property
    def by_key(self) -> Mapping[str, Candidate]:
        """The works by their key."""
        return {one.works: one for one in self.works}

    @cached_property
    def pinned(self) -> Mapping[str, Pin]:
        """The pins by works; of two about the same works the later one counts."""
        return {pin.works: pin for pin in self.pins}

    @property
    def last(self) -> int:
        """The last year."""
        return self.years[-1].year

    def worth(self, one: Candidate, year: int) -> int:
        """What it is worth that works begin in ``year``: their score in each year of the plan from then on."""
        return one.score * (self.last - year + 1)

    def phase_of(self, year: int) -> int | None:
        """The phase of a year; None for one that is not in the plan."""
        return next((one.phase for one in self.years if one.year == year), None)

    def with_limits(self, limits: tuple[Limit, ...]) -> "Question":
        """The same under other limits."""
        return replace(self, limits=limits)
