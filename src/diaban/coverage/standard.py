"""A standard: whom it binds, what it asks, what proves it. A file each, in ``standards/`` (DESIGN "Figures")."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from diaban.basis.catalogue import Language
from diaban.basis.definition import Definition, Reader, read_definitions
from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding, finding
from diaban.basis.period import Period
from diaban.coverage.item import read_items
from diaban.coverage.rule import (
    ChecklistRule,
    Classes,
    HamletRule,
    PremisesRule,
    QualificationRule,
    Rule,
    RuleKind,
    StaffingRule,
    Threshold,
    Wins,
    least,
)
from diaban.registers.evidence import EvidenceKind
from diaban.registers.premises import Building, Headquarters, Housing, Progress, Tenure
from diaban.registers.staffing import QualificationKind
from diaban.units.crosswalk import CarryRule
from diaban.units.unit import TYPES_BY_LEVEL, Level, Unit, UnitId, UnitType

__all__ = ["SHIPPED", "ScopeRule", "Standard", "read_standards"]

SHIPPED: Final = Path(__file__).with_name("standards")


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """During ``period`` the standard binds communes of these types (none: of every type), and says so in a sentence.

    ``with_service``: only where the service has a unit of its own.
    """

    period: Period
    types: tuple[UnitType, ...]
    with_service: bool
    sentence: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard as its file has it. It has no deadline: that is a promise's (DESIGN "Figures", rule 6).

    ``evidence``: the kinds that must all be there for ``evidenced``. ``holds_months``: a certificate older than that
    no longer says that it holds.
    """

    definition: Definition
    scopes: tuple[ScopeRule, ...]
    rule: Rule
    carry_rule: CarryRule
    evidence: tuple[EvidenceKind, ...]
    holds_months: int

    @property
    def id(self) -> str:
        """The name of its file."""
        return self.definition.id

    def scope_on(self, day: date) -> ScopeRule:
        """Whom it binds on ``day``. RefusedError ``standard-not-in-force`` for a day on which it binds nobody."""
        if day in self.definition.in_force:
            for scope in self.scopes:
                if day in scope.period:
                    return scope
        force = self.definition.in_force
        raise RefusedError(
            finding("standard-not-in-force", standard=self.id, day=day, start=force.start or "…", end=force.end or "…")
        )

    def in_force_on(self, day: date) -> bool:
        """Whether it binds anybody on ``day``."""
        return day in self.definition.in_force and any(day in scope.period for scope in self.scopes)

    def needed(self, unit: Unit, day: date, classes: Mapping[UnitId, str]) -> int:
        """The value that ``unit`` must reach on ``day`` (for premises, hamlets and the checklist always level 2)."""
        match self.rule:
            case StaffingRule() | QualificationRule() as rule:
                return least(rule.thresholds, day, rule.classes.of(unit, classes))
            case _:
                return 2


def read_standards(folders: Iterable[Path] = (SHIPPED,)) -> tuple[dict[str, Standard], list[Finding]]:
    """Standards by id, and every fault of every file; a file with a fault is left out."""
    read = read_definitions(folders)
    standards: dict[str, Standard] = {}
    for key, (definition, reader) in read.files.items():
        before = len(read.findings)
        standard = _read(definition, reader)
        if standard is not None and len(read.findings) == before:
            standards[key] = standard
    return standards, read.findings


def _read(definition: Definition, reader: Reader) -> Standard | None:
    kind = reader.choice("rule", RuleKind)
    carry = reader.choice("carry_rule", CarryRule)
    if carry is not None and not carry.is_truth:
        reader.refuse("carry_rule", carry.value, "any | all")
    evidence = reader.choices("evidence", EvidenceKind)
    months = reader.number("holds_months", least=1)
    scopes = tuple(scope for table in reader.tables("scope") if (scope := _scope(table)) is not None)
    for one, other in ((a, b) for at, a in enumerate(scopes) for b in scopes[at + 1 :]):
        if one.period.overlaps(other.period):
            reader.refuse("scope", f"{other.period.start}", "periods that do not overlap")
    reader.tables("noted", optional=True)
    if kind is None:
        # Which keys belong here depends on the rule.
        return None
    rule = RULES[kind](reader, definition)
    reader.done()
    if rule is None or carry is None or months is None:
        return None
    return Standard(definition, scopes, rule, carry, evidence, months)


def _scope(table: Reader) -> ScopeRule | None:
    period = table.period()
    types = table.choices("types", UnitType, optional=True)
    if not set(types) <= set(TYPES_BY_LEVEL[Level.COMMUNE]):
        table.refuse("types", ", ".join(types), ", ".join(TYPES_BY_LEVEL[Level.COMMUNE]))
    with_service, sentence = table.flag("with_service"), table.bilingual("sentence")
    table.done()
    return None if period is None else ScopeRule(period, types, with_service, sentence)


def _thresholds(reader: Reader, definition: Definition) -> tuple[Threshold, ...]:
    lines = []
    for table in reader.tables("threshold"):
        start, klass = table.day("from"), table.string("class", optional=True)
        number, up_to = table.number("number", least=1), table.number("up_to", optional=True)
        source = table.string("source")
        table.flag("to_verify")
        table.done()
        if start is not None and number is not None and source is not None:
            lines.append(Threshold(start, klass, number, up_to, source))
    first = definition.in_force.start
    if not any(line.klass is None and first is not None and line.start <= first for line in lines):
        reader.refuse("threshold", ", ".join(str(line.start) for line in lines), f"from <= {first}, no class")
    return tuple(lines)


def _classes(reader: Reader) -> Classes:
    found = []
    for table in reader.tables("class_of_type", optional=True):
        type_, klass = table.choice("type", UnitType), table.string("class")
        table.done()
        if type_ is not None and klass is not None:
            found.append((type_, klass))
    return Classes(tuple(found))


def _staffing(reader: Reader, definition: Definition) -> Rule | None:
    thresholds, classes = _thresholds(reader, definition), _classes(reader)
    wins = reader.choice("wins", Wins)
    return None if wins is None else StaffingRule(thresholds, classes, wins)


def _qualification(reader: Reader, definition: Definition) -> Rule:
    kinds = reader.choices("qualifications", QualificationKind)
    return QualificationRule(_thresholds(reader, definition), _classes(reader), kinds)


def _premises(reader: Reader, _: Definition) -> Rule | None:
    registers: dict[str, type[Headquarters] | type[Housing]] = {"headquarters": Headquarters, "housing": Housing}
    name = reader.string("register")
    if name is not None and name not in registers:
        reader.refuse("register", name, " | ".join(registers))
    tenures, buildings = reader.choices("tenures", Tenure), reader.choices("buildings", Building)
    finished, under_way = reader.choices("finished", Progress), reader.choices("under_way", Progress)
    register = registers.get(name or "")
    return None if register is None else PremisesRule(register, tenures, buildings, finished, under_way)


def _checklist(reader: Reader, _: Definition) -> Rule:
    items = read_items(reader)
    return ChecklistRule(tuple(items), items)


def _hamlets(_: Reader, __: Definition) -> Rule:
    return HamletRule()


RULES: Final[Mapping[RuleKind, Callable[[Reader, Definition], Rule | None]]] = {
    RuleKind.STAFFING: _staffing,
    RuleKind.QUALIFICATION: _qualification,
    RuleKind.PREMISES: _premises,
    RuleKind.CHECKLIST: _checklist,
    RuleKind.HAMLETS: _hamlets,
}
