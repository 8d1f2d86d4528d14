"""What happens to units: events, the acts that order them, and the lineage they leave."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from diaban.units.unit import UnitId

__all__ = ["CHANGES_OF_GROUND", "Act", "ChangeEvent", "ChangeKind", "Confidence", "Relation", "Succession"]


class ChangeKind(StrEnum):
    """Kinds of event. The first five change ground and so end units; the others leave the unit itself."""

    MERGE = "merge"
    SPLIT = "split"
    PART_TRANSFER = "part-transfer"
    CREATION = "creation"
    ABOLITION = "abolition"
    RENAME = "rename"
    RETYPE = "retype"
    RE_PARENT = "re-parent"
    RECODE = "recode"


CHANGES_OF_GROUND: Final = frozenset(
    {ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.PART_TRANSFER, ChangeKind.CREATION, ChangeKind.ABOLITION}
)


class Confidence(StrEnum):
    """How sure a recorded fact is. ``to-confirm`` waits in the queue of conflicts."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    DISPUTED = "disputed"
    TO_CONFIRM = "to-confirm"


class Relation(StrEnum):
    """How much of an older unit's ground lies in a newer one: it is the same unit, the whole, or a part."""

    SAME = "same"
    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Act:
    """A legal act: number, issuer, day signed, day of force, title and where it was seen."""

    number: str
    issuer: str
    signed: date | None
    in_force: date | None
    title: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """One clause of an act: on ``day`` this happened to ``unit`` (the unit that results, or that ends by abolition)."""

    id: str
    kind: ChangeKind
    day: date
    unit: UnitId
    act: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Succession:
    """Ground of ``older`` went into ``newer`` by ``event``.

    ``relation`` is ``whole`` or ``part``, never ``same``: a unit that stays itself has no succession.
    ``is_default``: where a single place is wanted for a divided unit, it is this one; exactly one of the
    successions of a unit is the default, for the reason ``default_rule``, as sure as ``default_confidence``.
    """

    older: UnitId
    newer: UnitId
    event: ChangeEvent
    relation: Relation
    is_default: bool
    default_rule: str
    default_confidence: Confidence
