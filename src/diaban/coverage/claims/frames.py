"""The units a figure speaks of: its place, and the communes of each type there on the day."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Final

from diaban.basis.catalogue import Say
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, Place, finding
from diaban.basis.names import fold
from diaban.coverage.claims.claim import Claim
from diaban.units.atlas import Atlas
from diaban.units.names import NameIndex
from diaban.units.restate import frame_of
from diaban.units.scope import resolve_scope
from diaban.units.search import MatchKind, find
from diaban.units.unit import TYPES_BY_LEVEL, Level, Unit, UnitType

__all__ = ["Early", "Ground", "Tally", "frame_day", "scopes"]

NATION: Final = frozenset({"ca nuoc", "toan quoc", "viet nam"})
TYPES: Final = {fold(kind.value): kind for kind in TYPES_BY_LEVEL[Level.COMMUNE]}
ALL_TYPES: Final = frozenset({"tat ca", "cap xa", "all"})
SURE: Final = frozenset({MatchKind.EXACT, MatchKind.SPELLING, MatchKind.UNMARKED})


@dataclass(frozen=True, slots=True)
class Tally:
    """Communes of a place on a day by type: only the types asked for. ``place`` None is the nation."""

    place: Unit | None
    day: date
    types: Mapping[UnitType, int]

    @property
    def size(self) -> int:
        """How many in all."""
        return sum(self.types.values())

    def of(self, types: Sequence[UnitType]) -> "Tally":
        """Those of some types; of all for none."""
        wanted = {kind: n for kind, n in self.types.items() if not types or kind in types}
        return Tally(self.place, self.day, wanted)

    def subsets(self) -> "Iterator[Tally]":
        """Every set of the types there are, the fewest types first."""
        for length in range(1, len(self.types) + 1):
            for chosen in combinations(self.types, length):
                yield self.of(chosen)

    def matching(self, size: int) -> "Tally | None":
        """The fewest types that make up ``size``, None if no set of types does."""
        return next((one for one in self.subsets() if one.size == size), None)

    def evidence(self, edition: int) -> dict[str, object]:
        """As JSON shows it."""
        return {
            "kind": "frame",
            "place": self.place.code if self.place else None,
            "as_of": self.day.isoformat(),
            "types": {kind.value: n for kind, n in self.types.items()},
            "size": self.size,
            "edition": edition,
        }

    def worded(self, say: Say) -> str:
        """``95 xã + 7 thị trấn = 102``."""
        parts = " + ".join(say("claim.frame.part", n=n, type=kind.value) for kind, n in self.types.items())
        return parts if len(self.types) == 1 else say("claim.frame.sum", parts=parts or "0", n=self.size)


@dataclass(frozen=True, slots=True)
class Early:
    """The day lies before the day from which the list of units is complete; the findings name the provinces."""

    findings: tuple[Finding, ...]

    @property
    def horizon(self) -> date | None:
        """The first day on which all provinces concerned have records."""
        days = [value for found in self.findings if isinstance(value := found.values.get("horizon"), date)]
        return max(days, default=None)


@dataclass
class Ground:
    """The units that figures are held against: the atlas of one edition, the names in it, and the edition's number."""

    atlas: Atlas
    names: NameIndex
    edition: int
    _places: dict[tuple[str, date], "Unit | Early | None"] = field(default_factory=dict, repr=False)
    _tallies: dict[tuple[str, date], "Tally | Early"] = field(default_factory=dict, repr=False)

    def place(self, claim: Claim) -> Unit | Early | None:
        """The unit that a claim's place means on its day; None for the nation; ``Early`` before the records begin.

        Raises RefusedError for a place that is not found, is ambiguous, or had ended.
        """
        key = (claim.place, frame_day(claim))
        if key not in self._places:
            self._places[key] = self._resolve(*key)
        return self._places[key]

    def tally(self, claim: Claim) -> Tally | Early:
        """The communes at a claim's place on its day, by type; as :meth:`place`."""
        key = (claim.place, frame_day(claim))
        if key not in self._tallies:
            self._tallies[key] = self._count(claim, key[1])
        return self._tallies[key]

    def communes(self, tally: Tally) -> tuple[Unit, ...]:
        """The units that a tally counts, in order of code."""
        frame = frame_of(self.atlas, tally.place.id if tally.place else None, tuple(tally.types), tally.day)
        units = (self.atlas.by_id(unit, tally.day) for unit in frame.units) if tally.types else ()
        return tuple(sorted(units, key=lambda unit: unit.code))

    def _resolve(self, text: str, day: date) -> Unit | Early | None:
        if not text or fold(text) in NATION:
            return None
        try:
            if "," not in text:
                return resolve_scope(self.atlas, self.names, text, day)
            return self._by_name(text, day)
        except RefusedError as refused:
            if any(found.code != "before-records" for found in refused.findings):
                raise
            return Early(refused.findings)

    def _by_name(self, text: str, day: date) -> Unit:
        """A place named with the units above it."""
        try:
            matches = list(find(self.atlas, self.names, text, as_of=day, today=day))
        except RefusedError:
            matches = []
        units = [match.unit for match in matches if match.kind in SURE]
        if len(units) == 1:
            return units[0]
        if not units:
            # A unit that ended before the records of its province begin is in no list: the province refuses the day.
            resolve_scope(self.atlas, self.names, text.rpartition(",")[2], day)
        raise RefusedError(finding("claim-place", place=Place(), text=text, day=day, count=len(units)))

    def _count(self, claim: Claim, day: date) -> Tally | Early:
        top = self.place(claim)
        if isinstance(top, Early):
            return top
        try:
            frame = frame_of(self.atlas, top.id if top else None, (), day)
        except RefusedError as refused:
            return Early(refused.findings)
        kinds = Counter(self.atlas.by_id(unit, day).type for unit in frame.units)
        return Tally(top, day, {kind: kinds[kind] for kind in TYPES_BY_LEVEL[Level.COMMUNE] if kinds[kind]})


def frame_day(claim: Claim) -> date:
    """The day whose units a claim speaks of: its own, yet never one that lay ahead when it was published."""
    return min(claim.speaks.last, claim.told.last)


def scopes(text: str) -> tuple[tuple[UnitType, ...], ...]:
    """The types of commune in a cell: one set for each reading that the wording leaves open; none for an empty cell.

    ``xã, thị_trấn`` is one set of two types; ``xã hoặc xã, thị trấn`` two sets. Marks and case do not matter.
    Raises ValueError, with the word, for what is no type of commune.
    """
    found = []
    for reading in _split(text.replace("_", " "), (" hoặc ", " hoac ", " or ")):
        words = [fold(word) for word in _split(reading, (",", ";", "|", "+", "&", "/", " và ", " and ")) if fold(word)]
        if any(word in ALL_TYPES for word in words):
            found.append(TYPES_BY_LEVEL[Level.COMMUNE])
        elif words:
            for word in words:
                if word not in TYPES:
                    raise ValueError(word)
            found.append(tuple(kind for kind in TYPES_BY_LEVEL[Level.COMMUNE] if fold(kind.value) in words))
    return tuple(found)


def _split(text: str, marks: Sequence[str]) -> list[str]:
    for mark in marks:
        text = text.replace(mark, "\n")
    return text.split("\n")
