"""The sheet of a commune's joint patrols in one reporting month, with the signature blocks of both forces.

Titles only, no name: who signs writes it by hand. A patrol to come has an empty cell for the day it is held.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from diaban.basis.period import Period
from diaban.basis.speech import Speech
from diaban.coverage.counts.patrols import Slot
from diaban.units.unit import Unit

__all__ = ["PatrolSheet", "patrol_sheet"]

LINES: Final = 4
"""So many at least: what is not planned yet is written by hand."""


@dataclass(frozen=True, slots=True)
class PatrolSheet:
    """The sheet in words, part by part, as its template places them. ``rows``: one cell for each of ``columns``."""

    superior: str
    issuer: str
    partner: str
    country: str
    motto: str
    invented: str
    title: str
    period: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    signing: str
    police: str
    guard: str


def patrol_sheet(
    unit: Unit, province: Unit | None, slots: Iterable[Slot], *, month: Period | None, say: Speech, invented: bool
) -> PatrolSheet:
    """The sheet of ``unit`` (of ``province``) for the patrols of ``month``, in the order of their days."""
    rows = tuple(_row(number, one, say) for number, one in enumerate(slots, start=1))
    rows += tuple((str(number), "", "", "") for number in range(len(rows) + 1, LINES + 1))
    superior = say.text("letter.ministry") if province is None else say.text("letter.office", unit=province.full_name)
    start = "" if month is None or month.start is None else say.write(month.start)
    end = "" if month is None or month.last_day is None else say.write(month.last_day)
    return PatrolSheet(
        superior=superior.upper(),
        issuer=say.text("letter.office", unit=unit.full_name).upper(),
        partner=say.text("patrols.sheet.partner").upper(),
        country=say.text("letter.country"),
        motto=say.text("letter.motto"),
        invented=say.text("word.invented-data") if invented else "",
        title=say.text("patrols.sheet.title").upper(),
        period=say.text("patrols.sheet.period", start=start, end=end),
        columns=(
            say.text("patrols.sheet.number"),
            say.text("patrols.sheet.planned"),
            say.text("patrols.sheet.forces"),
            say.text("patrols.sheet.held"),
        ),
        rows=rows,
        note=say.text("patrols.sheet.note"),
        signing=say.text("letter.signing"),
        police=say.text("patrols.sheet.police").upper(),
        guard=say.text("patrols.sheet.guard").upper(),
    )


def _row(number: int, one: Slot, say: Speech) -> tuple[str, ...]:
    held = ""
    if one.held is not None:
        people = {"police": one.held.police, "guard": one.held.border_guard}
        held = say.text("patrols.sheet.held-cell", day=one.held.held_on, **people)
    planned = say.write(one.plan.planned_on) if one.plan else say.text("patrols.sheet.unplanned")
    forces = say.text("patrols.sheet.forces-cell", police=one.police, guard=one.border_guard)
    return (str(number), planned, forces, held)
