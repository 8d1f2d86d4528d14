"""Who decides a unit's state: the seam between the rule told plainly (``plain``) and the fast engine (``engine``)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from diaban.coverage.standard import Standard
from diaban.coverage.state import State
from diaban.units.unit import Unit, UnitId

__all__ = ["STATES", "Decider", "Doubt", "Verdicts"]

STATES: Final = (State.UNACCOUNTED, State.NOT_STARTED, State.UNDER_WAY, State.MET, State.LOST)
"""The states where they stand as numbers: each is its place here."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a unit with statements is unaccounted: ``origins`` that decide differently, or a list not stated in full."""

    origins: tuple[str, ...]
    conflict: bool


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The states of units under one standard on one day.

    ``since``: for units that are met, the first day of the present spell (``date.min``: unknown). ``recorded``: all
    units, asked for or not, with a record of the standard's registers on the day. ``sources``: of the records of the
    units asked for on that day, in order.
    """

    states: Mapping[UnitId, State]
    since: Mapping[UnitId, date]
    doubts: Mapping[UnitId, Doubt]
    recorded: frozenset[UnitId]
    sources: tuple[str, ...]


class Decider(Protocol):
    """Decides the states of units from what was stated."""

    def verdicts(
        self, standard: Standard, units: Sequence[Unit], day: date, classes: Mapping[UnitId, str]
    ) -> Verdicts: ...

    def states(
        self, standard: Standard, units: Sequence[Unit], day: date, classes: Mapping[UnitId, str]
    ) -> NDArray[np.int64]:
        """The states alone, in the order of the units, as places in :data:`STATES`: for whoever only counts."""
        ...

    def origins(self, standard: Standard, units: Iterable[UnitId], day: date) -> Mapping[UnitId, tuple[str, ...]]:
        """Who states, on the day, what each of the units is judged by; units without a statement may be absent."""
        ...
