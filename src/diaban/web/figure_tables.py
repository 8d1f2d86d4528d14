"""Lists of a figure's page: the units that it counts, and the rows of the registers that it rests on."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from diaban.basis.figure import Figure, Record
from diaban.store.models import InstallationKind
from diaban.units.unit import Unit, UnitId
from diaban.web.ground import Ground, Visit
from diaban.web.lists.column import Column, choice, code, unit, units, written
from diaban.web.lists.listing import Listing

__all__ = ["PAGE", "RECORDS", "record_table", "unit_list"]

PAGE: Final = 100
RECORDS: Final = "ban-ghi"
Find = Callable[[UnitId], Unit]


def unit_list(visit: Visit, here: Ground, found: Figure, title: str, place: str, find: Find) -> Listing[UnitId]:
    """The units counted. ``find``: a unit as it is best shown for the figure, looked up only where it is seen."""
    say, atlas, address = visit.say, here.edition.atlas, found.address
    of = cache(find)
    units_day = address.frame.units_of or address.day

    def above(id_: UnitId) -> tuple[Unit, ...]:
        return atlas.ancestors(of(id_), units_day)

    return Listing(
        title=title,
        columns=(
            code("ma", say.text("word.code"), lambda id_: of(id_).code),
            unit("ten", say.text("word.unit"), of, lambda _: address.day),
            written("loai", say.text("web.units.type"), lambda id_: of(id_).type.value),
            units("thuoc", say.text("word.within"), above, lambda _: units_day),
        ),
        rows=found.units,
        source=say.text("web.list.source-figure", address=str(address), edition=str(found.edition)),
        as_of=address.day,
        known_at=address.known_at,
        anchor="danh-sach",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        subtitle=place,
        size=PAGE,
    )


def record_table(
    visit: Visit, found: Figure, title: str, place: str, find: Find, titles: Mapping[str, str]
) -> Listing[Record]:
    """The rows of registers. ``titles``: of origins and sources by key."""
    say, address = visit.say, found.address
    of = cache(find)
    there = dict.fromkeys(one.register for one in found.records)
    registers = {name: say.text(f"figure.register.{name}") for name in there}
    columns: tuple[Column[Record], ...] = (
        choice("so", say.text("word.register"), lambda one: one.register, registers),
        code("dong", say.text("word.record"), lambda one: str(one.row)),
        unit("ten", say.text("word.unit"), lambda one: of(one.unit), lambda _: address.day),
        code("ma", say.text("word.code"), lambda one: of(one.unit).code),
        written("noi", say.text("word.origin"), lambda one: titles.get(one.origin, one.origin)),
        written("nguon", say.text("word.source"), lambda one: titles.get(one.source, one.source)),
    )
    return Listing(
        title=title,
        columns=columns,
        rows=found.records,
        source=say.text("web.list.source-figure", address=str(address), edition=str(found.edition)),
        as_of=address.day,
        known_at=address.known_at,
        anchor="l-records",
        invented=visit.kind is InstallationKind.DEMONSTRATION,
        name=RECORDS,
        subtitle=place,
        size=PAGE,
    )
