"""Units written into findings: only when somebody reads them, for a nation's refusals are thousands."""

from collections.abc import Iterable
from dataclasses import dataclass

from diaban.basis.catalogue import Say
from diaban.units.unit import Unit

__all__ = ["Listed", "describe"]


def describe(unit: Unit) -> str:
    """A version with its days, ISO and half-open, for messages to programmers: ``xã Bắc Sơn 06727 […, 2025-07-01)``."""
    return f"{unit.full_name} {unit.code} [{unit.period.start or '…'}, {unit.period.end or '…'})"


@dataclass(frozen=True, slots=True)
class Listed:
    """Units in order of code, as a sentence lists them; a dash for none. ``dated``: with their days. ``most``: so many
    by name, of the rest the number."""

    units: tuple[Unit, ...]
    dated: bool = False
    most: int | None = None

    def worded(self, say: Say) -> str:
        """``xã Bắc Sơn 06727 (đến 30/06/2025), xã Hải Sơn 06724 (từ 01/07/2025)``."""
        units = sorted(self.units, key=lambda unit: unit.code)
        named = ", ".join(self._one(unit, say) for unit in units[: self.most]) or "—"
        rest = 0 if self.most is None else len(units) - self.most
        return say("units.and-more", names=named, n=rest) if rest > 0 else named

    def _one(self, unit: Unit, say: Say) -> str:
        name = f"{unit.full_name} {unit.code}"
        start, last = unit.period.start, unit.period.last_day
        if not self.dated or (start is None and last is None):
            return name
        if start is None:
            return say("period.until", unit=name, end=last)
        if last is None:
            return say("period.since", unit=name, start=start)
        return say("period.between", unit=name, start=start, end=last)

    @classmethod
    def of(cls, units: Iterable[Unit], *, most: int | None = None) -> "Listed":
        """From any iterable, with days."""
        return cls(tuple(units), True, most)
