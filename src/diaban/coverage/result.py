"""What ``diaban coverage`` answers, one for each standard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from diaban.basis.catalogue import Catalogue, Language
from diaban.basis.figure import Address, FrameRef, Reading, Step
from diaban.basis.finding import Finding
from diaban.basis.percent import percent
from diaban.coverage.frame import Framed, Scope
from diaban.coverage.standard import ScopeRule, Standard
from diaban.coverage.state import State
from diaban.units.crosswalk import CarryRule
from diaban.units.unit import UnitId

__all__ = ["CoverageResult"]


@dataclass(frozen=True, slots=True)
class CoverageResult:
    """States and steps of a frame under one standard.

    ``units``: ids in order of code, by state; disjoint, their union is the frame. ``steps``: units that are met and
    have come at least so far, by step: nested, so that ``reported`` equals the number met. ``outside``: units in the
    scope, or of no day's frame, with a record of the standard's registers on the day, that are not in the frame.
    ``carry_rule``: None as reported. ``ground``: restated, the units of the frame as reported that share the ground of
    each unit; empty as reported.
    """

    standard: Standard
    as_of: date
    known_at: datetime | None
    scope: Scope
    scope_rule: ScopeRule
    carry_rule: CarryRule | None
    frame: Framed
    units: Mapping[State, tuple[UnitId, ...]]
    steps: Mapping[Step, tuple[UnitId, ...]]
    outside: tuple[UnitId, ...]
    sources: tuple[str, ...]
    findings: tuple[Finding, ...]
    ground: Mapping[UnitId, tuple[UnitId, ...]]

    @property
    def size(self) -> int:
        """The number of communes in the frame."""
        return len(self.frame.units)

    @property
    def reading(self) -> Reading:
        """As reported, or restated by a rule."""
        if self.carry_rule is None:
            return Reading.AS_REPORTED
        return Reading.RESTATED_ANY if self.carry_rule is CarryRule.ANY else Reading.RESTATED_ALL

    @property
    def unsettled(self) -> tuple[UnitId, ...]:
        """All but the met ones: the list of what is left to close."""
        return tuple(unit for state in State if state is not State.MET for unit in self.units[state])

    def percent(self, state: State = State.MET) -> Decimal | None:
        """Its share of the frame; 100 and 0 only for all and none; None for an empty frame."""
        return percent(len(self.units[state]), self.size)

    def address(self, state: State, step: Step = Step.REPORTED) -> Address:
        """The address of one of its figures."""
        return Address(
            f"{self.standard.id}.{state.value}",
            self.scope.ref,
            FrameRef(
                self.frame.frozen.key if self.frame.frozen else "derived",
                self.frame.as_of if self.carry_rule is not None else None,
            ),
            self.as_of,
            self.known_at,
            step,
            self.reading,
        )

    def as_dict(self, catalogue: Catalogue, lang: Language) -> dict[str, object]:
        """The JSON of the command; days and moments ISO, unknown null."""
        return {
            "standard": self.standard.id,
            "title": self.standard.definition.title[lang],
            "as_of": self.as_of.isoformat(),
            "known_at": None if self.known_at is None else self.known_at.isoformat(),
            "reading": "restated" if self.reading.is_restated else self.reading.value,
            "carry_rule": None if self.carry_rule is None else self.carry_rule.value,
            "frame": {
                "as_of": self.frame.as_of.isoformat(),
                "scope": self.scope.as_dict(),
                "size": self.size,
                "kind": "frozen" if self.frame.frozen else "derived",
                "changes": [change.as_dict() for change in self.frame.changes],
                "mixed": [unit.id for unit in self.frame.units if unit.id in self.frame.mixed],
                "sentence": self.scope_rule.sentence[lang],
            },
            "states": {state.value: len(self.units[state]) for state in State},
            "units": {state.value: list(self.units[state]) for state in State},
            "steps": {step.value: len(self.steps[step]) for step in Step},
            "outside": list(self.outside),
            "sources": list(self.sources),
            "findings": [catalogue.as_dict(found, lang) for found in self.findings],
        }
