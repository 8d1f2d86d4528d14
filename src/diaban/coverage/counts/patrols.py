"""Patrols planned beside patrols held: what of a plan was done, and what was done outside any plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from diaban.registers.patrols import PatrolHeld, PatrolPlan
from diaban.units.unit import UnitId

__all__ = ["Slot", "slots"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One patrol of a unit by its key: the plan, what was held, or both."""

    unit: UnitId
    patrol: str
    plan: PatrolPlan | None
    held: PatrolHeld | None

    @property
    def planned_on(self) -> date:
        """The day it was planned for; of one outside any plan the day it was held."""
        if self.plan is not None:
            return self.plan.planned_on
        if self.held is not None:
            return self.held.held_on
        raise LookupError(self.patrol)

    @property
    def police(self) -> int:
        """People of the police: by the plan, else as it was held."""
        return self.plan.police if self.plan else self.held.police if self.held else 0

    @property
    def border_guard(self) -> int:
        """People of the border guard: by the plan, else as it was held."""
        return self.plan.border_guard if self.plan else self.held.border_guard if self.held else 0


def slots(plans: Iterable[PatrolPlan], held: Iterable[PatrolHeld]) -> list[Slot]:
    """Every patrol that was planned or held, by its day. Of one that two origins tell the first told is shown."""
    planned: dict[tuple[UnitId, str], PatrolPlan] = {}
    done: dict[tuple[UnitId, str], PatrolHeld] = {}
    for plan in plans:
        planned.setdefault((plan.unit, plan.patrol), plan)
    for one in held:
        done.setdefault((one.unit, one.patrol), one)
    keys = dict.fromkeys((*planned, *done))
    found = [Slot(unit, key, planned.get((unit, key)), done.get((unit, key))) for unit, key in keys]
    return sorted(found, key=lambda one: (one.planned_on, one.unit, one.patrol))
