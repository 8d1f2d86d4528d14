"""A standard over months: runs of points in one frame, never joined where the frame changes (DESIGN "Figures", 2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from diaban.basis.figure import Address
from diaban.coverage.frame import Scope
from diaban.coverage.result import CoverageResult
from diaban.coverage.standard import ScopeRule
from diaban.coverage.state import State
from diaban.coverage.step import add_months
from diaban.coverage.tally import Tally
from diaban.units.atlas import Atlas
from diaban.units.unit import UnitId

__all__ = ["Point", "Trend", "months", "scope_at", "trend_of"]


@dataclass(frozen=True, slots=True)
class Point:
    """A standard on a day: units met, and unaccounted for, of the frame's size; ``address`` opens the former."""

    day: date
    met: int
    unknown: int
    size: int
    address: Address


@dataclass(frozen=True, slots=True)
class Trend:
    """The points of the days from ``start`` to ``end``, in runs.

    Within a run every point counts the same units by the same rule. A figure crosses a change of units only by a rule,
    and a series as reported has none: there a run ends and another begins. ``blanks``: from a day without an answer, or
    of which nobody stated anything, to the next point (or ``end``).
    """

    standard: str
    start: date
    end: date
    runs: tuple[tuple[Point, ...], ...]
    blanks: tuple[tuple[date, date], ...]

    @property
    def breaks(self) -> tuple[date, ...]:
        """The days on which a run follows another directly: its first point."""
        filled = {day for _, day in self.blanks}
        return tuple(run[0].day for run in self.runs[1:] if run[0].day not in filled)


def months(start: date, end: date) -> tuple[date, ...]:
    """The first days of the months from ``start`` to ``end``, and ``end``; empty where ``end`` lies before it."""
    if end < start:
        return ()
    day = start if start.day == 1 else add_months(start.replace(day=1), 1)
    days = []
    while day < end:
        days.append(day)
        day = add_months(day, 1)
    return (*days, end)


def scope_at(atlas: Atlas, scope: Scope, day: date) -> Scope:
    """A scope as of another day: its unit where it is in force, else the ground it held on the nearest day it was.

    A unit ends when its ground changes (DESIGN "Time", rule 6), so either is the same ground.
    """
    unit = scope.unit
    if unit is None:
        return scope
    versions = atlas.versions(unit.id)
    here = next((version for version in versions if day in version.period), None)
    if here is not None:
        return Scope(here)
    if scope.ground_of is not None:
        return scope
    first, last = versions[0], versions[-1]
    if first.period.start is not None and day < first.period.start:
        return Scope(first, first.answers.start if first.answers else None)
    return Scope(last, last.shown_on(day))


def trend_of(standard: str, days: Sequence[date], results: Iterable[CoverageResult | Tally | None]) -> Trend:
    """The trend of ``results`` on ``days``, in order; None where there is no answer. ValueError without days."""
    runs: list[list[Point]] = []
    blanks: list[tuple[date, date]] = []
    before: tuple[tuple[UnitId, ...], ScopeRule | None] | None = None
    empty: date | None = None
    for day, result in zip(days, results, strict=True):
        # Where nobody stated anything, "0 met" would be a guess.
        counted = None if result is None else _counted(result)
        if result is None or counted is None or counted[State.UNACCOUNTED] == result.size:
            empty, before = empty or day, None
            continue
        if empty is not None:
            blanks.append((empty, day))
            empty = None
        frame = (result.ids if isinstance(result, Tally) else result.frame.ids, result.scope_rule)
        if before != frame:
            runs.append([])
        counts = (counted[State.MET], counted[State.UNACCOUNTED], result.size)
        runs[-1].append(Point(day, *counts, result.address(State.MET)))
        before = frame
    if empty is not None:
        blanks.append((empty, days[-1]))
    return Trend(standard, days[0], days[-1], tuple(map(tuple, runs)), tuple(blanks))


def _counted(result: CoverageResult | Tally) -> Mapping[State, int]:
    if isinstance(result, Tally):
        return result.states
    return {state: len(units) for state, units in result.units.items()}
