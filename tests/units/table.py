"""Small tables of invented units, written as a page of a manual would write them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from diaban.basis.period import Period
from diaban.units.atlas import Atlas, Horizon
from diaban.units.crosswalk import Carried, Given
from diaban.units.event import ChangeEvent, ChangeKind, Confidence, Relation, Succession
from diaban.units.unit import Level, Unit, UnitType


def day_of(text: str) -> date | None:
    """A day, or ``-`` for one that is not known or has not come."""
    return None if text == "-" else date.fromisoformat(text)


def rows(table: str) -> list[list[str]]:
    """Cells of a table set with spaces; an underscore stands for a space inside a cell."""
    return [[cell.replace("_", " ") for cell in line.split()] for line in table.splitlines() if line.strip()]


def atlas_of(units: str, lineage: str = "", events: str = "", horizons: str = "") -> Atlas:
    """An atlas from its four tables.

    ``units``: id, code, name, type, level, parent, first day, day after the last. ``lineage``: older, newer, kind, day,
    whole or part, ``default`` or ``-``, act, confidence in the default. ``events`` (that leave the ground): unit, kind,
    day, act. ``horizons``: province, day; a unit whose first day is not known answers from that of its province, 2020
    if there is none.
    """
    complete = {province: date.fromisoformat(day) for province, day in rows(horizons)}
    parents = {unit_id: parent for unit_id, _, _, _, _, parent, _, _ in rows(units)}
    clauses: dict[tuple[str, ...], ChangeEvent] = {}
    successions = []
    for older, newer, kind, day, relation, default, act, sure in rows(lineage):
        clause = clauses.setdefault((newer, kind, day, act), event(len(clauses), newer, kind, day, act))
        is_default = default == "default"
        successions.append(
            Succession(
                older, newer, clause, Relation(relation), is_default, "drawn", Confidence(sure.replace(" ", "-"))
            )
        )
    for unit_id, kind, day, act in rows(events):
        clauses[unit_id, kind, day, act] = event(len(clauses), unit_id, kind, day, act)
    found = []
    for unit_id, code, name, type_, level, parent, start, end in rows(units):
        period = answers = Period(day_of(start), day_of(end))
        if period.start is None:
            top = unit_id
            while parents[top] != "-":
                top = parents[top]
            begins = complete.get(top, date(2020, 1, 1))
            answers = Period(begins, period.end) if period.end is None or begins < period.end else None
        above = None if parent == "-" else parent
        found.append(Unit(unit_id, code, name, UnitType(type_), Level(level), above, period, answers))
    return Atlas(found, successions, clauses.values(), [Horizon(p, day, "invented") for p, day in complete.items()])


def event(number: int, unit: str, kind: str, day: str, act: str) -> ChangeEvent:
    """One clause of an act."""
    return ChangeEvent(f"e{number}", ChangeKind(kind), date.fromisoformat(day), unit, act, Confidence.CONFIRMED)


def given(values: Mapping[str, int | bool], to: Mapping[str, str] | None = None) -> list[Given]:
    """Values by code, and the places told with them."""
    return [
        Given(code, value if isinstance(value, bool) else Decimal(value), (to or {}).get(code))
        for code, value in values.items()
    ]


def values(carried: Carried) -> dict[str, Decimal | bool]:
    """What was carried, by code."""
    return {unit.code: value for unit, value in carried.values}


def told(carried: Carried) -> list[tuple[str, str | None]]:
    """Findings by code and the unit they name."""
    return [(found.code, found.place.unit) for found in carried.findings]
