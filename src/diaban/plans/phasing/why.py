"""Why works are in, why they are out, as arithmetic over the plan that stands: the others stay where they are.

Out of a year: which limits are short by how much ("misses phase 1 by 0.8 bn"), and the works worth least together that
would have to leave for it to enter ("entering displaces D"), found exactly by search in order of what is lost. In: the
best single works that would take its place, and by how much it is worth less.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from diaban.plans.phasing.facts import OUT, Candidate, Question
from diaban.plans.phasing.greedy import Room
from diaban.plans.phasing.open_years import barred

__all__ = ["Entry", "WhyIn", "WhyOut", "why_in", "why_out"]

STEPS: Final = 3_000
"""Sets looked at before the search for the least loss is given up and said not to be proven."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What it takes for works to enter in a year. ``lacks``: by limit, how much is short; ``waits``: forerunners that
    are not finished by then; ``displaces``: works that would leave (None: none found), worth ``loss`` in all;
    ``gain``: what the entry is worth; ``proven``: no cheaper set exists."""

    year: int
    lacks: Mapping[str, int]
    waits: tuple[str, ...]
    displaces: tuple[str, ...] | None
    loss: int
    gain: int
    proven: bool


@dataclass(frozen=True, slots=True)
class WhyOut:
    """Works that do not begin: why not in a year that is shut to them, and what each open year would take."""

    works: str
    barred: Mapping[int, str]
    entries: tuple[Entry, ...]

    @property
    def nearest(self) -> Entry | None:
        """The entry that loses least beside what it gains; of equals the earliest."""
        told = [one for one in self.entries if one.displaces is not None]
        return min(told, key=lambda one: (one.loss - one.gain, one.year), default=None)


@dataclass(frozen=True, slots=True)
class WhyIn:
    """Works that begin: what they are worth there (with those that wait for them), and the best single works that could
    stand in for them with what that is worth (None, 0: none fits)."""

    works: str
    year: int
    worth: int
    stand_in: str | None
    stand_in_worth: int


@dataclass
class _Plan:
    question: Question
    begins: Mapping[str, int]

    def __post_init__(self) -> None:
        self.room = Room(self.question)
        self.followers: dict[str, list[str]] = {}
        for one in self.question.works:
            if self.begins.get(one.works, OUT) == OUT:
                continue
            self.room.put(one, self.begins[one.works])
            for before in one.after:
                self.followers.setdefault(before, []).append(one.works)

    def group(self, keys: Iterable[str]) -> frozenset[str]:
        """Works with all that wait for them."""
        found, left = set[str](), list(keys)
        while left:
            key = left.pop()
            if key not in found:
                found.add(key)
                left += self.followers.get(key, ())
        return frozenset(found)

    def worth(self, keys: Iterable[str]) -> int:
        return sum(self.question.worth(self.question.by_key[key], self.begins[key]) for key in keys)

    def frees(self, keys: Iterable[str]) -> dict[str, int]:
        freed: dict[str, int] = {}
        for key in keys:
            for limit, charge in self.room.charges(self.question.by_key[key], self.begins[key]):
                freed[limit] = freed.get(limit, 0) + charge
        return freed

    def waits(self, one: Candidate, year: int) -> tuple[str, ...]:
        by_key = self.question.by_key
        return tuple(
            before
            for before in one.after
            if before not in by_key
            or self.begins.get(before, OUT) == OUT
            or self.begins[before] + by_key[before].span > year
        )

    def leaves_least(self, gone: Iterable[str], came: Candidate | None, year: int) -> bool:
        """Whether every limit that asks for a least still has it when works are gone and one came."""
        out = set(gone)
        for limit in self.question.limits:
            if limit.least is None:
                continue
            use = 0
            for one in self.question.works:
                begins = self.begins.get(one.works, OUT)
                if begins != OUT and one.works not in out:
                    use += self._least_charge(limit.key, one, begins)
            if came is not None:
                use += self._least_charge(limit.key, came, year)
            if use < limit.least:
                return False
        return True

    def _least_charge(self, key: str, one: Candidate, begins: int) -> int:
        limit = next(limit for limit in self.question.limits if limit.key == key)
        if limit.region not in (None, one.region):
            return 0
        years = range(begins, begins + (one.span if limit.resource.lasts else 1))
        times = sum(
            at.year in years and (at.year == limit.year or at.phase == limit.phase) for at in self.question.years
        )
        return times * one.uses(limit.resource)


def why_out(question: Question, begins: Mapping[str, int], keys: Sequence[str] | None = None) -> tuple[WhyOut, ...]:
    """Of each works that does not begin (of ``keys``: of these), what keeps it out."""
    plan = _Plan(question, begins)
    wanted = [one for one in question.works if begins.get(one.works, OUT) == OUT]
    found = []
    for one in wanted:
        if keys is not None and one.works not in keys:
            continue
        shut = barred(question, one)
        entries = [_entry(plan, one, at.year) for at in question.years if at.year not in shut]
        found.append(WhyOut(one.works, shut, tuple(entries)))
    return tuple(found)


def _entry(plan: _Plan, one: Candidate, year: int) -> Entry:
    lacks, waits = plan.room.lacks(one, year), plan.waits(one, year)
    gain = plan.question.worth(one, year)
    if waits:
        return Entry(year, lacks, waits, None, 0, gain, True)
    displaced, proven = _displaced(plan, one, year, lacks)
    loss = 0 if displaced is None else plan.worth(displaced)
    told = None if displaced is None else tuple(sorted(displaced))
    return Entry(year, lacks, waits, told, loss, gain, proven)


def _displaced(plan: _Plan, one: Candidate, year: int, lacks: Mapping[str, int]) -> tuple[frozenset[str] | None, bool]:
    """The set of works worth least whose leaving makes room, and whether that is proven.

    Sets are looked at in the order of what is lost at least (best first), so the first that makes room is the one.
    """
    groups = _groups(plan, one, lacks)
    order = sorted(groups, key=lambda group: (groups[group][0], sorted(group)))
    main = max(lacks, key=lambda key: lacks[key] / max(1, lacks[key] + plan.room.left[key]), default="")
    cheapest = _cheapest([groups[group] for group in order], main, all(len(group) == 1 for group in order))
    heap: list[tuple[float, int, tuple[int, ...]]] = [(0.0, 0, ())]
    for step in range(STEPS):
        if not heap:
            return None, True
        _, _, chosen = heappop(heap)
        gone = frozenset().union(*(order[number] for number in chosen)) if chosen else frozenset[str]()
        freed = plan.frees(gone)
        short = {limit: lack - freed.get(limit, 0) for limit, lack in lacks.items() if freed.get(limit, 0) < lack}
        if not plan.leaves_least(gone, one, year):
            continue
        if not short:
            return gone, True
        begin = chosen[-1] + 1 if chosen else 0
        for number in range(begin, len(order)):
            if not any(limit in groups[order[number]][1] for limit in short):
                continue
            more = gone | order[number]
            lost = plan.worth(more)
            rest = max(0, short.get(main, 0) - groups[order[number]][1].get(main, 0))
            ahead = rest * cheapest[number + 1] if rest else 0.0
            if ahead != float("inf"):
                heappush(heap, (lost + ahead, step, (*chosen, number)))
    return None, False


def _groups(plan: _Plan, one: Candidate, lacks: Mapping[str, int]) -> dict[frozenset[str], tuple[int, dict[str, int]]]:
    """Works that may leave, each with those that wait for it: what they are worth, and what they free of what lacks."""
    stay = {key for key, pin in plan.question.pinned.items() if not pin.out} | set(one.after)
    groups: dict[frozenset[str], tuple[int, dict[str, int]]] = {}
    for key, begins in plan.begins.items():
        group = frozenset[str]() if begins == OUT else plan.group([key])
        if not group or group & stay or group in groups:
            continue
        freed = {limit: amount for limit, amount in plan.frees(group).items() if limit in lacks}
        if freed:
            groups[group] = (plan.worth(group), freed)
    return groups


def _cheapest(order: Sequence[tuple[int, Mapping[str, int]]], main: str, apart: bool) -> list[float]:
    """From each place of the order on, the least that one more of the main limit costs; 0 where groups overlap, so that
    nothing is promised of them."""
    cheapest = [float("inf") if apart else 0.0] * (len(order) + 1)
    for number in range(len(order) - 1, -1, -1):
        worth, freed = order[number]
        ratio = worth / freed[main] if main in freed else float("inf")
        cheapest[number] = min(cheapest[number + 1], ratio) if apart else 0.0
    return cheapest


def why_in(question: Question, begins: Mapping[str, int], keys: Sequence[str] | None = None) -> tuple[WhyIn, ...]:
    """Of each works that begins (of ``keys``: of these), the best single works that could stand in."""
    plan = _Plan(question, begins)
    found = []
    for one in question.works:
        year = begins.get(one.works, OUT)
        if year == OUT or (keys is not None and one.works not in keys):
            continue
        group = plan.group([one.works])
        worth = plan.worth(group)
        freed = plan.frees(group)
        best: tuple[int, str] | None = None
        for other in question.works:
            gain = _stands_in(plan, other, group, freed)
            if gain > 0 and (best is None or gain > best[0]):
                best = (gain, other.works)
        found.append(WhyIn(one.works, year, worth, best[1] if best else None, best[0] if best else 0))
    return tuple(found)


def _stands_in(plan: _Plan, other: Candidate, gone: frozenset[str], freed: Mapping[str, int]) -> int:
    """The most that another works adds by entering, or by beginning sooner, in the room that was freed."""
    question, now = plan.question, plan.begins.get(other.works, OUT)
    if other.works in gone or any(before in gone for before in other.after):
        return 0
    shut = barred(question, other)
    back = dict(plan.room.charges(other, now)) if now != OUT else {}
    before = question.worth(other, now) if now != OUT else 0
    for at in question.years:
        if at.year in shut or (now != OUT and at.year >= now) or plan.waits(other, at.year):
            continue
        fits = all(
            charge <= plan.room.left[key] + freed.get(key, 0) + back.get(key, 0)
            for key, charge in plan.room.charges(other, at.year)
        )
        if fits:
            # The earliest year that takes it is worth most.
            return question.worth(other, at.year) - before
    return 0
