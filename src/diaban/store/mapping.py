"""Facts and rows by field names: the one mapping that serves every register (no mapper per register)."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from diaban.basis.catalogue import Say
from diaban.basis.period import Period
from diaban.registers.fact import Fact
from diaban.registers.files import register_of
from diaban.store import models
from diaban.units.unit import UnitId

__all__ = ["OWN_FIELDS", "Column", "Shape", "about", "public_id", "shape", "stored", "titled", "unit_number"]

OWN_FIELDS: Final = ("period", "origin", "source", "row")
"""Fields that every fact has and every register row keeps in the same way."""

KEPT: Final = frozenset(
    model._meta.db_table.removeprefix("store_")
    for model in (
        *(models.Choice, models.Evidence, models.Frame, models.Edition, models.Claim),
        *(models.Access, models.Unit, models.ReturnStep, models.ReturnPaper, models.Task),
    )
)

Convert = Callable[[Any], Any]


class Kept(str):
    """The name of a table that is no register, said in words."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The words of the catalogue."""
        return say(f"kept.{self}")


def titled(table: str) -> str:
    """The name of a table as a sentence says it: a register by its title. What is no table stays as it is."""
    model = models.register_by_name(table)
    if model is not None:
        return register_of(model.fact).titled
    return Kept(table) if table in KEPT else table


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a fact and where its value lies: ``path`` to read it, ``attribute`` to write it."""

    name: str
    path: str
    attribute: str
    load: Convert | None
    keyed: type[Any] | None
    values: type[Enum] | None
    optional: bool
    plain: type[Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """How one kind of fact lies in its table."""

    fact: type[Fact]
    model: type[Any]
    columns: tuple[Column, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """What is selected: own fields first (row, start, end, origin, source), then the fact's columns."""
        return ("id", "start", "end", "origin__key", "source__key", *(column.path for column in self.columns))

    def build(self, values: tuple[Any, ...], periods: dict[tuple[date | None, date | None], Period]) -> Fact:
        """A fact from one selected row; ``periods`` keeps equal periods one object."""
        row, start, end, origin, source, *rest = values
        period = periods.get((start, end))
        if period is None:
            period = periods[start, end] = Period(start, end)
        given = {
            column.name: value if column.load is None or value is None else column.load(value)
            for column, value in zip(self.columns, rest, strict=True)
        }
        return self.fact(period=period, origin=origin, source=source, row=row, **given)


def public_id(number: int) -> UnitId:
    """The public id of a unit: its number behind a ``u``, with five places."""
    return f"u{number:05d}"


@lru_cache(maxsize=1 << 15)
def unit_number(unit: UnitId) -> int | None:
    """The number in a public id; None for what is not written as one."""
    digits = unit[1:]
    well = unit[:1] == "u" and len(digits) >= 5 and digits.isascii() and digits.isdigit() and len(digits) <= 12
    return int(digits) if well and public_id(int(digits)) == unit else None


_SHAPES: Final[dict[type[Fact], Shape]] = {}


def shape(fact: type[Fact]) -> Shape:
    """The shape of a kind of fact. LookupError for one that has no register."""
    if fact in _SHAPES:
        return _SHAPES[fact]
    model = models.REGISTERS.get(fact)
    if model is None:
        raise LookupError(fact.__name__)
    hints = get_type_hints(fact)
    names = [field.name for field in fields(fact) if field.name not in OWN_FIELDS]
    _SHAPES[fact] = Shape(fact, model, tuple(_column(model, name, hints[name]) for name in names))
    return _SHAPES[fact]


def _column(model: type[Any], name: str, hint: Any) -> Column:
    plain, optional = _plain(hint)
    field = model._meta.get_field(name)
    if field.is_relation:
        keyed = field.related_model
        if keyed is models.Unit:
            return Column(name, field.attname, field.attname, public_id, keyed, None, optional, plain)
        return Column(name, f"{name}__key", field.attname, None, keyed, None, optional, plain)
    values = plain if issubclass(plain, Enum) else None
    load = {member.value: member for member in values}.__getitem__ if values else None
    return Column(name, name, name, load, None, values, optional, plain)


def _plain(hint: Any) -> tuple[type[Any], bool]:
    if get_origin(hint) in (Union, UnionType):
        rest = [part for part in get_args(hint) if part is not type(None)]
        return rest[0], True
    return hint, False


def about(fact: Fact) -> str:
    """What a fact is about, as one text: the values of its subject (``u00001/chief``)."""
    subject = shape(type(fact)).model.subject
    return "/".join(str(value) if (value := getattr(fact, name)) is not None else "" for name in subject)


def stored(fact: type[Fact], rows: Any) -> list[Fact]:
    """Facts from a selection of rows of their register, in its order."""
    wanted, periods = shape(fact), dict[tuple[date | None, date | None], Period]()
    return [wanted.build(row, periods) for row in rows.values_list(*wanted.paths)]
