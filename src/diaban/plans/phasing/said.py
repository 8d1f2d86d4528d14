"""How limits and amounts are said in findings: they are the key and the number they were, and know their words."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from diaban.basis.catalogue import Say
from diaban.plans.phasing.facts import BILLION, Limit, Resource

__all__ = ["Named", "Quantity"]

SMALL: Final = BILLION // 1000


class Quantity(int):
    """Đồng, or a number of something else."""

    money: bool

    @classmethod
    def of(cls, resource: Resource, number: int) -> "Quantity":
        """So much of a resource."""
        made = cls(number)
        made.money = resource is Resource.MONEY
        return made

    def worded(self, say: Say) -> str:
        """Money in billions, or in millions below one; of a bill of less the đồng."""
        if not self.money:
            return f"{int(self)}"
        if abs(self) < SMALL:
            return say("projects.vnd", value=int(self))
        of, key = (BILLION, "projects.billion") if abs(self) >= BILLION else (SMALL, "projects.million")
        places = (Decimal(int(self)) / of).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return say(key, value=places.normalize() if places % 1 else Decimal(int(places)))


class Named(str):
    """The key of a limit."""

    limit: Limit

    @classmethod
    def of(cls, limit: Limit) -> "Named":
        """The name of a limit."""
        made = cls(limit.key)
        made.limit = limit
        return made

    def worded(self, say: Say) -> str:
        """``vốn năm 2027``, ``giám sát giai đoạn 2, tỉnh A``."""
        one = self.limit
        resource = say(f"plan.resource.{one.resource.value}")
        if one.year is not None:
            name = say("plan.limit.year", resource=resource, year=str(one.year))
        else:
            name = say("plan.limit.phase", resource=resource, phase=str(one.phase))
        return f"{name}, {one.region}" if one.region else name
