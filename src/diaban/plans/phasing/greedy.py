"""Greedy by need: the reference to beat. Works by score, the neediest first, each in the first year that takes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from diaban.plans.phasing.facts import OUT, Candidate, Limit, Question
from diaban.plans.phasing.open_years import open_years

__all__ = ["Room", "greedy"]


@dataclass
class Room:
    """What is left of every limit that has a most, as works are put in and taken out."""

    question: Question
    left: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = {one.key: one.room for one in self.question.limits if one.room is not None}
        self._of: dict[tuple[str, int], tuple[tuple[str, int], ...]] = {}
        self._by_region: dict[str | None, list[Limit]] = {}
        for one in self.question.limits:
            if one.room is not None:
                self._by_region.setdefault(one.region, []).append(one)

    def charges(self, one: Candidate, year: int) -> tuple[tuple[str, int], ...]:
        """What works charge to which limits if they begin in a year."""
        key = (one.works, year)
        if key not in self._of:
            found = []
            for limit in (*self._by_region.get(None, ()), *self._by_region.get(one.region, ())):
                years = range(year, year + (one.span if limit.resource.lasts else 1))
                times = sum(
                    at.year in years and (at.year == limit.year or at.phase == limit.phase)
                    for at in self.question.years
                )
                if times and (uses := one.uses(limit.resource)):
                    found.append((limit.key, uses * times))
            self._of[key] = tuple(found)
        return self._of[key]

    def lacks(self, one: Candidate, year: int) -> dict[str, int]:
        """By limit, how much more it would take for works to begin in a year."""
        return {key: charge - self.left[key] for key, charge in self.charges(one, year) if charge > self.left[key]}

    def put(self, one: Candidate, year: int, times: int = 1) -> None:
        """Let works begin in a year; ``times`` -1: take them out again."""
        for key, charge in self.charges(one, year):
            self.left[key] -= times * charge


def greedy(question: Question, order: Iterable[Candidate] | None = None) -> dict[str, int]:
    """The year of each works, ``OUT`` for none. Pinned works come first; then by score, the cheaper first of equals.

    Limits that ask for a least are not looked at; works whose forerunners are not in stay out.
    """
    begins = {one.works: OUT for one in question.works}
    room = Room(question)
    told = (
        sorted(question.works, key=lambda one: (-one.score, one.cost or 0, one.works)) if order is None else list(order)
    )
    pinned = [one for one in told if (pin := question.pinned.get(one.works)) is not None and not pin.out]
    rest = [one for one in told if one.works not in {pin.works for pin in pinned}]
    waiting = [*pinned, *rest]
    while waiting:
        left = []
        for one in waiting:
            if any(begins.get(before, OUT) == OUT for before in one.after):
                left.append(one)
                continue
            year = _first(question, room, one, begins)
            if year is not None:
                begins[one.works] = year
                room.put(one, year)
        if len(left) == len(waiting) or not any(_freed(one, begins) for one in left):
            break
        waiting = left
    return begins


def _freed(one: Candidate, begins: Mapping[str, int]) -> bool:
    return all(begins.get(before, OUT) != OUT for before in one.after)


def _first(question: Question, room: Room, one: Candidate, begins: Mapping[str, int]) -> int | None:
    by_key = question.by_key
    soonest = max((begins[before] + by_key[before].span for before in one.after), default=0)
    for year in open_years(question, one):
        if year >= soonest and not room.lacks(one, year):
            return year
    return None
