"""What else is known of works when they are forecast: obstacle, kind of commune, and who builds; from the registers as
they stood at the cut-off."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TypedDict

from diaban.coverage.forecast.stage import Observation, Trait
from diaban.registers.patrols import BorderCommune
from diaban.registers.projects.difficulty import Obstacle
from diaban.registers.projects.investment import Package
from diaban.registers.projects.kinds import PackageKind
from diaban.store import models
from diaban.store.queries.facts import facts
from diaban.store.queries.known import KnownAt
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition
from diaban.units.unit import Level, UnitId

__all__ = ["traits_of"]


class _Asked(TypedDict):
    as_of: date
    known_at: KnownAt
    viewer: Viewer
    units: Collection[UnitId]


def traits_of(
    observations: Iterable[Observation],
    *,
    edition: Edition,
    as_of: date,
    viewer: Viewer,
    known_at: KnownAt = None,
    built: bool = True,
) -> dict[tuple[UnitId, str], Trait]:
    """The traits of the works of ``observations``, by unit and works, from rows that held on ``as_of``.

    Obstacle: one of the works was open at the end of that day. Kind: the type of the commune, and the borders it lies
    on. Group: the contractor of the construction, or the province where none is known. Works without a key (a unit told
    by its premises alone) answer for whatever works the unit has. ``built`` False: the works that the registers hold
    are not those of the standard, so nothing of them is told.
    """
    pairs = list(dict.fromkeys((one.unit, one.works) for one in observations))
    units = {unit for unit, _ in pairs}
    if not units:
        return {}

    asked: _Asked = {"as_of": as_of, "known_at": known_at, "viewer": viewer, "units": units}
    hindered: set[tuple[UnitId, str]] = set()
    contractor: dict[tuple[UnitId, str], str] = {}
    if built:
        for told in facts(models.Obstacle, Obstacle, **asked):
            if told.open_on(as_of):
                hindered |= {(told.unit, told.works), (told.unit, "")}
        for package in facts(models.Package, Package, **asked):
            if package.kind is PackageKind.CONSTRUCTION and package.contractor:
                contractor[package.unit, package.works] = contractor[package.unit, ""] = package.contractor
    borders: dict[UnitId, set[str]] = defaultdict(set)
    for commune in facts(models.BorderCommune, BorderCommune, **asked):
        borders[commune.unit].add(commune.border.value)
    kinds, provinces = _places(edition, units, as_of)
    return {
        (unit, works): Trait(
            group=contractor.get((unit, works)) or provinces.get(unit, ""),
            kind=" ".join((kinds.get(unit, ""), *sorted(borders[unit]))),
            obstacle=(unit, works) in hindered,
        )
        for unit, works in pairs
    }


def _places(edition: Edition, units: Collection[UnitId], day: date) -> tuple[dict[UnitId, str], dict[UnitId, UnitId]]:
    """Type and province of each unit that is there on a day."""
    atlas = edition.atlas
    kinds: dict[UnitId, str] = {}
    provinces: dict[UnitId, UnitId] = {}
    for id_ in units:
        unit = atlas.find_id(id_, day)
        if unit is not None:
            kinds[id_] = unit.type.value
            for one in atlas.ancestors(unit, day):
                if one.level is Level.PROVINCE:
                    provinces[id_] = one.id
    return kinds, provinces
