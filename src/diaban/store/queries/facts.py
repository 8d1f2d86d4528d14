"""Facts as of a day, as known at a moment, for a viewer: one query for every register (``columns`` is its pair)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, TypeVar, cast

from django.db.models import Q

from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.store import models
from diaban.store.mapping import Shape, about, shape, unit_number
from diaban.store.prepared import Prepared, filled
from diaban.store.queries.known import KnownAt, cut, held_on, known
from diaban.store.viewer import Viewer
from diaban.units.unit import UnitId

__all__ = ["facts", "selection", "shape_of"]

FactT = TypeVar("FactT", bound=Fact)

CHUNK: Final = 10_000
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
    wanted = shape_of(model, fact)
    act = known(known_at).act
    found = [wanted.build(row, periods) for row in _read(wanted, as_of, act, viewer, units)]
    if settled:
        chosen = _choices(model, as_of, act)
        found = [one for one in found if chosen.get(about(one), one.origin) == one.origin] if chosen else found
    return cast(list[FactT], found)


def _read(
    wanted: Shape, as_of: date | None, act: int, viewer: Viewer, units: Collection[UnitId] | None
) -> Iterable[tuple[Any, ...]]:
    """The rows of a selection, by the paths of the shape."""
    numbers = _numbers(viewer, units)
    if as_of is None and numbers is not None and len(numbers) <= LISTED:
        told = _of_few(wanted, act, numbers)
        if told is not None:
            return told
    rows, picked = selection(wanted, as_of, act, viewer, units)
    if picked is None:
        every: Iterable[tuple[Any, ...]] = rows.values_list(*wanted.paths).iterator(chunk_size=CHUNK)
        return every
    name, among = picked
    every = rows.values_list(*wanted.paths, name).iterator(chunk_size=CHUNK)
    return (row[:-1] for row in every if row[-1] in among)


def _of_few(wanted: Shape, act: int, numbers: Collection[int]) -> list[tuple[Any, ...]] | None:
    """Rows of any day about few units, by questions that were compiled before; None where they name too many things."""
    if not numbers:
        return []
    if wanted.model.via is None:
        return _prepared(wanted.model.register(), "unit_id").ask(act, *filled(sorted(numbers)))
    placing, shared = wanted.model.via
    placed = _placing(placing.register(), shared).ask(act, *filled(sorted(numbers)))
    among = sorted({subject for (subject,) in placed})
    if len(among) > LISTED:
        return None
    return _prepared(wanted.model.register(), f"{shared}_id").ask(act, *filled(among)) if among else []


@cache
def _prepared(register: str, name: str) -> Prepared:
    wanted = _shape_named(register)
    return Prepared(lambda act, *numbers: _known(wanted, act, name, numbers).order_by("id").values_list(*wanted.paths))


@cache
def _placing(register: str, shared: str) -> Prepared:
    wanted = _shape_named(register)
    return Prepared(lambda act, *numbers: _known(wanted, act, "unit_id", numbers).values_list(f"{shared}_id"))


def _shape_named(register: str) -> Shape:
    return next(shape(kind) for kind, model in models.REGISTERS.items() if model.register() == register)


def _known(wanted: Shape, act: int, name: str, numbers: Sequence[int]) -> Any:
    return wanted.model.objects.filter(cut(act), **{f"{name}__in": numbers})


def shape_of(model: type[Any], fact: type[Fact]) -> Shape:
    """The shape of a kind of fact. LookupError where ``model`` is not its register."""
    wanted = shape(fact)
    if wanted.model is not model:
        raise LookupError(f"{model.__name__} is not the register of {fact.__name__}")
    return wanted


def selection(
    wanted: Shape, as_of: date | None, act: int, viewer: Viewer, units: Collection[UnitId] | None
) -> tuple[Any, tuple[str, set[int]] | None]:
    """The rows in the order they were written; where more are meant than a database is told, the column and the
    numbers that whoever reads them must still pick by."""
    rows = wanted.model.objects.filter(cut(act), held_on(as_of)).order_by("id")
    numbers = _numbers(viewer, units)
    if numbers is None:
        return rows, None
    via = wanted.model.via
    if via is None:
        name, among = "unit_id", numbers
    else:
        placing, shared = via
        name = f"{shared}_id"
        placed = placing.objects.filter(cut(act), held_on(as_of)).values_list(name, "unit_id")
        if len(numbers) <= LISTED:
            placed = placed.filter(unit_id__in=numbers)
        among = {subject for subject, unit in placed if unit in numbers}
    return (rows.filter(**{f"{name}__in": among}), None) if len(among) <= LISTED else (rows, (name, among))


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
