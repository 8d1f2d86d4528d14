"""A scope is one unit named by code or by name, alone or with units above it: read strictly, as figures hang on it."""

from collections.abc import Sequence
from datetime import date

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding
from diaban.basis.names import fold, has_marks, marked_key, search_key
from diaban.units.atlas import Atlas
from diaban.units.names import NameIndex
from diaban.units.query import Part, readings
from diaban.units.search import named_below, refuse_mangled
from diaban.units.trace import trace
from diaban.units.unit import Level, Unit
from diaban.units.wording import Listed

__all__ = ["resolve_scope"]

LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


def resolve_scope(atlas: Atlas, names: NameIndex, text: str, day: date) -> Unit:
    """The unit that ``text`` (a code, or a name with or without its type) means on ``day``.

    Levels are asked in order: province, district, commune in force that day; the first with an exact name
    (in any spelling; without marks if the text has none) decides. A name that a province bore on another day is
    never read as a lower unit. A text that bears units above (xã Mỹ Thanh, huyện Bạch Thông) is read as ``find`` reads
    it, by whole names alone; the levels decide likewise.

    Raises RefusedError: ``scope-ambiguous`` (two on the deciding level, both named), ``scope-province-ended``
    (with that province's successors and the lower unit's code), ``before-records``, ``scope-not-found`` and
    those of :meth:`Atlas.by_code`.
    """
    clean = text.strip()
    if clean.isascii() and clean.isdigit():
        return atlas.by_code(clean, day)
    # A number alone is a code or nothing: -1 is not quận 1.
    refuse_mangled(clean)
    parts = [way.unit for way in readings(clean) if not way.above and (way.unit.type or _has_letter(way.unit.name))]
    for level in LEVELS:
        found = _named(names, parts, day, level)
        if found and level is not Level.PROVINCE:
            _refuse_ended_province(atlas, names, parts, day, clean, found)
        if len(found) > 1:
            raise RefusedError(finding("scope-ambiguous", text=clean, day=day, units=Listed.of(found)))
        if found:
            return found[0]
        for early in _early(names, parts, day, level):
            atlas.by_id(early.id, day)
    _refuse_ended_province(atlas, names, parts, day, clean, ())
    below = named_below(atlas, names, clean, day)
    for level in LEVELS:
        found = [unit for unit in below if unit.level is level]
        if len(found) > 1:
            raise RefusedError(finding("scope-ambiguous", text=clean, day=day, units=Listed.of(found)))
        if found:
            return found[0]
    raise RefusedError(finding("scope-not-found", text=clean, day=day))


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def _named(names: NameIndex, parts: list[Part], day: date, level: Level) -> list[Unit]:
    return [unit for unit in _bearing(names, parts, level) if unit.answers_on(day)]


def _early(names: NameIndex, parts: list[Part], day: date, level: Level) -> list[Unit]:
    """Units of that name whose records begin only after ``day``."""
    return [unit for unit in _bearing(names, parts, level) if day in unit.period]


def _bearing(names: NameIndex, parts: list[Part], level: Level) -> list[Unit]:
    """Versions of units on one level that bear the name, on any day; the best reading that has any."""
    for part in parts:
        marked, bare = marked_key(part.name), not has_marks(part.name)
        found = [
            unit
            for unit in names.by_plain.get(search_key(part.name), ())
            if unit.level is level
            and part.type in (None, unit.type)
            and (names.of(unit).marked == marked or (bare and fold(unit.name) == fold(part.name)))
        ]
        if found:
            return found
    return []


def _refuse_ended_province(
    atlas: Atlas, names: NameIndex, parts: list[Part], day: date, text: str, lower: Sequence[Unit]
) -> None:
    """Refuse a text that is the name of a province of another day."""
    for province in _bearing(names, parts, Level.PROVINCE):
        # A name that ended before the records begin is followed from the day it ended: Thừa Thiên Huế.
        then = province.shown_on(day) or province.period.end
        if then is None or day in province.period:
            continue
        kin = trace(atlas, province.id, then, day)
        raise RefusedError(
            finding(
                "scope-province-ended",
                place=Place(unit=province.code),
                text=text,
                province=Listed.of([province]),
                day=day,
                successors=Listed.of(step.unit for step in kin),
                lower=Listed.of(lower),
            )
        )
