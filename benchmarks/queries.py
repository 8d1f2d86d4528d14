"""Texts to search for, each made from a unit that is then the planted truth."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.size import SEED
from benchmarks.subject import AFTER, BEFORE
from diaban.basis.names import fold
from diaban.units.edition import Edition
from diaban.units.names import AliasKind
from diaban.units.unit import Level, Unit, UnitId

__all__ = ["KINDS", "NONSENSE", "Query", "label", "queries"]

NONSENSE = "nonsense: nothing bears it"
LETTERS = "abcdeghiklmnopqrstuvxy"
SHORT = {"xã": "X.", "phường": "P.", "thị trấn": "TT.", "huyện": "H.", "quận": "Q.", "thị xã": "TX.", "tỉnh": "T."}
LEAST = 6
"""Letters of a name that a slip of the pen is planted in: shorter names have too many neighbours to mean anything."""


@dataclass(frozen=True, slots=True)
class Query:
    """A text, how it was made, and the unit it was made from (None: nothing bears it)."""

    text: str
    kind: str
    truth: UnitId | None


def label(edition: Edition, unit: Unit) -> str:
    """A version with everything above it, as it was last: what a list for choosing from would show."""
    day = unit.shown_on(AFTER)
    above = () if day is None else edition.atlas.ancestors(unit, day)
    return ", ".join(each.full_name for each in (unit, *above))


def queries(edition: Edition, per_kind: int) -> list[Query]:
    """``per_kind`` texts of every kind, the same on every run."""
    random = Random(SEED)
    found = []
    for kind, make in KINDS.items():
        pool = list(make(edition, random))
        found += [Query(text, kind, truth) for text, truth in random.sample(pool, per_kind)]
    found += [Query(_nonsense(random), NONSENSE, None) for _ in range(per_kind)]
    return found


Pairs = Iterable[tuple[str, UnitId]]


def _single(edition: Edition) -> list[Unit]:
    """Communes whose name, marks apart, no other unit bears or bore: so that one answer is the right one."""
    single = []
    for plain, units in edition.names.by_plain.items():
        aliases = edition.names.aliases.get(plain, ())
        if len({unit.id for unit in units} | {alias.unit for alias in aliases}) == 1:
            single += [units[-1]] if units[-1].level is Level.COMMUNE and units[-1].answers else []
    return single


def _placed(edition: Edition, random: Random) -> Iterator[tuple[Unit, list[Unit]]]:
    """Communes of either day with what lay above them, those with many namesakes not left out."""
    for day in (BEFORE, AFTER):
        for unit in random.sample(edition.atlas.in_force(day, Level.COMMUNE), 1000):
            yield unit, list(edition.atlas.ancestors(unit, day))


def _each(change: Callable[[str, Random], str]) -> Callable[[Edition, Random], Pairs]:
    def make(edition: Edition, random: Random) -> Pairs:
        long = (unit for unit in _single(edition) if len(fold(unit.name)) >= LEAST)
        return ((change(unit.name, random), unit.id) for unit in long)

    return make


def _full(edition: Edition, _random: Random) -> Pairs:
    return ((unit.full_name, unit.id) for unit in _single(edition))


def _decomposed(edition: Edition, _random: Random) -> Pairs:
    return ((unicodedata.normalize("NFD", unit.full_name.upper()), unit.id) for unit in _single(edition))


def _written(edition: Edition, random: Random) -> Pairs:
    return ((", ".join(each.full_name for each in (unit, *above)), unit.id) for unit, above in _placed(edition, random))


def _abbreviated(edition: Edition, random: Random) -> Pairs:
    for unit, above in _placed(edition, random):
        words = (f"{SHORT.get(each.type.value, 'TP.')} {fold(each.name)}" for each in (unit, *above))
        if unit.type.value in SHORT:
            yield ", ".join(words), unit.id


def _former(edition: Edition, _random: Random) -> Pairs:
    for plain, aliases in edition.names.aliases.items():
        marked = [each for each in aliases if each.kind is AliasKind.FORMER and each.marked]
        if marked and plain not in edition.names.by_plain and len({each.unit for each in aliases}) == 1:
            yield marked[0].name, marked[0].unit


def _slip(name: str, random: Random) -> str:
    """One letter behind the first left out, doubled, changed or swapped with the next."""
    places = [at for at in range(1, len(name) - 1) if name[at : at + 2].isalpha() and name[at] != name[at + 1]]
    at = random.choice(places or [1])
    other = random.choice([letter for letter in LETTERS if letter != name[at]])
    forms = ("", name[at] * 2, other, name[at + 1] + name[at])
    way = random.randrange(4)
    return name[:at] + forms[way] + name[at + (2 if way == 3 else 1) :]


def _bare_slip(name: str, random: Random) -> str:
    return _slip(fold(name), random)


def _two_slips(name: str, random: Random) -> str:
    return _slip(_slip(fold(name), random), random)


def _begun(name: str, _random: Random) -> str:
    return name[: max(4, len(name) * 2 // 3)].strip()


def _bare(name: str, _random: Random) -> str:
    return fold(name)


def _nonsense(random: Random) -> str:
    """Three syllables that no Vietnamese name is made of."""
    return " ".join("".join(random.choice("bcdfghjklmnpqrstvwxz") for _ in range(5)) for _ in range(3))


KINDS: dict[str, Callable[[Edition, Random], Pairs]] = {
    "exact: type and name": _full,
    "no marks": _each(_bare),
    "NFD, capitals": _decomposed,
    "with all above, as reports write": _written,
    "with all above, abbreviated, no marks": _abbreviated,
    "former name": _former,
    "one slip, marks kept": _each(_slip),
    "one slip, no marks": _each(_bare_slip),
    "two slips, no marks": _each(_two_slips),
    "begun: two thirds of the name": _each(_begun),
}
