"""Situation counts (M11): violations detected, prevented, resolved during a period, by category. Counts, no case.

A quantity that a report leaves vague stays vague (report Q4, *hàng trăm*): its words are kept, with the bounds that
whoever reports gives for them, and no number is put in their place.
"""

from dataclasses import dataclass

from diaban.registers.fact import Fact
from diaban.units.unit import UnitId

__all__ = ["SituationCount"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationCount(Fact):
    """Violations of a category during the period; ``category`` is a code of the measure ``violations``.

    ``detected``, ``prevented``, ``resolved`` None: not stated. ``stated``: the words where ``detected`` is vague, then
    None; ``least`` and ``most`` bound it, each None where the words give no bound.
    """

    unit: UnitId
    category: str
    detected: int | None
    prevented: int | None
    resolved: int | None
    stated: str | None
    least: int | None
    most: int | None
