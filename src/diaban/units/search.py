"""Find units by any spelling of any name they have or had. Several answers are several answers: never a guess."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.mojibake import diagnose
from diaban.basis.names import fold, has_marks, marked_key, search_key
from diaban.units.atlas import Atlas
from diaban.units.names import Alias, NameIndex
from diaban.units.query import Part, Reading, loose_readings, readings
from diaban.units.unit import Level, Unit

__all__ = ["Match", "MatchKind", "find"]

LONGEST = 300
"""Characters of a text that is still a name with its ancestors; longer ones are refused, not searched."""

ORDER = {level: rank for rank, level in enumerate(Level)}


class MatchKind(StrEnum):
    """How a text agrees with a name, the best first."""

    EXACT = "exact"
    SPELLING = "spelling"
    UNMARKED = "unmarked"
    FORMER = "former"
    MARKS_DIFFER = "marks-differ"
    OTHER_TYPE = "other-type"
    PREFIX = "prefix"
    CONTAINS = "contains"
    NEAR = "near"


RANK = {kind: rank for rank, kind in enumerate(MatchKind)}


@dataclass(frozen=True, slots=True)
class Match:
    """A version of a unit that answers, its ancestors on ``day``, the name that matched and how."""

    unit: Unit
    ancestors: tuple[Unit, ...]
    day: date
    matched: str
    kind: MatchKind


Candidates = Iterable[tuple[Unit, str, MatchKind]]


class _Finder:
    def __init__(self, atlas: Atlas, names: NameIndex, as_of: date | None, today: date) -> None:
        self.atlas, self.names, self.as_of, self.today = atlas, names, as_of, today

    def day_of(self, unit: Unit) -> date | None:
        """The day on which a version is shown: the one asked for, else today or its last day; None if not in force."""
        if self.as_of is None:
            return unit.shown_on(self.today)
        return self.as_of if unit.answers_on(self.as_of) else None

    def gather(self, ways: Iterable[Reading], tier: Callable[[Part], Candidates], *, typed: bool = True) -> list[Match]:
        """Matches of all readings in one tier: name, type and every unit above must agree."""
        found: dict[tuple[str, date | None], Match] = {}
        known: dict[Part, list[tuple[Unit, str, MatchKind]]] = {}
        for way in ways:
            # Many readings differ above the unit only.
            if way.unit not in known:
                known[way.unit] = list(tier(way.unit))
            for unit, matched, kind in known[way.unit]:
                day = self.day_of(unit)
                if day is None or (typed and way.unit.type not in (None, unit.type)):
                    continue
                ancestors = self.atlas.ancestors(unit, day)
                if not self._agree(way.above, ancestors):
                    continue
                key = (unit.id, unit.period.start)
                if key not in found or RANK[kind] < RANK[found[key].kind]:
                    found[key] = Match(unit, ancestors, day, matched, kind)
        return sorted(found.values(), key=self._order)

    def whole(self, part: Part) -> Candidates:
        """Names that are the text, letter for letter or in another spelling."""
        plain, marked, bare = search_key(part.name), marked_key(part.name), not has_marks(part.name)
        written = _letters(part.name)
        for unit in self.names.by_plain.get(plain, ()):
            if part.literal and _letters(unit.name) == written:
                yield unit, unit.name, MatchKind.EXACT
            elif self.names.of(unit).marked == marked:
                yield unit, unit.name, MatchKind.SPELLING
            elif bare:
                yield unit, unit.name, MatchKind.UNMARKED
        yield from self._aliased(part, former=False)

    def former(self, part: Part) -> Candidates:
        """Names and types that a unit had earlier, or has only later."""
        marked, bare = marked_key(part.name), not has_marks(part.name)
        for version in self.names.by_plain.get(search_key(part.name), ()):
            if part.type in (None, version.type) and (bare or self.names.of(version).marked == marked):
                for unit in self.atlas.versions(version.id):
                    if unit is not version:
                        yield unit, version.name, MatchKind.FORMER
        yield from self._aliased(part, former=True)

    def other_marks(self, part: Part) -> Candidates:
        """Names that differ from the text by marks only."""
        for unit in self.names.by_plain.get(search_key(part.name), ()):
            yield unit, unit.name, MatchKind.MARKS_DIFFER

    def partly(self, part: Part) -> Candidates:
        """Names that begin with the text, or hold it."""
        plain = search_key(part.name)
        if len(plain) < 2:
            return
        seen = set()
        for kind, keys in (
            (MatchKind.PREFIX, self.names.starting_with(plain)),
            (MatchKind.CONTAINS, self.names.containing(plain)),
        ):
            for key in keys:
                if key not in seen:
                    seen.add(key)
                    yield from ((unit, unit.name, kind) for unit in self.names.by_plain[key])

    def near(self, part: Part) -> Candidates:
        """Names one slip of the pen away; short names have too many neighbours to mean anything."""
        plain = search_key(part.name)
        if len(plain) >= 5:
            for key in self.names.near(plain):
                yield from ((unit, unit.name, MatchKind.NEAR) for unit in self.names.by_plain[key])

    def _aliased(self, part: Part, *, former: bool) -> Candidates:
        # Names taken over from folded keys lost their i and y: the folded text is tried beside the key.
        keys = dict.fromkeys((search_key(part.name), fold(part.name).replace(" ", "")))
        bare, marked = not has_marks(part.name), marked_key(part.name)
        for alias in (alias for key in keys for alias in self.names.aliases.get(key, ())):
            if (alias.kind.value == "former") is not former or not _type_fits(part, alias):
                continue
            if bare or not alias.marked or alias.keys.marked == marked:
                as_written = MatchKind.SPELLING if alias.keys.marked == marked else MatchKind.UNMARKED
                for unit in self.atlas.versions(alias.unit):
                    yield unit, alias.name, MatchKind.FORMER if former else as_written

    def _agree(self, wanted: Iterable[Part], ancestors: tuple[Unit, ...]) -> bool:
        left = list(ancestors)
        for part in wanted:
            hit = next((unit for unit in left if self._is(part, unit)), None)
            if hit is None:
                return False
            left = left[left.index(hit) + 1 :]
        return True

    def _is(self, part: Part, unit: Unit) -> bool:
        # A text keeps the name and type that a unit above had when it was written: TX. Phú Mỹ, tỉnh Quảng Ninh.
        plain, marked, bare = search_key(part.name), marked_key(part.name), not has_marks(part.name)
        for version in self.atlas.versions(unit.id):
            keys = self.names.of(version)
            if keys.plain == plain and part.type in (None, version.type) and (bare or keys.marked == marked):
                return True
        return part.type in (None, unit.type) and any(
            alias.unit == unit.id for alias in self.names.aliases.get(plain, ())
        )

    def _order(self, match: Match) -> tuple[object, ...]:
        ended = match.unit.period.end
        return (
            RANK[match.kind],
            ORDER[match.unit.level],
            ended is not None,
            self.names.of(match.unit).sort,
            tuple(self.names.of(unit).sort for unit in reversed(match.ancestors)),
            match.unit.code,
        )


def find(atlas: Atlas, names: NameIndex, text: str, *, as_of: date | None, today: date) -> tuple[Match, ...]:
    """Units that ``text`` may mean, best first; all of them, with ancestors, never a guess.

    ``as_of`` None: over all days, one match per version of a unit. Names as they are win over former names,
    former names over other marks, those over another type than the one written, over parts of names, over
    names one slip away: the first of these groups that has an answer is the answer. ``today`` only chooses the
    day on which a running version's ancestors are shown.

    Raises RefusedError: ``name-empty``, ``name-too-long``, ``name-mojibake`` (with the repaired text where
    it can be repaired), ``name-not-found``.
    """
    if len(text) > LONGEST:
        raise RefusedError(finding("name-too-long", length=len(text), longest=LONGEST))
    damage = diagnose(text)
    if damage is not None:
        raise RefusedError(finding("name-mojibake", text=text, kind=damage.kind, repaired=damage.repaired or "—"))
    ways = readings(text)
    if not ways:
        raise RefusedError(finding("name-empty"))
    finder = _Finder(atlas, names, as_of, today)
    for tier, typed in (
        (finder.whole, True),
        (finder.former, False),
        (finder.other_marks, True),
    ):
        if found := finder.gather(ways, tier, typed=typed):
            return tuple(found)
    loose = loose_readings(text)
    for tier in (finder.whole, finder.former):
        if found := finder.gather(loose, tier, typed=tier == finder.whole):
            return tuple(found)
    if found := finder.gather(ways, finder.whole, typed=False):
        return tuple(
            Match(match.unit, match.ancestors, match.day, match.matched, MatchKind.OTHER_TYPE) for match in found
        )
    for tier in (finder.partly, finder.near):
        if found := finder.gather(ways, tier):
            return tuple(found)
    raise RefusedError(finding("name-not-found", text=text, day=as_of or "—"))


def _letters(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _type_fits(part: Part, alias: Alias) -> bool:
    # The gatherer holds the written type against the unit's own; a former name may have gone with another type.
    return part.type is None or alias.type is None or part.type is alias.type
