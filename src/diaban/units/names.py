"""Names under which units are found: their own, those they bore earlier, and other attested spellings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from diaban.basis.names import marked_key, search_key, sort_key
from diaban.units.unit import Unit, UnitId, UnitType

__all__ = ["Alias", "AliasKind", "Keys", "NameIndex", "keys_of"]


class AliasKind(StrEnum):
    """Why a unit answers to another name."""

    FORMER = "former"
    VARIANT = "variant"
    ABBREVIATION = "abbreviation"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a name is looked up by: without marks (``plain``), with marks (``marked``), and its place in order."""

    plain: str
    marked: str
    sort: str


def keys_of(name: str) -> Keys:
    """The keys of a name, computed. Editions store them (``keys.csv``), so that loading computes none."""
    return Keys(search_key(name), marked_key(name), sort_key(name))


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a unit, on days that are not known.

    ``marked``: whether ``name`` is written with its marks; names taken over from folded keys are not.
    ``type``: the type that went with it, if known.
    """

    unit: UnitId
    name: str
    type: UnitType | None
    kind: AliasKind
    keys: Keys
    marked: bool
    source: str


class NameIndex:
    """Units by name. ``keys`` holds the keys of every unit name (missing ones are computed)."""

    def __init__(self, units: Iterable[Unit], aliases: Iterable[Alias], keys: Mapping[str, Keys]) -> None:
        self.keys = dict(keys)
        self.by_plain: dict[str, list[Unit]] = {}
        self.aliases: dict[str, list[Alias]] = {}
        for unit in units:
            found = self.keys.get(unit.name)
            if found is None:
                found = self.keys[unit.name] = keys_of(unit.name)
            self.by_plain.setdefault(found.plain, []).append(unit)
        for alias in aliases:
            self.aliases.setdefault(alias.keys.plain, []).append(alias)
        self._others: dict[UnitId, list[str]] = {}
        for same in self.aliases.values():
            for alias in same:
                if alias.marked:
                    self._others.setdefault(alias.unit, []).append(alias.name)
        self._haystack = "\n".join(("", *self.by_plain, ""))

    def of(self, unit: Unit) -> Keys:
        """The keys of a unit's name."""
        return self.keys[unit.name]

    def other_names(self, unit_id: UnitId) -> list[str]:
        """Names of a unit beside its own, as written; those known only by a folded key are left out."""
        return list(self._others.get(unit_id, ()))

    def starting_with(self, plain: str) -> list[str]:
        """Keys of names that begin with ``plain``, itself excepted."""
        return self._scan("\n" + plain, plain)

    def containing(self, plain: str) -> list[str]:
        """Keys of names in which ``plain`` stands somewhere, itself excepted."""
        return self._scan(plain, plain)

    def near(self, plain: str) -> list[str]:
        """Keys one slip of the pen away: a letter too many, missing, other, or two letters swapped."""
        half = len(plain) // 2
        head, tail = plain[:half], plain[half:]
        return [
            key
            for key in self.by_plain
            if abs(len(key) - len(plain)) <= 1
            and (key.startswith(head) or key.endswith(tail))
            and key != plain
            and _one_slip(key, plain)
        ]

    def _scan(self, needle: str, plain: str) -> list[str]:
        # One search over one long string runs in C; a loop over the keys would be fifty times slower.
        found: dict[str, None] = {}
        text = self._haystack
        at = text.find(needle)
        while at != -1:
            start = text.rfind("\n", 0, at + 1) + 1
            stop = text.index("\n", max(start, at + 1))
            key = text[start:stop]
            if key != plain:
                found[key] = None
            at = text.find(needle, stop)
        return list(found)


def _one_slip(one: str, other: str) -> bool:
    """Whether two different strings are one insertion, deletion, substitution or swap apart (Damerau 1964)."""
    at = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        at += 1
    a, b = one[at:], other[at:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
