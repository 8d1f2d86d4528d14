"""Where invented people live and were born: communes of a day, and where births were registered before 2025."""

from datetime import date
from typing import Final

import numpy as np

from diaban.quality.generated.people import Ground
from diaban.units.atlas import Atlas
from diaban.units.unit import Level, Unit

__all__ = ["ground_of"]

OLD: Final = date(2025, 6, 30)
"""The last day of the 63 provinces whose codes personal numbers begin with."""
PER_COMMUNE: Final = 5_000
FEWEST: Final = 6


def ground_of(atlas: Atlas, day: date, rows: int, seed: int) -> Ground:
    """Whole provinces in the order of a draw, until there is a commune for every 5,000 forms."""
    rng = np.random.default_rng(seed)
    provinces = atlas.in_force(day, Level.PROVINCE)
    wanted = max(FEWEST, rows // PER_COMMUNE)
    chosen: list[tuple[Unit, Unit]] = []
    for at in rng.permutation(len(provinces)).tolist():
        communes = atlas.below(provinces[at].id, day)
        take = rng.permutation(len(communes))[: wanted - len(chosen)].tolist()
        chosen += [(communes[one], provinces[at]) for one in take]
        if len(chosen) >= wanted:
            break
    births: dict[tuple[str, str], int] = {}
    native = [births.setdefault(_registered(atlas, commune), len(births)) for commune, _ in chosen]
    old = atlas.in_force(OLD, Level.COMMUNE)
    for at in rng.permutation(len(old))[: max(40, wanted)].tolist():
        births.setdefault(_place(atlas, old[at]), len(births))
    return Ground([(_titled(commune), _titled(province)) for commune, province in chosen], list(births), native)


def _titled(unit: Unit) -> str:
    name = unit.full_name
    return name[0].upper() + name[1:]


def _registered(atlas: Atlas, commune: Unit) -> tuple[str, str]:
    """The place of registration before the units of today: an older unit of the same ground."""
    before = atlas.find_id(commune.id, OLD)
    if before is None:
        for one in atlas.successions_into(commune.id):
            if (before := atlas.find_id(one.older, OLD)) is not None:
                break
    return _place(atlas, commune if before is None else before)


def _place(atlas: Atlas, commune: Unit) -> tuple[str, str]:
    above = atlas.ancestors(commune, OLD)
    text = ", ".join(_titled(unit) for unit in (commune, *above))
    return text, "0" + (above[-1].code if above else "01")
