"""Units written into findings: only when somebody reads them, for a nation's refusals are thousands."""

from collections.abc import Iterable
from dataclasses import dataclass

from diaban.units.unit import Unit

__all__ = ["Listed", "describe"]


def describe(unit: Unit) -> str:
    """A version with its days, ISO and half-open: ``xã Bắc Sơn 06727 […, 2025-07-01)``."""
    return f"{unit.full_name} {unit.code} [{unit.period.start or '…'}, {unit.period.end or '…'})"


@dataclass(frozen=True, slots=True)
class Listed:
    """Units in order of code, as a sentence lists them; a dash for none. ``dated``: with their days."""

    units: tuple[Unit, ...]
    dated: bool = False

    def __str__(self) -> str:
        units = sorted(self.units, key=lambda unit: unit.code)
        if self.dated:
            return "; ".join(map(describe, units)) or "—"
        return ", ".join(f"{unit.full_name} {unit.code}" for unit in units) or "—"

    @classmethod
    def of(cls, units: Iterable[Unit]) -> "Listed":
        """From any iterable, with days."""
        return cls(tuple(units), dated=True)
