"""Opening a figure: from the number to its units, the records they rest on, sources, edition and definitions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from diaban.basis.error import RefusedError
from diaban.basis.figure import Address, Figure, Record, Step
from diaban.basis.finding import finding
from diaban.coverage.plain import PlainDecider
from diaban.coverage.result import CoverageResult
from diaban.coverage.state import State
from diaban.registers.fact import Fact
from diaban.registers.premises import ChecklistItem, Headquarters, Housing
from diaban.registers.staffing import Hamlet, HamletDuty, HeadCount, Posting, Qualification
from diaban.units.atlas import Atlas
from diaban.units.unit import UnitId

__all__ = ["REGISTERS", "counted", "figure_of", "measured"]

REGISTERS: Final[Mapping[type[Fact], str]] = {
    HeadCount: "head-counts",
    Posting: "postings",
    Qualification: "qualifications",
    Hamlet: "hamlets",
    HamletDuty: "hamlet-duties",
    Headquarters: "headquarters",
    Housing: "housing",
    ChecklistItem: "checklist",
}
"""Names of the registers, as a record of a figure gives them."""


def measured(address: Address) -> tuple[str, State]:
    """The standard and the state that an address speaks of; without a state: met. RefusedError ``figure-address``."""
    standard, dot, state = address.measure.partition(".")
    try:
        return standard, State(state) if dot else State.MET
    except ValueError as error:
        raise RefusedError(finding("figure-address", text=str(address))) from error


def counted(result: CoverageResult, state: State, step: Step) -> tuple[UnitId, ...]:
    """The units whose records the figure "``state`` of the frame" rests on: restated, those that share the ground of
    the units counted."""
    units = result.steps[step] if state is State.MET else result.units[state]
    return tuple(dict.fromkeys(source for unit in units for source in result.ground.get(unit, (unit,))))


def figure_of(
    result: CoverageResult,
    state: State,
    step: Step,
    atlas: Atlas,
    decider: PlainDecider,
    *,
    edition: int,
    act: int | None = None,
    classes: Mapping[UnitId, str] | None = None,
) -> Figure:
    """The figure "``state`` of the frame", for ``met`` at ``step``, with every record it rests on.

    Restated, the records are those of the units that share the ground of the units counted. ``decider``: over the same
    facts that ``result`` was made of. A unit without records (unaccounted) has none to show.
    """
    units = result.steps[step] if state is State.MET else result.units[state]
    records: dict[Record, None] = {}
    for unit in units:
        for source in result.ground.get(unit, (unit,)):
            version = atlas.find_id(source, result.as_of) or atlas.versions(source)[-1]
            decision = decider.decision(result.standard, version, result.as_of, classes or {})
            for fact in decision.facts:
                records[Record(REGISTERS[type(fact)], fact.row, source, fact.origin, fact.source)] = None
    return Figure(
        result.address(state, step if state is State.MET else Step.REPORTED),
        Decimal(len(units)),
        result.size,
        "commune",
        units,
        tuple(records),
        tuple(sorted({record.source for record in records})),
        {result.standard.id: result.standard.definition.checksum},
        edition,
        act,
        result.findings,
    )
