"""The answer to a phasing as data: which works begin when, how good that is at best, and by what it was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from diaban.plans.phasing.facts import OUT

__all__ = ["Answer", "Status", "gap_of"]


class Status(StrEnum):
    """How a search ended: proven best, stopped at a limit with an answer, nothing fits, stopped without one."""

    OPTIMAL = "optimal"
    STOPPED = "stopped"
    INFEASIBLE = "infeasible"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Answer:
    """``begins``: the year in which each works begins, ``OUT`` for none; ``value``: of all of them; ``bound``: no plan
    is worth more, as the engine claims; ``prices``: by limit, points that one more of it is worth at the margin (of
    the relaxation without whole numbers), from which the checker computes a bound of its own."""

    begins: Mapping[str, int]
    value: int
    bound: float | None
    status: Status
    engine: str
    seed: int = 0
    prices: Mapping[str, float] = field(default_factory=dict)
    order_prices: Mapping[tuple[str, str, int], float] = field(default_factory=dict)

    @property
    def gap(self) -> float | None:
        """How far the value may be from the best, as a share of the bound; None where no bound is known."""
        return gap_of(self.value, self.bound)

    def chosen(self) -> tuple[str, ...]:
        """Works that begin."""
        return tuple(works for works, year in self.begins.items() if year != OUT)


def gap_of(value: int, bound: float | None) -> float | None:
    """The distance of a value from a bound, as a share of the bound."""
    if bound is None:
        return None
    return max(0.0, bound - value) / bound if bound > 0 else 0.0
