"""What a standard asks of a unit: five kinds of rule, each with what its file says about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from diaban.basis.catalogue import Language
from diaban.registers.fact import Fact
from diaban.registers.premises import Building, ChecklistItem, Headquarters, Housing, Progress, Tenure
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification, QualificationKind
from diaban.units.unit import Unit, UnitId, UnitType

__all__ = [
    "ChecklistRule",
    "Classes",
    "HamletRule",
    "PremisesRule",
    "QualificationRule",
    "Rule",
    "RuleKind",
    "StaffingRule",
    "Threshold",
    "Wins",
    "registers_of",
    "registers_read",
]


class RuleKind(StrEnum):
    """The kinds of rule that a standard file may name; generality stops here (DESIGN "Figures", rule 6)."""

    STAFFING = "staffing"
    QUALIFICATION = "qualification"
    PREMISES = "premises"
    CHECKLIST = "checklist"
    HAMLETS = "hamlets"


class Wins(StrEnum):
    """Which register speaks where a unit is in both: people one by one, or counts of them."""

    POSTINGS = "postings"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class Threshold:
    """From day ``start`` on, units of class ``klass`` (None: of every class without a line of its own) need ``number``.

    ``up_to``: the upper end where a source gives a range ("5 to 8"): it explains, it does not decide.
    """

    start: date
    klass: str | None
    number: int
    up_to: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of communes: by type of unit from the file, and told unit by unit by whoever installs the program."""

    by_type: tuple[tuple[UnitType, str], ...] = ()

    def of(self, unit: Unit, told: Mapping[UnitId, str]) -> str | None:
        """The class of a unit; what is told goes before its type."""
        if unit.id in told:
            return told[unit.id]
        return next((klass for type_, klass in self.by_type if type_ is unit.type), None)


@dataclass(frozen=True, slots=True)
class StaffingRule:
    """At least so many people present, by day and class."""

    thresholds: tuple[Threshold, ...]
    classes: Classes
    wins: Wins


@dataclass(frozen=True, slots=True)
class QualificationRule:
    """At least so many people present who hold one of the qualifications."""

    thresholds: tuple[Threshold, ...]
    classes: Classes
    kinds: tuple[QualificationKind, ...]


@dataclass(frozen=True, slots=True)
class PremisesRule:
    """A building of one of the tenures and kinds, finished; works under way count as under way."""

    register: type[Headquarters] | type[Housing]
    tenures: tuple[Tenure, ...]
    buildings: tuple[Building, ...]
    finished: tuple[Progress, ...]
    under_way: tuple[Progress, ...]

    def level(self, fact: Headquarters | Housing) -> int:
        """2 met, 1 under way, 0 neither: what one record says."""
        if fact.tenure in self.tenures and fact.building in self.buildings and fact.progress in self.finished:
            return 2
        return 1 if fact.progress in self.under_way else 0


@dataclass(frozen=True, slots=True)
class ChecklistRule:
    """Every item of the list, by code. ``titles``: what each is called; they decide nothing."""

    items: tuple[str, ...]
    titles: Mapping[str, Mapping[Language, str]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class HamletRule:
    """Every hamlet of the commune has an officer who answers for it."""


def registers_of(rule: "Rule") -> tuple[type[Fact], ...]:
    """The registers a rule reads that name units, the one that wins first."""
    match rule:
        case StaffingRule(wins=wins):
            return (Posting, HeadCount) if wins is Wins.POSTINGS else (HeadCount, Posting)
        case QualificationRule():
            return (Posting,)
        case PremisesRule(register=register):
            return (register,)
        case ChecklistRule():
            return (ChecklistItem,)
        case HamletRule():
            return (Hamlet,)


def registers_read(rule: "Rule") -> tuple[type[Fact], ...]:
    """Every register a rule reads: those of :func:`registers_of`, and what speaks of officers or hamlets."""
    match rule:
        case QualificationRule():
            return (Posting, Qualification)
        case HamletRule():
            return (Hamlet, HamletDuty, Posting)
        case _:
            return registers_of(rule)


Rule = StaffingRule | QualificationRule | PremisesRule | ChecklistRule | HamletRule


def least(thresholds: tuple[Threshold, ...], day: date, klass: str | None) -> int:
    """What is needed on ``day`` in a unit of the class: its own latest line, else the latest for every class.

    A class's own line gives way to a later line for every class: a norm that rises for all rises for it too.
    ValueError if no line is in force: a standard's file is refused unless its first day has one.
    """
    found = [line for line in thresholds if line.start <= day and line.klass in (None, klass)]
    return max(found, key=lambda line: (line.start, line.klass is not None)).number
