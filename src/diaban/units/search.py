"""Find units by any spelling of any name they have or had. Several answers are several answers: never a guess."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from diaban.basis.catalogue import Say
from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.basis.mojibake import diagnose
from diaban.basis.names import fold, has_marks, marked_key, search_key
from diaban.units.atlas import Atlas
from diaban.units.names import Alias, AliasKind, NameIndex
from diaban.units.query import Part, Reading, loose_readings, readings
from diaban.units.unit import Level, Unit

__all__ = ["Match", "MatchKind", "find", "named_below", "refuse_mangled"]

LONGEST = 300
"""Characters of a text that is still a name with its ancestors; longer ones are refused, not searched."""

ORDER = {level: rank for rank, level in enumerate(Level)}


class MatchKind(StrEnum):
    """How a text agrees with a name, the best first."""

    CODE = "code"
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

    def gather(self, ways: Iterable[Reading], tier: Callable[[Part], Candidates]) -> list[Match]:
        """Matches of all readings in one tier: name, type and every unit above must agree."""
        found: dict[tuple[str, date | None], Match] = {}
        known: dict[Part, list[tuple[Unit, str, MatchKind]]] = {}
        for way in ways:
            # Many readings differ above the unit only.
            if way.unit not in known:
                known[way.unit] = list(tier(way.unit))
            for unit, matched, kind in known[way.unit]:
                day = self.day_of(unit)
                if day is None:
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
        marked, bare = marked_key(part.name), not has_marks(part.name)
        written = _letters(part.name)
        for unit in self._named(search_key(part.name), part):
            if part.literal and _letters(unit.name) == written:
                yield unit, unit.name, MatchKind.EXACT
            elif self.names.of(unit).marked == marked:
                yield unit, unit.name, MatchKind.SPELLING
            elif bare:
                yield unit, unit.name, MatchKind.UNMARKED
        for unit, alias in self._aliased(part, former=False):
            yield unit, alias.name, MatchKind.SPELLING if alias.keys.marked == marked else MatchKind.UNMARKED

    def code(self, part: Part) -> Candidates:
        """Units that bear the text as their code, then those that bear it as their name."""
        for unit in self.atlas.bearers(part.name):
            yield unit, unit.code, MatchKind.CODE
        yield from self.whole(part)

    def former(self, part: Part) -> Candidates:
        """Names and types that a unit had earlier, or has only later."""
        marked, bare = marked_key(part.name), not has_marks(part.name)
        for version in self._named(search_key(part.name), part):
            if bare or self.names.of(version).marked == marked:
                for unit in self.atlas.versions(version.id):
                    if unit is not version:
                        yield unit, version.name, MatchKind.FORMER
        for unit, alias in self._aliased(part, former=True):
            yield unit, alias.name, MatchKind.FORMER

    def other_marks(self, part: Part) -> Candidates:
        """Names that differ from the text by marks only."""
        for unit in self._named(search_key(part.name), part):
            yield unit, unit.name, MatchKind.MARKS_DIFFER

    def other_type(self, part: Part) -> Candidates:
        """Names that are the text, of units of another type than the one written."""
        for unit, name, _ in self.whole(replace(part, type=None)):
            yield unit, name, MatchKind.OTHER_TYPE

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
                    yield from ((unit, unit.name, kind) for unit in self._named(key, part))

    def near(self, part: Part) -> Candidates:
        """Names one slip of the pen away; short names have too many neighbours to mean anything."""
        plain = search_key(part.name)
        if len(plain) >= 5:
            for key in self.names.near(plain):
                yield from ((unit, unit.name, MatchKind.NEAR) for unit in self._named(key, part))

    def refuse_early(self, ways: Iterable[Reading], day: date) -> None:
        """Refuse (``before-records``) a text that names a unit whose records begin only after ``day``."""
        for way in ways:
            for unit, _, _ in self.whole(way.unit):
                if day in unit.period and not unit.answers_on(day):
                    self.atlas.by_id(unit.id, day)

    def refuse_early_below(self, ways: Iterable[Reading], day: date) -> None:
        """The same for a text with units above: only where the unit lies below them once the records begin."""
        for way in ways:
            for unit, _, _ in self.whole(way.unit):
                begin = unit.answers.start if unit.answers and day in unit.period else None
                if begin and day < begin and self._agree(way.above, self.atlas.ancestors(unit, begin)):
                    self.atlas.by_id(unit.id, day)

    def _named(self, plain: str, part: Part) -> Iterable[Unit]:
        return (unit for unit in self.names.by_plain.get(plain, ()) if part.type in (None, unit.type))

    def _aliased(self, part: Part, *, former: bool) -> Iterable[tuple[Unit, Alias]]:
        # Names taken over from folded keys lost their i and y: the folded text is tried beside the key.
        keys = dict.fromkeys((search_key(part.name), fold(part.name).replace(" ", "")))
        bare, marked = not has_marks(part.name), marked_key(part.name)
        for alias in (alias for key in keys for alias in self.names.aliases.get(key, ())):
            if (alias.kind is AliasKind.FORMER) is not former:
                continue
            if bare or not alias.marked or alias.keys.marked == marked:
                for unit in self.atlas.versions(alias.unit):
                    if _type_fits(part, alias, unit):
                        yield unit, alias

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
    it can be repaired), ``name-not-found``, ``before-records``.
    """
    if len(text) > LONGEST:
        raise RefusedError(finding("name-too-long", length=len(text), longest=LONGEST))
    refuse_mangled(text)
    ways = readings(text)
    if not ways:
        raise RefusedError(finding("name-empty"))
    finder = _Finder(atlas, names, as_of, today)
    for tier in (finder.code, finder.former, finder.other_marks):
        if found := finder.gather(ways, tier):
            return tuple(found)
    if as_of is not None:
        finder.refuse_early(ways, as_of)
    loose = loose_readings(text)
    for tier in (finder.whole, finder.former):
        if found := finder.gather(loose, tier):
            return tuple(found)
    for tier in (finder.other_type, finder.partly, finder.near):
        if found := finder.gather(ways, tier):
            return tuple(found)
    raise RefusedError(finding("name-not-found", text=text, when=_When(as_of)))


def named_below(atlas: Atlas, names: NameIndex, text: str, day: date) -> tuple[Unit, ...]:
    """Units that bear a whole name on ``day`` below the units that ``text`` names above it; of a text without: none.

    Raises RefusedError ``before-records`` where the records of the only such units begin after ``day``.
    """
    if len(text) > LONGEST:
        return ()
    finder = _Finder(atlas, names, day, day)
    for ways in (readings(text), loose_readings(text)):
        # A number alone is no name: "-1, Hồ Chí Minh" is not quận 1.
        placed = [way for way in ways if way.above and (way.unit.type or any(map(str.isalpha, way.unit.name)))]
        if found := finder.gather(placed, finder.whole):
            return tuple(match.unit for match in found)
        finder.refuse_early_below(placed, day)
    return ()


@dataclass(frozen=True, slots=True)
class _When:
    day: date | None

    def worded(self, say: Say) -> str:
        return say("units.find.on", day=self.day) if self.day else say("units.find.always")


class _Damage(str):
    """A kind of damage, said in words."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        return say(f"mojibake.{self}")


def refuse_mangled(text: str) -> None:
    """Raise RefusedError ``name-mojibake``, with the repaired text if there is one, for a text of a broken encoding."""
    damage = diagnose(text)
    if damage is not None:
        repaired = damage.repaired or "—"
        raise RefusedError(finding("name-mojibake", text=text, kind=_Damage(damage.kind), repaired=repaired))


def _letters(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _type_fits(part: Part, alias: Alias, unit: Unit) -> bool:
    if part.type is None or part.type is alias.type:
        return True
    # A former name may have gone with another type than today's; a spelling goes with the unit's own.
    return alias.type is None and (alias.kind is AliasKind.FORMER or part.type is unit.type)
