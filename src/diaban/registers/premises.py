"""Headquarters and official housing: who owns the building and what it is are two things (MISSION M4)."""

from dataclasses import dataclass

from diaban.registers.fact import Fact, Kinded
from diaban.units.unit import UnitId

__all__ = ["Building", "ChecklistItem", "Equipment", "Headquarters", "Housing", "Progress", "Tenure"]


class Tenure(Kinded):
    """Whose roof it is. *Trụ sở độc lập* is the first: not in the people's committee's building."""

    INDEPENDENT = "independent"
    IN_COMMITTEE = "in-committee"
    BORROWED = "borrowed"
    NONE = "none"


class Building(Kinded):
    """What kind of building it is; prefabricated (*nhà lắp ghép*) is a kind of building, not a tenure."""

    PERMANENT = "permanent"
    PREFABRICATED = "prefabricated"
    CONVERTED = "converted"
    NONE = "none"


class Progress(Kinded):
    """The published buckets of works: finished, being built, in procedures, no site."""

    FINISHED = "finished"
    BEING_BUILT = "being-built"
    IN_PROCEDURES = "in-procedures"
    NO_SITE = "no-site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headquarters(Fact):
    """The headquarters a unit uses (``tenure``, ``building``) and how far works on its own stand (``progress``).

    ``floor_m2`` and ``land_m2`` in square metres, ``capacity`` in people, ``year`` of completion; None: not stated.
    """

    unit: UnitId
    tenure: Tenure
    building: Building
    progress: Progress
    capacity: int | None
    floor_m2: int | None
    land_m2: int | None
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Housing(Fact):
    """Official housing (nhà ở công vụ) of a unit."""

    unit: UnitId
    tenure: Tenure
    building: Building
    progress: Progress
    capacity: int | None
    floor_m2: int | None
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem(Fact):
    """One item of the standard for headquarters (``item`` is a code of the standard's file), met or not."""

    unit: UnitId
    item: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment(Fact):
    """Equipment as counts: how many there are, how many of them work."""

    unit: UnitId
    kind: str
    number: int
    working: int
