"""From facts to the rows to insert: everything that can be wrong with a value is found before the database sees it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from diaban.basis.finding import NOWHERE, Finding, Place, finding
from diaban.registers.fact import Fact
from diaban.registers.files import LARGEST, LARGEST_VND
from diaban.store import models
from diaban.store.actions.acting import is_storable
from diaban.store.mapping import Column, Shape, shape, unit_number

__all__ = ["Line", "Lines", "read"]


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
        self.origins = self._numbers(models.Origin, {fact.origin for fact in facts})
        self.sources = self._numbers(models.Source, {fact.source for fact in facts})
        keys: dict[type[Any], set[str]] = {}
        units: set[int] = set()
        for fact in facts:
            for column in shape(type(fact)).columns:
                if column.keyed is models.Unit:
                    units.add(unit_number(getattr(fact, column.name)) or 0)
                elif column.keyed is not None:
                    keys.setdefault(column.keyed, set()).add(getattr(fact, column.name))
        self.units = set(_among(models.Unit.objects, "id", units).values_list("id", flat=True))
        self.keyed = {model: self._numbers(model, wanted) for model, wanted in keys.items()}

    @staticmethod
    def _numbers(model: type[Any], keys: set[str]) -> dict[str, int]:
        there = _among(model.objects, "key", {key for key in keys if is_storable(key)}).values_list("key", "id")
        return {key: number for key, number in there if key in keys}


def _among(manager: Any, name: str, wanted: set[Any]) -> Any:
    # Beyond a few hundred values the database is asked for all, within its limits on values in one statement.
    return manager.filter(**{f"{name}__in": wanted}) if len(wanted) <= 500 else manager.all()


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
        yield from _problem(getattr(fact, column.name), column, known, place)


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
    elif isinstance(value, int) and not 0 <= value <= (most := _most(column)):
        yield finding("number-out-of-range", place=place, field=column.name, value=str(value)[:40], largest=most)


def _most(column: Column) -> int:
    """A larger number is a slip of the pen, whatever the column could hold."""
    return LARGEST_VND if column.name.endswith("_vnd") else LARGEST
