"""Facts as of a day, as known at a moment, for a viewer: one pair of queries for every register."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final, TypeVar, cast

from django.db.models import Q

from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.mapping import Shape, about, shape, unit_number
from diaban.store.queries.known import KnownAt, cut, held_on, known
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["columns", "facts"]

FactT = TypeVar("FactT", bound=Fact)

LISTED: Final = 500
"""Up to so many units are named to the database; more are picked from what it sends, within its limits on values."""


def facts(
    model: type[Any],
    fact: type[FactT],
    *,
    as_of: date | None,
    known_at: KnownAt,
    viewer: Viewer,
    units: Collection[UnitId] | None = None,
    settled: bool = False,
) -> list[FactT]:
    """The facts that held on ``as_of`` (None: on any day), as known at ``known_at``, in the order they were written.

    ``units``: only of these. ``settled``: where somebody chose between origins, only the chosen one's (asks for a day).
    LookupError where ``model`` is not the register of ``fact``.
    """
    periods: dict[tuple[date | None, date | None], Period] = {}
    wanted = _shape(model, fact)
    act = known(known_at).act
    found = [wanted.build(row, periods) for row in _rows(wanted, as_of, act, viewer, units)]
    if settled:
        chosen = _choices(model, as_of, act)
        found = [one for one in found if chosen.get(about(one), one.origin) == one.origin] if chosen else found
    return cast(list[FactT], found)


def columns(
    model: type[Any],
    fact: type[Fact],
    *,
    as_of: date | None,
    known_at: KnownAt,
    viewer: Viewer,
    units: Collection[UnitId] | None = None,
    settled: bool = False,
) -> dict[str, list[Any]]:
    """The same selection as :func:`facts`, as one list per field: for counts over many units.

    The period stands in ``start`` and ``end``; values of enumerations are their texts.
    """
    wanted = _shape(model, fact)
    act = known(known_at).act
    rows: list[Any] = list(_rows(wanted, as_of, act, viewer, units))
    if settled and (chosen := _choices(model, as_of, act)):
        periods: dict[tuple[date | None, date | None], Period] = {}
        told = ((row, wanted.build(row, periods)) for row in rows)
        rows = [row for row, one in told if chosen.get(about(one), one.origin) == one.origin]
    names = ("row", "start", "end", "origin", "source", *(column.name for column in wanted.columns))
    lists = [list(values) for values in zip(*rows, strict=True)] if rows else [[] for _ in names]
    found = dict(zip(names, lists, strict=True))
    for column in wanted.columns:
        if column.keyed is models.Unit and column.load:
            texts = {number: column.load(number) for number in set(found[column.name])}
            found[column.name] = [texts[number] for number in found[column.name]]
    return found


def _shape(model: type[Any], fact: type[Fact]) -> Shape:
    wanted = shape(fact)
    if wanted.model is not model:
        raise LookupError(f"{model.__name__} is not the register of {fact.__name__}")
    return wanted


def _rows(
    wanted: Shape, as_of: date | None, act: int, viewer: Viewer, units: Collection[UnitId] | None
) -> Iterator[tuple[Any, ...]]:
    rows = wanted.model.objects.filter(cut(act), held_on(as_of)).order_by("id")
    numbers = _numbers(viewer, units)
    if numbers is None:
        return cast(Iterator[tuple[Any, ...]], rows.values_list(*wanted.paths).iterator(chunk_size=10_000))
    via = wanted.model.via
    if via is None:
        name = "unit_id"
        among = numbers
    else:
        placing, shared = via
        name = f"{shared}_id"
        placed = placing.objects.filter(cut(act), held_on(as_of)).values_list(name, "unit_id")
        if len(numbers) <= LISTED:
            placed = placed.filter(unit_id__in=numbers)
        among = {subject for subject, unit in placed if unit in numbers}
    if len(among) <= LISTED:
        return cast(Iterator[tuple[Any, ...]], rows.filter(**{f"{name}__in": among}).values_list(*wanted.paths))
    return (row[:-1] for row in rows.values_list(*wanted.paths, name).iterator(chunk_size=10_000) if row[-1] in among)


def _numbers(viewer: Viewer, units: Collection[UnitId] | None) -> set[int] | None:
    """Numbers of the units that are wanted and may be read; None: all."""
    if viewer.reads is None and units is None:
        return None
    wanted = viewer.reads if units is None else set(units) if viewer.reads is None else viewer.reads.intersection(units)
    return {number for unit in wanted or () if (number := unit_number(unit)) is not None}


def _choices(model: type[Any], as_of: date | None, act: int) -> dict[str, str]:
    """The chosen origin by what it was chosen for."""
    if as_of is None:
        raise ValueError("a choice is made for a period: ask for a day")
    picked: Any = models.Choice.objects.filter(Q(attribute=model.register()), cut(act), held_on(as_of))
    return dict(picked.values_list("about", "origin__key"))
