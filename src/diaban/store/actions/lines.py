"""From facts to the rows to insert: everything that can be wrong with a value is found before the database sees it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from diaban.basis.finding import NOWHERE, Finding, Place, finding
from diaban.registers.fact import Fact
from diaban.registers.files import LARGEST, LARGEST_VND
from diaban.store import models
from diaban.store.actions.acting import is_storable
from diaban.store.held import looked_up
from diaban.store.mapping import Column, Shape, shape, unit_number
from diaban.store.prepared import Prepared, filled

__all__ = ["Line", "Lines", "numbers_of", "read", "units_among"]


LISTED: Final = 500
"""Beyond so many values the database is asked for all, within its limits on values in one statement."""


@dataclass(slots=True)
class Line:
    """A fact on its way into a table: the values by attribute, and where it was written."""

    model: type[Any]
    values: dict[str, Any]
    place: Place


@dataclass(slots=True)
class Lines:
    """Lines and what is wrong; the keys of officers and hamlets that are not known yet, by model."""

    lines: list[Line]
    findings: list[Finding]
    unknown: dict[type[Any], set[str]]


class _Known:
    """Numbers of everything a fact can name, looked up once for all facts."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.origins = numbers_of(models.Origin, {fact.origin for fact in facts})
        self.sources = numbers_of(models.Source, {fact.source for fact in facts})
        keys: dict[type[Any], set[str]] = {}
        units: set[int] = set()
        for fact in facts:
            for column in shape(type(fact)).columns:
                if column.keyed is models.Unit:
                    units.add(unit_number(getattr(fact, column.name)) or 0)
                elif column.keyed is not None:
                    keys.setdefault(column.keyed, set()).add(getattr(fact, column.name))
        self.units = units_among(units)
        self.keyed = {model: numbers_of(model, wanted) for model, wanted in keys.items()}


def numbers_of(model: type[Any], keys: set[str]) -> dict[str, int]:
    """The numbers of whatever is known by one of these keys."""
    wanted = sorted(key for key in keys if is_storable(key))
    if not wanted:
        return {}
    if len(wanted) <= LISTED:
        return looked_up(model, wanted, lambda keys: dict(_BY_KEY[model].ask(*filled(keys))))
    return {key: number for key, number in model.objects.values_list("key", "id") if key in keys}


def units_among(numbers: set[int]) -> set[int]:
    """Those of these numbers that are units."""
    if not numbers:
        return set()
    if len(numbers) <= LISTED:
        return set(looked_up(models.Unit, sorted(numbers), lambda those: dict(_UNITS.ask(*filled(those)))))
    return numbers.intersection(models.Unit.objects.values_list("id", flat=True))


def _by_key(model: type[Any]) -> Prepared:
    return Prepared(lambda *keys: model.objects.filter(key__in=keys).values_list("key", "id"))


_BY_KEY: Final[Mapping[type[Any], Prepared]] = {
    model: _by_key(model) for model in (models.Origin, models.Source, models.Officer, models.HamletKey)
}
_UNITS: Final = Prepared(lambda *numbers: models.Unit.objects.filter(id__in=numbers).values_list("id", "id"))


def read(facts: Iterable[Fact], places: Sequence[Place]) -> Lines:
    """Lines for ``facts``; ``places`` says where each was written, where that is known.

    Findings: ``unit-unknown``, ``origin-unknown``, ``source-unknown``, ``text-unstorable``, ``number-out-of-range``,
    ``value-missing``.
    """
    given = list(facts)
    known = _Known(given)
    found = Lines([], [], {})
    for number, fact in enumerate(given):
        place = places[number] if number < len(places) else NOWHERE
        wanted = shape(type(fact))
        problems = list(_problems(fact, wanted, known, place))
        if problems:
            found.findings += problems
            continue
        values: dict[str, Any] = {
            "start": fact.period.start,
            "end": fact.period.end,
            "origin_id": known.origins[fact.origin],
            "source_id": known.sources[fact.source],
        }
        for column in wanted.columns:
            value = getattr(fact, column.name)
            if column.keyed is models.Unit:
                value = unit_number(value)
            elif column.keyed is not None:
                if value not in known.keyed[column.keyed]:
                    found.unknown.setdefault(column.keyed, set()).add(value)
                # An unknown key waits in place of its number until the act has made it known.
                value = known.keyed[column.keyed].get(value, value)
            elif column.values is not None and value is not None:
                value = value.value
            values[column.attribute] = value
        found.lines.append(Line(wanted.model, values, place))
    return found


def _problems(fact: Fact, wanted: Shape, known: _Known, place: Place) -> Iterator[Finding]:
    if fact.origin not in known.origins:
        yield finding("origin-unknown", place=place, key=fact.origin)
    if fact.source not in known.sources:
        yield finding("source-unknown", place=place, key=fact.source)
    for column in wanted.columns:
        value = getattr(fact, column.name)
        # Most values are sound, and a register is loaded by ten thousands of rows.
        if value.__class__ is not bool and not (value.__class__ is int and 0 <= value <= LARGEST):
            yield from _problem(value, column, known, place)


def _problem(value: Any, column: Column, known: _Known, place: Place) -> Iterator[Finding]:
    if value is None:
        if not column.optional:
            yield finding("value-missing", place=place, field=column.name)
    elif column.keyed is models.Unit:
        if unit_number(value) not in known.units:
            yield finding("unit-unknown", place=place, unit=value if is_storable(value) else "?")
    elif isinstance(value, str):
        if not is_storable(value):
            yield finding("text-unstorable", place=place, field=column.name)
        elif column.keyed is not None and not value.strip():
            yield finding("value-missing", place=place, field=column.name)
    elif isinstance(value, int) and not 0 <= value <= _most(column):
        values: dict[str, Any] = {"value": str(value)[:40], "largest": _most(column)}
        yield finding("number-out-of-range", place=place, field=column.name, **values)


def _most(column: Column) -> int:
    """A larger number is a slip of the pen, whatever the column could hold."""
    return LARGEST_VND if column.name.endswith("_vnd") else LARGEST
