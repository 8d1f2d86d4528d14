"""What is measured: the newest shipped edition, the two days around 2025-07-01, and drawings from its communes."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import diaban
from benchmarks.size import SEED
from diaban.units.atlas import Atlas
from diaban.units.edition import Edition, open_edition
from diaban.units.unit import Level, Unit

__all__ = ["AFTER", "BEFORE", "REFERENCE", "address", "book", "communes", "drawn", "values"]

REFERENCE = Path(diaban.__file__).parent / "reference" / "units"
BEFORE = date(2025, 6, 30)
AFTER = date(2025, 7, 1)


def book() -> Edition:
    """The newest edition, nothing of it read yet."""
    return open_edition(REFERENCE)


def communes(atlas: Atlas, day: date) -> list[Unit]:
    """All communes in force on a day."""
    return atlas.in_force(day, Level.COMMUNE)


def drawn(units: list[Unit], number: int | None) -> list[Unit]:
    """``number`` of the units, the same on every run; all of them, in order, for None."""
    return units if number is None else Random(SEED).sample(units, number)


def address(atlas: Atlas, unit: Unit, day: date) -> str:
    """A unit as reports write it: "xã Mỹ Thanh, huyện Bạch Thông, tỉnh Bắc Kạn"."""
    return ", ".join(each.full_name for each in (unit, *atlas.ancestors(unit, day)))


def values(units: list[Unit]) -> list[tuple[str, Decimal]]:
    """A count from 0 to 99 for each unit, by its code."""
    random = Random(SEED)
    return [(unit.code, Decimal(random.randrange(100))) for unit in units]
