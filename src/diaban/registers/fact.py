"""What every register fact carries, beside its own fields."""

from dataclasses import dataclass
from enum import StrEnum

from diaban.basis.period import Period

__all__ = ["Fact", "Kinded"]


class Kinded(StrEnum):
    """A closed list of values a register field may take. Its members' texts stand in the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A statement about a subject for a period of days, by an origin, resting on a source (both by key).

    ``row``: the number of the database row that holds it, so that a figure can be opened down to it; 0 for a fact
    that was not stored yet.
    """

    period: Period
    origin: str
    source: str
    row: int = 0
