"""Small cells withheld from all that leaves the service of one year: its quarters, their sums, whatever frames.

One table alone may be safe and betray a cell beside another: what is withheld in one quarter is the year less the other
quarters; what is withheld of a commune is its successor's count less that of the other communes merged into it. So
everything that is published is one *family*: each cell of it a sum of *leaves*, the counts of one commune, category and
quarter. A small cell is safe if its leaves can be moved, others against them, so that no cell that is shown changes and
none falls below 0, by ``least`` steps up and down together: these moves are an answer to whoever asks what the cell may
be, and are found, not believed. What a move changes is withheld with it; the cheapest moves are taken.

Tables come in *stages*, as they were published: what an earlier stage showed stays known, with the counts that it was
made of, whatever was corrected since. A stage in which some cell cannot be made safe is not published at all.

A move is a box: a count rises, others fall and rise at its corners along communes, categories and periods, which is the
rectangle of L. H. Cox ("Network models for complementary cell suppression", Journal of the American Statistical
Association 90 (1995), 1453–1462) with the third side that sums over periods need.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import product
from typing import Final

__all__ = ["LEAST", "Leaf", "Stage", "withheld"]

LEAST: Final = 5
"""Counts below it, except 0, are small. A setting, as no rule is public: statistical offices take 3 to 10."""
Leaf = tuple[str, str, str]
"""A count: commune, category, period."""
Stage = Mapping[str, frozenset[Leaf]]
"""Cells that are published together: the leaves of each by its name, which no other stage uses."""
Move = Mapping[Leaf, int]
TRIED: Final = 3
"""Leaves of a sum that are moved, the largest first."""
BESIDE: Final = 12
"""Communes that a count is exchanged with."""


def withheld(
    counts: Mapping[Leaf, int],
    stages: Sequence[Stage],
    least: int = LEAST,
    given: Sequence[frozenset[str]] = (),
) -> frozenset[str]:
    """Names of the cells that are not shown. ``given``: what was withheld of the first stages when they were given out,
    which nobody can change any more. ValueError for a count below 0 or ``least`` below 1."""
    if least < 1 or any(value < 0 for value in counts.values()):
        raise ValueError("not a family of counts")
    family = _Family(counts, least)
    for at, stage in enumerate(stages):
        family.add(stage, given[at] if at < len(given) else None)
    return frozenset(family.hidden)


@dataclass(frozen=True, slots=True)
class _Step:
    """A move with what it does to cells: by how much each changes for a step, and which have to be withheld for it."""

    change: Mapping[str, int]
    leaves: Move
    new: frozenset[str]


class _Family:
    def __init__(self, counts: Mapping[Leaf, int], least: int) -> None:
        self._counts, self._least = counts, least
        self._cells: dict[str, frozenset[Leaf]] = {}
        self._values: dict[str, int] = {}
        self._of: dict[Leaf, list[str]] = {leaf: [] for leaf in counts}
        self._known: set[str] = set()
        self._used: dict[str, list[tuple[Move, int]]] = {}
        self.hidden: set[str] = set()
        axes = [dict.fromkeys(leaf[at] for leaf in counts) for at in range(3)]
        self._axes = [tuple(axis) for axis in axes]

    def add(self, stage: Stage, given: frozenset[str] | None) -> None:
        """Publish what may be of one more stage, or take it as it was ``given`` out; earlier ones stay as they are."""
        self._known = {name for name in self._cells if name not in self.hidden}
        for name, leaves in stage.items():
            self._cells[name] = leaves
            self._values[name] = sum(self._counts[leaf] for leaf in leaves)
            for leaf in leaves:
                self._of[leaf].append(name)
        self.hidden |= {name for name in stage if self._small(name)}
        small = sorted((name for name in self._cells if self._small(name)), key=lambda one: (-self._values[one], one))
        if not all(self._protect(name) for name in small):
            # As if it had never been: nobody is told anything of it.
            self.hidden |= stage.keys()
        if given is not None and given != self.hidden & stage.keys():
            # By other rules than those of now: what they moved may be shown.
            self.hidden = (self.hidden - stage.keys()) | given
            self._used.clear()

    def _small(self, name: str) -> bool:
        return 0 < self._values[name] < self._least

    def _protect(self, name: str) -> bool:
        """Withhold what lets a cell move far enough; whether that was possible."""
        rest = self._least
        moved: dict[int, dict[str, int]] = {1: {}, -1: {}}
        before, used = iter(self._used.get(name, ())), []
        while rest > 0:
            found = self._again(name, next(before, None), moved, rest) or self._best(name, moved, rest)
            if found is None:
                return False
            step, sign, far = found
            used.append((step.leaves, sign))
            self.hidden |= step.new
            there = moved[sign]
            for cell, by in (*step.change.items(), *((_leaf(one), by) for one, by in step.leaves.items())):
                there[cell] = there.get(cell, 0) + sign * far * by
            rest -= far * step.change[name]
        self._used[name] = used
        return True

    def _again(
        self, name: str, used: tuple[Move, int] | None, moved: Mapping[int, Mapping[str, int]], enough: int
    ) -> tuple[_Step, int, int] | None:
        """A move that an earlier stage found, if it still costs nothing."""
        step = None if used is None else self._step(used[0])
        if used is None or step is None or step.new:
            return None
        far = min(self._room(step, used[1], moved[used[1]]), -(-enough // step.change[name]))
        return (step, used[1], far) if far > 0 else None

    def _best(self, name: str, moved: Mapping[int, Mapping[str, int]], enough: int) -> tuple[_Step, int, int] | None:
        """The move that costs least for how far it goes, up or down, and how many of its steps."""
        # Within the period, then beyond it, then with every commune: the first hardly ever fails.
        every = len(self._axes[0])
        return next(
            (
                found
                for beside, within in ((BESIDE, True), (BESIDE, False), (every, False))
                if (found := self._among(name, moved, enough, beside, within=within)) is not None
            ),
            None,
        )

    def _among(
        self, name: str, moved: Mapping[int, Mapping[str, int]], enough: int, beside: int, *, within: bool
    ) -> tuple[_Step, int, int] | None:
        best: tuple[tuple[float, int, int], _Step, int, int] | None = None
        for move in self._moves(name, beside, within=within):
            step = self._step(move)
            if step is None or (by := step.change.get(name, 0)) < 1:
                continue
            cost = sum(self._values[one] for one in step.new)
            for sign in (1, -1):
                far = min(self._room(step, sign, moved[sign]), -(-enough // by))
                if far < 1:
                    continue
                gain = min(enough, far * by)
                rank = (cost / gain, -gain, len(step.new))
                if best is None or rank < best[0]:
                    best = rank, step, sign, far
            if best is not None and best[0][0] == 0 and best[0][1] == -enough:
                break
        return None if best is None else best[1:]

    def _moves(self, name: str, beside: int, *, within: bool) -> Iterator[Move]:
        """A leaf of the cell against others: in its line, its column, another period, or at the corners of a box."""
        for leaf in sorted(self._cells[name], key=lambda one: (-self._counts[one], one))[:TRIED]:
            for others in product(self._beside(leaf, beside), self._axes[1], leaf[2:] if within else self._axes[2]):
                # Where the other corner has the same commune, category or period, nothing is exchanged along it.
                yield from self._boxes(leaf, others)

    def _beside(self, leaf: Leaf, number: int) -> list[str]:
        """Communes to exchange with: those of whose same count most is withheld already, then the smallest counts that
        can fall far enough. Of a province of two hundred most would only cost more."""
        own, kind, when = leaf

        def rank(commune: str) -> tuple[int, int, int, str]:
            other = (commune, kind, when)
            value = self._counts.get(other, 0)
            return -sum(name in self.hidden for name in self._of.get(other, ())), value < self._least, value, commune

        return [own, *nsmallest(number, (one for one in self._axes[0] if one != own), key=rank)]

    def _boxes(self, leaf: Leaf, other: Leaf) -> Iterator[Move]:
        differing = [at for at in range(3) if leaf[at] != other[at]]
        if not differing:
            yield {leaf: 1}
            return
        move: dict[Leaf, int] = {}
        for corner in product((0, 1), repeat=len(differing)):
            at = list(leaf)
            for axis, there in zip(differing, corner, strict=True):
                at[axis] = other[axis] if there else leaf[axis]
            one = (at[0], at[1], at[2])
            if one not in self._counts:
                return
            move[one] = -1 if sum(corner) % 2 else 1
        yield move

    def _step(self, move: Move) -> _Step | None:
        """None where it changes a cell that was shown before."""
        change: dict[str, int] = {}
        for leaf, by in move.items():
            for name in self._of[leaf]:
                change[name] = change.get(name, 0) + by
        change = {name: by for name, by in change.items() if by}
        if not self._known.isdisjoint(change):
            return None
        return _Step(change, move, frozenset(change.keys() - self.hidden))

    def _room(self, step: _Step, sign: int, moved: Mapping[str, int]) -> int:
        """How many steps there are before something falls below 0."""
        values: Iterable[tuple[int, int]] = (
            *((self._values[name] + moved.get(name, 0), sign * by) for name, by in step.change.items()),
            *((self._counts[leaf] + moved.get(_leaf(leaf), 0), sign * by) for leaf, by in step.leaves.items()),
        )
        return min((value // -by for value, by in values if by < 0), default=self._least)


def _leaf(leaf: Leaf) -> str:
    return "\0".join(leaf)
