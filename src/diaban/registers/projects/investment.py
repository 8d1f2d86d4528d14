"""Programme, project, works, package, and four amounts that are never mixed: earmark, total investment, capital plan
assigned, paid (the last with the course of the works).

A state with its act (redirected, suspended, cancelled, adjusted after a merger) begins a row of its own; the row before
ends with that day, so that what was so on any day can be asked.
"""

from dataclasses import dataclass
from datetime import date

from diaban.registers.fact import Fact
from diaban.registers.projects.amount import Amount
from diaban.registers.projects.kinds import (
    MoneyKind,
    MoneySource,
    PackageKind,
    ProjectState,
    Structure,
    WorksKind,
)
from diaban.units.unit import UnitId

__all__ = ["CapitalPlan", "Eligibility", "Package", "Programme", "ProgrammeMoney", "Project", "Works"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Fact):
    """A programme (*chương trình*) of a province: its key, its name, the act that decided it."""

    unit: UnitId
    programme: str
    name: str
    document: str
    decided_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeMoney(Fact):
    """What a programme sets aside, or may not exceed, by whose budget; ``year``, ``phase``: of these only.

    ``line``: its key within the programme.

    ``stated``: the words of the document; ``least_vnd``, ``most_vnd``: bounds in đồng, equal for an exact amount.
    """

    unit: UnitId
    programme: str
    line: str
    kind: MoneyKind
    funding: MoneySource
    year: int | None
    phase: int | None
    stated: str | None
    least_vnd: int | None
    most_vnd: int | None
    document: str

    @property
    def amount(self) -> Amount | None:
        """The bounds as one amount."""
        return Amount.of(self.stated, self.least_vnd, self.most_vnd)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility(Fact):
    """A condition of a programme (a code of its file of criteria), met by a commune or not."""

    unit: UnitId
    programme: str
    criterion: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Fact):
    """A project (*dự án*): one owner, one total investment, works in many communes. ``unit``: the owner's province.

    ``owner``: an office, never a person. ``stated``, ``least_vnd``, ``most_vnd``: total investment (*tổng mức đầu
    tư*). ``document``, ``decided_on``: the act that put it into ``state``; ``reason``: why, for any state but active.
    """

    unit: UnitId
    project: str
    programme: str | None
    phase: int | None
    name: str
    owner: str
    stated: str | None
    least_vnd: int | None
    most_vnd: int | None
    state: ProjectState
    document: str
    decided_on: date | None
    reason: str | None

    @property
    def investment(self) -> Amount | None:
        """Total investment."""
        return Amount.of(self.stated, self.least_vnd, self.most_vnd)


@dataclass(frozen=True, slots=True, kw_only=True)
class Works(Fact):
    """Works (*công trình*) of a project in a commune. Their key stays when the commune is merged.

    ``floor_m2`` in square metres, ``officers``: people it is for, ``investment_vnd``: the share of the total
    investment that the decision names for it (None: it names none). State and act as of a project.
    """

    unit: UnitId
    works: str
    project: str
    name: str
    kind: WorksKind
    structure: Structure
    floor_m2: int | None
    officers: int | None
    investment_vnd: int | None
    state: ProjectState
    document: str | None
    decided_on: date | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(Fact):
    """A package (*gói thầu*) of works. ``contract_vnd``: the contract's value; None until one is signed."""

    unit: UnitId
    package: str
    works: str
    name: str
    kind: PackageKind
    contractor: str | None
    contract_vnd: int | None
    signed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalPlan(Fact):
    """Capital assigned to works for a year (*kế hoạch vốn được giao*), by whose budget.

    ``line``: its key within the works.
    """

    unit: UnitId
    works: str
    line: str
    year: int
    funding: MoneySource
    assigned_vnd: int
    document: str
